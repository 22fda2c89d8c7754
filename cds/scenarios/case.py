"""
One patient's case as the Given steps tell it: FHIR resources that grow step by step.

A case is put into a Bundle only when the clinician acts, because a phrase may come before the one
that fixes the day: an element that holds `AS_OF` is dated on the as-of date then. Name, number, id
and birthday of the patient are canaries: odd enough that a test can look for them in any log.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from cds.scenarios.codes import AMLODIPINE, CONDITIONS

__all__ = ["AS_OF", "BIRTHDAY", "MEDICAL_RECORD_NUMBER", "NAME", "PATIENT_ID", "Case", "Resource"]

Resource = dict[str, Any]

AS_OF = "{as-of}"
NAME = "Zanzibarquist"
MEDICAL_RECORD_NUMBER = "CANARY-7741-MRN"
PATIENT_ID = "canary-7741-patient"
BIRTHDAY = (1, 3)

_IDENTIFIERS = "https://ovf-cds.example.org/fhir/sid/scenario-mrn"
_SUBJECT_ELEMENT = {"AllergyIntolerance": "patient", "EpisodeOfCare": "patient"}


class Case(Struct, frozen=True):
    """
    Who the patient is, on which day, and what the record holds.

    Args:
        born: the birth date when it is not told by the age: a partial one, or "unknown".
        medicines: whether a medication record exists, if only with a drug that is none for bones.
        problems: whether a problem list exists, if only with a problem that no rule may notice.
        resources: what was told so far, each with its id and without its subject.
    """

    age: int = 70
    sex: str = "female"
    as_of: date | None = None
    profile: str = "us"
    born: str = ""
    died: str = ""
    medicines: bool = True
    problems: bool = True
    resources: tuple[Resource, ...] = ()

    def add(self, *resources: Resource) -> Case:
        """
        Return the case with *resources* told, each with an id of its own.
        """
        named = tuple(
            resource | {"id": f"{resource['resourceType'].lower()}-{number}"}
            for number, resource in enumerate(resources, len(self.resources) + 1)
        )
        return replace(self, resources=self.resources + named)

    def change(self, resource: Resource, **elements: Any) -> Case:
        """
        Return the case with some elements of one *resource* told otherwise.
        """
        return replace(self, resources=tuple(told | elements if told is resource else told for told in self.resources))

    def last(self, **elements: Any) -> Resource | None:
        """
        Return the resource told last that has all these *elements*, None when there is none.
        """
        found = [r for r in self.resources if all(r.get(name) == value for name, value in elements.items())]
        return found[-1] if found else None

    @property
    def day(self) -> date:
        """
        Return the as-of date.
        """
        assert self.as_of is not None, "the scenario does not say 'the as-of date is ...'"
        return self.as_of

    def bundle(self) -> Resource:
        """
        Return the whole record as a collection of resources.
        """
        entries = [self._patient()] + [self.about_patient(r, _urn(PATIENT_ID)) for r in self._told()]
        return {
            "resourceType": "Bundle",
            "id": "scenario",
            "type": "collection",
            "entry": [{"fullUrl": _urn(resource["id"]), "resource": resource} for resource in entries],
        }

    def text(self) -> bytes:
        """
        Return the Bundle as it would be sent.
        """
        return msgspec.json.encode(self.bundle())

    def about_patient(self, resource: Resource, reference: str = f"Patient/{PATIENT_ID}") -> Resource:
        """
        Return *resource* with this patient as its subject, and dated on the as-of date where it says so.
        """
        element = _SUBJECT_ELEMENT.get(resource["resourceType"], "subject")
        dated = _dated(resource, self.day.isoformat())
        assert isinstance(dated, dict)
        return dated | {element: {"reference": reference, "display": NAME}}

    def _told(self) -> tuple[Resource, ...]:
        always = {
            "resourceType": "Condition",
            "id": "problem-list",
            "clinicalStatus": _status("condition-clinical", "active"),
            "verificationStatus": _status("condition-ver-status", "confirmed"),
            "code": CONDITIONS["osteoarthritis of the knee"].concept,
            "onsetDateTime": "2011",
        }
        medicine = {
            "resourceType": "MedicationStatement",
            "id": "medication-record",
            "status": "active",
            "medicationCodeableConcept": AMLODIPINE.concept,
            "effectivePeriod": {"start": "2016-05"},
            "dateAsserted": AS_OF,
        }
        return (*((always,) if self.problems else ()), *((medicine,) if self.medicines else ()), *self.resources)

    def _patient(self) -> Resource:
        month, day = BIRTHDAY
        birthday_to_come = (self.day.month, self.day.day) < BIRTHDAY
        born = date(self.day.year - self.age - birthday_to_come, month, day)
        patient: Resource = {
            "resourceType": "Patient",
            "id": PATIENT_ID,
            "identifier": [{"system": _IDENTIFIERS, "value": MEDICAL_RECORD_NUMBER}],
            "name": [{"family": NAME, "given": ["Quixotina"]}],
            "gender": self.sex,
            "birthDate": self.born or born.isoformat(),
        }
        if self.born == "unknown":
            del patient["birthDate"]
        return patient | ({"deceasedDateTime": self.died} if self.died else {})


def _urn(resource_id: str) -> str:
    return uuid5(NAMESPACE_URL, resource_id).urn


def _status(system: str, code: str) -> Resource:
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": code}]}


def _dated(element: Any, as_of: str) -> Any:
    if isinstance(element, dict):
        return {name: _dated(value, as_of) for name, value in element.items()}
    if isinstance(element, list):
        return [_dated(value, as_of) for value in element]
    return as_of if element == AS_OF else element
