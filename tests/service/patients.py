"""
A patient who does not exist, and the requests made for her. Every part of her carries a canary.
"""

from __future__ import annotations

import copy
from typing import Any
from uuid import uuid4

__all__ = [
    "AS_OF",
    "CANARIES",
    "DRAFT",
    "PATIENT_ID",
    "bundle",
    "patient",
    "record",
    "request",
    "without",
]

AS_OF = "2025-05-20"
PATIENT_ID = "canary-7Q4X9Z"
CANARIES = (PATIENT_ID, "Zyxwvut", "Qvarnström-Canary", "1951-11-29", "MRN-CANARY-551", "canary comment")
"""What no log line may ever hold: id, names, birth date, record number, free text."""

DRAFT = f"ServiceRequest/{PATIENT_ID}-order"

_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_LOINC = "http://loinc.org"
_SNOMED = "http://snomed.info/sct"
_ICD = "http://hl7.org/fhir/sid/icd-10-cm"
_UCUM = "http://unitsofmeasure.org"


def _subject() -> dict[str, str]:
    return {"reference": f"Patient/{PATIENT_ID}"}


def _concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def patient(identifier: str = PATIENT_ID) -> dict[str, Any]:
    """
    Return the Patient.
    """
    return {
        "resourceType": "Patient",
        "id": identifier,
        "identifier": [{"system": "https://hospital.example.org/mrn", "value": "MRN-CANARY-551"}],
        "name": [{"family": "Qvarnström-Canary", "given": ["Zyxwvut"]}],
        "gender": "female",
        "birthDate": "1951-11-29",
    }


def _dose(day: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationAdministration",
        "id": f"{PATIENT_ID}-dose-{day}",
        "status": "completed",
        "medicationCodeableConcept": _concept(_RXNORM, "993452"),
        "subject": _subject(),
        "effectiveDateTime": day,
        "dosage": {"dose": {"value": 60, "unit": "mg", "system": _UCUM, "code": "mg"}},
    }


def _lab(name: str, code: str, value: float, unit: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"{PATIENT_ID}-{name}",
        "status": "final",
        "code": _concept(_LOINC, code),
        "subject": _subject(),
        "effectiveDateTime": "2025-05-13",
        "valueQuantity": {"value": value, "unit": unit, "system": _UCUM, "code": unit},
    }


def _condition(name: str, code: str, onset: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": f"{PATIENT_ID}-{name}",
        "clinicalStatus": _concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
        "verificationStatus": _concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed"),
        "code": _concept(_ICD, code),
        "subject": _subject(),
        "onsetDateTime": onset,
        **more,
    }


def record() -> dict[str, list[dict[str, Any]]]:
    """
    Return the record by resource type: a rebound fracture of T11, eleven months after the last denosumab.
    """
    t11 = {"bodySite": [_concept(_SNOMED, "12989004")]}
    return {
        "Patient": [patient()],
        "Condition": [
            _condition("osteoporosis", "M81.0", "2022-11-07"),
            _condition("fracture", "M80.08XA", "2025-05-02", **t11),
        ],
        "MedicationAdministration": [_dose("2023-12-14"), _dose("2024-06-15")],
        "Observation": [
            _lab("calcium", "17861-6", 9.1, "mg/dL"),
            _lab("albumin", "1751-7", 3.8, "g/dL"),
            _lab("creatinine", "2160-0", 0.8, "mg/dL"),
            _lab("egfr", "98979-8", 78, "mL/min/{1.73_m2}"),
            _lab("weight", "29463-7", 57, "kg"),
        ],
    }


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """
    Return a searchset.
    """
    entries = [
        {"fullUrl": f"https://ehr.example.org/{r['resourceType']}/{r.get('id', 'x')}", "resource": r} for r in resources
    ]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(entries),
        **({"entry": entries} if entries else {}),
        **more,
    }


def _draft() -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": DRAFT.partition("/")[2],
        "status": "draft",
        "intent": "order",
        "code": _concept(_SNOMED, "401226007"),
        "subject": _subject(),
        "bodySite": [_concept(_SNOMED, "12989004")],
        "reasonReference": [{"reference": f"Condition/{PATIENT_ID}-fracture"}],
    }


_CONTEXTS: dict[str, dict[str, Any]] = {
    "patient-view": {},
    "order-select": {"selections": [DRAFT], "draftOrders": bundle(_draft())},
    "order-sign": {"draftOrders": bundle(_draft())},
    "encounter-discharge": {"encounterId": "enc-1"},
    "problem-list-item-create": {"conditions": bundle(record()["Condition"][1])},
}


def request(hook: str = "order-sign", *, keys: frozenset[str] | None = None, **changes: Any) -> dict[str, Any]:
    """
    Return a whole request: every key of the prefetch filled, as a client does that reads discovery.

    Args:
        hook: of the call.
        keys: the prefetch keys to send; None for all, also those of which there is nothing.
        changes: members of the request to replace; None removes one.
    """
    held = record()
    kinds = [
        "AllergyIntolerance",
        "CarePlan",
        "Condition",
        "DiagnosticReport",
        "Encounter",
        "EpisodeOfCare",
        "MedicationAdministration",
        "MedicationDispense",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
        "Procedure",
        "ServiceRequest",
        "Task",
    ]
    prefetch: dict[str, Any] = {kind[0].lower() + kind[1:]: bundle(*held.get(kind, ())) for kind in kinds}
    prefetch["patient"] = patient()
    made = {
        "hook": hook,
        "hookInstance": str(uuid4()),
        "context": {"userId": "Practitioner/p1", "patientId": PATIENT_ID, **copy.deepcopy(_CONTEXTS[hook])},
        "prefetch": {key: value for key, value in prefetch.items() if keys is None or key in keys},
        "extension": {"org.ovf-cds.as-of": AS_OF},
    } | changes
    return {name: value for name, value in made.items() if value is not None}


def without(value: dict[str, Any], *path: str) -> dict[str, Any]:
    """
    Return a copy without the member at a path.
    """
    changed = copy.deepcopy(value)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner.pop(path[-1])
    return changed
