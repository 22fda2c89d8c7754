"""
FHIR dates: partial ones are spans; instants are cut to their date in the configured time zone.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cds.chart.dates import Span
from cds.errors import ChartError

if TYPE_CHECKING:
    from cds.chart.reading.elements import Period

__all__ = ["period_span", "span", "zone_named"]

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(T.+)?)?)?")


def zone_named(name: str) -> ZoneInfo:
    """
    Return the time zone of an IANA name.

    Raises:
        ChartError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ChartError(f"'{name}' is no time zone of the IANA list, such as UTC or Europe/Berlin") from None


@lru_cache(maxsize=65536)
def span(text: str, zone: ZoneInfo) -> Span:
    """
    Return the days a FHIR date, dateTime or instant may mean.

    Raises:
        ChartError: the text is not a FHIR date.
    """
    form = _FORM.fullmatch(text)
    if form is None:
        raise ChartError(f"'{text[:40]}' is not a date (YYYY, YYYY-MM, YYYY-MM-DD or a dateTime)")
    year, month, day, time = form.groups()
    try:
        if time:
            return Span.day(_in_zone(text, zone))
        if day:
            return Span.day(date(int(year), int(month), int(day)))
        if month:
            last = calendar.monthrange(int(year), int(month))[1]
            return Span(date(int(year), int(month), 1), date(int(year), int(month), last))
        return Span(date(int(year), 1, 1), date(int(year), 12, 31))
    except (ValueError, OverflowError):
        raise ChartError(f"'{text[:40]}' is not a day of the calendar") from None


def _in_zone(text: str, zone: ZoneInfo) -> date:
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()


def period_span(period: Period, zone: ZoneInfo) -> Span:
    """
    Return the days between the earliest start and the latest end of a period; a missing side is open.
    """
    start = span(period.start, zone).first if period.start else None
    end = span(period.end, zone).last if period.end else None
    if start and end and end < start:
        raise ChartError(f"a period ends on {end}, before it starts on {start}")
    return Span(start, end)
