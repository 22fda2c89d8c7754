"""
The gap after vertebral augmentation: how long ago it was, why it was done, and what is planned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.chart.dates import days_after
from cds.facts.bone_density import t_score_min
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import fractures_unusable, from_above, vertebral_fractures
from cds.facts.measuring import absent, item_of, measures, remembered, unusable
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
]

IMPLANT = frozenset({"device-intravertebral-implant"})
REPOSITION = frozenset({"procedure-kyphoplasty-pcs-reposition-component"})
CEMENT = frozenset({"procedure-vertebral-augmentation-pcs-cement"})
DONE = AUGMENTATION | IMPLANT
IN_THE_WINDOW = frozenset({"early", "late", "day-unknown"})
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


@remembered
def augmentations(chart: Chart, as_of: date) -> tuple[tuple[Procedure, Truth], ...]:
    """
    Return each procedure that is, or may be, a vertebral augmentation of any kind, newest first.

    The repositioning of a vertebra counts only as a part of kyphoplasty: beside cement of the same
    day it is that procedure, and alone it may be another one.
    """
    done = [p for p in chart.procedures_of(DONE | REPOSITION) if p.on.first is None or p.on.first <= as_of]
    cemented = {p.on for p in done if p.terms & CEMENT}
    found = [
        (p, p.certain if p.terms & DONE else Truth.UNKNOWN) for p in done if p.terms & DONE or p.on not in cemented
    ]
    return tuple(sorted(found, key=lambda one: (str(one[0].on.last or ""), one[0].ref), reverse=True))


@measures("days-since-augmentation")
def days_since_augmentation(chart: Chart, as_of: date, *, window: int, escalates: int) -> Fact:
    """
    How many days ago was the latest vertebral augmentation (the day of the procedure is day 0)?
    """
    found = [(done, certain, done.on.reaches(as_of, months=window)) for done, certain in augmentations(chart, as_of)]
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
    Did the latest augmentation of the last 24 months treat a fracture that says nothing of osteoporosis?

    A malignant one does not, and neither does a high-energy one where no osteoporosis is recorded.
    """
    days = days_since_augmentation(chart, as_of)
    if days.state not in IN_THE_WINDOW:
        return days if days.state == UNKNOWN else absent(chart, "augmentation-cause")
    sure = (done for done, certain in augmentations(chart, as_of) if certain is Truth.YES)
    latest = [done for done in sure if done.on == days.on]
    fractures = [f for f in vertebral_fractures(chart, as_of) if any(_treated(f, done) for done in latest)]
    evidence = tuple(e for f in fractures for e in f.as_evidence())
    kinds = {fracture.causes.kind for fracture in fractures}
    if "malignant" in kinds:
        return Fact("malignant", evidence)
    if "high-energy" in kinds and not _osteoporosis(chart, as_of):
        return Fact("high-energy", evidence)
    lost = None if fractures else fractures_unusable(chart, "augmentation-cause")
    return lost or Fact("other", evidence)


def _osteoporosis(chart: Chart, as_of: date) -> bool:
    """
    Tell whether osteoporosis is recorded: on the problem list, or by a T-score of any date (P36).
    """
    listed = any(c.certain is Truth.YES for c in chart.conditions_of(OSTEOPOROSIS))
    return listed or t_score_min(chart, as_of).state == "low"


def _treated(fracture: Fracture, done: Procedure) -> bool:
    here = bool(fracture.levels & done.levels) or not done.levels
    return here and fracture.onset.within(None, done.on.last) is not Truth.NO


@measures("augmentation-near")
def augmentation_near(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Is a vertebral augmentation planned, or was one done in the last 3 months?
    """
    planned = [o for o in chart.orders_of(DONE) if o.status in PLANNED]
    done = [(p, all_of((certain, p.on.reaches(as_of, months=window)))) for p, certain in augmentations(chart, as_of)]
    orders = tuple(Evidence(o.ref, "vertebral augmentation ordered") for o in planned if o.certain is Truth.YES)
    if orders:
        return Fact("planned", orders, says={"when": "Planned"})
    near = tuple(_evidence(p) for p, recent in done if recent is Truth.YES)
    if near:
        return Fact("done", near, on=near[0].on, says={"when": "Recent"})
    maybe = [Evidence(o.ref, "vertebral augmentation ordered") for o in planned]
    maybe += [_evidence(p) for p, recent in done if recent is Truth.UNKNOWN]
    if maybe:
        return Fact(UNKNOWN, tuple(maybe), status=Status.POSSIBLE)
    return absent(chart, "augmentation-near")
