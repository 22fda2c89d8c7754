"""
Bridging: a potent antiresorptive taken after denosumab, which softens a rebound (rules.md, `bridge`).

Raloxifene, hormone replacement, calcitonin, calcium, vitamin D, romosozumab and teriparatide are no bridge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.dates import Span, days_after
from cds.facts.courses import taken_for, taken_on
from cds.facts.doses import Dose, infusions
from cds.facts.measuring import limits_of, remembered
from cds.facts.medicines import IBANDRONATE, ORAL_BISPHOSPHONATES, ZOLEDRONATE, by_mouth
from cds.truth import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart, Medicine

__all__ = ["bridged", "bridging_days"]


class Bridges(Struct, frozen=True):
    """
    Everything on record that may bridge: infusions, and oral bisphosphonates taken over time.
    """

    infusions: tuple[Dose, ...]
    courses: tuple[Medicine, ...]


@remembered
def _bridges(chart: Chart, as_of: date) -> Bridges:
    courses = (m for m in chart.medicines_of(ORAL_BISPHOSPHONATES) if not m.in_context and by_mouth(m) is not Truth.NO)
    return Bridges(infusions(chart, as_of, ZOLEDRONATE | IBANDRONATE), tuple(courses))


def bridged(chart: Chart, start: date, end: date, *, as_of: date, including: bool) -> Truth:
    """
    Tell whether a potent antiresorptive was taken after *start* and before *end*.

    Args:
        chart: the record; how long a confirmation of an oral drug holds, and for how many months it
            must have been taken when it is no longer, are limits of `denosumab-status`.
        start: the day of the last denosumab dose.
        end: the day of the fracture, or the as-of date.
        as_of: the day on which the record is read.
        including: whether an infusion on *end* itself counts (it does on the as-of date).
    """
    bridges = _bridges(chart, as_of)
    if not (bridges.infusions or bridges.courses):
        return Truth.NO
    limits = limits_of(chart, "denosumab-status")
    first, last = days_after(start, 1), end if including else days_after(end, -1)
    answers = [answer for dose in bridges.infusions for answer in _infused(dose, first, last)]
    for course in bridges.courses:
        on_the_day = taken_on(course, end, as_of=as_of, confirmed_within=limits["confirmed_within"])
        answers.append(all_of((by_mouth(course), on_the_day)))
    answers.append(taken_for(bridges.courses, first, last, months=limits["taken_for"], as_of=as_of))
    return any_of(answers)


def _infused(dose: Dose, first: date, last: date) -> Iterator[Truth]:
    within = dose.on.within(first, last)
    yield Truth.UNKNOWN if within is Truth.YES and dose.doubt else within
    if dose.later:
        again = dose.later.within(first, last)
        yield Truth.NO if again is Truth.NO else Truth.UNKNOWN


@remembered
def bridging_days(chart: Chart, as_of: date) -> frozenset[date]:
    """
    Return the days on which a bridge may begin or end, so that a partial date is tried on both sides.
    """
    bridges = _bridges(chart, as_of)
    spans = [dose.on for dose in bridges.infusions]
    spans += [span for course in bridges.courses for span in (course.start, course.end or Span())]
    days = {day for span in spans for day in (span.first, span.last) if day}
    return frozenset(days_after(day, offset) for day in days for offset in (-1, 0, 1))
