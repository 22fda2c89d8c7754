"""
Myocardial infarction, stroke, and the wider diseases of the Japanese label.
"""

from __future__ import annotations

import pytest
from facts.charts import MAYBE, NO, condition, fact, fetched, limit, lost, refs, state

from cds.chart.chart import Fetch
from cds.facts import Status

MI, STROKE = "myocardial-infarction-acute", "stroke-acute"


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2026-03-10", "within-12-months"),
        ("2025-03-10", "within-12-months"),
        ("2025-03-09", "earlier"),
        ("2011-06-01", "earlier"),
        ("2025-04", "within-12-months"),
        ("2025-03", "undated"),
        ("2025-02", "earlier"),
        ("2025", "undated"),
        ("2026", "within-12-months"),
        ("", "undated"),
    ],
)
@pytest.mark.parametrize(
    "means",
    [MI, STROKE, "myocardial-infarction-undated", "myocardial-infarction-old", "stroke-history"],
)
def test_twelve_months_before_the_day_are_included(means: str, onset: str, expected: str) -> None:
    assert expected == state("mi-stroke", condition(means, onset))
    assert 12 == limit("mi-stroke", "window")


def test_twelve_months_are_subtracted_from_the_day() -> None:
    assert "within-12-months" == state("mi-stroke", condition(MI, "2023-02-28"), as_of="2024-02-29")
    assert "within-12-months" == state("mi-stroke", condition(MI, "2023-02-28"), as_of="2024-02-28")
    assert "earlier" == state("mi-stroke", condition(MI, "2023-02-27"), as_of="2024-02-28")


@pytest.mark.parametrize(
    ("recorded", "expected"), [("2025-03-09", "earlier"), ("2025-03-10", "undated"), ("2026-01-05", "undated")]
)
def test_a_recorded_date_is_the_latest_possible_day_and_never_the_event(recorded: str, expected: str) -> None:
    assert expected == state("mi-stroke", condition(STROKE, recorded=recorded))


def test_the_worst_of_several_events_counts() -> None:
    near, undated, old = condition(MI, "2025-11-01"), condition(STROKE, ""), condition(MI, "2011-06-01")

    assert "within-12-months" == state("mi-stroke", old, undated, near)
    assert "undated" == state("mi-stroke", old, undated)
    assert "earlier" == state("mi-stroke", old)


def test_an_event_counts_whatever_its_clinical_status() -> None:
    assert "within-12-months" == state("mi-stroke", condition(MI, "2025-11-01", active=NO))


def test_the_event_is_named_with_its_date() -> None:
    told = fact("mi-stroke", condition(MI, "2025-11-01"), condition(STROKE, "2025-12-01"))

    assert ("stroke", "2025-12-01", "date of myocardial infarction, date of stroke") == (
        told.says["event"],
        told.says["date"],
        told.says["date_of"],
    )


@pytest.mark.parametrize(("means", "item"), [(STROKE, "date of stroke"), (MI, "date of myocardial infarction")])
def test_an_undated_event_is_asked_for_by_its_name(means: str, item: str) -> None:
    told = fact("mi-stroke", condition(means, ""))

    assert (item, item) == (told.says["date_of"], f"date of {told.says['event']}")


@pytest.mark.parametrize(
    ("maybe", "expected"),
    [
        (condition(MI, "2025-11-01", certain=MAYBE), "unknown"),
        (condition(MI, "", certain=MAYBE), "unknown"),
        (condition("cardiovascular-history-ambiguous", ""), "unknown"),
        (condition(MI, "2020-11-01", certain=MAYBE), "earlier"),
    ],
)
def test_a_possible_recent_event_beside_a_sure_old_one_is_unknown(maybe: object, expected: str) -> None:
    assert expected == state("mi-stroke", condition(MI, "2011-06-01"), maybe)


@pytest.mark.parametrize(
    "maybe", [condition(MI, "2020-11-01", certain=MAYBE), condition("cardiovascular-history-ambiguous", "2025-11-01")]
)
def test_an_event_that_is_only_possible_is_unknown_and_named(maybe: object) -> None:
    told = fact("mi-stroke", maybe)

    assert ("unknown", Status.POSSIBLE) == (told.state, told.status)
    assert told.gaps[0].startswith("cardiovascular history: ")


def test_a_possible_event_never_hides_a_sure_recent_one() -> None:
    assert "within-12-months" == state("mi-stroke", condition(MI, "2025-11-01"), condition(STROKE, "", certain=MAYBE))


@pytest.mark.parametrize(
    "condition_",
    [
        condition("hypertension", "2011-06-01"),
        condition("transient-ischaemic-attack", "2025-11-01"),
        condition(MI, "2025-11-01", certain=NO),
    ],
)
def test_a_problem_list_without_one_says_none_recorded(condition_: object) -> None:
    """
    A transient ischaemic attack is no stroke, a refuted infarction none.
    """
    assert "none-recorded" == state("mi-stroke", condition_)


def test_without_any_problem_list_it_is_unknown() -> None:
    assert "unknown" == state("mi-stroke")
    assert "unknown" == state("mi-stroke", fetched=fetched(Condition=Fetch.ABSENT))
    assert "none-recorded" == state("mi-stroke", fetched=fetched(Condition=Fetch.PRESENT))


@pytest.mark.parametrize("name", ["mi-stroke", "ischaemic-disease"])
@pytest.mark.parametrize("how", [Fetch.FAILED, Fetch.PARTIAL, Fetch.NOT_FETCHED])
def test_a_problem_list_that_was_not_read_makes_it_unknown(name: str, how: Fetch) -> None:
    assert "unknown" == state(name, condition(MI, "2011-06-01"), fetched=fetched(Condition=how))
    assert "unknown" == state(name, lost("Condition", MI))


@pytest.mark.parametrize(
    "means",
    [
        "ischaemic-heart-disease",
        "acute-coronary-syndrome",
        "cerebrovascular-disease",
        "transient-ischaemic-attack",
        "transient-ischaemic-attack-history",
        MI,
        STROKE,
    ],
)
@pytest.mark.parametrize(
    ("onset", "expected"), [("2025-03-10", "yes"), ("2025-03-09", "earlier"), ("2025-03", "unknown"), ("", "unknown")]
)
def test_ischaemic_heart_or_cerebrovascular_disease(means: str, onset: str, expected: str) -> None:
    assert expected == state("ischaemic-disease", condition(means, onset))


def test_ischaemic_disease_that_is_provisional_or_none() -> None:
    assert "unknown" == state("ischaemic-disease", condition(MI, "2025-11-01", certain=MAYBE))
    assert "earlier" == state("ischaemic-disease", condition(MI, recorded="2024-11-01"))
    assert "none-recorded" == state("ischaemic-disease", condition("hypertension", "2025-11-01"))
    assert "unknown" == state("ischaemic-disease")


def test_the_evidence_are_the_events_of_the_state() -> None:
    told = fact("mi-stroke", condition(MI, "2025-11-01", ref="Condition/near"), condition(STROKE, "2011-06-01"))

    assert ["Condition/near"] == refs(told.evidence)
