"""
Heart and brain: myocardial infarction, stroke, and the wider diseases that the Japanese label names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Condition, Evidence, Fetch
from cds.chart.dates import Span, months_before
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import item_of, measures, unusable
from cds.truth import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cds.chart.chart import Chart

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

WITHIN, UNDATED, EARLIER = "within-12-months", "undated", "earlier"


@measures("mi-stroke")
def mi_stroke(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    When was the latest myocardial infarction or stroke?
    """
    terms = INFARCTION | STROKE | AMBIGUOUS
    lost = unusable(chart, "mi-stroke", ("Condition",), terms)
    if lost:
        return lost
    found = sorted((c for c in chart.conditions_of(terms) if c.certain is not Truth.NO), key=lambda c: c.ref)
    sure = [c for c in found if c.certain is Truth.YES and c.terms & (INFARCTION | STROKE)]
    maybe = [c for c in found if c not in sure]
    told = {state: [c for c in sure if _when(c, as_of, window) == state] for state in (WITHIN, UNDATED, EARLIER)}
    for state in (WITHIN, UNDATED):
        if told[state]:
            return _fact(state, told[state])
    if told[EARLIER] and all(_when(c, as_of, window) == EARLIER for c in maybe):
        return _fact(EARLIER, told[EARLIER])
    if found:
        item = item_of(chart, "mi-stroke")
        gaps = tuple(
            f"{item}: {c.ref} is only possible, {c.note or 'its code may mean another disease'}" for c in maybe
        )
        evidence = tuple(Evidence(c.ref, "possible infarction or stroke", c.onset) for c in maybe)
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=gaps)
    return _none_recorded(chart)


def _none_recorded(chart: Chart) -> Fact:
    """
    Answer that none is recorded, if a problem list was read at all.
    """
    read = chart.conditions or chart.fetched.get("Condition") is Fetch.PRESENT
    return Fact("none-recorded" if read else UNKNOWN, status=Status.NOT_RECORDED)


def _fact(state: str, conditions: Sequence[Condition]) -> Fact:
    newest = max(conditions, key=lambda c: (str(c.onset.last), c.ref))
    events = sorted({_event(c) for c in conditions})
    says = {
        "event": _event(newest),
        "date": str(newest.onset),
        "date_of": ", ".join(f"date of {event}" for event in events),
    }
    evidence = tuple(Evidence(c.ref, _event(c), c.onset) for c in conditions)
    return Fact(state, evidence, value=_event(newest), on=newest.onset, says=says)


def _event(condition: Condition) -> str:
    return "stroke" if condition.terms & STROKE else "myocardial infarction"


def _when(condition: Condition, as_of: date, window: int) -> str:
    """
    Tell within-12-months, earlier or undated (recording.md section 4, `mi-stroke`).

    Without an onset a recorded date only says "not later": older than the window, it is earlier.
    A partial date that leaves the window open counts as undated.
    """
    within = _in_window(condition, as_of, window)
    return {Truth.YES: WITHIN, Truth.NO: EARLIER, Truth.UNKNOWN: UNDATED}[within]


def _in_window(condition: Condition, as_of: date, window: int) -> Truth:
    onset = condition.onset if condition.onset_known else Span(None, condition.onset.last)
    return onset.until(as_of).within(months_before(as_of, window), None)


@measures("ischaemic-disease")
def ischaemic_disease(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Was ischaemic heart or cerebrovascular disease present in the last year (Japanese label)?
    """
    terms = WIDER | INFARCTION | STROKE
    lost = unusable(chart, "ischaemic-disease", ("Condition",), terms)
    if lost:
        return lost
    found = sorted((c for c in chart.conditions_of(terms) if c.certain is not Truth.NO), key=lambda c: c.ref)
    if not found:
        return _none_recorded(chart)
    evidence = tuple(Evidence(c.ref, "ischaemic heart or cerebrovascular disease", c.onset) for c in found)
    near = any_of(_present(c, as_of, window) for c in found)
    state = {Truth.YES: "yes", Truth.NO: "earlier", Truth.UNKNOWN: UNKNOWN}[near]
    return Fact(state, evidence, status=Status.POSSIBLE if near is Truth.UNKNOWN else Status.ASSERTED)


def _present(condition: Condition, as_of: date, window: int) -> Truth:
    within = _in_window(condition, as_of, window)
    return Truth.UNKNOWN if within is Truth.YES and condition.certain is not Truth.YES else within
