"""
What can be wrong with the drafts of a pack, for `cds lint`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cds.cards.drafts import LATER, PATTERNS, TEXTS, Template, placeholders, text_of
from cds.cards.wording import Slot, Wording
from cds.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cds.rules.model import Draft, Pack

__all__ = ["check_drafts"]

_WHOLE_SLOT = re.compile(r"\{[^{}]*\}")
_EXAMPLES = {"reference": "Patient/example", "count": 3, "numberOfRepeatsAllowed": 3}


def check_drafts(pack: Pack) -> list[RuleError]:
    """
    Return everything that is wrong with the drafts of a pack.

    Each template must be a valid R4 resource when every placeholder is filled in, leave its status to
    the engine, say in words what it is, carry codes of the term it names, and have placeholders only
    where a reference, a date or a number stands.
    """
    return [error for draft in pack.drafts.values() for error in _wrong_draft(draft, pack)]


def _wrong_draft(draft: Draft, pack: Pack) -> Iterator[RuleError]:
    for raw in draft.resources:
        for message in (*_wrong_frame(raw), *_wrong_template(Template.of(raw), pack)):
            yield RuleError(f"draft '{draft.name}': {message}", draft.where)


def _wrong_frame(raw: Mapping[str, Any]) -> Iterator[str]:
    for key in ("status", "intent", "subject", "for", "authoredOn"):
        if key in raw:
            yield f"'{key}' is the same in every draft and is added by the engine; leave it out"


def _wrong_template(template: Template, pack: Pack) -> Iterator[str]:
    resource = template.resource
    kind = str(resource.get("resourceType"))
    if kind not in TEXTS:
        yield f"a draft is one of {', '.join(TEXTS)}, never '{kind}'"
        return
    if not text_of(resource):
        yield f"{TEXTS[kind]}.text says in words what the draft is; it is missing"
    for element, text in placeholders(resource, ""):
        yield from _wrong_placeholder(element, text, pack)
    for fact in template.answers:
        if fact not in pack.entries:
            yield f"it answers '{fact}', which is not in the dictionary"
    yield from _wrong_codes(template, pack)
    yield from _not_r4(resource)


def _wrong_placeholder(element: str, text: str, pack: Pack) -> Iterator[str]:
    if not _WHOLE_SLOT.fullmatch(text) or element not in PATTERNS:
        yield f"'{text}' in {element}: a placeholder stands alone, in one of {', '.join(PATTERNS)}"
        return
    slots = list(Wording.of(text).slots)
    if not slots and not LATER.fullmatch(text):
        yield f"'{text}' is not a placeholder; it is {{patient}}, {{as-of}}, {{as-of+6mo}} or {{fact.word}}"
    for slot in slots:
        if slot != Slot("patient") and slot.fact != "as-of" and slot.fact not in pack.entries:
            yield f"'{text}': '{slot.fact}' is not in the dictionary"


def _wrong_codes(template: Template, pack: Pack) -> Iterator[str]:
    codings = list(_codings(template.resource))
    if codings and not template.terms:
        yield "a coded template names the term of its code (`term:`)"
    for system, code in codings:
        if template.terms and pack.terms.of(system, code).isdisjoint(template.terms):
            yield f"{system}|{code} is not a code of {', '.join(template.terms)}"


def _codings(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for item in value.get("coding", ()):
            yield str(item.get("system", "")), str(item.get("code", ""))
        for key, item in value.items():
            if key != "coding":
                yield from _codings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _codings(item)


def _not_r4(resource: Mapping[str, Any]) -> Iterator[str]:
    # fhir.resources costs a quarter of a second to import, so only whoever checks pays for it
    from cds.cards.validity import as_written, validate_resource

    example = _example(resource, "")
    reason = validate_resource(example)
    if reason is not None:
        yield f"not valid FHIR R4: {reason}"
        return
    for place in _texts_for_numbers(example, as_written(example), ""):
        yield f"not valid FHIR R4: {place} is a number, and is written as text"


def _texts_for_numbers(given: Any, written: Any, place: str) -> Iterator[str]:
    """
    Yield where a text stands for a number, which the models accept and JSON of FHIR does not.
    """
    if isinstance(given, dict) and isinstance(written, dict):
        for key, item in given.items():
            yield from _texts_for_numbers(item, written.get(key), f"{place}.{key}" if place else key)
    elif isinstance(given, list) and isinstance(written, list):
        for item, other in zip(given, written, strict=True):
            yield from _texts_for_numbers(item, other, place)
    elif isinstance(given, str) and isinstance(written, int | float):
        yield place


def _example(value: Any, element: str) -> Any:
    if isinstance(value, dict):
        return {key: _example(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_example(item, element) for item in value]
    if isinstance(value, str) and _WHOLE_SLOT.fullmatch(value):
        return _EXAMPLES.get(element, "2026-01-31")
    return value
