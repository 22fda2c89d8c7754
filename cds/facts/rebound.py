"""
Rebound: did a vertebral fracture begin while denosumab was wearing off?

The definition is rules.md section 3, `rebound-fracture`; first match wins, in its order. The gap is
measured at the fracture, so a dose given after it does not erase it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Medicine, MedicineKind
from cds.chart.dates import Span, days_after, months_after, months_before, whole_months
from cds.facts.denosumab import bridged, denosumab_exposure, denosumab_status, injections
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import (
    AMBIGUOUS,
    FRACTURE_TYPES,
    FRACTURES,
    LEVELS,
    NEOPLASTIC,
    Fracture,
    in_question,
    recent,
    vertebral_fractures,
)
from cds.facts.measuring import limits_of, measures, unusable
from cds.facts.medicines import DENOSUMAB, IBANDRONATE, ZOLEDRONATE, into_a_vein
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart
    from cds.facts.denosumab import History, Injections

__all__ = ["fracture_onset", "rebound", "rebound_cover", "rebound_current", "rebound_exposure", "rebound_fracture", "target_cause"]

WORST_FIRST = ("probable", "possible", UNKNOWN, "no")


@dataclass(frozen=True, slots=True)
class Window:
    """
    The limits of the rebound window, in months (evidence.md section 7).
    """

    window_start: int
    probable_end: int
    possible_end: int
    late_redose: int

    @classmethod
    def of(cls, chart: Chart) -> Window:
        """
        Read the window from the entry `rebound` of the dictionary.
        """
        limits = limits_of(chart, "rebound")
        return cls(**{name: limits[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Judged:
    """
    A fracture with its state, why it is only possible, and the last dose before it when one is known.
    """

    fracture: Fracture
    state: str
    why: str = ""
    last_dose: date | None = None


def rebound_fracture(fracture: Fracture, chart: Chart, as_of: date, window: Window) -> Judged:
    """
    Judge one fracture: probable, possible, no or unknown.
    """
    exposure = denosumab_exposure(chart, as_of).state
    if Truth.YES in (fracture.malignant, fracture.infective, fracture.high_energy):
        return Judged(fracture, "no", "another cause is recorded")
    if exposure in {"no", "none-recorded"}:
        return Judged(fracture, "no")
    if exposure == UNKNOWN:
        return Judged(fracture, UNKNOWN)
    given = injections(chart)
    answers = {
        _at(onset, history, fracture, chart, window)
        for history in given.histories()
        for onset in _possible_onsets(fracture.onset.until(as_of), history, window)
    }
    states = {state for state, _ in answers}
    last = _last_before(fracture, given)
    if len(states) == 1:
        return Judged(fracture, states.pop(), next(iter(sorted(why for _, why in answers))), last)
    why = "; ".join(sorted({why for _, why in answers if why})) or _open_dates(fracture, given)
    return Judged(fracture, "possible", why, last)


def _open_dates(fracture: Fracture, given: Injections) -> str:
    if not fracture.onset.exact:
        return f"the fracture is dated {fracture.onset}" if fracture.onset_known else "the onset of the fracture is not recorded"
    return "the dates of the last dose are partial or differ" if given.sixty else ""


def _last_before(fracture: Fracture, given: Injections) -> date | None:
    before = [d.on.last for d in given.sixty if d.on.last and fracture.onset.last and d.on.last < fracture.onset.last]
    return before[-1] if before else None


def _possible_onsets(onset: Span, history: History, window: Window) -> Iterator[date]:
    """
    Yield the days on which the answer can change inside the span of the onset, and its ends.
    """
    days = history.sixty + history.other
    last = onset.last
    if last is None:
        return
    first = onset.first or (days_after(min(days), -1) if days else last)
    first = min(first, last)
    turns = {first, last}
    for dose in days:
        for months in (0, window.window_start, window.probable_end, window.possible_end, window.late_redose):
            turn = months_after(dose, months)
            turns |= {turn, days_after(turn, 1), days_after(turn, -1)}
    yield from sorted(day for day in turns if first <= day <= last)


def _at(onset: date, history: History, fracture: Fracture, chart: Chart, window: Window) -> tuple[str, str]:
    """
    Answer for one possible day of onset and one way the doses may have been.
    """
    before = [day for day in history.sixty if day < onset]
    others = [day for day in history.other if day < onset]
    if not before and not others:
        return "no", ""
    dose = before[-1] if before else None
    other = others[-1] if others else None
    probable = dose is not None and _months_between(dose, onset, window.window_start, window.probable_end)
    why = _why_only_possible(onset, before, other, fracture, chart, window, probable=probable)
    if why:
        return "possible", why
    return ("probable", "") if probable else ("no", "")


def _why_only_possible(
    onset: date, before: list[date], other: date | None, fracture: Fracture, chart: Chart, window: Window, *, probable: bool
) -> str:
    dose = before[-1] if before else None
    if dose and probable and bridged(chart, dose, onset, including=False) is not Truth.NO:
        return "a follow-on antiresorptive was taken, or may have been"
    if dose and not probable and _months_between(dose, onset, window.probable_end, window.possible_end):
        return f"late window, {window.probable_end} to {window.possible_end} months after the last dose"
    if probable and fracture.confirmed is not Truth.YES:
        return "the fracture is not confirmed"
    if probable and fracture.suspected_other_cause:
        return "malignancy, infection or high-energy trauma is suspected"
    if _late_redose(before, onset, window):
        return "a late re-dose shortly before the fracture"
    if other and (dose is None or other > dose) and _other_strength(onset, dose, other, window):
        return "the last dose before the fracture is of another or unknown strength"
    return ""


def _months_between(start: date, day: date, first: int, last: int) -> bool:
    return months_after(start, first) <= day <= months_after(start, last)


def _late_redose(before: list[date], onset: date, window: Window) -> bool:
    if len(before) < 2:  # noqa: PLR2004 - a re-dose is a second dose
        return False
    previous, dose = before[-2], before[-1]
    late = months_after(previous, window.window_start) < dose <= months_after(previous, window.possible_end)
    return late and onset <= months_after(dose, window.late_redose)


def _other_strength(onset: date, dose: date | None, other: date, window: Window) -> bool:
    starts = [day for day in (other, dose) if day]
    return any(_months_between(day, onset, window.window_start, window.possible_end) for day in starts)


def _judged(chart: Chart, as_of: date, *, current_only: bool) -> list[Judged]:
    window, episode = Window.of(chart), limits_of(chart, "rebound")["episode"]
    judged = []
    for fracture, sure in in_question(chart, as_of, episode):
        if current_only and recent(fracture, as_of, episode) is Truth.NO:
            continue
        one = rebound_fracture(fracture, chart, as_of, window)
        if one.state == "probable" and not sure:
            one = Judged(fracture, "possible", "the order does not name a level", one.last_dose)
        judged.append(one)
    return judged


def _highest(chart: Chart, as_of: date, judged: list[Judged]) -> Fact:
    exposure = denosumab_exposure(chart, as_of)
    if not judged:
        state = UNKNOWN if exposure.state == UNKNOWN else "no"
        return Fact(state, exposure.evidence, status=exposure.status, gaps=exposure.gaps)
    state = min((one.state for one in judged), key=WORST_FIRST.index)
    leading = [one for one in judged if one.state == state]
    evidence = tuple(e for one in leading for e in one.fracture.as_evidence()) + exposure.evidence
    status = exposure.status if state == UNKNOWN else Status.POSSIBLE if state == "possible" else Status.ASSERTED
    return Fact(state, evidence, status=status, says=_words(leading, judged), gaps=exposure.gaps)


def _words(leading: list[Judged], judged: list[Judged]) -> dict[str, str]:
    qualifying = [one.fracture.place for one in judged if one.state in {"probable", "possible"} and one.fracture.levels]
    levels = sorted({one.fracture.place for one in leading if one.fracture.levels}, key=_from_above)
    first = leading[0]
    says = {
        "levels": ", ".join(levels) or "level not recorded",
        "onset": str(first.fracture.onset),
        "number": "multiple" if len(set(qualifying)) > 1 else "single",
    }
    if first.last_dose:
        says["last"] = str(first.last_dose)
        if first.fracture.onset.exact and first.fracture.onset.last:
            says["interval"] = str(whole_months(first.last_dose, first.fracture.onset.last))
    reasons = sorted({one.why for one in leading if one.why})
    if reasons:
        says["why"] = "; ".join(reasons)
    return says


def _from_above(place: str) -> int:
    return LEVELS.index(place.split("/")[0])


@measures("rebound")
def rebound(chart: Chart, as_of: date, **limits: int) -> Fact:  # noqa: ARG001 - shared with the facts below
    """
    Is a fracture that this order aims at, or one of the last 12 months, a rebound fracture?
    """
    lost = unusable(chart, FRACTURE_TYPES, FRACTURES | NEOPLASTIC | AMBIGUOUS)
    return lost or _highest(chart, as_of, _judged(chart, as_of, current_only=False))


@measures("rebound-current")
def rebound_current(chart: Chart, as_of: date) -> Fact:
    """
    Likewise, for fractures with onset in the last 12 months (or without one) only: the current episode.
    """
    lost = unusable(chart, FRACTURE_TYPES, FRACTURES | NEOPLASTIC | AMBIGUOUS)
    return lost or _highest(chart, as_of, _judged(chart, as_of, current_only=True))


@measures("rebound-acute")
def rebound_acute(chart: Chart, as_of: date, *, weeks: int) -> Fact:
    """
    Did a probable rebound fracture begin in the last 12 weeks?
    """
    current = rebound_current(chart, as_of)
    if current.state != "probable":
        return Fact(UNKNOWN if current.state == UNKNOWN else "no", current.evidence, status=current.status)
    judged = _judged(chart, as_of, current_only=True)
    answers = {
        one.fracture.onset.within(days_after(as_of, -7 * weeks), as_of) for one in judged if one.state == "probable"
    }
    state = "yes" if Truth.YES in answers else UNKNOWN if Truth.UNKNOWN in answers else "no"
    return Fact(state, current.evidence, status=Status.POSSIBLE if state == UNKNOWN else Status.ASSERTED)


@measures("rebound-cover")
def rebound_cover(chart: Chart, as_of: date, *, denosumab_covers: int, bisphosphonate_covers: int) -> Fact:
    """
    Was denosumab or an intravenous bisphosphonate given on or after the onset, and does it still cover?
    """
    current = rebound_current(chart, as_of)
    judged = [one for one in _judged(chart, as_of, current_only=True) if one.state == "probable"]
    if current.state == UNKNOWN:
        return Fact(UNKNOWN, current.evidence, status=current.status)
    if not judged:
        return Fact("none", status=Status.NOT_RECORDED)
    onset = max(one.fracture.onset.first for one in judged if one.fracture.onset.first)
    covers, maybe, lapsed = [], [], []
    for dose in chart.doses_of(*DENOSUMAB, *ZOLEDRONATE, *IBANDRONATE):
        if dose.kind is MedicineKind.DISPENSE or dose.certain is Truth.NO or into_vein_or_denosumab(dose) is Truth.NO:
            continue
        since = dose.start.within(onset, as_of)
        if since is Truth.NO or dose.start.undated:
            continue
        months = denosumab_covers if dose.terms & DENOSUMAB else bisphosphonate_covers
        still = dose.start.within(_earliest(as_of, months), as_of)
        if dose.certain is Truth.UNKNOWN or since is Truth.UNKNOWN or still is Truth.UNKNOWN:
            maybe.append(dose)
            continue
        (covers if still is Truth.YES else lapsed).append(dose)
    for state, found in (("covering", covers), (UNKNOWN, maybe), ("lapsed", lapsed)):
        if found:
            newest = max(found, key=lambda dose: str(dose.start.last))
            says = {"date": str(newest.start), "drug": newest.name}
            status = Status.POSSIBLE if state == UNKNOWN else Status.ASSERTED
            return Fact(state, tuple(Evidence(d.ref, f"{d.name} given", d.start) for d in found), status=status, says=says)
    return Fact("none", status=Status.NOT_RECORDED)


def into_vein_or_denosumab(dose: Medicine) -> Truth:
    """
    Tell whether a dose is denosumab or went into a vein.
    """
    return Truth.YES if dose.terms & DENOSUMAB else into_a_vein(dose)


def _earliest(as_of: date, months: int) -> date:
    """
    Return the earliest day whose date plus *months* reaches the as-of date.
    """
    day = months_before(as_of, months)
    while months_after(days_after(day, -1), months) >= as_of:
        day = days_after(day, -1)
    while months_after(day, months) < as_of:
        day = days_after(day, 1)
    return day


@measures("rebound-exposure")
def rebound_exposure(chart: Chart, as_of: date, *, window_end: int) -> Fact:
    """
    Is denosumab wearing off today, whatever the age of the fracture?

    The day of the visit counts here; for `rebound` it is the day of onset.
    """
    status = denosumab_status(chart, as_of)
    if status.state == UNKNOWN:
        return status
    if status.state != "discontinued":
        return Fact("no", status.evidence)
    of_fracture = rebound(chart, as_of)
    if of_fracture.state != "no":
        return Fact(UNKNOWN if of_fracture.state == UNKNOWN else "no", of_fracture.evidence, status=of_fracture.status)
    ends = {
        as_of <= months_after(history.sixty[-1], window_end)
        for history in injections(chart).histories()
    }
    if len(ends) > 1:
        return Fact(UNKNOWN, status.evidence, status=Status.POSSIBLE)
    return Fact("yes" if ends.pop() else "no", status.evidence, says=status.says)


@measures("fracture-onset")
def fracture_onset(chart: Chart, as_of: date) -> Fact:
    """
    Is the onset of every fracture in question recorded to the day?
    """
    lost = unusable(chart, FRACTURE_TYPES, FRACTURES | NEOPLASTIC | AMBIGUOUS)
    if lost:
        return lost
    fractures = [fracture for fracture, _ in in_question(chart, as_of, limits_of(chart, "rebound")["episode"])]
    if not fractures:
        return Fact("no-fracture", status=Status.NOT_RECORDED)
    missing = [f for f in fractures if not f.onset_known]
    evidence = tuple(e for f in missing or fractures for e in f.as_evidence())
    if missing:
        gap = f"fracture of {', '.join(f.place for f in missing)}: dated {missing[0].onset}"
        return Fact(UNKNOWN, evidence, status=Status.NOT_RECORDED, gaps=() if missing[0].onset.undated else (gap,))
    partial = [f for f in fractures if not f.onset.exact]
    return Fact("partial" if partial else "recorded", evidence, value=str((partial or fractures)[0].onset))


@measures("target-cause")
def target_cause(chart: Chart, as_of: date) -> Fact:
    """
    What is the recorded cause of the fracture that the order aims at?
    """
    levels = chart.order.levels if chart.order else frozenset()
    fractures = [f for f in vertebral_fractures(chart, as_of) if f.levels & levels]
    if not fractures:
        return Fact("no-fracture", status=Status.NOT_RECORDED)
    causes = {_cause(fracture) for fracture in fractures}
    evidence = tuple(e for fracture in fractures for e in fracture.as_evidence())
    for state in ("fragility", "suspected", "high-energy", "infective", "malignant"):
        if state in causes:
            return Fact(state, evidence)
    return Fact(UNKNOWN, evidence)


def _cause(fracture: Fracture) -> str:
    if fracture.malignant is Truth.YES:
        return "malignant"
    if fracture.infective is Truth.YES:
        return "infective"
    if fracture.high_energy is Truth.YES:
        return "high-energy"
    return "suspected" if fracture.suspected_other_cause else "fragility"
