"""
The elements of FHIR R4 that we use, as narrow structs: tolerant of everything else.

One struct a resource type, tagged by `resourceType`, so that a whole Bundle is decoded in one pass.
A type that no fact is recorded in is decoded to an empty struct of its name. An element whose
*shape* is wrong (a text where an object belongs) makes its resource unreadable, never absent.
Numbers stay `Raw` until a fact asks for them: no digit is lost and nothing is converted in vain.
Elements that R4 does not have (`taken`, `notDone` ...) are here to be seen, never to be read: they
betray another version of FHIR (`versions.py`).
"""

from __future__ import annotations

from typing import Union

import msgspec
from msgspec import Raw, Struct

__all__ = [
    "OF_INTEREST",
    "PATIENT_TYPES",
    "R4_TYPES",
    "AllergyIntolerance",
    "AnyResource",
    "Bundle",
    "CarePlan",
    "Coding",
    "Concept",
    "Condition",
    "DiagnosticReport",
    "Encounter",
    "Entry",
    "EpisodeOfCare",
    "Medication",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Patient",
    "Period",
    "Procedure",
    "Quantity",
    "Reference",
    "Resource",
    "ServiceRequest",
    "Task",
]

NOTHING = Raw(b"")


class Coding(Struct, frozen=True):
    """
    A code of a system.
    """

    system: str | None = None
    code: str | None = None
    display: str | None = None


class Concept(Struct, frozen=True):
    """
    A CodeableConcept; `concept` is what R5 has in its place.
    """

    coding: list[Coding] | None = None
    text: str | None = None
    concept: Raw = NOTHING


class Identifier(Struct, frozen=True):
    """
    A business identifier, for conditional references.
    """

    system: str | None = None
    value: str | None = None


class Reference(Struct, frozen=True):
    """
    A reference as written.
    """

    reference: str | None = None
    display: str | None = None
    identifier: Raw = NOTHING


class Period(Struct, frozen=True):
    """
    A span of time as written.
    """

    start: str | None = None
    end: str | None = None


class Quantity(Struct, frozen=True):
    """
    A number with its unit; the number is kept as its text.
    """

    value: Raw = NOTHING
    unit: str | None = None
    system: str | None = None
    code: str | None = None
    comparator: str | None = None


class Ratio(Struct, frozen=True):
    """
    A strength: numerator per denominator.
    """

    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Extension(Struct, frozen=True):
    """
    An extension of which only coded values and references are read.
    """

    url: str = ""
    valueCodeableConcept: Concept | None = None
    valueReference: Reference | None = None


class Meta(Struct, frozen=True):
    """
    When the server last changed the resource.
    """

    lastUpdated: str | None = None
    versionId: str | None = None


class _Tagged(Struct, tag_field="resourceType"):
    """
    Anything with a resourceType.
    """


class Resource(_Tagged):
    """
    What every resource of interest has.
    """

    id: str | None = None
    meta: Meta | None = None
    contained: list[Raw] | None = None
    modifierExtension: list[Raw] | None = None
    implicitRules: str | None = None


class Patient(Resource, tag="Patient"):
    """
    The person.
    """

    birthDate: str | None = None
    gender: str | None = None
    deceasedBoolean: bool | None = None
    deceasedDateTime: str | None = None
    identifier: list[Identifier] | None = None


class Condition(Resource, tag="Condition"):
    """
    A problem, diagnosis or event.
    """

    subject: Reference | None = None
    code: Concept | None = None
    clinicalStatus: Concept | None = None
    verificationStatus: Concept | None = None
    bodySite: list[Concept] | None = None
    onsetDateTime: str | None = None
    onsetPeriod: Period | None = None
    onsetAge: Quantity | None = None
    onsetRange: Raw = NOTHING
    onsetString: str | None = None
    abatementDateTime: str | None = None
    abatementPeriod: Period | None = None
    abatementAge: Quantity | None = None
    abatementString: str | None = None
    recordedDate: str | None = None
    extension: list[Extension] | None = None
    dateRecorded: Raw = NOTHING
    assertedDate: Raw = NOTHING
    patient: Raw = NOTHING


class Range(Struct, frozen=True):
    """
    A reference range.
    """

    low: Quantity | None = None
    high: Quantity | None = None


class Component(Struct):
    """
    A part of a panel.
    """

    code: Concept | None = None
    valueQuantity: Quantity | None = None
    valueCodeableConcept: Concept | None = None
    valueBoolean: bool | None = None
    valueInteger: int | None = None
    valueDateTime: str | None = None
    valueString: str | None = None
    dataAbsentReason: Concept | None = None
    interpretation: list[Concept] | None = None
    referenceRange: list[Range] | None = None


class Observation(Resource, tag="Observation"):
    """
    A measurement or finding.
    """

    status: str | None = None
    subject: Reference | None = None
    code: Concept | None = None
    bodySite: Concept | None = None
    effectiveDateTime: str | None = None
    effectiveInstant: str | None = None
    effectivePeriod: Period | None = None
    issued: str | None = None
    valueQuantity: Quantity | None = None
    valueCodeableConcept: Concept | None = None
    valueBoolean: bool | None = None
    valueInteger: int | None = None
    valueDateTime: str | None = None
    valueString: str | None = None
    dataAbsentReason: Concept | None = None
    interpretation: list[Concept] | None = None
    referenceRange: list[Range] | None = None
    component: list[Component] | None = None
    related: Raw = NOTHING
    comments: Raw = NOTHING
    triggeredBy: Raw = NOTHING


class Ingredient(Struct, frozen=True):
    """
    What a product contains.
    """

    itemCodeableConcept: Concept | None = None
    strength: Ratio | None = None


class Medication(Resource, tag="Medication"):
    """
    A product.
    """

    code: Concept | None = None
    form: Concept | None = None
    ingredient: list[Ingredient] | None = None
    isBrand: Raw = NOTHING
    product: Raw = NOTHING


class DoseAndRate(Struct, frozen=True):
    """
    The amount of one dose.
    """

    doseQuantity: Quantity | None = None


class Repeat(Struct, frozen=True):
    """
    When a dosage is to begin and end.
    """

    boundsPeriod: Period | None = None


class Timing(Struct, frozen=True):
    """
    When a dosage is due.
    """

    event: list[str] | None = None
    repeat: Repeat | None = None


class Dosage(Struct, frozen=True):
    """
    How a drug is to be taken.
    """

    doseAndRate: list[DoseAndRate] | None = None
    route: Concept | None = None
    timing: Timing | None = None


class GivenDosage(Struct, frozen=True):
    """
    How a drug was given.
    """

    dose: Quantity | None = None
    route: Concept | None = None


class DispenseRequest(Struct, frozen=True):
    """
    What may be supplied.
    """

    validityPeriod: Period | None = None
    expectedSupplyDuration: Quantity | None = None


class MedicationAdministration(Resource, tag="MedicationAdministration"):
    """
    A drug given.
    """

    status: str | None = None
    subject: Reference | None = None
    medicationCodeableConcept: Concept | None = None
    medicationReference: Reference | None = None
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    dosage: GivenDosage | None = None
    notGiven: Raw = NOTHING
    wasNotGiven: Raw = NOTHING
    effectiveTimeDateTime: Raw = NOTHING
    effectiveTimePeriod: Raw = NOTHING
    prescription: Raw = NOTHING
    medication: Raw = NOTHING
    occurenceDateTime: Raw = NOTHING
    occurencePeriod: Raw = NOTHING


class MedicationStatement(Resource, tag="MedicationStatement"):
    """
    A drug stated as taken, or as not taken.
    """

    status: str | None = None
    subject: Reference | None = None
    medicationCodeableConcept: Concept | None = None
    medicationReference: Reference | None = None
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    dateAsserted: str | None = None
    dosage: list[Dosage] | None = None
    taken: Raw = NOTHING
    wasNotTaken: Raw = NOTHING
    reasonNotTaken: Raw = NOTHING
    medication: Raw = NOTHING


class MedicationDispense(Resource, tag="MedicationDispense"):
    """
    A drug handed over.
    """

    status: str | None = None
    subject: Reference | None = None
    medicationCodeableConcept: Concept | None = None
    medicationReference: Reference | None = None
    whenHandedOver: str | None = None
    whenPrepared: str | None = None
    daysSupply: Quantity | None = None
    quantity: Quantity | None = None
    dosageInstruction: list[Dosage] | None = None
    medication: Raw = NOTHING
    notDoneCodeableConcept: Raw = NOTHING


class MedicationRequest(Resource, tag="MedicationRequest"):
    """
    A drug ordered.
    """

    status: str | None = None
    intent: str | None = None
    doNotPerform: bool | None = None
    subject: Reference | None = None
    medicationCodeableConcept: Concept | None = None
    medicationReference: Reference | None = None
    authoredOn: str | None = None
    dosageInstruction: list[Dosage] | None = None
    dispenseRequest: DispenseRequest | None = None
    medication: Raw = NOTHING
    definition: Raw = NOTHING


class Procedure(Resource, tag="Procedure"):
    """
    A procedure, done or in preparation.
    """

    status: str | None = None
    subject: Reference | None = None
    code: Concept | None = None
    performedDateTime: str | None = None
    performedPeriod: Period | None = None
    bodySite: list[Concept] | None = None
    reasonCode: list[Concept] | None = None
    reasonReference: list[Reference] | None = None
    notDone: Raw = NOTHING
    notPerformed: Raw = NOTHING
    occurrenceDateTime: Raw = NOTHING
    occurrencePeriod: Raw = NOTHING


class ServiceRequest(Resource, tag="ServiceRequest"):
    """
    A procedure, test or service ordered.
    """

    status: str | None = None
    intent: str | None = None
    doNotPerform: bool | None = None
    subject: Reference | None = None
    code: Concept | None = None
    occurrenceDateTime: str | None = None
    occurrencePeriod: Period | None = None
    authoredOn: str | None = None
    bodySite: list[Concept] | None = None
    reasonCode: list[Concept] | None = None
    reasonReference: list[Reference] | None = None
    reason: Raw = NOTHING


class Reaction(Struct, frozen=True):
    """
    What happened, and to which substance.
    """

    substance: Concept | None = None


class AllergyIntolerance(Resource, tag="AllergyIntolerance"):
    """
    An allergy or intolerance.
    """

    clinicalStatus: Concept | None = None
    verificationStatus: Concept | None = None
    code: Concept | None = None
    patient: Reference | None = None
    reaction: list[Reaction] | None = None
    substance: Raw = NOTHING
    assertedDate: Raw = NOTHING


class ActivityDetail(Struct, frozen=True):
    """
    What a plan wants done.
    """

    code: Concept | None = None
    productCodeableConcept: Concept | None = None
    status: str | None = None
    scheduledPeriod: Period | None = None
    scheduledTiming: Timing | None = None
    scheduledString: str | None = None


class Activity(Struct, frozen=True):
    """
    One activity of a plan.
    """

    detail: ActivityDetail | None = None


class CarePlan(Resource, tag="CarePlan"):
    """
    A plan of care.
    """

    status: str | None = None
    subject: Reference | None = None
    category: list[Concept] | None = None
    period: Period | None = None
    activity: list[Activity] | None = None
    context: Raw = NOTHING


class Task(Resource, tag="Task"):
    """
    Something to be done.
    """

    status: str | None = None
    code: Concept | None = None
    authoredOn: str | None = None
    executionPeriod: Period | None = None
    forPatient: Reference | None = msgspec.field(default=None, name="for")


class EpisodeOfCare(Resource, tag="EpisodeOfCare"):
    """
    A span of care for one purpose.
    """

    status: str | None = None
    type: list[Concept] | None = None
    patient: Reference | None = None
    period: Period | None = None


class Encounter(Resource, tag="Encounter", rename={"class_": "class"}):
    """
    A contact.
    """

    status: str | None = None
    type: list[Concept] | None = None
    serviceType: Concept | None = None
    subject: Reference | None = None
    period: Period | None = None
    actualPeriod: Raw = NOTHING
    plannedStartDate: Raw = NOTHING
    class_: Raw = NOTHING


class DiagnosticReport(Resource, tag="DiagnosticReport"):
    """
    A report with coded conclusions.
    """

    status: str | None = None
    subject: Reference | None = None
    code: Concept | None = None
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    issued: str | None = None
    conclusionCode: list[Concept] | None = None
    codedDiagnosis: Raw = NOTHING
    context: Raw = NOTHING


class OperationOutcome(Resource, tag="OperationOutcome"):
    """
    A server's message.
    """

    issue: list[Raw] | None = None


OF_INTEREST = (
    Patient,
    Condition,
    Observation,
    Medication,
    MedicationAdministration,
    MedicationStatement,
    MedicationDispense,
    MedicationRequest,
    Procedure,
    ServiceRequest,
    AllergyIntolerance,
    CarePlan,
    Task,
    EpisodeOfCare,
    Encounter,
    DiagnosticReport,
    OperationOutcome,
)

PATIENT_TYPES = tuple(t for t in OF_INTEREST if t not in (Medication, OperationOutcome))
"""Types that belong to one patient."""

_OTHERS = [
    "Account",
    "ActivityDefinition",
    "AdverseEvent",
    "Appointment",
    "AppointmentResponse",
    "AuditEvent",
    "Basic",
    "Binary",
    "BiologicallyDerivedProduct",
    "BodyStructure",
    "CapabilityStatement",
    "CareTeam",
    "CatalogEntry",
    "ChargeItem",
    "ChargeItemDefinition",
    "Claim",
    "ClaimResponse",
    "ClinicalImpression",
    "CodeSystem",
    "Communication",
    "CommunicationRequest",
    "CompartmentDefinition",
    "Composition",
    "ConceptMap",
    "Consent",
    "Contract",
    "Coverage",
    "CoverageEligibilityRequest",
    "CoverageEligibilityResponse",
    "DetectedIssue",
    "Device",
    "DeviceDefinition",
    "DeviceMetric",
    "DeviceRequest",
    "DeviceUseStatement",
    "DocumentManifest",
    "DocumentReference",
    "EffectEvidenceSynthesis",
    "Endpoint",
    "EnrollmentRequest",
    "EnrollmentResponse",
    "EventDefinition",
    "Evidence",
    "EvidenceVariable",
    "ExampleScenario",
    "ExplanationOfBenefit",
    "FamilyMemberHistory",
    "Flag",
    "Goal",
    "GraphDefinition",
    "Group",
    "GuidanceResponse",
    "HealthcareService",
    "ImagingStudy",
    "Immunization",
    "ImmunizationEvaluation",
    "ImmunizationRecommendation",
    "ImplementationGuide",
    "InsurancePlan",
    "Invoice",
    "Library",
    "Linkage",
    "List",
    "Location",
    "Measure",
    "MeasureReport",
    "Media",
    "MedicationKnowledge",
    "MedicinalProduct",
    "MedicinalProductAuthorization",
    "MedicinalProductContraindication",
    "MedicinalProductIndication",
    "MedicinalProductIngredient",
    "MedicinalProductInteraction",
    "MedicinalProductManufactured",
    "MedicinalProductPackaged",
    "MedicinalProductPharmaceutical",
    "MedicinalProductUndesirableEffect",
    "MessageDefinition",
    "MessageHeader",
    "MolecularSequence",
    "NamingSystem",
    "NutritionOrder",
    "ObservationDefinition",
    "OperationDefinition",
    "Organization",
    "OrganizationAffiliation",
    "Parameters",
    "PaymentNotice",
    "PaymentReconciliation",
    "Person",
    "PlanDefinition",
    "Practitioner",
    "PractitionerRole",
    "Provenance",
    "Questionnaire",
    "QuestionnaireResponse",
    "RelatedPerson",
    "RequestGroup",
    "ResearchDefinition",
    "ResearchElementDefinition",
    "ResearchStudy",
    "ResearchSubject",
    "RiskAssessment",
    "RiskEvidenceSynthesis",
    "Schedule",
    "SearchParameter",
    "Slot",
    "Specimen",
    "SpecimenDefinition",
    "StructureDefinition",
    "StructureMap",
    "Subscription",
    "Substance",
    "SubstanceNucleicAcid",
    "SubstancePolymer",
    "SubstanceProtein",
    "SubstanceReferenceInformation",
    "SubstanceSourceMaterial",
    "SubstanceSpecification",
    "SupplyDelivery",
    "SupplyRequest",
    "TerminologyCapabilities",
    "TestReport",
    "TestScript",
    "ValueSet",
    "VerificationResult",
    "VisionPrescription",
]

_UNREAD = tuple(msgspec.defstruct(name, [], bases=(_Tagged,), tag=name, module=__name__) for name in _OTHERS)


class Entry(Struct):
    """
    One entry of a Bundle.
    """

    fullUrl: str | None = None
    resource: AnyResource | None = None  # type: ignore[valid-type] # made of all types below
    search: Raw = NOTHING


class BundleLink(Struct, frozen=True):
    """
    A link of a Bundle; `next` says that a page is missing.
    """

    relation: str | None = None
    url: str | None = None


class Bundle(_Tagged, tag="Bundle"):
    """
    A Bundle of any type.
    """

    type: str | None = None
    link: list[BundleLink] | None = None
    entry: list[Entry] | None = None


AnyResource = Union[OF_INTEREST + _UNREAD + (Bundle,)]  # type: ignore[valid-type] # noqa: UP007
R4_TYPES = frozenset(str(kind.__struct_config__.tag) for kind in OF_INTEREST) | {"Bundle", *_OTHERS}
