"""
Heart and brain: myocardial infarction, stroke, and the wider diseases that the Japanese label names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Fetch
from cds.chart.dates import Span, months_before
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import measures, unusable
from cds.truth import Truth

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Chart, Condition

__all__ = ["ischaemic_disease", "mi_stroke"]

INFARCTION = frozenset({"myocardial-infarction-acute", "myocardial-infarction-undated", "myocardial-infarction-old"})
STROKE = frozenset({"stroke-acute", "stroke-history"})
AMBIGUOUS = frozenset({"cardiovascular-history-ambiguous"})
WIDER = frozenset(
    {
        "ischaemic-heart-disease",
        "acute-coronary-syndrome",
        "cerebrovascular-disease",
        "transient-ischaemic-attack",
        "transient-ischaemic-attack-history",
    }
)


@measures("mi-stroke")
def mi_stroke(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    When was the latest myocardial infarction or stroke?
    """
    terms = INFARCTION | STROKE
    lost = unusable(chart, ("Condition",), terms | AMBIGUOUS)
    if lost:
        return lost
    found = [c for c in chart.conditions if c.terms & (terms | AMBIGUOUS) and c.certain is not Truth.NO]
    events = {c: _when(c, as_of, window) for c in found}
    for state in ("within-12-months", "undated", "earlier"):
        sure = [c for c, when in events.items() if when == state and c.certain is Truth.YES and c.terms & terms]
        if sure:
            return _fact(state, sure)
    if found:
        note = tuple(f"{c.ref}: {c.note}" for c in found if c.note)
        evidence = tuple(Evidence(c.ref, "possible infarction or stroke", c.onset) for c in found)
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=note)
    if not chart.conditions and chart.fetched.get("Condition") is not Fetch.PRESENT:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    return Fact("none-recorded", status=Status.NOT_RECORDED)


def _fact(state: str, conditions: list[Condition]) -> Fact:
    newest = max(conditions, key=lambda c: (str(c.onset.last), c.ref))
    evidence = tuple(Evidence(c.ref, _event(c), c.onset) for c in conditions)
    says = {"event": _event(newest), "date": str(newest.onset)}
    return Fact(state, evidence, value=_event(newest), on=newest.onset, says=says)


def _event(condition: Condition) -> str:
    return "stroke" if condition.terms & STROKE else "myocardial infarction"


def _when(condition: Condition, as_of: date, window: int) -> str:
    """
    Tell within-12-months, earlier or undated (recording.md section 4, `mi-stroke`).

    Without an onset a recorded date only says "not later": older than the window, it is earlier.
    A partial date that leaves the window open counts as undated.
    """
    limit = months_before(as_of, window)
    onset = Span(None, condition.onset.last) if not condition.onset_known else condition.onset
    within = onset.within(limit, as_of)
    if within is Truth.UNKNOWN:
        return "undated"
    return "within-12-months" if within is Truth.YES else "earlier"


@measures("ischaemic-disease")
def ischaemic_disease(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Was ischaemic heart or cerebrovascular disease present in the last year (Japanese label)?
    """
    terms = WIDER | INFARCTION | STROKE
    lost = unusable(chart, ("Condition",), terms)
    if lost:
        return lost
    found = [c for c in chart.conditions if c.terms & terms and c.certain is not Truth.NO]
    near = [c for c in found if c.onset.within(months_before(as_of, window), as_of) is not Truth.NO]
    if near:
        sure = any(c.certain is Truth.YES and c.onset_known for c in near)
        evidence = tuple(Evidence(c.ref, "ischaemic heart or cerebrovascular disease", c.onset) for c in near)
        return Fact("yes" if sure else UNKNOWN, evidence, status=Status.ASSERTED if sure else Status.POSSIBLE)
    if found:
        evidence = tuple(Evidence(c.ref, "ischaemic heart or cerebrovascular disease", c.onset) for c in found)
        return Fact("earlier", evidence)
    if not chart.conditions and chart.fetched.get("Condition") is not Fetch.PRESENT:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    return Fact("none-recorded", status=Status.NOT_RECORDED)
