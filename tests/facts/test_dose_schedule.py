"""
Where a day lies after the last dose: each limit, the day before and the day after it.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.chart.dates import days_after, months_after
from cds.facts.dose_schedule import DoseSchedule, Place

SIX_MONTHLY = DoseSchedule(early=5, due=6, grace=7, window=24, late_window=36)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))


@pytest.mark.parametrize(
    ("day", "place"),
    [
        ("2025-06-09", Place.EARLY),
        ("2025-06-10", Place.EARLY),
        ("2025-11-10", Place.EARLY),
        ("2025-11-11", Place.DUE),
        ("2025-12-10", Place.DUE),
        ("2025-12-11", Place.OVERDUE),
        ("2026-01-10", Place.OVERDUE),
        ("2026-01-11", Place.MISSED),
        ("2027-06-10", Place.MISSED),
        ("2027-06-11", Place.LONG_MISSED),
        ("2028-06-10", Place.LONG_MISSED),
        ("2028-06-11", Place.PAST),
    ],
)
def test_each_place_ends_on_its_limit_and_the_next_begins_on_the_day_after(day: str, place: Place) -> None:
    assert place is SIX_MONTHLY.place(date.fromisoformat(day), after=date(2025, 6, 10))


@pytest.mark.parametrize(
    ("dose", "due", "grace_ends"),
    [
        (date(2025, 6, 10), date(2025, 12, 10), date(2026, 1, 10)),
        (date(2025, 8, 31), date(2026, 2, 28), date(2026, 3, 31)),
        (date(2023, 8, 31), date(2024, 2, 29), date(2024, 3, 31)),
        (date(2025, 7, 31), date(2026, 1, 31), date(2026, 2, 28)),
    ],
)
def test_months_are_added_to_the_dose_in_one_step(dose: date, due: date, grace_ends: date) -> None:
    """
    31 August + 7 months is 31 March; by way of 28 February it would be 28 March.
    """
    assert due == SIX_MONTHLY.due_on(dose)
    assert grace_ends == SIX_MONTHLY.grace_ends(dose)
    assert Place.DUE is SIX_MONTHLY.place(due, after=dose)
    assert Place.OVERDUE is SIX_MONTHLY.place(days_after(due, 1), after=dose)
    assert Place.OVERDUE is SIX_MONTHLY.place(grace_ends, after=dose)
    assert Place.MISSED is SIX_MONTHLY.place(days_after(grace_ends, 1), after=dose)


def test_only_a_dose_within_the_grace_period_keeps_the_treatment_going() -> None:
    assert [Place.EARLY, Place.DUE, Place.OVERDUE] == [place for place in Place if place.in_time]


@given(dose=DAYS, days=st.integers(0, 2000))
def test_a_later_day_never_lies_in_an_earlier_place(dose: date, days: int) -> None:
    order = list(Place)
    day = days_after(dose, days)

    assert order.index(SIX_MONTHLY.place(day, after=dose)) <= order.index(
        SIX_MONTHLY.place(days_after(day, 1), after=dose)
    )


@given(dose=DAYS)
def test_every_limit_belongs_to_the_place_it_ends(dose: date) -> None:
    limits = {5: Place.EARLY, 6: Place.DUE, 7: Place.OVERDUE, 24: Place.MISSED, 36: Place.LONG_MISSED}

    assert limits == {months: SIX_MONTHLY.place(months_after(dose, months), after=dose) for months in limits}


def test_a_monthly_drug_has_the_same_places() -> None:
    """
    The primitive knows no drug: romosozumab, monthly, with a month of grace.
    """
    monthly = DoseSchedule(early=0, due=1, grace=2, window=24, late_window=24)
    dose = date(2026, 1, 31)

    assert Place.DUE is monthly.place(date(2026, 2, 28), after=dose)
    assert Place.OVERDUE is monthly.place(date(2026, 3, 31), after=dose)
    assert Place.MISSED is monthly.place(date(2026, 4, 1), after=dose)
    assert Place.PAST is monthly.place(date(2028, 2, 1), after=dose)


@pytest.mark.parametrize("wrong", [(6, 5, 7, 24, 36), (5, 6, 7, 36, 24), (-1, 6, 7, 24, 36)])
def test_limits_that_do_not_rise_are_refused(wrong: tuple[int, int, int, int, int]) -> None:
    early, due, grace, window, late_window = wrong

    with pytest.raises(ValueError, match="rise"):
        DoseSchedule(early=early, due=due, grace=grace, window=window, late_window=late_window)
