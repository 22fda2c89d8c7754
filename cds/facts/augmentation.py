"""
Vertebral augmentation that was done, and how well the patient matches the romosozumab study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Procedure
from cds.chart.dates import months_after
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import Fracture, vertebral_fractures
from cds.facts.measuring import absent, measures, unusable
from cds.facts.orders import AUGMENTATION, KYPHOPLASTY
from cds.truth import Truth

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["bkp_done", "bkp_fracture", "match_mri", "match_time"]

REPOSITION = frozenset({"procedure-kyphoplasty-pcs-reposition-component"})
CEMENT = frozenset({"procedure-vertebral-augmentation-pcs-cement"})
MRI = frozenset({"obs-mri-unfavourable-prognosis"})


def kyphoplasties(chart: Chart) -> tuple[tuple[Procedure, Truth], ...]:
    """
    Return each procedure that is, or may be, a balloon kyphoplasty, newest first.

    The ICD-10-PCS reposition and cement codes of one day are one; cement alone, and a code that
    covers every augmentation, leave the type open.
    """
    found = []
    for done in chart.procedures:
        if done.terms & KYPHOPLASTY:
            found.append((done, done.certain))
        elif done.terms & REPOSITION:
            pair = any(other.terms & CEMENT and other.on == done.on for other in chart.procedures)
            found.append((done, done.certain if pair else Truth.UNKNOWN))
        elif done.terms & AUGMENTATION and done.terms.isdisjoint({"procedure-vertebroplasty"}):
            paired = any(other.terms & REPOSITION and other.on == done.on for other in chart.procedures)
            if not paired:
                found.append((done, Truth.UNKNOWN))
    return tuple(sorted(found, key=lambda f: (str(f[0].on.last), f[0].ref), reverse=True))


@measures("bkp-done")
def bkp_done(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Was a balloon kyphoplasty done in the last 6 months?
    """
    lost = unusable(chart, ("Procedure",), AUGMENTATION | REPOSITION)
    if lost:
        return lost
    found = [(done, certain, _reaches(done, as_of, window)) for done, certain in kyphoplasties(chart)]
    near = [(done, certain) for done, certain, recent in found if recent is Truth.YES]
    for done, certain in near:
        if certain is Truth.YES:
            days = (as_of - done.on.last).days if done.on.exact and done.on.last else None
            says = {"date": str(done.on), "levels": ", ".join(sorted(done.levels)) or "level not recorded"}
            if days is not None:
                says["days"] = str(days)
            return Fact("recent", (_evidence(done),), value=str(done.on), on=done.on, says=says)
    open_ones = [done for done, certain, recent in found if recent is not Truth.NO]
    if open_ones:
        gaps = tuple(f"{done.ref} may be a kyphoplasty: {done.note or 'its type or date is not coded'}" for done in open_ones)
        return Fact(UNKNOWN, tuple(_evidence(d) for d in open_ones), status=Status.POSSIBLE, gaps=gaps)
    if found:
        return Fact("earlier", tuple(_evidence(done) for done, _, _ in found))
    return absent(chart, "bkp-done")


def _reaches(done: Procedure, as_of: date, months: int) -> Truth:
    if done.on.first is None or done.on.last is None:
        return Truth.UNKNOWN
    if months_after(done.on.first, months) >= as_of:
        return Truth.YES
    return Truth.NO if months_after(done.on.last, months) < as_of else Truth.UNKNOWN


def _evidence(done: Procedure) -> Evidence:
    return Evidence(done.ref, "balloon kyphoplasty done" if done.terms & KYPHOPLASTY else "augmentation done", done.on)


def treated_fractures(chart: Chart, as_of: date) -> tuple[tuple[Procedure, tuple[Fracture, ...]], ...]:
    """
    Return each certain kyphoplasty with the fractures at its levels that began on or before it.
    """
    fractures = vertebral_fractures(chart, as_of)
    return tuple(
        (
            done,
            tuple(
                f for f in fractures if f.levels & done.levels and f.onset.within(None, done.on.last) is not Truth.NO
            ),
        )
        for done, certain in kyphoplasties(chart)
        if certain is Truth.YES
    )


@measures("bkp-fracture")
def bkp_fracture(chart: Chart, as_of: date) -> Fact:
    """
    From what cause was the fracture that the latest kyphoplasty treated?
    """
    treated = treated_fractures(chart, as_of)
    fractures = treated[0][1] if treated else ()
    if not fractures:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    evidence = tuple(e for f in fractures for e in f.as_evidence())
    causes = (f.malignant for f in fractures), (f.infective for f in fractures), (f.high_energy for f in fractures)
    for state, answers in zip(("malignant", "infective", "high-energy"), causes, strict=True):
        if Truth.YES in set(answers):
            return Fact(state, evidence)
    if any(f.suspected_other_cause for f in fractures):
        return Fact("suspected", evidence, status=Status.POSSIBLE)
    return Fact("fragility", evidence, value=str(fractures[0].onset), on=fractures[0].onset)


@measures("match-time")
def match_time(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Was the kyphoplasty done within 2 months of the fracture, as in the study (F0-2)?
    """
    treated = treated_fractures(chart, as_of)
    if not treated or not treated[0][1]:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED, says={"answer": UNKNOWN})
    done, fractures = treated[0]
    known = [f for f in fractures if f.onset_known and f.onset.first and f.onset.last]
    if not known or done.on.last is None or done.on.first is None:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED, says={"answer": UNKNOWN})
    newest = max(known, key=lambda f: str(f.onset.last))
    assert newest.onset.first is not None
    assert newest.onset.last is not None
    soonest = done.on.last <= months_after(newest.onset.first, window)
    latest = done.on.first <= months_after(newest.onset.last, window)
    if soonest != latest:
        return Fact(UNKNOWN, newest.as_evidence(), status=Status.POSSIBLE, says={"answer": UNKNOWN})
    return Fact("yes" if soonest else "no", newest.as_evidence(), says={"answer": "yes" if soonest else "no"})


@measures("match-mri")
def match_mri(chart: Chart, as_of: date) -> Fact:
    """
    Did the MRI before the kyphoplasty show unfavourable prognostic factors, as in the study (F0-3)?
    """
    treated = treated_fractures(chart, as_of)
    if not treated:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED, says={"answer": UNKNOWN})
    done, fractures = treated[0]
    begun = min((f.onset.first for f in fractures if f.onset.first), default=None)
    seen = [
        o
        for o in chart.observations
        if o.terms & MRI
        and o.answer is not None
        and o.certain is Truth.YES
        and (not o.levels or not done.levels or o.levels & done.levels)
        and o.on.within(begun, done.on.last) is Truth.YES
    ]
    if not seen:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED, says={"answer": UNKNOWN})
    newest = max(seen, key=lambda o: (str(o.on.last), o.updated))
    assert newest.answer is not None
    answer = newest.answer.value
    return Fact(answer, (Evidence(newest.ref, "MRI read for prognosis", newest.on),), says={"answer": answer})
