"""
The rhythm of denosumab: where the as-of date lies after the last dose, and what was given since.

The limits of due, overdue and the rebound window stand in `denosumab-status` and `rebound-exposure`;
the schedule reads them there, so that no number stands in two places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.chart import Evidence, MedicineKind
from cds.chart.dates import whole_months
from cds.facts.bridging import bridged
from cds.facts.denosumab import LAST_DOSE, denosumab_doses, denosumab_exposure, injections, possible_last_doses
from cds.facts.dose_schedule import DoseSchedule
from cds.facts.doses import evidence_of
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import FRACTURE_TYPES, FRACTURES
from cds.facts.measuring import absent, item_of, limits_of, measures, remembered, unreadable, unusable
from cds.facts.medicines import DENOSUMAB, DOSE_TYPES, DRUG_TYPES, IBANDRONATE, ORAL_BISPHOSPHONATES, ZOLEDRONATE
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart, Condition, Medicine
    from cds.facts.denosumab import Injections
    from cds.facts.doses import Dose

__all__ = [
    "BISPHOSPHONATES",
    "LastDose",
    "antiresorptive_since_denosumab",
    "denosumab_dose_count",
    "denosumab_duration",
    "denosumab_schedule",
    "last_dose",
    "previous_vertebral_fracture",
    "schedule_of",
]

BISPHOSPHONATES = ZOLEDRONATE | IBANDRONATE | ORAL_BISPHOSPHONATES
OLD_VERTEBRAL = frozenset(
    {"osteoporotic-vertebral-fracture-sequela", "history-of-vertebral-fracture-cause-unspecified"}
)
STOPPED = frozenset({"stopped", "cancelled", "on-hold"})


def schedule_of(chart: Chart) -> DoseSchedule:
    """
    Return the schedule of denosumab 60 mg, with the limits of the dictionary.
    """
    return _schedule(chart, **limits_of(chart, "denosumab-schedule"))


def _schedule(chart: Chart, *, early: int, late_window: int) -> DoseSchedule:
    status = limits_of(chart, "denosumab-status")
    window: int = limits_of(chart, "rebound-exposure")["window_end"]
    return DoseSchedule(early=early, due=status["due"], grace=status["overdue"], window=window, late_window=late_window)


class LastDose(Struct, frozen=True):
    """
    The days on which the last 60 mg dose may have been given, earliest first; none when there is none.
    """

    days: tuple[date, ...]
    told: str = ""

    @property
    def first(self) -> date:
        """
        Return the earliest of them: what is due, is due by it.
        """
        return self.days[0]


@remembered
def last_dose(chart: Chart, as_of: date) -> LastDose:
    """
    Return the last 60 mg dose as the record tells it, each possible day of it.
    """
    given = injections(chart, as_of)
    if not given.sixty:
        return LastDose(())
    ways = _ways(given, as_of, schedule_of(chart))
    days = tuple(sorted({last for last, _ in ways if last}))
    told = given.sixty[-1].on
    within = all(told.first and told.last and told.first <= day <= told.last for day in days)
    return LastDose(days, str(told) if within or not days else f"{days[0]} or {days[-1]}")


def _ways(given: Injections, as_of: date, schedule: DoseSchedule) -> set[tuple[date | None, date | None]]:
    limits = (schedule.early, schedule.due, schedule.grace, schedule.window, schedule.late_window)
    return possible_last_doses(given.with_later(), as_of, limits)


@measures("denosumab-schedule")
def denosumab_schedule(chart: Chart, as_of: date, *, early: int, late_window: int) -> Fact:
    """
    Where does the as-of date lie in the rhythm of denosumab, counted from the last 60 mg dose?
    """
    exposure = denosumab_exposure(chart, as_of)
    if exposure.state != "yes":
        return _without_sixty(chart, as_of, exposure)
    given, last = injections(chart, as_of), last_dose(chart, as_of)
    schedule = _schedule(chart, early=early, late_window=late_window)
    states = {_place(schedule, as_of, day, other, given) for day, other in _ways(given, as_of, schedule)}
    says = _words(last, schedule, as_of)
    if len(states) == 1 and UNKNOWN not in states:
        return Fact(states.pop(), exposure.evidence, on=given.sixty[-1].on, says=says, gaps=exposure.gaps)
    doubts = tuple(dose.doubt for dose in given.with_later().all if dose.doubt)
    later = [dose for dose in _of_unknown_strength(given) if last.days and (dose.on.last or as_of) > last.first]
    gaps = tuple(dict.fromkeys((*exposure.gaps, *doubts, *_strengths_asked(chart, later))))
    status = Status.CONFLICTING if given.gaps else Status.POSSIBLE
    return Fact(UNKNOWN, exposure.evidence, status=status, says=says, gaps=gaps)


def _without_sixty(chart: Chart, as_of: date, exposure: Fact) -> Fact:
    """
    Answer for a patient of whom no dose of 60 mg is certain.
    """
    if exposure.state == "none-recorded" and _stopped_now(chart):
        return Fact(UNKNOWN, status=Status.POSSIBLE)
    if exposure.state in {"no", "none-recorded"}:
        return Fact("never", exposure.evidence, status=exposure.status)
    if exposure.status.failed and _only_orders_lost(chart):
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    given = injections(chart, as_of)
    unclear = _of_unknown_strength(given)
    if exposure.state == "uncertain" and not given.sixty and not unclear:
        return Fact("other-strength", exposure.evidence, gaps=exposure.gaps)
    gaps = exposure.gaps + _strengths_asked(chart, unclear)
    return Fact(UNKNOWN, exposure.evidence, status=exposure.status, gaps=gaps)


def _stopped_now(chart: Chart) -> bool:
    """
    Tell whether an order for denosumab is being stopped: that there was one is no longer in doubt.
    """
    return any(m.in_context and m.status in STOPPED for m in chart.medicines_of(DENOSUMAB))


def _only_orders_lost(chart: Chart) -> bool:
    """
    Tell whether what could not be read holds no dose, in a record that names no denosumab: nobody is asked then.
    """
    name = "denosumab-schedule"
    lost = unusable(chart, name, DOSE_TYPES, DENOSUMAB) or unreadable(chart, name, DENOSUMAB | LAST_DOSE)
    return lost is None and not chart.medicines_of(DENOSUMAB)


def _place(schedule: DoseSchedule, as_of: date, last: date | None, other: date | None, given: Injections) -> str:
    if last is None:
        return UNKNOWN
    if other is not None and other > last:
        return UNKNOWN if _of_unknown_strength(given) else "other-strength"
    return schedule.place(as_of, after=last).value


def _of_unknown_strength(given: Injections) -> list[Dose]:
    return [dose for dose in given.other if dose.strength is None]


def _strengths_asked(chart: Chart, doses: list[Dose]) -> tuple[str, ...]:
    item = item_of(chart, "denosumab-strength")
    return tuple(f"{item}: {dose.name} given on {dose.on} ({dose.source})" for dose in doses)


def _words(last: LastDose, schedule: DoseSchedule, as_of: date) -> dict[str, str]:
    if not last.days:
        return {}
    due = schedule.due_on(last.first)
    return {
        "last": last.told,
        "due": due.isoformat(),
        "grace-ends": schedule.grace_ends(last.first).isoformat(),
        "follow-on": max(due, as_of).isoformat(),
        "days": _range((as_of - day).days for day in last.days),
        "months": _range(whole_months(day, as_of) for day in last.days),
    }


def _range(numbers: Iterator[int]) -> str:
    found = sorted(set(numbers))
    return str(found[0]) if len(found) == 1 else f"{found[0]} to {found[-1]}"


@measures("antiresorptive-since-denosumab")
def antiresorptive_since_denosumab(chart: Chart, as_of: date) -> Fact:
    """
    Was a potent antiresorptive taken since the last 60 mg dose? No, where there was no such dose.
    """
    name = "antiresorptive-since-denosumab"
    last = last_dose(chart, as_of)
    if not last.days:
        return absent(chart, name)
    answers = {bridged(chart, day, as_of, as_of=as_of, including=True) for day in last.days}
    taken = [m for m in chart.medicines_of(BISPHOSPHONATES) if _maybe_since(m, last.first)]
    says = {"drug": ", ".join(sorted({m.name for m in taken if m.name}))} if taken else {}
    evidence = tuple(Evidence(m.ref, m.name, m.start) for m in taken)
    if answers == {Truth.YES}:
        return Fact("yes", evidence, says=says)
    if answers == {Truth.NO}:
        lost = unusable(chart, name, DRUG_TYPES, BISPHOSPHONATES)
        return lost if lost and lost.status is not Status.NOT_FETCHED else absent(chart, name)
    return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says=says, gaps=tuple(_left_open(chart, name, taken)))


def _maybe_since(medicine: Medicine, day: date) -> bool:
    """
    Tell whether a drug may have been given, or still taken, after *day*.
    """
    if medicine.in_context or medicine.draft or medicine.certain is Truth.NO:
        return False
    if medicine.kind is MedicineKind.ADMINISTRATION or medicine.end is not None:
        told = medicine.end or medicine.start
        return told.last is None or told.last > day
    return True


def _left_open(chart: Chart, name: str, taken: list[Medicine]) -> Iterator[str]:
    for medicine in taken:
        told = f"last confirmed {medicine.confirmed}" if medicine.confirmed else "its dates do not tell"
        yield f"{item_of(chart, name)}: {medicine.name or 'an antiresorptive'} ({medicine.ref}), {told}"


@measures("denosumab-dose-count")
def denosumab_dose_count(chart: Chart, as_of: date, *, few: int) -> Fact:
    """
    How many doses of denosumab 60 mg are recorded: up to four, or more?
    """
    given = injections(chart, as_of).sixty
    sure = [dose for dose in given if not dose.doubt]
    if not given:
        return Fact("none", status=Status.NOT_RECORDED)
    says = {"count": str(len(sure))}
    if (len(sure) <= few) != (len(given) <= few):
        return Fact(UNKNOWN, evidence_of(given), status=Status.POSSIBLE, says=says)
    return Fact("up-to-four" if len(given) <= few else "more-than-four", evidence_of(given), says=says)


@measures("denosumab-duration")
def denosumab_duration(chart: Chart, as_of: date) -> Fact:
    """
    Was denosumab given for more than 3 years, from the first to the last dose?
    """
    doses = denosumab_doses(chart, as_of)
    if doses.state not in {"recorded", "conflicting"}:
        return Fact("none" if doses.state == "none" else UNKNOWN, status=doses.status)
    says = {word: doses.says[word] for word in ("first", "last")}
    return Fact("long" if "long" in doses.says else "short", doses.evidence, says=says)


@measures("previous-vertebral-fracture")
def previous_vertebral_fracture(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - of any age
    """
    Is a vertebral fracture of any age recorded?
    """
    name = "previous-vertebral-fracture"
    told = [c for c in chart.conditions_of(FRACTURES | OLD_VERTEBRAL) if c.certain is not Truth.NO]
    sure = [condition for condition in told if condition.certain is Truth.YES]
    if sure:
        says = {"fractures": "; ".join(sorted({_in_words(condition) for condition in sure}))}
        return Fact("yes", tuple(Evidence(c.ref, "vertebral fracture", c.onset) for c in sure), says=says)
    if told:
        return Fact(
            UNKNOWN, tuple(Evidence(c.ref, "vertebral fracture", c.onset) for c in told), status=Status.POSSIBLE
        )
    return unusable(chart, name, FRACTURE_TYPES, FRACTURES | OLD_VERTEBRAL) or absent(chart, name)


def _in_words(condition: Condition) -> str:
    place = ", ".join(sorted(condition.levels)) or "level not recorded"
    return f"{place}, {condition.onset if condition.onset_known else 'onset not recorded'}"
