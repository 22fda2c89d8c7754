"""
Days since an augmentation, the cause of the fracture it treated, and one that is near.
"""

from __future__ import annotations

import pytest
from facts.charts import MAYBE, condition, fact, fracture, kyphoplasty, lost, measured, order, procedure, state

VERTEBROPLASTY = "procedure-vertebroplasty"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-10", "early"),
        ("2026-01-10", "early"),
        ("2026-01-09", "late"),
        ("2026-01-08", "late"),
        ("2024-03-10", "late"),
        ("2024-03-09", "earlier"),
        ("2026-01", "day-unknown"),
        ("2026-02", "early"),
        ("2025", "late"),
        ("2024", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_gap_escalates_on_day_sixty_and_ends_after_24_months(day: str, expected: str) -> None:
    """
    2026-01-09 is day 60 of 2026-03-10, and 2026-01-10 is day 59.
    """
    assert expected == state("days-since-augmentation", procedure(VERTEBROPLASTY, day, levels="L2"))


def test_the_latest_augmentation_counts_days() -> None:
    latest = fact("days-since-augmentation", kyphoplasty("2026-03-01"), procedure(VERTEBROPLASTY, "2025-01-05"))

    assert ("early", "9", "2026-03-01", "L1") == (latest.state, *(latest.says[w] for w in ("days", "date", "levels")))


@pytest.mark.parametrize(
    "means",
    [
        "procedure-kyphoplasty",
        VERTEBROPLASTY,
        "procedure-vertebral-augmentation-any",
        "procedure-vertebral-augmentation-pcs-cement",
        "device-intravertebral-implant",
    ],
)
def test_every_kind_of_augmentation_counts(means: str) -> None:
    assert "early" == state("days-since-augmentation", procedure(means, "2026-03-01"))


def test_repositioning_alone_may_be_another_procedure() -> None:
    part = "procedure-kyphoplasty-pcs-reposition-component"

    assert "unknown" == state("days-since-augmentation", procedure(part, "2026-03-01"))
    assert "early" == state(
        "days-since-augmentation",
        procedure(part, "2026-03-01"),
        procedure("procedure-vertebral-augmentation-pcs-cement", "2026-03-01"),
    )
    assert "no" == state("days-since-augmentation", procedure("procedure-spinal-revision", "2026-03-01"))


def test_a_possible_procedure_is_named_and_a_sure_one_leads() -> None:
    hinted = kyphoplasty("2026-03-01", certain=MAYBE, note="it is named in text only", ref="Procedure/text")
    possible = fact("days-since-augmentation", hinted)

    assert "unknown" == possible.state
    assert possible.gaps[0].endswith("Procedure/text may be a kyphoplasty, it is named in text only")
    assert "late" == state("days-since-augmentation", hinted, procedure(VERTEBROPLASTY, "2025-12-01"))
    assert "unknown" == state("days-since-augmentation", lost("Procedure"))
    assert "no" == state("days-since-augmentation")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "other"),
        ([fracture("L1", "2026-01-05")], "other"),
        ([fracture("L1", "2026-01-05", means="vertebral-fracture-neoplastic-exclude")], "malignant"),
        ([fracture("L1", "2026-01-05"), condition("bone-metastasis-exclude", levels="L1")], "malignant"),
        ([fracture("L1", "2026-01-05"), condition("multiple-myeloma-exclude")], "other"),
        ([fracture("L1", "2026-01-05"), condition("high-energy-trauma", "2026-01-05")], "high-energy"),
        (
            [
                fracture("L1", "2026-01-05"),
                condition("high-energy-trauma", "2026-01-05"),
                condition("osteoporosis", "2020-01-01"),
            ],
            "other",
        ),
        (
            [
                fracture("L1", "2026-01-05"),
                condition("high-energy-trauma", "2026-01-05"),
                measured("obs-tscore-total-hip", "-2.5", "", "2019-01-01"),
            ],
            "other",
        ),
        (
            [
                fracture("L1", "2026-01-05"),
                condition("high-energy-trauma", "2026-01-05"),
                measured("obs-tscore-total-hip", "-2.4", "", "2019-01-01"),
            ],
            "high-energy",
        ),
        ([fracture("L1", "2026-02-20", means="vertebral-fracture-neoplastic-exclude")], "other"),
        ([fracture("T8", "2026-01-05", means="vertebral-fracture-neoplastic-exclude")], "other"),
        ([lost("Condition")], "unknown"),
    ],
)
def test_a_malignant_or_purely_traumatic_fracture_says_nothing_of_osteoporosis(
    events: list[object], expected: str
) -> None:
    assert expected == state("augmentation-cause", kyphoplasty("2026-02-01"), *events)


def test_without_an_augmentation_there_is_no_cause() -> None:
    assert "none" == state("augmentation-cause", fracture("L1", "2026-01-05"))
    assert "unknown" == state("augmentation-cause", kyphoplasty("2026-02-01", certain=MAYBE))
    assert "none" == state("augmentation-cause", kyphoplasty("2020-02-01", certain=MAYBE))
    assert "none" == state("augmentation-cause", kyphoplasty("2024-03-09"))
    assert "other" == state("augmentation-cause", kyphoplasty("2024-03-10"))


@pytest.mark.parametrize(
    ("day", "expected"), [("2025-12-10", "done"), ("2025-12-09", "no"), ("2026-03-10", "done"), ("2025-12", "unknown")]
)
def test_an_augmentation_is_near_for_three_months(day: str, expected: str) -> None:
    assert expected == state("augmentation-near", kyphoplasty(day))


@pytest.mark.parametrize(
    ("status", "expected"), [("draft", "planned"), ("active", "planned"), ("completed", "no"), ("revoked", "no")]
)
def test_an_open_order_is_a_planned_augmentation(status: str, expected: str) -> None:
    assert expected == state("augmentation-near", order(levels="L1", status=status))


def test_an_order_named_in_text_only_may_be_one() -> None:
    assert "unknown" == state("augmentation-near", order(levels="L1", certain=MAYBE))
    assert "Planned" == fact("augmentation-near", order(levels="L1"), kyphoplasty("2026-03-01")).says["when"]
