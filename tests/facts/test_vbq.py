"""
The vertebral bone quality score: which MRI and which levels it is taken from.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from facts.charts import MAYBE, NO, chart, fact, fracture, lost, observation, order, procedure, state

from cds.chart.chart import Quantity

VERTEBROPLASTY = "procedure-vertebroplasty"
T1 = frozenset({"value-mri-sequence", "t1-weighted"})
DONE = procedure(VERTEBROPLASTY, "2026-01-05", levels="T12")


def scan(
    signals: str = "L1 310 L2 315 L3 320 L4 330",
    *,
    day: str = "2025-12-20",
    csf: str = "100",
    sequence: frozenset[str] | None = T1,
    **more: Any,
) -> list[Any]:
    """
    Return what is recorded of one MRI: the score's observation, and each component as one of its own.
    """
    parts = signals.split()
    told = [
        (f"obs-signal-intensity-{level.lower()}", value) for level, value in zip(parts[::2], parts[1::2], strict=True)
    ]
    told += [("obs-signal-intensity-csf-l3", csf)] if csf else []
    events = [observation(means, day, quantity=Quantity(Decimal(value)), **more) for means, value in told]
    if sequence is not None:
        events.append(observation("obs-mri-sequence", day, codes=sequence, **more))
    return [observation("obs-vbq-score", day, **more), *events]


@pytest.mark.parametrize(
    ("signals", "expected", "value"),
    [
        ("L1 294 L2 297 L3 301 L4 309", "below", "2.99"),
        ("L1 294 L2 298 L3 301 L4 309", "below", "2.995"),
        ("L1 295 L2 298 L3 302 L4 310", "high", "3.00"),
        ("L1 310 L2 320", "high", "3.15"),
        ("L1 310", "unknown", ""),
    ],
)
def test_three_is_high_and_two_levels_are_needed(signals: str, expected: str, value: str) -> None:
    score = fact("vbq", DONE, *scan(signals))

    assert (expected, value) == (score.state, score.value)


def test_fractured_and_cemented_levels_are_left_out() -> None:
    score = fact("vbq", procedure(VERTEBROPLASTY, "2026-01-05", levels="L2"), fracture("L4", "2020-01-01"), *scan())

    assert ("high", "3.15") == (score.state, score.value)
    assert "L1, L3" == score.says["used"]
    assert score.says["left_out"].startswith("L2, L4 left out")


def test_a_level_that_broke_after_the_scan_is_used_and_a_refuted_fracture_too() -> None:
    assert "no level left out" == fact("vbq", DONE, fracture("L1", "2025-12-21"), *scan()).says["left_out"]
    assert "no level left out" == fact("vbq", DONE, fracture("L1", "2025-01-01", certain=NO), *scan()).says["left_out"]
    assert fact("vbq", DONE, fracture("L1", "2025-12-20"), *scan()).says["left_out"].startswith("L1")
    assert fact("vbq", DONE, fracture("L1"), *scan()).says["left_out"].startswith("L1")


def test_with_fewer_than_two_levels_left_the_score_is_not_asked_for() -> None:
    broken = [fracture(level, "2020-01-01") for level in ("L1", "L2", "L3")]

    assert "unsuitable" == state("vbq", DONE, *broken, *scan())


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-01-05", "high"),
        ("2026-01-06", "unsuitable"),
        ("2025-01-05", "high"),
        ("2025-01-04", "unsuitable"),
        ("2025-01", "high"),
        ("2024", "unsuitable"),
        ("", "unknown"),
    ],
)
def test_the_scan_lies_within_twelve_months_before_the_procedure(day: str, expected: str) -> None:
    assert expected == state("vbq", DONE, *scan(day=day))


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        (T1, "high"),
        (frozenset({"value-mri-sequence", "t1-weighted-contrast"}), "unsuitable"),
        (frozenset({"value-mri-sequence", "t2-weighted"}), "unsuitable"),
        (frozenset({"value-mri-sequence", "stir"}), "unsuitable"),
        (frozenset(), "unknown"),
        (None, "unknown"),
    ],
)
def test_only_a_plain_t1_image_counts_and_an_unnamed_one_is_asked_for(
    sequence: frozenset[str] | None, expected: str
) -> None:
    assert expected == state("vbq", DONE, *scan(sequence=sequence))


def test_an_older_t1_scan_is_used_beside_a_newer_stir_one() -> None:
    stir = frozenset({"value-mri-sequence", "stir"})

    assert "2025-12-01" == str(fact("vbq", DONE, *scan(day="2025-12-20", sequence=stir), *scan(day="2025-12-01")).on)


@pytest.mark.parametrize(
    ("signals", "csf"), [("L1 310 L2 320", "0"), ("L1 310 L2 320", "-3"), ("L1 0 L2 320 L3 330", "100")]
)
def test_an_impossible_signal_is_named_as_invalid(signals: str, csf: str) -> None:
    invalid = fact("vbq", DONE, *scan(signals, csf=csf))

    assert "unknown" == invalid.state
    assert "invalid MRI value" in invalid.gaps[0]


def test_a_signal_that_is_no_number_is_invalid() -> None:
    words = observation("obs-signal-intensity-l4", "2025-12-20", unreadable="its value is told in words only")
    limited = observation("obs-signal-intensity-l4", "2025-12-20", quantity=Quantity(Decimal(300), "", "<"))

    for odd in (words, limited):
        assert "invalid MRI value" in fact("vbq", DONE, *scan("L1 310 L2 320"), odd).gaps[0]


def test_a_missing_fluid_value_is_asked_for() -> None:
    assert fact("vbq", DONE, *scan(csf="")).gaps[0].endswith("the cerebrospinal fluid at L3 is not recorded")


def reported(score: str, day: str = "2025-12-20") -> list[Any]:
    return [
        observation("obs-vbq-score", day, quantity=Quantity(Decimal(score))),
        observation("obs-mri-sequence", day, codes=T1),
    ]


@pytest.mark.parametrize(("score", "expected"), [("3.0", "high"), ("2.99", "below"), ("0", "unknown")])
def test_a_reported_score_counts_where_no_lumbar_level_is_left_out(score: str, expected: str) -> None:
    assert expected == state("vbq", DONE, *reported(score))
    assert "unknown" == state("vbq", DONE, fracture("L3", "2020-01-01"), *reported(score))


def test_the_components_win_over_the_reported_score() -> None:
    score = observation("obs-vbq-score", "2025-12-20", quantity=Quantity(Decimal("1.5")))

    assert "3.18" == fact("vbq", DONE, *scan()[1:], score).value


def test_a_score_that_is_only_requested_is_asked_for() -> None:
    standing = order("obs-vbq-score", status="active", draft=False, in_context=False, selected=False)

    assert "none" == state("vbq", DONE)
    assert "unknown" == state("vbq", DONE, standing)
    assert "unknown" == state("vbq", DONE, lost("Observation", "obs-vbq-score"))


def test_the_score_is_shown_also_after_kyphoplasty_and_before_any_procedure() -> None:
    assert "3.18" == fact("vbq", procedure("procedure-kyphoplasty", "2026-01-05", levels="T12"), *scan()).value
    assert "3.18" == fact("vbq", *scan()).value


def test_a_preliminary_scan_makes_the_score_only_possible() -> None:
    assert "unknown" == state("vbq", DONE, *scan(certain=MAYBE))

    preliminary = observation("obs-signal-intensity-l4", "2025-12-20", quantity=Quantity(Decimal(330)), certain=MAYBE)
    possible = fact("vbq", DONE, *scan("L1 310 L2 315 L3 320"), preliminary)
    assert ("unknown", "3.18") == (possible.state, possible.value)


def test_a_procedure_and_a_fracture_without_a_level_leave_open_what_to_leave_out() -> None:
    anywhere = procedure(VERTEBROPLASTY, "2026-01-05")

    assert "unknown" == state("vbq", anywhere, *scan())
    assert "high" == state("vbq", anywhere, fracture("T12", "2025-11-01"), *scan())
    assert chart(anywhere).procedures


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([procedure(VERTEBROPLASTY, "2024-03-10")], "recent"),
        ([procedure(VERTEBROPLASTY, "2024-03-09")], "earlier"),
        ([procedure(VERTEBROPLASTY, "2024-03")], "unknown"),
        ([procedure(VERTEBROPLASTY, "2026-01-05", certain=MAYBE)], "unknown"),
        ([procedure("procedure-kyphoplasty", "2026-01-05")], "no"),
        ([procedure("procedure-vertebral-augmentation-any", "2026-01-05")], "unknown"),
        ([procedure("procedure-vertebral-augmentation-pcs-cement", "2026-01-05")], "unknown"),
        (
            [
                procedure("procedure-vertebral-augmentation-pcs-cement", "2026-01-05"),
                procedure("procedure-kyphoplasty-pcs-reposition-component", "2026-01-05"),
            ],
            "no",
        ),
        ([lost("Procedure")], "unknown"),
        ([], "no"),
    ],
)
def test_vertebroplasty_counts_for_24_months(events: list[Any], expected: str) -> None:
    assert expected == state("vp-done", *events)
