"""
The chart on a day, about an order, and its index of terms.
"""

from __future__ import annotations

from datetime import date

from facts.charts import (
    DISPENSED,
    ORDERED,
    STATED,
    condition,
    denosumab,
    fracture,
    measured,
    medicine,
    order,
    plan,
    procedure,
    refs,
    span,
    terms,
)
from msgspec.structs import replace

from cds.chart.chart import Chart, Medicine, MedicineKind
from cds.chart.dates import Span

DAY = date(2026, 3, 10)


def test_events_that_can_only_be_later_are_left_out_and_planned_orders_stay() -> None:
    chart = Chart(
        conditions=(
            condition("hypertension", "2026-03-11", ref="late"),
            condition("hypertension", "2026-03-10", ref="now"),
        ),
        observations=(measured("obs-albumin", "4", "g/dL", "2026-03-11"),),
        procedures=(procedure("procedure-dxa", "2026-03-11"),),
        medicines=(
            denosumab("2026-03-11"),
            denosumab("2026-03-10", ref="now"),
            denosumab("2026-06-01", kind=ORDERED, ref="planned"),
        ),
    ).until(DAY)

    assert ["now"] == refs(chart.conditions)
    assert () == chart.observations == chart.procedures
    assert ["now", "planned"] == refs(chart.medicines)


def test_a_partial_date_is_cut_and_an_undated_event_happened_at_the_latest_today() -> None:
    chart = Chart(
        conditions=(fracture("L1", "2026-03"), fracture("L2", ""), fracture("L3", "", recorded="2025-01-05")),
        medicines=(denosumab(""),),
    ).until(DAY)

    assert [Span(date(2026, 3, 1), DAY), Span(None, DAY), span("2025-01-05").until(DAY).last] == [
        chart.conditions[0].onset,
        chart.conditions[1].onset,
        chart.conditions[2].onset.last,
    ]
    assert Span(None, DAY) == chart.medicines[0].start


def test_what_was_measured_is_shared_between_orders_and_forgotten_on_another_day() -> None:
    chart = Chart(memo={"measured": 1})
    about = chart.about(order(levels="L1"))

    assert about.memo is chart.memo
    assert chart.about(None) is chart
    assert {} == chart.until(DAY).memo


def test_events_are_found_by_any_of_their_terms_in_the_order_of_their_references() -> None:
    chart = Chart(
        conditions=(condition("b", ref="2"), condition("a b", ref="1"), condition("c", ref="3")),
        orders=(order("a", ref="4"),),
        plans=(plan("a", ref="5"),),
    )

    assert ["1", "2"] == refs(chart.conditions_of(terms("b d")))
    assert ["4"] == refs(chart.orders_of(terms("a")))
    assert ["5"] == refs(chart.plans_of(terms("a")))
    assert [] == chart.procedures_of(terms("a"))


def test_a_chart_with_other_events_needs_a_new_memory() -> None:
    chart = Chart(conditions=(condition("a", ref="1"),))
    chart.conditions_of(terms("a"))
    more = replace(chart, conditions=(*chart.conditions, condition("a", ref="2")), memo={})

    assert ["1", "2"] == refs(more.conditions_of(terms("a")))


def test_orders_are_no_doses() -> None:
    kinds = (MedicineKind.ADMINISTRATION, STATED, DISPENSED, ORDERED)
    chart = Chart(medicines=tuple(medicine("drug-denosumab", "2026-01-05", kind=kind) for kind in kinds))

    assert {MedicineKind.ADMINISTRATION, STATED, DISPENSED} == {m.kind for m in chart.doses_of("drug-denosumab")}


def test_a_drug_aims_at_no_vertebra() -> None:
    assert frozenset() == Medicine("M/1", ORDERED, terms("drug-denosumab")).levels
