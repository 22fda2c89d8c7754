"""
The nerves of the spine and its stability: a neurological deficit, and whether it began after cement.

A deficit counts unless another cause is named (a stroke, say) or a later examination found none. Codes
that do not tell the site (muscle weakness, urinary incontinence) only hint at one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.facts.fact import Fact, Status
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, measures, remembered, unusable
from cds.facts.person import recorded
from cds.facts.symptoms import answered, asserted, complaints, left_open, listed, new_after, nothing_after
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cds.chart.chart import Chart
    from cds.chart.dates import Span
    from cds.facts.symptoms import Symptom

__all__ = ["deficit_after_augmentation", "deficits", "neuro_deficit", "spinal_instability"]

DEFICITS = {
    "cauda-equina-or-cord-compression": "compression of cauda equina or cord",
    "paraparesis-paraplegia": "weakness of both legs",
    "leg-weakness": "leg weakness",
    "foot-drop": "foot drop",
    "leg-or-saddle-numbness": "numbness of leg or saddle area",
    "sensory-level": "sensory level",
    "obs-spinal-neurological-deficit": "neurological deficit of the spine",
}
SPHINCTERS = {"bladder-bowel-dysfunction": "bladder or bowel dysfunction"}
HINTS = {
    "limb-weakness-site-ambiguous": "weakness, site not told",
    "urinary-incontinence-ambiguous": "urinary incontinence, cause not told",
}
EXAMINATION = frozenset({"obs-spinal-neurological-deficit"})
ALL = frozenset({*DEFICITS, *SPHINCTERS, *HINTS})
ELSEWHERE = frozenset(
    {
        "stroke-acute",
        "stroke-history",
        "transient-ischaemic-attack",
        "transient-ischaemic-attack-history",
        "cerebrovascular-disease",
        "diabetes",
    }
)
"""Causes outside the spine: a deficit due to one of them is not the spine's."""
NOT_TOLD = "does not tell whether the spine is its cause"
INSTABILITY = frozenset({"spinal-instability", "obs-spinal-instability"})
NEUROLOGY_TYPES = ("Condition", "Observation")


@remembered
def deficits(chart: Chart, as_of: date) -> tuple[Symptom, ...]:
    """
    Return each neurological deficit that is, or may be, there and has no other cause than the spine.

    Bladder or bowel dysfunction is one only beside another deficit.
    """
    if not (chart.conditions_of(ALL) or chart.observations_of(ALL)):
        return ()
    _, free = answered(chart, EXAMINATION, "")
    told = [*complaints(chart, as_of, DEFICITS, but=ELSEWHERE), *_answers(chart, DEFICITS)]
    told = [deficit for deficit in told if not _gone(deficit, free)]
    beside = any(deficit.certain is Truth.YES for deficit in told)
    sphincters = [*complaints(chart, as_of, SPHINCTERS, but=ELSEWHERE), *_answers(chart, SPHINCTERS)]
    hints = [*complaints(chart, as_of, HINTS, but=ELSEWHERE), *([] if beside else sphincters)]
    told += [*(sphincters if beside else []), *(symptom.hinting(NOT_TOLD) for symptom in hints)]
    return tuple(deficit for deficit in told if not _gone(deficit, free))


def _answers(chart: Chart, words: Mapping[str, str]) -> Iterator[Symptom]:
    for term, what in words.items():
        found, _ = answered(chart, frozenset({term}), what)
        if found:
            yield found


def _gone(deficit: Symptom, free: Span | None) -> bool:
    """
    Tell whether an examination on or after the onset found no deficit.
    """
    return free is not None and free.first is not None and deficit.onset.within(None, free.first) is Truth.YES


@measures("neuro-deficit")
def neuro_deficit(chart: Chart, as_of: date, *, new_within: int) -> Fact:
    """
    Is there a neurological deficit of the spine, and is it new?
    """
    found = deficits(chart, as_of)
    new = [(d, d.onset.reaches(as_of, months=new_within)) for d in found]
    sure = [d for d, recent in new if d.certain is recent is Truth.YES]
    if sure:
        return _told("yes", sure)
    lost = unusable(chart, "neuro-deficit", NEUROLOGY_TYPES, ALL)
    if lost and lost.status is not Status.NOT_FETCHED:
        return lost
    possible = [d for d, recent in new if recent is not Truth.NO]
    if possible:
        texts = (f"{d.ref} ({d.what}), {d.since}{'' if d.certain is Truth.YES else ', not certain'}" for d in possible)
        return _told("possible", possible, status=Status.POSSIBLE, gaps=gap_lines(chart, "neuro-deficit", texts))
    if found:
        return _told("old", found)
    examined = _examined(chart)
    return Fact("no", examined, status=Status.REFUTED) if examined else absent(chart, "neuro-deficit")


def _told(
    state: str, found: Sequence[Symptom], *, status: Status = Status.ASSERTED, gaps: tuple[str, ...] = ()
) -> Fact:
    evidence = tuple(deficit.evidence for deficit in found)
    return Fact(state, evidence, status=status, on=found[0].onset, says={"findings": listed(found)}, gaps=gaps)


def _examined(chart: Chart) -> tuple[Evidence, ...]:
    """
    Return what shows that somebody looked: an answer, or a deficit that is over or has another cause.
    """
    seen = [
        Evidence(o.ref, "neurological examination", o.on)
        for o in chart.observations_of(ALL)
        if o.answer is not None and o.certain is Truth.YES
    ]
    seen += [Evidence(c.ref, "deficit, over or not of the spine", c.onset) for c in chart.conditions_of(ALL)]
    return tuple(seen)


@measures("deficit-after-augmentation")
def deficit_after_augmentation(chart: Chart, as_of: date, *, window: int) -> Fact:
    """
    Did a neurological deficit begin on or after the day of a vertebral augmentation?
    """
    name = "deficit-after-augmentation"
    found = deficits(chart, as_of)
    since = new_after(chart, as_of, found, months=window)
    likely = [one for one in since if one.when != "doubtful" and not one.symptom.hint]
    confirmed = [one for one in likely if one.confirmed]
    new = [one for one in confirmed if one.when == "after"]
    if likely:
        state = "new" if new else "onset-open" if confirmed else "unconfirmed"
        return asserted(state, list(dict.fromkeys([*new, *confirmed, *likely])))
    if since:
        return left_open(chart, name, since)
    return nothing_after(chart, as_of, name, NEUROLOGY_TYPES, ALL, symptoms=bool(found))


@measures("spinal-instability")
def spinal_instability(chart: Chart, as_of: date) -> Fact:
    """
    Is spinal instability recorded, by an active condition or the latest answer?
    """
    return recorded(chart, as_of, "spinal-instability", INSTABILITY)
