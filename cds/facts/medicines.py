"""
The words for drugs, and the two shapes in which the chart holds them: doses and courses.

A *dose* was given on a day; a *course* is taken over time. Source ranks: rules.md section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Medicine, MedicineKind
from cds.chart.dates import Span, days_after, months_after
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart

__all__ = [
    "ABALOPARATIDE",
    "BONE_FORMING",
    "DENOSUMAB",
    "DENOSUMAB_120",
    "DENOSUMAB_60",
    "DRUG_TYPES",
    "IBANDRONATE",
    "ORAL_BISPHOSPHONATES",
    "ROMOSOZUMAB",
    "TERIPARATIDE",
    "ZOLEDRONATE",
    "Dose",
    "course_covers",
    "course_days",
    "doses",
    "has_medication_record",
    "into_a_vein",
]

DRUG_TYPES = ("MedicationAdministration", "MedicationStatement", "MedicationDispense")

DENOSUMAB_60 = frozenset({"drug-denosumab-60mg"})
DENOSUMAB_120 = frozenset({"drug-denosumab-120mg-exclude"})
DENOSUMAB = DENOSUMAB_60 | DENOSUMAB_120 | {"drug-denosumab", "drug-denosumab-hcpcs-ambiguous-strength"}
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
    {"drug-alendronate", "drug-alendronate-retired-rxcui", "drug-risedronate", "drug-minodronate", "drug-ibandronate"}
)
ROMOSOZUMAB = frozenset({"drug-romosozumab"})
TERIPARATIDE = frozenset({"drug-teriparatide"})
ABALOPARATIDE = frozenset({"drug-abaloparatide"})
BONE_FORMING = ROMOSOZUMAB | TERIPARATIDE | ABALOPARATIDE | {"drug-anabolic-class"}

_INTRAVENOUS_IBANDRONATE_MG = 3


@dataclass(frozen=True, slots=True)
class Dose:
    """
    A drug given on a day (or on one of several possible days).

    `certain` UNKNOWN: the record only hints at it. `strength` in mg, None when not known.
    """

    on: Span
    kind: MedicineKind
    strength: Decimal | None
    certain: Truth
    ref: str
    name: str = ""
    note: str = ""

    def as_evidence(self) -> Evidence:
        """
        Return the resource this dose was read from.
        """
        return Evidence(self.ref, f"{self.name} given", self.on)


def doses(chart: Chart, terms: frozenset[str]) -> tuple[Dose, ...]:
    """
    Return the dated doses of a drug, oldest first; of one day and strength the best source stands.

    A dispense is no dose (sites that give at dispense have it read as an administration), and a
    statement without a date is none either.
    """
    found = [
        Dose(m.start, m.kind, m.strength, m.certain, m.ref, m.name, m.note)
        for m in chart.doses_of(*terms)
        if m.kind is not MedicineKind.DISPENSE and m.certain is not Truth.NO and not m.start.undated
    ]
    found.sort(key=lambda dose: (dose.on.last, dose.kind.value, dose.certain is not Truth.YES, dose.ref))
    kept: dict[tuple[Span, Decimal | None], Dose] = {}
    for dose in found:
        kept.setdefault((dose.on, dose.strength), dose)
    return tuple(kept.values())


def has_medication_record(chart: Chart) -> bool:
    """
    Tell whether the record holds any medication resource; drafts of the hook's context are none.
    """
    return any(not medicine.in_context for medicine in chart.medicines)


def into_a_vein(medicine: Medicine) -> Truth:
    """
    Tell whether a bisphosphonate was infused: zoledronate always, ibandronate by route or 3 mg dose.
    """
    if medicine.terms & ZOLEDRONATE:
        return Truth.YES
    if medicine.route:
        return Truth.of(medicine.route == "intravenous")
    if medicine.strength is None:
        return Truth.UNKNOWN
    return Truth.of(medicine.strength == _INTRAVENOUS_IBANDRONATE_MG)


def course_covers(course: Medicine, day: date, *, confirmed_within: int) -> Truth:
    """
    Tell whether a drug taken over time was being taken on *day*.

    Args:
        course: a statement, dispense or order of an oral or daily drug.
        day: the day asked about.
        confirmed_within: months for which a confirmation of use holds.

    Returns:
        YES between a known start and end, or while a confirmation holds; NO outside; UNKNOWN when
        only an older "active" entry says so, or the dates do not tell.
    """
    begun = Span(course.start.first, course.start.last or day).within(None, day)
    if begun is Truth.NO or course.certain is Truth.NO:
        return Truth.NO
    if course.end is not None:
        open_until = course.end.within(day, None)
        if open_until is Truth.NO:
            return _confirmed(course, day, confirmed_within) if course.status == "active" else Truth.NO
        return begun if open_until is Truth.YES and course.certain is Truth.YES else Truth.UNKNOWN
    if course.kind is MedicineKind.REQUEST and course.status not in {"active", "on-hold"}:
        return Truth.NO if course.confirmed is None or course.confirmed < day else Truth.UNKNOWN
    held = _confirmed(course, day, confirmed_within)
    if held is Truth.YES and begun is Truth.YES and course.certain is Truth.YES:
        return Truth.YES
    return Truth.UNKNOWN


def _confirmed(course: Medicine, day: date, months: int) -> Truth:
    if course.confirmed is not None and months_after(course.confirmed, months) >= day:
        return Truth.YES
    return Truth.UNKNOWN


def course_days(courses: Iterable[Medicine], first: date, last: date) -> int:
    """
    Count the days of *first*..*last* on which one of the courses was surely taken.
    """
    return sum(1 for _ in _days(courses, first, last))


def _days(courses: Iterable[Medicine], first: date, last: date) -> Iterator[date]:
    spans = sorted(
        (max(c.start.last, first), min(c.end.first, last))
        for c in courses
        if c.certain is Truth.YES and c.start.last and c.end and c.end.first
    )
    day = first
    for start, end in spans:
        day = max(day, start)
        while day <= end:
            yield day
            day = days_after(day, 1)
