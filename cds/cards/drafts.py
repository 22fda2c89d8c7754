"""
FHIR drafts: the resources a suggestion creates, from the templates of `rules/drafts.yaml`.

A template holds what is particular to it; that it is a draft and a proposal, about this patient and
of this day, is added here, so that no template can say otherwise. Two keys are ours and never leave
the house: `term` (the word of the pack its code means) and `answers` (the facts it helps to record).
At call time only references, dates and numbers are filled in, each against its FHIR pattern; whether
a template is valid R4 is checked once (`draft_checks.py`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cds.cards.wording import Wording, plain
from cds.chart.dates import days_after, months_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from cds.cards.identity import Call
    from cds.facts.fact import Fact
    from cds.rules.model import Draft

__all__ = ["LATER", "PATTERNS", "TEXTS", "PreparedDraft", "Template", "placeholders", "text_of"]

LABORATORY = "Laboratory"
"""The category text that makes a ServiceRequest a laboratory order."""

_REFERENCE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}")
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_POSITIVE = re.compile(r"[1-9]\d{0,8}")
LATER = re.compile(r"\{as-of\+(\d{1,3})(mo|d)\}")
PATTERNS = {
    "reference": _REFERENCE,
    "authoredOn": _DATE,
    "occurrenceDateTime": _DATE,
    "start": _DATE,
    "end": _DATE,
    "event": _DATE,
    "count": _POSITIVE,
    "numberOfRepeatsAllowed": _POSITIVE,
}
"""What may be filled in, by its element, and what it must look like."""

_OURS = frozenset({"term", "answers"})
TEXTS = {
    "MedicationRequest": "medicationCodeableConcept",
    "ServiceRequest": "code",
    "Task": "code",
}
"""The resource types a draft may be, and where each says in words what it is."""

_SUBJECTS = {"MedicationRequest": "subject", "ServiceRequest": "subject", "Task": "for"}
_NAMES = {"MedicationRequest": "Draft prescription", "ServiceRequest": "Draft order", "Task": "Draft task"}


class Template(Struct, frozen=True):
    """
    One resource of a draft, ready to be filled in.

    `open` are its elements with something to fill in, `terms` the words its code means, `answers` the
    facts it helps to record.
    """

    resource: Mapping[str, Any]
    description: str
    open: tuple[str, ...]
    terms: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Template:
        """
        Take our keys off a template as the pack holds it, and add what is the same in every draft.
        """
        kind = str(raw.get("resourceType", ""))
        own = {key: _json(value) for key, value in raw.items() if key not in _OURS}
        subject = _SUBJECTS.get(kind, "subject")
        frame = {"status": "draft", "intent": "proposal", subject: {"reference": "{patient}"}, "authoredOn": "{as-of}"}
        resource = {"resourceType": kind} | frame | own | frame
        description = f"{_NAMES.get(kind, 'Draft')}: {text_of(own)}"
        to_fill = tuple(key for key, value in resource.items() if any(placeholders(value, key)))
        return cls(resource, description, to_fill, _words(raw.get("term")), _words(raw.get("answers")))

    @property
    def laboratory(self) -> bool:
        """
        Tell whether it orders a laboratory test.
        """
        return any(category.get("text") == LABORATORY for category in self.resource.get("category", ()))

    def filled(self, facts: Mapping[str, Fact], call: Call) -> dict[str, Any]:
        """
        Return the resource of this call; what needs no filling in is shared, so it is not to be changed.

        Raises:
            ValueError: a value is missing or does not have the form its element needs.
        """
        return {**self.resource, **{key: _filled(self.resource[key], key, facts, call) for key in self.open}}


class PreparedDraft(Struct, frozen=True):
    """
    A draft of the pack with its templates.
    """

    name: str
    label: str
    drug: str
    templates: tuple[Template, ...]

    @classmethod
    def of(cls, draft: Draft) -> PreparedDraft:
        """
        Prepare a draft of the pack.
        """
        return cls(draft.name, draft.label, draft.drug, tuple(Template.of(raw) for raw in draft.resources))

    @property
    def laboratory(self) -> bool:
        """
        Tell whether it orders laboratory tests and nothing else.
        """
        return bool(self.templates) and all(template.laboratory for template in self.templates)

    @property
    def answers(self) -> frozenset[str]:
        """
        Return the facts it helps to record.
        """
        return frozenset(fact for template in self.templates for fact in template.answers)


def _words(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    return [_json(item) for item in value] if isinstance(value, list) else value


def text_of(resource: Mapping[str, Any]) -> str:
    """
    Return the words in which a draft says what it is.
    """
    concept = resource.get(TEXTS.get(str(resource.get("resourceType")), ""), {})
    return str(concept.get("text", "")) if isinstance(concept, dict) else ""


def _filled(value: Any, element: str, facts: Mapping[str, Fact], call: Call) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, key, facts, call) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, element, facts, call) for item in value]
    if isinstance(value, str) and value.startswith("{"):
        return _value_of(value, element, facts, call)
    return value


def _value_of(text: str, element: str, facts: Mapping[str, Fact], call: Call) -> str | int:
    pattern = PATTERNS.get(element)
    value = _looked_up(text, facts, call)
    if pattern is None or not pattern.fullmatch(value):
        raise ValueError(f"{text} does not give a value for {element}")
    return int(value) if pattern is _POSITIVE else value


def _looked_up(text: str, facts: Mapping[str, Fact], call: Call) -> str:
    if text == "{as-of}":
        return call.as_of.isoformat()
    if text == "{patient}":
        return call.patient
    later = LATER.fullmatch(text)
    if later:
        return _later(call.as_of, int(later[1]), later[2]).isoformat()
    return Wording.of(text).filled(facts, call.as_of, write=plain)


def _later(as_of: date, number: int, unit: str) -> date:
    return months_after(as_of, number) if unit == "mo" else days_after(as_of, number)


def placeholders(value: Any, element: str) -> Iterator[tuple[str, str]]:
    """
    Yield every text with a placeholder, with the element it stands in.
    """
    if isinstance(value, dict):
        for key, item in value.items():
            yield from placeholders(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from placeholders(item, element)
    elif isinstance(value, str) and ("{" in value or "}" in value):
        yield element, value
