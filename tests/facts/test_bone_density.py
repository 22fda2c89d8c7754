"""
The lowest T-score of any site and date, and what counts as a recent measurement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from facts.charts import MAYBE, NO, YES, fact, lost, measured, observation, order, procedure, span, state, terms

from cds.chart.chart import Report

if TYPE_CHECKING:
    from cds.truth import Truth

SPINE, NECK, HIP, FOREARM = (
    "obs-tscore-lumbar-spine",
    "obs-tscore-femoral-neck",
    "obs-tscore-total-hip",
    "obs-tscore-radius-ulna",
)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("-2.4", "above"),
        ("-2.49", "above"),
        ("-2.5", "low"),
        ("-2.50", "low"),
        ("-2.6", "low"),
        ("0", "above"),
        ("<-2.5", "low"),
        ("<=-2.5", "low"),
        ("<-2.4", "unknown"),
        (">-2.5", "above"),
        (">=-2.5", "unknown"),
        (">-2.6", "unknown"),
        ("8", "above"),
        ("-8", "low"),
        ("8.1", "unknown"),
        ("-250", "unknown"),
    ],
)
def test_a_score_of_minus_two_and_a_half_is_low_for_every_value_its_comparator_allows(
    score: str, expected: str
) -> None:
    assert expected == state("t-score-min", measured(HIP, score, "", "2026-01-05"))


@pytest.mark.parametrize("site", [SPINE, NECK, HIP, FOREARM, "obs-dxa-site-any-lowest-tscore", "obs-tscore-femur"])
def test_every_site_counts(site: str) -> None:
    assert "low" == state("t-score-min", measured(site, "-2.7", "", "2026-01-05"))


def test_a_z_score_is_no_t_score() -> None:
    assert "unknown" == state("t-score-min", measured("obs-zscore", "-3.0", "", "2026-01-05"))


def test_a_better_later_score_does_not_undo_the_diagnosis() -> None:
    lowest = fact("t-score-min", measured(SPINE, "-2.7", "", "2019-03-01"), measured(SPINE, "-2.2", "", "2026-01-05"))

    assert ("low", "-2.7") == (lowest.state, lowest.value)
    assert {"value": "-2.7", "site": "lumbar spine", "date": "2019-03-01"} == lowest.says


def test_a_value_in_another_unit_is_not_taken_for_a_score() -> None:
    unreadable = fact("t-score-min", measured(HIP, "0.7", "g/cm2", "2026-01-05", ref="Observation/bmd"))

    assert "unknown" == unreadable.state
    assert "Observation/bmd" in unreadable.gaps[0]


def test_an_unreadable_score_leaves_a_low_one_as_it_is() -> None:
    events = (observation(HIP, "2026-01-05", unreadable="no number"), measured(SPINE, "-2.9", "", "2025-01-05"))

    assert "low" == state("t-score-min", *events)
    assert "low" == state("t-score-min", *events, lost("Observation", HIP))
    assert "unknown" == state("t-score-min", measured(SPINE, "-1.0", "", "2025-01-05"), lost("Observation", HIP))


def test_a_preliminary_score_makes_low_only_possible() -> None:
    assert "unknown" == state("t-score-min", measured(HIP, "-2.8", "", "2026-01-05", certain=MAYBE))
    assert "above" == state(
        "t-score-min", measured(HIP, "-1.0", "", "2026-01-05", certain=MAYBE), measured(SPINE, "-1.2", "", "2026-01-05")
    )


def test_no_score_is_unknown_and_asked_for() -> None:
    assert "unknown" == state("t-score-min")
    assert "unknown" == state("t-score-min", measured(HIP, "-2.8", "", "2026-01-05", certain=NO))


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2024-03-09", "no"), ("2024-03-10", "done"), ("2026-03-10", "done"), ("2024", "no"), ("", "no")],
)
def test_a_measurement_counts_for_24_months(day: str, expected: str) -> None:
    assert expected == state("dxa-recent", procedure("procedure-dxa", day))
    assert expected == state("dxa-recent", measured(HIP, "-1.0", "", day))


@pytest.mark.parametrize(
    ("status", "expected"), [("active", "ordered"), ("on-hold", "ordered"), ("completed", "no"), ("draft", "no")]
)
def test_an_open_order_is_not_suggested_again(status: str, expected: str) -> None:
    standing = order("procedure-dxa", status=status, draft=False, in_context=False, selected=False)

    assert expected == state("dxa-recent", standing)


def test_a_possible_order_measurement_or_report_counts_for_nothing() -> None:
    assert "no" == state("dxa-recent", procedure("procedure-dxa", "2026-01-05", certain=MAYBE))
    assert "no" == state("dxa-recent", measured(HIP, "-1.0", "", "2026-01-05", certain=MAYBE))
    assert "no" == state("dxa-recent", order("procedure-dxa", status="active", certain=MAYBE))


def test_a_report_of_a_measurement_counts() -> None:
    def reported(means: str, certain: Truth) -> Report:
        return Report("DiagnosticReport/1", terms(means), certain, span("2026-01-05"))

    assert "done" == state("dxa-recent", reports=(reported("procedure-dxa", YES),))
    assert "done" == state("dxa-recent", reports=(reported(HIP, YES),))
    assert "no" == state("dxa-recent", reports=(reported("procedure-dxa", MAYBE),))
    assert "no" == state("dxa-recent", reports=(reported("procedure-spine-mri", YES),))


def test_a_measurement_of_the_heel_is_none() -> None:
    assert "no" == state("dxa-recent", procedure("procedure-dxa-peripheral", "2026-01-05"))
