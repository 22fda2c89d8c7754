"""
Recorded allergies and intolerances to the drugs a card may draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import absent, item_of, measures, not_asked, unusable
from cds.facts.medicines import DENOSUMAB, ORAL_BISPHOSPHONATES, ROMOSOZUMAB, ZOLEDRONATE
from cds.truth import Truth

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Allergy, Chart, Condition

__all__ = ["denosumab_allergy", "romosozumab_allergy", "zoledronate_allergy"]

BISPHOSPHONATES = ZOLEDRONATE | ORAL_BISPHOSPHONATES | {"bisphosphonate-adverse-reaction"}


def _allergy(chart: Chart, name: str, terms: frozenset[str], drug: str) -> Fact:
    """
    Answer whether an AllergyIntolerance, or a Condition, names an allergy to the drug.
    """
    found: list[Allergy | Condition] = [*chart.allergies_of(terms)]
    found += [condition for condition in chart.conditions_of(terms) if condition.certain is not Truth.NO]
    found.sort(key=lambda one: one.ref)
    evidence = tuple(Evidence(one.ref, f"allergy to {drug}") for one in found)
    if any(one.certain is Truth.YES for one in found):
        return Fact("yes", evidence, says={"drug": drug})
    lost = unusable(chart, name, ("AllergyIntolerance",), terms) or not_asked(chart, name, ("AllergyIntolerance",))
    if lost:
        return lost
    if found:
        gap = f"{item_of(chart, name)}: {found[0].ref} is only possible, {found[0].note or 'it is not confirmed'}"
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=(gap,))
    return absent(chart, name)


@measures("romosozumab-allergy")
def romosozumab_allergy(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - an allergy has no end unless recorded
    """
    Is an allergy or intolerance to romosozumab recorded?
    """
    return _allergy(chart, "romosozumab-allergy", ROMOSOZUMAB, "romosozumab")


@measures("denosumab-allergy")
def denosumab_allergy(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - likewise
    """
    Is an allergy or intolerance to denosumab recorded?
    """
    return _allergy(chart, "denosumab-allergy", DENOSUMAB, "denosumab")


@measures("zoledronate-allergy")
def zoledronate_allergy(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - likewise
    """
    Is an allergy or intolerance to zoledronate, or to bisphosphonates, recorded?
    """
    return _allergy(chart, "zoledronate-allergy", BISPHOSPHONATES, "zoledronate or a bisphosphonate")
