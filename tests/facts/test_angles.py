"""
Angles: the calculations with worked examples, both sides of each limit, and what leaves them open.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from facts.charts import MAYBE, fact, fracture, kyphoplasty, lost, measured, order, state

from cds.facts.angles import angle_corrected, angular_motion_between

L1 = fracture("L1", "2026-02-01")
ORDERED = order(levels="L1")
DONE = kyphoplasty("2026-02-10")


def angle(
    means: str, value: str, day: str = "2026-02-20", *, levels: str = "L1", unit: str = "deg", **more: Any
) -> Any:
    return measured(f"obs-{means}", value, unit, day, levels=levels, **more)


def flexion(value: str, day: str = "2026-02-20", **more: Any) -> Any:
    return angle("vertebral-wedge-angle-flexion-sitting", value, day, **more)


def extension(value: str, day: str = "2026-02-20", **more: Any) -> Any:
    return angle("vertebral-wedge-angle-extension-supine", value, day, **more)


@pytest.mark.parametrize(
    ("bent", "straight", "expected"),
    [
        ("24.5", "10.0", "14.5"),
        ("24.0", "10.0", "14.0"),
        ("10.0", "24.5", "14.5"),
        ("-2.0", "5.0", "7.0"),
        ("8", "8", "0"),
    ],
)
def test_angular_motion_is_the_difference_without_its_sign(bent: str, straight: str, expected: str) -> None:
    assert Decimal(expected) == angular_motion_between(Decimal(bent), Decimal(straight))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("21.6", "11.6", "10.0"), ("21.7", "11.6", "10.1"), ("15.7", "15.7", "0"), ("12.0", "14.5", "-2.5")],
)
def test_correction_is_before_minus_after(before: str, after: str, expected: str) -> None:
    assert Decimal(expected) == angle_corrected(Decimal(before), Decimal(after))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((angle("angular-motion", "13.9"),), "below-14"),
        ((angle("angular-motion", "14.0"),), "at-least-14"),
        ((angle("angular-motion", "14.1"),), "at-least-14"),
        ((angle("angular-motion", "-14.0"),), "at-least-14"),
        ((flexion("24.0"), extension("10.1")), "below-14"),
        ((flexion("24.0"), extension("10.0")), "at-least-14"),
        ((extension("24.0"), flexion("10.0")), "at-least-14"),
    ],
)
def test_motion_of_fourteen_degrees_is_large(events: tuple[Any, ...], expected: str) -> None:
    assert expected == state("angular-motion", L1, ORDERED, *events)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2026-02-06", "2026-02-20", "at-least-14"),
        ("2026-02-05", "2026-02-20", "unknown"),
        ("2026-02", "2026-02-20", "unknown"),
    ],
)
def test_a_pair_is_taken_within_two_weeks(first: str, second: str, expected: str) -> None:
    assert expected == state("angular-motion", L1, ORDERED, flexion("30", first), extension("10", second))


def test_the_latest_pair_counts() -> None:
    pairs = flexion("30", "2026-02-03"), extension("10", "2026-02-03"), flexion("15", "2026-02-20"), extension("10")

    assert "below-14" == state("angular-motion", L1, ORDERED, *pairs)


@pytest.mark.parametrize(
    ("reported_on", "expected"),
    [("2026-02-19", "at-least-14"), ("2026-02-20", "below-14"), ("2026-02-21", "below-14")],
)
def test_a_reported_value_wins_unless_it_is_older(reported_on: str, expected: str) -> None:
    events = angle("angular-motion", "5", reported_on), flexion("30"), extension("10")

    assert expected == state("angular-motion", L1, ORDERED, *events)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(">13", "unknown"), (">14", "at-least-14"), (">=14", "at-least-14"), ("<14", "below-14"), ("<=14", "unknown")],
)
def test_a_bound_decides_only_when_every_value_agrees(value: str, expected: str) -> None:
    assert expected == state("angular-motion", L1, ORDERED, angle("angular-motion", value))


def test_what_can_not_be_used_is_unknown_and_said() -> None:
    without_unit = fact("angular-motion", L1, ORDERED, angle("angular-motion", "20", unit=""))
    preliminary = fact("angular-motion", L1, ORDERED, angle("angular-motion", "20", certain=MAYBE))
    unread = fact("angular-motion", L1, ORDERED, lost("Observation", "obs-angular-motion"))

    assert ["unknown"] * 3 == [f.state for f in (without_unit, preliminary, unread)]
    assert all(f.gaps and f.gaps[0].startswith("radiographic factors: ") for f in (without_unit, preliminary, unread))


@pytest.mark.parametrize(
    ("levels", "expected"), [("L1", "at-least-14"), ("T12", "unknown"), ("", "at-least-14"), ("T12 L1", "at-least-14")]
)
def test_a_motion_belongs_to_its_level_or_to_the_only_recent_fracture(levels: str, expected: str) -> None:
    assert expected == state("angular-motion", L1, ORDERED, angle("angular-motion", "20", levels=levels))


def test_without_a_level_it_belongs_to_nobody_when_two_fractures_are_recent() -> None:
    two = L1, fracture("T12", "2026-02-03")

    assert "unknown" == state("angular-motion", *two, ORDERED, angle("angular-motion", "20", levels=""))


def test_of_several_targets_one_is_enough_and_all_must_be_known_for_a_no() -> None:
    both = order(levels="T12 L1")
    events = L1, fracture("T12", "2026-02-03"), both

    assert "at-least-14" == state("angular-motion", *events, angle("angular-motion", "20"))
    assert "unknown" == state("angular-motion", *events, angle("angular-motion", "5"))
    small = angle("angular-motion", "5"), angle("angular-motion", "6", levels="T12")
    assert "below-14" == state("angular-motion", *events, *small)


def test_nobody_looks_without_an_augmentation() -> None:
    assert "unknown" == state("angular-motion", L1, angle("angular-motion", "20"))


# --- correction ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "expected"), [("10.0", "at-most-10"), ("10.1", "over-10"), ("9.9", "at-most-10")])
def test_a_correction_of_more_than_ten_degrees_is_large(value: str, expected: str) -> None:
    assert expected == state("angle-correction", L1, DONE, angle("angle-correction", value))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("21.6", "11.6", "at-most-10"), ("21.7", "11.6", "over-10"), ("5", "25", "at-most-10")],
)
def test_it_is_computed_from_the_angles_around_the_procedure(before: str, after: str, expected: str) -> None:
    angles = angle("vertebral-wedge-angle", before, "2026-02-09"), angle("vertebral-wedge-angle", after, "2026-02-10")

    assert expected == state("angle-correction", L1, DONE, *angles)


def test_the_last_angle_before_and_the_first_after_it_count() -> None:
    days = ("2026-02-02", "2026-02-08", "2026-02-11", "2026-03-01")
    angles = [angle("local-kyphosis-angle", v, d) for v, d in zip(("40", "20", "12", "30"), days, strict=True)]

    assert "8" == fact("angle-correction", L1, DONE, *angles).value


def test_two_kinds_of_angle_are_not_mixed() -> None:
    mixed = angle("vertebral-wedge-angle", "30", "2026-02-09"), angle("local-kyphosis-angle", "5", "2026-02-11")

    assert "unknown" == state("angle-correction", L1, DONE, *mixed)


def test_a_report_from_before_the_procedure_is_of_another_one() -> None:
    assert "unknown" == state("angle-correction", L1, DONE, angle("angle-correction", "20", "2026-02-09"))


def test_there_is_no_correction_before_a_procedure() -> None:
    assert "unknown" == state("angle-correction", L1, ORDERED, angle("angle-correction", "20"))
