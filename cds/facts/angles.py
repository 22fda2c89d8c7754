"""
Angles of a fractured vertebra: how much it moves, and how far a procedure straightened it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cds.chart.chart import Evidence
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import from_above
from cds.facts.gap_lines import with_lines
from cds.facts.measuring import measures, unusable
from cds.facts.readings import Reading, above, below, plain, readings
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
ANY_DAY = 36525
"""An angle has no age at which it no longer counts; this is a century."""


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


class _Angle(Struct, frozen=True):
    """
    An angle in degrees, reported or computed from two others; not `sure`: one of them is preliminary.
    """

    reading: Reading
    refs: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.reading.comparator}{plain(self.reading.value)}°"

    @classmethod
    def reported(cls, reading: Reading) -> _Angle:
        return cls(reading, tuple(o.ref for o in reading.sources))

    @classmethod
    def computed(cls, value: Decimal, first: Reading, second: Reading) -> _Angle:
        later = max((first, second), key=lambda r: r.day)
        both = replace(later, value=value, sure=first.sure and second.sure)
        return cls(both, (first.sources[0].ref, second.sources[0].ref))


def _judged(
    found: Sequence[_Angle | None], over: Callable[[Reading], Truth], *, states: tuple[str, str], what: str
) -> Fact:
    """
    Judge the angles of several vertebrae: the first state when one is over, the second when none is.
    """
    told = [
        (one, Truth.UNKNOWN if one.reading.why or not one.reading.sure else over(one.reading)) for one in found if one
    ]
    answer = any_of(truth for _, truth in told)
    if not told or (answer is Truth.NO and None in found):
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    leading = max((one for one, truth in told if truth is answer), key=lambda one: one.reading.value)
    evidence = tuple(Evidence(ref, what, leading.reading.on) for ref in leading.refs)
    if answer is Truth.UNKNOWN:
        why = leading.reading.why or f"{leading.text} is preliminary, or only a bound"
        status = Status.UNREADABLE if leading.reading.why else Status.POSSIBLE
        return Fact(UNKNOWN, evidence, status=status, gaps=(f"{what}, {leading.refs[0]}: {why}",))
    state = states[0] if answer is Truth.YES else states[1]
    says = {"degrees": leading.text}
    return Fact(state, evidence, value=leading.text[:-1], unit=DEGREES, on=leading.reading.on, says=says)


def _at_level(chart: Chart, as_of: date, terms: frozenset[str], level: str, *, only: bool) -> list[Reading]:
    """
    Return the angles of a vertebra, newest first, those that can not be read included.
    """
    found = readings(chart, as_of, terms, days=ANY_DAY, units=(DEGREES,), of="angle", what="angle")
    return [r for r in found if level in r.sources[0].levels or (only and not r.sources[0].levels)]


def _newest(found: Sequence[Reading]) -> list[Reading]:
    return [r for r in found if (r.day, r.sources[0].updated) == (found[0].day, found[0].sources[0].updated)]


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
    only = len(levels) == 1 and only_target(chart, as_of, levels)
    ordered = sorted(levels, key=from_above)
    found = [_motion_at(level, chart, as_of, only=only, pair_within=pair_within) for level in ordered]
    fact = _judged(found, lambda r: ~below(r, large), states=("at-least-14", "below-14"), what="angular motion")
    return with_lines(chart, "angular-motion", fact)


def _motion_at(level: str, chart: Chart, as_of: date, *, only: bool, pair_within: int) -> _Angle | None:
    """
    Return the motion of one vertebra; a reported value of the same or a later date wins over a pair.
    """
    reported = _newest(_at_level(chart, as_of, MOTION, level, only=only))
    flexion = _at_level(chart, as_of, FLEXION, level, only=only)
    pair = _latest_pair(flexion, _at_level(chart, as_of, EXTENSION, level, only=only), pair_within)
    if reported and (pair is None or reported[0].day >= pair.reading.day):
        largest = max(reported, key=lambda r: abs(r.value))
        return _Angle.reported(replace(largest, value=abs(largest.value)))
    return pair


def _latest_pair(flexion: Iterable[Reading], extension: Sequence[Reading], days: int) -> _Angle | None:
    pairs = [(bent, straight) for bent in flexion for straight in extension if _together(bent, straight, days)]
    if not pairs:
        return None
    bent, straight = max(pairs, key=lambda pair: sorted((r.day for r in pair), reverse=True))
    return _Angle.computed(angular_motion_between(bent.value, straight.value), bent, straight)


def _together(one: Reading, other: Reading, days: int) -> bool:
    usable = not (one.why or other.why or one.comparator or other.comparator)
    return usable and one.on.exact and other.on.exact and abs((one.day - other.day).days) <= days


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
    only = len(now.levels) == 1
    ordered = sorted(now.levels, key=from_above)
    found = [_corrected(level, now.done_at(level), chart, as_of, only=only) for level in ordered]
    fact = _judged(found, lambda r: above(r, large), states=("over-10", "at-most-10"), what="correction")
    return with_lines(chart, "angle-correction", fact)


def _corrected(level: str, done: Span | None, chart: Chart, as_of: date, *, only: bool) -> _Angle | None:
    """
    Return the correction of one vertebra: as reported since the procedure, else the last angle before
    it minus the first after it.
    """
    if done is None:
        return None
    told = _at_level(chart, as_of, CORRECTION, level, only=only)
    reported = _newest([r for r in told if not_before(r.on, done) is Truth.YES])
    if reported:
        return _Angle.reported(max(reported, key=lambda r: r.value))
    for terms in (WEDGE_ANGLE, KYPHOSIS_ANGLE):
        angles = [r for r in _at_level(chart, as_of, terms, level, only=only) if not (r.comparator or r.why)]
        before = [r for r in angles if not_before(r.on, done) is Truth.NO]
        after = [r for r in angles if not_before(r.on, done) is Truth.YES]
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
        for reading in _at_level(chart, as_of, WEDGE_ANGLE, level, only=only):
            if not reading.why and (done is None or not_before(reading.on, done) is Truth.NO):
                return f"{reading.comparator}{plain(reading.value)}°"
    return ""
