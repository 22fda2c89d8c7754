"""
Back pain that is new or worse after a vertebral augmentation.
"""

from __future__ import annotations

import pytest
from facts.charts import MAYBE, NO, YES, condition, fact, kyphoplasty, lost, observation, state

from cds.facts import Status

PAIN = "pain-after-augmentation"
CEMENT = kyphoplasty("2026-01-20")


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2026-01-20", "no"),
        ("2026-01-21", "new"),
        ("2026-02", "new"),
        ("2026-01", "unknown"),
        ("", "unknown"),
        ("2019", "no"),
    ],
)
def test_pain_is_new_from_the_day_after_the_procedure_on(onset: str, expected: str) -> None:
    assert expected == state(PAIN, CEMENT, condition("back-pain", onset))


@pytest.mark.parametrize(("day", "expected"), [("2025-03-01", "new"), ("2025-02-28", "no")])
def test_pain_is_set_against_the_procedure_for_twelve_months(day: str, expected: str) -> None:
    assert expected == state(PAIN, kyphoplasty(day), condition("back-pain", "2026-03-01"))


@pytest.mark.parametrize(("day", "expected"), [("2025-03-10", "new"), ("2025-03-09", "no")])
def test_pain_is_new_for_twelve_months(day: str, expected: str) -> None:
    assert expected == state(PAIN, kyphoplasty("2025-01-20"), condition("back-pain", day))


def test_worse_pain_counts_from_the_day_it_is_said() -> None:
    before, after = (observation("obs-back-pain-worse", day, answer=YES) for day in ("2026-01-10", "2026-02-24"))
    better = observation("obs-back-pain-worse", "2026-03-01", answer=NO)

    assert "new" == state(PAIN, CEMENT, before, after)
    assert "no" == state(PAIN, CEMENT, before)
    assert "no" == state(PAIN, CEMENT, before, after, better)


def test_an_open_onset_is_asked_about() -> None:
    found = fact(PAIN, CEMENT, condition("back-pain", ref="Condition/pain"))

    assert ("unknown", Status.POSSIBLE) == (found.state, found.status)
    assert ("symptom onset: Condition/pain (back pain), onset not recorded",) == found.gaps


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([CEMENT, condition("back-pain", "2026-02-01", certain=MAYBE)], "unknown"),
        ([CEMENT, condition("back-pain", "2026-02-01", active=NO)], "no"),
        ([CEMENT, lost("Condition", "back-pain")], "unknown"),
        ([condition("back-pain", "2026-02-01")], "no"),
        ([], "no"),
    ],
)
def test_what_is_no_new_pain_or_may_be(events: list[object], expected: str) -> None:
    assert expected == state(PAIN, *events)
