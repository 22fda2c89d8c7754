"""
What is found in a patient: problems, fractures, measurements, images, procedures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.scenarios.case import AS_OF
from cds.scenarios.codes import BODY_SITES, CARE, CONDITIONS, FRACTURES, OBSERVATIONS, Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "allergy",
    "bone_quality",
    "coded",
    "condition",
    "dialysis",
    "episode",
    "fracture",
    "imaging",
    "is_unreadable",
    "measured",
    "ordered",
    "plan",
    "preliminary",
    "procedure",
    "unreadable",
    "yes_or_no",
]

Resource = dict[str, Any]

UCUM = "http://unitsofmeasure.org"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ENTERED_IN_ERROR = "entered-in-error"
DAMAGE = {"meta": "damaged"}
"""A text where FHIR has an object: nobody reads the rest of such an entry."""


def condition(code: Code, onset: str = "", *, levels: Iterable[str] = (), verification: str = "confirmed") -> Resource:
    """
    Return a problem of the list, active unless it was entered in error (FHIR forbids a status then).
    """
    active = {} if verification == ENTERED_IN_ERROR else {"clinicalStatus": _coding(CLINICAL, "active")}
    return (
        {"resourceType": "Condition"}
        | active
        | {"verificationStatus": _coding(VERIFICATION, verification), "code": code.concept}
        | _at(levels)
        | ({"onsetDateTime": onset} if onset else {})
    )


def fracture(level: str, onset: str = "", *, kind: str = "vertebral", verification: str = "confirmed") -> Resource:
    """
    Return a fracture of one vertebra.
    """
    return condition(FRACTURES[kind], onset, levels=[level], verification=verification)


def high_energy_fracture(level: str, onset: str) -> tuple[Resource, Resource]:
    """
    Return a fracture of one vertebra and the high-energy trauma of the same day.
    """
    return fracture(level, onset), condition(CONDITIONS["high-energy trauma"], onset)


def measured(
    code: Code, value: float, unit: str, day: str = AS_OF, *, levels: Iterable[str] = (), limits: Iterable[float] = ()
) -> Resource:
    """
    Return a number with its UCUM unit, and the laboratory's lower and upper limit when given.
    """
    ends = dict(zip(("low", "high"), (_quantity(limit, unit) for limit in limits), strict=False))
    ranged = {"referenceRange": [ends]} if ends else {}
    return _observation(code, day, levels) | {"valueQuantity": _quantity(value, unit)} | ranged


def coded(code: Code, value: Code, day: str = AS_OF, *, levels: Iterable[str] = ()) -> Resource:
    """
    Return a finding whose value is a code.
    """
    return _observation(code, day, levels) | {"valueCodeableConcept": value.concept}


def yes_or_no(name: str, *, answer: bool, levels: Iterable[str] = (), day: str = AS_OF) -> Resource:
    """
    Return an answered question.
    """
    return _observation(OBSERVATIONS[name], day, levels) | {"valueBoolean": answer}


def preliminary(observation: Resource) -> Resource:
    """
    Return a finding whose result is not final yet.
    """
    return observation | {"status": "preliminary"}


def bone_quality(sequence: Code, day: str, signals: Mapping[str, float]) -> Resource:
    """
    Return an MRI measurement of vertebral bone quality: its signal intensities as components.
    """
    components: list[Resource] = [
        {"code": OBSERVATIONS[f"signal of {place}"].concept, "valueQuantity": _quantity(value, "1")}
        for place, value in signals.items()
    ]
    components.append({"code": OBSERVATIONS["VBQ sequence"].concept, "valueCodeableConcept": sequence.concept})
    return _observation(OBSERVATIONS["VBQ score"], day, ()) | {"component": components}


def procedure(code: Code, day: str, *, levels: Iterable[str] = (), status: str = "completed") -> Resource:
    """
    Return a procedure that was performed on a day.
    """
    done = {"resourceType": "Procedure", "status": status, "code": code.concept, "performedDateTime": day}
    return done | _at(levels)


def ordered(code: Code, *, levels: Iterable[str] = ()) -> Resource:
    """
    Return a procedure or test that was ordered and not done yet.
    """
    order = {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "code": code.concept}
    return order | _at(levels) | {"authoredOn": AS_OF}


def unreadable(resource: Resource) -> Resource:
    """
    Return an entry of which one element is damaged, so that nothing but its code can be read.
    """
    return resource | DAMAGE


def is_unreadable(resource: Resource) -> bool:
    """
    Tell whether an entry was damaged on purpose.
    """
    return DAMAGE.items() <= resource.items()


def dialysis(since: str) -> Resource:
    """
    Return haemodialysis that goes on.
    """
    return {
        "resourceType": "Procedure",
        "status": "in-progress",
        "code": CARE["haemodialysis"].concept,
        "performedPeriod": {"start": since},
    }


def episode(care: Code, since: str) -> Resource:
    """
    Return care of a kind that is still open.
    """
    return {"resourceType": "EpisodeOfCare", "status": "active", "type": [care.concept], "period": {"start": since}}


def plan(kind: Code, *, status: str = "active") -> Resource:
    """
    Return a care plan of a kind.
    """
    return {"resourceType": "CarePlan", "status": status, "intent": "plan", "category": [kind.concept]}


def imaging(conclusion: Code, day: str) -> Resource:
    """
    Return a report on images of the spine with a coded conclusion.
    """
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": CARE["spine imaging"].concept,
        "effectiveDateTime": day,
        "conclusionCode": [conclusion.concept],
    }


def allergy(substance: Code, *, verification: str = "confirmed") -> Resource:
    """
    Return an active allergy.
    """
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": _coding("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active"),
        "verificationStatus": _coding(
            "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", verification
        ),
        "code": substance.concept,
    }


def _observation(code: Code, day: str, levels: Iterable[str]) -> Resource:
    found = {"resourceType": "Observation", "status": "final", "code": code.concept, "effectiveDateTime": day}
    sites = _at(levels).get("bodySite", [])
    return found | ({"bodySite": sites[0]} if sites else {})


def _at(levels: Iterable[str]) -> Resource:
    sites = [BODY_SITES[level].concept for level in levels]
    return {"bodySite": sites} if sites else {}


def _quantity(value: float, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def _coding(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}
