"""
Vertebral fractures: what is one, where, since when; and which an order is about.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from facts.charts import MAYBE, NO, YES, chart, drafted, fracture, limit, order, refs
from msgspec.structs import replace

from cds.chart.dates import Span
from cds.facts.fractures import Fracture, from_above, in_question, recent, vertebral_fractures

if TYPE_CHECKING:
    from cds.truth import Truth

DAY = date(2026, 3, 10)


def found(*events: object) -> tuple[Fracture, ...]:
    return vertebral_fractures(chart(*events), DAY)


def places(*events: object) -> list[str]:
    return [one.place for one in found(*events)]


@pytest.mark.parametrize(
    "means",
    [
        "osteoporotic-vertebral-fracture",
        "osteoporotic-vertebral-fracture-subsequent",
        "vertebral-compression-fracture-cause-unspecified",
        "collapsed-vertebra-nec",
        "vertebral-fracture-any",
        "vertebral-fracture-level-L1",
        "vertebral-fracture-level-T11-T12",
        "vertebral-fracture-traumatic",
        "vertebral-wedge-compression-fracture-traumatic",
        "vertebral-fracture-nonunion",
        "kummell-disease",
        "vertebral-fracture-neoplastic-exclude",
    ],
)
def test_every_code_of_a_vertebral_fracture_is_one(means: str) -> None:
    assert [YES] == [one.confirmed for one in found(fracture("L1", "2025-10-01", means=means))]


@pytest.mark.parametrize(
    "means",
    [
        "osteoporotic-vertebral-fracture-sequela osteoporotic-fracture-any",
        "history-of-osteoporotic-fracture",
        "history-of-vertebral-fracture-cause-unspecified",
        "osteoporosis",
        "hypertension",
    ],
)
def test_an_old_fracture_is_no_event_and_osteoporosis_no_fracture(means: str) -> None:
    assert () == found(fracture("L1", "2025-10-01", means=means))


@pytest.mark.parametrize(
    ("means", "levels", "confirmed"),
    [
        ("osteoporotic-fracture-any", "L1", YES),
        ("pathological-fracture-other-site-ambiguous", "L1", YES),
        ("osteoporotic-fracture-trunk-site-ambiguous", "L1", YES),
        ("osteoporotic-fracture-trunk-site-ambiguous", "", MAYBE),
    ],
)
def test_a_code_of_any_site_is_vertebral_when_a_vertebra_is_named(means: str, levels: str, confirmed: Truth) -> None:
    assert [confirmed] == [one.confirmed for one in found(fracture(levels, "2025-10-01", means=means))]


@pytest.mark.parametrize("means", ["osteoporotic-fracture-any", "pathological-fracture-other-site-ambiguous"])
def test_and_else_it_may_be_any_bone(means: str) -> None:
    assert () == found(fracture("", "2025-10-01", means=means))


@pytest.mark.parametrize(("certain", "confirmed"), [(YES, [YES]), (MAYBE, [MAYBE]), (NO, [])])
def test_a_refuted_fracture_is_none_and_a_provisional_one_is_not_confirmed(
    certain: Truth, confirmed: list[Truth]
) -> None:
    assert confirmed == [one.confirmed for one in found(fracture("L1", "2025-10-01", certain=certain))]


def test_a_fracture_counts_whatever_its_clinical_status() -> None:
    assert ["L1"] == places(fracture("L1", "2025-10-01", active=NO))


def test_several_sites_are_one_fracture_a_level_and_a_pair_is_one_that_may_be_either() -> None:
    assert ["T12", "L1"] == sorted(places(fracture("T12 L1", "2025-10-01")), key=from_above)
    assert ["T11/T12"] == places(fracture("T11 T12", "2025-10-01", paired=True))
    assert ["level not recorded"] == places(fracture("", "2025-10-01"))


@pytest.mark.parametrize(
    ("onset", "count"), [("2025-10-15", 1), ("2025-10-16", 2), ("2025-09-17", 1), ("2025-09-16", 2), ("2025-10", 1)]
)
def test_onsets_of_one_level_within_fourteen_days_are_one_fracture(onset: str, count: int) -> None:
    assert count == len(found(fracture("L1", "2025-10-01"), fracture("L1", onset)))
    assert 14 == limit("fracture-onset", "same_fracture")


def test_two_levels_are_two_fractures() -> None:
    assert 2 == len(found(fracture("L1", "2025-10-01"), fracture("L2", "2025-10-01")))


def test_a_pair_and_one_of_its_levels_are_one_fracture_of_that_level() -> None:
    assert ["T12"] == places(fracture("T11 T12", "2025-10-01", paired=True), fracture("T12", "2025-10-03"))


def test_undated_findings_of_one_level_are_one_and_without_a_level_they_stay_apart() -> None:
    assert 1 == len(found(fracture("L1", ""), fracture("L1", "")))
    assert 2 == len(found(fracture("", ""), fracture("", "")))
    assert 2 == len(found(fracture("L1", ""), fracture("L1", "2025-10-01")))
    assert 1 == len(found(fracture("", "2025-10-01"), fracture("", "2025-10-01")))


@pytest.mark.parametrize(
    ("one", "other", "joint"),
    [
        ("2025-10-01", "2025-10-01", "2025-10-01"),
        ("2025-10", "2025-10-05", "2025-10-05"),
        ("2025-10-01", "2025-10-08", "2025-10-01 to 2025-10-08"),
        ("2025-09", "2025-10-05", "2025-09-30 to 2025-10-05"),
        ("2025", "2025-10", "2025-10"),
    ],
)
def test_the_onset_of_one_fracture_told_twice(one: str, other: str, joint: str) -> None:
    """
    The days both allow; when they differ, the days from one to the other.
    """
    told = found(fracture("L1", one), fracture("L1", other))

    assert [joint] == [str(fracture.onset) for fracture in told]


def test_told_twice_it_is_confirmed_when_one_says_so_and_rests_on_both() -> None:
    told = found(
        fracture("L1", "2025-10-01", ref="Condition/1", certain=MAYBE, note="provisional"),
        fracture("L1", "2025-10-01", ref="Condition/2"),
    )

    assert [(YES, ("Condition/1", "Condition/2"))] == [(one.confirmed, one.refs) for one in told]
    assert ["Condition/1", "Condition/2"] == refs(told[0].as_evidence())


def test_undated_findings_recorded_on_different_days_stay_two() -> None:
    """
    Neither date is the onset; both stay, each with its own latest possible day.
    """
    assert 2 == len(found(fracture("L1", recorded="2025-10-01"), fracture("L1", recorded="2025-11-01")))


def test_a_fracture_later_than_the_day_is_none_yet() -> None:
    of = chart(as_of="2026-12-31")

    assert () == vertebral_fractures(of, DAY)
    assert () == vertebral_fractures(chart(fracture("L1", "2026-03-11"), as_of="2026-12-31"), DAY)


def test_fractures_come_newest_first() -> None:
    assert ["L2", "L1", "L3"] == places(
        fracture("L1", "2025-10-01"), fracture("L2", "2025-11-30"), fracture("L3", "2024-10-01")
    )


def test_levels_are_ranked_from_the_head() -> None:
    assert ["T1", "T11/T12", "L5"] == sorted(["L5", "T11/T12", "T1"], key=from_above)


@pytest.mark.parametrize(
    ("onset", "expected"),
    [("2025-03-10", YES), ("2025-03-09", NO), ("2025-03", MAYBE), ("2025-04", YES), ("2025-02", NO), ("", MAYBE)],
)
def test_a_fracture_is_of_today_for_twelve_months(onset: str, expected: Truth) -> None:
    assert expected is recent(found(fracture("L1", onset))[0], DAY, 12)


def test_without_an_onset_it_may_be_of_today_however_old_the_record() -> None:
    assert MAYBE is recent(found(fracture("L1", recorded="2019-01-01"))[0], DAY, 12)


def test_a_period_of_onset_that_ended_long_ago_is_not_of_today() -> None:
    told = replace(fracture("L1", "2025-10-01"), onset=Span(None, date(2020, 1, 1)))

    assert NO is recent(found(told)[0], DAY, 12)


def asked(*events: object) -> list[tuple[str, bool]]:
    return [(one.place, sure) for one, sure in in_question(chart(*events), DAY, months=12)]


OLD, NEW = fracture("L3", "2020-01-01"), fracture("L1", "2025-10-01")


def test_without_an_order_the_question_is_about_the_fractures_of_today() -> None:
    assert [("L1", True)] == asked(OLD, NEW)
    assert [("L4", True)] == asked(OLD, fracture("L4", ""))


def test_the_target_of_the_order_is_in_question_however_old() -> None:
    assert [("L1", True), ("L3", True)] == asked(OLD, NEW, order(levels="L3"))
    assert [("L1", True)] == asked(OLD, NEW, order(levels="L2"))


def test_an_order_that_names_no_level_may_aim_at_any_fracture() -> None:
    assert [("L1", True), ("L3", False)] == asked(OLD, NEW, order())


def test_a_fracture_without_a_level_may_be_the_target() -> None:
    assert [("level not recorded", False)] == asked(fracture("", "2020-01-01"), order(levels="L2"))


def test_a_pair_matches_either_level() -> None:
    pair = fracture("T11 T12", "2020-01-01", paired=True)

    assert [("T11/T12", True)] == asked(pair, order(levels="T12"))
    assert [] == asked(pair, order(levels="T10"))


def test_a_drug_order_aims_at_no_fracture() -> None:
    assert [("L1", True)] == asked(OLD, NEW, drafted("drug-teriparatide"))


def test_the_day_of_a_record_is_the_latest_possible_onset() -> None:
    told = found(fracture("L1", recorded="2025-12-01"), fracture("L2", ""))

    assert [Span(None, DAY), Span(None, date(2025, 12, 1))] == [one.onset for one in told]
