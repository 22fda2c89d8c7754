"""
Other versions of FHIR: recognised by what R4 does not have, and refused with the reason.

Read as R4, a DSTU2, STU3 or R5 record would silently lose its drugs or turn "not taken" into
"taken"; so such a resource is unreadable, never "nothing there".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ELEMENTS", "foreign_version"]

_TYPES = {
    "DSTU2": ("MedicationOrder", "DiagnosticOrder", "DeviceUseRequest", "Conformance", "Order", "OrderResponse"),
    "STU3": (
        "ProcedureRequest",
        "ReferralRequest",
        "Sequence",
        "BodySite",
        "DataElement",
        "ProcessRequest",
        "ServiceDefinition",
    ),
    "R5": (
        "ActorDefinition",
        "ArtifactAssessment",
        "BiologicallyDerivedProductDispense",
        "DeviceAssociation",
        "DeviceDispense",
        "DeviceUsage",
        "EncounterHistory",
        "FormularyItem",
        "GenomicStudy",
        "ImagingSelection",
        "InventoryItem",
        "InventoryReport",
        "NutritionIntake",
        "Permission",
        "Requirements",
        "Transport",
    ),
}
_VERSION_OF_TYPE = {name: version for version, names in _TYPES.items() for name in names}

_ELEMENTS: Mapping[str, Mapping[str, str]] = {
    "MedicationStatement": {
        "taken": "STU3",
        "wasNotTaken": "DSTU2",
        "reasonNotTaken": "STU3 or DSTU2",
        "medication": "R5",
    },
    "MedicationAdministration": {
        "notGiven": "STU3",
        "wasNotGiven": "DSTU2",
        "effectiveTimeDateTime": "DSTU2",
        "effectiveTimePeriod": "DSTU2",
        "prescription": "STU3 or DSTU2",
        "medication": "R5",
        "occurenceDateTime": "R5",
        "occurencePeriod": "R5",
    },
    "MedicationDispense": {"medication": "R5", "notDoneCodeableConcept": "STU3"},
    "MedicationRequest": {"medication": "R5", "definition": "STU3"},
    "Procedure": {"notDone": "STU3", "notPerformed": "DSTU2", "occurrenceDateTime": "R5", "occurrencePeriod": "R5"},
    "Condition": {"dateRecorded": "DSTU2", "assertedDate": "STU3", "patient": "DSTU2"},
    "AllergyIntolerance": {"substance": "DSTU2", "assertedDate": "STU3"},
    "Observation": {"related": "STU3 or DSTU2", "comments": "DSTU2", "triggeredBy": "R5"},
    "ServiceRequest": {"reason": "R5"},
    "Encounter": {"actualPeriod": "R5", "plannedStartDate": "R5"},
    "CarePlan": {"context": "STU3 or DSTU2"},
    "DiagnosticReport": {"codedDiagnosis": "STU3 or DSTU2", "context": "STU3"},
    "Medication": {"isBrand": "STU3 or DSTU2", "product": "DSTU2"},
}


def foreign_version(resource_type: str, elements: Mapping[str, Any]) -> str | None:
    """
    Tell the version of FHIR a resource betrays, with what betrays it; None when it may be R4.
    """
    if resource_type in _VERSION_OF_TYPE:
        return f"FHIR {_VERSION_OF_TYPE[resource_type]} ({resource_type} is no resource type of R4)"
    for element, version in _ELEMENTS.get(resource_type, {}).items():
        if element in elements:
            return f"FHIR {version} ({resource_type}.{element})"
    status = elements.get("clinicalStatus")
    if resource_type in {"Condition", "AllergyIntolerance"} and isinstance(status, str):
        return f"FHIR STU3 or DSTU2 ({resource_type}.clinicalStatus is a code)"
    if resource_type == "ServiceRequest" and isinstance(elements.get("code"), dict) and "concept" in elements["code"]:
        return "FHIR R5 (ServiceRequest.code.concept)"
    if resource_type == "Encounter" and isinstance(elements.get("class"), list):
        return "FHIR R5 (Encounter.class is a list)"
    return None


ELEMENTS = {name: tuple(elements) for name, elements in _ELEMENTS.items()}
"""The telltale elements by resource type."""
