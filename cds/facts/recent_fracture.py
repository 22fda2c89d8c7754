"""
Recent vertebral fractures, how many there are in all, and the age from which they are called osteoporotic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.chart.dates import Span, days_after
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import Fracture, fractures_unusable, vertebral_fractures
from cds.facts.measuring import absent, item_of, limits_of, measures
from cds.facts.person import reached
from cds.truth import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["age_50", "recent_vf", "vertebral_fracture_count"]

OLD = frozenset({"osteoporotic-vertebral-fracture-sequela", "history-of-vertebral-fracture-cause-unspecified"})
SEVERAL = 2


@measures("recent-vf")
def recent_vf(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Did a non-traumatic, non-malignant vertebral fracture begin in the last 12 months?
    """
    lost = fractures_unusable(chart, "recent-vf")
    if lost:
        return lost
    answers = [(_recent(f, as_of, window), f) for f in vertebral_fractures(chart, as_of)]
    truth = any_of(answer for answer, _ in answers)
    fractures = [f for answer, f in answers if answer is truth]
    evidence = tuple(e for f in fractures for e in f.as_evidence())
    says = {
        "levels": ", ".join(dict.fromkeys(f.place for f in fractures)),
        "onset": str(fractures[0].onset) if fractures else "",
    }
    if truth is Truth.YES:
        return Fact("yes", evidence, value=says["onset"], on=fractures[0].onset, says=says)
    if truth is Truth.NO:
        return absent(chart, "recent-vf")
    item = item_of(chart, "recent-vf")
    gaps = tuple(f"{item}: fracture of {f.place}, {_open(f)}" for f in fractures)
    return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says=says, gaps=gaps)


def _recent(fracture: Fracture, as_of: date, months: int) -> Truth:
    return all_of((_fragility(fracture), fracture.onset.reaches(as_of, months=months)))


def _fragility(fracture: Fracture) -> Truth:
    """
    Tell whether a fracture is confirmed, and neither malignant, infective nor from high-energy trauma.
    """
    causes = fracture.causes
    return all_of((fracture.confirmed, ~any_of((causes.malignant, causes.infective, causes.high_energy))))


def _open(fracture: Fracture) -> str:
    if fracture.confirmed is not Truth.YES:
        return fracture.note or "not confirmed"
    if fracture.causes.kind == "suspected":
        return "another cause is suspected"
    return f"dated {fracture.onset}" if fracture.onset_known else "its onset is not recorded"


@measures("vertebral-fracture-count")
def vertebral_fracture_count(chart: Chart, as_of: date) -> Fact:
    """
    Is more than one vertebral fracture on record, old ones included?

    Two entries are two fractures only if their levels, or their dates, tell them apart.
    """
    fractures = [f for f in vertebral_fractures(chart, as_of) if _fragility(f) is not Truth.NO]
    days: int = limits_of(chart, "fracture-onset")["same_fracture"]
    sure = tuple(_told_apart([f for f in fractures if _fragility(f) is Truth.YES], days))
    old = [c for c in chart.conditions_of(OLD) if c.certain is not Truth.NO]
    evidence = tuple(e for f in fractures for e in f.as_evidence())
    evidence += tuple(Evidence(c.ref, "old vertebral fracture", c.onset) for c in old)
    apart = len(sure) + any(c.certain is Truth.YES and _elsewhere(c.levels, fractures) for c in old)
    says = {"count": str(apart)}
    if apart >= SEVERAL:
        return Fact("several", evidence, value=str(apart), says=says)
    lost = fractures_unusable(chart, "vertebral-fracture-count")
    if lost:
        return lost
    if len(fractures) + len(old) >= SEVERAL:
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says=says)
    return Fact("one", evidence, value="1", says=says) if evidence else absent(chart, "vertebral-fracture-count")


def _told_apart(fractures: Sequence[Fracture], days: int) -> Iterator[Fracture]:
    kept: list[Fracture] = []
    for fracture in fractures:
        if all(_two(fracture, other, days) for other in kept):
            kept.append(fracture)
            yield fracture


def _two(one: Fracture, other: Fracture, days: int) -> bool:
    """
    Tell whether two entries are surely two fractures.
    """
    if one.levels and other.levels and one.levels.isdisjoint(other.levels):
        return True
    dated = one.onset_known and other.onset_known
    return dated and (_before(one, other, days) or _before(other, one, days))


def _before(one: Fracture, other: Fracture, days: int) -> bool:
    last, first = one.onset.last, other.onset.first
    return last is not None and first is not None and days_after(last, days) < first


def _elsewhere(levels: frozenset[str], fractures: Sequence[Fracture]) -> bool:
    return not fractures or (bool(levels) and all(f.levels and f.levels.isdisjoint(levels) for f in fractures))


@measures("age-50")
def age_50(chart: Chart, as_of: date, *, years: int) -> Fact:
    """
    Has the patient reached the age of 50?
    """
    truth = reached(chart, as_of, years)
    evidence = (Evidence(chart.patient.ref, "Patient"),) if chart.patient.ref else ()
    if truth is Truth.UNKNOWN:
        partial = chart.patient.birth != Span()
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE if partial else Status.NOT_RECORDED)
    return Fact(truth.value, evidence)
