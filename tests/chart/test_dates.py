"""
Calendar arithmetic, and dates that may be partial.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.chart.dates import UNDATED, Span, days_after, first_reaching, months_after, months_before, whole_months
from cds.truth import Truth

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(0, 48)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2025-07-31", 7, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-05-15", 7, "2025-12-15"),
        ("2025-12-31", 0, "2025-12-31"),
        ("2025-01-30", 1, "2025-02-28"),
    ],
)
def test_months_are_calendar_months_with_the_end_of_month_clamp(start: str, months: int, end: str) -> None:
    assert day(end) == months_after(day(start), months)


def test_seven_months_in_one_step_are_not_six_and_one() -> None:
    start = date(2025, 7, 31)

    assert date(2026, 2, 28) == months_after(start, 7)
    assert date(2025, 3, 28) == months_after(months_after(date(2024, 8, 31), 6), 1)
    assert date(2025, 3, 31) == months_after(date(2024, 8, 31), 7)


@pytest.mark.parametrize(
    ("end", "months", "start"),
    [("2026-02-16", 12, "2025-02-16"), ("2024-02-29", 12, "2023-02-28"), ("2026-03-31", 1, "2026-02-28")],
)
def test_months_before_are_clamped_likewise(end: str, months: int, start: str) -> None:
    assert day(start) == months_before(day(end), months)


def test_arithmetic_stays_inside_the_calendar() -> None:
    """
    A record may hold the year 1 or 9999; the answer is the calendar's end, not an error.
    """
    assert date.min == months_before(date(1, 3, 1), 7)
    assert date.max == months_after(date(9999, 8, 1), 7)
    assert date.min == days_after(date.min, -1)
    assert date.max == days_after(date.max, 1)
    assert date.min == first_reaching(date(1, 2, 1), 7)


@given(DAYS, st.integers(-500, 500))
def test_days_are_calendar_days(start: date, days: int) -> None:
    assert start + timedelta(days=days) == days_after(start, days)


@given(DAYS, MONTHS)
def test_first_reaching_is_the_earliest_day_whose_months_reach(end: date, months: int) -> None:
    first = first_reaching(end, months)

    assert months_after(first, months) >= end
    assert months_after(days_after(first, -1), months) < end


@given(DAYS, DAYS, MONTHS)
def test_a_later_day_never_reaches_less_far(one: date, other: date, months: int) -> None:
    early, late = sorted((one, other))

    assert months_after(early, months) <= months_after(late, months)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2025-02-05", "2025-11-20", 9),
        ("2025-05-15", "2025-12-14", 6),
        ("2025-05-15", "2025-12-15", 7),
        ("2025-07-31", "2026-02-28", 7),
        ("2025-07-31", "2026-02-27", 6),
        ("2025-07-31", "2025-07-31", 0),
        ("2025-07-31", "2025-01-01", 0),
    ],
)
def test_whole_months_between_two_days(start: str, end: str, months: int) -> None:
    assert months == whole_months(day(start), day(end))


def span(first: str, last: str) -> Span:
    return Span(day(first) if first else None, day(last) if last else None)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (span("2025-09-05", "2025-09-05"), YES),
        (span("2025-09-01", "2025-09-30"), YES),
        (span("2025-08-31", "2025-09-30"), UNKNOWN),
        (span("2025-09-01", "2025-10-01"), UNKNOWN),
        (span("2025-01-01", "2025-12-31"), UNKNOWN),
        (span("2025-08-01", "2025-08-31"), NO),
        (span("2025-10-01", "2025-10-31"), NO),
        (span("", "2025-08-31"), NO),
        (span("", "2025-09-01"), UNKNOWN),
        (span("2025-09-30", ""), UNKNOWN),
        (span("2025-10-01", ""), NO),
        (UNDATED, UNKNOWN),
    ],
)
def test_a_partial_date_is_within_for_the_whole_of_it_or_possibly(of: Span, expected: Truth) -> None:
    assert expected is of.within(day("2025-09-01"), day("2025-09-30"))


def test_an_open_side_is_no_limit() -> None:
    september = span("2025-09-01", "2025-09-30")

    assert YES is september.within(None, None)
    assert YES is september.within(None, day("2025-09-30"))
    assert YES is september.within(day("2025-09-01"), None)
    assert YES is UNDATED.within(None, None)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (span("2025-08-10", "2025-08-10"), YES),
        (span("2025-08-09", "2025-08-09"), NO),
        (span("2025-08-01", "2025-08-31"), UNKNOWN),
        (span("", "2025-08-10"), UNKNOWN),
        (span("", "2025-08-09"), NO),
        (span("2025-08-10", ""), YES),
        (UNDATED, UNKNOWN),
    ],
)
def test_at_most_seven_months_ago(of: Span, expected: Truth) -> None:
    assert expected is of.reaches(day("2026-03-10"), months=7)


@pytest.mark.parametrize(
    ("of", "cut"),
    [
        (span("2026-03-01", "2026-03-31"), span("2026-03-01", "2026-03-10")),
        (span("2026-01-01", "2026-01-31"), span("2026-01-01", "2026-01-31")),
        (span("2026-01-01", ""), span("2026-01-01", "2026-03-10")),
        (UNDATED, span("", "2026-03-10")),
    ],
)
def test_nothing_recorded_as_past_happened_after_today(of: Span, cut: Span) -> None:
    assert cut == of.until(day("2026-03-10"))


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (UNDATED, "undated"),
        (span("", "2026-03-10"), "on or before 2026-03-10"),
        (span("2026-03-10", ""), "on or after 2026-03-10"),
        (Span.day(day("2026-03-10")), "2026-03-10"),
        (span("2024-02-01", "2024-02-29"), "2024-02"),
        (span("2026-01-01", "2026-12-31"), "2026"),
        (span("2026-01-01", "2026-01-30"), "2026-01-01 to 2026-01-30"),
        (span("2025-01-01", "2026-12-31"), "2025-01-01 to 2026-12-31"),
    ],
)
def test_a_span_is_written_as_a_clinician_would(of: Span, words: str) -> None:
    assert words == str(of)


def test_only_a_full_date_is_exact_and_only_one_without_an_earliest_day_undated() -> None:
    assert Span.day(day("2026-03-10")).exact
    assert not span("2026-03-01", "2026-03-31").exact
    assert not UNDATED.exact
    assert span("", "2026-03-10").undated
    assert not span("2026-03-10", "").undated
