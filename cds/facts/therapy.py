"""
What treats the bone today, and how many doses of romosozumab were given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import CONTRADICTED, Evidence, Medicine, MedicineKind
from cds.chart.dates import whole_months
from cds.facts.courses import taken_on
from cds.facts.doses import Dose, evidence_of, infusions, merged, told_doses
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import absent, item_of, measures, not_asked, unusable
from cds.facts.medicines import (
    ABALOPARATIDE,
    BONE_FORMING,
    DENOSUMAB,
    DOSE_TYPES,
    DRUG_TYPES,
    IBANDRONATE,
    ORAL_BISPHOSPHONATES,
    ROMOSOZUMAB,
    TERIPARATIDE,
    ZOLEDRONATE,
    has_medication_record,
    into_a_vein,
)
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["has_medicines", "romosozumab_doses", "therapy_now"]

OTHER = frozenset({"drug-raloxifene", "drug-bazedoxifene", "drug-calcitonin", "drug-estrogen-hrt"})
SUPPLEMENTS = frozenset({"drug-calcium", "drug-vitamin-d", "drug-alfacalcidol", "drug-eldecalcitol"})
DAILY = TERIPARATIDE | ABALOPARATIDE | ORAL_BISPHOSPHONATES | OTHER | SUPPLEMENTS | {"drug-anabolic-class"}
INJECTED = DENOSUMAB | ZOLEDRONATE | ROMOSOZUMAB
STRONGEST_FIRST = ("bone-forming", "antiresorptive", "other", "calcium-vitamin-d")
Told = tuple[str, Truth, Evidence, str]  # class, whether it covers, the resource, the last day told


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
    covers = (
        (DENOSUMAB, denosumab),
        (ZOLEDRONATE, zoledronate),
        (IBANDRONATE, iv_ibandronate),
        (ROMOSOZUMAB, romosozumab),
    )
    told = [one for terms, months in covers for one in _injected(chart, as_of, terms, months)]
    told += _taken(chart, as_of, confirmed_within)
    fact = _strongest(told, item_of(chart, "therapy-now"))
    if fact.state == STRONGEST_FIRST[0]:
        return fact
    lost = unusable(chart, "therapy-now", DRUG_TYPES, DAILY | INJECTED)
    if lost or fact.state == STRONGEST_FIRST[1]:
        return lost or fact
    if fact.known:
        lost = not_asked(chart, "therapy-now", DOSE_TYPES)
    if lost or has_medication_record(chart):
        return lost or fact
    return Fact(UNKNOWN, status=Status.NOT_RECORDED)


def _injected(chart: Chart, as_of: date, terms: frozenset[str], months: int) -> Iterator[Told]:
    """
    Yield whether each dose still covers; a statement of an open period, and a dispense, only may.
    """
    found = [m for m in chart.medicines_of(terms) if into_a_vein(m) is not Truth.NO or m.terms & INJECTED]
    kind = _class_of(terms)
    for dose in _doses(chart, as_of, terms, found):
        truth = _covers(dose, as_of, months)
        yield kind, truth, Evidence(dose.ref, dose.name, dose.on), str((dose.later or dose.on).last)
    for medicine in found:
        if medicine.certain is not Truth.NO and _may_have_been_given(medicine, as_of, months):
            yield kind, Truth.UNKNOWN, Evidence(medicine.ref, medicine.name, medicine.start), _last_told(medicine)


def _doses(chart: Chart, as_of: date, terms: frozenset[str], found: Sequence[Medicine]) -> tuple[Dose, ...]:
    if terms & (ZOLEDRONATE | IBANDRONATE):
        return infusions(chart, as_of, terms)
    return merged(chart, told_doses(found, as_of), item=item_of(chart, "therapy-now")) if found else ()


def _covers(dose: Dose, as_of: date, months: int) -> Truth:
    reaches = dose.on.reaches(as_of, months=months)
    if reaches is Truth.NO and dose.later:
        return Truth.NO if dose.later.reaches(as_of, months=months) is Truth.NO else Truth.UNKNOWN
    return Truth.UNKNOWN if reaches is Truth.YES and dose.doubt else reaches


def _may_have_been_given(medicine: Medicine, as_of: date, months: int) -> bool:
    if medicine.kind is MedicineKind.DISPENSE:
        return medicine.start.reaches(as_of, months=months) is not Truth.NO
    return medicine.kind is MedicineKind.STATEMENT and medicine.start.undated and medicine.status == "active"


def _taken(chart: Chart, as_of: date, confirmed_within: int) -> Iterator[Told]:
    for medicine in chart.medicines_of(DAILY):
        infused = medicine.terms & INJECTED or into_a_vein(medicine) is Truth.YES
        if medicine.in_context or infused or medicine.route == "vaginal":
            continue
        held = taken_on(medicine, as_of, as_of=as_of, confirmed_within=confirmed_within)
        yield (
            _class_of(medicine.terms),
            held,
            Evidence(medicine.ref, medicine.name, medicine.start),
            _last_told(medicine),
        )


def _last_told(medicine: Medicine) -> str:
    day = str(medicine.confirmed or medicine.authored or medicine.start)
    return f"{day} ({medicine.ref}: {medicine.note})" if medicine.note else day


def _class_of(terms: frozenset[str]) -> str:
    if terms & BONE_FORMING:
        return "bone-forming"
    if terms & (DENOSUMAB | ZOLEDRONATE | ORAL_BISPHOSPHONATES):
        return "antiresorptive"
    return "other" if terms & OTHER else "calcium-vitamin-d"


def _strongest(told: Sequence[Told], item: str) -> Fact:
    for kind in STRONGEST_FIRST:
        sure = [(e, last) for name, truth, e, last in told if name == kind and truth is Truth.YES]
        maybe = [(e, last) for name, truth, e, last in told if name == kind and truth is Truth.UNKNOWN]
        # An old entry of calcium or vitamin D leaves open what no rule asks: it or nothing.
        found = sure or (maybe if kind == "calcium-vitamin-d" else [])
        if found:
            return Fact(kind, _evidence(found), value=_names(found), says={"drug": _names(found)})
        if maybe and all(CONTRADICTED in last for _, last in maybe):
            return Fact(UNKNOWN, _evidence(maybe), status=Status.CONFLICTING, says={"drug": _names(maybe)})
        if maybe:
            last = max(day for _, day in maybe)
            gap = f"{item}: {_names(maybe)}, last told {last}; confirm whether it is still given"
            return Fact(UNKNOWN, _evidence(maybe), status=Status.STALE, says={"drug": _names(maybe)}, gaps=(gap,))
    return Fact("none", status=Status.NOT_RECORDED)


def _names(found: Sequence[tuple[Evidence, str]]) -> str:
    return ", ".join(sorted({e.what for e, _ in found if e.what}))


def _evidence(found: Sequence[tuple[Evidence, str]]) -> tuple[Evidence, ...]:
    newest = sorted((e for e, _ in found), key=lambda e: (str(e.on.last), e.ref), reverse=True)
    return tuple(dict.fromkeys(newest))


@measures("romosozumab-doses")
def romosozumab_doses(chart: Chart, as_of: date, *, nearly: int, complete: int) -> Fact:
    """
    How many monthly doses of romosozumab were given so far (two syringes of one day are one dose)?
    """
    lost = unusable(chart, "romosozumab-doses", DOSE_TYPES, ROMOSOZUMAB)
    if lost:
        return lost
    found = [m for m in chart.medicines_of(ROMOSOZUMAB) if m.certain is not Truth.NO and not m.in_context]
    item = item_of(chart, "romosozumab-doses")
    given = merged(chart, told_doses(found, as_of), item=item) if found else ()
    sure = sum(1 for dose in given if not dose.doubt)
    most = max(len(given) + sum(_again(dose) for dose in given), *_hinted(found, complete), 0)
    states = {_counted(sure, nearly, complete), _counted(most, nearly, complete)}
    says = {"count": str(sure), "left": str(max(complete - sure, 0))}
    if given:
        says["last"] = str(given[-1].on)
    gaps = tuple(dose.doubt for dose in given if dose.listed)
    if len(states) > 1:
        return Fact(UNKNOWN, evidence_of(given), status=Status.POSSIBLE, says=says, gaps=gaps)
    if not given:
        return not_asked(chart, "romosozumab-doses", DOSE_TYPES) or Fact("none", status=Status.NOT_RECORDED, says=says)
    return Fact(states.pop(), evidence_of(given), value=str(sure), says=says, gaps=gaps)


def _again(dose: Dose) -> int:
    """
    Return how many more monthly doses a period leaves room for.
    """
    if dose.later is None or dose.later.first is None or dose.later.last is None:
        return 0
    return whole_months(dose.later.first, dose.later.last) + 1


def _hinted(found: Sequence[Medicine], complete: int) -> Iterator[int]:
    """
    Yield how many doses may have been given by what is no dated dose: each handover, an undated statement.
    """
    yield sum(1 for m in found if m.kind is MedicineKind.DISPENSE)
    if any(m.kind is MedicineKind.STATEMENT and m.start.undated for m in found):
        yield complete


def _counted(count: int, nearly: int, complete: int) -> str:
    if count >= complete:
        return "complete"
    return "nearly-complete" if count >= nearly else "some" if count else "none"
