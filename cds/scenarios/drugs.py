"""
Medicines as the record holds them: given, stated, taken over time, ordered.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from cds.scenarios.case import AS_OF
from cds.scenarios.codes import ROUTES, RXNORM, Code

__all__ = [
    "DRUGS",
    "Drug",
    "drafted",
    "given",
    "given_without_strength",
    "never_taken",
    "ordered",
    "stated",
    "taken",
    "undated",
]

Resource = dict[str, Any]

UCUM = "http://unitsofmeasure.org"


class Drug(Struct, frozen=True):
    """
    A drug with the dose and rhythm the phrases mean by its name.

    `unit` and `period` are UCUM (`mg`, `mo`); `others` are further terms a draft of it may be coded with.
    """

    code: Code
    dose: float
    unit: str
    route: str
    every: int
    period: str
    others: frozenset[str] = frozenset()

    @property
    def terms(self) -> frozenset[str]:
        """
        Return every term that names this drug.
        """
        return self.others | {self.code.term}


DENOSUMAB = frozenset({"drug-denosumab"})
ZOLEDRONATE = frozenset({"drug-zoledronic-acid"})

_DENOSUMAB_60 = Drug(
    Code("drug-denosumab-60mg", RXNORM, "993452", "denosumab 60 mg in 1 mL prefilled syringe"),
    60, "mg", "subcutaneous", 6, "mo", DENOSUMAB,
)  # fmt: skip
_DENOSUMAB_120 = Drug(
    Code("drug-denosumab-120mg-exclude", RXNORM, "1046398", "denosumab 120 mg in 1.7 mL injection"),
    120, "mg", "subcutaneous", 1, "mo",
)  # fmt: skip
_ZOLEDRONATE = Drug(
    Code("drug-zoledronic-acid-5mg", RXNORM, "705824", "zoledronic acid 5 mg in 100 mL injection"),
    5, "mg", "intravenous", 1, "a", ZOLEDRONATE,
)  # fmt: skip
_ZOLEDRONATE_4 = Drug(
    Code("drug-zoledronic-acid-4mg-exclude", RXNORM, "1114085", "zoledronic acid 4 mg in 100 mL injection"),
    4, "mg", "intravenous", 1, "mo", ZOLEDRONATE,
)  # fmt: skip
_ROMOSOZUMAB = Drug(
    Code("drug-romosozumab", RXNORM, "2123126", "romosozumab"), 210, "mg", "subcutaneous", 1, "mo"
)  # fmt: skip
_TERIPARATIDE = Drug(
    Code("drug-teriparatide", RXNORM, "1435118", "teriparatide 20 micrograms per dose pen"),
    20, "ug", "subcutaneous", 1, "d",
)  # fmt: skip
_ABALOPARATIDE = Drug(
    Code("drug-abaloparatide", RXNORM, "1921069", "abaloparatide"), 80, "ug", "subcutaneous", 1, "d"
)  # fmt: skip
_ALENDRONATE = Drug(
    Code("drug-alendronate", RXNORM, "904431", "alendronic acid 70 mg oral tablet"), 70, "mg", "oral", 1, "wk"
)  # fmt: skip
_RISEDRONATE = Drug(
    Code("drug-risedronate", RXNORM, "905024", "risedronate 35 mg oral tablet"), 35, "mg", "oral", 1, "wk"
)  # fmt: skip
_IBANDRONATE = Drug(
    Code("drug-ibandronate", RXNORM, "904932", "ibandronic acid 150 mg oral tablet"), 150, "mg", "oral", 1, "mo"
)  # fmt: skip
_IBANDRONATE_INFUSED = Drug(
    Code("drug-ibandronate", RXNORM, "115264", "ibandronic acid"), 3, "mg", "intravenous", 3, "mo"
)  # fmt: skip
_ALENDRONATE_INFUSED = Drug(
    Code("drug-alendronate", RXNORM, "46041", "alendronic acid"), 0.9, "mg", "intravenous", 4, "wk"
)  # fmt: skip
_RALOXIFENE = Drug(
    Code("drug-raloxifene", RXNORM, "1490065", "raloxifene 60 mg oral tablet"), 60, "mg", "oral", 1, "d"
)  # fmt: skip
_CALCIUM = Drug(Code("drug-calcium", RXNORM, "1897", "calcium carbonate"), 1000, "mg", "oral", 1, "d")
_VITAMIN_D = Drug(Code("drug-vitamin-d", RXNORM, "2418", "cholecalciferol"), 800, "[iU]", "oral", 1, "d")
_WARFARIN = Drug(Code("drug-anticoagulant", RXNORM, "11289", "warfarin"), 3, "mg", "oral", 1, "d")

DRUGS = {
    "abaloparatide": _ABALOPARATIDE,
    "alendronate": _ALENDRONATE,
    "alendronate 70 mg weekly": _ALENDRONATE,
    "calcium": _CALCIUM,
    "denosumab": _DENOSUMAB_60,
    "denosumab 60 mg": _DENOSUMAB_60,
    "denosumab 120 mg": _DENOSUMAB_120,
    "ibandronate": _IBANDRONATE,
    "infused alendronate": _ALENDRONATE_INFUSED,
    "infused ibandronate": _IBANDRONATE_INFUSED,
    "raloxifene": _RALOXIFENE,
    "risedronate": _RISEDRONATE,
    "risedronate 35 mg weekly": _RISEDRONATE,
    "romosozumab": _ROMOSOZUMAB,
    "romosozumab 210 mg": _ROMOSOZUMAB,
    "romosozumab 210 mg monthly": _ROMOSOZUMAB,
    "teriparatide": _TERIPARATIDE,
    "vitamin D": _VITAMIN_D,
    "warfarin": _WARFARIN,
    "zoledronate": _ZOLEDRONATE,
    "zoledronate 4 mg": _ZOLEDRONATE_4,
    "zoledronate 5 mg": _ZOLEDRONATE,
}
"""What a phrase may call a drug. Doses are those that treat osteoporosis, where it does not say another."""


def given(drug: Drug, day: str, *, status: str = "completed") -> Resource:
    """
    Return one administration.
    """
    return {
        "resourceType": "MedicationAdministration",
        "status": status,
        "medicationCodeableConcept": drug.code.concept,
        "effectiveDateTime": day,
        "dosage": {"route": ROUTES[drug.route].concept, "dose": _quantity(drug.dose, drug.unit)},
    }


def stated(drug: Drug, day: str) -> Resource:
    """
    Return the patient's word that one dose was given on a day.
    """
    return _statement(drug, "completed", effectiveDateTime=day) | {"informationSource": {"display": "the patient"}}


def undated(drug: Drug) -> Resource:
    """
    Return the patient's word that doses were given, without any date.
    """
    return _statement(drug, "completed") | {"informationSource": {"display": "the patient"}}


def given_without_strength(code: Code, day: str) -> Resource:
    """
    Return one administration that tells neither a product nor a dose.
    """
    told = {"resourceType": "MedicationAdministration", "status": "completed"}
    return told | {"medicationCodeableConcept": code.concept, "effectiveDateTime": day}


def never_taken(drug: Drug, *, said: str = AS_OF) -> Resource:
    """
    Return the patient's word, asserted on the as-of date unless *said* on another, that a drug was never taken.
    """
    statement = _statement(drug, "not-taken", dateAsserted=said) | {"informationSource": {"display": "the patient"}}
    del statement["dosage"]
    return statement


def taken(drug: Drug, start: str, end: str = "", *, status: str = "active", confirmed: str = AS_OF) -> Resource:
    """
    Return a course over time, as the medication list of a day confirms it, of the as-of date unless told.
    """
    period = {"start": start} | ({"end": end} if end else {})
    return _statement(drug, status, effectivePeriod=period, dateAsserted=confirmed)


def ordered(drug: Drug, authored: str, *, status: str = "active", starts: str = "") -> Resource:
    """
    Return an order; *starts* is the day it is planned for, if any.
    """
    when = {"event": [starts]} if starts else {"repeat": _rhythm(drug)}
    return {
        "resourceType": "MedicationRequest",
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": drug.code.concept,
        "authoredOn": authored,
        "dosageInstruction": [_dosage(drug) | {"timing": when}],
    }


def drafted(drug: Drug) -> Resource:
    """
    Return the order as the clinician has it on the screen, not signed yet.
    """
    return ordered(drug, AS_OF, status="draft")


def _statement(drug: Drug, status: str, **effective: Any) -> Resource:
    return {
        "resourceType": "MedicationStatement",
        "status": status,
        "medicationCodeableConcept": drug.code.concept,
        "dateAsserted": AS_OF,
        "dosage": [_dosage(drug) | {"timing": {"repeat": _rhythm(drug)}}],
    } | effective


def _dosage(drug: Drug) -> Resource:
    return {
        "route": ROUTES[drug.route].concept,
        "doseAndRate": [{"doseQuantity": _quantity(drug.dose, drug.unit)}],
    }


def _rhythm(drug: Drug) -> Resource:
    return {"frequency": 1, "period": drug.every, "periodUnit": drug.period}


def _quantity(value: float, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}
