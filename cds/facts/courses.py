"""
Courses: drugs taken over time, and whether one was being taken on a day.

A course is *confirmed* by the day of the statement, the handover or the end of the supply, and the
confirmation holds for some months. A stopped drug covers the patient until its stop date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Medicine, MedicineKind
from cds.chart.dates import Span, days_after, months_after
from cds.truth import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    Period = tuple[date, date]

__all__ = ["taken_for", "taken_on"]

_ENDED = frozenset({"stopped", "completed", "cancelled"})
_HANDED_OVER = frozenset({MedicineKind.ADMINISTRATION, MedicineKind.DISPENSE})


def taken_on(course: Medicine, day: date, *, as_of: date, confirmed_within: int) -> Truth:
    """
    Tell whether a drug taken over time was being taken on *day*.

    Args:
        course: a statement, dispense, administration or order of an oral or daily drug.
        day: the day asked about, not after *as_of*.
        as_of: the day on which the record is read.
        confirmed_within: months for which a confirmation of use holds.

    Returns:
        YES between start and stop, or while a confirmation holds; NO outside; UNKNOWN when only an
        older "active" entry says so, or the dates do not tell.
    """
    if course.certain is Truth.NO or course.draft:
        return Truth.NO
    begun = course.start.until(as_of).within(None, day)
    return all_of((begun, course.certain, _still_taken(course, day, as_of, confirmed_within)))


def _still_taken(course: Medicine, day: date, as_of: date, confirmed_within: int) -> Truth:
    confirmed = course.confirmed is not None and months_after(course.confirmed, confirmed_within) >= day
    if course.kind in _HANDED_OVER:
        return Truth.of(confirmed)
    if course.end is not None:
        still = course.end.within(day, None)
        if still is Truth.YES or course.status != "active":
            return still
        goes_on = course.confirmed and course.end.last and course.confirmed > course.end.last
        return Truth.YES if confirmed and goes_on else Truth.UNKNOWN
    if course.status in _ENDED:
        return _ended(course, as_of).within(day, None)
    return Truth.YES if confirmed and course.status != "on-hold" else Truth.UNKNOWN


def _ended(course: Medicine, as_of: date) -> Span:
    """
    Return the possible last days of a course that ended on a day the record does not tell.

    It ended before the day that says so. An order that ended proves no use at all.
    """
    if course.kind is MedicineKind.REQUEST:
        return Span(None, days_after(course.start.first or as_of, -1))
    return Span(course.start.first, days_after(min(course.confirmed or as_of, as_of), -1))


def taken_for(courses: Iterable[Medicine], first: date, last: date, *, months: int, as_of: date) -> Truth:
    """
    Tell whether one or other of *courses* was taken for so many months between two days, both included.

    Periods are added up, each day counted once. An order does not prove that a drug was taken.
    """
    counted = [c for c in courses if c.certain is not Truth.NO and not c.draft]
    sure = [(c.start.last, _surely_until(c)) for c in counted if c.certain is Truth.YES]
    if _enough(_periods(sure, first, last), months):
        return Truth.YES
    possible = [(c.start.first or first, _possibly_until(c, as_of)) for c in counted]
    return Truth.UNKNOWN if _enough(_periods(possible, first, last), months) else Truth.NO


def _surely_until(course: Medicine) -> date | None:
    if course.kind is MedicineKind.REQUEST or course.status == "on-hold":
        return None
    if course.end is not None:
        return course.end.first
    ended = course.kind is MedicineKind.STATEMENT and course.status in _ENDED
    return course.start.last if ended else course.confirmed


def _possibly_until(course: Medicine, as_of: date) -> date | None:
    if course.end is not None:
        return course.end.last
    if course.kind in _HANDED_OVER:
        return course.confirmed
    return _ended(course, as_of).last if course.status in _ENDED else as_of


def _periods(told: Iterable[tuple[date | None, date | None]], first: date, last: date) -> list[Period]:
    """
    Return the disjoint periods that periods cover between two days.
    """
    disjoint: list[Period] = []
    cut = sorted((max(start, first), min(end, last)) for start, end in told if start and end)
    for start, end in cut:
        if disjoint and start <= days_after(disjoint[-1][1], 1):
            disjoint[-1] = (disjoint[-1][0], max(disjoint[-1][1], end))
        elif start <= end:
            disjoint.append((start, end))
    return disjoint


def _enough(periods: Sequence[Period], months: int) -> bool:
    if not periods:
        return False
    begun = periods[0][0]
    days = sum((end - start).days + 1 for start, end in periods)
    return days >= (months_after(begun, months) - begun).days
