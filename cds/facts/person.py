"""
Who the patient is: age, sex, death, pregnancy, goals of care.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.chart.chart import Evidence
from cds.chart.dates import Span, months_after
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import absent, item_of, measures, unusable
from cds.truth import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cds.chart.chart import Chart, Condition, Observation

__all__ = [
    "STANDING",
    "active_on",
    "adult",
    "age_in_years",
    "deceased",
    "from_answers",
    "goals_of_care",
    "postmenopausal",
    "pregnant",
    "reached",
    "recorded",
    "sex",
]

PREGNANCY = frozenset({"pregnancy"})
POSTMENOPAUSAL = frozenset({"postmenopausal"})
NOT_POSTMENOPAUSAL = frozenset({"not-postmenopausal"})
PALLIATIVE = frozenset({"hospice-palliative-care"})
HOSPICE_ANSWER = frozenset({"obs-hospice-care-mds"})
STANDING = frozenset({"active", "on-hold"})
"""An order in one of these states stands."""
CARE_TYPES = ("Condition", "CarePlan", "EpisodeOfCare", "Encounter", "ServiceRequest", "Procedure")


def age_in_years(birth: date, as_of: date) -> int:
    """
    Return the age in whole years.
    """
    return as_of.year - birth.year - (months_after(birth, (as_of.year - birth.year) * 12) > as_of)


def reached(chart: Chart, as_of: date, years: int) -> Truth:
    """
    Tell whether the patient has reached an age; a partial birth date may leave it open.
    """
    birth = chart.patient.birth
    if birth.last is not None and months_after(birth.last, 12 * years) <= as_of:
        return Truth.YES
    return Truth.NO if birth.first is not None and months_after(birth.first, 12 * years) > as_of else Truth.UNKNOWN


@measures("adult")
def adult(chart: Chart, as_of: date, *, years: int) -> Fact:
    """
    Has the patient reached 18 years (rules.md section 1)?
    """
    truth = reached(chart, as_of, years)
    if truth is Truth.UNKNOWN:
        partial = chart.patient.birth != Span()
        return Fact(UNKNOWN, _person(chart), status=Status.POSSIBLE if partial else Status.NOT_RECORDED)
    return Fact(truth.value, _person(chart))


def _person(chart: Chart) -> tuple[Evidence, ...]:
    return (Evidence(chart.patient.ref, "Patient"),) if chart.patient.ref else ()


@measures("deceased")
def deceased(chart: Chart, as_of: date) -> Fact:
    """
    Has the patient died on or before the as-of date, or without a date?
    """
    if chart.patient.deceased is Truth.NO:
        return absent(chart, "deceased")
    later = chart.patient.died.within(None, as_of) is Truth.NO
    return Fact("no" if later else "yes", _person(chart))


@measures("sex")
def sex(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - sex has no date
    """
    Is the patient recorded as female or male?
    """
    if chart.patient.sex == UNKNOWN:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    return Fact(chart.patient.sex, _person(chart))


def active_on(condition: Condition, as_of: date) -> Truth:
    """
    Tell whether a condition is present on the day: clinical status active and not yet abated.
    """
    abated = Truth.NO if condition.abatement is None else condition.abatement.within(None, as_of)
    return all_of((condition.certain, condition.active, ~abated))


def recorded(chart: Chart, as_of: date, name: str, terms: frozenset[str]) -> Fact:
    """
    Answer whether an active Condition, or the latest yes/no Observation, says one of *terms*.

    Not recorded gives the dictionary's `absent` state; only hinted at gives unknown. An active
    Condition stands against an Observation that says no, and the difference is listed.
    """
    lost = unusable(chart, name, ("Condition", "Observation"), terms)
    if lost:
        return lost
    found = [(active_on(c, as_of), Evidence(c.ref, _words(name), c.onset)) for c in chart.conditions_of(terms)]
    latest = _latest(o for o in chart.observations_of(terms) if o.answer is not None)
    answers = [(_answer(o), Evidence(o.ref, _words(name), o.on)) for o in latest]
    if not found and not answers:
        return absent(chart, name)
    said = {answer for answer, _ in answers}
    fact = from_answers(found + answers)
    if {Truth.YES, Truth.NO} <= said or (fact.state == "yes" and Truth.NO in said):
        told = ", ".join(sorted(resource.ref for _, resource in found + answers))
        gap = f"{item_of(chart, name)}: recorded as yes and as no ({told})"
        if not any(answer is Truth.YES for answer, _ in found):
            return Fact(UNKNOWN, fact.evidence, status=Status.CONFLICTING, gaps=(gap,))
        return Fact("yes", fact.evidence, gaps=(gap,))
    return fact


def _latest(said: Iterable[Observation]) -> list[Observation]:
    """
    Return the answers of the latest date, and of those the last updated; several differ as one day's do.
    """
    answers = sorted(said, key=lambda o: (str(o.on.last), o.updated, o.ref))
    return [o for o in answers if (o.on.last, o.updated) == (answers[-1].on.last, answers[-1].updated)]


def _answer(seen: Observation) -> Truth:
    answer = Truth.UNKNOWN if seen.answer is None else seen.answer
    return answer if seen.certain is Truth.YES else Truth.UNKNOWN


def from_answers(found: Iterable[tuple[Truth, Evidence]]) -> Fact:
    """
    Answer yes when one resource says yes, else unknown when one only may, else no.
    """
    told = sorted(found, key=lambda one: (str(one[1].on.last), one[1].ref), reverse=True)
    truth = any_of(answer for answer, _ in told)
    evidence = tuple(resource for answer, resource in told if answer is truth)
    status = {Truth.YES: Status.ASSERTED, Truth.NO: Status.REFUTED, Truth.UNKNOWN: Status.POSSIBLE}[truth]
    return Fact(truth.value, evidence, status=status)


def _words(name: str) -> str:
    return name.replace("-", " ")


@measures("pregnant")
def pregnant(chart: Chart, as_of: date) -> Fact:
    """
    Is an active pregnancy recorded? None recorded counts as no.
    """
    return recorded(chart, as_of, "pregnant", PREGNANCY)


@measures("postmenopausal")
def postmenopausal(chart: Chart, as_of: date, *, assumed_from: int) -> Fact:
    """
    Is the patient a postmenopausal woman, recorded or by age (the card says when it is assumed)?
    """
    if chart.patient.sex == "male":
        return Fact("no", _person(chart))
    yes = recorded(chart, as_of, "postmenopausal", POSTMENOPAUSAL)
    no = recorded(chart, as_of, "postmenopausal", NOT_POSTMENOPAUSAL)
    if yes.state == "yes" and no.state == "yes":
        gap = f"{item_of(chart, 'postmenopausal')}: recorded as postmenopausal and as not"
        return Fact(UNKNOWN, yes.evidence + no.evidence, status=Status.CONFLICTING, gaps=(gap,))
    if yes.status.failed or yes.known:
        return replace(yes, says={"basis": "recorded"} if yes.known else {})
    if no.state == "yes":
        return Fact("no", no.evidence, status=Status.REFUTED)
    old_enough = reached(chart, as_of, assumed_from) if chart.patient.sex == "female" else Truth.NO
    if old_enough is Truth.YES:
        says = {"basis": f"assumed from the age of {assumed_from} or more"}
        return Fact("yes", _person(chart), says=says)
    if old_enough is Truth.UNKNOWN:
        gap = (
            f"{item_of(chart, 'postmenopausal')}: the date of birth leaves open whether she is {assumed_from} or older"
        )
        return Fact(UNKNOWN, _person(chart), status=Status.POSSIBLE, gaps=(gap,))
    return Fact(UNKNOWN, status=Status.POSSIBLE if Status.POSSIBLE in (yes.status, no.status) else Status.NOT_RECORDED)


@measures("goals-of-care")
def goals_of_care(chart: Chart, as_of: date) -> Fact:
    """
    Is hospice or palliative care active on the as-of date? None recorded counts as no.
    """
    found = list(_palliative(chart, as_of))
    if any(answer is Truth.YES for answer, _ in found):
        return from_answers(found)
    lost = unusable(chart, "goals-of-care", CARE_TYPES, PALLIATIVE)
    if lost:
        return lost
    return from_answers(found) if found else absent(chart, "goals-of-care")


def _palliative(chart: Chart, as_of: date) -> Iterator[tuple[Truth, Evidence]]:
    for condition in chart.conditions_of(PALLIATIVE):
        yield active_on(condition, as_of), Evidence(condition.ref, "palliative care", condition.onset)
    for plan in chart.plans_of(PALLIATIVE):
        over = plan.status == "finished" and plan.period.last is None
        covers = Truth.NO if over else _open(plan.period, as_of)
        yield all_of((plan.certain, covers)), Evidence(plan.ref, "palliative care", plan.period)
    for done in chart.procedures_of(PALLIATIVE):
        last = done.end.last if done.end else None if done.open_end else done.on.last
        covers = _open(Span(done.on.first, last), as_of)
        yield all_of((done.certain, covers)), Evidence(done.ref, "palliative care", done.on)
    for order in chart.orders_of(PALLIATIVE):
        if order.status in STANDING:
            yield order.certain, Evidence(order.ref, "palliative care ordered", order.authored or Span())
    for seen in _latest(o for o in chart.observations_of(HOSPICE_ANSWER) if o.answer is not None):
        yield _answer(seen), Evidence(seen.ref, "hospice care answered", seen.on)


def _open(period: Span, as_of: date) -> Truth:
    """
    Tell whether a period covers the as-of date; a side that is not told is open.
    """
    begun = period.first is None or period.first <= as_of
    return Truth.of(begun and (period.last is None or period.last >= as_of))
