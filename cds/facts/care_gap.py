"""
The gap after vertebral augmentation: how long ago it was, why it was done, and whether osteoporosis is recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.chart.dates import days_after
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import fractures_unusable, from_above, vertebral_fractures
from cds.facts.measuring import absent, item_of, measures, unusable
from cds.facts.orders import AUGMENTATION, VERTEBROPLASTY
from cds.truth import Truth, all_of

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Chart, Procedure
    from cds.facts.fractures import Fracture

__all__ = [
    "augmentation_cause",
    "augmentation_near",
    "augmentations",
    "days_since_augmentation",
    "osteoporosis_recorded",
]

IMPLANT = frozenset({"device-intravertebral-implant"})
REPOSITION = frozenset({"procedure-kyphoplasty-pcs-reposition-component"})
CEMENT = frozenset({"procedure-vertebral-augmentation-pcs-cement"})
DONE = AUGMENTATION | IMPLANT
PLANNED = frozenset({"draft", "active", "on-hold", "preparation"})
OSTEOPOROSIS = frozenset(
    {
        "osteoporosis",
        "osteoporotic-vertebral-fracture",
        "osteoporotic-vertebral-fracture-subsequent",
        "osteoporotic-vertebral-fracture-sequela",
        "osteoporotic-fracture-any",
        "history-of-osteoporotic-fracture",
    }
)


def augmentations(chart: Chart) -> list[tuple[Procedure, Truth]]:
    """
    Return each procedure that is, or may be, a vertebral augmentation of any kind, newest first.

    The repositioning of a vertebra counts only as a part of kyphoplasty: beside cement of the same
    day it is that procedure, and alone it may be another one.
    """
    found = [(done, done.certain) for done in chart.procedures_of(DONE)]
    cemented = {done.on for done in chart.procedures_of(CEMENT)}
    found += [
        (done, Truth.UNKNOWN)
        for done in chart.procedures_of(REPOSITION)
        if done.terms.isdisjoint(DONE) and done.on not in cemented
    ]
    return sorted(found, key=lambda one: (str(one[0].on.last), one[0].ref), reverse=True)


@measures("days-since-augmentation")
def days_since_augmentation(chart: Chart, as_of: date, *, window: int, escalates: int) -> Fact:
    """
    How many days ago was the latest vertebral augmentation (the day of the procedure is day 0)?
    """
    found = [(done, certain, done.on.reaches(as_of, months=window)) for done, certain in augmentations(chart)]
    for done, certain, recent in found:
        if certain is Truth.YES and recent is Truth.YES:
            return _days_since(done, as_of, escalates)
    lost = unusable(chart, "days-since-augmentation", ("Procedure",), DONE | REPOSITION)
    if lost:
        return lost
    open_ones = [done for done, _, recent in found if recent is not Truth.NO]
    if open_ones:
        item = item_of(chart, "days-since-augmentation")
        gaps = tuple(f"{item}: {p.ref} may be a {_name(p)}, {p.note or 'its type or date is open'}" for p in open_ones)
        return Fact(UNKNOWN, tuple(map(_evidence, open_ones)), status=Status.POSSIBLE, gaps=gaps)
    if found:
        return Fact("earlier", tuple(_evidence(done) for done, _, _ in found))
    return absent(chart, "days-since-augmentation")


def _days_since(done: Procedure, as_of: date, escalates: int) -> Fact:
    late = done.on.within(None, days_after(as_of, -escalates))
    state = {Truth.YES: "late", Truth.NO: "early", Truth.UNKNOWN: "day-unknown"}[late]
    says = {"date": str(done.on), "levels": ", ".join(sorted(done.levels, key=from_above)) or "level not recorded"}
    if done.on.exact and done.on.last:
        says["days"] = str((as_of - done.on.last).days)
    return Fact(state, (_evidence(done),), value=str(done.on), on=done.on, says=says)


def _evidence(done: Procedure) -> Evidence:
    return Evidence(done.ref, "vertebral augmentation done", done.on)


def _name(done: Procedure) -> str:
    return "vertebroplasty" if done.terms & VERTEBROPLASTY else "kyphoplasty"


@measures("augmentation-cause")
def augmentation_cause(chart: Chart, as_of: date) -> Fact:
    """
    From what cause was the fracture that the latest augmentation treated?
    """
    sure = [done for done, certain in augmentations(chart) if certain is Truth.YES]
    if not sure:
        return absent(chart, "augmentation-cause")
    latest = [done for done in sure if done.on == sure[0].on]
    fractures = [f for f in vertebral_fractures(chart, as_of) if any(_treated(f, done) for done in latest)]
    evidence = tuple(e for f in fractures for e in f.as_evidence())
    kinds = {fracture.causes.kind for fracture in fractures}
    for state in ("malignant", "high-energy"):
        if state in kinds:
            return Fact(state, evidence)
    if fractures:
        return Fact("other", evidence)
    return fractures_unusable(chart, "augmentation-cause") or absent(chart, "augmentation-cause")


def _treated(fracture: Fracture, done: Procedure) -> bool:
    here = bool(fracture.levels & done.levels) or not done.levels
    return here and fracture.onset.within(None, done.on.last) is not Truth.NO


@measures("augmentation-near")
def augmentation_near(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Is a vertebral augmentation planned, or was one done in the last 3 months?
    """
    planned = [o for o in chart.orders_of(DONE) if o.status in PLANNED]
    done = [(p, all_of((certain, p.on.reaches(as_of, months=window)))) for p, certain in augmentations(chart)]
    for answer in (Truth.YES, Truth.UNKNOWN):
        orders = tuple(Evidence(o.ref, "vertebral augmentation ordered") for o in planned if o.certain is answer)
        procedures = tuple(_evidence(p) for p, near in done if near is answer)
        if not (orders or procedures):
            continue
        if answer is Truth.UNKNOWN:
            return Fact(UNKNOWN, orders + procedures, status=Status.POSSIBLE)
        return (
            Fact("planned", orders)
            if orders
            else Fact("done", procedures, value=str(procedures[0].on), on=procedures[0].on)
        )
    return absent(chart, "augmentation-near")


@measures("osteoporosis-recorded")
def osteoporosis_recorded(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - the diagnosis stays (P36)
    """
    Is osteoporosis, or an osteoporotic fracture, on the problem list?
    """
    found = [c for c in chart.conditions_of(OSTEOPOROSIS) if c.certain is not Truth.NO]
    sure = tuple(Evidence(c.ref, "osteoporosis", c.onset) for c in found if c.certain is Truth.YES)
    if sure:
        return Fact("yes", sure)
    if found:
        return Fact(UNKNOWN, tuple(Evidence(c.ref, "possible osteoporosis", c.onset) for c in found), Status.POSSIBLE)
    return unusable(chart, "osteoporosis-recorded", ("Condition",), OSTEOPOROSIS) or absent(
        chart, "osteoporosis-recorded"
    )
