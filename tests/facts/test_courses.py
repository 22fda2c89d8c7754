"""
Courses: was the drug being taken on the day, and for how long in all.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from facts.charts import DISPENSED, GIVEN, MAYBE, NO, ORDERED, drafted, medicine, tablets

from cds.facts.courses import taken_for, taken_on
from cds.truth import Truth

if TYPE_CHECKING:
    from cds.chart.chart import Medicine

DAY = date(2026, 3, 10)
ALENDRONATE = "drug-alendronate"


def on(course: Medicine, day: str = "2026-03-10") -> str:
    return taken_on(course, date.fromisoformat(day), as_of=DAY, confirmed_within=6).value


@pytest.mark.parametrize(
    ("confirmed", "expected"), [("2025-09-10", "yes"), ("2025-09-09", "unknown"), ("2026-03-10", "yes")]
)
def test_a_confirmation_of_use_holds_for_six_months(confirmed: str, expected: str) -> None:
    """
    An older "active" entry alone says nothing.
    """
    assert expected == on(tablets("alendronate", "2024-01-05", confirmed=confirmed))


@pytest.mark.parametrize(
    ("start", "day", "expected"),
    [
        ("2026-03-10", "2026-03-10", "yes"),
        ("2026-02-10", "2026-02-09", "no"),
        ("2026-02", "2026-02-10", "unknown"),
        ("", "2026-03-10", "yes"),
        ("", "2026-01-10", "unknown"),
    ],
)
def test_a_course_begins_on_its_first_day(start: str, day: str, expected: str) -> None:
    assert expected == on(tablets("alendronate", start), day)


@pytest.mark.parametrize("status", ["stopped", "completed"])
@pytest.mark.parametrize(
    ("end", "expected"), [("2026-03-10", "yes"), ("2026-03-09", "no"), ("2026-03", "unknown"), ("2026-02", "no")]
)
def test_a_stopped_drug_covers_until_its_stop_date(status: str, end: str, expected: str) -> None:
    assert expected == on(tablets("alendronate", "2024-01-05", status=status, end=end))


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-03-10", "no"), ("2026-02-01", "no"), ("2026-01-31", "unknown"), ("2024-01-04", "no")]
)
def test_one_stopped_without_a_date_was_taken_until_some_day_before_that_was_said(day: str, expected: str) -> None:
    assert expected == on(tablets("alendronate", "2024-01-05", status="stopped", confirmed="2026-02-01"), day)


def test_one_stopped_without_any_date_is_not_taken_today() -> None:
    assert "no" == on(tablets("alendronate", "2024-01-05", status="stopped", confirmed=None))


@pytest.mark.parametrize(
    ("confirmed", "expected"), [("2026-02-01", "yes"), ("2026-01-15", "unknown"), ("2025-01-01", "unknown")]
)
def test_active_with_an_end_that_is_past_goes_on_when_it_was_confirmed_after_that(
    confirmed: str, expected: str
) -> None:
    assert expected == on(tablets("alendronate", "2024-01-05", end="2026-01-31", confirmed=confirmed))


@pytest.mark.parametrize(
    ("supply_ends", "expected"), [("2025-09-10", "yes"), ("2025-09-09", "no"), ("2026-05-01", "yes")]
)
def test_a_supply_that_ended_more_than_six_months_ago_covers_no_longer(supply_ends: str, expected: str) -> None:
    dispensed = medicine(ALENDRONATE, "2025-06-10", kind=DISPENSED, end=supply_ends, confirmed=supply_ends)

    assert expected == on(dispensed)


def test_a_tablet_given_on_the_ward_confirms_its_use() -> None:
    assert "yes" == on(medicine(ALENDRONATE, "2026-02-01", kind=GIVEN, confirmed="2026-02-01"))


@pytest.mark.parametrize(
    ("status", "more", "expected"),
    [
        ("active", {"confirmed": "2025-12-10"}, "yes"),
        ("active", {"confirmed": "2025-09-09"}, "unknown"),
        ("on-hold", {"confirmed": "2025-12-10"}, "unknown"),
        ("stopped", {"confirmed": "2025-12-10"}, "no"),
        ("completed", {"confirmed": "2025-12-10"}, "no"),
        ("stopped", {"confirmed": "2025-12-10", "end": "2026-04-01"}, "yes"),
    ],
)
def test_an_order_covers_while_it_is_active(status: str, more: dict[str, str], expected: str) -> None:
    assert expected == on(medicine(ALENDRONATE, "2025-06-10", kind=ORDERED, status=status, **more))


def test_a_draft_treats_nobody_and_a_denial_says_no() -> None:
    assert "no" == on(drafted(ALENDRONATE, start=medicine(ALENDRONATE, "2026-01-01").start, confirmed="2026-03-10"))
    assert "no" == on(tablets("alendronate", "2024-01-05", certain=NO))


def test_what_is_only_hinted_at_is_never_sure() -> None:
    assert "unknown" == on(tablets("alendronate", "2024-01-05", certain=MAYBE))
    assert "no" == on(tablets("alendronate", "2024-01-05", certain=MAYBE, status="stopped", end="2025-01-01"))


def course(start: str, end: str = "", **more: object) -> Medicine:
    return tablets("alendronate", start, end=end, **({"status": "completed" if end else "active"} | more))


def taken(*courses: Medicine, first: str = "2023-12-16", last: str = "2026-03-10") -> str:
    return taken_for(courses, date.fromisoformat(first), date.fromisoformat(last), months=12, as_of=DAY).value


@pytest.mark.parametrize(
    ("end", "expected"), [("2025-01-14", "yes"), ("2025-01-13", "no"), ("2025-01", "unknown"), ("2026-01-01", "yes")]
)
def test_twelve_months_of_one_course(end: str, expected: str) -> None:
    """
    From 15 January 2024 the twelfth month is over with 14 January 2025.
    """
    assert expected == taken(course("2024-01-15", end))


def test_periods_are_added_up_and_overlaps_counted_once() -> None:
    half, other_half = course("2024-01-01", "2024-06-30"), course("2025-01-01", "2025-07-03")

    assert "yes" == taken(half, other_half)
    assert "no" == taken(half, course("2025-01-01", "2025-07-02"))
    assert "no" == taken(half, half, half)
    assert "yes" == taken(half, course("2024-07-01", "2024-12-31"))


def test_only_the_days_between_count() -> None:
    assert "no" == taken(course("2020-01-01", "2024-06-30"))
    assert "yes" == taken(course("2020-01-01", "2024-06-30"), first="2020-01-01")


def test_an_open_course_is_sure_until_it_was_last_confirmed_and_possible_until_today() -> None:
    assert "yes" == taken(course("2024-01-15", confirmed="2025-01-14"))
    assert "unknown" == taken(course("2024-01-15", confirmed="2025-01-13"))
    assert "unknown" == taken(course("2024-01-15", confirmed=None))


def test_one_ended_without_a_date_may_have_been_taken_until_then() -> None:
    assert "unknown" == taken(course("2024-01-15", status="stopped", confirmed="2026-01-01"))
    assert "no" == taken(course("2024-01-15", status="stopped", confirmed="2025-01-10"))


def test_an_undated_course_may_have_been_taken_all_the_time() -> None:
    assert "unknown" == taken(course(""))


def test_supplies_are_taken_until_they_end() -> None:
    supplies = [
        medicine(
            ALENDRONATE,
            f"2024-{month:02}-01",
            kind=DISPENSED,
            end=f"2024-{month + 2:02}-28",
            confirmed=f"2024-{month + 2:02}-28",
        )
        for month in (1, 4, 7, 10)
    ]

    assert "no" == taken(*supplies)
    assert "unknown" == taken(*supplies, course("2024-01-01", certain=MAYBE))
    assert "no" == taken(medicine(ALENDRONATE, "2024-01-01", kind=DISPENSED, confirmed="2024-01-01"))


def test_an_order_proves_nothing_but_an_active_one_leaves_it_open() -> None:
    order = medicine(ALENDRONATE, "2024-01-01", kind=ORDERED)

    assert "unknown" == taken(order)
    assert "no" == taken(medicine(ALENDRONATE, "2024-01-01", kind=ORDERED, status="completed"))
    assert "no" == taken(drafted(ALENDRONATE))


def test_a_course_on_hold_is_not_surely_taken() -> None:
    assert "unknown" == taken(course("2024-01-15", status="on-hold"))


@pytest.mark.parametrize(("certain", "expected"), [(Truth.YES, "yes"), (MAYBE, "unknown"), (NO, "no")])
def test_what_is_hinted_at_is_possible_and_what_is_denied_is_not(certain: Truth, expected: str) -> None:
    assert expected == taken(course("2024-01-15", "2025-06-01", certain=certain))
