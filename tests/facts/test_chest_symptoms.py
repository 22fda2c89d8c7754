"""
Chest symptoms after a vertebral augmentation, and how soon they began.
"""

from __future__ import annotations

import pytest
from facts.charts import MAYBE, NO, condition, fact, kyphoplasty, measured, observation, procedure, span, state

CHEST = "chest-symptoms-after-augmentation"
CEMENT = kyphoplasty("2026-01-20")
SATURATION, OXYGEN, INHALED = "obs-oxygen-saturation", "procedure-oxygen-therapy", "obs-inhaled-oxygen"


def saturation(value: str, day: str, **more: object) -> object:
    return measured(SATURATION, value, "%", day, **more)


@pytest.mark.parametrize("means", ["dyspnoea", "hypoxaemia", "chest-pain", "syncope", "tachycardia"])
def test_each_symptom_counts(means: str) -> None:
    assert "acute" == state(CHEST, CEMENT, condition(means, "2026-01-22"))


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2026-01-19", "no"),
        ("2026-01-20", "acute"),
        ("2026-02-19", "acute"),
        ("2026-02-20", "later"),
        ("2026-02", "acute"),
        ("2026-03", "later"),
        ("2026-01", "onset-open"),
        ("", "onset-open"),
    ],
)
def test_thirty_days_are_acute_and_a_partial_date_takes_the_more_urgent_answer(onset: str, expected: str) -> None:
    assert expected == state(CHEST, CEMENT, condition("dyspnoea", onset))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"active": NO}, "no"),
        ({"abatement": span("2026-03-01")}, "no"),
        ({"certain": MAYBE}, "unconfirmed"),
        ({"certain": NO}, "no"),
    ],
)
def test_a_symptom_that_is_over_is_none(more: dict[str, object], expected: str) -> None:
    assert expected == state(CHEST, CEMENT, condition("dyspnoea", "2026-01-22", **more))


def test_the_most_urgent_symptom_leads_and_all_are_said() -> None:
    found = fact(CHEST, CEMENT, condition("chest-pain", "2026-03-05"), condition("dyspnoea", "2026-01-22"))

    assert "acute" == found.state
    assert "chest pain (onset 2026-03-05), breathlessness (onset 2026-01-22)" == found.says["findings"]


def test_an_embolism_on_the_problem_list_is_said() -> None:
    breathless = condition("dyspnoea", "2026-01-22")
    embolism = condition("cement-pulmonary-embolism", "2026-01-23")

    assert "none recorded" == fact(CHEST, CEMENT, breathless).says["embolism"]
    assert "cement pulmonary embolism (2026-01-23)" == fact(CHEST, CEMENT, breathless, embolism).says["embolism"]
    assert "no" == state(CHEST, CEMENT, embolism)


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([saturation("91.9", "2026-01-22")], "acute"),
        ([saturation("92", "2026-01-22")], "no"),
        ([saturation("91", "2026-01-19")], "no"),
        ([saturation("91", "2026-02-20")], "later"),
        ([saturation("91", "2026-01-22"), saturation("95", "2026-01-23")], "no"),
        ([saturation("95", "2026-01-22"), saturation("91", "2026-01-23")], "acute"),
        ([saturation("90", "2026-01-10"), saturation("91", "2026-01-23")], "no"),
        ([saturation("90", "2026-01-10"), saturation("95", "2026-01-15"), saturation("91", "2026-01-23")], "acute"),
        ([saturation("90", "2024-11-10"), saturation("91", "2026-01-23")], "acute"),
        ([saturation("95", "2026-01-22"), saturation("91", "2026-01-22")], "unconfirmed"),
        ([saturation("91", "2026-01-22", updated="1"), saturation("95", "2026-01-22", updated="2")], "no"),
        ([saturation("95", "2026-01-22", updated="1"), saturation("91", "2026-01-22", updated="2")], "acute"),
        ([saturation("91", "2026-01-22", certain=MAYBE)], "unconfirmed"),
        ([saturation("<92", "2026-01-22")], "acute"),
        ([saturation("<95", "2026-01-22")], "unconfirmed"),
        ([measured(SATURATION, "91", "mmHg", "2026-01-22")], "no"),
        ([saturation("91", "")], "no"),
    ],
)
def test_low_oxygen_is_new_when_no_normal_value_followed_and_no_low_one_came_before(
    readings: list[object], expected: str
) -> None:
    assert expected == state(CHEST, CEMENT, *readings)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([procedure(OXYGEN, "2026-01-21")], "acute"),
        ([procedure(OXYGEN, "2026-01-20")], "no"),
        ([procedure(OXYGEN, "2026-01-20"), procedure(OXYGEN, "2026-01-22")], "acute"),
        ([procedure(OXYGEN, "2025-01-20"), procedure(OXYGEN, "2026-01-22")], "no"),
        ([procedure(OXYGEN, "2025-01-19"), procedure(OXYGEN, "2026-01-22")], "acute"),
        ([procedure(OXYGEN, "2023-05-01", end="2026-01-25"), procedure(OXYGEN, "2026-01-26")], "no"),
        ([procedure(OXYGEN, "2023-05-01", status="in-progress"), procedure(OXYGEN, "2026-01-26")], "no"),
        ([procedure(OXYGEN, "2026-01-22", end="2026-03-01")], "no"),
        ([procedure(OXYGEN, "2026-01-22", end="2026-03-10")], "acute"),
        ([procedure(OXYGEN, "2026-01-22", status="in-progress", certain=MAYBE)], "acute"),
        ([procedure(OXYGEN, "2026-01-22", certain=MAYBE)], "unconfirmed"),
        ([measured(INHALED, "2", "L/min", "2026-01-22")], "acute"),
        ([measured(INHALED, "0", "L/min", "2026-01-22")], "no"),
        ([measured(INHALED, "21", "%", "2026-01-22")], "no"),
        ([measured(INHALED, "28", "%", "2026-01-22")], "acute"),
        ([measured(INHALED, "0.21", "", "2026-01-22")], "no"),
        ([measured(INHALED, "0.4", "", "2026-01-22")], "acute"),
        ([measured(INHALED, "2", "L/min", "2026-01-22"), measured(INHALED, "0", "L/min", "2026-01-24")], "no"),
        ([observation(INHALED, "2026-01-22")], "unconfirmed"),
    ],
)
def test_a_new_need_of_oxygen(given: list[object], expected: str) -> None:
    assert expected == state(CHEST, CEMENT, *given)


def test_nothing_is_measured_without_cement() -> None:
    assert "no" == state(CHEST, saturation("85", "2026-03-01"), condition("dyspnoea", "2026-03-01"))


def test_oxygen_after_a_procedure_of_an_unknown_day_is_not_set_against_it() -> None:
    assert "no" == state(CHEST, kyphoplasty(""), procedure(OXYGEN, "2026-01-22"))


def test_a_doubtful_procedure_is_asked_about() -> None:
    maybe = kyphoplasty("2026-01-20", certain=MAYBE, note="its status is unknown")
    found = fact(CHEST, maybe, condition("dyspnoea", "2026-01-22"))

    assert ("unknown", True) == (found.state, "its status is unknown" in found.gaps[0])
