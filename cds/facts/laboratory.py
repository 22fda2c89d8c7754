"""
Laboratory values that open or close a drug: calcium, kidney function, vitamin D.

A value counts for 90 days. Decimals are compared as recorded. A value that can not be used is
unknown, never normal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Observation, Quantity
from cds.chart.dates import days_after
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import measures, unusable
from cds.facts.person import active_on, age_in_years
from cds.terminology.units import UnitError, convert
from cds.truth import Truth

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["albumin_corrected_calcium", "calcium", "cockcroft_gault", "crcl", "dialysis", "egfr", "vitamin_d"]

IONISED = frozenset({"obs-calcium-ionised"})
CORRECTED = frozenset({"obs-calcium-corrected"})
TOTAL = frozenset({"obs-calcium-total"})
ALBUMIN = frozenset({"obs-albumin"})
CALCIUM = IONISED | CORRECTED | TOTAL
CLEARANCE = frozenset({"obs-creatinine-clearance-calculated", "obs-creatinine-clearance-measured"})
CREATININE = frozenset({"obs-creatinine"})
WEIGHT = frozenset({"obs-body-weight"})
EGFR = frozenset({"obs-egfr-ckdepi-2021", "obs-egfr-ckdepi-2009-or-unversioned", "obs-egfr-mdrd", "obs-egfr-other"})
VITAMIN_D = frozenset({"obs-25oh-vitamin-d-total"})
DIALYSIS = frozenset({"dialysis"})

MG_DL = "mg/dL"
MMOL_L = "mmol/L"


def albumin_corrected_calcium(total: Decimal, albumin: Decimal, unit: str) -> Decimal:
    """
    Correct total calcium for albumin (rules.md section 3; evidence.md 3.9).

    Args:
        total: total calcium in *unit*.
        albumin: g/dL when *unit* is mg/dL, g/L when it is mmol/L.
        unit: `mg/dL` or `mmol/L`.
    """
    if unit == MG_DL:
        return total + Decimal("0.8") * (Decimal("4.0") - albumin)
    return total + Decimal("0.02") * (Decimal(40) - albumin)


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


@dataclass(frozen=True, slots=True)
class Reading:
    """
    A usable value: number, unit, day and the observations it was read from.
    """

    value: Decimal
    unit: str
    on: date
    sources: tuple[Observation, ...]
    low: Quantity | None = None
    high: Quantity | None = None
    certain: bool = True

    def evidence(self, what: str) -> tuple[Evidence, ...]:
        """
        Return the observations as evidence.
        """
        return tuple(Evidence(o.ref, what, o.on) for o in self.sources)


def readings(chart: Chart, as_of: date, terms: frozenset[str], *, days: int) -> tuple[list[Reading], list[str]]:
    """
    Return the usable values of the last *days*, newest first, and a line for each that is not usable.
    """
    usable, lines = [], []
    for observation in chart.observations:
        if not observation.terms & terms or observation.certain is Truth.NO:
            continue
        if observation.on.within(days_after(as_of, -days), as_of) is not Truth.YES or observation.on.last is None:
            continue
        quantity = observation.quantity
        if observation.unreadable or quantity is None or quantity.comparator:
            lines.append(f"{observation.ref}: {observation.unreadable or 'no plain number'}")
            continue
        usable.append(
            Reading(
                quantity.value,
                quantity.unit,
                observation.on.last,
                (observation,),
                observation.low,
                observation.high,
                observation.certain is Truth.YES,
            )
        )
    usable.sort(key=lambda r: (r.on, r.sources[0].updated, r.sources[0].ref), reverse=True)
    return usable, lines


@measures("calcium")
def calcium(
    chart: Chart,
    as_of: date,
    *,
    low_mg_dl: Decimal,
    low_mmol_l: Decimal,
    high_mg_dl: Decimal,
    high_mmol_l: Decimal,
    counts_for: int,
    albumin_within: int,
) -> Fact:
    """
    Is the latest calcium low, possibly low, normal or high?
    """
    lost = unusable(chart, ("Observation",), CALCIUM | ALBUMIN)
    if lost:
        return lost
    limits = {MG_DL: (low_mg_dl, high_mg_dl), MMOL_L: (low_mmol_l, high_mmol_l)}
    ionised, lines = readings(chart, as_of, IONISED, days=counts_for)
    if ionised:
        return _judged(ionised[0], "ionised calcium", None, lines)
    total, more = readings(chart, as_of, TOTAL, days=counts_for)
    reported, rest = readings(chart, as_of, CORRECTED, days=counts_for)
    albumin, _ = readings(chart, as_of, ALBUMIN, days=counts_for + albumin_within)
    lines = [*lines, *more, *rest]
    computed = [c for r in total if (c := _corrected(r, albumin, albumin_within))]
    best = sorted(reported + computed, key=lambda r: (r.on, r.sources[0].ref), reverse=True)
    if total and (not best or total[0].on > best[0].on) and _below(total[0], limits):
        return _fact("possibly-low", total[0], "total calcium, no albumin within 7 days")
    if not best:
        status = Status.UNREADABLE if lines else _stale_or_missing(chart, as_of, CALCIUM)
        return Fact(UNKNOWN, status=status, gaps=tuple(lines))
    return _judged(best[0], "albumin-corrected calcium", limits, lines)


def _stale_or_missing(chart: Chart, as_of: date, terms: frozenset[str]) -> Status:
    old = any(o.terms & terms and o.on.within(None, as_of) is Truth.YES for o in chart.observations)
    return Status.STALE if old else Status.NOT_RECORDED


def _corrected(total: Reading, albumin: list[Reading], within: int) -> Reading | None:
    near = [a for a in albumin if abs((a.on - total.on).days) <= within]
    if not near or total.unit not in {MG_DL, MMOL_L}:
        return None
    nearest = min(near, key=lambda a: (abs((a.on - total.on).days), -a.on.toordinal()))
    try:
        value = convert(nearest.value, nearest.unit, "g/dL" if total.unit == MG_DL else "g/L", of="albumin")
    except UnitError:
        return None
    corrected = albumin_corrected_calcium(total.value, value, total.unit)
    sources = (*total.sources, *nearest.sources)
    return replace(total, value=corrected, sources=sources, certain=total.certain and nearest.certain)


def _below(reading: Reading, limits: dict[str, tuple[Decimal, Decimal]]) -> bool:
    low = _own(reading, reading.low)
    if low is None and reading.unit in limits:
        low = limits[reading.unit][0]
    return low is not None and reading.value < low


def _own(reading: Reading, limit: Quantity | None) -> Decimal | None:
    """
    Return the laboratory's own limit when it is in the unit of the value.
    """
    return limit.value if limit is not None and limit.unit in {reading.unit, ""} else None


def _judged(
    reading: Reading, what: str, limits: dict[str, tuple[Decimal, Decimal]] | None, lines: list[str]
) -> Fact:
    low, high = _own(reading, reading.low), _own(reading, reading.high)
    if limits is None and (low is None or high is None):
        return replace(_fact(UNKNOWN, reading, f"{what} without the laboratory's limits"), gaps=tuple(lines))
    if limits is not None:
        if reading.unit not in limits:
            return replace(_fact(UNKNOWN, reading, what), status=Status.UNREADABLE, gaps=(f"calcium in {reading.unit}",))
        low = limits[reading.unit][0] if low is None else low
        high = limits[reading.unit][1] if high is None else high
    assert low is not None
    assert high is not None
    state = "low" if reading.value < low else "high" if reading.value > high else "normal"
    if not reading.certain:
        state = "possibly-low" if state == "low" else UNKNOWN
        return replace(_fact(state, reading, f"preliminary {what}"), status=Status.POSSIBLE, gaps=tuple(lines))
    return replace(_fact(state, reading, what), gaps=tuple(lines))


def _fact(state: str, reading: Reading, what: str) -> Fact:
    value = _plain(reading.value)
    says = {"value": f"{value} {reading.unit}", "date": reading.on.isoformat(), "what": what}
    return Fact(
        state, reading.evidence(what), value=value, unit=reading.unit, on=reading.sources[0].on, says=says
    )


def _plain(value: Decimal) -> str:
    rounded = round(value, 2)
    return format(value if value == rounded else rounded, "f")


@measures("dialysis")
def dialysis(chart: Chart, as_of: date, *, procedure_within: int) -> Fact:
    """
    Is the patient on dialysis? None recorded counts as no.
    """
    found = [
        (active_on(c, as_of), Evidence(c.ref, "dialysis", c.onset)) for c in chart.conditions if c.terms & DIALYSIS
    ]
    for done in chart.procedures:
        if done.terms & DIALYSIS:
            current = (done.end or done.on).within(days_after(as_of, -procedure_within), None)
            running = done.end is None and done.status == "in-progress"
            found.append((Truth.YES if running else current, Evidence(done.ref, "dialysis", done.on)))
    found += [
        (o.certain, Evidence(o.ref, "dialysis ordered"))
        for o in chart.orders
        if o.terms & DIALYSIS and o.status in {"active", "on-hold"}
    ]
    for answer in (Truth.YES, Truth.UNKNOWN):
        evidence = tuple(resource for truth, resource in found if truth is answer)
        if evidence:
            return Fact(answer.value, evidence, status=Status.ASSERTED if answer is Truth.YES else Status.POSSIBLE)
    return unusable(chart, ("Condition", "Procedure"), DIALYSIS) or Fact("no", status=Status.NOT_RECORDED)


@measures("crcl")
def crcl(chart: Chart, as_of: date, *, counts_for: int, zoledronate: Decimal, others: Decimal) -> Fact:
    """
    What is the creatinine clearance, reported or by Cockcroft-Gault (mL/min)?
    """
    if dialysis(chart, as_of).state == "yes":
        return Fact("below-30", dialysis(chart, as_of).evidence, says={"value": "dialysis, counted as below 30 mL/min"})
    lost = unusable(chart, ("Observation",), CLEARANCE | CREATININE | WEIGHT)
    if lost:
        return lost
    reported, lines = readings(chart, as_of, CLEARANCE, days=counts_for)
    usable = [r for r in reported if r.unit == "mL/min" and r.certain]
    computed = _computed_clearance(chart, as_of, counts_for)
    found = usable or [c for c in (computed,) if c]
    if usable and computed and computed.on == usable[0].on:
        found = [*usable, computed]
    if not found:
        status = Status.UNREADABLE if lines or reported else _stale_or_missing(chart, as_of, CLEARANCE | CREATININE)
        return Fact(UNKNOWN, status=status, gaps=tuple(lines))
    newest = max(r.on for r in found)
    reading = min((r for r in found if r.on == newest), key=lambda r: r.value)
    state = "at-least-35" if reading.value >= zoledronate else "30-to-35" if reading.value >= others else "below-30"
    return _fact(state, reading, "creatinine clearance")


def _computed_clearance(chart: Chart, as_of: date, counts_for: int) -> Reading | None:
    creatinine, _ = readings(chart, as_of, CREATININE, days=counts_for)
    weight, _ = readings(chart, as_of, WEIGHT, days=counts_for)
    birth = chart.patient.birth
    certain = [r for r in creatinine if r.certain], [r for r in weight if r.certain]
    if not certain[0] or not certain[1] or chart.patient.sex == UNKNOWN or birth.first is None or birth.last is None:
        return None
    age = age_in_years(birth.first, as_of)
    if age != age_in_years(birth.last, as_of):
        return None
    newest = certain[0][0].on
    try:
        worst = max(convert(r.value, r.unit, MG_DL, of="creatinine") for r in certain[0] if r.on == newest)
        kilograms = convert(certain[1][0].value, certain[1][0].unit, "kg", of="weight")
        value = cockcroft_gault(age=age, weight=kilograms, creatinine=worst, female=chart.patient.sex == "female")
    except (UnitError, ValueError):
        return None
    return Reading(value, "mL/min", newest, (*certain[0][0].sources, *certain[1][0].sources))


@measures("egfr")
def egfr(chart: Chart, as_of: date, *, counts_for: int, severe: Decimal) -> Fact:
    """
    What is the reported eGFR (mL/min/1.73 m²); on dialysis it counts as below 30?
    """
    if dialysis(chart, as_of).state == "yes":
        return Fact("below-30", dialysis(chart, as_of).evidence, says={"value": "dialysis, counted as below 30"})
    lost = unusable(chart, ("Observation",), EGFR)
    if lost:
        return lost
    found, lines = readings(chart, as_of, EGFR, days=counts_for)
    usable = [r for r in found if r.certain]
    if not usable:
        status = Status.UNREADABLE if lines else _stale_or_missing(chart, as_of, EGFR)
        return Fact(UNKNOWN, status=status, gaps=tuple(lines))
    reading = min((r for r in usable if r.on == usable[0].on), key=lambda r: r.value)
    return _fact("below-30" if reading.value < severe else "at-least-30", reading, "eGFR")


@measures("vitamin-d")
def vitamin_d(chart: Chart, as_of: date, *, counts_for: int) -> Fact:
    """
    Was 25-OH vitamin D measured lately? (When it was not, a laboratory order is suggested.)
    """
    lost = unusable(chart, ("Observation",), VITAMIN_D)
    if lost:
        return lost
    found, _ = readings(chart, as_of, VITAMIN_D, days=counts_for)
    if not found:
        return Fact("not-recorded", status=_stale_or_missing(chart, as_of, VITAMIN_D))
    return _fact("recorded", found[0], "25-OH vitamin D")
