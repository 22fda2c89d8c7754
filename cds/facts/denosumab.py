"""
Denosumab: what was given, and where the patient stands between two doses.

Dates that are partial, only hinted at, or told differently by two sources leave several ways the
doses may have been. A fact holds when it holds in each of them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cds.chart.chart import Evidence, MedicineKind
from cds.chart.dates import Span, days_after, first_reaching, months_after, whole_months
from cds.facts.bridging import bridged
from cds.facts.doses import Dose, evidence_of, last_doses, merged, newest_first, told_doses
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import item_of, limits_of, measures, not_asked, remembered, unreadable, unusable
from cds.facts.medicines import DENOSUMAB, DOSE_TYPES, DRUG_TYPES, has_medication_record
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from cds.chart.chart import Chart, Medicine

__all__ = [
    "Injections",
    "denosumab_doses",
    "denosumab_exposure",
    "denosumab_status",
    "denosumab_strength",
    "injections",
    "possible_last_doses",
]

LAST_DOSE = frozenset({"obs-denosumab-last-dose-date"})


class Injections(Struct, frozen=True):
    """
    Every dose of denosumab on record: 60 mg ones, and those of another or unknown strength.
    """

    sixty: tuple[Dose, ...] = ()
    other: tuple[Dose, ...] = ()

    @property
    def all(self) -> tuple[Dose, ...]:
        """
        Return the doses of every strength.
        """
        return self.sixty + self.other

    @property
    def gaps(self) -> tuple[str, ...]:
        """
        Return what `data-needed` lists in any case: sources that differ, doses that are only possible.
        """
        return tuple(dose.doubt for dose in self.all if dose.listed)

    def with_later(self) -> Injections:
        """
        Return the doses with those that a statement about a period leaves room for, each in doubt.
        """
        return Injections(self.sixty + tuple(_again(self.sixty)), self.other + tuple(_again(self.other)))


def _again(given: tuple[Dose, ...]) -> Iterator[Dose]:
    for dose in given:
        if dose.later:
            told = f"{dose.name} is told from {dose.on} to {dose.later.last} ({dose.source}), the last dose is not"
            yield replace(dose, on=dose.later, later=None, doubt=f"date of last denosumab dose: {told}")


@remembered
def injections(chart: Chart, as_of: date) -> Injections:
    """
    Collect the doses of denosumab, each by its best source (rules.md section 2).
    """
    told = [replace(dose, name=_called(dose.strength)) for dose in told_doses(chart.medicines_of(DENOSUMAB), as_of)]
    sixty_mg: Decimal = limits_of(chart, "denosumab-strength")["osteoporosis"]
    told += _told_last_doses(chart, as_of, sixty_mg)
    item, hint = item_of(chart, "denosumab-doses"), item_of(chart, "denosumab-exposure")
    found = merged(chart, told, item=item, hint=hint) if told else ()
    return Injections(
        tuple(dose for dose in found if dose.strength == sixty_mg),
        tuple(dose for dose in found if dose.strength != sixty_mg),
    )


def _told_last_doses(chart: Chart, as_of: date, strength: Decimal) -> Iterator[Dose]:
    for seen in chart.observations_of(LAST_DOSE):
        if seen.when and seen.when.first and seen.when.first <= as_of:
            on, sure = seen.when.until(as_of), seen.certain is Truth.YES
            yield Dose(on, MedicineKind.STATEMENT, strength, seen.ref, _called(strength), sure=sure, note=seen.note)


def _called(strength: Decimal | None) -> str:
    return "denosumab of unknown strength" if strength is None else f"denosumab {strength.normalize():f} mg"


def _unusable(chart: Chart, name: str) -> Fact | None:
    return unusable(chart, name, DOSE_TYPES, DENOSUMAB) or unreadable(chart, name, LAST_DOSE)


@measures("denosumab-exposure")
def denosumab_exposure(chart: Chart, as_of: date, *, never_taken_holds: int) -> Fact:
    """
    Has the patient ever been given denosumab 60 mg?
    """
    lost = _unusable(chart, "denosumab-exposure")
    if lost:
        return lost
    given = injections(chart, as_of)
    denied = [m for m in chart.medicines_of(DENOSUMAB) if m.certain is Truth.NO and not (m.text_only or m.note)]
    gaps = given.gaps + tuple(_contradictions(given, denied, item_of(chart, "denosumab-exposure")))
    evidence = evidence_of(given.all)
    if any(dose.sure for dose in given.sixty):
        return Fact("yes", evidence, gaps=gaps)
    if given.all:
        says = {"strengths": ", ".join(sorted({dose.name for dose in given.all}))}
        return Fact("uncertain", evidence, status=Status.POSSIBLE, says=says, gaps=gaps)
    return _without_a_dose(chart, as_of, denied, never_taken_holds)


def _contradictions(given: Injections, denied: list[Medicine], item: str) -> Iterator[str]:
    """
    Yield a line for each statement that denosumab was never taken, made after a dose or undated.
    """
    for statement in denied:
        said = statement.authored or Span()
        before = [d for d in given.all if said.within(None, days_after(d.on.last or date.max, -1)) is not Truth.YES]
        for dose in newest_first(before)[:1]:
            yield (
                f"{item}: {dose.name} given on {dose.on} ({dose.source}), "
                f"but stated as never taken on {said} ({statement.ref})"
            )


def _without_a_dose(chart: Chart, as_of: date, denied: list[Medicine], holds: int) -> Fact:
    evidence = tuple(Evidence(m.ref, "denosumab stated as never taken", m.authored or Span()) for m in denied)
    if any(_still_holds(statement, as_of, holds) for statement in denied):
        return Fact("no", evidence, status=Status.REFUTED)
    if denied:
        return Fact(UNKNOWN, evidence, status=Status.STALE)
    hinted = [m for m in chart.medicines_of(DENOSUMAB) if not (m.in_context and m.draft)]
    if hinted:
        evidence = tuple(Evidence(m.ref, "denosumab ordered or named, no dated dose", m.start) for m in hinted)
        gaps = tuple(sorted(f"{item_of(chart, 'denosumab-exposure')}: {m.ref}: {m.note}" for m in hinted if m.note))
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=gaps)
    lost = unusable(chart, "denosumab-exposure", DRUG_TYPES, DENOSUMAB) or not_asked(
        chart, "denosumab-exposure", DOSE_TYPES
    )
    if lost:
        return lost
    return Fact("none-recorded" if has_medication_record(chart) else UNKNOWN, status=Status.NOT_RECORDED)


def _still_holds(statement: Medicine, as_of: date, months: int) -> bool:
    said = statement.authored
    return (
        said is not None
        and said.first is not None
        and said.first <= as_of
        and said.until(as_of).reaches(as_of, months=months) is Truth.YES
    )


@measures("denosumab-doses")
def denosumab_doses(chart: Chart, as_of: date, *, tolerance: int, long_treatment: int) -> Fact:  # noqa: ARG001 - read by `merged`
    """
    Which doses of denosumab 60 mg were given?
    """
    lost = _unusable(chart, "denosumab-doses")
    if lost:
        return lost
    given = injections(chart, as_of)
    if not given.sixty:
        exposure = denosumab_exposure(chart, as_of)
        known = {"no": "none", "none-recorded": "none", "uncertain": "uncertain"}
        return replace(exposure, state=known.get(exposure.state, UNKNOWN))
    first, last = given.sixty[0].on, given.sixty[-1].on
    says = {"last": str(last), "count": str(len(given.sixty)), "first": str(first)}
    if first.last and last.last and months_after(first.last, long_treatment) < last.last:
        says["long"] = f"more than {long_treatment // 12} years of treatment"
    if last.exact and last.last:
        says["months"] = str(whole_months(last.last, as_of))
    doubtful = any(dose.listed for dose in given.sixty)
    return Fact(
        "conflicting" if doubtful else "recorded",
        evidence_of(given.all),
        status=Status.POSSIBLE if doubtful else Status.ASSERTED,
        value=str(last),
        on=last,
        says=says,
        gaps=given.gaps,
    )


@measures("denosumab-strength")
def denosumab_strength(chart: Chart, as_of: date, *, osteoporosis: Decimal, oncology: Decimal) -> Fact:  # noqa: ARG001 - read by `injections`
    """
    Was a dose of another or unknown strength given (120 mg is the oncology strength)?
    """
    lost = _unusable(chart, "denosumab-strength")
    if lost:
        return lost
    other = injections(chart, as_of).other
    if not other:
        return Fact("as-expected")
    state = "oncology" if any(dose.strength == oncology for dose in other) else "uncertain"
    says = {"names": ", ".join(sorted({dose.name for dose in other})), "last": str(other[-1].on)}
    return Fact(state, evidence_of(other), says=says)


def possible_last_doses(given: Injections, as_of: date, months: Iterable[int]) -> set[tuple[date | None, date | None]]:
    """
    Return every way the last 60 mg dose and the last dose of another strength may have been on a day.

    Args:
        given: the doses.
        as_of: the day; a dose on it counts.
        months: limits an answer depends on, tried inside partial dates.
    """
    reaching = {first_reaching(as_of, limit) for limit in months}
    turns = frozenset(reaching | {days_after(day, -1) for day in reaching})
    tomorrow = days_after(as_of, 1)
    lasts = set(last_doses(given.sixty, tomorrow, turns=turns))
    others = set(last_doses(given.other, tomorrow))
    return {(last, other) for last in lasts for other in others}


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
        return replace(exposure, state="never", says={})
    if exposure.state != "yes":
        return replace(exposure, state=UNKNOWN, says={})
    given = injections(chart, as_of)
    ways = possible_last_doses(given.with_later(), as_of, (due, overdue))
    states = {_status_after(chart, as_of, last, other, due=due, overdue=overdue) for last, other in ways}
    says = {"last": str(given.sixty[-1].on)}
    if len(states) == 1:
        return replace(exposure, state=states.pop(), says=says)
    doubts = tuple(dose.doubt for dose in given.with_later().all if dose.doubt)
    status = Status.CONFLICTING if given.gaps else Status.POSSIBLE
    return Fact(UNKNOWN, exposure.evidence, status=status, says=says, gaps=tuple(dict.fromkeys(exposure.gaps + doubts)))


def _status_after(chart: Chart, as_of: date, last: date | None, other: date | None, *, due: int, overdue: int) -> str:
    if last is None or (other is not None and other > last):
        return UNKNOWN
    if as_of <= months_after(last, due):
        return "on-time"
    if as_of <= months_after(last, overdue):
        return "overdue"
    bridge = bridged(chart, last, as_of, as_of=as_of, including=True)
    return {Truth.YES: "bridged", Truth.NO: "discontinued", Truth.UNKNOWN: UNKNOWN}[bridge]
