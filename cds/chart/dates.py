"""
Calendar arithmetic: months with end-of-month clamp, and dates that may be partial.

A partial date is an interval (`Span`): `2025-09` is 1 to 30 September 2025. Source of the
arithmetic: evidence.md 3.7.
"""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

from msgspec import Struct

from cds.truth import Truth

__all__ = ["UNDATED", "Span", "days_after", "first_reaching", "months_after", "months_before", "whole_months"]

_IN_EVERY_MONTH = 28


@lru_cache(maxsize=4096)
def months_after(day: date, months: int) -> date:
    """
    Return *day* plus calendar months in one step; the day is clamped to the end of the month.

    31 August + 6 months is 28 (29) February. Beyond the calendar (a record may hold the year 1 or
    9999) it is the calendar's first or last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    if day.day <= _IN_EVERY_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_before(day: date, months: int) -> date:
    """
    Return *day* minus calendar months, clamped likewise.
    """
    return months_after(day, -months)


def days_after(day: date, days: int) -> date:
    """
    Return *day* plus calendar days; beyond the calendar, its first or last day.
    """
    ordinal = day.toordinal() + days
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))


def first_reaching(day: date, months: int) -> date:
    """
    Return the earliest day whose date plus *months* is *day* or later.

    Months are always added to the earlier date, and the clamp makes that another question than
    subtracting them: 31 March less 1 month is 28 February, but only 1 March + 1 month reaches it.
    """
    first = months_before(day, months)
    while months_after(first, months) < day:
        first = days_after(first, 1)
    return first


def whole_months(start: date, end: date) -> int:
    """
    Return how many whole calendar months lie between *start* and *end* (0 when the end is earlier).
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(months if months_after(start, months) <= end else months - 1, 0)


class Span(Struct, frozen=True):
    """
    The days an event may have happened on, both ends included.

    `first` None: no earliest day is known. `last` None: no latest day is known.
    A full date has both ends equal; an undated event has neither.
    """

    first: date | None = None
    last: date | None = None

    @classmethod
    def day(cls, on: date) -> Span:
        """
        Return the span of one known day.
        """
        return cls(on, on)

    @property
    def exact(self) -> bool:
        """
        Tell whether the day is known.
        """
        return self.first is not None and self.first == self.last

    @property
    def undated(self) -> bool:
        """
        Tell whether no earliest day is known (an event without a date, or only "not after").
        """
        return self.first is None

    def until(self, as_of: date) -> Span:
        """
        Return the span cut at *as_of*: nothing recorded as past happened later.
        """
        return Span(self.first, as_of if self.last is None or self.last > as_of else self.last)

    def within(self, first: date | None, last: date | None) -> Truth:
        """
        Tell whether the event lies in first..last (both included; None is open).
        """
        starts = _not_before(self, first)
        ends = _not_after(self, last)
        if Truth.NO in (starts, ends):
            return Truth.NO
        return Truth.YES if starts is Truth.YES and ends is Truth.YES else Truth.UNKNOWN

    def reaches(self, day: date, *, months: int) -> Truth:
        """
        Tell whether *months* after the event are not over before *day* ("at most 7 months ago").
        """
        if self.first is not None and months_after(self.first, months) >= day:
            return Truth.YES
        return Truth.NO if self.last is not None and months_after(self.last, months) < day else Truth.UNKNOWN

    def __str__(self) -> str:
        """
        Write the span as a clinician would: a day, a month, a year, "until ...", or "undated".
        """
        if self.last is None and self.first is None:
            return "undated"
        if self.first is None:
            return f"on or before {self.last}"
        if self.last is None:
            return f"on or after {self.first}"
        if self.first == self.last:
            return self.first.isoformat()
        if self.first.day == 1 and self.last == days_after(months_after(self.first, 1), -1):
            return self.first.isoformat()[:7]
        if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31) and (
            self.first.year == self.last.year
        ):
            return self.first.isoformat()[:4]
        return f"{self.first} to {self.last}"


UNDATED = Span()
"""The span of an event without a date."""


def _not_before(span: Span, limit: date | None) -> Truth:
    if limit is None or (span.first is not None and span.first >= limit):
        return Truth.YES
    return Truth.NO if span.last is not None and span.last < limit else Truth.UNKNOWN


def _not_after(span: Span, limit: date | None) -> Truth:
    if limit is None or (span.last is not None and span.last <= limit):
        return Truth.YES
    return Truth.NO if span.first is not None and span.first > limit else Truth.UNKNOWN
