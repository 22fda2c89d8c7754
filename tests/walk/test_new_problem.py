"""
Entering a problem: the rules that rest on it speak, and no others.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from cds.walk import Consultant, check

if TYPE_CHECKING:
    from cds.rules.model import Pack

SNOMED = "http://snomed.info/sct"
FRACTURE = {"coding": [{"system": SNOMED, "code": "240198002"}]}
DIABETES = {"coding": [{"system": SNOMED, "code": "44054006"}]}
L1 = [{"coding": [{"system": SNOMED, "code": "181844002"}]}]


@pytest.fixture(scope="module")
def consultant(pack: Pack) -> Consultant:
    return Consultant(pack)


def condition(identifier: str, code: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": identifier, "subject": {"reference": "Patient/p"}, "code": code, **more}


def shown(consultant: Consultant, new: dict[str, Any], *known: dict[str, Any]) -> list[str]:
    """
    Return the rules that speak when *new* is entered for a woman whose last denosumab was in March 2025.
    """
    dose = {
        "resourceType": "MedicationAdministration",
        "id": "dose",
        "status": "completed",
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2025-03-03",
        "medicationCodeableConcept": {
            "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "993450"}]
        },
        "dosage": {"dose": {"value": 60, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}},
    }
    person = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1950-01-03"}
    entries = [{"resource": resource} for resource in (person, dose, *known)]
    context = {
        "userId": "Practitioner/x",
        "patientId": "p",
        "conditions": {"resourceType": "Bundle", "entry": [{"resource": new}]},
    }
    answer = check(
        json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode(),
        source="x",
        hook="problem-list-item-create",
        as_of=date(2026, 2, 20),
        context=context,
        profile="us",
        consultant=consultant,
    )
    return [card["extension"]["org.ovf-cds"]["rule"] for card in answer.results[0].cards]


def test_a_new_vertebral_fracture_brings_the_rules_of_rebound(consultant: Consultant) -> None:
    new = condition("new", FRACTURE, bodySite=L1, onsetDateTime="2026-02-01")

    assert {"rebound-antiresorptive-first", "rebound-supportive-care"} <= set(shown(consultant, new))


def test_a_new_problem_that_is_no_fact_of_theirs_brings_none(consultant: Consultant) -> None:
    """
    The fracture is known already; diabetes is no occasion to speak of it.
    """
    known = condition("known", FRACTURE, bodySite=L1, onsetDateTime="2026-02-01")

    assert [] == shown(consultant, condition("new", DIABETES), known)
