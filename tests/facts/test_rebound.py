"""
The facts about rebound: of the order, of today, its cover, the exposure, the onset, the cause at the target.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts.charts import (
    DISPENSED,
    MAYBE,
    ORDERED,
    STATED,
    chart,
    condition,
    denosumab,
    fact,
    fetched,
    fracture,
    limit,
    lost,
    medicine,
    order,
    other_drug,
    refs,
    state,
    zoledronate,
)

from cds.chart.chart import Fetch
from cds.facts import Status, measures

DAY = date(2026, 3, 10)
DOSE = denosumab("2025-02-05", ref="Administration/last")
PROBABLE = fracture("L1", "2025-11-20", ref="Condition/probable")
IN_TIME = fracture("T8", "2025-05-20", ref="Condition/in-time")


def test_two_fractures_nine_months_after_the_last_dose() -> None:
    told = fact(
        "rebound",
        denosumab("2024-08-05"),
        DOSE,
        fracture("T12", "2025-11-20", ref="Condition/T12"),
        PROBABLE,
        order(levels="L1"),
    )

    assert ("probable", Status.ASSERTED, ()) == (told.state, told.status, told.gaps)
    assert {
        "levels": "T12, L1",
        "onset": "2025-11-20",
        "number": "multiple",
        "last": "2025-02-05",
        "interval": "9",
    } == told.says
    assert {"Condition/T12", "Condition/probable", "Administration/last"} <= set(refs(told.evidence))


def test_one_level_is_enough() -> None:
    assert ("probable", "single") == (
        fact("rebound", DOSE, PROBABLE).state,
        fact("rebound", DOSE, PROBABLE).says["number"],
    )


def test_two_fractures_of_one_level_are_a_single_level() -> None:
    told = fact("rebound", DOSE, PROBABLE, fracture("L1", "2026-01-20"))

    assert ("L1", "number of levels not recorded") == (told.says["levels"], told.says["number"])


def test_without_a_level_the_number_is_not_told() -> None:
    told = fact("rebound", DOSE, fracture("", "2025-11-20"), fracture("", "2025-12-20"))

    assert ("level not recorded", "number of levels not recorded") == (told.says["levels"], told.says["number"])


@pytest.mark.parametrize(
    ("fractures", "expected"),
    [
        ((PROBABLE, IN_TIME), "probable"),
        ((PROBABLE, fracture("L4", "")), "probable"),
        ((IN_TIME, fracture("L4", "")), "possible"),
        ((IN_TIME,), "no"),
        ((fracture("L4", "2024-01-01"),), "no"),
        ((), "no"),
    ],
)
def test_the_highest_state_of_the_fractures_in_question(fractures: tuple[object, ...], expected: str) -> None:
    assert expected == state("rebound", DOSE, *fractures)


def test_only_the_leading_fractures_are_named() -> None:
    assert "L1" == fact("rebound", DOSE, PROBABLE, IN_TIME).says["levels"]


@pytest.mark.parametrize(
    ("onset", "expected"), [("2025-03-10", "probable"), ("2025-03-09", "no"), ("2025-03", "probable")]
)
def test_a_fracture_is_of_today_for_twelve_months_after_its_onset(onset: str, expected: str) -> None:
    assert expected == state("rebound", denosumab("2024-01-05"), fracture("L1", onset))
    assert 12 == limit("rebound", "episode")


OLD = fracture("L3", "2024-12-01")


@pytest.mark.parametrize(
    ("levels", "expected"), [("L3", "probable"), ("L3 L4", "probable"), ("L4", "no"), ("", "possible")]
)
def test_the_target_of_the_order_counts_however_old(levels: str, expected: str) -> None:
    """
    An order that names no level may aim at it.
    """
    told = fact("rebound", denosumab("2024-01-05"), OLD, order(levels=levels))

    assert expected == told.state
    assert (expected == "possible") == ("level of the order" in told.says.get("why", ""))


def test_an_old_fracture_without_a_level_may_be_the_target() -> None:
    assert "possible" == state("rebound", denosumab("2024-01-05"), fracture("", "2024-12-01"), order(levels="L3"))


def test_a_fracture_of_today_is_probable_whatever_the_order_names() -> None:
    assert "probable" == state("rebound", DOSE, PROBABLE, order())


@pytest.mark.parametrize("fractures", [(), (PROBABLE,), (IN_TIME,)])
def test_unknown_exposure_is_unknown_with_or_without_a_fracture(fractures: tuple[object, ...]) -> None:
    for name in ("rebound", "rebound-exposure"):
        assert "unknown" == state(name, *fractures), name


def test_unknown_exposure_leaves_the_current_episode_open_only_where_there_is_one() -> None:
    for name, without in (("rebound-current", "no"), ("rebound-cover", "none")):
        assert "unknown" == state(name, PROBABLE), name
        assert without == state(name), name


def test_unknown_is_passed_on_with_its_reason() -> None:
    told = fact("rebound", PROBABLE, fetched=fetched(MedicationStatement=Fetch.FAILED))

    assert ("unknown", Status.FETCH_FAILED) == (told.state, told.status)
    assert ("denosumab history: reading MedicationStatement failed",) == told.gaps


@pytest.mark.parametrize("name", ["rebound", "rebound-current", "rebound-acute", "fracture-onset", "target-cause"])
def test_a_problem_list_that_can_not_be_read_makes_it_unknown(name: str) -> None:
    assert Status.FETCH_FAILED is fact(name, DOSE, PROBABLE, fetched=fetched(Condition=Fetch.FAILED)).status
    assert "unknown" == state(name, DOSE, lost("Condition", "osteoporotic-vertebral-fracture"))
    assert "unknown" != state(name, DOSE, lost("Condition", "hypertension"))


def test_a_possible_rebound_lists_what_is_in_doubt() -> None:
    told = fact(
        "rebound",
        denosumab("2024-11-20"),
        denosumab("2025-06-01", kind=STATED),
        fracture("L1", "2025-08-15"),
        order(levels="L1"),
        as_of="2025-08-25",
    )

    assert ("possible", Status.POSSIBLE, "2024-11-20 or 2025-06-01", "8 or 2") == (
        told.state,
        told.status,
        told.says["last"],
        told.says["interval"],
    )
    assert ["2024-11-20" in gap and "2025-06-01" in gap for gap in told.gaps] == [True]


def test_a_conflict_that_changes_nothing_is_listed_all_the_same() -> None:
    told = fact(
        "rebound",
        denosumab("2024-11-20"),
        denosumab("2024-12-15", kind=STATED),
        fracture("L1", "2025-08-15"),
        as_of="2025-08-25",
    )

    assert "probable" == told.state
    assert "2024-12-15" in told.gaps[0]


def test_an_unconfirmed_fracture_is_listed() -> None:
    told = fact("rebound", DOSE, fracture("L1", "2025-11-20", certain=MAYBE, note="text only", ref="Condition/1"))

    assert ("possible", ("vertebral fracture of L1 is not confirmed (Condition/1): text only",)) == (
        told.state,
        told.gaps,
    )
    assert "status" in fact("rebound", DOSE, fracture("L1", "2025-11-20", certain=MAYBE)).gaps[0]


def test_the_interval_is_told_only_for_an_exact_onset() -> None:
    told = fact("rebound", DOSE, fracture("L1", "2025-11"))

    assert ("2025-11", "2025-02-05") == (told.says["onset"], told.says["last"])
    assert "interval" not in told.says


def test_a_fracture_after_another_strength_only_names_no_last_dose() -> None:
    told = fact("rebound", denosumab("2025-04-01", mg=120), fracture("L3", "2025-12-15"))

    assert "possible" == told.state
    assert "last" not in told.says


def test_the_current_episode_leaves_out_an_old_target() -> None:
    of = chart(denosumab("2024-01-05"), OLD, order(levels="L3"))

    assert ("probable", "no") == (measures["rebound"](of, DAY).state, measures["rebound-current"](of, DAY).state)


@pytest.mark.parametrize(("as_of", "expected"), [("2026-03-24", "yes"), ("2026-03-25", "no"), ("2025-12-30", "yes")])
def test_a_rebound_fracture_is_acute_for_twelve_weeks(as_of: str, expected: str) -> None:
    events = denosumab("2025-03-03"), fracture("L2", "2025-12-30")

    assert expected == state("rebound-acute", *events, as_of=as_of)


def test_a_partly_dated_one_may_be_acute() -> None:
    told = fact("rebound-acute", denosumab("2025-03-03"), fracture("L2", "2025-12"))

    assert ("unknown", Status.POSSIBLE) == (told.state, told.status)


def test_of_several_one_acute_fracture_is_enough() -> None:
    assert "yes" == state(
        "rebound-acute", denosumab("2025-03-03"), fracture("L2", "2025-10-10"), fracture("L3", "2026-01-10")
    )


def test_a_fracture_of_ten_months_ago_is_not_acute_and_one_without_an_onset_may_be() -> None:
    assert "no" == state("rebound-acute", DOSE, IN_TIME)
    assert "unknown" == state("rebound-acute", DOSE, fracture("L1", ""))


COVERED = denosumab("2025-03-03"), fracture("L2", "2025-12-28")


@pytest.mark.parametrize(
    ("drug", "as_of", "expected"),
    [
        (denosumab("2026-01-05"), "2026-08-05", "covering"),
        (denosumab("2026-01-05"), "2026-08-06", "lapsed"),
        (denosumab("2026-01-05", mg=120), "2026-03-10", "covering"),
        (zoledronate("2026-01-05"), "2026-12-20", "covering"),
        (zoledronate("2025-12-28"), "2026-12-27", "covering"),
        (zoledronate("2025-12-27"), "2026-03-10", "none"),
        (denosumab("2025-12-28"), "2026-03-10", "covering"),
        (medicine("drug-ibandronate", "2026-01-05", route="intravenous"), "2026-03-10", "covering"),
        (medicine("drug-ibandronate", "2026-01-05", route="oral"), "2026-03-10", "none"),
        (medicine("drug-ibandronate", "2026-01-05"), "2026-03-10", "unknown"),
        (zoledronate("2026-01-05", kind=DISPENSED), "2026-03-10", "none"),
        (zoledronate("2026-01-05", kind=ORDERED), "2026-03-10", "none"),
        (zoledronate("2026-01-05", certain=MAYBE), "2026-03-10", "unknown"),
        (zoledronate("2025-12"), "2026-03-10", "unknown"),  # perhaps before the fracture, which is then only possible
        (zoledronate("2026-01"), "2026-03-10", "covering"),
        (
            denosumab("2026-01-05", kind=STATED),
            "2026-03-10",
            "unknown",
        ),  # later than the administration by more than 14 days
        (zoledronate("2026-01-05", kind=STATED), "2026-03-10", "covering"),
        (other_drug(), "2026-03-10", "none"),
    ],
)
def test_cover_since_the_fracture(drug: object, as_of: str, expected: str) -> None:
    assert expected == state("rebound-cover", *COVERED, drug, as_of=as_of)


def test_a_conflicting_dose_since_the_fracture_makes_rebound_no_less_probable() -> None:
    """
    The conflict lies after the fracture; only the cover is unknown.
    """
    events = (*COVERED, denosumab("2026-01-05", kind=STATED))

    assert ("probable", "unknown") == (state("rebound", *events), state("rebound-cover", *events))


def test_a_bisphosphonate_covers_for_fifteen_months() -> None:
    assert (7, 15) == (limit("therapy-now", "denosumab"), limit("therapy-now", "zoledronate"))


def test_the_cover_names_the_newest_dose() -> None:
    told = fact("rebound-cover", *COVERED, zoledronate("2026-01-05"), denosumab("2026-02-05", ref="Administration/1"))

    assert {"date": "2026-02-05", "drug": "denosumab 60 mg"} == told.says
    assert "Administration/1" == refs(told.evidence)[0]


def test_a_sure_cover_comes_before_a_possible_one_and_that_before_a_lapsed_one() -> None:
    maybe, sure, lapsed = zoledronate("2026-02-05", certain=MAYBE), zoledronate("2026-01-05"), denosumab("2025-12-29")

    assert "covering" == state("rebound-cover", *COVERED, maybe, sure)
    assert "unknown" == state("rebound-cover", *COVERED, maybe, lapsed, as_of="2026-09-01")
    assert "lapsed" == state("rebound-cover", *COVERED, lapsed, as_of="2026-09-01")


def test_a_possible_dose_that_would_have_lapsed_covers_nothing() -> None:
    assert "none" == state("rebound-cover", *COVERED, denosumab("2026-01-05", certain=MAYBE), as_of="2026-09-01")


def test_cover_is_counted_from_the_latest_probable_fracture() -> None:
    later = fracture("L3", "2026-02-01")

    assert "covering" == state("rebound-cover", *COVERED, later, zoledronate("2026-02-01"))
    assert "none" == state("rebound-cover", *COVERED, later)


def test_a_possible_rebound_fracture_may_be_covered_too() -> None:
    late = denosumab("2023-09-02"), fracture("L2", "2025-12-28")

    assert "possible" == state("rebound-current", *late)
    assert "covering" == state("rebound-cover", *late, zoledronate("2026-01-05"))
    assert "none" == state("rebound-cover", *late)


def test_without_a_rebound_fracture_there_is_nothing_to_cover() -> None:
    assert "none" == state("rebound-cover", DOSE, IN_TIME, zoledronate("2026-01-05"))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2025-10-20", "yes"), ("2025-10-21", "no"), ("2024-05-20", "no"), ("2024-05-21", "yes")],
)
def test_the_exposure_lasts_from_seven_to_twenty_four_months_after_the_dose(as_of: str, expected: str) -> None:
    """
    The day of the visit counts, not the age of the fracture.
    """
    told = fact(
        "rebound-exposure", denosumab("2023-10-20"), fracture("L3", "2023-06-30"), order(levels="L3"), as_of=as_of
    )

    assert (expected, "2023-10-20" if as_of != "2024-05-20" else None) == (told.state, told.says.get("last"))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((DOSE, zoledronate("2025-09-05")), "no"),
        ((other_drug(),), "no"),
        ((DOSE, PROBABLE), "no"),  # rebound is probable: that speaks
        ((DOSE, fracture("L4", "")), "no"),  # likewise possible
        ((DOSE, IN_TIME), "yes"),
        ((denosumab("2025-02-05", mg=120),), "unknown"),
        ((denosumab("2024"),), "unknown"),
        ((denosumab("2025-02"),), "yes"),
    ],
)
def test_the_exposure_needs_a_discontinued_drug_and_no_rebound(events: tuple[object, ...], expected: str) -> None:
    assert expected == state("rebound-exposure", *events)


def test_the_exposure_is_unknown_when_a_partial_date_straddles_its_end() -> None:
    told = fact("rebound-exposure", denosumab("2024-03"))

    assert ("unknown", Status.POSSIBLE) == (told.state, told.status)


def test_the_exposure_is_unknown_when_the_fractures_are() -> None:
    assert "unknown" == state("rebound-exposure", DOSE, lost("Condition", "vertebral-fracture-any"))


@pytest.mark.parametrize(
    ("fractures", "expected", "value"),
    [
        ((), "no-fracture", ""),
        ((PROBABLE,), "recorded", "2025-11-20"),
        ((PROBABLE, fracture("L2", "2025-12")), "partial", "2025-12"),
        ((PROBABLE, fracture("L2", "")), "unknown", ""),
        ((PROBABLE, fracture("L2", recorded="2025-12-01")), "unknown", ""),
        ((fracture("L2", "2024-12"),), "no-fracture", ""),
    ],
)
def test_whether_the_onset_is_recorded(fractures: tuple[object, ...], expected: str, value: str) -> None:
    told = fact("fracture-onset", *fractures)

    assert (expected, value) == (told.state, told.value)


def test_the_fractures_whose_onset_is_open_are_named() -> None:
    assert (
        "level not recorded, L2"
        == fact("fracture-onset", PROBABLE, fracture("L2", ""), fracture("", "")).says["levels"]
    )


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((PROBABLE,), "fragility"),
        ((PROBABLE, condition("multiple-myeloma-exclude")), "suspected"),
        ((PROBABLE, condition("high-energy-trauma", "2025-11-20")), "high-energy"),
        ((PROBABLE, condition("vertebral-infection", levels="L1")), "infective"),
        ((PROBABLE, condition("bone-metastasis-exclude", levels="L1")), "malignant"),
        ((fracture("L4", "2025-11-20"),), "no-fracture"),
        ((), "no-fracture"),
    ],
)
def test_the_cause_at_the_target(events: tuple[object, ...], expected: str) -> None:
    assert expected == state("target-cause", *events, order(levels="L1"))


def test_of_two_targets_the_fragility_fracture_counts() -> None:
    events = PROBABLE, fracture("L2", "2025-11-20"), condition("bone-metastasis-exclude", levels="L2")

    assert "suspected" == state("target-cause", *events, order(levels="L1 L2"))
    assert "malignant" == state("target-cause", *events, order(levels="L2"))


def test_the_cause_is_unknown_when_the_level_is() -> None:
    malignant = fracture("L4", "2021-05-02"), condition("bone-metastasis-exclude", levels="L4")

    assert "unknown" == state("target-cause", *malignant, order())
    assert "unknown" == state("target-cause", fracture("", "2025-11-20"), order(levels="L1"))
    assert "suspected" == state(
        "target-cause", PROBABLE, *malignant, order()
    )  # the only fracture of the last 12 months


def test_without_an_order_there_is_no_target() -> None:
    assert "no-fracture" == state("target-cause", PROBABLE)
