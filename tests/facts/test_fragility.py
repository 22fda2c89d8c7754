"""
Fragility fractures at the age of fifty or later, and fractures of the last six weeks.
"""

from __future__ import annotations

import pytest
from facts.charts import MAYBE, NO, condition, fact, fetched, fracture, kyphoplasty, lost, state, woman

from cds.chart.chart import Fetch
from cds.facts import Status

FRAGILITY, ACUTE = "fragility-fracture", "acute-fracture"
HIP = "osteoporotic-fracture-any femur"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (fracture("L1", "2019-05-01"), "yes"),
        (condition(HIP, "2019-05-01"), "yes"),
        (condition("osteoporotic-fracture-any", "2019-05-01"), "no"),
        (fracture("L1", ""), "age-open"),
        (condition(HIP, ""), "age-open"),
        (condition("osteoporotic-vertebral-fracture-sequela", recorded="2020-01-01"), "age-open"),
        (condition("osteoporotic-vertebral-fracture-sequela", "2020-01-01", certain=NO), "no"),
        (condition("history-of-osteoporotic-fracture", "2020-01-01"), "no"),
        (fracture("L1", "2019-05-01", means="vertebral-fracture-neoplastic-exclude"), "no"),
        (fracture("L1", "2019-05-01", due_to=frozenset({"high-energy-trauma"})), "no"),
        (condition(HIP, "2019-05-01", due_to=frozenset({"bone-metastasis-exclude"})), "no"),
        (fracture("L1", "2019-05-01", certain=NO), "no"),
        (fracture("L1", "2019-05-01", certain=MAYBE), "unknown"),
        (condition(HIP, "2019-05-01", certain=MAYBE), "unknown"),
        (condition("diabetes", "2019-05-01"), "no"),
    ],
)
def test_which_fractures_call_for_treatment(event: object, expected: str) -> None:
    assert expected == state(FRAGILITY, event)


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2003-01-02", "no"),
        ("2003-01-03", "yes"),
        ("2003-01", "age-open"),
        ("2003-02", "yes"),
        ("2002", "no"),
        ("2003", "age-open"),
    ],
)
def test_the_age_is_that_at_the_fracture(onset: str, expected: str) -> None:
    """
    The woman was born on 1953-01-03.
    """
    assert expected == state(FRAGILITY, fracture("L1", onset))


@pytest.mark.parametrize(
    ("birth", "expected"),
    [("1953", "yes"), ("1968", "yes"), ("1969", "born-open"), ("1970", "no"), ("", "born-open")],
)
def test_a_partial_date_of_birth_decides_when_every_age_gives_one_answer(birth: str, expected: str) -> None:
    """
    The fracture was in 2019, and today is 2026-03-10.
    """
    assert expected == state(FRAGILITY, fracture("L1", "2019-05-01"), patient=woman(birth))


@pytest.mark.parametrize(("birth", "expected"), [("1970", "age-open"), ("1976", "born-open"), ("1977", "no")])
def test_a_fracture_without_onset_counts_in_a_patient_past_fifty(birth: str, expected: str) -> None:
    assert expected == state(FRAGILITY, fracture("L1", ""), patient=woman(birth))


def test_a_fracture_before_fifty_does_not_hide_a_later_one() -> None:
    found = fact(FRAGILITY, fracture("L1", "1990-05-01"), fracture("T8", "2019-05-01"))

    assert ("yes", "vertebral fracture of T8 (2019-05-01)") == (found.state, found.says["fractures"])


@pytest.mark.parametrize(
    "beside",
    [condition("multiple-myeloma-exclude", "2018"), condition("bone-metastasis-exclude", "2018", levels="T4")],
)
def test_a_suspected_cause_is_asked_about(beside: object) -> None:
    for broken in (fracture("L1", "2019-05-01"), condition(HIP, "2019-05-01")):
        found = fact(FRAGILITY, broken, beside)

        assert ("unknown", Status.POSSIBLE) == (found.state, found.status)
        assert "another cause is suspected" in found.gaps[0]


def test_high_energy_trauma_of_the_same_day_is_the_cause() -> None:
    assert "no" == state(FRAGILITY, condition(HIP, "2019-05-01"), condition("high-energy-trauma", "2019-05-01"))
    assert "yes" == state(FRAGILITY, condition(HIP, "2019-05-01"), condition("high-energy-trauma", "2012-05-01"))


def test_a_problem_list_that_was_not_read() -> None:
    assert "no" == state(FRAGILITY, fetched=fetched(Condition=Fetch.NOT_FETCHED))
    assert "unknown" == state(FRAGILITY, fetched=fetched(Condition=Fetch.FAILED))
    assert "yes" == state(FRAGILITY, fracture("L1", "2019-05-01"), lost("Condition", "vertebral-fracture-any"))
    assert "no" == state(ACUTE, fetched=fetched(Condition=Fetch.NOT_FETCHED))
    assert "unknown" == state(ACUTE, fetched=fetched(Condition=Fetch.FAILED))


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2026-01-26", "no"),
        ("2026-01-27", "acute"),
        ("2026-03-10", "acute"),
        ("2026-02", "acute"),
        ("2026-01", "unknown"),
        ("", "unknown"),
    ],
)
def test_six_weeks_are_acute(onset: str, expected: str) -> None:
    """
    2026-01-27 is 42 days before 2026-03-10.
    """
    assert expected == state(ACUTE, fracture("L4", onset))


def test_a_fracture_recorded_long_ago_is_not_acute() -> None:
    assert "no" == state(ACUTE, fracture("L4", recorded="2026-01-26"))
    assert "unknown" == state(ACUTE, fracture("L4", recorded="2026-02-01"))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([kyphoplasty("2026-03-01", levels="L4")], "augmented"),
        ([kyphoplasty("2026-02-20", levels="L4")], "augmented"),
        ([kyphoplasty("2026-02-19", levels="L4")], "acute"),
        ([kyphoplasty("2026-03-01", levels="T8")], "acute"),
        ([kyphoplasty("2026-03-01", levels="")], "augmented"),
        ([kyphoplasty("2026-03-01", levels="L4", certain=MAYBE)], "augmented"),
        ([kyphoplasty("", levels="L4")], "augmented"),
        ([fracture("T8", "2026-02-20"), kyphoplasty("2026-03-01", levels="L4")], "acute"),
        ([fracture("T8", "2026-02-20", means="vertebral-fracture-neoplastic-exclude")], "other-cause"),
        ([condition("vertebral-infection", "2026-02-25")], "other-cause"),
        ([condition("multiple-myeloma-exclude", "2018")], "other-cause"),
        ([condition("high-energy-trauma", "2026-02-13")], "other-cause"),
        ([condition("high-energy-trauma", "2026-02-12")], "acute"),
        ([fracture("T8", "")], "acute"),
    ],
)
def test_what_else_is_there_beside_an_acute_fracture(events: list[object], expected: str) -> None:
    assert expected == state(ACUTE, fracture("L4", "2026-02-20"), *events)


def test_a_fracture_that_is_not_confirmed_is_asked_about() -> None:
    found = fact(ACUTE, fracture("L4", "2026-03-01", certain=MAYBE, note="its verification status is provisional"))

    assert ("unknown", Status.POSSIBLE) == (found.state, found.status)
    assert "fracture of L4, its verification status is provisional" in found.gaps[0]
