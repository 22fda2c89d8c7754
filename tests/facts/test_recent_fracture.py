"""
Recent vertebral fractures, how many there are, and the age from which they are called osteoporotic.
"""

from __future__ import annotations

import pytest
from facts.charts import MAYBE, NO, chart, condition, fact, fracture, lost, state, woman


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2026-03-10", "yes"),
        ("2025-03-10", "yes"),
        ("2025-03-09", "no"),
        ("2025-03", "unknown"),
        ("2025-04", "yes"),
        ("2024", "no"),
        ("", "unknown"),
    ],
)
def test_a_fracture_is_recent_for_twelve_months(onset: str, expected: str) -> None:
    assert expected == state("recent-vf", fracture("L1", onset))


def test_a_recorded_date_is_only_the_latest_possible_onset() -> None:
    assert "unknown" == state("recent-vf", fracture("L1", recorded="2025-10-01"))
    assert "no" == state("recent-vf", fracture("L1", recorded="2020-10-01"))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (condition("bone-metastasis-exclude", "2026-01-01", levels="L1"), "no"),
        (condition("bone-metastasis-exclude", "2026-01-01"), "unknown"),
        (condition("multiple-myeloma-exclude", "2024-01-01"), "unknown"),
        (condition("vertebral-infection", "2026-01-01", levels="L1"), "no"),
        (condition("high-energy-trauma", "2026-02-01"), "no"),
        (condition("high-energy-trauma", "2026-01-20"), "yes"),
        (condition("trauma-mechanism-high-energy-ambiguous", "2026-02-01"), "unknown"),
    ],
)
def test_another_cause_excludes_a_fracture_and_a_suspicion_leaves_it_open(other: object, expected: str) -> None:
    assert expected == state("recent-vf", fracture("L1", "2026-02-01"), other)


def test_a_provisional_fracture_is_possible_and_a_refuted_one_is_none() -> None:
    provisional = fact(
        "recent-vf", fracture("L1", "2026-02-01", certain=MAYBE, note="its verification status is provisional")
    )

    assert "unknown" == provisional.state
    assert provisional.gaps[0].endswith("fracture of L1, its verification status is provisional")
    assert "no" == state("recent-vf", fracture("L1", "2026-02-01", certain=NO))


def test_it_names_the_levels_and_the_onset() -> None:
    recent = fact("recent-vf", fracture("L1", "2026-02-01"), fracture("T12", "2026-02-01"))

    assert {"T12", "L1"} == set(recent.says["levels"].split(", "))
    assert "2026-02-01" == recent.says["onset"]


def test_a_problem_list_that_could_not_be_read_is_unknown() -> None:
    assert "unknown" == state("recent-vf", lost("Condition"))
    assert "no" == state("recent-vf")
    assert "unknown" == state("vertebral-fracture-count", lost("Condition"))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "none"),
        ([fracture("L1", "2026-02-01")], "one"),
        ([fracture("L1", "2026-02-01"), fracture("T12", "2026-02-01")], "several"),
        ([fracture("L1", "2026-02-01"), fracture("L1", "2026-02-10")], "one"),
        ([fracture("L1", "2026-02-01"), fracture("L1", "2024-02-10")], "several"),
        ([fracture("L1", recorded="2026-02-01"), fracture("L1", recorded="2026-02-20")], "unknown"),
        ([fracture("L1", "2026-02-01"), fracture("", "2026-02-01")], "unknown"),
        ([fracture("L1", "2026-02-01"), fracture("", "2021-05-05")], "several"),
        ([fracture("L1", "2026-02-01"), fracture("T12", "2026-02-01", certain=MAYBE)], "unknown"),
        ([fracture("L1", "2026-02-01"), fracture("T12", "2026-02-01", certain=NO)], "one"),
        ([fracture("L1", "2026-02-01"), condition("osteoporotic-vertebral-fracture-sequela", levels="T8")], "several"),
        ([fracture("L1", "2026-02-01"), condition("osteoporotic-vertebral-fracture-sequela", levels="L1")], "unknown"),
        ([fracture("L1", "2026-02-01"), condition("history-of-vertebral-fracture-cause-unspecified")], "unknown"),
        ([condition("osteoporotic-vertebral-fracture-sequela", levels="T8")], "one"),
    ],
)
def test_entries_are_two_fractures_only_if_level_or_date_tell_them_apart(events: list[object], expected: str) -> None:
    assert expected == state("vertebral-fracture-count", *events)


def test_a_malignant_fracture_is_not_counted() -> None:
    metastasis = condition("bone-metastasis-exclude", "2026-01-01", levels="T12")

    assert "one" == state(
        "vertebral-fracture-count", fracture("L1", "2026-02-01"), fracture("T12", "2026-02-01"), metastasis
    )


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("1976-03-10", "yes"),
        ("1976-03-11", "no"),
        ("1976", "unknown"),
        ("1975", "yes"),
        ("1977", "no"),
        ("", "unknown"),
    ],
)
def test_the_age_of_fifty_begins_on_the_birthday(birth: str, expected: str) -> None:
    assert expected == state("age-50", patient=woman(birth))


def test_a_partial_birth_date_is_asked_for_and_a_missing_one_too() -> None:
    assert "possible" == fact("age-50", patient=woman("1976")).status.value
    assert "not-recorded" == fact("age-50", patient=woman("")).status.value
    assert chart().patient.birth.exact
