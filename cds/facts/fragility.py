"""
Fragility fractures that call for treatment (vertebra, hip), and vertebral fractures of the last weeks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.chart import Evidence
from cds.chart.dates import Span, days_after
from cds.facts.care_gap import augmentations
from cds.facts.causes import Place, causes_around, causes_told
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import fractures_unusable, vertebral_fractures
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, measures, unusable
from cds.facts.person import reached
from cds.facts.statements import not_before
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from cds.chart.chart import Chart, Condition
    from cds.facts.fractures import Fracture

__all__ = ["acute_fracture", "fragility_fracture"]

ANY_SITE = frozenset({"osteoporotic-fracture-any"})
FEMUR = "femur"
SEQUELA = frozenset({"osteoporotic-vertebral-fracture-sequela"})
OTHER_CAUSES = frozenset({"malignant", "infective", "high-energy"})


class _Broken(Struct, frozen=True):
    """
    A fracture of vertebra or hip; `doubt`: why it may be none, or none of fragility.
    """

    words: str
    onset: Span
    evidence: tuple[Evidence, ...]
    doubt: str = ""

    @property
    def said(self) -> str:
        """
        Name it with its onset.
        """
        return f"{self.words} ({'onset not recorded' if self.onset.undated else self.onset})"


@measures("fragility-fracture")
def fragility_fracture(chart: Chart, as_of: date, *, years: int) -> Fact:
    """
    Was a vertebra or a hip broken without high-energy trauma or tumour, at the age of 50 or more?
    """
    name = "fragility-fracture"
    told = [*_vertebrae(chart, as_of), *_hips(chart, as_of)]
    found = [(broken, _at_age(chart, as_of, broken.onset, years)) for broken in told]
    grown = [(broken, state) for broken, state in found if state != "no"]
    for state in ("yes", "age-open", "born-open"):
        chosen = [broken for broken, answer in grown if answer == state and not broken.doubt]
        if chosen:
            return _told(state, chosen)
    lost = fractures_unusable(chart, name) or unusable(chart, name, ("Condition",), ANY_SITE)
    if lost and lost.status is not Status.NOT_FETCHED:
        return lost
    if grown:
        gaps = gap_lines(chart, name, (f"{broken.said}: {broken.doubt}" for broken, _ in grown))
        evidence = tuple(e for broken, _ in grown for e in broken.evidence)
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=gaps)
    return absent(chart, name)


def _told(state: str, chosen: Sequence[_Broken]) -> Fact:
    latest = sorted(chosen, key=lambda broken: str(broken.onset.last), reverse=True)
    says = {"fractures": ", ".join(dict.fromkeys(broken.said for broken in latest))}
    evidence = tuple(e for broken in latest for e in broken.evidence)
    status = Status.ASSERTED if state == "yes" else Status.POSSIBLE
    return Fact(state, evidence, status=status, on=latest[0].onset, says=says)


def _vertebrae(chart: Chart, as_of: date) -> Iterator[_Broken]:
    for fracture in vertebral_fractures(chart, as_of):
        if fracture.causes.kind not in OTHER_CAUSES:
            yield _Broken(
                f"vertebral fracture of {fracture.place}", fracture.onset, fracture.as_evidence(), _doubt(fracture)
            )
    for old in chart.conditions_of(SEQUELA):
        if old.certain is not Truth.NO:
            yield _of_condition(old, "old vertebral fracture", "")


def _doubt(fracture: Fracture) -> str:
    if fracture.confirmed is not Truth.YES:
        return fracture.note or "not confirmed"
    return "another cause is suspected" if fracture.causes.kind == "suspected" else ""


def _hips(chart: Chart, as_of: date) -> Iterator[_Broken]:
    for condition in chart.conditions_of(ANY_SITE):
        if FEMUR not in condition.terms or condition.certain is Truth.NO:
            continue
        around = causes_around(chart, as_of, Place(frozenset(), condition.onset, (condition.ref,)))
        causes = causes_told(condition) | around
        if Truth.YES not in (causes.malignant, causes.high_energy):
            suspected = Truth.UNKNOWN in (causes.malignant, causes.high_energy)
            yield _of_condition(condition, "hip fracture", "another cause is suspected" if suspected else "")


def _of_condition(condition: Condition, words: str, doubt: str) -> _Broken:
    unsure = "" if condition.certain is Truth.YES else condition.note or "not confirmed"
    evidence = Evidence(condition.ref, words, condition.onset)
    return _Broken(words, condition.onset, (evidence,), unsure or doubt)


def _at_age(chart: Chart, as_of: date, onset: Span, years: int) -> str:
    """
    Tell whether a fracture happened at an age, whichever of the possible days it happened on.

    Returns:
        "yes", "no", "born-open" when the date of birth leaves it open, or "age-open" when the onset does.
    """
    if onset.first is not None and reached(chart, onset.first, years) is Truth.YES:
        return "yes"
    if onset.last is not None and reached(chart, onset.last, years) is Truth.NO:
        return "no"
    partial = not chart.patient.birth.exact and not onset.undated
    return "born-open" if partial or reached(chart, as_of, years) is Truth.UNKNOWN else "age-open"


@measures("acute-fracture")
def acute_fracture(chart: Chart, as_of: date, *, weeks: int) -> Fact:
    """
    Did a vertebral fracture begin in the last 6 weeks, and was it left without cement?
    """
    name = "acute-fracture"
    since = days_after(as_of, -7 * weeks)
    lost = fractures_unusable(chart, name)
    if lost:
        return absent(chart, name) if lost.status is Status.NOT_FETCHED else lost
    near = [(f, f.onset.within(since, as_of)) for f in vertebral_fractures(chart, as_of)]
    new = [f for f, recent in near if recent is Truth.YES]
    other = [f for f in new if f.causes.kind != "fragility"]
    if other:
        return _state("other-cause", other)
    sure = [f for f in new if f.confirmed is Truth.YES]
    bare = [f for f in sure if not _cemented(f, chart, as_of)]
    if bare:
        return _state("acute", bare)
    open_ones = [
        f
        for f, recent in near
        if recent is not Truth.NO and f not in sure and f.causes.kind == "fragility" and not _cemented(f, chart, as_of)
    ]
    if open_ones:
        evidence = tuple(e for f in open_ones for e in f.as_evidence())
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=gap_lines(chart, name, map(_open, open_ones)))
    return _state("augmented", sure) if sure else absent(chart, name)


def _cemented(fracture: Fracture, chart: Chart, as_of: date) -> bool:
    """
    Tell whether an augmentation was, or may have been, done for the fracture.
    """
    return any(
        (done.levels & fracture.levels or not (done.levels and fracture.levels))
        and not_before(done.on, fracture.onset) is not Truth.NO
        for done, _ in augmentations(chart, as_of)
    )


def _open(fracture: Fracture) -> str:
    if fracture.confirmed is not Truth.YES:
        return f"fracture of {fracture.place}, {fracture.note or 'not confirmed'}"
    dated = f"dated {fracture.onset}" if fracture.onset_known else "its onset is not recorded"
    return f"fracture of {fracture.place}, {dated}"


def _state(state: str, fractures: Sequence[Fracture]) -> Fact:
    evidence = tuple(e for f in fractures for e in f.as_evidence())
    says = {"levels": ", ".join(dict.fromkeys(f.place for f in fractures)), "onset": str(fractures[0].onset)}
    return Fact(state, evidence, on=fractures[0].onset, says=says)
