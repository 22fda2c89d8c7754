"""
Vertebral augmentation that was done, and how well the patient matches the romosozumab study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Procedure
from cds.chart.dates import Span, months_after
from cds.facts.causes import NONE_TOLD, Place, causes_around
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import Fracture, fractures_unusable, vertebral_fractures
from cds.facts.measuring import absent, item_of, measures, remembered, unusable
from cds.facts.orders import AUGMENTATION, KYPHOPLASTY, VERTEBROPLASTY
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cds.chart.chart import Chart, Observation

__all__ = ["bkp_done", "bkp_fracture", "kyphoplasties", "match_mri", "match_time"]

REPOSITION = frozenset({"procedure-kyphoplasty-pcs-reposition-component"})
CEMENT = frozenset({"procedure-vertebral-augmentation-pcs-cement"})
MRI = frozenset({"obs-mri-unfavourable-prognosis"})


@remembered
def kyphoplasties(chart: Chart, as_of: date) -> tuple[tuple[Procedure, Truth], ...]:
    """
    Return each procedure that is, or may be, a balloon kyphoplasty, newest first.

    The ICD-10-PCS reposition and cement codes of one day are one; either alone, and a code that
    covers every augmentation, leave the type open.
    """
    done = [p for p in chart.procedures_of(AUGMENTATION | REPOSITION) if p.on.first is None or p.on.first <= as_of]
    found = [(procedure, truth) for procedure in done if (truth := _kyphoplasty(procedure, done)) is not Truth.NO]
    return tuple(sorted(found, key=lambda f: (str(f[0].on.last or ""), f[0].ref), reverse=True))


def _kyphoplasty(done: Procedure, others: Iterable[Procedure]) -> Truth:
    if done.terms & KYPHOPLASTY:
        return done.certain
    if done.terms & VERTEBROPLASTY:
        return Truth.NO
    same_day = [other for other in others if other.on == done.on and done.on.exact]
    if done.terms & REPOSITION:
        sure = any(other.terms & CEMENT and other.certain is Truth.YES for other in same_day)
        return done.certain if sure else Truth.UNKNOWN
    if done.terms & CEMENT and any(other.terms & REPOSITION for other in same_day):
        return Truth.NO  # the other half of a kyphoplasty that is counted already
    return Truth.UNKNOWN


@measures("bkp-done")
def bkp_done(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Was a balloon kyphoplasty done in the last 6 months?
    """
    lost = unusable(chart, "bkp-done", ("Procedure",), AUGMENTATION | REPOSITION)
    if lost:
        return lost
    found = [(done, sure, done.on.reaches(as_of, months=window)) for done, sure in kyphoplasties(chart, as_of)]
    for done, sure, reaches in found:
        if sure is Truth.YES and reaches is Truth.YES:
            return Fact("recent", (_evidence(done),), value=str(done.on), on=done.on, says=_words(done, as_of))
    open_ones = [done for done, _, reaches in found if reaches is not Truth.NO]
    if open_ones:
        item = item_of(chart, "bkp-done")
        gaps = tuple(f"{item}: {p.ref} may be a kyphoplasty, {p.note or 'its type or date is open'}" for p in open_ones)
        return Fact(UNKNOWN, tuple(_evidence(p) for p in open_ones), status=Status.POSSIBLE, gaps=gaps)
    if found:
        return Fact("earlier", tuple(_evidence(done) for done, _, _ in found))
    return absent(chart, "bkp-done")


def _words(done: Procedure, as_of: date) -> dict[str, str]:
    says = {"date": str(done.on), "levels": ", ".join(sorted(done.levels)) or "level not recorded"}
    if done.on.exact and done.on.last:
        says["days"] = str((as_of - done.on.last).days)
    return says


def _evidence(done: Procedure) -> Evidence:
    return Evidence(done.ref, "balloon kyphoplasty done" if done.terms & KYPHOPLASTY else "augmentation done", done.on)


@remembered
def treated(chart: Chart, as_of: date) -> tuple[tuple[Procedure, ...], tuple[Fracture, ...]]:
    """
    Return the latest kyphoplasty (of one day, at several levels) and the fractures it treated.

    They are the fractures at its levels that may have begun before it.
    """
    sure = [done for done, certain in kyphoplasties(chart, as_of) if certain is Truth.YES]
    latest = tuple(done for done in sure if done.on == sure[0].on)
    fractures = tuple(
        fracture
        for fracture in vertebral_fractures(chart, as_of)
        if any(
            fracture.levels & done.levels and fracture.onset.within(None, done.on.last) is not Truth.NO
            for done in latest
        )
    )
    return latest, fractures


@measures("bkp-fracture")
def bkp_fracture(chart: Chart, as_of: date) -> Fact:
    """
    From what cause was the fracture that the latest kyphoplasty treated?
    """
    lost = fractures_unusable(chart, "bkp-fracture")
    if lost:
        return lost
    latest, fractures = treated(chart, as_of)
    if not latest:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    evidence = tuple(e for f in fractures for e in f.as_evidence())
    kinds = {fracture.causes.kind for fracture in fractures}
    for state in ("malignant", "infective", "high-energy", "suspected"):
        if state in kinds:
            return Fact(state, evidence, status=Status.POSSIBLE if state == "suspected" else Status.ASSERTED)
    if fractures:
        return Fact("fragility", evidence, value=str(fractures[0].onset), on=fractures[0].onset)
    if _another_cause(chart, as_of, latest):
        return Fact("suspected", status=Status.POSSIBLE)
    return Fact(UNKNOWN, status=Status.NOT_RECORDED)


def _another_cause(chart: Chart, as_of: date, latest: tuple[Procedure, ...]) -> bool:
    """
    Tell whether the record hints at another cause although no fracture at the level is recorded.
    """
    around = NONE_TOLD
    for done in latest:
        around |= causes_around(chart, as_of, Place(done.levels, Span(None, done.on.last)))
    unplaced = [f.causes.kind for f in vertebral_fractures(chart, as_of) if not f.levels]
    return around.kind != "fragility" or any(kind != "fragility" for kind in unplaced)


@measures("match-time")
def match_time(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Was the kyphoplasty done within 2 months of the fracture, as in the study (F0-2)?
    """
    latest, fractures = treated(chart, as_of)
    known = [f for f in fractures if f.onset_known]
    if not known:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED, says={"answer": UNKNOWN})
    newest = known[0]  # fractures come newest first
    answer = _within(newest.onset, latest[0].on, window)
    status = Status.POSSIBLE if answer is Truth.UNKNOWN else Status.ASSERTED
    return Fact(answer.value, newest.as_evidence(), status=status, says={"answer": answer.value})


def _within(onset: Span, done: Span, months: int) -> Truth:
    if onset.first and done.last and done.last <= months_after(onset.first, months):
        return Truth.YES
    if onset.last and done.first and done.first > months_after(onset.last, months):
        return Truth.NO
    return Truth.UNKNOWN


@measures("match-mri")
def match_mri(chart: Chart, as_of: date) -> Fact:
    """
    Did the MRI before the kyphoplasty show unfavourable prognostic factors, as in the study (F0-3)?
    """
    latest, fractures = treated(chart, as_of)
    seen = [o for o in chart.observations_of(MRI) if latest and _of_the_fracture(o, latest, fractures)]
    if not seen:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED, says={"answer": UNKNOWN})
    newest = max(seen, key=lambda o: (str(o.on.last), o.updated, o.ref))
    answer = newest.answer.value if newest.answer is not None else UNKNOWN
    return Fact(answer, (Evidence(newest.ref, "MRI read for prognosis", newest.on),), says={"answer": answer})


def _of_the_fracture(seen: Observation, latest: tuple[Procedure, ...], fractures: tuple[Fracture, ...]) -> bool:
    levels = frozenset(level for done in latest for level in done.levels)
    begun = min((f.onset.first for f in fractures if f.onset.first), default=None)
    here = not seen.levels or not levels or bool(seen.levels & levels)
    in_time = seen.on.within(begun, latest[0].on.last) is Truth.YES
    return seen.answer is not None and seen.certain is Truth.YES and here and in_time
