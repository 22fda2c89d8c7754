"""
Who the patient is: age, sex, death, pregnancy, goals of care.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.chart.dates import months_after
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import absent, measures, unusable
from cds.truth import Truth, any_of

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Chart, Condition

__all__ = ["adult", "age_in_years", "deceased", "goals_of_care", "postmenopausal", "pregnant", "recorded", "sex"]

PREGNANCY = frozenset({"pregnancy"})
POSTMENOPAUSAL = frozenset({"postmenopausal"})
NOT_POSTMENOPAUSAL = frozenset({"not-postmenopausal"})
PALLIATIVE = frozenset({"hospice-palliative-care"})
HOSPICE_ANSWER = frozenset({"obs-hospice-care-mds"})


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
    if birth.first is None or birth.last is None:
        return Truth.UNKNOWN
    return birth.within(None, months_after(as_of, -12 * years))


@measures("adult")
def adult(chart: Chart, as_of: date, *, years: int) -> Fact:
    """
    Has the patient reached 18 years (rules.md section 1)?
    """
    truth = reached(chart, as_of, years)
    if truth is Truth.UNKNOWN:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    return Fact(truth.value, (Evidence(chart.patient.ref, "date of birth"),) if chart.patient.ref else ())


@measures("deceased")
def deceased(chart: Chart, as_of: date) -> Fact:
    """
    Has the patient died on or before the as-of date, or without a date?
    """
    if chart.patient.deceased is Truth.NO:
        return absent(chart, "deceased")
    truth = Truth.YES if chart.patient.died.first is None else chart.patient.died.within(None, as_of)
    state = "no" if truth is Truth.NO else "yes"
    return Fact(state, (Evidence(chart.patient.ref, "death recorded", chart.patient.died),))


@measures("sex")
def sex(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - sex has no date
    """
    Is the patient recorded as female or male?
    """
    if chart.patient.sex == UNKNOWN:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    return Fact(chart.patient.sex, (Evidence(chart.patient.ref, "administrative gender"),))


def active_on(condition: Condition, as_of: date) -> Truth:
    """
    Tell whether a condition is present on the day: clinical status active and not yet abated.
    """
    if condition.certain is Truth.NO or condition.active is Truth.NO:
        return Truth.NO
    if condition.abatement is not None and condition.abatement.within(None, as_of) is Truth.YES:
        return Truth.NO
    return condition.active if condition.certain is Truth.YES else Truth.UNKNOWN


def recorded(chart: Chart, as_of: date, name: str, terms: frozenset[str]) -> Fact:
    """
    Answer whether an active Condition, or the latest yes/no Observation, says one of *terms*.

    Not recorded gives the dictionary's `absent` state; only hinted at gives unknown.
    """
    lost = unusable(chart, ("Condition", "Observation"), terms)
    if lost:
        return lost
    found = [(active_on(c, as_of), Evidence(c.ref, _words(name), c.onset)) for c in chart.conditions if c.terms & terms]
    said = sorted(
        (o for o in chart.observations if o.terms & terms and o.answer is not None),
        key=lambda o: (o.on.last or as_of, o.updated),
    )
    if said:
        newest = said[-1]
        answer = newest.answer if newest.certain is Truth.YES and newest.answer is not None else Truth.UNKNOWN
        found.append((answer, Evidence(newest.ref, _words(name), newest.on)))
    if not found:
        return absent(chart, name)
    return _from_answers(found)


def _from_answers(found: list[tuple[Truth, Evidence]]) -> Fact:
    truth = any_of(answer for answer, _ in found)
    evidence = tuple(resource for answer, resource in found if answer is truth)
    if truth is Truth.UNKNOWN:
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE)
    return Fact(truth.value, evidence, status=Status.ASSERTED if truth is Truth.YES else Status.REFUTED)


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
        return Fact("no", (Evidence(chart.patient.ref, "administrative gender"),))
    yes = recorded(chart, as_of, "postmenopausal", POSTMENOPAUSAL)
    no = recorded(chart, as_of, "postmenopausal", NOT_POSTMENOPAUSAL)
    if yes.state == "yes" and no.state == "yes":
        return Fact(UNKNOWN, yes.evidence + no.evidence, status=Status.CONFLICTING)
    if yes.status.failed or yes.state == "yes":
        return yes
    if no.state == "yes":
        return Fact("no", no.evidence, status=Status.REFUTED)
    if chart.patient.sex == "female" and reached(chart, as_of, assumed_from) is Truth.YES:
        says = {"assumption": f"postmenopausal is assumed from the age of {assumed_from} or more"}
        return Fact("yes", (Evidence(chart.patient.ref, "sex and date of birth"),), says=says)
    return Fact(UNKNOWN, status=Status.NOT_RECORDED)


@measures("goals-of-care")
def goals_of_care(chart: Chart, as_of: date) -> Fact:
    """
    Is hospice or palliative care active on the as-of date? None recorded counts as no.
    """
    found = [
        (active_on(c, as_of), Evidence(c.ref, "palliative care", c.onset))
        for c in chart.conditions
        if c.terms & PALLIATIVE
    ]
    found += [
        (_open(plan.certain, plan.period.last is None or plan.period.last >= as_of), Evidence(plan.ref, "palliative care"))
        for plan in chart.plans
        if plan.terms & PALLIATIVE and (plan.period.first is None or plan.period.first <= as_of)
    ]
    found += [
        (_open(p.certain, p.end is None or (p.end.last or as_of) >= as_of), Evidence(p.ref, "palliative care", p.on))
        for p in chart.procedures
        if p.terms & PALLIATIVE
    ]
    found += [(o.certain, Evidence(o.ref, "palliative care ordered")) for o in chart.orders if o.terms & PALLIATIVE]
    found += [
        (o.answer, Evidence(o.ref, "hospice care answered", o.on))
        for o in chart.observations
        if o.terms & HOSPICE_ANSWER and o.answer is not None
    ]
    if not found:
        return unusable(chart, ("Condition",), PALLIATIVE) or absent(chart, "goals-of-care")
    return _from_answers(found)


def _open(certain: Truth, still_open: bool) -> Truth:  # noqa: FBT001 - a known answer joins an open one
    return certain if still_open else Truth.NO
