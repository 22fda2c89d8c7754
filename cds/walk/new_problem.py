"""
A problem that was just entered: only the rules that rest on it speak.

The catalogue, section 6: at `problem-list-item-create` a rule runs if the new Condition is one of its
own facts; entering diabetes is no occasion for every card of the chart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.engine.engine import DATA_NEEDED
from cds.engine.outcome import Decision, Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from cds.chart.reading.assembling import PatientRecord

__all__ = ["NEW_PROBLEM", "about_new", "new_in"]

NEW_PROBLEM = "problem-list-item-create"
_SILENT = frozenset({Verdict.NOT_APPLICABLE, Verdict.ERROR})


def new_in(record: PatientRecord) -> frozenset[str]:
    """
    Return the references of the resources that came in the hook's context.
    """
    return frozenset(ref for ref, where in record.places.items() if where.startswith("/context/"))


def about_new(decision: Decision, new: AbstractSet[str]) -> Decision:
    """
    Return the decision with the rules that do not rest on a new resource set aside, and their questions with them.
    """
    outcomes = [_kept(outcome, new) for outcome in decision.outcomes]
    speaking = {outcome.rule.id for outcome in outcomes if outcome.verdict is not Verdict.NOT_APPLICABLE}
    gaps = tuple(gap for gap in decision.gaps if not gap.rules or speaking.intersection(gap.rules))
    asked = bool(gaps or decision.faults)
    settled = tuple(
        replace(outcome, verdict=Verdict.NOT_FIRED, lead=None)
        if outcome.rule.id == DATA_NEEDED and outcome.verdict is Verdict.FIRED and not asked
        else outcome
        for outcome in outcomes
    )
    return replace(decision, outcomes=settled, gaps=gaps)


def _kept(outcome: Outcome, new: AbstractSet[str]) -> Outcome:
    if outcome.rule.id == DATA_NEEDED or outcome.verdict in _SILENT:
        return outcome
    if any(evidence.ref in new for fact in outcome.facts.values() for evidence in fact.evidence):
        return outcome
    return Outcome(
        outcome.rule, Verdict.NOT_APPLICABLE, order=outcome.order, why="the new problem is none of its facts"
    )
