"""
Malignancy, infection and high-energy trauma: certain, suspected, or not told.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts.charts import MAYBE, NO, YES, chart, condition, fracture, limit, observation, terms

from cds.facts.causes import Causes, causes_told
from cds.facts.fractures import vertebral_fractures
from cds.truth import Truth

DAY = date(2026, 3, 10)


def cause(*events: object, of: object | None = None) -> str:
    """
    Return the cause of the fracture of L1 with these events beside it.
    """
    told = vertebral_fractures(chart(of or fracture("L1", "2025-10-01"), *events), DAY)
    return next(one for one in told if "L1" in one.levels or not one.levels).causes.kind


def test_nothing_told_is_a_fragility_fracture_and_so_is_an_injury_code() -> None:
    assert "fragility" == cause()
    assert "fragility" == cause(of=fracture("L1", "2025-10-01", means="vertebral-fracture-traumatic"))


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        (condition("bone-metastasis-exclude", levels="L1"), "malignant"),
        (condition("primary-bone-malignancy-exclude", levels="L1 L2"), "malignant"),
        (condition("vertebral-fracture-neoplastic-exclude", "2020-01-01", levels="L1"), "malignant"),
        (condition("bone-metastasis-exclude", levels="L1", active=NO), "malignant"),
        (condition("bone-metastasis-exclude", levels="L1", certain=MAYBE), "suspected"),
        (condition("bone-metastasis-exclude", levels="L1", certain=NO), "fragility"),
        (condition("bone-metastasis-exclude", levels="L4"), "suspected"),
        (condition("bone-metastasis-exclude"), "suspected"),
        (condition("vertebral-fracture-neoplastic-exclude", "2020-01-01"), "suspected"),
        (condition("multiple-myeloma-exclude"), "suspected"),
        (condition("multiple-myeloma-exclude", levels="L1"), "suspected"),
        (condition("multiple-myeloma-exclude", certain=NO), "fragility"),
    ],
)
def test_malignancy_at_the_level_is_certain_and_elsewhere_suspected(beside: object, expected: str) -> None:
    assert expected == cause(beside)


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        (condition("vertebral-infection", "2025-09-01", levels="L1"), "infective"),
        (condition("vertebral-infection", "2025-09-01"), "infective"),
        (condition("vertebral-infection", "2025-09-01", active=NO), "fragility"),
        (condition("vertebral-infection", "2025-09-01", active=MAYBE), "suspected"),
        (condition("vertebral-infection", "2025-09-01", levels="T4"), "fragility"),
        (condition("discitis-unspecified", "2025-09-01", levels="L1"), "suspected"),
        (condition("discitis-unspecified", "2025-09-01"), "suspected"),
        (condition("discitis-unspecified", "2025-09-01", levels="T4"), "fragility"),
    ],
)
def test_an_active_infection_at_the_level_or_of_the_spine(beside: object, expected: str) -> None:
    assert expected == cause(beside)


def test_an_infection_elsewhere_may_be_where_a_fracture_without_a_level_is() -> None:
    assert "suspected" == cause(condition("vertebral-infection", levels="T4"), of=fracture("", "2025-10-01"))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-10-01", "high-energy"),
        ("2025-09-24", "high-energy"),
        ("2025-09-23", "fragility"),
        ("2025-10-02", "fragility"),
        ("2025-09", "suspected"),
        ("", "suspected"),
    ],
)
def test_high_energy_trauma_on_the_onset_or_at_most_seven_days_before(day: str, expected: str) -> None:
    assert expected == cause(condition("high-energy-trauma", day))
    assert 7 == limit("target-cause", "trauma_before")


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        (observation("high-energy-trauma", "2025-10-01", answer=YES), "high-energy"),
        (observation("high-energy-trauma", "2025-10-01", answer=YES, certain=MAYBE), "suspected"),
        (observation("high-energy-trauma", "2025-10-01", answer=MAYBE), "suspected"),
        (observation("high-energy-trauma", "2025-10-01", answer=NO), "fragility"),
        (observation("high-energy-trauma", "2025-10-01"), "fragility"),
        (condition("high-energy-trauma", "2025-10-01", certain=MAYBE), "suspected"),
        (condition("high-energy-trauma", "2025-10-01", certain=NO), "fragility"),
        (condition("trauma-mechanism-high-energy-ambiguous", "2025-10-01"), "suspected"),
        (condition("trauma-mechanism-high-energy-ambiguous", "2025-10-02"), "fragility"),
    ],
)
def test_how_sure_the_trauma_is(beside: object, expected: str) -> None:
    assert expected == cause(beside)


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2025-09", "fragility"),
        ("2025-10", "suspected"),
        ("2025-10-05", "high-energy"),
        ("2025-11", "fragility"),
        ("", "suspected"),
    ],
)
def test_the_trauma_of_a_fracture_without_an_exact_onset_is_suspected(onset: str, expected: str) -> None:
    trauma = condition("high-energy-trauma", "2025-10-05")
    told = fracture("L1", onset) if onset else fracture("L1", recorded="2025-12-01")

    assert expected == cause(trauma, of=told)


def test_a_trauma_after_the_latest_possible_onset_is_no_cause() -> None:
    assert "fragility" == cause(condition("high-energy-trauma", "2025-12-02"), of=fracture("L1", recorded="2025-12-01"))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"means": "vertebral-fracture-neoplastic-exclude"}, "malignant"),
        ({"means": "vertebral-fracture-any vertebral-fracture-neoplastic-exclude", "certain": MAYBE}, "suspected"),
        ({"due_to": terms("bone-metastasis-exclude")}, "malignant"),
        ({"due_to": terms("multiple-myeloma-exclude")}, "malignant"),
        ({"due_to": terms("vertebral-infection")}, "infective"),
        ({"due_to": terms("high-energy-trauma")}, "high-energy"),
        ({"means": "vertebral-fracture-any high-energy-trauma"}, "high-energy"),
        ({"due_to": terms("hypertension")}, "fragility"),
    ],
)
def test_what_the_fracture_itself_tells(more: dict[str, object], expected: str) -> None:
    assert expected == cause(of=fracture("L1", "2025-10-01", **more))


def test_two_records_of_a_fracture_tell_its_causes_together() -> None:
    one, other = Causes(malignant=Truth.UNKNOWN), Causes(malignant=Truth.YES, infective=Truth.UNKNOWN)

    assert Causes(Truth.YES, Truth.UNKNOWN, Truth.NO) == one | other
    assert "malignant" == (one | other).kind


def test_the_order_of_causes() -> None:
    assert "infective" == Causes(infective=Truth.YES, high_energy=Truth.YES).kind
    assert Causes() == causes_told(condition("vertebral-fracture-any"))
