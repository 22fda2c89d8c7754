"""
What comes after what: the course of romosozumab, the antiresorptive after it, the last denosumab dose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Medicine, MedicineKind
from cds.facts.courses import taken_on
from cds.facts.denosumab import denosumab_exposure, injections
from cds.facts.doses import evidence_of, infusions
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import absent, item_of, limits_of, measures, unusable
from cds.facts.medicines import DENOSUMAB, DRUG_TYPES, IBANDRONATE, ORAL_BISPHOSPHONATES, ZOLEDRONATE, by_mouth
from cds.facts.therapy import romosozumab_doses
from cds.truth import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart
    from cds.chart.dates import Span

__all__ = ["injected_lately", "romosozumab_course", "romosozumab_followon"]

ANTIRESORPTIVES = DENOSUMAB | ZOLEDRONATE | IBANDRONATE | ORAL_BISPHOSPHONATES
ORDERED = frozenset({"active", "on-hold", "completed"})


@measures("romosozumab-course")
def romosozumab_course(chart: Chart, as_of: date, *, matters_for: int) -> Fact:
    """
    Where in its course is romosozumab: running, nearly complete, or ended (complete or stopped early)?
    """
    given = romosozumab_doses(chart, as_of)
    last = _last(given)
    if last is None:
        state = UNKNOWN if given.state == UNKNOWN else "none"
        return Fact(state, given.evidence, status=given.status, gaps=given.gaps)
    covers = limits_of(chart, "therapy-now")["romosozumab"]
    near, matters = last.reaches(as_of, months=covers), last.reaches(as_of, months=matters_for)
    says = {"count": given.value, "date": str(last)}
    if given.state == UNKNOWN or Truth.UNKNOWN in (near, matters):
        return Fact(UNKNOWN, given.evidence, status=Status.POSSIBLE, says=says, gaps=given.gaps)
    how = "The course is complete" if given.state == "complete" else "The course was stopped early"
    state = _course(given.state, near=near, matters=matters)
    return Fact(state, given.evidence, value=given.value, on=last, says=says | {"how": how})


def _last(given: Fact) -> Span | None:
    """
    Return the day of the latest dose, None when none is on record.
    """
    spans = [resource.on for resource in given.evidence if resource.on.last]
    return max(spans, key=lambda span: (str(span.last), str(span.first))) if spans else None


def _course(doses: str, *, near: Truth, matters: Truth) -> str:
    if matters is Truth.NO:
        return "past"
    if doses == "complete" or near is Truth.NO:
        return "ended"
    return "nearly-complete" if doses == "nearly-complete" else "running"


@measures("romosozumab-followon")
def romosozumab_followon(chart: Chart, as_of: date) -> Fact:
    """
    Was an antiresorptive given, taken or ordered since the last dose of romosozumab?
    """
    last = _last(romosozumab_doses(chart, as_of))
    if last is None:
        return absent(chart, "romosozumab-followon")
    found = [*_given(chart, as_of, last), *_taken(chart, as_of, last), *_ordered(chart, as_of, last)]
    truth = any_of(answer for answer, _ in found)
    evidence = tuple(resource for answer, resource in found if answer is truth)
    if truth is Truth.YES:
        return Fact("present", evidence)
    lost = unusable(chart, "romosozumab-followon", DRUG_TYPES, ANTIRESORPTIVES)
    if lost:
        return lost
    if truth is Truth.UNKNOWN:
        item = item_of(chart, "romosozumab-followon")
        gaps = tuple(f"{item}: {resource.what} ({resource.ref}) is only possible" for resource in evidence)
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=gaps)
    return absent(chart, "romosozumab-followon")


def _given(chart: Chart, as_of: date, last: Span) -> Iterator[tuple[Truth, Evidence]]:
    for dose in (*injections(chart, as_of).all, *infusions(chart, as_of, ZOLEDRONATE | IBANDRONATE)):
        since = dose.on.within(last.first, None)
        surely = Truth.UNKNOWN if dose.doubt else Truth.YES
        again = dose.later is not None and dose.later.within(last.first, None) is not Truth.NO
        given = any_of((all_of((since, surely)), Truth.UNKNOWN if again else Truth.NO))
        yield given, Evidence(dose.ref, f"{dose.name} given", dose.on)


def _taken(chart: Chart, as_of: date, last: Span) -> Iterator[tuple[Truth, Evidence]]:
    confirmed_within: int = limits_of(chart, "therapy-now")["confirmed_within"]
    for course in chart.medicines_of(ORAL_BISPHOSPHONATES):
        if course.in_context or course.kind is MedicineKind.REQUEST or by_mouth(course) is Truth.NO:
            continue
        now = taken_on(course, as_of, as_of=as_of, confirmed_within=confirmed_within)
        ended = course.end.within(last.last, None) if course.end else Truth.NO
        yield any_of((now, all_of((ended, course.certain)))), Evidence(course.ref, f"{course.name} taken", course.start)


def _ordered(chart: Chart, as_of: date, last: Span) -> Iterator[tuple[Truth, Evidence]]:
    for order in chart.medicines_of(ANTIRESORPTIVES):
        if order.kind is MedicineKind.REQUEST and order.status in ORDERED and not order.in_context:
            since = _written(order).within(last.first, None)
            yield all_of((since, order.certain)), Evidence(order.ref, f"{order.name} ordered", _written(order))
    for plan in chart.plans_of(ANTIRESORPTIVES):
        still = Truth.of(plan.period.last is None or plan.period.last >= as_of)
        yield all_of((still, plan.certain)), Evidence(plan.ref, "antiresorptive planned", plan.period)


def _written(order: Medicine) -> Span:
    return order.planned or order.authored or order.start


@measures("injected-lately")
def injected_lately(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Was denosumab or romosozumab given in the last 24 months, or may it have been?
    """
    denosumab = injections(chart, as_of).all
    near = [dose.on for dose in denosumab if (dose.later or dose.on).reaches(as_of, months=window) is not Truth.NO]
    last = _last(romosozumab_doses(chart, as_of))
    if last is not None and last.reaches(as_of, months=window) is not Truth.NO:
        near.append(last)
    if near:
        evidence = (*evidence_of(denosumab), *romosozumab_doses(chart, as_of).evidence)
        return Fact("yes", tuple(resource for resource in evidence if resource.on in near))
    for below in (denosumab_exposure(chart, as_of), romosozumab_doses(chart, as_of)):
        if below.state == UNKNOWN:
            return Fact(UNKNOWN, below.evidence, status=below.status)
    return Fact("no")
