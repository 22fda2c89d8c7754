"""
What speaks against cement: infection, bleeding, allergy, an undated deficit, and what of it is not known.
"""

from __future__ import annotations

from typing import Any

import pytest
from facts.charts import (
    MAYBE,
    NO,
    ORDERED,
    YES,
    allergy,
    condition,
    fact,
    fracture,
    lost,
    measured,
    medicine,
    observation,
    order,
    state,
    tablets,
)

from cds.chart.chart import Fetch

L1 = fracture("L1", "2026-02-01")
CEMENT = order(levels="L1")


def culture(word: str, day: str = "2026-03-01", **more: Any) -> Any:
    codes = frozenset({f"value-culture-{word}"}) if word else frozenset()
    return observation("obs-blood-culture", day, **({"codes": codes} | more))


def inr(value: str, day: str = "2026-03-01", **more: Any) -> Any:
    return measured("obs-inr", value, "", day, **more)


def platelets(value: str, unit: str = "10*9/L", day: str = "2026-03-01", **more: Any) -> Any:
    return measured("obs-platelets", value, unit, day, **more)


def plan(said: Any, day: str = "2026-03-01", **more: Any) -> Any:
    return observation("obs-anticoagulant-plan-documented", day, answer=said, **more)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (condition("systemic-infection", "2026-03-01"), "yes"),
        (condition("vertebral-infection", "2026-03-01"), "yes"),
        (condition("discitis-unspecified", "2026-03-01"), "yes"),
        (condition("surgical-site-infection", "2026-03-01"), "yes"),
        (condition("surgical-site-infection-ambiguous", "2026-03-01"), "none-recorded"),
        (condition("systemic-infection", "2026-03-01", active=NO), "none-recorded"),
        (condition("systemic-infection", "2026-03-01", certain=MAYBE), "unknown"),
        (condition("systemic-infection", "2026-03-01", certain=NO), "none-recorded"),
        (culture("positive"), "yes"),
        (culture("", interpretation=frozenset({"POS"})), "yes"),
        (culture("negative"), "none-recorded"),
        (culture("positive", "2026-02-08"), "yes"),
        (culture("positive", "2026-02-07"), "none-recorded"),
        (culture("positive", certain=MAYBE), "unknown"),
        (culture("", unreadable="its value has no code that is known"), "unknown"),
        (culture(""), "none-recorded"),
        (lost("Condition", "systemic-infection"), "unknown"),
        (L1, "none-recorded"),
    ],
)
def test_an_active_infection(event: Any, expected: str) -> None:
    assert expected == state("cement-infection", CEMENT, event)


def test_the_latest_culture_counts_and_a_positive_bottle_decides() -> None:
    assert "none-recorded" == state("cement-infection", CEMENT, culture("positive"), culture("negative", "2026-03-05"))
    assert "yes" == state("cement-infection", CEMENT, culture("positive"), culture("negative"))


def test_markers_are_shown_beside_an_infection() -> None:
    told = fact("cement-infection", CEMENT, culture("positive"), measured("obs-crp", "9.5", "mg/dL", "2026-03-02"))

    assert "CRP 95" in told.says["markers"]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), "incomplete"),
        ((inr("1.0"),), "incomplete"),
        ((inr("1.5"), platelets("50")), "in-order"),
        ((inr("1.6"),), "uncorrected"),
        ((inr("1.51"), platelets("200")), "uncorrected"),
        ((platelets("49"),), "uncorrected"),
        ((inr("1.0"), platelets("49000", "/uL")), "uncorrected"),
        ((inr("1.0"), platelets("50000", "/uL")), "in-order"),
        ((inr("3.0", "2025-12-09"), platelets("200")), "incomplete"),
        ((inr("3.0", "2025-12-10"),), "uncorrected"),
        ((inr("3.0", "2026-02-01"), inr("1.1"), platelets("200")), "in-order"),
        ((inr("1.0"), inr("3.0"), platelets("200")), "uncorrected"),
        ((inr("3.0", certain=MAYBE), platelets("200")), "unknown"),
        ((inr(">1.2"), platelets("200")), "unknown"),
        ((inr("1.0"), platelets("200", "g/L")), "unknown"),
        ((condition("coagulopathy", "2020"),), "uncorrected"),
        ((condition("thrombocytopenia", "2020"),), "uncorrected"),
        ((condition("coagulopathy", "2020", active=NO), inr("1.0"), platelets("200")), "in-order"),
        ((condition("coagulopathy", "2020", certain=MAYBE), inr("1.0"), platelets("200")), "unknown"),
        ((lost("Observation", "obs-inr"),), "unknown"),
        ((lost("Observation", "obs-inr"), platelets("10")), "uncorrected"),
    ],
)
def test_coagulation_against_the_limits_of_the_site(events: tuple[Any, ...], expected: str) -> None:
    assert expected == state("coagulation", CEMENT, *events)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), "none-recorded"),
        ((tablets("anticoagulant", "2025-01-01"),), "without-plan"),
        ((tablets("anticoagulant", "2025-01-01"), plan(YES)), "planned"),
        ((tablets("anticoagulant", "2025-01-01"), plan(NO)), "without-plan"),
        ((tablets("anticoagulant", "2025-01-01"), plan(YES, "2026-02-08")), "planned"),
        ((tablets("anticoagulant", "2025-01-01"), plan(YES, "2026-02-07")), "without-plan"),
        ((tablets("anticoagulant", "2025-01-01"), plan(YES, certain=MAYBE)), "without-plan"),
        ((tablets("anticoagulant", "2025-01-01", confirmed="2025-05-01"),), "unknown"),
        ((tablets("anticoagulant", "2025-01-01", confirmed="2025-05-01"), plan(YES)), "planned"),
        ((tablets("anticoagulant", "2025-01-01", end="2026-02-01", status="stopped"),), "none-recorded"),
        (
            (
                tablets("anticoagulant", "2025-01-01"),
                medicine("drug-anticoagulant", "2025-01-01", kind=ORDERED, status="on-hold"),
            ),
            "planned",
        ),
        ((condition("anticoagulant-use-status", "2020"),), "without-plan"),
        ((condition("anticoagulant-use-status", "2020", active=NO),), "none-recorded"),
        ((lost("MedicationStatement"),), "unknown"),
        ((tablets("antiplatelet", "2025-01-01"),), "none-recorded"),
    ],
)
def test_an_anticoagulant_and_its_plan(events: tuple[Any, ...], expected: str) -> None:
    assert expected == state("anticoagulant", CEMENT, *events)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (allergy("substance-bone-cement"), "yes"),
        (allergy("substance-bone-cement", certain=MAYBE), "unknown"),
        (allergy("substance-acrylate-ambiguous"), "unknown"),
        (condition("substance-bone-cement", "2020"), "yes"),
        (condition("substance-bone-cement", "2020", active=NO), "none-recorded"),
        (allergy(""), "none-recorded"),
        (lost("AllergyIntolerance"), "unknown"),
    ],
)
def test_an_allergy_to_bone_cement(event: Any, expected: str) -> None:
    assert expected == state("cement-allergy", CEMENT, event)


def test_allergies_nobody_asked_for_are_not_absent() -> None:
    types = {"AllergyIntolerance": Fetch.NOT_FETCHED, "Condition": Fetch.NOT_FETCHED}

    assert "unknown" == state("cement-allergy", CEMENT, fetched=types)


def test_what_is_not_known_before_cement_is_named() -> None:
    assert "allergies, INR, platelets" == fact("cement-safety-record", CEMENT).says["missing"]
    assert "platelets" == fact("cement-safety-record", CEMENT, allergy(""), inr("1.0")).says["missing"]
    assert "complete" == state("cement-safety-record", CEMENT, allergy(""), inr("1.0"), platelets("200"))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (condition("leg-weakness"), "yes"),
        (condition("leg-weakness", "2025"), "yes"),
        (condition("leg-weakness", "2026-03-01"), "none-recorded"),  # new, another fact says so
        (condition("foot-drop", "2019"), "none-recorded"),
        (condition("urinary-incontinence-ambiguous"), "none-recorded"),
        (condition("leg-weakness", certain=MAYBE), "none-recorded"),
    ],
)
def test_a_deficit_whose_onset_is_open(event: Any, expected: str) -> None:
    assert expected == state("undated-deficit", CEMENT, event)


def test_nobody_looks_without_an_augmentation() -> None:
    names = (
        "cement-infection",
        "coagulation",
        "anticoagulant",
        "cement-allergy",
        "cement-safety-record",
        "undated-deficit",
    )

    assert ["unknown"] * 6 == [state(name, culture("positive"), inr("9")) for name in names]
