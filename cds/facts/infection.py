"""
Signs of an infection after a vertebral augmentation, and whether there are enough of them.

A sign counts if it is dated on or after a procedure of the last 12 months, and at most 30 days ago.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.chart import Evidence
from cds.chart.dates import days_after
from cds.facts.care_gap import augmentations
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, measures, unusable
from cds.facts.readings import above, below, plain, readings
from cds.facts.statements import not_before
from cds.facts.symptoms import answered, complaints
from cds.terminology.units import UnitError, convert
from cds.truth import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart, Observation, Procedure
    from cds.chart.dates import Span
    from cds.facts.readings import Reading
    from cds.facts.symptoms import Symptom

__all__ = ["infection_after_augmentation"]

FEVER = {"fever": "fever"}
BACK_PAIN = {"back-pain": "back pain"}
WORSE = frozenset({"obs-back-pain-worse"})
WOUND = {"wound-discharge": "wound discharge", "surgical-site-infection": "wound infection"}
WOUND_HINT = {"surgical-site-infection-ambiguous": "wound infection, place not told"}
TEMPERATURE = frozenset({"obs-body-temperature"})
CRP = frozenset({"obs-crp", "obs-crp-high-sensitivity"})
CRP_STANDARD = frozenset({"obs-crp"})
CULTURE = frozenset({"obs-blood-culture"})
POSITIVE = frozenset({"value-culture-positive"})
NEGATIVE = frozenset({"value-culture-negative"})
SPONDYLODISCITIS = frozenset({"vertebral-infection", "discitis-unspecified"})
ALL = frozenset({*FEVER, *BACK_PAIN, *WOUND, *WOUND_HINT}) | WORSE | TEMPERATURE | CRP | CULTURE | SPONDYLODISCITIS
INFECTION_TYPES = ("Condition", "Observation", "DiagnosticReport")
FEW = 2
"""So many signs are named in a summary; more are counted there and named in the detail."""


class Sign(Struct, frozen=True):
    """
    One of the signs: its name for a summary, its words, whether it is there, and what it rests on.

    `lacking`: what would settle it, "" when it is settled. `alone`: it is enough by itself.
    """

    name: str
    words: str
    there: Truth
    evidence: Evidence | None = None
    lacking: str = ""
    alone: bool = False


class _Since(Struct, frozen=True):
    """
    The procedures of the last months and the first day on which a sign still counts.
    """

    done: tuple[tuple[Procedure, Truth], ...]
    first: date
    as_of: date

    def counts(self, on: Span) -> Truth:
        """
        Tell whether something was dated late enough, and on or after a procedure.
        """
        after = any_of(all_of((certain, not_before(on, done.on))) for done, certain in self.done)
        return all_of((on.within(self.first, self.as_of), after))


@measures("infection-after-augmentation")
def infection_after_augmentation(
    chart: Chart, as_of: date, *, window: int, together: int, enough: int, fever: Decimal, crp: Decimal
) -> Fact:
    """
    Do the findings since a vertebral augmentation of the last 12 months point to an infection?
    """
    name = "infection-after-augmentation"
    done = tuple(
        (p, all_of((certain, p.on.reaches(as_of, months=window)))) for p, certain in augmentations(chart, as_of)
    )
    near = tuple((p, certain) for p, certain in done if certain is not Truth.NO)
    if not near:
        return absent(chart, name)
    since = _Since(near, days_after(as_of, -together), as_of)
    signs = [sign for sign in _signs(chart, since, fever, crp) if sign.there is not Truth.NO]
    fact = _enough(signs, since, enough)
    if fact is not None:
        return fact
    lost = unusable(chart, name, INFECTION_TYPES, ALL)
    if lost and lost.status is not Status.NOT_FETCHED:
        return lost
    return _not_enough(chart, name, signs)


def _signs(chart: Chart, since: _Since, fever: Decimal, crp: Decimal) -> Iterator[Sign]:
    yield from _spondylodiscitis(chart, since)
    yield from _cultures(chart, since)
    yield _strongest([*_warm(chart, since, fever), *_told(chart, since, FEVER)], "fever")
    yield _strongest(
        [*_told(chart, since, BACK_PAIN), *_answered(chart, since, WORSE, "back pain, worse")], "back pain"
    )
    wound = [*_told(chart, since, WOUND), *_answered(chart, since, frozenset(WOUND), "wound discharge")]
    yield _strongest([*wound, *_hints(chart, since, WOUND_HINT)], "wound discharge")
    yield _rising(chart, since, crp)


def _strongest(signs: Sequence[Sign], name: str) -> Sign:
    """
    Return one sign for several resources: the first that is sure, else one that may be there.
    """
    for truth in (Truth.YES, Truth.UNKNOWN):
        for sign in signs:
            if sign.there is truth:
                return Sign(name, sign.words, truth, sign.evidence, sign.lacking)
    return Sign(name, name, Truth.NO)


def _dated(symptom: Symptom, since: _Since) -> Sign:
    there = all_of((symptom.certain, since.counts(symptom.seen)))
    words = f"{symptom.what} ({symptom.seen})"
    lacking = f"{symptom.ref} ({symptom.what}), {symptom.hint or symptom.since}" if there is Truth.UNKNOWN else ""
    return Sign(symptom.what, words, there, symptom.evidence, lacking)


def _told(chart: Chart, since: _Since, words: dict[str, str]) -> Iterator[Sign]:
    return (_dated(symptom, since) for symptom in complaints(chart, since.as_of, words))


def _hints(chart: Chart, since: _Since, words: dict[str, str]) -> Iterator[Sign]:
    told = (symptom.hinting("does not tell the place") for symptom in complaints(chart, since.as_of, words))
    return (_dated(symptom, since) for symptom in told)


def _answered(chart: Chart, since: _Since, terms: frozenset[str], what: str) -> Iterator[Sign]:
    symptom, _ = answered(chart, terms, what)
    if symptom:
        yield _dated(symptom, since)


def _warm(chart: Chart, since: _Since, limit: Decimal) -> Iterator[Sign]:
    days = (since.as_of - since.first).days
    for reading in readings(
        chart, since.as_of, TEMPERATURE, days=days, units=["Cel"], of="temperature", what="body temperature"
    ):
        ref = reading.sources[0].ref
        if reading.why:
            if since.counts(reading.on) is not Truth.NO:
                yield Sign("fever", "temperature", Truth.UNKNOWN, reading.evidence[0], f"{ref}: {reading.why}")
            continue
        high = all_of((~below(reading, limit), since.counts(reading.on), Truth.YES if reading.sure else Truth.UNKNOWN))
        words = f"temperature {reading.comparator}{plain(reading.value)} °C ({reading.on})"
        lacking = f"{ref}: {words} is not certain" if high is Truth.UNKNOWN else ""
        yield Sign("fever", words, high, reading.evidence[0], lacking)


def _rising(chart: Chart, since: _Since, limit: Decimal) -> Sign:
    """
    Judge the latest C-reactive protein: above its range, and above the value before it.
    """
    days = since.as_of.toordinal() - 1
    told = [
        r
        for r in readings(chart, since.as_of, CRP, days=days, units=["mg/L"], of="crp", what="C-reactive protein")
        if not r.why
    ]
    if not told or since.counts(told[0].on) is Truth.NO:
        return Sign("rising CRP", "C-reactive protein", Truth.UNKNOWN, lacking=MISSING)
    latest = told[0]
    before = next((r for r in told if _moment(r) < _moment(latest)), None)
    high = all_of((above(latest, _upper(latest, limit)), Truth.YES if latest.sure else Truth.UNKNOWN))
    there = all_of((high, _more(latest, before), since.counts(latest.on)))
    earlier = f" after {plain(before.value)} mg/L ({before.on})" if before else ""
    words = f"C-reactive protein {plain(latest.value)} mg/L ({latest.on}){earlier}"
    lacking = MISSING if there is Truth.UNKNOWN else ""
    return Sign("rising CRP", words, there, latest.evidence[0], lacking)


MISSING = "C-reactive protein (two values, the latest of the last 30 days)"


def _moment(reading: Reading) -> tuple[date, str]:
    return reading.day, reading.sources[0].updated


def _upper(reading: Reading, limit: Decimal) -> Decimal:
    """
    Return the laboratory's own upper limit, else ours; the high-sensitivity test has ranges of another question.
    """
    own = reading.high
    if own is None or reading.sources[0].terms.isdisjoint(CRP_STANDARD):
        return limit
    try:
        return convert(own.value, own.unit or reading.unit, "mg/L", of="crp")
    except UnitError:
        return limit


def _more(latest: Reading, before: Reading | None) -> Truth:
    if before is None or latest.comparator or before.comparator:
        return Truth.UNKNOWN
    return Truth.of(latest.value > before.value)


def _cultures(chart: Chart, since: _Since) -> Iterator[Sign]:
    for seen in chart.observations_of(CULTURE):
        grown = _grown(seen)
        if grown is None:
            continue
        there = all_of((grown, since.counts(seen.on), seen.certain))
        words = f"positive blood culture ({seen.on})"
        lacking = f"{seen.ref}: the result of the blood culture is not certain" if there is Truth.UNKNOWN else ""
        alone = there is Truth.YES or (grown is Truth.YES and since.counts(seen.on) is Truth.YES)
        yield Sign("positive culture", words, there, Evidence(seen.ref, "blood culture", seen.on), lacking, alone)


def _grown(seen: Observation) -> Truth | None:
    if seen.codes & POSITIVE or "POS" in seen.interpretation:
        return Truth.YES
    if seen.codes & NEGATIVE or "NEG" in seen.interpretation:
        return Truth.NO
    return Truth.UNKNOWN if seen.unreadable else None


def _spondylodiscitis(chart: Chart, since: _Since) -> Iterator[Sign]:
    told = [(c.ref, c.certain, c.onset) for c in chart.conditions_of(SPONDYLODISCITIS)]
    told += [(r.ref, r.certain, r.on) for r in chart.reports if r.conclusions & SPONDYLODISCITIS]
    for ref, certain, on in told:
        counts = since.counts(on)
        there = all_of((certain, counts))
        lacking = f"{ref} (spondylodiscitis), dated {on}" if there is Truth.UNKNOWN else ""
        alone = certain is not Truth.NO and counts is Truth.YES
        evidence = Evidence(ref, "spondylodiscitis", on)
        yield Sign("spondylodiscitis", f"spondylodiscitis ({on})", there, evidence, lacking, alone)


def _enough(signs: Sequence[Sign], since: _Since, enough: int) -> Fact | None:
    """
    Answer with the signs when they are enough: one that stands alone, or several.
    """
    sure = [sign for sign in signs if sign.there is Truth.YES]
    if any(sign.alone for sign in sure) or len(sure) >= enough:
        return _found("findings", sure, since)
    suspected = [sign for sign in signs if sign.alone]
    return _found("unconfirmed", [*suspected, *sure], since, status=Status.POSSIBLE) if suspected else None


def _found(state: str, signs: Sequence[Sign], since: _Since, *, status: Status = Status.ASSERTED) -> Fact:
    names = list(dict.fromkeys(sign.name for sign in signs))
    done = since.done[0][0]
    evidence = tuple(sign.evidence for sign in signs if sign.evidence)
    says = {
        "findings": ", ".join(dict.fromkeys(sign.words for sign in signs)),
        "short": ", ".join(names) if len(names) <= FEW else f"{len(names)} findings",
        "procedure": f"on {done.on}",
    }
    return Fact(
        state, (*evidence, Evidence(done.ref, "vertebral augmentation done", done.on)), status=status, says=says
    )


def _not_enough(chart: Chart, name: str, signs: Sequence[Sign]) -> Fact:
    """
    Answer with too few signs: what is open is asked for once one is there, or a culture has no clear result.
    """
    sure = [sign for sign in signs if sign.there is Truth.YES]
    open_ones = [sign for sign in signs if sign.there is Truth.UNKNOWN]
    asked = [sign for sign in open_ones if sure or sign.name in {"positive culture", "spondylodiscitis"}]
    evidence = tuple(sign.evidence for sign in (*sure, *asked) if sign.evidence)
    if asked:
        lines = gap_lines(chart, name, (sign.lacking for sign in asked))
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=lines)
    if sure:
        return Fact("one", evidence)
    return Fact(UNKNOWN, status=Status.NOT_RECORDED) if [s for s in open_ones if s.evidence] else absent(chart, name)
