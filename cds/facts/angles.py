"""
Angles of a fractured vertebra: how much it moves, and how far a procedure straightened it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import from_above
from cds.facts.gap_lines import with_lines
from cds.facts.measuring import measures, unusable
from cds.facts.quantities import Number, above, at_least, newest, numbers
from cds.facts.statements import not_before
from cds.facts.target import only_target, setting
from cds.truth import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart
    from cds.chart.dates import Span

__all__ = ["angle_corrected", "angle_correction", "angular_motion", "angular_motion_between", "wedge_angle_before"]

MOTION = frozenset({"obs-angular-motion"})
FLEXION = frozenset({"obs-vertebral-wedge-angle-flexion-sitting"})
EXTENSION = frozenset({"obs-vertebral-wedge-angle-extension-supine"})
CORRECTION = frozenset({"obs-angle-correction"})
WEDGE_ANGLE = frozenset({"obs-vertebral-wedge-angle"})
KYPHOSIS_ANGLE = frozenset({"obs-local-kyphosis-angle"})

DEGREES = "deg"


def angular_motion_between(flexion: Decimal, extension: Decimal) -> Decimal:
    """
    Return the angular motion of a fractured vertebra in degrees (evidence.md 3.5).

    Args:
        flexion: its wedge angle on the lateral radiograph in flexion (sitting), degrees.
        extension: its wedge angle in extension (supine), degrees.
    """
    return abs(flexion - extension)


def angle_corrected(before: Decimal, after: Decimal) -> Decimal:
    """
    Return the angle by which a procedure straightened a vertebra, in degrees (evidence.md 3.6).

    Args:
        before: wedge or kyphosis angle before the procedure, degrees.
        after: the same angle after it, degrees; a larger one gives a negative correction.
    """
    return before - after


@dataclass(frozen=True, slots=True)
class _Angle:
    """
    An angle, reported or computed from two others; `sure` unless one of them is only preliminary.
    """

    number: Number
    refs: tuple[str, ...]
    sure: bool = True

    @classmethod
    def reported(cls, number: Number) -> _Angle:
        return cls(number, (number.observation.ref,), number.sure is Truth.YES)

    @classmethod
    def computed(cls, value: Decimal, first: Number, second: Number) -> _Angle:
        later = max((first, second), key=lambda n: str(n.observation.on.last)).observation
        refs = (first.observation.ref, second.observation.ref)
        return cls(Number(value, later), refs, first.sure is second.sure is Truth.YES)

    @property
    def on(self) -> Span:
        return self.number.observation.on


def _judged(
    found: Sequence[_Angle | None],
    over: Callable[[Number], Truth],
    *,
    states: tuple[str, str],
    what: str,
    lines: Iterable[str],
) -> Fact:
    """
    Judge the angles of several vertebrae: the first state when one is over, the second when none is.
    """
    told = [(one, over(one.number) if one.sure else Truth.UNKNOWN) for one in found if one is not None]
    answer = any_of(truth for _, truth in told)
    gaps = tuple(dict.fromkeys(lines))
    if not told or (answer is Truth.NO and None in found):
        return Fact(UNKNOWN, status=Status.UNREADABLE if gaps else Status.NOT_RECORDED, gaps=gaps)
    leading = max((one for one, truth in told if truth is answer), key=lambda one: one.number.value)
    evidence = tuple(Evidence(ref, what, leading.on) for ref in leading.refs)
    says = {"degrees": f"{leading.number.text}°"}
    if answer is Truth.UNKNOWN:
        gap = f"{what} of {leading.number.text}° ({leading.refs[0]}) is preliminary or only a bound"
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says=says, gaps=(gap,))
    state = states[0] if answer is Truth.YES else states[1]
    return Fact(state, evidence, value=leading.number.text, unit=DEGREES, on=leading.on, says=says)


def _at_level(
    chart: Chart, terms: frozenset[str], level: str, *, only: bool, lines: list[str] | None = None
) -> list[Number]:
    usable, wrong = numbers(chart, terms, of="angle", to=DEGREES)
    if lines is not None:
        lines += wrong
    return [n for n in usable if level in n.observation.levels or (only and not n.observation.levels)]


# --- motion ----------------------------------------------------------------------------------------


@measures("angular-motion")
def angular_motion(chart: Chart, as_of: date, *, large: Decimal, pair_within: int) -> Fact:
    """
    By how many degrees does the target move between flexion and extension?
    """
    levels = setting(chart, as_of).levels
    if not levels:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    lost = unusable(chart, "angular-motion", ("Observation",), MOTION | FLEXION | EXTENSION)
    if lost:
        return lost
    lines: list[str] = []
    only = len(levels) == 1 and only_target(chart, as_of, levels)
    found = [
        _motion_at(level, chart, lines, only=only, pair_within=pair_within) for level in sorted(levels, key=from_above)
    ]
    states = "at-least-14", "below-14"
    fact = _judged(found, lambda n: at_least(n, large), states=states, what="angular motion", lines=lines)
    return with_lines(chart, "angular-motion", fact)


def _motion_at(level: str, chart: Chart, lines: list[str], *, only: bool, pair_within: int) -> _Angle | None:
    """
    Return the motion of one vertebra; a reported value of the same or a later date wins over a pair.
    """
    reported = newest(_at_level(chart, MOTION, level, only=only, lines=lines))
    flexion = _at_level(chart, FLEXION, level, only=only, lines=lines)
    extension = _at_level(chart, EXTENSION, level, only=only, lines=lines)
    pair = _latest_pair(flexion, extension, pair_within)
    if reported and (pair is None or str(reported[0].observation.on.last) >= str(pair.on.last)):
        largest = max(reported, key=lambda n: abs(n.value))
        return _Angle.reported(Number(abs(largest.value), largest.observation, largest.comparator))
    return pair


def _latest_pair(flexion: Iterable[Number], extension: Sequence[Number], days: int) -> _Angle | None:
    pairs = [(bent, straight) for bent in flexion for straight in extension if _together(bent, straight, days)]
    if not pairs:
        return None
    bent, straight = max(pairs, key=_latest_first)
    return _Angle.computed(angular_motion_between(bent.value, straight.value), bent, straight)


def _latest_first(pair: tuple[Number, Number]) -> list[str]:
    return sorted((str(n.observation.on.last) for n in pair), reverse=True)


def _together(one: Number, other: Number, days: int) -> bool:
    first, second = one.observation.on, other.observation.on
    if one.comparator or other.comparator or not (first.exact and second.exact):
        return False
    return first.last is not None and second.last is not None and abs((first.last - second.last).days) <= days


# --- correction ------------------------------------------------------------------------------------


@measures("angle-correction")
def angle_correction(chart: Chart, as_of: date, *, large: Decimal) -> Fact:
    """
    By how many degrees did the procedure straighten the vertebra?
    """
    now = setting(chart, as_of)
    if now.state != "done" or not now.levels:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    lost = unusable(chart, "angle-correction", ("Observation",), CORRECTION | WEDGE_ANGLE | KYPHOSIS_ANGLE)
    if lost:
        return lost
    lines: list[str] = []
    only = len(now.levels) == 1
    found = [
        _corrected(level, now.done_at(level), chart, lines, only=only) for level in sorted(now.levels, key=from_above)
    ]
    states = "over-10", "at-most-10"
    fact = _judged(found, lambda n: above(n, large), states=states, what="correction", lines=lines)
    return with_lines(chart, "angle-correction", fact)


def _corrected(level: str, done: Span | None, chart: Chart, lines: list[str], *, only: bool) -> _Angle | None:
    """
    Return the correction of one vertebra: as reported since the procedure, else the last angle before
    it minus the first after it.
    """
    if done is None:
        return None
    told = _at_level(chart, CORRECTION, level, only=only, lines=lines)
    reported = newest([n for n in told if not_before(n.observation.on, done) is Truth.YES])
    if reported:
        return _Angle.reported(max(reported, key=lambda n: n.value))
    for terms in (WEDGE_ANGLE, KYPHOSIS_ANGLE):
        angles = [n for n in _at_level(chart, terms, level, only=only, lines=lines) if not n.comparator]
        before = [n for n in angles if not_before(n.observation.on, done) is Truth.NO]
        after = [n for n in angles if not_before(n.observation.on, done) is Truth.YES]
        if before and after:
            return _Angle.computed(angle_corrected(before[0].value, after[-1].value), before[0], after[-1])
    return None


def wedge_angle_before(chart: Chart, as_of: date) -> str:
    """
    Return the latest wedge angle of the target before the procedure, in words, "" when none is recorded.
    """
    now = setting(chart, as_of)
    only = len(now.levels) == 1
    for level in sorted(now.levels, key=from_above):
        done = now.done_at(level)
        for number in _at_level(chart, WEDGE_ANGLE, level, only=only):
            if done is None or not_before(number.observation.on, done) is Truth.NO:
                return f"{number.text}°"
    return ""
