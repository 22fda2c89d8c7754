"""
The vertebral bone quality score (VBQ), measured on MRI before a vertebroplasty (evidence.md 3.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.chart import Evidence
from cds.facts.bone_quality import bone_quality, score_in_words
from cds.facts.care_gap import REPOSITION, augmentations
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import vertebral_fractures
from cds.facts.measuring import absent, item_of, measures, unusable
from cds.facts.orders import VERTEBROPLASTY
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart, Observation, Procedure
    from cds.chart.dates import Span

__all__ = ["vbq", "vp_done"]

LEVELS = {
    "obs-signal-intensity-l1": "L1",
    "obs-signal-intensity-l2": "L2",
    "obs-signal-intensity-l3": "L3",
    "obs-signal-intensity-l4": "L4",
}
CSF = "obs-signal-intensity-csf-l3"
SEQUENCE = "obs-mri-sequence"
SCORE = "obs-vbq-score"
RECORDED = frozenset({*LEVELS, CSF, SEQUENCE, SCORE})
T1 = "t1-weighted"
TYPE_NOT_TOLD = frozenset({"procedure-vertebral-augmentation-any", "procedure-vertebral-augmentation-pcs-cement"})
REQUESTED = frozenset({"active", "on-hold"})


class Scan(Struct, frozen=True):
    """
    What is recorded of one MRI: everything of one day, by what was measured.
    """

    on: Span
    parts: Mapping[str, Observation]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """
        Return the resources it was read from.
        """
        refs = dict.fromkeys(o.ref for o in self.parts.values())
        return tuple(Evidence(ref, "MRI signal intensities", self.on) for ref in refs)

    @property
    def t1(self) -> Truth:
        """
        Tell whether it is T1-weighted without contrast; unknown when no sequence is told.
        """
        told = self.parts.get(SEQUENCE)
        if told is None or not told.codes or told.certain is not Truth.YES:
            return Truth.UNKNOWN
        return Truth.of(T1 in told.codes)

    @property
    def signals(self) -> dict[str, Observation]:
        """
        Return the signal of each vertebra that has one.
        """
        return {level: self.parts[term] for term, level in LEVELS.items() if term in self.parts}


def _scans(chart: Chart) -> list[Scan]:
    """
    Return each MRI on record, newest first.
    """
    days: dict[Span, dict[str, Observation]] = {}
    for observation in sorted(_recorded(chart), key=lambda o: (o.updated, o.ref)):
        for term in observation.terms & RECORDED:
            days.setdefault(observation.on, {})[term] = observation
    return [Scan(on, days[on]) for on in sorted(days, key=lambda on: str(on.last), reverse=True)]


def _recorded(chart: Chart) -> list[Observation]:
    return [o for o in chart.observations_of(RECORDED) if o.certain is not Truth.NO]


@measures("vp-done")
def vp_done(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Was a vertebroplasty done in the last 24 months?
    """
    found = [(p, certain, p.on.reaches(as_of, months=window)) for p, certain in _vertebroplasties(chart, as_of)]
    for done, certain, recent in found:
        if certain is Truth.YES and recent is Truth.YES:
            levels = ", ".join(sorted(done.levels)) or "level not recorded"
            says = {"date": str(done.on), "levels": levels}
            return Fact("recent", (_done(done),), value=str(done.on), on=done.on, says=says)
    lost = unusable(chart, "vp-done", ("Procedure",), VERTEBROPLASTY)
    if lost:
        return lost
    open_ones = tuple(_done(p) for p, _, recent in found if recent is not Truth.NO)
    if open_ones:
        return Fact(UNKNOWN, open_ones, status=Status.POSSIBLE)
    return Fact("earlier", tuple(_done(p) for p, _, _ in found)) if found else absent(chart, "vp-done")


def _vertebroplasties(chart: Chart, as_of: date) -> list[tuple[Procedure, Truth]]:
    """
    Return each procedure that is, or may be, a vertebroplasty, newest first.

    Cement beside a repositioning of the same day is a kyphoplasty.
    """
    repositioned = {done.on for done in chart.procedures_of(REPOSITION)}
    return [
        (done, certain if done.terms & VERTEBROPLASTY else Truth.UNKNOWN)
        for done, certain in augmentations(chart, as_of)
        if done.terms & VERTEBROPLASTY or (done.terms & TYPE_NOT_TOLD and done.on not in repositioned)
    ]


def _done(done: Procedure) -> Evidence:
    return Evidence(done.ref, "vertebroplasty done", done.on)


@measures("vbq")
def vbq(chart: Chart, as_of: date, *, high: Decimal, fewest_levels: int, before_procedure: int) -> Fact:
    """
    Is the vertebral bone quality score on the last MRI before the procedure 3.0 or higher?

    The score is shown also where no rule speaks of it.
    """
    scans = _scans(chart)
    if not scans:
        return unusable(chart, "vbq", ("Observation",), RECORDED) or _requested(chart)
    procedure = _procedure(chart, as_of)
    scan, unfit = _chosen(scans, procedure, as_of, before_procedure)
    if unfit:
        return Fact("unsuitable", scan.evidence, says={"why": unfit}, on=scan.on)
    if scan.on.undated or scan.t1 is Truth.UNKNOWN:
        missing = "the date of the MRI" if scan.on.undated else "the MRI sequence (T1-weighted without contrast)"
        return _missing(chart, scan, missing)
    if procedure and not procedure.levels and not _fractured(chart, as_of, scan):
        return _missing(chart, scan, "the level of the procedure or of the fracture")
    left_out = _fractured(chart, as_of, scan) | _cemented(chart, as_of, procedure)
    return _score(chart, scan, left_out, high=high, fewest=fewest_levels)


def _requested(chart: Chart) -> Fact:
    asked = [o for o in chart.orders_of(frozenset({SCORE})) if o.status in REQUESTED]
    if not asked:
        return absent(chart, "vbq")
    return Fact(UNKNOWN, tuple(Evidence(o.ref, "VBQ requested") for o in asked), status=Status.NOT_RECORDED)


def _procedure(chart: Chart, as_of: date) -> Procedure | None:
    """
    Return the latest vertebroplasty, else the latest augmentation of another kind.
    """
    done = [p for p, certain in _vertebroplasties(chart, as_of) if certain is Truth.YES]
    return next(iter(done or (p for p, certain in augmentations(chart, as_of) if certain is Truth.YES)), None)


def _chosen(scans: Sequence[Scan], procedure: Procedure | None, as_of: date, months: int) -> tuple[Scan, str]:
    """
    Return the MRI to be used, or one that can not be and why.
    """
    day = procedure.on.first if procedure and procedure.on.first else as_of
    before = [scan for scan in scans if scan.on.within(None, day) is not Truth.NO]
    if not before:
        return scans[0], "the MRI was done after the procedure"
    fit = [scan for scan in before if scan.on.reaches(day, months=months) is not Truth.NO]
    if not fit:
        return before[0], f"the MRI was done more than {months} months before the procedure"
    plain = [scan for scan in fit if scan.t1 is not Truth.NO]
    if not plain:
        return fit[0], "the MRI is not T1-weighted without contrast"
    return plain[0], ""


def _fractured(chart: Chart, as_of: date, scan: Scan) -> frozenset[str]:
    """
    Return the levels of fractures that were there, or may have been, when the MRI was done.
    """
    there = (f for f in vertebral_fractures(chart, as_of) if f.onset.within(None, scan.on.last) is not Truth.NO)
    return frozenset(level for fracture in there for level in fracture.levels)


def _cemented(chart: Chart, as_of: date, procedure: Procedure | None) -> frozenset[str]:
    """
    Return the levels of the procedure and of every augmentation before it.
    """
    until = procedure.on.last if procedure else None
    done = (p for p, _ in augmentations(chart, as_of) if until is None or p.on.within(None, until) is not Truth.NO)
    return frozenset(level for p in done for level in p.levels)


def _score(chart: Chart, scan: Scan, left_out: frozenset[str], *, high: Decimal, fewest: int) -> Fact:
    signals = scan.signals
    told = _number(scan.parts[SCORE]) if SCORE in scan.parts and not signals else None
    if told is not None:
        if left_out & set(LEVELS.values()):
            return _missing(chart, scan, "the signal of each vertebra, as one of L1 to L4 is fractured or cemented")
        return _judged(chart, scan, told, "L1, L2, L3, L4", "", high=high)
    usable = {level: seen for level, seen in signals.items() if level not in left_out}
    out = sorted(left_out & set(LEVELS.values()))
    if len(usable) < fewest and all(level in signals or level in left_out for level in LEVELS.values()):
        return Fact("unsuitable", scan.evidence, says={"why": f"fewer than {fewest} levels are usable"}, on=scan.on)
    if len(usable) < fewest or CSF not in scan.parts:
        return _missing(chart, scan, "the signal of L1 to L4 and of the cerebrospinal fluid at L3")
    values = [_number(seen) for seen in (*usable.values(), scan.parts[CSF])]
    numbers = [value for value in values if value is not None and value > 0]
    if len(numbers) < len(values):
        return _invalid(chart, scan)
    left = f"{', '.join(out)} left out (fractured or cemented)" if out else ""
    return _judged(chart, scan, bone_quality(numbers[:-1], numbers[-1]), ", ".join(sorted(usable)), left, high=high)


def _number(observation: Observation) -> Decimal | None:
    quantity = observation.quantity
    return quantity.value if quantity and not quantity.unit and not quantity.comparator else None


def _judged(chart: Chart, scan: Scan, score: Decimal, used: str, left_out: str, *, high: Decimal) -> Fact:
    if score <= 0:
        return _invalid(chart, scan)
    written = score_in_words(score, high)
    says = {"value": written, "used": used, "left_out": left_out or "no level left out", "date": str(scan.on)}
    if any(part.certain is not Truth.YES for part in scan.parts.values()):
        return Fact(UNKNOWN, scan.evidence, status=Status.POSSIBLE, value=written, on=scan.on, says=says)
    return Fact("high" if score >= high else "below", scan.evidence, value=written, on=scan.on, says=says)


def _missing(chart: Chart, scan: Scan, what: str) -> Fact:
    gap = f"{item_of(chart, 'vbq')}: {what} is not recorded"
    return Fact(UNKNOWN, scan.evidence, status=Status.NOT_RECORDED, gaps=(gap,))


def _invalid(chart: Chart, scan: Scan) -> Fact:
    gap = f"{item_of(chart, 'vbq')}: invalid MRI value, a signal intensity is a number above zero"
    return Fact(UNKNOWN, scan.evidence, status=Status.UNREADABLE, gaps=(gap,))
