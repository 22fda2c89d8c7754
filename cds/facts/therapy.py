"""
What treats the bone today, how many doses of romosozumab were given, and recorded allergies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Medicine, MedicineKind
from cds.chart.dates import months_after
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import absent, measures, unusable
from cds.facts.medicines import (
    ABALOPARATIDE,
    BONE_FORMING,
    DENOSUMAB,
    DRUG_TYPES,
    IBANDRONATE,
    ORAL_BISPHOSPHONATES,
    ROMOSOZUMAB,
    TERIPARATIDE,
    ZOLEDRONATE,
    course_covers,
    has_medication_record,
    into_a_vein,
)
from cds.truth import Truth

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["denosumab_allergy", "has_medicines", "romosozumab_allergy", "romosozumab_doses", "therapy_now", "zoledronate_allergy"]

OTHER = frozenset({"drug-raloxifene", "drug-bazedoxifene", "drug-calcitonin", "drug-estrogen-hrt"})
SUPPLEMENTS = frozenset({"drug-calcium", "drug-vitamin-d", "drug-alfacalcidol", "drug-eldecalcitol"})
DAILY = TERIPARATIDE | ABALOPARATIDE | ORAL_BISPHOSPHONATES | OTHER | SUPPLEMENTS | {"drug-bisphosphonate-class"}
BISPHOSPHONATES = ZOLEDRONATE | ORAL_BISPHOSPHONATES | {"drug-bisphosphonate-class", "bisphosphonate-adverse-reaction"}
STRONGEST_FIRST = ("bone-forming", "antiresorptive", "other", "calcium-vitamin-d")
ALL_TYPES = (*DRUG_TYPES, "MedicationRequest")


def _class_of(medicine: Medicine) -> str:
    if medicine.terms & BONE_FORMING:
        return "bone-forming"
    if medicine.terms & (DENOSUMAB | ZOLEDRONATE | ORAL_BISPHOSPHONATES | {"drug-bisphosphonate-class"}):
        return "antiresorptive"
    return "other" if medicine.terms & OTHER else "calcium-vitamin-d"


@measures("medication-record")
def has_medicines(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - any date will do
    """
    Does the record hold any medication resource at all?
    """
    return Fact("yes") if has_medication_record(chart) else absent(chart, "medication-record")


@measures("therapy-now")
def therapy_now(
    chart: Chart,
    as_of: date,
    *,
    denosumab: int,
    zoledronate: int,
    iv_ibandronate: int,
    romosozumab: int,
    confirmed_within: int,
) -> Fact:
    """
    Which kind of osteoporosis treatment covers the patient on the as-of date?
    """
    lost = unusable(chart, ALL_TYPES, DAILY | DENOSUMAB | ZOLEDRONATE | ROMOSOZUMAB)
    if lost:
        return lost
    if not has_medication_record(chart):
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    found: list[tuple[str, Truth, Medicine]] = []
    covers = ((DENOSUMAB, denosumab), (ZOLEDRONATE, zoledronate), (IBANDRONATE, iv_ibandronate), (ROMOSOZUMAB, romosozumab))
    for medicine in chart.medicines:
        if medicine.in_context or medicine.certain is Truth.NO:
            continue
        for terms, months in covers:
            if medicine.terms & terms and _is_dose(medicine):
                found.append((_class_of(medicine), _covered(medicine, as_of, months), medicine))
        if medicine.terms & DAILY and not _is_dose(medicine) and medicine.route != "vaginal":
            held = course_covers(medicine, as_of, confirmed_within=confirmed_within)
            found.append((_class_of(medicine), held, medicine))
    return _strongest(found)


def _is_dose(medicine: Medicine) -> bool:
    if medicine.kind in {MedicineKind.REQUEST, MedicineKind.DISPENSE}:
        return False
    if medicine.terms & IBANDRONATE:
        return into_a_vein(medicine) is Truth.YES
    return bool(medicine.terms & (DENOSUMAB | ZOLEDRONATE | ROMOSOZUMAB))


def _covered(medicine: Medicine, as_of: date, months: int) -> Truth:
    first, last = medicine.start.first, medicine.start.last
    if first is None or last is None:
        return Truth.UNKNOWN
    if months_after(last, months) < as_of:
        return Truth.NO
    return medicine.certain if months_after(first, months) >= as_of else Truth.UNKNOWN


def _strongest(found: list[tuple[str, Truth, Medicine]]) -> Fact:
    for kind in STRONGEST_FIRST:
        sure = [m for name, truth, m in found if name == kind and truth is Truth.YES]
        if sure:
            return Fact(kind, _evidence(sure), value=_names(sure), says={"drug": _names(sure)})
        maybe = [m for name, truth, m in found if name == kind and truth is Truth.UNKNOWN]
        if maybe:
            newest = max((str(m.confirmed or m.authored or m.start) for m in maybe), default="")
            gap = f"{_names(maybe)}: an older entry says active, last confirmed {newest}"
            return Fact(UNKNOWN, _evidence(maybe), status=Status.STALE, says={"drug": _names(maybe)}, gaps=(gap,))
    return Fact("none", status=Status.NOT_RECORDED)


def _names(medicines: list[Medicine]) -> str:
    return ", ".join(sorted({m.name for m in medicines if m.name}))


def _evidence(medicines: list[Medicine]) -> tuple[Evidence, ...]:
    return tuple(Evidence(m.ref, m.name, m.start) for m in medicines)


@measures("romosozumab-doses")
def romosozumab_doses(chart: Chart, as_of: date, *, nearly: int, complete: int) -> Fact:  # noqa: ARG001 - of a lifetime
    """
    How many monthly doses of romosozumab were given so far (two syringes of one day are one dose)?
    """
    lost = unusable(chart, DRUG_TYPES, ROMOSOZUMAB)
    if lost:
        return lost
    given = [
        m
        for m in chart.doses_of(*ROMOSOZUMAB)
        if m.kind is not MedicineKind.DISPENSE and m.certain is not Truth.NO and not m.start.undated
    ]
    sure = {m.start for m in given if m.certain is Truth.YES}
    possible = {m.start for m in given} - sure
    states = {_counted(count, nearly, complete) for count in (len(sure), len(sure) + len(possible))}
    evidence = tuple(Evidence(m.ref, "romosozumab given", m.start) for m in reversed(given))
    says = {"count": str(len(sure)), "left": str(max(complete - len(sure), 0))}
    if len(states) > 1:
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says=says)
    status = Status.ASSERTED if given else Status.NOT_RECORDED
    return Fact(states.pop(), evidence, status=status, value=str(len(sure)), says=says)


def _counted(count: int, nearly: int, complete: int) -> str:
    if count >= complete:
        return "complete"
    return "nearly-complete" if count >= nearly else "some" if count else "none"


def _allergy(chart: Chart, name: str, terms: frozenset[str], drug: str) -> Fact:
    lost = unusable(chart, ("AllergyIntolerance",), terms)
    if lost:
        return lost
    found = [a for a in chart.allergies if a.terms & terms and a.certain is not Truth.NO]
    if not found:
        return absent(chart, name)
    evidence = tuple(Evidence(a.ref, f"allergy to {drug}") for a in found)
    if all(a.certain is Truth.UNKNOWN for a in found):
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE)
    return Fact("yes", evidence, says={"drug": drug})


@measures("romosozumab-allergy")
def romosozumab_allergy(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - an allergy has no end unless recorded
    """
    Is an allergy or intolerance to romosozumab recorded?
    """
    return _allergy(chart, "romosozumab-allergy", ROMOSOZUMAB, "romosozumab")


@measures("denosumab-allergy")
def denosumab_allergy(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - likewise
    """
    Is an allergy or intolerance to denosumab recorded?
    """
    return _allergy(chart, "denosumab-allergy", DENOSUMAB, "denosumab")


@measures("zoledronate-allergy")
def zoledronate_allergy(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - likewise
    """
    Is an allergy or intolerance to zoledronate, or to bisphosphonates, recorded?
    """
    return _allergy(chart, "zoledronate-allergy", BISPHOSPHONATES, "zoledronate or a bisphosphonate")
