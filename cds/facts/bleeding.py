"""
Bleeding before cement: a bleeding disorder, INR and platelets, an anticoagulant and the plan for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, MedicineKind
from cds.chart.dates import days_after
from cds.facts.courses import taken_on
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, limits_of, measures, unusable
from cds.facts.person import active_on
from cds.facts.quantities import above, at_least, newest, numbers, within
from cds.facts.target import augmenting
from cds.truth import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart
    from cds.facts.quantities import Number

__all__ = ["anticoagulant", "coagulation"]

DISORDERS = {"coagulopathy": "bleeding disorder", "thrombocytopenia": "low platelets"}
INR = frozenset({"obs-inr"})
PLATELETS = frozenset({"obs-platelets"})
ANTICOAGULANT = frozenset({"drug-anticoagulant"})
TAKES_ONE = frozenset({"anticoagulant-use-status"})
PLAN = frozenset({"obs-anticoagulant-plan-documented"})
INTERRUPTED = frozenset({"on-hold", "stopped", "cancelled"})
COURSE_TYPES = ("MedicationStatement", "MedicationRequest")

NOT_ASKED = Fact(UNKNOWN, status=Status.NOT_RECORDED)


@dataclass(frozen=True, slots=True)
class _Test:
    """
    The latest value of a test and whether it is wrong; no value: not measured of late.
    """

    name: str
    wrong: Truth
    value: Number | None = None
    unread: tuple[str, ...] = ()

    def as_evidence(self) -> Iterator[Evidence]:
        if self.value is not None:
            yield Evidence(self.value.observation.ref, f"{self.name} {self.value.text}", self.value.observation.on)


@measures("coagulation")
def coagulation(chart: Chart, as_of: date, *, inr_above: Decimal, platelets_below: Decimal, counts_for: int) -> Fact:
    """
    Is coagulation uncorrected, by a bleeding disorder or by INR and platelets of the last 90 days?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    since = days_after(as_of, -counts_for)
    inr, wrong_inr = numbers(chart, INR, of="inr", to="")
    platelets, wrong_platelets = numbers(chart, PLATELETS, of="cell-count", to="10*9/L")
    tests = (
        _test("INR", [*within(inr, since, as_of)], wrong_inr, lambda n: above(n, inr_above)),
        _test("platelets", [*within(platelets, since, as_of)], wrong_platelets, lambda n: ~at_least(n, platelets_below)),
    )
    disorders = list(_disorders(chart, as_of))
    sure = [resource for truth, resource in disorders if truth is Truth.YES]
    sure += [resource for test in tests if test.wrong is Truth.YES for resource in test.as_evidence()]
    if sure:
        return Fact("uncorrected", tuple(sure), says={"finding": ", ".join(dict.fromkeys(r.what for r in sure))})
    lost = unusable(chart, "coagulation", ("Condition", "Observation"), frozenset(DISORDERS) | INR | PLATELETS)
    return lost or _not_uncorrected(chart, tests, [r for truth, r in disorders if truth is Truth.UNKNOWN])


def _not_uncorrected(chart: Chart, tests: tuple[_Test, ...], possible: list[Evidence]) -> Fact:
    open_ones = possible + [r for t in tests if t.wrong is Truth.UNKNOWN for r in t.as_evidence()]
    texts = [f"{resource.ref} ({resource.what}) does not decide" for resource in open_ones]
    texts += [text for test in tests if test.value is None for text in test.unread]
    if texts:
        return Fact(UNKNOWN, tuple(open_ones), Status.POSSIBLE, gaps=gap_lines(chart, "coagulation", texts))
    missing = [test.name for test in tests if test.value is None]
    if missing:
        return Fact("incomplete", status=Status.NOT_RECORDED, says={"missing": ", ".join(missing)})
    return Fact("in-order", tuple(resource for test in tests for resource in test.as_evidence()))


def _test(name: str, near: list[Number], unread: list[str], wrong: Callable[[Number], Truth]) -> _Test:
    latest = newest(near)
    if not latest:
        return _Test(name, Truth.NO, unread=tuple(unread))
    answer = any_of(wrong(n) if n.sure is Truth.YES else Truth.UNKNOWN for n in latest)
    return _Test(name, answer, latest[0])


def _disorders(chart: Chart, as_of: date) -> Iterator[tuple[Truth, Evidence]]:
    for condition in chart.conditions_of(frozenset(DISORDERS)):
        words = next(said for term, said in DISORDERS.items() if term in condition.terms)
        yield active_on(condition, as_of), Evidence(condition.ref, words, condition.onset)


@measures("anticoagulant")
def anticoagulant(chart: Chart, as_of: date, *, plan_within: int) -> Fact:
    """
    Is an anticoagulant taken, and is a plan for it written down?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    taken = list(_taken(chart, as_of))
    truth = any_of(answer for answer, _ in taken)
    evidence = tuple(resource for answer, resource in taken if answer is truth)
    plans = tuple(_plans(chart, as_of, plan_within)) if truth is not Truth.NO else ()
    if plans:
        return Fact("planned", evidence + plans)
    if truth is Truth.YES:
        return Fact("without-plan", evidence)
    lost = unusable(chart, "anticoagulant", COURSE_TYPES, ANTICOAGULANT | PLAN)
    if lost:
        return lost
    if truth is Truth.UNKNOWN:
        texts = (f"{resource.ref}: whether the anticoagulant is still taken is not certain" for resource in evidence)
        return Fact(UNKNOWN, evidence, status=Status.STALE, gaps=gap_lines(chart, "anticoagulant", texts))
    return absent(chart, "anticoagulant")


def _taken(chart: Chart, as_of: date) -> Iterator[tuple[Truth, Evidence]]:
    months: int = limits_of(chart, "therapy-now")["confirmed_within"]
    for course in chart.medicines_of(ANTICOAGULANT):
        if not course.in_context:
            taken = taken_on(course, as_of, as_of=as_of, confirmed_within=months)
            yield taken, Evidence(course.ref, "anticoagulant", course.start)
    for condition in chart.conditions_of(TAKES_ONE):
        yield active_on(condition, as_of), Evidence(condition.ref, "anticoagulant taken", condition.onset)


def _plans(chart: Chart, as_of: date, days: int) -> Iterator[Evidence]:
    """
    Yield what says that the anticoagulant is provided for: a note of the last days, or an interrupted order.
    """
    written = [o for o in chart.observations_of(PLAN) if o.answer is not None and o.certain is Truth.YES]
    near = [o for o in written if o.on.within(days_after(as_of, -days), as_of) is Truth.YES]
    latest = max(near, key=lambda o: (str(o.on.last), o.updated, o.ref), default=None)
    if latest is not None:
        if latest.answer is Truth.YES:
            yield Evidence(latest.ref, "plan for the anticoagulant", latest.on)
        return
    for course in chart.medicines_of(ANTICOAGULANT):
        if course.kind is MedicineKind.REQUEST and course.status in INTERRUPTED and course.certain is Truth.YES:
            yield Evidence(course.ref, "anticoagulant interrupted")
