"""
Bleeding before cement: a bleeding disorder, INR and platelets, an anticoagulant and the plan for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.chart import Evidence, MedicineKind
from cds.chart.dates import days_after
from cds.facts.courses import taken_on
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, limits_of, measures, unusable
from cds.facts.person import active_on
from cds.facts.readings import Reading, above, below, plain, readings
from cds.facts.target import augmenting
from cds.truth import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart

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


class _Test(Struct, frozen=True):
    """
    The latest values of a test, and whether one of them is wrong; none: not measured of late.
    """

    name: str
    wrong: Truth
    latest: tuple[Reading, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(Evidence(e.ref, self.words(r), e.on) for r in self.latest for e in r.evidence)

    def words(self, reading: Reading) -> str:
        return f"{self.name} not readable" if reading.why else f"{self.name} {reading.comparator}{plain(reading.value)}"


@measures("coagulation")
def coagulation(chart: Chart, as_of: date, *, inr_above: Decimal, platelets_below: Decimal, counts_for: int) -> Fact:
    """
    Is coagulation uncorrected, by a bleeding disorder or by INR and platelets of the last 90 days?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    inr = readings(chart, as_of, INR, days=counts_for, units=("",), of="inr", what="INR")
    platelets = readings(chart, as_of, PLATELETS, days=counts_for, units=("10*9/L",), of="cell-count", what="platelets")
    tests = (
        _test("INR", inr, lambda r: above(r, inr_above)),
        _test("platelets", platelets, lambda r: below(r, platelets_below)),
    )
    disorders = list(_disorders(chart, as_of))
    sure = [resource for truth, resource in disorders if truth is Truth.YES]
    sure += [resource for test in tests if test.wrong is Truth.YES for resource in test.evidence]
    if sure:
        return Fact("uncorrected", tuple(sure), says={"finding": ", ".join(dict.fromkeys(r.what for r in sure))})
    lost = unusable(chart, "coagulation", ("Condition", "Observation"), frozenset(DISORDERS) | INR | PLATELETS)
    return lost or _not_uncorrected(chart, tests, [r for truth, r in disorders if truth is Truth.UNKNOWN])


def _not_uncorrected(chart: Chart, tests: tuple[_Test, ...], possible: list[Evidence]) -> Fact:
    open_ones = possible + [r for test in tests if test.wrong is Truth.UNKNOWN for r in test.evidence]
    if open_ones:
        texts = (f"{resource.ref} ({resource.what}) does not decide" for resource in open_ones)
        gaps = gap_lines(chart, "coagulation", texts)
        return Fact(UNKNOWN, tuple(open_ones), status=Status.POSSIBLE, gaps=gaps)
    missing = [test.name for test in tests if not test.latest]
    if missing:
        return Fact("incomplete", status=Status.NOT_RECORDED, says={"missing": ", ".join(missing)})
    return Fact("in-order", tuple(resource for test in tests for resource in test.evidence))


def _test(name: str, found: list[Reading], wrong: Callable[[Reading], Truth]) -> _Test:
    """
    Judge the values of the latest day; of several one that is wrong decides.
    """
    latest = tuple(r for r in found if r.day == found[0].day)
    return _Test(name, any_of(Truth.UNKNOWN if r.why or not r.sure else wrong(r) for r in latest), latest)


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
