"""
What cement aims at: its levels, whether they are fractured, and why it is ordered.
"""

from __future__ import annotations

from typing import Any

import pytest
from facts.charts import MAYBE, NO, YES, condition, fact, fracture, kyphoplasty, lost, observation, order, span, state

from cds.chart.chart import Fetch, Report

L1 = fracture("L1", "2026-02-01")


def image(answer: Any, day: str = "2026-03-01", *, levels: str = "", **more: Any) -> Any:
    return observation("obs-vertebral-fracture-on-imaging", day, answer=answer, levels=levels, **more)


def clear(day: str = "2026-03-01", **more: Any) -> Report:
    return Report(
        "DiagnosticReport/1",
        frozenset(),
        on=span(day),
        conclusions=frozenset({"conclusion-no-vertebral-fracture"}),
        **more,
    )


@pytest.mark.parametrize(
    ("events", "levels", "expected"),
    [
        ((L1,), "L1", "fractured"),
        ((L1,), "L1 L2", "partly"),
        ((L1, fracture("L2", "2026-02-01")), "L1 L2", "fractured"),
        ((L1,), "L2", "unknown"),
        ((), "L2", "unknown"),
        ((L1,), "", "fractured"),  # the only fracture of the last 12 months
        ((L1, fracture("T8", "2026-02-01")), "", "unknown"),
        ((fracture("T11 T12", "2026-02-01", paired=True),), "T12", "fractured"),
        ((fracture("L1", "2019-05-01"),), "L1", "fractured"),
        ((condition("history-of-vertebral-fracture-cause-unspecified", levels="L1"),), "L1", "unknown"),
        ((fracture("L1", "2026-02-01", certain=NO),), "L1", "unfractured"),
        ((fracture("L1", "2026-02-01", certain=NO), L1), "L1", "fractured"),
        ((fracture("L1", "2026-02-01", certain=MAYBE),), "L1", "unknown"),
        ((L1, fracture("L2", "2026-02-01", certain=MAYBE)), "L1 L2", "unknown"),
        ((fracture("", "2026-02-01"),), "L1", "unknown"),
        ((L1, fracture("", "2026-02-01")), "L1 L2", "unknown"),
        ((image(NO),), "L1", "unfractured"),
        ((image(NO, levels="L1"),), "L1", "unfractured"),
        ((image(NO, levels="L2"),), "L1", "unknown"),
        ((image(NO, levels="L2"),), "L1 L2", "partly"),
        ((image(YES, levels="L1"),), "L1", "fractured"),
        ((image(YES),), "L1", "unknown"),  # somewhere in the spine
        ((image(NO, certain=MAYBE),), "L1", "unknown"),
        ((image(YES, "2026-02-20", levels="L1"), image(NO, "2026-03-01")), "L1", "unfractured"),
        ((image(YES, levels="L1"), image(NO)), "L1", "unknown"),  # of one day
        ((image(NO, "2026-01-20"), L1), "L1", "fractured"),  # the fracture came later
        ((image(NO, "2026-02-10"), L1), "L1", "unknown"),  # imaging later than the fracture contradicts it
        ((image(NO, "2026-02-10"), fracture("L1", "2026-02-01", certain=MAYBE)), "L1", "unfractured"),
        ((image(NO, "2026-02-10"), fracture("L1", "2026-02-20", certain=MAYBE)), "L1", "unknown"),
    ],
)
def test_whether_the_targets_are_fractured(events: tuple[Any, ...], levels: str, expected: str) -> None:
    assert expected == state("target-fracture", *events, order(levels=levels))


def test_a_report_that_finds_no_fracture_covers_every_level() -> None:
    assert "unfractured" == state("target-fracture", order(levels="T8 L4"), reports=(clear(),))
    assert "unknown" == state("target-fracture", order(levels="T8"), reports=(clear(certain=MAYBE),))


def test_an_undated_image_contradicts_nothing() -> None:
    assert "fractured" == state("target-fracture", L1, image(NO, ""), order(levels="L1"))


def test_a_contradiction_names_both_dates() -> None:
    told = fact("target-fracture", L1, image(NO, "2026-02-10"), order(levels="L1"))

    assert "conflicting" == told.status.value
    assert all(day in told.gaps[0] for day in ("2026-02-01", "2026-02-10"))


def test_it_says_which_levels_are_fractured() -> None:
    says = fact("target-fracture", L1, order(levels="L2 L1 T9")).says

    assert ("T9, L1, L2", "L1", "T9, L2") == (says["targets"], says["fractured"], says["unfractured"])


def test_a_problem_list_that_can_not_be_read_leaves_it_open() -> None:
    told = fact("target-fracture", lost("Condition"), order(levels="L1"))

    assert ("unknown", True) == (told.state, told.status.failed)


@pytest.mark.parametrize(
    ("reasons", "events", "expected"),
    [
        ("reason-prophylactic-augmentation", (), "prophylactic"),
        ("reason-prophylactic-augmentation", (L1,), "prophylactic"),
        ("osteoporosis", (), "osteoporosis"),
        ("osteopenia", (), "osteoporosis"),
        ("osteoporosis vertebral-fracture-any", (), "other"),
        ("osteoporosis-drug-induced osteoporotic-fracture-any", (), "other"),
        ("osteoporosis", (L1,), "other"),
        ("osteoporosis", (fracture("L1", "2026-02-01", certain=MAYBE),), "other"),
        ("osteoporosis", (fracture("", "2026-02-01"),), "other"),
        ("osteoporosis", (fracture("T8", "2026-02-01"),), "osteoporosis"),
        ("vertebral-fracture-any", (), "other"),
        ("", (), "other"),
        ("osteoporosis", (lost("Condition"),), "unknown"),
        ("reason-prophylactic-augmentation", (lost("Condition"),), "prophylactic"),
    ],
)
def test_the_reason_of_the_order(reasons: str, events: tuple[Any, ...], expected: str) -> None:
    ordered = order(levels="L1", reasons=frozenset(reasons.split()))

    assert expected == state("augmentation-reason", *events, ordered)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (kyphoplasty("2025-09-10"), "done"),
        (kyphoplasty("2025-09-09"), "none"),
        (kyphoplasty("2025-09"), "unknown"),
        (kyphoplasty("2026-03-10"), "done"),
        (kyphoplasty("2026-03-01", certain=MAYBE, note="its status is in-progress"), "unknown"),
        (kyphoplasty("2026-03-01", means="procedure-vertebroplasty"), "done"),
        (kyphoplasty("2026-03-01", means="procedure-vertebral-augmentation-pcs-cement"), "done"),
        (L1, "none"),
    ],
)
def test_cement_of_the_last_six_months(event: Any, expected: str) -> None:
    assert expected == state("cement-setting", event)


def test_while_orders_are_placed_the_order_counts_and_not_the_past() -> None:
    ordered = order(levels="T12")
    told = fact("cement-setting", kyphoplasty("2026-03-01"), ordered)

    assert ("planned", "T12") == (told.state, told.says["levels"])
    assert "none" == state("cement-setting", kyphoplasty("2026-03-01"), hook="order-select")
    assert "unknown" == state("cement-setting", order(levels="T12", certain=MAYBE))


def test_procedures_that_could_not_be_read_leave_it_open() -> None:
    assert "unknown" == state("cement-setting", lost("Procedure"))
    assert "done" == state("cement-setting", kyphoplasty("2026-03-01"), lost("Procedure"))
    assert "unknown" == state("cement-setting", fetched={"Procedure": Fetch.PARTIAL})


@pytest.mark.parametrize(
    ("level", "expected"), [("T10", "no"), ("T11", "yes"), ("T12", "yes"), ("L1", "yes"), ("L2", "yes"), ("L3", "no")]
)
def test_the_thoracolumbar_junction(level: str, expected: str) -> None:
    assert expected == state("thoracolumbar", order(levels=level))
    assert expected == state("thoracolumbar", kyphoplasty("2026-03-01", levels=level))


def test_a_procedure_without_a_level_treated_the_only_recent_fracture() -> None:
    nameless = kyphoplasty("2026-03-01", levels="")

    assert "yes" == state("thoracolumbar", L1, nameless)
    assert "unknown" == state("thoracolumbar", L1, fracture("T8", "2026-02-01"), nameless)
    assert "unknown" == state("thoracolumbar", nameless)
