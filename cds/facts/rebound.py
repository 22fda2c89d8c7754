"""
Rebound: is a fracture that matters today a rebound fracture, and is the patient covered since?

Which fractures matter: those the order in question aims at, those of the last 12 months, and those
without an onset (rules.md section 3, `rebound`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.chart.dates import days_after, months_after, whole_months
from cds.facts.denosumab import denosumab_exposure, denosumab_status, injections, possible_last_doses
from cds.facts.doses import Dose, evidence_of, infusions, newest_first
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import fractures_unusable, from_above, in_question, vertebral_fractures
from cds.facts.measuring import limits_of, measures, remembered
from cds.facts.medicines import IBANDRONATE, ZOLEDRONATE
from cds.facts.rebound_fracture import Judged, rebound_fracture
from cds.facts.target import augmenting, targets
from cds.truth import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cds.chart.chart import Chart
    from cds.chart.dates import Span

__all__ = [
    "fracture_onset",
    "rebound",
    "rebound_acute",
    "rebound_cover",
    "rebound_current",
    "rebound_exposure",
    "target_cause",
]

WORST_FIRST = ("probable", "possible", UNKNOWN, "no")


@remembered
def _judged(chart: Chart, as_of: date) -> dict[tuple[str, ...], Judged]:
    """
    Judge every fracture once, whatever the order; by its Conditions and level.
    """
    fractures = vertebral_fractures(chart, as_of)
    return {(*f.refs, f.place): rebound_fracture(f, chart, as_of) for f in fractures}


def _asked_about(chart: Chart, as_of: date) -> list[Judged]:
    """
    Return the fractures the order in question is about, judged; without an order, those of today.
    """
    judged = _judged(chart, as_of)
    found = []
    for fracture, sure in in_question(chart, as_of, months=limits_of(chart, "rebound")["episode"]):
        one = judged[(*fracture.refs, fracture.place)]
        if one.state == "probable" and not sure:
            one = replace(one, state="possible", why="the level of the order, or of the fracture, is not recorded")
        found.append(one)
    return found


def _highest(chart: Chart, as_of: date, judged: list[Judged]) -> Fact:
    exposure = denosumab_exposure(chart, as_of)
    if not judged:
        state = UNKNOWN if exposure.state == UNKNOWN else "no"
        return replace(exposure, state=state, says={}) if state == UNKNOWN else Fact("no", gaps=exposure.gaps)
    state = min((one.state for one in judged), key=WORST_FIRST.index)
    leading = [one for one in judged if one.state == state]
    evidence = tuple(e for one in leading for e in one.fracture.as_evidence()) + exposure.evidence
    status = exposure.status if state == UNKNOWN else Status.POSSIBLE if state == "possible" else Status.ASSERTED
    gaps = exposure.gaps + (tuple(_doubts(leading)) if state == "possible" else ())
    return Fact(state, evidence, status=status, says=_words(leading), gaps=tuple(dict.fromkeys(gaps)))


def _doubts(possible: Iterable[Judged]) -> Iterator[str]:
    for one in possible:
        yield from one.gaps
        if one.fracture.confirmed is not Truth.YES:
            refs, note = ", ".join(one.fracture.refs), one.fracture.note or "its status does not say so"
            yield f"vertebral fracture of {one.fracture.place} is not confirmed ({refs}): {note}"


def _words(leading: list[Judged]) -> dict[str, str]:
    levels = sorted({one.fracture.place for one in leading if one.fracture.levels}, key=from_above)
    onsets = sorted({str(one.fracture.onset) for one in leading})
    first = leading[0]
    says = {
        "levels": ", ".join(levels) or "level not recorded",
        "onset": ", ".join(onsets),
        "number": "multiple" if len(levels) > 1 else "single" if len(leading) == 1 else "number of levels not recorded",
    }
    if first.last:
        says["last"] = " or ".join(str(day) for day in first.last)
        if first.fracture.onset.exact and first.fracture.onset.last:
            onset = first.fracture.onset.last
            says["interval"] = " or ".join(dict.fromkeys(str(whole_months(day, onset)) for day in first.last))
    whys = sorted({one.why for one in leading if one.why})
    if whys:
        says["why"] = "; ".join(whys)
    return says


@measures("rebound")
def rebound(chart: Chart, as_of: date, **limits: int) -> Fact:  # noqa: ARG001 - read where a fracture is judged
    """
    Is a fracture that this order aims at, or one of the last 12 months, a rebound fracture?
    """
    return fractures_unusable(chart, "rebound") or _highest(chart, as_of, _asked_about(chart, as_of))


@measures("rebound-current")
def rebound_current(chart: Chart, as_of: date) -> Fact:
    """
    Likewise, for fractures with onset in the last 12 months (or without one) only: the current episode.

    Without such a fracture it is none, whatever is known of denosumab.
    """
    lost = fractures_unusable(chart, "rebound-current")
    if lost:
        return lost
    judged = _asked_about(chart.about(None), as_of)
    return _highest(chart, as_of, judged) if judged else Fact("no", status=Status.NOT_RECORDED)


def _leading_now(chart: Chart, as_of: date, current: Fact) -> list[Judged]:
    """
    Return the fractures that `rebound-current` speaks of.
    """
    return [one for one in _asked_about(chart.about(None), as_of) if one.state == current.state]


@measures("rebound-acute")
def rebound_acute(chart: Chart, as_of: date, *, weeks: int) -> Fact:
    """
    Did a fracture that `rebound-current` speaks of begin in the last 12 weeks?
    """
    current = rebound_current(chart, as_of)
    lost = fractures_unusable(chart, "rebound-acute")
    if lost:
        return lost
    first_day = days_after(as_of, -7 * weeks)
    answer = any_of(one.fracture.onset.within(first_day, as_of) for one in _leading_now(chart, as_of, current))
    status = Status.POSSIBLE if answer is Truth.UNKNOWN else Status.ASSERTED
    return replace(current, state=answer.value, status=status, says={})


@measures("rebound-cover")
def rebound_cover(chart: Chart, as_of: date) -> Fact:
    """
    Was denosumab or an intravenous bisphosphonate given on or after the onset, and does it still cover?
    """
    current = rebound_current(chart, as_of)
    if current.state == UNKNOWN:
        return replace(current, says={})
    if current.state == "no":
        return Fact("none", status=Status.NOT_RECORDED)
    onsets = (one.fracture.onset for one in _leading_now(chart, as_of, current))
    onset = max(onsets, key=lambda span: (str(span.last), str(span.first)))
    covers_for = limits_of(chart, "therapy-now")
    given = [(dose, covers_for["denosumab"]) for dose in injections(chart, as_of).all]
    given += [(dose, covers_for["zoledronate"]) for dose in infusions(chart, as_of, ZOLEDRONATE | IBANDRONATE)]
    covers: dict[str, list[Dose]] = {"covering": [], UNKNOWN: [], "lapsed": []}
    for dose, months in given:
        state = _cover(dose, onset, as_of, months)
        if state:
            covers[state].append(dose)
    return _covered(covers)


def _cover(dose: Dose, onset: Span, as_of: date, months: int) -> str:
    """
    Tell whether a dose covers; "" when it was given before the onset.
    """
    since = dose.on.within(onset.last, None)
    if since is not Truth.YES and dose.on.within(onset.first, None) is Truth.NO:
        return ""
    sure = since is Truth.YES and not dose.doubt
    still = dose.on.reaches(as_of, months=months)
    if still is Truth.NO:
        return "lapsed" if sure else ""
    return "covering" if sure and still is Truth.YES else UNKNOWN


def _covered(covers: dict[str, list[Dose]]) -> Fact:
    for state, found in covers.items():
        if found:
            newest = newest_first(found)[0]
            says = {"date": str(newest.on), "drug": newest.name}
            status = Status.POSSIBLE if state == UNKNOWN else Status.ASSERTED
            gaps = tuple(dose.doubt for dose in found if dose.doubt)
            return Fact(state, evidence_of(found), status=status, on=newest.on, says=says, gaps=gaps)
    return Fact("none", status=Status.NOT_RECORDED)


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
        return Fact("no", status.evidence, gaps=status.gaps)
    of_fracture = rebound(chart, as_of)
    if of_fracture.state != "no":
        return replace(of_fracture, state=UNKNOWN if of_fracture.state == UNKNOWN else "no", says={})
    ways = possible_last_doses(injections(chart, as_of).with_later(), as_of, (window_end,))
    wearing_off = {last is not None and as_of <= months_after(last, window_end) for last, _ in ways}
    if len(wearing_off) > 1:
        return replace(status, state=UNKNOWN, status=Status.POSSIBLE)
    return replace(status, state="yes" if wearing_off.pop() else "no")


@measures("fracture-onset")
def fracture_onset(chart: Chart, as_of: date, *, same_fracture: int) -> Fact:  # noqa: ARG001 - read where fractures are told apart
    """
    Is the onset of every fracture in question recorded to the day?
    """
    lost = fractures_unusable(chart, "fracture-onset")
    if lost:
        return lost
    fractures = [f for f, _ in in_question(chart, as_of, months=limits_of(chart, "rebound")["episode"])]
    if not fractures:
        return Fact("no-fracture", status=Status.NOT_RECORDED)
    missing = [f for f in fractures if not f.onset_known]
    partial = [f for f in fractures if not f.onset.exact]
    named = missing or partial or fractures
    says = {"levels": ", ".join(f.place for f in named)}
    evidence = tuple(e for f in named for e in f.as_evidence())
    if missing:
        return Fact(UNKNOWN, evidence, status=Status.NOT_RECORDED, says=says)
    status = Status.POSSIBLE if partial else Status.ASSERTED
    return Fact("partial" if partial else "recorded", evidence, status=status, value=str(named[0].onset), says=says)


@measures("target-cause")
def target_cause(chart: Chart, as_of: date, *, trauma_before: int) -> Fact:  # noqa: ARG001 - read by `causes_around`
    """
    What is the recorded cause of the fracture that the order aims at?

    Unknown when its level, or that of a fracture, is not recorded and no fracture is known to be there.
    """
    lost = fractures_unusable(chart, "target-cause")
    if lost:
        return lost
    levels, told = targets(chart, as_of), vertebral_fractures(chart, as_of)
    fractures = [f for f in told if f.levels & levels]
    perhaps = [f for f in told if augmenting(chart) and not (f.levels and levels)]
    if perhaps and not fractures:
        return Fact(UNKNOWN, tuple(e for f in perhaps for e in f.as_evidence()), status=Status.POSSIBLE)
    causes = {fracture.causes.kind for fracture in fractures}
    evidence = tuple(e for fracture in fractures for e in fracture.as_evidence())
    for state in ("fragility", "suspected", "high-energy", "infective", "malignant"):
        if state in causes:
            return Fact(state, evidence, status=Status.POSSIBLE if state == "suspected" else Status.ASSERTED)
    return Fact("no-fracture", status=Status.NOT_RECORDED)
