"""
Balloon kyphoplasty that was done, what it treated, and how well the patient matches the study.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts.charts import (
    MAYBE,
    NO,
    YES,
    chart,
    condition,
    fact,
    fetched,
    fracture,
    kyphoplasty,
    limit,
    lost,
    observation,
    procedure,
    state,
)

from cds.chart.chart import Fetch
from cds.facts import Status
from cds.facts.augmentation import kyphoplasties

DAY = date(2026, 3, 10)
ANY = "procedure-vertebral-augmentation-any"
CEMENT = "procedure-vertebral-augmentation-pcs-cement"
REPOSITION = "procedure-kyphoplasty-pcs-reposition-component"
PLASTY = "procedure-vertebroplasty"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-09-10", "recent"),
        ("2025-09-09", "earlier"),
        ("2026-03-10", "recent"),
        ("2025-09", "unknown"),
        ("2025-10", "recent"),
        ("2025-08", "earlier"),
        ("", "unknown"),
    ],
)
def test_a_kyphoplasty_is_recent_for_six_months(day: str, expected: str) -> None:
    assert expected == state("bkp-done", kyphoplasty(day))


def test_months_end_with_the_month() -> None:
    assert "recent" == state("bkp-done", kyphoplasty("2025-08-31"), as_of="2026-02-28")
    assert "earlier" == state("bkp-done", kyphoplasty("2025-08-31"), as_of="2026-03-01")
    assert (6, 2) == (limit("bkp-done", "window"), limit("match-time", "window"))


def test_none_recorded_is_no_and_a_failed_reading_unknown() -> None:
    assert "no" == state("bkp-done")
    assert "unknown" == state("bkp-done", fetched=fetched(Procedure=Fetch.FAILED))
    assert "unknown" == state("bkp-done", lost("Procedure", "procedure-kyphoplasty"))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((procedure(PLASTY, "2026-01-28"),), "no"),
        ((procedure(ANY, "2026-01-28"),), "unknown"),
        ((procedure(CEMENT, "2026-01-28"),), "unknown"),
        ((procedure(REPOSITION, "2026-01-28"),), "unknown"),
        ((procedure(REPOSITION, "2026-01-28"), procedure(CEMENT, "2026-01-28")), "recent"),
        ((procedure(f"{REPOSITION} {CEMENT}", "2026-01-28"),), "recent"),
        ((procedure(REPOSITION, "2026-01-28"), procedure(CEMENT, "2026-01-29")), "unknown"),
        ((procedure(REPOSITION, "2026-01"), procedure(CEMENT, "2026-01")), "unknown"),
        ((procedure(REPOSITION, "2026-01-28"), procedure(CEMENT, "2026-01-28", certain=MAYBE)), "unknown"),
        ((procedure(f"{PLASTY} {ANY}", "2026-01-28"),), "no"),
        ((procedure("procedure-spine-mri", "2026-01-28"),), "no"),
    ],
)
def test_the_type_of_an_augmentation(events: tuple[object, ...], expected: str) -> None:
    assert expected == state("bkp-done", *events)


def test_the_two_halves_of_a_coded_kyphoplasty_are_one() -> None:
    halves = procedure(REPOSITION, "2026-01-28"), procedure(CEMENT, "2026-01-28")

    assert [YES] == [sure for _, sure in kyphoplasties(chart(*halves), DAY)]


def test_what_is_only_possible_is_named() -> None:
    told = fact("bkp-done", kyphoplasty("2026-01-28", certain=MAYBE, note="text only", ref="Procedure/1"))

    assert ("unknown", Status.POSSIBLE, ("procedure done: Procedure/1 may be a kyphoplasty, text only",)) == (
        told.state,
        told.status,
        told.gaps,
    )
    assert fact("bkp-done", procedure(ANY, "2026-01-28")).gaps[0].endswith("its type or date is open")


def test_a_sure_recent_one_comes_before_possible_ones_and_a_possible_recent_one_before_a_sure_earlier_one() -> None:
    assert "recent" == state("bkp-done", kyphoplasty("2026-01-28"), procedure(ANY, "2026-02-28"))
    assert "unknown" == state("bkp-done", kyphoplasty("2024-01-28"), procedure(ANY, "2026-02-28"))


def test_the_words_of_a_recent_kyphoplasty() -> None:
    assert {"date": "2026-01-28", "levels": "L1, L2", "days": "41"} == fact(
        "bkp-done", kyphoplasty("2026-01-28", levels="L2 L1")
    ).says
    assert {"date": "2026-01", "levels": "level not recorded"} == fact(
        "bkp-done", kyphoplasty("2026-01", levels="")
    ).says


def test_a_kyphoplasty_later_than_the_day_is_none_yet() -> None:
    assert () == kyphoplasties(chart(kyphoplasty("2026-03-11"), as_of="2026-12-31"), DAY)


DONE = kyphoplasty("2026-01-28")
BROKEN = fracture("L1", "2026-01-05")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((DONE, BROKEN), "fragility"),
        ((DONE, BROKEN, condition("bone-metastasis-exclude", levels="L1")), "malignant"),
        ((DONE, BROKEN, condition("vertebral-infection", levels="L1")), "infective"),
        ((DONE, BROKEN, condition("high-energy-trauma", "2026-01-05")), "high-energy"),
        ((DONE, BROKEN, condition("multiple-myeloma-exclude")), "suspected"),
        ((DONE, fracture("L2", "2026-01-05")), "unknown"),
        ((DONE, fracture("L1", "2026-01-29")), "unknown"),
        ((DONE, fracture("L1", "2026-01-28")), "fragility"),
        ((DONE, fracture("L1", "")), "fragility"),
        ((DONE,), "unknown"),
        ((BROKEN,), "unknown"),
        ((DONE, condition("bone-metastasis-exclude", levels="L1")), "suspected"),
        ((DONE, condition("bone-metastasis-exclude")), "suspected"),
        ((DONE, fracture("", "2026-01-05", due_to=frozenset({"bone-metastasis-exclude"}))), "suspected"),
        ((DONE, fracture("", "2026-01-05")), "unknown"),
        ((kyphoplasty("2026-01-28", certain=MAYBE), BROKEN), "unknown"),
        (
            (
                DONE,
                kyphoplasty("2020-01-28", levels="L4"),
                BROKEN,
                fracture("L4", "2020-01-05", due_to=frozenset({"multiple-myeloma-exclude"})),
            ),
            "suspected",
        ),
        ((DONE, lost("Condition", "vertebral-fracture-any")), "unknown"),
    ],
)
def test_the_cause_of_the_treated_fracture(events: tuple[object, ...], expected: str) -> None:
    assert expected == state("bkp-fracture", *events)


def test_of_several_levels_of_one_day_the_worst_cause_counts() -> None:
    events = (
        DONE,
        kyphoplasty("2026-01-28", levels="L3"),
        BROKEN,
        fracture("L3", "2026-01-05"),
        condition("bone-metastasis-exclude", levels="L3"),
    )

    assert "malignant" == state("bkp-fracture", *events)


@pytest.mark.parametrize(
    ("onset", "done", "expected"),
    [
        ("2026-01-05", "2026-03-05", "yes"),
        ("2026-01-05", "2026-03-06", "no"),
        ("2025-12-31", "2026-02-28", "yes"),
        ("2025-12-31", "2026-03-01", "no"),
        ("2026-01", "2026-03-01", "yes"),
        ("2026-01", "2026-03-02", "unknown"),
        ("2025-12", "2026-03-01", "no"),
        ("2026-01-05", "2026-03", "unknown"),
        ("", "2026-03-05", "unknown"),
    ],
)
def test_kyphoplasty_within_two_months_of_the_fracture(onset: str, done: str, expected: str) -> None:
    told = fact("match-time", fracture("L1", onset), kyphoplasty(done))

    assert (expected, {"answer": expected}) == (told.state, told.says)


def test_the_newest_fracture_at_the_level_is_the_treated_one() -> None:
    assert "yes" == state("match-time", fracture("L1", "2020-01-05"), BROKEN, DONE)


def test_without_a_kyphoplasty_nothing_matches() -> None:
    assert ("unknown", "unknown") == (state("match-time", BROKEN), state("match-mri", BROKEN))


MRI = "obs-mri-unfavourable-prognosis"


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (observation(MRI, "2026-01-20", levels="L1", answer=YES), "yes"),
        (observation(MRI, "2026-01-20", levels="L1", answer=NO), "no"),
        (observation(MRI, "2026-01-20", levels="L1", answer=MAYBE), "unknown"),
        (observation(MRI, "2026-01-20", answer=YES), "yes"),
        (observation(MRI, "2026-01-20", levels="L2", answer=YES), "unknown"),
        (observation(MRI, "2026-01-05", levels="L1", answer=YES), "yes"),
        (observation(MRI, "2026-01-04", levels="L1", answer=YES), "unknown"),
        (observation(MRI, "2026-01-28", levels="L1", answer=YES), "yes"),
        (observation(MRI, "2026-01-29", levels="L1", answer=YES), "unknown"),
        (observation(MRI, "2026-01-20", levels="L1", answer=YES, certain=MAYBE), "unknown"),
        (observation(MRI, "2026-01-20", levels="L1"), "unknown"),
    ],
)
def test_the_mri_between_fracture_and_procedure(seen: object, expected: str) -> None:
    told = fact("match-mri", BROKEN, DONE, seen)

    assert (expected, {"answer": expected}) == (told.state, told.says)


def test_the_newest_mri_counts() -> None:
    older, newer = observation(MRI, "2026-01-10", answer=YES), observation(MRI, "2026-01-20", answer=NO)

    assert "no" == state("match-mri", BROKEN, DONE, newer, older)


def test_an_mri_of_a_level_matches_a_procedure_without_one() -> None:
    assert "yes" == state(
        "match-mri", kyphoplasty("2026-01-28", levels=""), observation(MRI, "2026-01-20", levels="L1", answer=YES)
    )
