"""
The order in question: cement, or a bone drug; and what else the clinician is ordering.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence, Medicine, MedicineKind, Order
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import absent, item_of, measures, unusable
from cds.facts.medicines import (
    ABALOPARATIDE,
    DENOSUMAB,
    ORAL_BISPHOSPHONATES,
    ROMOSOZUMAB,
    TERIPARATIDE,
    ZOLEDRONATE,
    by_mouth,
    into_a_vein,
)
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["AUGMENTATION", "augmentation_order", "drug_of", "drug_order", "in_scope"]

VERTEBROPLASTY = frozenset({"procedure-vertebroplasty"})
KYPHOPLASTY = frozenset({"procedure-kyphoplasty"})
AUGMENTATION = (
    VERTEBROPLASTY
    | KYPHOPLASTY
    | {"procedure-vertebral-augmentation-any", "procedure-vertebral-augmentation-pcs-cement"}
)
BONE_DRUGS = DENOSUMAB | ZOLEDRONATE | ORAL_BISPHOSPHONATES | ROMOSOZUMAB | TERIPARATIDE | ABALOPARATIDE
SPECIALIST_PLAN = frozenset({"plan-specialist-bone"})
ORDER_HOOKS = frozenset({"order-select", "order-sign"})
CLOSED = frozenset({"stopped", "cancelled", "revoked", "completed", "entered-in-error"})
INFUSED_OR_DENOSUMAB = frozenset({"denosumab", "zoledronate", "iv-ibandronate"})

_DOUBT = "it is named in text only, without a code"


def in_scope(chart: Chart) -> Iterator[Order | Medicine]:
    """
    Yield the orders the hook is about that any rule could speak of (decisions.md, Subject).

    At order-select the selected drafts, at order-sign every draft of the context; at other hooks the
    active and draft orders of the record. Orders of other things look alike to every rule.
    """
    asked = chart.hook in ORDER_HOOKS
    for order in chart.orders_of(AUGMENTATION):
        if order.status not in CLOSED and (order.selected or not asked):
            yield order
    for medicine in chart.medicines_of(BONE_DRUGS):
        ordered = medicine.kind is MedicineKind.REQUEST and medicine.status not in CLOSED
        if ordered and (medicine.selected if asked else medicine.draft):
            yield medicine


@measures("augmentation-order")
def augmentation_order(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - an order may be for later
    """
    Is the order in question one for vertebroplasty, kyphoplasty or another cement augmentation?
    """
    order = chart.order
    if order is None or not order.terms & AUGMENTATION:
        lost = unusable(chart, "augmentation-order", ("ServiceRequest",), AUGMENTATION) if order is None else None
        return lost if lost and lost.status is not Status.NOT_FETCHED else absent(chart, "augmentation-order")
    procedure = _procedure(order)
    targets = ", ".join(sorted(order.levels, key=_from_above)) or "level not recorded"
    evidence = (Evidence(order.ref, f"order for {procedure} of {targets}"),)
    says = {"procedure": procedure, "targets": targets}
    if order.certain is Truth.YES:
        return Fact("yes", evidence, says=says)
    gap = f"{item_of(chart, 'augmentation-order')}: {order.ref} may be an order for {procedure}, {order.note or _DOUBT}"
    return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says=says, gaps=(gap,))


def _from_above(level: str) -> tuple[int, int]:
    return ("T", "L").index(level[0]), int(level[1:])


def _procedure(order: Order | Medicine) -> str:
    if order.terms & KYPHOPLASTY:
        return "balloon kyphoplasty"
    return "vertebroplasty" if order.terms & VERTEBROPLASTY else "vertebral augmentation"


def drug_of(medicine: Medicine) -> str:
    """
    Name the bone drug of a medicine: the state of `drug-order`, or "other".
    """
    if medicine.terms & ZOLEDRONATE:
        return "zoledronate"
    if into_a_vein(medicine) is Truth.YES:
        return "iv-ibandronate"
    if by_mouth(medicine) is not Truth.NO:
        return "oral-bisphosphonate"
    for terms, name in _NAMES:
        if medicine.terms & terms:
            return name
    return "other"


_NAMES = (
    (DENOSUMAB, "denosumab"),
    (ROMOSOZUMAB, "romosozumab"),
    (TERIPARATIDE, "teriparatide"),
    (ABALOPARATIDE, "abaloparatide"),
)


@measures("drug-order")
def drug_order(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - an order may be for later
    """
    Which bone drug is the order in question for?
    """
    order = chart.order
    if not isinstance(order, Medicine) or not order.draft:
        return absent(chart, "drug-order")
    drug = drug_of(order)
    evidence = (Evidence(order.ref, f"draft order for {drug}"),)
    if order.certain is Truth.YES:
        return Fact(drug, evidence, value=drug, says={"drug": drug})
    gap = f"{item_of(chart, 'drug-order')}: {order.ref} may be an order for {drug}, {order.note or _DOUBT}"
    return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says={"drug": drug}, gaps=(gap,))


@measures("antiresorptive-in-context")
def antiresorptive_in_context(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - the context is of today
    """
    Is denosumab or an intravenous bisphosphonate among the orders of the hook's context?
    """
    if chart.hook not in ORDER_HOOKS:
        return absent(chart, "antiresorptive-in-context")
    found = [
        m
        for m in chart.medicines_of(BONE_DRUGS)
        if m.in_context and m.selected and m.draft and drug_of(m) in INFUSED_OR_DENOSUMAB
    ]
    if not found:
        return absent(chart, "antiresorptive-in-context")
    evidence = tuple(Evidence(m.ref, f"draft order for {drug_of(m)}") for m in sorted(found, key=lambda m: m.ref))
    if any(m.certain is Truth.YES for m in found):
        return Fact("yes", evidence)
    return Fact(UNKNOWN, evidence, status=Status.POSSIBLE)


@measures("specialist-plan")
def specialist_plan(chart: Chart, as_of: date) -> Fact:
    """
    Is a treatment plan by a bone or spine specialist documented?
    """
    plans = [
        plan
        for plan in chart.plans_of(SPECIALIST_PLAN)
        if (plan.period.first is None or plan.period.first <= as_of)
        and (plan.period.last is None or plan.period.last >= as_of)
    ]
    if not plans:
        lost = unusable(chart, "specialist-plan", ("CarePlan", "Task"), SPECIALIST_PLAN)
        return lost if lost and lost.status is not Status.NOT_FETCHED else absent(chart, "specialist-plan")
    evidence = tuple(Evidence(p.ref, "specialist plan", p.period) for p in sorted(plans, key=lambda p: p.ref))
    if any(plan.certain is Truth.YES for plan in plans):
        return Fact("yes", evidence)
    return Fact(UNKNOWN, evidence, status=Status.POSSIBLE)
