"""
A neurological deficit from the spine, and instability: what a surgeon should see before cement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.chart.dates import Span, first_reaching
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, measures, unusable
from cds.facts.person import active_on
from cds.facts.statements import not_before
from cds.facts.target import augmenting, target_fractures, targets
from cds.truth import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["Deficit", "deficits", "target_deficit", "target_instability"]

SIGNS = {
    "cauda-equina-or-cord-compression": "compression of cord or cauda equina",
    "paraparesis-paraplegia": "weakness of both legs",
    "leg-weakness": "leg weakness",
    "foot-drop": "foot drop",
    "leg-or-saddle-numbness": "numbness of leg or saddle area",
    "sensory-level": "sensory level",
}
BLADDER = {"bladder-bowel-dysfunction": "bladder or bowel dysfunction"}
HINTS = {"limb-weakness-site-ambiguous": "muscle weakness", "urinary-incontinence-ambiguous": "urinary incontinence"}
EXAMINED = {"obs-spinal-neurological-deficit": "neurological deficit on examination"}
WORDS = SIGNS | BLADDER | HINTS | EXAMINED
OTHER_CAUSES = frozenset(
    {
        "stroke-acute",
        "stroke-history",
        "transient-ischaemic-attack",
        "cerebrovascular-disease",
        "diabetes",
    }
)
INSTABILITY = frozenset({"spinal-instability", "obs-spinal-instability"})

NOT_ASKED = Fact(UNKNOWN, status=Status.NOT_RECORDED)


@dataclass(frozen=True, slots=True)
class Deficit:
    """
    A sign of a neurological deficit that is there, or may be.

    `present` unknown: its resource, or its meaning, is not certain. `dated`: the day of onset is told.
    """

    words: str
    present: Truth
    onset: Span
    dated: bool
    ref: str

    def as_evidence(self) -> Evidence:
        """
        Return the resource it was read from.
        """
        return Evidence(self.ref, self.words, self.onset)


def deficits(chart: Chart, as_of: date) -> list[Deficit]:
    """
    Return every sign of a deficit from the spine that is there or may be (recording.md section 7).

    One due to another cause is none, and so is one with a normal examination on or after its onset.
    Bladder and bowel count beside another sign; alone they, and hints, are only possible.
    """
    found = [*_signs(chart, as_of, SIGNS), *_examined(chart)]
    seen = any(one.present is Truth.YES for one in found)
    for weaker, alone in ((BLADDER, Truth.YES if seen else Truth.UNKNOWN), (HINTS, Truth.UNKNOWN)):
        found += [
            Deficit(one.words, all_of((one.present, alone)), one.onset, one.dated, one.ref)
            for one in _signs(chart, as_of, weaker)
        ]
    normal = _normal(chart)
    return [one for one in found if not any(not_before(on, one.onset) is Truth.YES for on in normal)]


def _signs(chart: Chart, as_of: date, words: dict[str, str]) -> Iterator[Deficit]:
    for condition in chart.conditions_of(frozenset(words)):
        present = active_on(condition, as_of)
        if present is not Truth.NO and condition.due_to.isdisjoint(OTHER_CAUSES):
            said = next(w for term, w in words.items() if term in condition.terms)
            yield Deficit(said, present, condition.onset, condition.onset_known, condition.ref)


def _examined(chart: Chart) -> Iterator[Deficit]:
    for seen in chart.observations_of(frozenset(SIGNS | EXAMINED)):
        if seen.answer is not None and seen.answer is not Truth.NO:
            said = next(w for term, w in WORDS.items() if term in seen.terms)
            yield Deficit(said, all_of((seen.answer, seen.certain)), seen.on, not seen.on.undated, seen.ref)


def _normal(chart: Chart) -> list[Span]:
    examined = chart.observations_of(frozenset(EXAMINED))
    return [o.on for o in examined if o.answer is Truth.NO and o.certain is Truth.YES]


@measures("target-deficit")
def target_deficit(chart: Chart, as_of: date, *, recent_within: int) -> Fact:
    """
    Is there a neurological deficit that is new: since the target fracture, or in the last 12 months?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    onsets = [f.onset.first for f in target_fractures(chart, as_of, targets(chart, as_of)) if f.onset.first]
    start = min((first_reaching(as_of, recent_within), *onsets))
    found = [(one, one.onset.within(start, None) if one.dated else Truth.UNKNOWN) for one in deficits(chart, as_of)]
    sure = [(one, since) for one, since in found if one.present is Truth.YES]
    for state, wanted in (("new", Truth.YES), ("undated", Truth.UNKNOWN)):
        chosen = [one for one, since in sure if since is wanted]
        if chosen:
            says = {"finding": ", ".join(dict.fromkeys(one.words for one in chosen)), "onset": str(chosen[0].onset)}
            return Fact(state, tuple(one.as_evidence() for one in chosen), says=says)
    lost = unusable(chart, "target-deficit", ("Condition", "Observation"), frozenset(WORDS))
    if lost:
        return lost
    open_ones = [one for one, since in found if one.present is Truth.UNKNOWN and since is not Truth.NO]
    if open_ones:
        evidence = tuple(one.as_evidence() for one in open_ones)
        texts = (f"{one.ref} ({one.words}, {one.onset}) may come from the spine" for one in open_ones)
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=gap_lines(chart, "target-deficit", texts))
    normal = [o for o in chart.observations_of(frozenset(EXAMINED)) if o.answer is Truth.NO]
    if normal:
        return Fact("no", tuple(Evidence(o.ref, "no deficit on examination", o.on) for o in normal), status=Status.REFUTED)
    return absent(chart, "target-deficit")


@measures("target-instability")
def target_instability(chart: Chart, as_of: date) -> Fact:
    """
    Is the spine unstable at the target, or at a level that is not told?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    levels = targets(chart, as_of)
    told = [(active_on(c, as_of), c.levels, c.ref, c.onset) for c in chart.conditions_of(INSTABILITY)]
    seen = [o for o in chart.observations_of(INSTABILITY) if o.answer is not None]
    latest = max((str(o.on.last) for o in seen), default="")
    told += [
        (o.answer if o.certain is Truth.YES else Truth.UNKNOWN, o.levels, o.ref, o.on)
        for o in seen
        if str(o.on.last) == latest and o.answer is not None
    ]
    here = [(truth, Evidence(ref, "spinal instability", on)) for truth, at, ref, on in told if not (at and levels and not at & levels)]
    for truth, state in ((Truth.YES, "yes"), (Truth.UNKNOWN, UNKNOWN), (Truth.NO, "no")):
        evidence = tuple(resource for answer, resource in here if answer is truth)
        if truth is Truth.UNKNOWN:
            lost = unusable(chart, "target-instability", ("Condition", "Observation"), INSTABILITY)
            if lost:
                return lost
        if not evidence:
            continue
        if truth is Truth.UNKNOWN:
            texts = (f"{resource.ref} (spinal instability) is not certain" for resource in evidence)
            return Fact(state, evidence, status=Status.POSSIBLE, gaps=gap_lines(chart, "target-instability", texts))
        return Fact(state, evidence, status=Status.ASSERTED if truth is Truth.YES else Status.REFUTED)
    return absent(chart, "target-instability")
