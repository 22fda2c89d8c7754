"""
Bone density: the lowest T-score ever measured, and whether a measurement is recent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import absent, item_of, measures, unusable
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart, Observation
    from cds.chart.dates import Span

__all__ = ["dxa_recent", "t_score_min"]

SITES = {
    "obs-tscore-lumbar-spine": "lumbar spine",
    "obs-tscore-spine-any": "spine",
    "obs-tscore-femoral-neck": "femoral neck",
    "obs-tscore-total-hip": "total hip",
    "obs-tscore-femur": "femur",
    "obs-tscore-radius-ulna": "forearm",
    "obs-dxa-site-any-lowest-tscore": "lowest of the sites",
}
T_SCORES = frozenset(SITES)
DXA = frozenset({"procedure-dxa"})
ORDERED = frozenset({"active", "on-hold"})


@measures("t-score-min")
def t_score_min(chart: Chart, as_of: date, *, osteoporosis: Decimal, plausible: Decimal) -> Fact:  # noqa: ARG001 - of any date
    """
    Is the lowest T-score ever measured -2.5 or lower, at whatever site and date?

    A later, better score does not undo it (P36).
    """
    found = [o for o in chart.observations_of(T_SCORES) if o.certain is not Truth.NO]
    readable = [o for o in found if _readable(o, plausible)]
    answers = {o: _at_most(o, osteoporosis) for o in readable}
    low = [o for o in readable if answers[o] is Truth.YES and o.certain is Truth.YES]
    if low:
        return _lowest("low", low)
    lost = unusable(chart, "t-score-min", ("Observation",), T_SCORES)
    if lost:
        return lost
    gaps = tuple(f"{item_of(chart, 't-score-min')}: {o.ref} can not be read" for o in found if o not in readable)
    above = [o for o in readable if answers[o] is Truth.NO and o.certain is Truth.YES]
    open_ones = [o for o in readable if answers[o] is not Truth.NO or not above]
    if gaps or open_ones:
        evidence = tuple(Evidence(o.ref, f"T-score of the {_site(o)}", o.on) for o in open_ones)
        return Fact(UNKNOWN, evidence, status=Status.UNREADABLE if gaps else Status.POSSIBLE, gaps=gaps)
    return _lowest("above", above) if above else absent(chart, "t-score-min")


def _readable(observation: Observation, plausible: Decimal) -> bool:
    quantity = observation.quantity
    return quantity is not None and not quantity.unit and abs(quantity.value) <= plausible


def _at_most(observation: Observation, limit: Decimal) -> Truth:
    """
    Tell whether a T-score is the limit or lower, for every value that its comparator allows.
    """
    quantity = observation.quantity
    assert quantity is not None
    if quantity.comparator == ">":
        return Truth.NO if quantity.value >= limit else Truth.UNKNOWN
    if quantity.comparator == ">=":
        return Truth.NO if quantity.value > limit else Truth.UNKNOWN
    if quantity.value <= limit:
        return Truth.YES
    return Truth.UNKNOWN if quantity.comparator else Truth.NO


def _lowest(state: str, observations: list[Observation]) -> Fact:
    lowest = min(observations, key=_value)
    value, site = format(_value(lowest), "f"), _site(lowest)
    evidence = tuple(Evidence(o.ref, f"T-score of the {_site(o)}", o.on) for o in sorted(observations, key=_value))
    says = {"value": value, "site": site, "date": str(lowest.on)}
    return Fact(state, evidence, value=value, on=lowest.on, says=says)


def _value(observation: Observation) -> Decimal:
    assert observation.quantity is not None
    return observation.quantity.value


def _site(observation: Observation) -> str:
    return SITES[min(observation.terms & T_SCORES)]


@measures("dxa-recent")
def dxa_recent(chart: Chart, as_of: date, *, counts_for: int) -> Fact:
    """
    Was bone density measured in the last 2 years, or is a measurement ordered?
    """
    for state, found in (("done", _measured(chart)), ("ordered", _ordered(chart))):
        kept = tuple(
            resource for on, resource in found if on is None or on.reaches(as_of, months=counts_for) is Truth.YES
        )
        if kept:
            return Fact(state, kept)
    return absent(chart, "dxa-recent")


def _measured(chart: Chart) -> Iterator[tuple[Span | None, Evidence]]:
    for done in chart.procedures_of(DXA):
        if done.certain is Truth.YES:
            yield done.on, Evidence(done.ref, "bone density measured", done.on)
    for report in chart.reports:
        if report.certain is Truth.YES and report.terms & (DXA | T_SCORES):
            yield report.on, Evidence(report.ref, "bone density reported", report.on)
    for score in chart.observations_of(T_SCORES):
        if score.certain is Truth.YES:
            yield score.on, Evidence(score.ref, f"T-score of the {_site(score)}", score.on)


def _ordered(chart: Chart) -> Iterator[tuple[Span | None, Evidence]]:
    for order in chart.orders_of(DXA):
        if order.certain is Truth.YES and order.status in ORDERED:
            yield None, Evidence(order.ref, "bone density measurement ordered")
