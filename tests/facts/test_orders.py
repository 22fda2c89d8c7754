"""
The order in question, and what else is being ordered.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts.charts import (
    MAYBE,
    ORDERED,
    STATED,
    chart,
    denosumab,
    drafted,
    fact,
    fetched,
    lost,
    medicine,
    order,
    plan,
    refs,
    state,
)

from cds.chart.chart import Fetch, Medicine, Order
from cds.facts import Status, in_scope, measures
from cds.facts.orders import drug_of

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("means", "procedure"),
    [
        ("procedure-kyphoplasty", "balloon kyphoplasty"),
        ("procedure-vertebroplasty", "vertebroplasty"),
        ("procedure-vertebral-augmentation-any", "vertebral augmentation"),
        ("procedure-vertebral-augmentation-pcs-cement", "vertebral augmentation"),
    ],
)
def test_every_cement_procedure_is_an_augmentation_order(means: str, procedure: str) -> None:
    told = fact("augmentation-order", order(means, "L1 T12"))

    assert ("yes", {"procedure": procedure, "targets": "T12, L1"}) == (told.state, told.says)


@pytest.mark.parametrize(
    "means", ["procedure-posterior-spinal-fusion", "imaging-guidance-kyphoplasty", "procedure-spine-mri"]
)
def test_surgery_without_cement_and_imaging_are_none(means: str) -> None:
    assert "no" == state("augmentation-order", order(means, "L1"))
    assert [] == list(in_scope(chart(order(means, "L1"))))


def test_an_order_that_names_no_level_says_so() -> None:
    assert "level not recorded" == fact("augmentation-order", order()).says["targets"]


def test_an_order_in_text_only_is_possible_and_named() -> None:
    told = fact("augmentation-order", order(levels="L1", certain=MAYBE, ref="ServiceRequest/1"))

    assert ("unknown", Status.POSSIBLE) == (told.state, told.status)
    assert (
        "procedure ordered: ServiceRequest/1 may be an order for balloon kyphoplasty, it is named in text only, without a code",
    ) == told.gaps
    assert (
        fact("augmentation-order", order(certain=MAYBE, note="its status is unknown"))
        .gaps[0]
        .endswith("its status is unknown")
    )


def test_without_an_order_a_failed_reading_of_orders_is_not_none() -> None:
    assert "no" == state("augmentation-order")
    assert "unknown" == state("augmentation-order", fetched=fetched(ServiceRequest=Fetch.FAILED))
    assert "unknown" == state("augmentation-order", lost("ServiceRequest", "procedure-kyphoplasty"))
    assert "no" == state("augmentation-order", fetched=fetched(ServiceRequest=Fetch.NOT_FETCHED))
    assert "yes" == state("augmentation-order", order(), fetched=fetched(ServiceRequest=Fetch.FAILED))
    assert "no" == state(
        "augmentation-order", drafted("drug-alendronate"), fetched=fetched(ServiceRequest=Fetch.FAILED)
    )


DRUGS = [
    ("drug-denosumab-60mg", {}, "denosumab"),
    ("drug-zoledronic-acid-5mg", {}, "zoledronate"),
    ("drug-zoledronic-acid drug-bisphosphonate-class", {}, "zoledronate"),
    ("drug-ibandronate", {"route": "intravenous"}, "iv-ibandronate"),
    ("drug-ibandronate", {"strength": 3}, "iv-ibandronate"),
    ("drug-ibandronate", {}, "oral-bisphosphonate"),
    ("drug-alendronate", {}, "oral-bisphosphonate"),
    ("drug-risedronate", {}, "oral-bisphosphonate"),
    ("drug-minodronate", {}, "oral-bisphosphonate"),
    ("drug-bisphosphonate-class", {}, "oral-bisphosphonate"),
    ("drug-pamidronate drug-bisphosphonate-class", {}, "other"),
    ("drug-romosozumab drug-anabolic-class", {}, "romosozumab"),
    ("drug-teriparatide", {}, "teriparatide"),
    ("drug-abaloparatide", {}, "abaloparatide"),
    ("drug-raloxifene", {}, "other"),
    ("drug-palopegteriparatide-exclude", {}, "other"),
]


@pytest.mark.parametrize(("means", "more", "drug"), DRUGS)
def test_which_bone_drug_is_ordered(means: str, more: dict[str, object], drug: str) -> None:
    assert drug == drug_of(drafted(means, **more))
    assert drug == state("drug-order", drafted(means, **more))


def test_the_drug_of_an_order_is_said() -> None:
    assert {"drug": "teriparatide"} == fact("drug-order", drafted("drug-teriparatide")).says


def test_a_procedure_is_no_drug_and_an_active_prescription_no_draft() -> None:
    prescription = medicine("drug-teriparatide", kind=ORDERED)

    assert "none" == state("drug-order", order())
    assert "none" == measures["drug-order"](chart(prescription).about(prescription), DAY).state


def test_a_drug_whose_code_and_name_disagree_is_unknown() -> None:
    told = fact("drug-order", drafted("drug-alendronate", certain=MAYBE, note="its name is another drug", ref="MR/1"))

    assert ("unknown", ("drug ordered: MR/1 may be an order for oral-bisphosphonate, its name is another drug",)) == (
        told.state,
        told.gaps,
    )


def scope(*events: object, hook: str) -> list[str]:
    return sorted(refs(in_scope(chart(*events, hook=hook))))


CONTEXT = (
    order(ref="chosen"),
    order(ref="not chosen", selected=False),
    drafted("drug-denosumab", ref="drug chosen"),
    drafted("drug-denosumab", ref="drug not chosen", selected=False),
    drafted("drug-raloxifene", ref="no bone drug of a rule"),
)


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_at_an_order_hook_the_selected_drafts_are_in_scope(hook: str) -> None:
    assert ["chosen", "drug chosen"] == scope(*CONTEXT, hook=hook)


def recorded(status: str, **more: object) -> Order:
    return order(ref=status, status=status, selected=False, in_context=False, draft=status == "draft", **more)


@pytest.mark.parametrize("hook", ["patient-view", "encounter-discharge"])
def test_at_other_hooks_the_open_orders_of_the_record_are(hook: str) -> None:
    statuses = ("active", "draft", "on-hold", "unknown", "preparation", "completed", "revoked", "entered-in-error")

    assert ["active", "draft", "on-hold", "preparation", "unknown"] == scope(*map(recorded, statuses), hook=hook)


def test_of_drugs_at_other_hooks_only_drafts_are_in_scope() -> None:
    draft = drafted("drug-denosumab", ref="draft", selected=False, in_context=False)
    events = draft, medicine("drug-denosumab", kind=ORDERED, ref="active"), denosumab("2026-01-01", kind=STATED)

    assert ["draft"] == scope(*events, hook="patient-view")


@pytest.mark.parametrize("status", ["stopped", "cancelled", "completed"])
def test_an_order_being_stopped_is_none(status: str) -> None:
    assert [] == scope(drafted("drug-denosumab", status=status), order(status=status), hook="order-sign")


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (drafted("drug-denosumab-60mg"), "yes"),
        (drafted("drug-zoledronic-acid-5mg"), "yes"),
        (drafted("drug-ibandronate", route="intravenous"), "yes"),
        (drafted("drug-ibandronate"), "no"),
        (drafted("drug-alendronate"), "no"),
        (drafted("drug-romosozumab"), "no"),
        (drafted("drug-denosumab-60mg", selected=False), "no"),
        (drafted("drug-denosumab-60mg", in_context=False), "no"),
        (drafted("drug-denosumab-60mg", draft=False), "no"),
        (drafted("drug-denosumab-60mg", certain=MAYBE), "unknown"),
    ],
)
def test_an_antiresorptive_being_ordered_now(draft: Medicine, expected: str) -> None:
    assert expected == state("antiresorptive-in-context", draft, hook="order-sign")


def test_at_other_hooks_nothing_is_being_ordered() -> None:
    assert "no" == state("antiresorptive-in-context", drafted("drug-denosumab-60mg"), hook="patient-view")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (plan("plan-specialist-bone", "2026-01-01"), "yes"),
        (plan("plan-specialist-bone", kind="Task"), "yes"),
        (plan("plan-specialist-bone", "2026-01-01", "2026-03-10"), "yes"),
        (plan("plan-specialist-bone", "2026-01-01", "2026-03-09"), "no"),
        (plan("plan-specialist-bone", "2026-03-11"), "no"),
        (plan("plan-specialist-bone", "2026-01-01", certain=MAYBE), "unknown"),
        (plan("plan-denosumab-discontinuation", "2026-01-01"), "no"),
        (lost("CarePlan", "plan-specialist-bone"), "unknown"),
    ],
)
def test_an_open_specialist_plan(event: object, expected: str) -> None:
    assert expected == state("specialist-plan", event)


def test_a_plan_nobody_asked_for_is_none() -> None:
    nothing = fetched(CarePlan=Fetch.NOT_FETCHED, Task=Fetch.NOT_FETCHED)

    assert "no" == state("specialist-plan", fetched=nothing)
    assert "unknown" == state("specialist-plan", fetched=fetched(CarePlan=Fetch.PARTIAL))
