"""
Limits of the labels of bisphosphonates: which one an order is for, and what speaks against it; allergies to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.chart.chart import Evidence, Medicine
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.kidney import crcl, dialysis
from cds.facts.measuring import absent, item_of, measures, unusable
from cds.facts.medicines import (
    ABALOPARATIDE,
    DENOSUMAB,
    IBANDRONATE,
    ORAL_BISPHOSPHONATES,
    ROMOSOZUMAB,
    TERIPARATIDE,
    ZOLEDRONATE,
    into_a_vein,
)
from cds.facts.person import recorded
from cds.truth import Truth

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart

__all__ = ["acute_kidney_injury", "bisphosphonate_order", "kidney_limit", "oral_caution", "order_allergy"]

ALENDRONATE = frozenset({"drug-alendronate", "drug-alendronate-retired-rxcui"})
RISEDRONATE = frozenset({"drug-risedronate"})
MINODRONATE = frozenset({"drug-minodronate"})
OF_THE_CLASS = frozenset({"drug-bisphosphonate-class", "bisphosphonate-adverse-reaction"})
BISPHOSPHONATES = ZOLEDRONATE | ORAL_BISPHOSPHONATES | OF_THE_CLASS
DRUGS = (
    DENOSUMAB,
    ROMOSOZUMAB,
    TERIPARATIDE,
    ABALOPARATIDE,
    ZOLEDRONATE | OF_THE_CLASS,
    IBANDRONATE | OF_THE_CLASS,
    ALENDRONATE | OF_THE_CLASS,
    RISEDRONATE | OF_THE_CLASS,
    MINODRONATE | OF_THE_CLASS,
)
"""What an allergy to the drug of an order may be recorded as; a reaction to the class is one to each of it."""

NAMES = (
    (ZOLEDRONATE, "zoledronate"),
    (IBANDRONATE, "ibandronate"),
    (ALENDRONATE, "alendronate"),
    (RISEDRONATE, "risedronate"),
    (MINODRONATE, "minodronate"),
)
LIMITED_AT_35 = ZOLEDRONATE | ALENDRONATE
LIMITED_AT_30 = RISEDRONATE | IBANDRONATE
"""By the states of `crcl`, whose limits these are."""

KIDNEY_INJURY = frozenset({"acute-kidney-injury"})
NOT_BY_MOUTH = frozenset({"oesophageal-disorder-oral-bp-caution", "obs-unable-to-sit-upright-30-min", "bed-ridden"})
PERHAPS_NOT_UPRIGHT = frozenset({"unable-upright-ambiguous"})


@measures("bisphosphonate-order")
def bisphosphonate_order(chart: Chart, as_of: date, *, zoledronate: Decimal) -> Fact:  # noqa: ARG001 - it may be for later
    """
    Which bisphosphonate is the draft order in question for, and is it the dose for osteoporosis?
    """
    order = chart.order
    if not isinstance(order, Medicine) or not order.draft or order.terms.isdisjoint(BISPHOSPHONATES):
        return absent(chart, "bisphosphonate-order")
    state, drug = _kind(order, zoledronate), _called(order)
    evidence = (Evidence(order.ref, f"draft order for {drug}"),)
    says = {"drug": drug}
    if order.certain is Truth.YES:
        return Fact(state, evidence, value=drug, says=says)
    note = order.note or "it is named in text only, without a code"
    gap = f"{item_of(chart, 'bisphosphonate-order')}: {order.ref} may be an order for {drug}, {note}"
    return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says=says, gaps=(gap,))


def _kind(order: Medicine, zoledronate: Decimal) -> str:
    if order.terms & ZOLEDRONATE:
        return "zoledronate" if order.strength in {None, zoledronate} else "other-dose"
    return "iv-ibandronate" if into_a_vein(order) is Truth.YES else "oral"


def _called(order: Medicine) -> str:
    for terms, name in NAMES:
        if order.terms & terms:
            return name
    return order.name or "bisphosphonate"


@measures("kidney-limit")
def kidney_limit(chart: Chart, as_of: date) -> Fact:
    """
    Is creatinine clearance below the limit in the label of the bisphosphonate of the order in question?

    Zoledronate 5 mg is contraindicated then; the others are not recommended (P19a to P19d).
    """
    order = chart.order
    drug = bisphosphonate_order(chart, as_of).state
    if not isinstance(order, Medicine) or drug in {"none", "other-dose"}:
        return absent(chart, "kidney-limit")
    clearance = crcl(chart, as_of)
    if not clearance.known:
        return Fact(UNKNOWN, clearance.evidence, status=clearance.status, gaps=clearance.gaps)
    if drug == UNKNOWN or order.terms.isdisjoint(LIMITED_AT_35 | LIMITED_AT_30):
        return Fact("enough", clearance.evidence)
    too_low = {"below-30", "30-to-35"} if order.terms & LIMITED_AT_35 else {"below-30"}
    if clearance.state not in too_low:
        return Fact("enough", clearance.evidence)
    on_dialysis = dialysis(chart, as_of).state == "yes"
    told = "on dialysis, counted as below 30 mL/min," if on_dialysis else clearance.says.get("value", "")
    says = {"clearance": told}
    return Fact("contraindicated" if drug == "zoledronate" else "not-recommended", clearance.evidence, says=says)


@measures("order-allergy")
def order_allergy(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - an allergy has no end unless recorded
    """
    Is an allergy or intolerance recorded to the drug of the order in question?
    """
    order = chart.order
    drugs = [names for names in DRUGS if isinstance(order, Medicine) and order.terms & names]
    if order is None or not drugs:
        return absent(chart, "order-allergy")
    terms = frozenset().union(*drugs)
    found = [(a.certain, Evidence(a.ref, f"allergy to {order.name}")) for a in chart.allergies_of(terms)]
    found += [
        (c.certain, Evidence(c.ref, f"adverse reaction to {order.name}", c.onset)) for c in chart.conditions_of(terms)
    ]
    says = {"drug": order.name}
    for answer, state, status in ((Truth.YES, "yes", Status.ASSERTED), (Truth.UNKNOWN, UNKNOWN, Status.POSSIBLE)):
        evidence = tuple(resource for certain, resource in found if certain is answer)
        if evidence:
            return Fact(state, evidence, status=status, says=says)
    lost = unusable(chart, "order-allergy", ("AllergyIntolerance",), terms)
    return lost or absent(chart, "order-allergy")


@measures("acute-kidney-injury")
def acute_kidney_injury(chart: Chart, as_of: date) -> Fact:
    """
    Is acute kidney injury recorded and not over?
    """
    return recorded(chart, as_of, "acute-kidney-injury", KIDNEY_INJURY)


@measures("oral-caution")
def oral_caution(chart: Chart, as_of: date) -> Fact:
    """
    Is the oesophagus disordered, or can the patient not stay upright for 30 minutes?
    """
    told = recorded(chart, as_of, "oral-caution", NOT_BY_MOUTH)
    if told.status is not Status.NOT_RECORDED:
        return told
    perhaps = recorded(chart, as_of, "oral-caution", PERHAPS_NOT_UPRIGHT)
    return replace(perhaps, state=UNKNOWN, status=Status.POSSIBLE) if perhaps.state == "yes" else perhaps
