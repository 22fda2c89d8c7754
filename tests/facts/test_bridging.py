"""
Bridging: a potent antiresorptive after denosumab and before the fracture, or by today.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts.charts import (
    DISPENSED,
    GIVEN,
    MAYBE,
    ORDERED,
    STATED,
    chart,
    drafted,
    limit,
    medicine,
    romosozumab,
    tablets,
    zoledronate,
)

from cds.chart.dates import days_after
from cds.facts.bridging import bridged, bridging_days

AS_OF = date(2025, 5, 20)
LAST = date(2024, 6, 15)
ONSET = date(2025, 5, 2)


def bridge(*events: object, including: bool = False, end: date = ONSET) -> str:
    of = chart(*events, as_of=AS_OF.isoformat())
    return bridged(of, LAST, end, as_of=AS_OF, including=including).value


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-06-15", "no"),  # on the day of the dose: not after it
        ("2024-06-16", "yes"),
        ("2025-05-01", "yes"),
        ("2025-05-02", "no"),  # on the day of the fracture: not before it
        ("2025-05-10", "no"),
        ("2024-06", "unknown"),
        ("2025-05", "unknown"),
        ("2025-04", "yes"),
    ],
)
def test_an_infusion_after_the_dose_and_before_the_fracture_bridges(day: str, expected: str) -> None:
    assert expected == bridge(zoledronate(day))


def test_an_infusion_on_the_as_of_date_counts() -> None:
    assert "yes" == bridge(zoledronate("2025-05-20"), including=True, end=AS_OF)
    assert "no" == bridge(zoledronate("2025-05-20"), including=False, end=AS_OF)


@pytest.mark.parametrize(
    ("drug", "expected"),
    [
        (medicine("drug-zoledronic-acid-4mg-exclude", "2024-12-20", strength=4), "yes"),
        (medicine("drug-ibandronate", "2024-12-20", route="intravenous"), "yes"),
        (medicine("drug-ibandronate", "2024-12-20", strength=3), "yes"),
        (medicine("drug-ibandronate", "2024-12-20"), "unknown"),
        (medicine("drug-zoledronic-acid", "2024-12-20", certain=MAYBE), "unknown"),
        (zoledronate("2024-12-20", kind=STATED), "yes"),
        (zoledronate("2024-12-20", kind=DISPENSED), "no"),
        (zoledronate("2024-12-20", kind=ORDERED), "no"),
        (zoledronate("2023-12-20", kind=STATED, open_end=True), "unknown"),
        (zoledronate("2023-12-20", kind=STATED, end="2024-06-01"), "no"),
    ],
)
def test_what_counts_as_an_infusion(drug: object, expected: str) -> None:
    assert expected == bridge(drug)


@pytest.mark.parametrize(
    "drug", ["raloxifene", "bazedoxifene", "estrogen-hrt", "calcitonin", "calcium", "vitamin-d", "teriparatide"]
)
def test_weaker_and_bone_forming_drugs_are_no_bridge(drug: str) -> None:
    assert "no" == bridge(tablets(drug, "2024-10-01"), romosozumab("2025-01-05"))


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        (tablets("alendronate", "2025-05-02", confirmed="2025-05-20"), "yes"),  # active on the day of the fracture
        (tablets("risedronate", "2025-05-03", confirmed="2025-05-20"), "no"),
        (tablets("minodronate", "2024-10-01", status="stopped", end="2025-05-02"), "yes"),
        (tablets("alendronate", "2024-10-01", status="stopped", end="2025-05-01"), "no"),
        (tablets("alendronate", "2024-03-01", confirmed="2024-10-01"), "unknown"),  # an older active entry
        (tablets("alendronate", "2024-10-01", confirmed="2025-05-20", certain=MAYBE), "unknown"),
        (tablets("ibandronate", "2024-10-01", confirmed="2025-05-20", route="oral"), "yes"),
        (tablets("bisphosphonate-class", "2024-10-01", confirmed="2025-05-20"), "yes"),
        (drafted("drug-alendronate"), "no"),
    ],
)
def test_an_oral_bisphosphonate_bridges_while_it_is_taken(course: object, expected: str) -> None:
    assert expected == bridge(course)


def test_or_when_it_was_taken_for_twelve_months_since() -> None:
    onset = date(2026, 6, 1)
    stopped = tablets("alendronate", "2024-06-16", status="stopped", end="2025-06-15")
    sooner = tablets("alendronate", "2024-06-16", status="stopped", end="2025-06-14")
    for course, expected in ((stopped, "yes"), (sooner, "no")):
        of = chart(course, as_of="2026-07-01")

        assert expected == bridged(of, LAST, onset, as_of=date(2026, 7, 1), including=False).value


def test_the_limits_stand_in_the_dictionary() -> None:
    assert (6, 12) == (limit("denosumab-status", "confirmed_within"), limit("denosumab-status", "taken_for"))


def test_a_single_dose_of_a_drug_of_unknown_route_is_possible() -> None:
    assert "unknown" == bridge(medicine("drug-ibandronate", "2025-04-01", kind=GIVEN, confirmed="2025-04-01"))


def test_the_days_around_which_a_bridge_begins_or_ends() -> None:
    of = chart(zoledronate("2024-12-20"), tablets("alendronate", "2025-01-01", end="2025-02-01", status="stopped"))
    turns = (date(2024, 12, 20), date(2025, 1, 1), date(2025, 2, 1))

    assert {days_after(day, n) for day in turns for n in (-1, 0, 1)} == bridging_days(of, AS_OF)
    assert frozenset() == bridging_days(chart(), AS_OF)
