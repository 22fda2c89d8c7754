"""
Kidney function: creatinine clearance, eGFR, dialysis. The two are not interchangeable.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.chart.chart import Evidence
from cds.chart.dates import Span, days_after
from cds.facts.fact import UNKNOWN, Fact
from cds.facts.measuring import absent, measures, unusable
from cds.facts.person import STANDING, active_on, age_in_years, from_answers
from cds.facts.readings import Reading, below, never_read, readings, settled, shown
from cds.truth import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from cds.chart.chart import Chart, Procedure

__all__ = ["cockcroft_gault", "crcl", "dialysis", "egfr"]

CLEARANCE = frozenset({"obs-creatinine-clearance-calculated", "obs-creatinine-clearance-measured"})
CREATININE = frozenset({"obs-creatinine"})
WEIGHT = frozenset({"obs-body-weight"})
EGFR = frozenset({"obs-egfr-ckdepi-2021", "obs-egfr-ckdepi-2009-or-unversioned", "obs-egfr-mdrd", "obs-egfr-other"})
DIALYSIS = frozenset({"dialysis"})


def cockcroft_gault(*, age: int, weight: Decimal, creatinine: Decimal, female: bool) -> Decimal:
    """
    Estimate creatinine clearance in mL/min (evidence.md 3.8).

    Args:
        age: whole years.
        weight: kg.
        creatinine: mg/dL.
        female: whether the factor 0.85 applies.

    Raises:
        ValueError: creatinine or weight is not above zero.
    """
    if creatinine <= 0 or weight <= 0:
        raise ValueError("creatinine and weight must be above zero")
    clearance = (140 - age) * weight / (72 * creatinine)
    return clearance * Decimal("0.85") if female else clearance


@measures("dialysis")
def dialysis(chart: Chart, as_of: date, *, procedure_within: int) -> Fact:
    """
    Is the patient on dialysis? None recorded counts as no.
    """
    found = list(_dialysis(chart, as_of, procedure_within))
    fact = from_answers(found)
    if fact.state == "yes":
        return fact
    lost = unusable(chart, "dialysis", ("Condition", "Procedure"), DIALYSIS)
    if lost:
        return lost
    return fact if found else absent(chart, "dialysis")


def _dialysis(chart: Chart, as_of: date, within: int) -> Iterator[tuple[Truth, Evidence]]:
    for condition in chart.conditions_of(DIALYSIS):
        yield active_on(condition, as_of), Evidence(condition.ref, "dialysis", condition.onset)
    for done in chart.procedures_of(DIALYSIS):
        yield _running(done, as_of, within), Evidence(done.ref, "dialysis", done.on)
    for order in chart.orders_of(DIALYSIS):
        if order.status in STANDING:
            yield order.certain, Evidence(order.ref, "dialysis ordered", order.authored or Span())


def _running(done: Procedure, as_of: date, within: int) -> Truth:
    """
    Tell whether a dialysis procedure is recent, or goes on.
    """
    if done.end is None and done.status == "in-progress" and not done.text_only:
        return Truth.YES
    if done.end is None and done.open_end:
        return done.certain
    return all_of((done.certain, (done.end or done.on).within(days_after(as_of, -within), None)))


def _on_dialysis(chart: Chart, as_of: date, fact: Fact, permits: str) -> Fact:
    """
    Return the fact as dialysis leaves it: below 30 whatever the number says, unknown where it may be.
    """
    state = dialysis(chart, as_of)
    if state.state == "yes":
        return Fact("below-30", state.evidence, says={"value": "dialysis, counted as below 30"})
    if state.state == UNKNOWN and fact.state == permits:
        return replace(fact, state=UNKNOWN, status=state.status, gaps=fact.gaps + state.gaps)
    return fact


@measures("egfr")
def egfr(chart: Chart, as_of: date, *, counts_for: int, severe: Decimal) -> Fact:
    """
    What is the reported eGFR (mL/min/1.73 m²); on dialysis it counts as below 30?
    """

    def judge(reading: Reading) -> str:
        return {Truth.YES: "below-30", Truth.NO: "at-least-30", Truth.UNKNOWN: UNKNOWN}[below(reading, severe)]

    fact = unusable(chart, "egfr", ("Observation",), EGFR)
    if fact is None:
        found = readings(chart, as_of, EGFR, days=counts_for, units=("mL/min/{1.73_m2}",), of="egfr", what="eGFR")
        worst_first = ("below-30", UNKNOWN, "at-least-30")
        told = settled(found, judge, permits="at-least-30", worst_first=worst_first)
        fact = shown("egfr", chart, told) if found else never_read(chart, "egfr", as_of, EGFR)
    return _on_dialysis(chart, as_of, fact, "at-least-30")


@measures("crcl")
def crcl(chart: Chart, as_of: date, *, counts_for: int, zoledronate: Decimal, others: Decimal) -> Fact:
    """
    What is the creatinine clearance, reported or by Cockcroft-Gault (mL/min)?
    """

    def judge(reading: Reading) -> str:
        if below(reading, others) is Truth.YES:
            return "below-30"
        if below(reading, zoledronate) is Truth.NO:
            return "at-least-35"
        decided = below(reading, others) is Truth.NO and below(reading, zoledronate) is Truth.YES
        return "30-to-35" if decided else UNKNOWN

    fact = unusable(chart, "crcl", ("Observation",), CLEARANCE | CREATININE | WEIGHT)
    if fact is None:
        found = _clearances(chart, as_of, counts_for, judge)
        worst_first = ("below-30", "30-to-35", UNKNOWN, "at-least-35")
        told = settled(found, judge, permits="at-least-35", worst_first=worst_first)
        fact = shown("crcl", chart, told) if found else never_read(chart, "crcl", as_of, CLEARANCE | CREATININE)
    return _on_dialysis(chart, as_of, fact, "at-least-35")


def _clearances(chart: Chart, as_of: date, counts_for: int, judge: Callable[[Reading], str]) -> list[Reading]:
    """
    Return the reported clearances, and the computed one where none is, or where it is newer and lower.
    """
    reported = readings(
        chart,
        as_of,
        CLEARANCE,
        days=counts_for,
        units=("mL/min",),
        of="creatinine-clearance",
        what="creatinine clearance",
    )
    usable = [r for r in reported if r.sure]
    computed = _computed(chart, as_of, counts_for, judge)
    if computed is None:
        return reported
    if usable and (computed.why or computed.day < usable[0].day or computed.value >= usable[0].value):
        return reported
    return [*reported, computed]


def _computed(chart: Chart, as_of: date, counts_for: int, judge: Callable[[Reading], str]) -> Reading | None:
    """
    Compute Cockcroft-Gault from the newest creatinine and weight, for every age and sex the record allows.
    """
    creatinine = readings(
        chart, as_of, CREATININE, days=counts_for, units=("mg/dL",), of="creatinine", what="creatinine"
    )
    weights = readings(chart, as_of, WEIGHT, days=counts_for, units=("kg",), of="weight", what="body weight")
    weights = [w for w in weights if not w.why and not w.comparator]
    birth = chart.patient.birth
    if not creatinine or not weights or birth.first is None or birth.last is None:
        return None
    worst = max((c for c in creatinine if c.day == creatinine[0].day), key=lambda c: (bool(c.why), c.value))
    weight = min((w for w in weights if w.day == weights[0].day), key=lambda w: w.value)
    shape = replace(
        worst,
        unit="mL/min",
        sources=(*worst.sources, *weight.sources),
        sure=worst.sure and weight.sure,
        what="creatinine clearance",
        low=None,
        high=None,
    )
    if worst.why or worst.comparator or min(worst.value, weight.value) <= 0:
        return replace(shape, sure=False, why=worst.why or "creatinine or weight is no plain number above zero")
    values = [
        cockcroft_gault(age=age_in_years(born, as_of), weight=weight.value, creatinine=worst.value, female=female)
        for born in (birth.first, birth.last)
        for female in _sexes(chart)
    ]
    lowest, highest = replace(shape, value=min(values)), replace(shape, value=max(values))
    if judge(lowest) == judge(highest):
        return lowest
    return replace(shape, sure=False, why="date of birth or sex is not complete")


def _sexes(chart: Chart) -> Sequence[bool]:
    return (True, False) if chart.patient.sex == UNKNOWN else (chart.patient.sex == "female",)
