"""
Around denosumab: what is being ordered, the next dose, the stop, and what follows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from facts.charts import (
    MAYBE,
    ORDERED,
    denosumab,
    drafted,
    fact,
    fetched,
    lost,
    medicine,
    order,
    other_drug,
    plan,
    span,
    state,
    tablets,
    zoledronate,
)

from cds.chart.chart import Fetch, Order
from cds.facts.fact import Status

if TYPE_CHECKING:
    from cds.chart.chart import Medicine

NEXT, STOP, FOLLOW = "next-denosumab-dose", "denosumab-stop", "antiresorptive-to-follow"
LAST = denosumab("2026-01-08")  # due on 2026-07-08, in time until 2026-08-08
DAY = "2026-03-02"


def ordered(means: str = "drug-denosumab", written: str = "", day: str = "", **more: Any) -> Medicine:
    """
    Return an active order, planned for a day if one is told.
    """
    planned = {"planned": day} if day else {}
    return medicine(means, day or written, kind=ORDERED, **({"authored": written or None} | planned | more))


def stopped(written: str = "2025-03-02", *, status: str = "stopped", **more: Any) -> Medicine:
    """
    Return an order that is being stopped in this call.
    """
    in_context = {"in_context": True, "selected": True}
    return ordered("drug-denosumab", written, **({"status": status} | in_context | more))


def in_record(written: str = "2025-03-02", **more: Any) -> Medicine:
    return stopped(written, **({"in_context": False, "selected": False} | more))


# --- the order in question -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mg", "expected"), [(60, "yes"), (None, "yes"), (120, "other-strength"), (30, "other-strength")]
)
def test_an_order_is_of_the_osteoporosis_strength_unless_its_dose_says_another(mg: int | None, expected: str) -> None:
    assert expected == state("denosumab-order", drafted("drug-denosumab", strength=mg))


def test_an_order_of_another_drug_or_one_already_active_is_not_in_question() -> None:
    assert "no" == state("denosumab-order", drafted("drug-romosozumab"))
    assert "no" == state("denosumab-order", order("procedure-kyphoplasty"))
    assert "no" == state("denosumab-order", ordered())
    assert "unknown" == state("denosumab-order", drafted("drug-denosumab", certain=MAYBE))


@pytest.mark.parametrize(
    ("drug", "expected"),
    [
        ("denosumab", "yes"),
        ("zoledronic-acid-5mg", "yes"),
        ("alendronate", "yes"),
        ("ibandronate", "yes"),
        ("teriparatide", "no"),
        ("raloxifene", "no"),
    ],
)
def test_denosumab_and_every_bisphosphonate_are_the_answer_to_a_missed_dose(drug: str, expected: str) -> None:
    assert expected == state("antiresorptive-selected", drafted(f"drug-{drug}"))


def test_only_what_is_being_ordered_now_is_selected() -> None:
    name = "antiresorptive-selected"

    assert "no" == state(name, drafted("drug-alendronate", selected=False), order())
    assert "no" == state(name, drafted("drug-alendronate"), hook="patient-view")
    assert "no" == state(name, stopped())
    assert "unknown" == state(name, drafted("drug-alendronate", certain=MAYBE))


# --- the next dose ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-07-20", "scheduled"),
        ("2026-08-08", "scheduled"),
        ("2026-08-09", "late"),
        ("2026-08", "ordered"),
        ("2026-07-19", "none"),
        ("2026-01-08", "none"),
        ("2025-12-01", "none"),
    ],
)
def test_a_dose_is_scheduled_from_today_until_seven_months_after_the_last(day: str, expected: str) -> None:
    """
    A planned day that has passed without a dose is no appointment; neither is the first day of an old order.
    """
    assert expected == state(NEXT, LAST, ordered(day=day), as_of="2026-07-20")


@pytest.mark.parametrize(
    ("written", "expected"), [("2026-01-07", "none"), ("2026-01-08", "ordered"), ("2026-03-01", "ordered")]
)
def test_an_order_without_a_day_is_ordered_and_never_scheduled(written: str, expected: str) -> None:
    assert expected == state(NEXT, LAST, ordered(written=written), as_of=DAY)


def test_appointments_and_plans_count_like_orders_of_the_drug() -> None:
    service = Order("ServiceRequest/1", frozenset({"drug-denosumab"}), status="active", planned=span("2026-07-10"))
    activity = plan("drug-denosumab", planned=span("2026-07-10"))

    assert "scheduled" == state(NEXT, LAST, service, as_of=DAY)
    assert "scheduled" == state(NEXT, LAST, activity, as_of=DAY)
    assert "none" == state(NEXT, LAST, plan("drug-denosumab"), as_of=DAY)


def test_a_draft_beside_the_one_in_question_is_a_planned_order() -> None:
    teriparatide, beside = drafted("drug-teriparatide"), drafted("drug-denosumab", authored=DAY)

    assert "ordered" == state(NEXT, LAST, teriparatide, beside, as_of=DAY)


@pytest.mark.parametrize(
    "more",
    [
        {"status": "stopped"},
        {"status": "on-hold"},
        {"status": "completed"},
        {"certain": MAYBE},
        {"strength": 120},
        {"end": "2026-02-01"},
    ],
)
def test_an_order_that_does_not_stand_plans_no_dose(more: dict[str, Any]) -> None:
    assert "none" == state(NEXT, LAST, ordered(day="2026-07-10", **more), as_of=DAY)


def test_after_seven_months_there_is_no_next_dose_in_time() -> None:
    assert "none" == state(NEXT, LAST, ordered(day="2026-08-20"), as_of="2026-08-09")
    assert "none" == state(NEXT, other_drug(), ordered(day="2026-08-20"))


def test_the_first_of_two_appointments_is_told() -> None:
    found = fact(NEXT, LAST, ordered(day="2026-07-30"), ordered(day="2026-07-10"), as_of=DAY)

    assert {"date": "2026-07-10"} == found.says


# --- the stop --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "expected"), [("stopped", "yes"), ("cancelled", "yes"), ("on-hold", "yes"), ("completed", "no")]
)
def test_an_order_is_stopped_cancelled_or_on_hold_and_never_completed(status: str, expected: str) -> None:
    assert expected == state(STOP, LAST, stopped(status=status), as_of=DAY)
    assert expected == state(STOP, LAST, in_record(status=status), as_of=DAY)


def test_the_words_tell_what_was_found() -> None:
    events = (stopped(), in_record(status="on-hold"), plan("plan-denosumab-discontinuation"))
    found = fact(STOP, LAST, *events, as_of=DAY)

    expected = "an order for denosumab is on hold; an order for denosumab is stopped; its discontinuation is planned"
    assert expected == found.says["how"]


@pytest.mark.parametrize(
    "other",
    [
        ordered(written="2026-03-02"),
        ordered(written="2025-03-02"),
        ordered(day="2026-07-10"),
        drafted("drug-denosumab", authored=DAY),
    ],
)
def test_an_order_that_is_renewed_under_another_number_is_no_stop(other: Medicine) -> None:
    assert "no" == state(STOP, LAST, stopped(), other, as_of=DAY)


@pytest.mark.parametrize(
    "other",
    [
        ordered(written="2024-01-05"),
        ordered(written="2026-03-02", strength=120),
        ordered(written="2026-03-02", certain=MAYBE),
        ordered("drug-alendronate", written="2026-03-02"),
    ],
)
def test_an_older_order_or_one_of_something_else_renews_nothing(other: Medicine) -> None:
    assert "yes" == state(STOP, LAST, stopped(), other, as_of=DAY)


@pytest.mark.parametrize(("ended", "expected"), [("2026-01-07", "no"), ("2026-01-08", "yes"), ("2026-02-01", "yes")])
def test_a_dose_given_after_the_stop_overrules_it(ended: str, expected: str) -> None:
    assert expected == state(STOP, LAST, in_record(end=ended), as_of=DAY)


def test_an_end_that_is_still_to_come_is_not_the_day_of_the_stop() -> None:
    assert "yes" == state(STOP, LAST, in_record(end="2027-01-01"), as_of=DAY)


@pytest.mark.parametrize(
    ("ended", "written", "expected"),
    [
        ("", "2025-12-20", "no"),
        ("", "2025-03-02", "yes"),
        ("2026-02-01", "2025-12-20", "yes"),
        ("2026-02-01", "2026-02-10", "no"),
    ],
)
def test_a_later_order_that_was_completed_took_the_place_of_the_stopped_one(
    ended: str, written: str, expected: str
) -> None:
    completed = ordered(written=written, status="completed")

    assert expected == state(STOP, LAST, in_record(end=ended), completed, as_of=DAY)


def test_a_new_draft_renews_the_order_of_a_patient_without_a_recorded_dose() -> None:
    assert "no" == state(STOP, other_drug(), stopped(), drafted("drug-denosumab", authored=DAY), as_of=DAY)
    assert "yes" == state(STOP, other_drug(), stopped(), as_of=DAY)


@pytest.mark.parametrize(("last", "expected"), [("", "yes"), (DAY, "yes"), ("2026-03-01", "no")])
def test_a_planned_discontinuation_is_a_stop_while_it_is_open(last: str, expected: str) -> None:
    planned = plan("plan-denosumab-discontinuation", "2026-01-20", last, kind="Task")

    assert expected == state(STOP, LAST, planned, as_of=DAY)


def test_stopping_the_oncology_product_is_another_matter() -> None:
    assert "no" == state(STOP, LAST, stopped(strength=120), as_of=DAY)


def test_a_stop_that_is_only_hinted_at_is_possible() -> None:
    found = fact(STOP, LAST, stopped(certain=MAYBE, text_only=True), as_of=DAY)

    assert ("unknown", Status.POSSIBLE) == (found.state, found.status)


def test_orders_that_could_not_be_read_leave_the_next_dose_unknown() -> None:
    assert "unknown" == state(NEXT, LAST, lost("MedicationRequest"), as_of=DAY)
    assert "unknown" == state(NEXT, LAST, fetched=fetched(MedicationRequest=Fetch.FAILED), as_of=DAY)
    assert "unknown" == state(NEXT, LAST, fetched=fetched(MedicationRequest=Fetch.NOT_FETCHED), as_of=DAY)


def test_orders_that_could_not_be_read_matter_only_to_a_patient_on_denosumab() -> None:
    unreadable, failed = lost("MedicationRequest"), fetched(MedicationRequest=Fetch.FAILED)

    assert "unknown" == state(STOP, LAST, unreadable, as_of=DAY)
    assert "unknown" == state(STOP, LAST, fetched=failed, as_of=DAY)
    assert "no" == state(STOP, LAST, fetched=fetched(MedicationRequest=Fetch.NOT_FETCHED), as_of=DAY)
    assert "no" == state(STOP, other_drug(), fetched=failed, as_of=DAY)


# --- what follows ----------------------------------------------------------------------------------


def bisphosphonate(written: str = "", day: str = "", **more: Any) -> Medicine:
    return ordered("drug-zoledronic-acid-5mg", written, day, **more)


def alendronate(written: str = "", day: str = "", **more: Any) -> Medicine:
    return ordered("drug-alendronate", written, day, **more)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-02", "arranged"),
        ("2026-07-10", "arranged"),
        ("2026-08-08", "arranged"),
        ("2026-08-09", "late"),
        ("2026-08", "possible"),
        ("2026-03-01", "possible"),
    ],
)
def test_an_infusion_is_arranged_from_today_until_seven_months_after_the_last_dose(day: str, expected: str) -> None:
    """
    An infusion whose day has passed was not given, or not recorded.
    """
    assert expected == state(FOLLOW, LAST, bisphosphonate(day=day), as_of=DAY)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "none"),
        ([zoledronate("2026-02-20")], "arranged"),
        ([tablets("alendronate", "2026-02-20", confirmed=DAY)], "arranged"),
        ([alendronate(day="2026-02-20")], "arranged"),
        ([alendronate(written="2026-03-02")], "arranged"),
        ([alendronate(written="2026-01-08")], "arranged"),
        ([bisphosphonate(written="2026-03-02")], "arranged"),
        ([bisphosphonate(written="2024-03-02")], "possible"),
        ([drafted("drug-alendronate", authored=DAY)], "arranged"),
        ([tablets("alendronate", "2019-01-01", confirmed="2019-03-01")], "possible"),
        ([tablets("raloxifene", "2026-02-20", confirmed=DAY)], "none"),
        ([ordered("drug-teriparatide", "2026-03-02")], "none"),
        ([bisphosphonate(day="2026-07-10", status="stopped")], "none"),
        ([bisphosphonate(day="2026-07-10", certain=MAYBE)], "none"),
        ([plan("drug-zoledronic-acid", planned=span("2026-07-10"))], "arranged"),
    ],
)
def test_only_a_potent_antiresorptive_given_taken_or_ordered_follows(events: list[Any], expected: str) -> None:
    assert expected == state(FOLLOW, LAST, *events, as_of=DAY)


def test_the_best_of_several_plans_counts() -> None:
    assert "arranged" == state(
        FOLLOW, LAST, bisphosphonate(day="2026-09-10"), bisphosphonate(day="2026-07-10"), as_of=DAY
    )


def test_the_card_can_name_the_drug_and_its_day() -> None:
    found = fact(FOLLOW, LAST, bisphosphonate(day="2026-09-10"), as_of=DAY)

    assert {"drug": "zoledronic acid 5mg", "date": "2026-09-10"} == found.says


def test_without_the_last_dose_what_is_ordered_can_not_be_judged() -> None:
    unknown = (denosumab("2025-05-01", kind=ORDERED, authored="2025-05-01"),)

    assert "unknown" == state(FOLLOW, *unknown, bisphosphonate(day="2026-07-10"), as_of=DAY)
    assert "none" == state(FOLLOW, *unknown, as_of=DAY)


def test_after_seven_months_another_rule_speaks() -> None:
    assert "none" == state(FOLLOW, LAST, bisphosphonate(day="2026-09-10"), as_of="2026-08-09")
