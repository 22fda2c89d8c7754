"""
Medicines: which strength, since when, and what is only possible.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from cds.chart.chart import MedicineKind
from cds.chart.dates import Span
from cds.chart.reading.concepts import Meanings
from cds.chart.reading.files import read_bytes
from cds.truth import Truth

if TYPE_CHECKING:
    from cds.chart.chart import Chart, Medicine
    from cds.rules.model import Pack

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
INGREDIENT = {"coding": [{"system": RXNORM, "code": "993449", "display": "denosumab"}]}
SIXTY = {"coding": [{"system": RXNORM, "code": "993450"}]}
ZOLEDRONATE = {"coding": [{"system": "http://www.whocc.no/atc", "code": "M05BA08", "display": "zoledronic acid"}]}
HCPCS = {"coding": [{"system": "urn:oid:2.16.840.1.113883.6.285", "code": "J0897"}]}
PERSON = {"resourceType": "Patient", "id": "p"}


def mg(value: float) -> dict[str, Any]:
    return {"value": value, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}


def given(concept: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationAdministration",
        "id": "m",
        "status": "completed",
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2025-02-05",
        **({"medicationCodeableConcept": concept} if concept else {}),
        **more,
    }


@pytest.fixture
def meanings(pack: Pack) -> Meanings:
    return Meanings(pack.terms)


def chart(meanings: Meanings, *resources: dict[str, Any], zone: str = "UTC") -> Chart:
    document = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": r} for r in (PERSON, *resources)],
    }
    read = read_bytes(json.dumps(document).encode(), source="x", meanings=meanings, zone=ZoneInfo(zone))
    return read.records[0].chart


def only(meanings: Meanings, *resources: dict[str, Any]) -> Medicine:
    (medicine,) = chart(meanings, *resources).medicines
    return medicine


STRENGTHS = {
    "the product": (given(SIXTY), 60),
    "the dose of an ingredient": (given(INGREDIENT, dosage={"dose": mg(60)}), 60),
    "the oncology dose": (given(INGREDIENT, dosage={"dose": mg(120)}), 120),
    "grams": (given(INGREDIENT, dosage={"dose": {"value": 0.06, "unit": "g", "code": "g"}}), 60),
    "an ingredient alone": (given(INGREDIENT), None),
    "product and dose that disagree": (given(SIXTY, dosage={"dose": mg(120)}), None),
    "a syringe of the product": (given(SIXTY, dosage={"dose": {"value": 1, "unit": "syringe"}}), 60),
    "HCPCS units of 1 mg": (given(HCPCS, dosage={"dose": {"value": 60, "unit": "1", "code": "1"}}), 60),
    "HCPCS without quantity": (given(HCPCS), None),
    "zoledronate 5 mg": (given(ZOLEDRONATE, dosage={"dose": mg(5)}), 5),
    "zoledronate 4 mg": (given(ZOLEDRONATE, dosage={"dose": mg(4)}), 4),
}


@pytest.mark.parametrize("told_by", STRENGTHS)
def test_the_strength_is_told_by_product_then_dose(told_by: str, meanings: Meanings) -> None:
    resource, strength = STRENGTHS[told_by]

    assert (None if strength is None else Decimal(strength)) == only(meanings, resource).strength


CONTENTS = {
    "60 mg in 1 mL": ({"numerator": mg(60), "denominator": {"value": 1, "unit": "mL", "code": "mL"}}, 60),
    "70 mg per mL is the oncology product": (
        {"numerator": mg(70), "denominator": {"value": 1, "unit": "mL", "code": "mL"}},
        120,
    ),
    "120 mg in 1.7 mL": ({"numerator": mg(120), "denominator": {"value": 1.7, "unit": "mL", "code": "mL"}}, 120),
    "60 mg a syringe": ({"numerator": mg(60), "denominator": {"value": 1, "unit": "syringe"}}, 60),
}


@pytest.mark.parametrize("content", CONTENTS)
def test_the_strength_is_told_by_the_ingredient_of_the_medication(content: str, meanings: Meanings) -> None:
    strength, expected = CONTENTS[content]
    product = {
        "resourceType": "Medication",
        "id": "d",
        "ingredient": [{"itemCodeableConcept": INGREDIENT, "strength": strength}],
    }

    medicine = only(meanings, product, given(medicationReference={"reference": "Medication/d"}))

    assert Decimal(expected) == medicine.strength


def test_a_contained_medication_is_resolved(meanings: Meanings) -> None:
    inside = {"resourceType": "Medication", "id": "d", "code": SIXTY}

    medicine = only(meanings, given(contained=[inside], medicationReference={"reference": "#d"}))

    assert Decimal(60) == medicine.strength
    assert Truth.YES is medicine.certain


def test_a_medication_that_was_not_sent_leaves_its_name_as_a_hint(meanings: Meanings) -> None:
    """
    Some clients send a reference with only a display.
    """
    medicine = only(
        meanings, given(medicationReference={"reference": "Medication/x", "display": "DENOSUMAB 60 MG/ML SC SOSY"})
    )

    assert {"drug-denosumab"} <= medicine.terms
    assert Truth.UNKNOWN is medicine.certain
    assert "its Medication was not sent" == medicine.note


@pytest.mark.parametrize("status", ["not-done", "entered-in-error", "on-hold", "stopped", "unknown"])
def test_an_administration_that_was_not_given_is_not_in_the_chart(status: str, meanings: Meanings) -> None:
    assert () == chart(meanings, given(SIXTY, status=status)).medicines


def test_a_statement_of_not_taken_says_no(meanings: Meanings) -> None:
    statement = {
        "resourceType": "MedicationStatement",
        "id": "s",
        "status": "not-taken",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": INGREDIENT,
        "dateAsserted": "2025-12-15",
    }

    medicine = only(meanings, statement)

    assert (Truth.NO, MedicineKind.STATEMENT) == (medicine.certain, medicine.kind)
    assert Span.day(date(2025, 12, 15)) == medicine.authored


def test_an_order_not_to_give_is_no_order(meanings: Meanings) -> None:
    order = {
        "resourceType": "MedicationRequest",
        "id": "r",
        "status": "active",
        "intent": "order",
        "doNotPerform": True,
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": SIXTY,
    }

    assert () == chart(meanings, order).medicines


def test_a_plan_to_order_is_only_possible(meanings: Meanings) -> None:
    order = {
        "resourceType": "MedicationRequest",
        "id": "r",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": SIXTY,
    }

    assert Truth.UNKNOWN is only(meanings, order).certain


def test_a_modifier_extension_makes_a_dose_only_possible(meanings: Meanings) -> None:
    """
    It may say that the opposite is meant.
    """
    medicine = only(meanings, given(SIXTY, modifierExtension=[{"url": "https://x", "valueBoolean": True}]))

    assert Truth.UNKNOWN is medicine.certain


def test_a_code_whose_name_is_another_drug_is_a_conflict(meanings: Meanings) -> None:
    concept = {"coding": [{"system": RXNORM, "code": "993449", "display": "romosozumab"}]}

    medicine = only(meanings, given(concept))

    assert Truth.UNKNOWN is medicine.certain
    assert "romosozumab" in medicine.note


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", date(2025, 2, 5)), ("Asia/Tokyo", date(2025, 2, 6)), ("America/New_York", date(2025, 2, 5))],
)
def test_a_time_becomes_a_date_in_the_configured_zone(zone: str, day: date, meanings: Meanings) -> None:
    (medicine,) = chart(meanings, given(SIXTY, effectiveDateTime="2025-02-05T22:30:00Z"), zone=zone).medicines

    assert Span.day(day) == medicine.start


PARTIAL = {
    "2025": Span(date(2025, 1, 1), date(2025, 12, 31)),
    "2025-02": Span(date(2025, 2, 1), date(2025, 2, 28)),
    "2025-02-05": Span.day(date(2025, 2, 5)),
    "2025-02-05T10:00:00.123456+00:00": Span.day(date(2025, 2, 5)),
}


@pytest.mark.parametrize("written", PARTIAL)
def test_a_partial_date_is_an_interval(written: str, meanings: Meanings) -> None:
    assert PARTIAL[written] == only(meanings, given(SIXTY, effectiveDateTime=written)).start


def test_supply_confirms_use_until_it_ends(meanings: Meanings) -> None:
    dispense = {
        "resourceType": "MedicationDispense",
        "id": "d",
        "status": "completed",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": {"coding": [{"system": "http://www.whocc.no/atc", "code": "M05BA04"}]},
        "whenHandedOver": "2025-01-10",
        "daysSupply": {"value": 84, "unit": "d", "code": "d"},
    }

    medicine = only(meanings, dispense)

    assert date(2025, 4, 4) == medicine.confirmed


def test_a_medicine_no_fact_is_about_shows_that_there_is_a_record(meanings: Meanings) -> None:
    medicine = only(meanings, given({"coding": [{"system": RXNORM, "code": "17767", "display": "amlodipine"}]}))

    assert frozenset() == medicine.terms
