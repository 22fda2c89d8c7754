"""
The words for drugs, and the two shapes in which the chart holds them: doses and courses.

A *dose* was given on a day (`doses.py`); a *course* is taken over time (`courses.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import MedicineKind
from cds.truth import Truth

if TYPE_CHECKING:
    from cds.chart.chart import Chart, Medicine

__all__ = [
    "ABALOPARATIDE",
    "BONE_FORMING",
    "DENOSUMAB",
    "DOSE_TYPES",
    "DRUG_TYPES",
    "IBANDRONATE",
    "ORAL_BISPHOSPHONATES",
    "ROMOSOZUMAB",
    "TERIPARATIDE",
    "ZOLEDRONATE",
    "by_mouth",
    "has_medication_record",
    "into_a_vein",
]

DOSE_TYPES = ("MedicationAdministration", "MedicationStatement")
DRUG_TYPES = (*DOSE_TYPES, "MedicationDispense", "MedicationRequest")

DENOSUMAB = frozenset(
    {
        "drug-denosumab",
        "drug-denosumab-60mg",
        "drug-denosumab-120mg-exclude",
        "drug-denosumab-hcpcs-ambiguous-strength",
    }
)
ZOLEDRONATE = frozenset(
    {
        "drug-zoledronic-acid",
        "drug-zoledronic-acid-5mg",
        "drug-zoledronic-acid-4mg-exclude",
        "drug-zoledronic-acid-hcpcs-ambiguous-strength",
    }
)
IBANDRONATE = frozenset({"drug-ibandronate"})
ORAL_BISPHOSPHONATES = frozenset(
    {
        "drug-alendronate",
        "drug-alendronate-retired-rxcui",
        "drug-risedronate",
        "drug-minodronate",
        "drug-ibandronate",
        "drug-bisphosphonate-class",
    }
)
"""What may be taken by mouth; the class code names no drug, and ibandronate may be infused."""
_INFUSED = ZOLEDRONATE | {"drug-pamidronate"}
ROMOSOZUMAB = frozenset({"drug-romosozumab"})
TERIPARATIDE = frozenset({"drug-teriparatide"})
ABALOPARATIDE = frozenset({"drug-abaloparatide"})
BONE_FORMING = ROMOSOZUMAB | TERIPARATIDE | ABALOPARATIDE | {"drug-anabolic-class"}

_INTRAVENOUS_IBANDRONATE_MG = 3


def has_medication_record(chart: Chart) -> bool:
    """
    Tell whether the record holds any medication resource; drafts of the hook's context are none.
    """
    return any(not (medicine.in_context and medicine.draft) for medicine in chart.medicines)


def into_a_vein(medicine: Medicine) -> Truth:
    """
    Tell whether a bisphosphonate was infused: zoledronate always, ibandronate by route or 3 mg dose.
    """
    if medicine.terms & ZOLEDRONATE:
        return Truth.YES
    if medicine.terms.isdisjoint(IBANDRONATE):
        return Truth.NO
    if medicine.route:
        return Truth.of(medicine.route == "intravenous")
    if medicine.strength is None:
        return Truth.UNKNOWN
    return Truth.of(medicine.strength == _INTRAVENOUS_IBANDRONATE_MG)


def by_mouth(medicine: Medicine) -> Truth:
    """
    Tell whether a medicine is a bisphosphonate taken by mouth (ibandronate too, where no route says more).
    """
    if medicine.terms.isdisjoint(ORAL_BISPHOSPHONATES) or not medicine.terms.isdisjoint(_INFUSED):
        return Truth.NO
    if medicine.route not in {"", "oral"}:
        return Truth.NO
    infused = into_a_vein(medicine)
    if infused is Truth.UNKNOWN and medicine.kind is MedicineKind.ADMINISTRATION:
        return Truth.UNKNOWN
    return Truth.of(infused is not Truth.YES)
