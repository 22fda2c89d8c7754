"""
Readings: laboratory values that are recent enough, and what they decide together.

Decimals are compared as recorded. A value that can not be used is unknown, never normal. A newer
value that is only preliminary, partly dated or unreadable can take back a permission, never a warning.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.chart import Evidence, Observation, Quantity
from cds.chart.dates import Span, days_after
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import item_of
from cds.terminology.units import UnitError, convert, printed
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["Reading", "above", "below", "never_read", "readings", "settled", "shown"]


class Reading(Struct, frozen=True):
    """
    A value, or why it can not be used.

    Args:
        on: the day; a partial date is a span.
        sources: the observations it was read from.
        comparator: "", "<", "<=", ">" or ">=".
        sure: the observation is final and surely recent enough.
        why: why there is no usable value; "" when there is one.
        what: what was measured, in words.
    """

    value: Decimal
    unit: str
    on: Span
    sources: tuple[Observation, ...]
    comparator: str = ""
    sure: bool = True
    why: str = ""
    what: str = ""
    low: Quantity | None = None
    high: Quantity | None = None

    @property
    def day(self) -> date:
        """
        Return the day, of a partial date the last.
        """
        assert self.on.last is not None  # undated values are no readings
        return self.on.last

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """
        Return the observations as evidence.
        """
        return tuple(Evidence(o.ref, self.what, o.on) for o in self.sources)


def readings(
    chart: Chart, as_of: date, terms: frozenset[str], *, days: int, units: Sequence[str], of: str, what: str
) -> list[Reading]:
    """
    Return the values of the last *days*, newest first.

    Args:
        chart: the record.
        as_of: the day.
        terms: what the observations mean.
        days: for how many days a value counts.
        units: the units a value may have; one in another unit is converted to the first of them.
        of: the quantity, for the conversion.
        what: what is measured, in words.
    """
    found = []
    since = days_after(as_of, -days)
    for seen in chart.observations_of(terms):
        within = seen.on.within(since, as_of)
        if within is Truth.NO or seen.on.first is None or seen.certain is Truth.NO:
            continue
        sure = seen.certain is Truth.YES and within is Truth.YES
        found.append(_reading(seen, sure=sure, units=units, of=of, what=what))
    found.sort(key=lambda r: (r.day, r.sources[0].updated, r.value, r.sources[0].ref), reverse=True)
    return found


def _reading(seen: Observation, *, sure: bool, units: Sequence[str], of: str, what: str) -> Reading:
    quantity = seen.quantity
    if seen.unreadable or quantity is None:
        return _without_value(seen, seen.unreadable or "it has no number", what)
    try:
        unit = quantity.unit if quantity.unit in units else units[0]
        value = convert(quantity.value, quantity.unit, unit, of=of)
    except UnitError as error:
        return _without_value(seen, str(error), what)
    return Reading(
        value, unit, seen.on, (seen,), quantity.comparator, sure=sure, what=what, low=seen.low, high=seen.high
    )


def _without_value(seen: Observation, why: str, what: str) -> Reading:
    return Reading(Decimal(0), "", seen.on, (seen,), sure=False, why=why, what=what)


def below(reading: Reading, limit: Decimal) -> Truth:
    """
    Tell whether a value is below a limit; a comparator decides only if every possible value agrees.
    """
    value = reading.value
    if reading.comparator == "":
        return Truth.of(value < limit)
    if reading.comparator in {">", ">="}:
        return Truth.NO if value >= limit else Truth.UNKNOWN
    surely = value <= limit if reading.comparator == "<" else value < limit
    return Truth.YES if surely else Truth.UNKNOWN


def above(reading: Reading, limit: Decimal) -> Truth:
    """
    Tell likewise whether a value is above a limit.
    """
    value = reading.value
    if reading.comparator == "":
        return Truth.of(value > limit)
    if reading.comparator in {"<", "<="}:
        return Truth.NO if value <= limit else Truth.UNKNOWN
    surely = value >= limit if reading.comparator == ">" else value > limit
    return Truth.YES if surely else Truth.UNKNOWN


class Settled(Struct, frozen=True):
    """
    What the newest values say together: a state, the value it rests on, and why it is unknown.
    """

    state: str
    reading: Reading | None = None
    status: Status = Status.ASSERTED
    lines: tuple[str, ...] = ()


def settled(
    found: Sequence[Reading], judge: Callable[[Reading], str], *, permits: str, worst_first: Sequence[str]
) -> Settled:
    """
    Return the state of the newest values.

    Args:
        found: the values.
        judge: the state of one value; unknown when its comparator decides nothing.
        permits: the state that lets a drug be drafted; what is newer and in doubt can take it back.
        worst_first: the states; of several values of one day the worst counts.
    """
    sure = [r for r in found if r.sure]
    newest = max((r.day for r in sure), default=None)
    doubtful = [r for r in found if not r.sure and (newest is None or r.day >= newest)]
    leading = min(
        (r for r in sure if r.day == newest), key=lambda r: (worst_first.index(judge(r)), r.value), default=None
    )
    lines = tuple(_doubt(r) for r in doubtful)
    state = judge(leading) if leading else UNKNOWN
    if leading and state == UNKNOWN:
        lines = (*lines, f"{leading.sources[0].ref}: {leading.comparator}{leading.value} does not decide")
        return Settled(UNKNOWN, leading, Status.POSSIBLE, lines)
    differing = [r for r in doubtful if r.why or judge(r) != state]
    if leading and (state != permits or not differing):
        return Settled(state, leading, lines=lines)
    if not differing:
        return Settled(UNKNOWN, status=Status.NOT_RECORDED)
    status = Status.UNREADABLE if all(r.why for r in differing) else Status.POSSIBLE
    return Settled(UNKNOWN, differing[0], status, lines)


def _doubt(reading: Reading) -> str:
    why = reading.why or f"{reading.value} {printed(reading.unit)} is preliminary or may be too old"
    return f"{', '.join(o.ref for o in reading.sources)}: {why}"


def shown(name: str, chart: Chart, told: Settled) -> Fact:
    """
    Return the fact of what was settled, with the words for a card.
    """
    reading = told.reading
    gaps = tuple(f"{item_of(chart, name)}: {line}" for line in told.lines)
    if reading is None or reading.why:
        evidence = reading.evidence if reading else ()
        return Fact(told.state, evidence, status=told.status, gaps=gaps)
    value = reading.comparator + plain(reading.value)
    says = {"value": f"{value} {printed(reading.unit)}".strip(), "date": str(reading.on), "what": reading.what}
    return Fact(
        told.state,
        reading.evidence,
        status=told.status,
        value=value,
        unit=reading.unit,
        on=reading.on,
        says=says,
        gaps=gaps,
    )


def plain(value: Decimal) -> str:
    """
    Write a number with at most two decimals.
    """
    rounded = round(value, 2)
    return format(value if value == rounded else rounded, "f")


def never_read(chart: Chart, name: str, as_of: date, terms: frozenset[str]) -> Fact:
    """
    Answer unknown: no value is recent enough; the date of an older one is said.
    """
    older = [o for o in chart.observations_of(terms) if o.on.first is not None and o.on.first <= as_of]
    if not older:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    newest = max(older, key=lambda o: (str(o.on.last), o.ref))
    evidence = (Evidence(newest.ref, name.replace("-", " "), newest.on),)
    return Fact(UNKNOWN, evidence, status=Status.STALE, on=newest.on, says={"date": str(newest.on)})
