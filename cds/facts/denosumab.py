"""
Denosumab: what was given, and where the patient stands between two doses.

Dates that are partial, only hinted at, or told differently by two sources give several *histories*:
each is one way the doses may really have been. A fact holds when every history says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Medicine, MedicineKind
from cds.chart.dates import days_after, months_after, whole_months
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import limits_of, measures, unusable
from cds.facts.medicines import (
    DENOSUMAB,
    DRUG_TYPES,
    IBANDRONATE,
    ORAL_BISPHOSPHONATES,
    ZOLEDRONATE,
    Dose,
    course_covers,
    course_days,
    doses,
    has_medication_record,
    into_a_vein,
)
from cds.truth import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["History", "Injections", "bridged", "denosumab_doses", "denosumab_exposure", "denosumab_status", "injections"]

LAST_DOSE = frozenset({"obs-denosumab-last-dose-date"})
SIXTY_MG = 60
MOST_HISTORIES = 64
DAYS_OF_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class History:
    """
    One way the doses may have been: the days of 60 mg doses and of doses of another or unknown strength.
    """

    sixty: tuple[date, ...]
    other: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Injections:
    """
    Every dose of denosumab on record, and what the sources disagree about.

    `doubtful` doses may not have happened (a later date from a lesser source, only hinted at).
    """

    sixty: tuple[Dose, ...]
    other: tuple[Dose, ...]
    doubtful: frozenset[Dose]
    gaps: tuple[str, ...]

    def histories(self) -> Iterator[History]:
        """
        Yield every way the doses may have been; when there are too many, the earliest and latest ones.
        """
        given = [(dose, True) for dose in self.sixty] + [(dose, False) for dose in self.other]
        choices = [_days_of(dose, doubtful=dose in self.doubtful) for dose, _ in given]
        ways = 1
        for choice in choices:
            ways *= len(choice)
        picked = product(*choices) if ways <= MOST_HISTORIES else zip(*(_ends(choice) for choice in choices), strict=True)
        for days in picked:
            yield History(
                tuple(sorted(d for d, (_, sixty) in zip(days, given, strict=True) if d and sixty)),
                tuple(sorted(d for d, (_, sixty) in zip(days, given, strict=True) if d and not sixty)),
            )

    def evidence(self) -> tuple[Evidence, ...]:
        """
        Return the resources of every dose, newest first.
        """
        return tuple(dose.as_evidence() for dose in sorted(self.sixty + self.other, key=_newest, reverse=True))


def _newest(dose: Dose) -> tuple[str, str]:
    return str(dose.on.last), dose.ref


def _days_of(dose: Dose, *, doubtful: bool) -> tuple[date | None, ...]:
    days: list[date | None] = [dose.on.first] if dose.on.exact else [dose.on.first, dose.on.last]
    return (*days, None) if doubtful else tuple(days)


def _ends(choice: tuple[date | None, ...]) -> tuple[date | None, ...]:
    return choice[0], choice[-1], [day for day in choice if day][-1]


def injections(chart: Chart) -> Injections:
    """
    Collect the doses of denosumab by strength and source rank (rules.md section 2).

    A date from a lesser source within the tolerance of one from a better source is the same dose;
    a later one by more than that is doubtful, and both dates become a gap.
    """
    tolerance: int = limits_of(chart, "denosumab-doses")["tolerance"]
    found = [replace(dose, name=_called(dose)) for dose in doses(chart, DENOSUMAB)]
    sixty = [dose for dose in found if dose.strength == SIXTY_MG] + list(_told_last_doses(chart))
    other = [dose for dose in found if dose.strength != SIXTY_MG]
    doubtful = {dose for dose in (*sixty, *other) if dose.certain is not Truth.YES}
    gaps = [f"{dose.name} on {dose.on} is only possible: {dose.note or 'its status does not say'}" for dose in doubtful]
    kept, conflicts, lines = _by_rank(sixty, doubtful, tolerance)
    return Injections(tuple(kept), tuple(other), frozenset(doubtful | conflicts), tuple(sorted(gaps) + lines))


def _by_rank(sixty: list[Dose], doubtful: set[Dose], tolerance: int) -> tuple[list[Dose], set[Dose], list[str]]:
    kept: list[Dose] = []
    conflicts: set[Dose] = set()
    lines: list[str] = []
    ordered = sorted(sixty, key=lambda d: (d.on.last, d.ref))
    for dose in ordered:
        better = [d for d in ordered if d.kind.value < dose.kind.value and d not in doubtful]
        if any(_same_day(dose, d, tolerance) for d in better):
            continue
        kept.append(dose)
        if better and all(d.on.last < dose.on.first for d in better if d.on.last and dose.on.first):
            conflicts.add(dose)
            last = better[-1]
            lines.append(
                f"last denosumab dose {last.on} ({last.kind.name.lower()}, {last.ref}) or "
                f"{dose.on} ({dose.kind.name.lower()}, {dose.ref})"
            )
    return kept, conflicts, lines


def _same_day(one: Dose, other: Dose, tolerance: int) -> bool:
    if not (one.on.first and one.on.last and other.on.first and other.on.last):
        return False
    return one.on.first <= days_after(other.on.last, tolerance) and other.on.first <= days_after(one.on.last, tolerance)


def _told_last_doses(chart: Chart) -> Iterator[Dose]:
    for observation in chart.observations:
        if observation.terms & LAST_DOSE and observation.when and not observation.when.undated:
            yield Dose(
                observation.when,
                MedicineKind.STATEMENT,
                None,
                observation.certain,
                observation.ref,
                "denosumab 60 mg",
                observation.note,
            )


def _called(dose: Dose) -> str:
    if dose.strength is None:
        return "denosumab of unknown strength"
    return f"denosumab {dose.strength.normalize():f} mg"


@measures("denosumab-exposure")
def denosumab_exposure(chart: Chart, as_of: date, *, never_taken_holds: int) -> Fact:
    """
    Has the patient ever been given denosumab 60 mg?
    """
    lost = unusable(chart, DRUG_TYPES, DENOSUMAB)
    if lost:
        return lost
    given = injections(chart)
    denied = _denied(chart)
    if any(dose.certain is Truth.YES for dose in given.sixty):
        return Fact("yes", given.evidence(), gaps=given.gaps + _contradictions(given, denied))
    if given.sixty or given.other:
        says = {"strengths": ", ".join(sorted({dose.name for dose in given.other + given.sixty}))}
        return Fact("uncertain", given.evidence(), status=Status.POSSIBLE, says=says, gaps=given.gaps)
    return _without_a_dose(chart, as_of, denied, never_taken_holds)


def _denied(chart: Chart) -> list[Medicine]:
    return [m for m in chart.doses_of(*DENOSUMAB) if m.certain is Truth.NO]


def _contradictions(given: Injections, denied: list[Medicine]) -> tuple[str, ...]:
    last = given.sixty[-1]
    return tuple(
        f"denosumab given {last.on} ({last.ref}), but stated as never taken on {m.authored or m.start} ({m.ref})"
        for m in denied
    )


def _without_a_dose(chart: Chart, as_of: date, denied: list[Medicine], holds: int) -> Fact:
    evidence = tuple(Evidence(m.ref, "denosumab stated as never taken", m.authored or m.start) for m in denied)
    for statement in denied:
        asserted = statement.authored
        if asserted and asserted.first and months_after(asserted.first, holds) >= as_of >= asserted.first:
            return Fact("no", evidence, status=Status.REFUTED)
    if denied:
        return Fact(UNKNOWN, evidence, status=Status.STALE)
    hinted = [m for m in chart.medicines if m.terms & DENOSUMAB and not m.in_context]
    if hinted:
        evidence = tuple(Evidence(m.ref, "denosumab ordered or named, no dated dose", m.start) for m in hinted)
        gaps = tuple(sorted({f"{m.ref}: {m.note}" for m in hinted if m.note}))
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=gaps)
    if has_medication_record(chart):
        return Fact("none-recorded", status=Status.NOT_RECORDED)
    return Fact(UNKNOWN, status=Status.NOT_RECORDED)


@measures("denosumab-doses")
def denosumab_doses(chart: Chart, as_of: date, *, tolerance: int, long_treatment: int) -> Fact:
    """
    Which doses of denosumab 60 mg were given?
    """
    lost = unusable(chart, DRUG_TYPES, DENOSUMAB)
    if lost:
        return lost
    given = injections(chart)
    if not given.sixty:
        exposure = denosumab_exposure(chart, as_of)
        state = "uncertain" if given.other else "none" if exposure.state in {"no", "none-recorded"} else UNKNOWN
        return replace(exposure, state=state)
    last, first = given.sixty[-1], given.sixty[0]
    says = {"last": str(last.on), "count": str(len(given.sixty)), "first": str(first.on)}
    if last.on.last and first.on.last and months_after(first.on.last, long_treatment) < last.on.last:
        says["long"] = "more than 3 years of treatment"
    if last.on.exact and last.on.last:
        says["months"] = str(whole_months(last.on.last, as_of))
    state = "conflicting" if given.doubtful else "recorded"
    status = Status.CONFLICTING if given.doubtful else Status.ASSERTED
    return Fact(state, given.evidence(), status=status, value=str(last.on), on=last.on, says=says, gaps=given.gaps)


@measures("denosumab-strength")
def denosumab_strength(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - every strength counts
    """
    Was a dose of another or unknown strength given (120 mg is the oncology strength)?
    """
    lost = unusable(chart, DRUG_TYPES, DENOSUMAB)
    if lost:
        return lost
    other = injections(chart).other
    if not other:
        return Fact("as-expected")
    oncology = [dose for dose in other if dose.strength == 120]  # noqa: PLR2004 - the oncology product
    evidence = tuple(dose.as_evidence() for dose in reversed(other))
    names = ", ".join(sorted({dose.name for dose in other}))
    return Fact("oncology" if oncology else "uncertain", evidence, says={"names": names, "last": str(other[-1].on)})


def bridged(chart: Chart, start: date, end: date, *, including: bool) -> Truth:
    """
    Tell whether a potent antiresorptive was taken after *start* and before *end* (rules.md `bridge`).

    Args:
        chart: the record; how long a confirmation of an oral drug holds, and for how many months it
            must have been taken when it is no longer, are limits of `denosumab-status`.
        start: the day of the last denosumab dose.
        end: the day of the fracture, or the as-of date.
        including: whether a drug given on *end* itself counts (it does on the as-of date).
    """
    limits = limits_of(chart, "denosumab-status")
    until = end if including else days_after(end, -1)
    found = [
        all_of((dose.start.within(days_after(start, 1), until), dose.certain, into_a_vein(dose)))
        for dose in chart.doses_of(*ZOLEDRONATE, *IBANDRONATE)
        if dose.kind is not MedicineKind.DISPENSE and not dose.start.undated
    ]
    courses = [m for m in chart.medicines if m.terms & ORAL_BISPHOSPHONATES and not m.in_context and _taken_by_mouth(m)]
    found += [course_covers(course, end, confirmed_within=limits["confirmed_within"]) for course in courses]
    if course_days(courses, start, end) >= limits["taken_for"] * DAYS_OF_A_YEAR // 12:
        found.append(Truth.YES)
    return any_of(found)


def _taken_by_mouth(medicine: Medicine) -> bool:
    return medicine.kind is not MedicineKind.ADMINISTRATION and medicine.route in {"", "oral"}


@measures("denosumab-status")
def denosumab_status(
    chart: Chart,
    as_of: date,
    *,
    due: int,
    overdue: int,
    confirmed_within: int,  # noqa: ARG001 - read by `bridged`
    taken_for: int,  # noqa: ARG001 - likewise
) -> Fact:
    """
    Where does the patient stand since the last 60 mg dose: on time, overdue, discontinued, bridged?
    """
    exposure = denosumab_exposure(chart, as_of)
    if exposure.state in {"no", "none-recorded"}:
        return replace(exposure, state="never")
    if exposure.state != "yes":
        return replace(exposure, state=UNKNOWN)
    given = injections(chart)
    states = {_status_in(history, chart, as_of, due=due, overdue=overdue) for history in given.histories()}
    says = {"last": str(given.sixty[-1].on)}
    if len(states) > 1:
        status = Status.CONFLICTING if given.doubtful else Status.POSSIBLE
        return Fact(UNKNOWN, given.evidence(), status=status, says=says, gaps=given.gaps)
    return Fact(states.pop(), given.evidence(), says=says, gaps=given.gaps)


def _status_in(history: History, chart: Chart, as_of: date, *, due: int, overdue: int) -> str:
    if not history.sixty:
        return UNKNOWN
    last = history.sixty[-1]
    if history.other and history.other[-1] > last:
        return UNKNOWN
    if as_of <= months_after(last, due):
        return "on-time"
    if as_of <= months_after(last, overdue):
        return "overdue"
    bridge = bridged(chart, last, as_of, including=True)
    return {Truth.YES: "bridged", Truth.NO: "discontinued", Truth.UNKNOWN: UNKNOWN}[bridge]
