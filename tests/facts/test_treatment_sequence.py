"""
The course of romosozumab, what followed it, and the last injection before a bisphosphonate.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts.charts import (
    DISPENSED,
    MAYBE,
    ORDERED,
    STATED,
    denosumab,
    drafted,
    fact,
    lost,
    medicine,
    other_drug,
    plan,
    romosozumab,
    state,
    tablets,
    zoledronate,
)

from cds.chart.dates import months_before


def doses(count: int, last: str) -> list[object]:
    end = date.fromisoformat(last)
    return [romosozumab(months_before(end, n).isoformat()) for n in range(count)]


@pytest.mark.parametrize(
    ("count", "last", "expected"),
    [
        (0, "2026-03-01", "none"),
        (1, "2026-03-01", "running"),
        (9, "2026-03-01", "running"),
        (10, "2026-03-01", "nearly-complete"),
        (11, "2026-03-01", "nearly-complete"),
        (12, "2026-03-01", "ended"),
        (13, "2026-03-01", "ended"),
        (9, "2026-01-10", "running"),
        (9, "2026-01-09", "ended"),
        (11, "2026-01-10", "nearly-complete"),
        (11, "2026-01-09", "ended"),
        (12, "2024-03-10", "ended"),
        (12, "2024-03-09", "past"),
        (5, "2024-03-10", "ended"),
        (5, "2024-03-09", "past"),
    ],
)
def test_a_course_nears_its_end_stops_early_and_passes(count: int, last: str, expected: str) -> None:
    assert expected == state("romosozumab-course", other_drug(), *doses(count, last))


def test_the_card_can_say_how_it_ended() -> None:
    early, complete = (
        fact("romosozumab-course", *doses(5, "2025-12-01")),
        fact("romosozumab-course", *doses(12, "2026-03-01")),
    )

    assert ("5", "2025-12-01", "The course was stopped early") == tuple(early.says[w] for w in ("count", "date", "how"))
    assert "The course is complete" == complete.says["how"]


def test_a_dose_dated_to_the_month_leaves_the_end_open() -> None:
    assert "unknown" == state("romosozumab-course", *doses(5, "2025-11-01"), romosozumab("2026-01"))
    assert "running" == state("romosozumab-course", *doses(5, "2025-11-01"), romosozumab("2026-02"))


def test_doses_that_could_not_be_read_are_unknown() -> None:
    assert "unknown" == state("romosozumab-course", lost("MedicationAdministration", "drug-romosozumab"))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (other_drug(), "none"),
        (zoledronate("2026-01-04"), "present"),
        (zoledronate("2025-12-01"), "present"),
        (zoledronate("2025-11-30"), "none"),
        (denosumab("2026-01-04"), "present"),
        (zoledronate("2026-01-04", certain=MAYBE), "unknown"),
        (zoledronate("2025"), "unknown"),
        (tablets("alendronate", "2026-01-20"), "present"),
        (tablets("alendronate", "2020-01-20"), "present"),
        (medicine("drug-alendronate", "2020-01-20", kind=STATED, end="2025-11-01", status="stopped"), "none"),
        (medicine("drug-alendronate", "2025-12-05", kind=STATED, end="2026-02-01", status="stopped"), "present"),
        (
            medicine("drug-risedronate", "2026-01-05", kind=DISPENSED, end="2026-02-01", confirmed="2026-02-01"),
            "present",
        ),
        (tablets("raloxifene", "2026-01-20"), "none"),
        (medicine("drug-zoledronic-acid-5mg", "2026-01-05", kind=ORDERED, authored="2026-01-05"), "present"),
        (
            medicine("drug-zoledronic-acid-5mg", "2026-01-05", kind=ORDERED, authored="2026-01-05", status="stopped"),
            "none",
        ),
        (medicine("drug-zoledronic-acid-5mg", "2024-01-05", kind=ORDERED, authored="2024-01-05"), "none"),
        (medicine("drug-zoledronic-acid-5mg", "2026-06-05", kind=ORDERED, planned="2026-06-05"), "present"),
        (drafted("drug-alendronate"), "none"),
        (plan("drug-denosumab", "2025-12-01"), "present"),
        (plan("drug-denosumab", "2025-01-01", "2025-12-31"), "none"),
    ],
)
def test_an_antiresorptive_given_taken_or_ordered_since_the_last_dose(event: object, expected: str) -> None:
    """
    The last of 12 doses was given on 2025-12-01.
    """
    assert expected == state("romosozumab-followon", *doses(12, "2025-12-01"), event)


def test_without_romosozumab_nothing_has_to_follow() -> None:
    assert "none" == state("romosozumab-followon", zoledronate("2026-01-04"))


def test_a_possible_antiresorptive_is_named() -> None:
    hinted = zoledronate("2026-01-04", certain=MAYBE, ref="MedicationAdministration/text")

    assert "MedicationAdministration/text" in fact("romosozumab-followon", *doses(12, "2025-12-01"), hinted).gaps[0]
    assert "unknown" == state(
        "romosozumab-followon", *doses(12, "2025-12-01"), lost("MedicationRequest", "drug-alendronate")
    )


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([other_drug()], "no"),
        ([], "unknown"),
        ([denosumab("2024-03-10")], "yes"),
        ([denosumab("2024-03-09")], "no"),
        ([denosumab("2024-03")], "yes"),
        ([denosumab("2025-01-01", mg=None)], "yes"),
        ([denosumab("2025-01-01", certain=MAYBE)], "yes"),
        ([romosozumab("2024-03-10")], "yes"),
        ([romosozumab("2024-03-09"), other_drug()], "no"),
        ([medicine("drug-denosumab", kind=ORDERED)], "unknown"),
    ],
)
def test_an_injection_of_the_last_24_months_counts_also_when_it_is_only_possible(
    events: list[object], expected: str
) -> None:
    assert expected == state("injected-lately", *events)
