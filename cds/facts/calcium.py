"""
Calcium against the laboratory's limits, else ours; and vitamin D, measured or not.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import measures, unusable
from cds.facts.readings import Reading, Settled, above, below, never_read, readings, settled, shown
from cds.terminology.units import UnitError, convert
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cds.chart.chart import Chart, Quantity

__all__ = ["albumin_corrected_calcium", "calcium", "vitamin_d"]

IONISED = frozenset({"obs-calcium-ionised"})
CORRECTED = frozenset({"obs-calcium-corrected"})
TOTAL = frozenset({"obs-calcium-total"})
ALBUMIN = frozenset({"obs-albumin"})
VITAMIN_D = frozenset({"obs-25oh-vitamin-d-total"})

MG_DL, MMOL_L = "mg/dL", "mmol/L"
UNITS = (MG_DL, MMOL_L)
ALBUMIN_IN = {MG_DL: "g/dL", MMOL_L: "g/L"}
WORST_FIRST = ("low", "possibly-low", "high", UNKNOWN, "normal")
LOW = frozenset({"low", "possibly-low"})

WITHOUT_ALBUMIN = "total calcium, no albumin within 7 days"


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


class Limits(Struct, frozen=True):
    """
    Our limits by unit, for a laboratory that gives none.
    """

    of: Mapping[str, tuple[Decimal, Decimal]]

    def judge(self, reading: Reading) -> str:
        """
        Return the state of one value. Ionised calcium is judged by the laboratory's limits alone.
        """
        ours: tuple[Decimal | None, Decimal | None] = self.of[reading.unit]
        if reading.what == "ionised calcium":
            ours = (None, None)
        low = _own(reading, reading.low) if reading.low else ours[0]
        high = _own(reading, reading.high) if reading.high else ours[1]
        is_low = Truth.UNKNOWN if low is None else below(reading, low)
        is_high = Truth.UNKNOWN if high is None else above(reading, high)
        if is_low is Truth.YES:
            return "possibly-low" if reading.what == WITHOUT_ALBUMIN else "low"
        if is_high is Truth.YES:
            return "high"
        return "normal" if is_low is is_high is Truth.NO else UNKNOWN


def _own(reading: Reading, limit: Quantity) -> Decimal | None:
    """
    Return the laboratory's own limit in the unit of the value; None when it can not be had in it.
    """
    try:
        return convert(limit.value, limit.unit or reading.unit, reading.unit, of="calcium")
    except UnitError:
        return None


@measures("calcium")
def calcium(  # noqa: PLR0913 - one argument a limit
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
    lost = unusable(chart, "calcium", ("Observation",), IONISED | CORRECTED | TOTAL | ALBUMIN)
    if lost:
        return lost
    limits = Limits({MG_DL: (low_mg_dl, high_mg_dl), MMOL_L: (low_mmol_l, high_mmol_l)})
    ionised = _values(chart, as_of, IONISED, counts_for, "ionised calcium")
    others = _corrected(chart, as_of, limits, counts_for=counts_for, albumin_within=albumin_within)
    if not ionised and not others:
        return never_read(chart, "calcium", as_of, IONISED | CORRECTED | TOTAL)
    told = [_settled(found, limits) for found in (ionised, others) if found]
    return shown("calcium", chart, told[0] if len(told) == 1 else _chosen(*told))


def _settled(found: Sequence[Reading], limits: Limits) -> Settled:
    """
    Return the state of the newest values; a low one that is in doubt is possibly low.
    """
    told = settled(found, limits.judge, permits="normal", worst_first=WORST_FIRST)
    if told.state != UNKNOWN:
        return told
    newest = max((r.day for r in found if r.sure), default=None)
    doubted = [r for r in found if not r.sure and not r.why and (newest is None or r.day >= newest)]
    low = next((r for r in doubted if limits.judge(r) in LOW), None)
    return replace(told, state="possibly-low", reading=low, status=Status.POSSIBLE) if low else told


def _chosen(ionised: Settled, corrected: Settled) -> Settled:
    """
    Choose between ionised and corrected calcium: the ionised stands, unless it can not be judged or a
    later corrected value is not normal.
    """
    assert ionised.reading is not None
    later = corrected.reading is not None and corrected.reading.day > ionised.reading.day
    if ionised.state == UNKNOWN:
        return corrected if corrected.state in LOW or (later and corrected.state != UNKNOWN) else ionised
    taken_back = ionised.state == "normal" and later and corrected.state not in {UNKNOWN, "normal"}
    return corrected if taken_back else ionised


def _values(chart: Chart, as_of: date, terms: frozenset[str], days: int, what: str) -> list[Reading]:
    return readings(chart, as_of, terms, days=days, units=UNITS, of="calcium", what=what)


def _corrected(chart: Chart, as_of: date, limits: Limits, *, counts_for: int, albumin_within: int) -> list[Reading]:
    """
    Return the corrected values, reported or computed, and total values that are low without albumin.
    """
    reported = _values(chart, as_of, CORRECTED, counts_for, "albumin-corrected calcium")
    total = _values(chart, as_of, TOTAL, counts_for, WITHOUT_ALBUMIN)
    if not total:
        return reported
    albumin = readings(
        chart, as_of, ALBUMIN, days=counts_for + albumin_within, units=("g/dL",), of="albumin", what="albumin"
    )
    usable = [a for a in albumin if not a.why and not a.comparator and a.on.exact]
    found = reported + [c for r in total if (c := _computed(r, usable, albumin_within))]
    known = {r.day for r in found if not r.why}
    computed_from = {r.sources[0] for r in found}
    alone = (r for r in total if r.sources[0] not in computed_from and r.day not in known)
    return found + [r for r in alone if r.why or limits.judge(r) == "possibly-low"]


def _computed(total: Reading, albumin: Sequence[Reading], within: int) -> Reading | None:
    near = [a for a in albumin if abs((a.day - total.day).days) <= within]
    if not near or total.why or total.comparator or not total.on.exact:
        return None
    # Of several albumins the nearest, then the later, then the higher one (it gives the lower calcium).
    nearest = max(near, key=lambda a: (-abs((a.day - total.day).days), a.day, a.value, a.sources[0].ref))
    value = convert(nearest.value, "g/dL", ALBUMIN_IN[total.unit], of="albumin")
    return replace(
        total,
        value=albumin_corrected_calcium(total.value, value, total.unit),
        sources=(*total.sources, *nearest.sources),
        sure=total.sure and all(o.certain is Truth.YES for o in nearest.sources),
        what="albumin-corrected calcium",
    )


@measures("vitamin-d")
def vitamin_d(chart: Chart, as_of: date, *, counts_for: int) -> Fact:
    """
    Was 25-OH vitamin D measured lately? (When it was not, a laboratory order is suggested.)
    """
    lost = unusable(chart, "vitamin-d", ("Observation",), VITAMIN_D)
    if lost:
        return lost
    found = readings(
        chart, as_of, VITAMIN_D, days=counts_for, units=("ng/mL", "nmol/L"), of="vitamin-d", what="25-OH vitamin D"
    )
    usable = [r for r in found if not r.why]
    if not usable:
        return replace(never_read(chart, "vitamin-d", as_of, VITAMIN_D), state="not-recorded")
    return shown("vitamin-d", chart, Settled("recorded", usable[0]))
