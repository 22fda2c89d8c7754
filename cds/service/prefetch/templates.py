"""
Prefetch templates: one key a resource type, inside the query subset that every client can serve.

Only `{{context.patientId}}` is a token; no parameter stands twice; no modifier, `_include` or chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.reading.request import PREFETCH_KEYS
from cds.service.prefetch.needs import needs_of
from cds.terminology.systems import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cds.rules.model import Pack

__all__ = ["TOKEN", "filled", "templates_of"]

TOKEN = "{{context.patientId}}"  # noqa: S105 - the token of a template, no secret

_COUNT = 200
_KEYS: Mapping[str, str] = {kind: key for key, kind in PREFETCH_KEYS.items()}

_ONLY: Mapping[str, str] = {
    "CarePlan": "&status=active,on-hold,unknown",
    "Encounter": "&status=in-progress",
    "EpisodeOfCare": "&status=active,onhold",
    "Task": "&status=requested,received,accepted,ready,in-progress,on-hold",
}
"""Types of which only the open ones are ever read."""

_ASKED = frozenset({KNOWN["loinc"], KNOWN["local"], KNOWN["snomed"]})
_LOCAL = frozenset({KNOWN["local"]})


def templates_of(pack: Pack, hook: str) -> dict[str, str]:
    """
    Return the templates of a hook by key, always in the same order.
    """
    needs = needs_of(pack, hook)
    return {_KEYS[kind]: _template(kind, needs.terms, pack) for kind in sorted(needs.types, key=_patient_first)}


def filled(template: str, patient_id: str) -> str:
    """
    Return the query of a template for one patient.
    """
    return template.replace(TOKEN, patient_id)


def _patient_first(kind: str) -> tuple[bool, str]:
    return kind != "Patient", kind


def _template(kind: str, terms: frozenset[str], pack: Pack) -> str:
    if kind == "Patient":
        return f"Patient/{TOKEN}"
    codes = ",".join(_codes(terms, pack)) if kind == "Observation" else ""
    only = f"&code={codes}" if codes else _ONLY.get(kind, "")
    return f"{kind}?patient={TOKEN}{only}&_count={_COUNT}"


def _codes(terms: frozenset[str], pack: Pack) -> list[str]:
    """
    List the codes an Observation of these terms may have, `system|code`.

    A code that stands for every longer one can not be asked for, and the codes of conditions are left
    to Condition, but for those of our own: a few hundred codes still fit an address.
    """
    return sorted(set(_written(terms, pack)))


def _written(terms: frozenset[str], pack: Pack) -> Iterator[str]:
    for name in terms:
        term = pack.terms.named[name]
        systems = _ASKED if term.role == "observation" else _LOCAL
        for code in term.codes:
            if code.match != "prefix" and code.system in systems:
                yield f"{code.system}|{code.code}"
