"""
Factors that add up before and after cement: for repeat augmentation, an adjacent fracture, kyphosis.

Each list is counted, not weighted; none of them is a score. What is not recorded does not count and is
said to be missing; what is only possible can leave the count open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.chart import Evidence
from cds.chart.dates import Span, months_after
from cds.facts.angles import angle_correction, angular_motion, wedge_angle_before
from cds.facts.bone_density import t_score_min
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import OLD, fractures_unusable, vertebral_fractures
from cds.facts.gap_lines import gap_lines
from cds.facts.imaging import (
    endplate_deficit,
    intradiscal_leakage,
    intravertebral_cleft,
    non_integrating_filler,
    split_type,
    wedge_type,
)
from cds.facts.measuring import absent, measures, unusable
from cds.facts.person import reached
from cds.facts.target import augmenting, setting, thoracolumbar
from cds.truth import Truth, any_of, at_least

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from cds.chart.chart import Chart
    from cds.facts.fractures import Fracture

__all__ = [
    "adjacent_factors",
    "in_a_summary",
    "kyphosis_factors",
    "old_fracture",
    "patient_factors",
    "revision_factors",
]

DIABETES = frozenset({"diabetes"})
DISEASES = {
    "diabetes": DIABETES,
    "cerebrovascular disease": frozenset(
        {
            "cerebrovascular-disease",
            "stroke-acute",
            "stroke-history",
            "transient-ischaemic-attack",
            "transient-ischaemic-attack-history",
        }
    ),
    "dementia": frozenset({"dementia"}),
    "blindness or low vision": frozenset({"blindness-low-vision"}),
    "hypertension": frozenset({"hypertension"}),
    "hyperlipidaemia": frozenset({"hyperlipidaemia"}),
}
ROOM = 40
"""Characters that a summary of this chapter has left for its factors (rules.md section 1, Card limits)."""

NOT_ASKED = Fact(UNKNOWN, status=Status.NOT_RECORDED)


class Factor(Struct, frozen=True):
    """
    One factor of a list: there, not there, only possible, or not recorded.
    """

    words: str
    present: Truth
    recorded: bool = True
    evidence: tuple[Evidence, ...] = ()
    gaps: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: str, fact: Fact, *states: str) -> Factor:
        """
        Return the factor that a fact in one of *states* is.
        """
        if fact.known:
            return cls(words, Truth.of(fact.state in states), evidence=fact.evidence)
        return cls(words, Truth.UNKNOWN, fact.status is not Status.NOT_RECORDED, fact.evidence, fact.gaps)


def in_a_summary(words: Sequence[str]) -> str:
    """
    Write factors in the room a summary has for them: all, or how many.
    """
    text = ", ".join(words)
    return text if len(text) <= ROOM else f"{len(words)} factors"


def _listed(factors: Iterable[Factor]) -> dict[str, str]:
    """
    Return the words of a list for a card: what is there, how many, what is not recorded.
    """
    there = [f.words for f in factors if f.present is Truth.YES]
    missing = [f.words for f in factors if not f.recorded]
    says = {"factors": in_a_summary(there), "list": ", ".join(there) or "none", "count": str(len(there))}
    return says | {"missing": ", ".join(missing) or "nothing"}


def _counted(chart: Chart, name: str, factors: Sequence[Factor], truth: Truth, says: dict[str, str]) -> Fact:
    """
    Answer whether enough factors are there.
    """
    there = tuple(e for f in factors if f.present is Truth.YES for e in f.evidence)
    if truth is not Truth.UNKNOWN:
        return Fact("enough" if truth is Truth.YES else "fewer", there, says=says)
    open_ones = [f for f in factors if f.recorded and f.present is Truth.UNKNOWN]
    texts = (text for f in open_ones for text in (f.gaps or (f"{f.words} is not certain",)))
    return Fact(UNKNOWN, there, status=Status.POSSIBLE, says=says, gaps=gap_lines(chart, name, texts))


def _enough(factors: Iterable[Factor], count: int) -> Truth:
    return at_least(count, (f.present for f in factors if f.recorded))


# --- radiographic ----------------------------------------------------------------------------------


@measures("revision-factors")
def revision_factors(chart: Chart, as_of: date) -> Fact:
    """
    Which radiographic findings with a higher risk of revision are there, and which are not recorded?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    motion = angular_motion(chart, as_of)
    factors = (
        Factor.of(f"angular motion {motion.says.get('degrees', '')}", motion, "at-least-14"),
        Factor.of("split type", split_type(chart, as_of), "yes"),
        Factor.of("large endplate deficit", endplate_deficit(chart, as_of), "yes"),
    )
    missing = [f.words.strip() for f in factors if f.present is Truth.UNKNOWN]
    says = _listed(factors) | {"missing": ", ".join(missing) or "nothing"}
    if any(f.present is Truth.YES for f in factors):
        return Fact("some", says=says)
    return Fact(UNKNOWN if missing else "none", status=Status.NOT_RECORDED if missing else Status.ASSERTED, says=says)


# --- the patient -----------------------------------------------------------------------------------


@measures("patient-factors")
def patient_factors(chart: Chart, as_of: date, *, count: int, advanced_age: int) -> Fact:
    """
    Are there three or more patient factors linked with repeat augmentation?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    factors = [
        *_person(chart, as_of, advanced_age),
        *(_disease(name, terms, chart) for name, terms in DISEASES.items()),
    ]
    truth = _enough(factors, count)
    if truth is not Truth.YES:
        lost = unusable(chart, "patient-factors", ("Condition",), frozenset().union(*DISEASES.values()))
        if lost:
            return lost
    return _counted(chart, "patient-factors", factors, truth, _listed(factors))


def _person(chart: Chart, as_of: date, advanced_age: int) -> Iterator[Factor]:
    patient, known = chart.patient, {"female": Truth.YES, "male": Truth.NO}
    sex = known.get(patient.sex, Truth.UNKNOWN)
    yield Factor("female", sex, gaps=("sex is not recorded",))
    old = reached(chart, as_of, advanced_age)
    yield Factor(f"age {advanced_age} or more", old, gaps=(f"date of birth is {patient.birth}",))


def _disease(name: str, terms: frozenset[str], chart: Chart) -> Factor:
    found = [c for c in chart.conditions_of(terms) if c.certain is not Truth.NO]
    sure = [c for c in found if c.certain is Truth.YES]
    evidence = tuple(Evidence(c.ref, name, c.onset) for c in sure or found)
    gaps = tuple(f"{name} is not confirmed ({c.ref})" for c in found)
    return Factor(name, any_of(c.certain for c in found) if found else Truth.NO, bool(found), evidence, gaps)


# --- an adjacent fracture --------------------------------------------------------------------------


@measures("old-fracture")
def old_fracture(chart: Chart, as_of: date, *, older_by: int) -> Fact:
    """
    Had the patient a vertebral fracture more than 3 months before the one that is, or was, treated?
    """
    now = setting(chart, as_of)
    if now.state not in {"planned", "done"}:
        return NOT_ASKED
    begun = _treated_onset(chart, as_of)
    coded = tuple(
        Evidence(c.ref, "old vertebral fracture", c.onset) for c in chart.conditions_of(OLD) if c.certain is Truth.YES
    )
    if coded:
        return Fact("yes", coded)
    fractures = [f for f in vertebral_fractures(chart, as_of) if f.causes.kind in {"fragility", "suspected"}]
    older = [(f, _older(f, begun, older_by)) for f in fractures]
    for truth, status in ((Truth.YES, Status.ASSERTED), (Truth.UNKNOWN, Status.POSSIBLE)):
        chosen = [f for f, answer in older if answer is truth]
        evidence = tuple(e for f in chosen for e in f.as_evidence())
        if chosen and truth is Truth.YES:
            return Fact("yes", evidence, status=status, says={"levels": ", ".join(f.place for f in chosen)})
        lost = fractures_unusable(chart, "old-fracture")
        if lost:
            return lost
        if chosen:
            texts = (f"whether the fracture of {f.place} ({f.onset}) is older than the treated one" for f in chosen)
            return Fact(UNKNOWN, evidence, status=status, gaps=gap_lines(chart, "old-fracture", texts))
    return absent(chart, "old-fracture")


def _treated_onset(chart: Chart, as_of: date) -> Span:
    """
    Return when the fracture began that is, or was, treated; unknown when none is recorded there.
    """
    now = setting(chart, as_of)
    latest = now.done[0].on if now.done else Span()
    treated = [
        f
        for f in vertebral_fractures(chart, as_of)
        if f.levels & now.levels and (latest.last is None or f.onset.within(None, latest.last) is not Truth.NO)
    ]
    return treated[0].onset if treated else Span()


def _older(fracture: Fracture, begun: Span, months: int) -> Truth:
    """
    Tell whether a fracture began more than so many months before another; the other itself did not.
    """
    if fracture.onset == begun:
        return Truth.NO
    first, last = fracture.onset.first, fracture.onset.last
    if last is not None and begun.first is not None and months_after(last, months) < begun.first:
        return fracture.confirmed
    if begun.last is not None and first is not None and months_after(first, months) >= begun.last:
        return Truth.NO
    return Truth.UNKNOWN


@measures("adjacent-factors")
def adjacent_factors(chart: Chart, as_of: date, *, count: int) -> Fact:
    """
    Is a large correction, or are two other factors for an adjacent fracture there?
    """
    now = setting(chart, as_of)
    if now.state not in {"planned", "done"}:
        return NOT_ASKED
    correction, score = angle_correction(chart, as_of), t_score_min(chart, as_of)
    factors = [
        Factor.of("old vertebral fracture", old_fracture(chart, as_of), "yes"),
        Factor.of("thoracolumbar level", thoracolumbar(chart, as_of), "yes"),
        Factor.of(f"T-score {score.says.get('value', '')}".strip(), score, "low"),
        _disease("diabetes", DIABETES, chart),
    ]
    alone = Truth.NO
    if now.state == "done":
        large = Factor.of(f"correction {correction.says.get('degrees', '')}".strip(), correction, "over-10")
        factors = [large, *factors, Factor.of("intradiscal cement leakage", intradiscal_leakage(chart, as_of), "yes")]
        alone = large.present if large.recorded else Truth.NO
    says = _listed(factors)
    wedge = wedge_angle_before(chart, as_of)
    truth = any_of((alone, _enough(factors, count)))
    return _counted(chart, "adjacent-factors", factors, truth, says | ({"wedge": wedge} if wedge else {}))


# --- kyphosis --------------------------------------------------------------------------------------


@measures("kyphosis-factors")
def kyphosis_factors(chart: Chart, as_of: date, *, count: int) -> Fact:
    """
    Are two factors for progressive kyphosis there, or a cleft with large angular motion?
    """
    now = setting(chart, as_of)
    if now.state not in {"planned", "done"}:
        return NOT_ASKED
    cleft = Factor.of("intravertebral cleft", intravertebral_cleft(chart, as_of), "yes")
    motion = angular_motion(chart, as_of)
    factors = [
        Factor.of("thoracolumbar junction", thoracolumbar(chart, as_of), "yes"),
        cleft,
        Factor.of("wedge type", wedge_type(chart, as_of), "yes"),
    ]
    if now.state == "done":
        factors.append(Factor.of("non-integrating filler", non_integrating_filler(chart, as_of), "yes"))
    moving = Factor.of(f"angular motion {motion.says.get('degrees', '')}".strip(), motion, "at-least-14")
    together = _enough((cleft, moving), 2) if cleft.recorded and moving.recorded else Truth.NO
    truth = any_of((together, _enough(factors, count)))
    told = [*factors, moving] if cleft.present is Truth.YES or not moving.recorded else factors
    return _counted(chart, "kyphosis-factors", told, truth, _listed(told))
