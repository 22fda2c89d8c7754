"""
What speaks against cement until it is corrected: an active infection, an allergy to bone cement.

Asked for an augmentation order only; without one nobody looks. Bleeding stands in `bleeding.py`, a
new deficit and instability in `neurology.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.chart.dates import days_after
from cds.facts.bleeding import coagulation
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, measures, unusable
from cds.facts.neurology import deficits
from cds.facts.person import active_on
from cds.facts.readings import plain, readings
from cds.facts.target import augmenting
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart, Observation

__all__ = ["cement_allergy", "cement_infection", "cement_safety_record", "undated_deficit"]

INFECTIONS = {
    "systemic-infection": "sepsis or bacteraemia",
    "vertebral-infection": "infection of the spine",
    "discitis-unspecified": "discitis",
    "surgical-site-infection": "infection of an operation site",
}
CULTURE = frozenset({"obs-blood-culture"})
POSITIVE = frozenset({"value-culture-positive"})
NEGATIVE = frozenset({"value-culture-negative"})
CRP = frozenset({"obs-crp", "obs-crp-high-sensitivity"})
WHITE_CELLS = frozenset({"obs-white-cell-count"})
CEMENT = frozenset({"substance-bone-cement"})
ACRYLATE = frozenset({"substance-acrylate-ambiguous"})

NOT_ASKED = Fact(UNKNOWN, status=Status.NOT_RECORDED)


@measures("cement-infection")
def cement_infection(chart: Chart, as_of: date, *, within_days: int) -> Fact:
    """
    Is a systemic or spinal infection active, or was a blood culture positive of late?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    found = [*_infections(chart, as_of), *_cultures(chart, as_of, within_days)]
    sure = [resource for truth, resource in found if truth is Truth.YES]
    if sure:
        says = {"finding": ", ".join(dict.fromkeys(resource.what for resource in sure))}
        markers = _markers(chart, as_of, within_days)
        return Fact("yes", tuple(sure), says=says | ({"markers": markers} if markers else {}))
    lost = unusable(chart, "cement-infection", ("Condition", "Observation"), frozenset(INFECTIONS) | CULTURE)
    if lost:
        return lost
    open_ones = tuple(resource for truth, resource in found if truth is Truth.UNKNOWN)
    if open_ones:
        texts = (f"{resource.ref} ({resource.what}) is not certain" for resource in open_ones)
        gaps = gap_lines(chart, "cement-infection", texts)
        return Fact(UNKNOWN, open_ones, status=Status.POSSIBLE, gaps=gaps)
    return absent(chart, "cement-infection")


def _infections(chart: Chart, as_of: date) -> Iterator[tuple[Truth, Evidence]]:
    for condition in chart.conditions_of(frozenset(INFECTIONS)):
        words = next(said for term, said in INFECTIONS.items() if term in condition.terms)
        yield active_on(condition, as_of), Evidence(condition.ref, words, condition.onset)


def _cultures(chart: Chart, as_of: date, days: int) -> Iterator[tuple[Truth, Evidence]]:
    """
    Yield the blood cultures of the latest day; of the bottles of one day a positive one decides.
    """
    near = [o for o in chart.observations_of(CULTURE) if o.on.within(days_after(as_of, -days), as_of) is not Truth.NO]
    latest = max((str(o.on.last) for o in near), default="")
    for seen in near:
        grown = _grown(seen)
        if str(seen.on.last) == latest and grown is not None:
            yield (
                grown,
                Evidence(seen.ref, "positive blood culture" if grown is Truth.YES else "blood culture", seen.on),
            )


def _grown(seen: Observation) -> Truth | None:
    if seen.codes & POSITIVE or "POS" in seen.interpretation:
        return seen.certain
    if seen.codes & NEGATIVE or "NEG" in seen.interpretation:
        return Truth.NO if seen.certain is Truth.YES else Truth.UNKNOWN
    return Truth.UNKNOWN if seen.unreadable else None


def _markers(chart: Chart, as_of: date, days: int) -> str:
    """
    Write the latest CRP and white cell count; they are shown, and decide nothing.
    """
    said = []
    for terms, of, unit, name in ((CRP, "crp", "mg/L", "CRP"), (WHITE_CELLS, "cell-count", "10*9/L", "white cells")):
        found = readings(chart, as_of, terms, days=days, units=(unit,), of=of, what=name)
        latest = next((r for r in found if not r.why), None)
        if latest:
            said.append(f"{name} {latest.comparator}{plain(latest.value)} {unit.replace('10*9', '10⁹')} on {latest.on}")
    return ", ".join(said)


@measures("cement-allergy")
def cement_allergy(chart: Chart, as_of: date) -> Fact:
    """
    Is an allergy to bone cement recorded?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    terms = CEMENT | ACRYLATE
    found = [(a.certain, a.terms, Evidence(a.ref, "allergy to bone cement")) for a in chart.allergies_of(terms)]
    found += [
        (active_on(c, as_of), c.terms, Evidence(c.ref, "allergy to bone cement", c.onset))
        for c in chart.conditions_of(terms)
    ]
    sure = tuple(resource for certain, meant, resource in found if certain is Truth.YES and meant & CEMENT)
    if sure:
        return Fact("yes", sure)
    lost = unusable(chart, "cement-allergy", ("AllergyIntolerance", "Condition"), terms)
    if lost:
        return lost
    open_ones = tuple(resource for certain, _, resource in found if certain is not Truth.NO)
    if open_ones:
        gaps = gap_lines(chart, "cement-allergy", (f"{r.ref} may be an allergy to bone cement" for r in open_ones))
        return Fact(UNKNOWN, open_ones, status=Status.POSSIBLE, gaps=gaps)
    return absent(chart, "cement-allergy")


@measures("cement-safety-record")
def cement_safety_record(chart: Chart, as_of: date) -> Fact:
    """
    Are allergies and coagulation known, and which of them are not?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    clotting = coagulation(chart, as_of)
    missing = [] if chart.allergies else ["allergies"]
    if clotting.state == "incomplete":
        missing.append(clotting.says["missing"])
    if not missing:
        return Fact("complete")
    return Fact("incomplete", status=Status.NOT_RECORDED, says={"missing": ", ".join(missing)})


@measures("undated-deficit")
def undated_deficit(chart: Chart, as_of: date, *, new_within: int) -> Fact:
    """
    Is there a neurological deficit whose onset does not tell whether it is new?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    found = [d for d in deficits(chart, as_of) if d.certain is Truth.YES]
    open_ones = [d for d in found if d.onset.reaches(as_of, months=new_within) is Truth.UNKNOWN]
    if not open_ones:
        return absent(chart, "undated-deficit")
    says = {"finding": ", ".join(dict.fromkeys(d.what for d in open_ones))}
    return Fact("yes", tuple(d.evidence for d in open_ones), says=says)
