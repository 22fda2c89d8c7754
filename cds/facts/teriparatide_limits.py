"""
Limits of the labels of teriparatide and abaloparatide: time on them, osteosarcoma risk, calcium disorders.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Fetch
from cds.chart.dates import days_after
from cds.facts.calcium import calcium
from cds.facts.courses import taken_for
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import absent, measures, unusable
from cds.facts.medicines import ABALOPARATIDE, DRUG_TYPES, TERIPARATIDE, has_medication_record
from cds.facts.person import active_on, pregnant
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.chart.chart import Chart, Observation

__all__ = ["hypercalcaemic_disorder", "osteosarcoma_risk", "teriparatide_contraindicated", "teriparatide_use"]

PARATIDES = TERIPARATIDE | ABALOPARATIDE
AT_ANY_TIME = {
    "paget-disease-of-bone": "Paget disease of bone",
    "prior-radiation-any-site": "earlier radiotherapy",
    "bone-metastasis-exclude": "bone metastases",
    "primary-bone-malignancy-exclude": "a bone malignancy",
    "bone-malignancy-history": "an earlier bone malignancy",
    "multiple-myeloma-exclude": "multiple myeloma",
    "obs-open-epiphyses": "open epiphyses",
}
WHILE_ACTIVE = {"alp-raised": "raised alkaline phosphatase"}
CALCIUM_DISORDERS = {"hyperparathyroidism": "hyperparathyroidism"}
ACTIVE_CALCIUM_DISORDERS = {"hypercalcaemia": "hypercalcaemia"}
EPIPHYSES = frozenset({"obs-open-epiphyses"})
ALP = frozenset({"obs-alp"})
ABOVE_RANGE = frozenset({"H", "HH"})

Finding = tuple[Truth, str, Evidence]
"""Whether it is there, what it is in words, and the resource that says so."""


@measures("teriparatide-use")
def teriparatide_use(chart: Chart, as_of: date, *, lifetime: int) -> Fact:
    """
    Were teriparatide and abaloparatide together taken for 24 months or more of a lifetime?

    Disjoint periods are added up, each day once; an order proves no use (P19e).
    """
    courses = [m for m in chart.medicines_of(PARATIDES) if not m.in_context and m.certain is not Truth.NO]
    answer = taken_for(courses, date.min, as_of, months=lifetime, as_of=as_of)
    evidence = tuple(Evidence(m.ref, f"{m.name} taken", m.start) for m in courses)
    says = {"first": min((str(m.start) for m in courses), default="")}
    if answer is Truth.YES:
        return Fact("reached", evidence, says=says)
    lost = unusable(chart, "teriparatide-use", DRUG_TYPES, PARATIDES)
    if lost:
        return lost
    if answer is Truth.UNKNOWN:
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says=says)
    if courses:
        return Fact("below", evidence, says=says)
    return (
        absent(chart, "teriparatide-use") if has_medication_record(chart) else Fact(UNKNOWN, status=Status.NOT_RECORDED)
    )


@measures("osteosarcoma-risk")
def osteosarcoma_risk(chart: Chart, as_of: date, *, counts_for: int) -> Fact:
    """
    Is anything recorded that raises the risk of osteosarcoma, or a malignancy of bone?
    """
    found = [*_listed(chart, as_of, AT_ANY_TIME, WHILE_ACTIVE), *_observed(chart, as_of, counts_for)]
    return _answered(chart, "osteosarcoma-risk", found, frozenset(AT_ANY_TIME | WHILE_ACTIVE))


@measures("hypercalcaemic-disorder")
def hypercalcaemic_disorder(chart: Chart, as_of: date) -> Fact:
    """
    Is hypercalcaemia or hyperparathyroidism on the problem list?
    """
    found = list(_listed(chart, as_of, CALCIUM_DISORDERS, ACTIVE_CALCIUM_DISORDERS))
    return _answered(chart, "hypercalcaemic-disorder", found, frozenset(CALCIUM_DISORDERS | ACTIVE_CALCIUM_DISORDERS))


def _listed(chart: Chart, as_of: date, ever: dict[str, str], active: dict[str, str]) -> Iterator[Finding]:
    words = ever | active
    for condition in chart.conditions_of(frozenset(words)):
        named = sorted(condition.terms & words.keys())
        past = any(term in ever for term in named)
        there = condition.certain if past else active_on(condition, as_of)
        yield there, words[named[0]], Evidence(condition.ref, words[named[0]], condition.onset)


def _observed(chart: Chart, as_of: date, counts_for: int) -> Iterator[Finding]:
    for terms, words, first in (
        (EPIPHYSES, AT_ANY_TIME["obs-open-epiphyses"], None),
        (ALP, WHILE_ACTIVE["alp-raised"], days_after(as_of, -counts_for)),
    ):
        seen = [o for o in chart.observations_of(terms) if first is None or o.on.within(first, as_of) is Truth.YES]
        if seen:
            newest = max(seen, key=lambda o: (str(o.on.last), o.updated, o.ref))
            there = newest.answer if first is None else _above_range(newest)
            if there is Truth.YES and newest.certain is not Truth.YES:
                there = Truth.UNKNOWN
            yield there if there is not None else Truth.UNKNOWN, words, Evidence(newest.ref, words, newest.on)


def _above_range(observation: Observation) -> Truth:
    """
    Tell whether a value is above the laboratory's own range; without a range nothing speaks for it.
    """
    value, high = observation.quantity, observation.high
    if observation.interpretation & ABOVE_RANGE:
        return Truth.YES
    return Truth.of(bool(value and high and value.unit == high.unit and value.value > high.value))


def _answered(chart: Chart, name: str, found: list[Finding], terms: frozenset[str]) -> Fact:
    for answer, state, status in ((Truth.YES, "yes", Status.ASSERTED), (Truth.UNKNOWN, UNKNOWN, Status.POSSIBLE)):
        there = [(words, resource) for truth, words, resource in found if truth is answer]
        if there:
            names = ", ".join(dict.fromkeys(words for words, _ in there))
            return Fact(
                state, tuple(resource for _, resource in there), status=status, value=names, says={"names": names}
            )
    lost = unusable(chart, name, ("Condition",), terms)
    if lost:
        return lost
    if not chart.conditions and chart.fetched.get("Condition") is not Fetch.PRESENT:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    return absent(chart, name)


@measures("teriparatide-contraindicated")
def teriparatide_contraindicated(chart: Chart, as_of: date) -> Fact:
    """
    Is anything known for which the label of teriparatide asks for a review?
    """
    known = (
        (teriparatide_use(chart, as_of), "reached"),
        (osteosarcoma_risk(chart, as_of), "yes"),
        (hypercalcaemic_disorder(chart, as_of), "yes"),
        (calcium(chart, as_of), "high"),
        (pregnant(chart, as_of), "yes"),
    )
    reasons = [fact for fact, state in known if fact.state == state]
    allergies = tuple(
        Evidence(a.ref, "allergy to teriparatide") for a in chart.allergies_of(TERIPARATIDE) if a.certain is Truth.YES
    )
    evidence = allergies + tuple(resource for fact in reasons for resource in fact.evidence)
    if reasons or allergies:
        return Fact("yes", evidence)
    return absent(chart, "teriparatide-contraindicated")
