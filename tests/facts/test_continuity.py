"""
The rhythm of denosumab: where the as-of date lies, what was given since, and what raises the stakes.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts.charts import (
    DISPENSED,
    GIVEN,
    MAYBE,
    NO,
    ORDERED,
    STATED,
    chart,
    condition,
    denosumab,
    drafted,
    fact,
    fetched,
    fracture,
    lost,
    medicine,
    never_taken,
    other_drug,
    state,
    tablets,
    zoledronate,
)

from cds.chart.chart import Fetch
from cds.facts.continuity import last_dose, schedule_of
from cds.facts.dose_schedule import DoseSchedule
from cds.facts.fact import Status

SCHEDULE = "denosumab-schedule"
SINCE = "antiresorptive-since-denosumab"
LATE = "2026-04-01"  # nine months after 2025-06-10


def test_the_limits_stand_once_and_come_from_three_entries() -> None:
    expected = DoseSchedule(early=5, due=6, grace=7, window=24, late_window=36)

    assert expected == schedule_of(chart())


# --- where the day lies ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "place"),
    [
        ("2025-06-10", "early"),
        ("2025-11-10", "early"),
        ("2025-11-11", "due"),
        ("2025-12-10", "due"),
        ("2025-12-11", "overdue"),
        ("2026-01-10", "overdue"),
        ("2026-01-11", "missed"),
        ("2027-06-10", "missed"),
        ("2027-06-11", "long-missed"),
        ("2028-06-10", "long-missed"),
        ("2028-06-11", "past"),
    ],
)
def test_the_day_is_counted_from_the_last_dose(as_of: str, place: str) -> None:
    assert place == state(SCHEDULE, denosumab("2024-12-10"), denosumab("2025-06-10"), as_of=as_of)


def test_the_words_tell_when_the_next_dose_is_due_and_how_late_it_may_be() -> None:
    says = fact(SCHEDULE, denosumab("2025-08-31"), as_of="2026-03-10").says

    assert says == {
        "last": "2025-08-31",
        "due": "2026-02-28",
        "grace-ends": "2026-03-31",
        "follow-on": "2026-03-10",
        "days": "191",
        "months": "6",
    }


@pytest.mark.parametrize(("as_of", "follow_on"), [("2026-02-27", "2026-02-28"), ("2026-03-01", "2026-03-01")])
def test_a_follow_on_starts_six_months_after_the_last_dose_or_today(as_of: str, follow_on: str) -> None:
    assert follow_on == fact(SCHEDULE, denosumab("2025-08-31"), as_of=as_of).says["follow-on"]


@pytest.mark.parametrize(
    ("month", "as_of", "place"),
    [
        ("2025-06", "2025-11-01", "early"),
        ("2025-06", "2025-11-15", "unknown"),
        ("2025-06", "2026-02-01", "missed"),
        ("2025-06", "2026-01-15", "unknown"),
        ("2025-06", "2027-06-30", "unknown"),
        ("2025-06", "2027-07-01", "long-missed"),
    ],
)
def test_a_dose_dated_to_the_month_has_a_place_only_when_every_day_of_it_has_the_same(
    month: str, as_of: str, place: str
) -> None:
    assert place == state(SCHEDULE, denosumab(month), as_of=as_of)


def test_what_is_due_after_a_partial_date_is_due_after_its_first_day() -> None:
    found = fact(SCHEDULE, denosumab("2025-06"), as_of="2026-03-10")

    assert ("2025-06", "2025-12-01") == (found.says["last"], found.says["due"])
    assert ("8 to 9", "253 to 282") == (found.says["months"], found.says["days"])


def test_two_sources_that_differ_leave_the_place_open_and_name_both_dates() -> None:
    given = (denosumab("2025-06-10"), denosumab("2025-09-10", kind=STATED))
    found = fact(SCHEDULE, *given, as_of="2026-01-05")

    assert ("unknown", Status.CONFLICTING) == (found.state, found.status)
    assert "2025-06-10 or 2025-09-10" == found.says["last"]
    assert any("2025-06-10" in gap and "2025-09-10" in gap for gap in found.gaps)


def test_two_sources_that_differ_and_give_one_place_keep_it_and_are_named() -> None:
    given = (denosumab("2025-06-10"), denosumab("2025-07-10", kind=STATED))
    found = fact(SCHEDULE, *given, as_of="2026-06-01")

    assert "missed" == found.state
    assert any("2025-07-10" in gap for gap in found.gaps)


@pytest.mark.parametrize(
    ("events", "expected", "status"),
    [
        ([other_drug()], "never", Status.NOT_RECORDED),
        ([], "unknown", Status.NOT_RECORDED),
        ([never_taken()], "never", Status.REFUTED),
        ([denosumab("2025-05-01", kind=ORDERED)], "unknown", Status.POSSIBLE),
        ([denosumab("", kind=STATED)], "unknown", Status.POSSIBLE),
        ([denosumab("2025-06-10", mg=120)], "other-strength", Status.ASSERTED),
        ([denosumab("2025-06-10", mg=None)], "unknown", Status.POSSIBLE),
        ([denosumab("2025-06-10", certain=MAYBE)], "unknown", Status.POSSIBLE),
    ],
)
def test_without_a_certain_dose_there_is_no_place(events: list[object], expected: str, status: Status) -> None:
    found = fact(SCHEDULE, *events)

    assert (expected, status) == (found.state, found.status)


def test_a_dose_of_unknown_strength_after_the_last_one_is_asked_about() -> None:
    found = fact(SCHEDULE, denosumab("2025-01-10"), denosumab("2025-07-10", mg=None), as_of="2026-01-05")

    assert ("unknown", Status.POSSIBLE) == (found.state, found.status)
    assert any("unknown strength given on 2025-07-10" in gap for gap in found.gaps)


def test_a_dose_of_unknown_strength_before_the_last_one_changes_nothing() -> None:
    found = fact(SCHEDULE, denosumab("2025-01-10", mg=None), denosumab("2025-07-10"), as_of="2026-01-05")

    assert ("due", ()) == (found.state, found.gaps)


def test_the_oncology_product_after_the_last_dose_has_a_rhythm_of_its_own() -> None:
    assert "other-strength" == state(SCHEDULE, denosumab("2025-01-10"), denosumab("2025-12-10", mg=120))


def test_an_order_that_is_being_stopped_is_an_order() -> None:
    """
    The hook's context holds it in place of the record's own; that no dose is recorded is then no "never".
    """
    stopped = medicine("drug-denosumab", kind=ORDERED, status="stopped", in_context=True, selected=True)
    found = fact(SCHEDULE, stopped, other_drug())

    assert ("unknown", Status.POSSIBLE) == (found.state, found.status)


def test_a_draft_is_no_order() -> None:
    assert "never" == state(SCHEDULE, drafted("drug-denosumab"), other_drug())


def test_a_record_that_could_not_be_read_leaves_the_place_open() -> None:
    found = fact(SCHEDULE, denosumab("2025-06-10"), lost("MedicationAdministration", "drug-denosumab"))

    assert ("unknown", Status.UNREADABLE) == (found.state, found.status)


def test_orders_that_could_not_be_read_are_nothing_to_ask_about_where_no_denosumab_is_named() -> None:
    """
    An order is no dose; else every patient of a page that is missing would be asked for denosumab.
    """
    failed = fetched(MedicationRequest=Fetch.PARTIAL)

    assert Status.NOT_RECORDED is fact(SCHEDULE, other_drug(), fetched=failed).status
    assert Status.UNREADABLE is fact(SCHEDULE, other_drug(), lost("MedicationRequest", "drug-denosumab")).status
    assert Status.POSSIBLE is fact(SCHEDULE, denosumab("2025-05-01", kind=ORDERED), fetched=failed).status
    doses_failed = fetched(MedicationAdministration=Fetch.PARTIAL)
    assert Status.PARTIAL is fact(SCHEDULE, other_drug(), fetched=doses_failed).status


def test_the_last_dose_tells_each_day_it_may_have_been_given_on() -> None:
    days = last_dose(chart(denosumab("2025-06")), date(2026, 3, 10)).days

    assert (date(2025, 6, 1), date(2025, 6, 30)) == (days[0], days[-1])
    assert () == last_dose(chart(denosumab("2025-06-10", mg=120)), date(2026, 3, 10)).days


# --- since then ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "no"),
        ([zoledronate("2025-12-20")], "yes"),
        ([zoledronate("2026-04-01")], "yes"),
        ([zoledronate("2025-06-10")], "no"),
        ([zoledronate("2024-12-20")], "no"),
        ([zoledronate("2025-12-20", certain=MAYBE)], "unknown"),
        ([zoledronate("2025-12-20", kind=ORDERED)], "no"),
        ([tablets("alendronate", "2025-12-20", confirmed=LATE)], "yes"),
        ([tablets("alendronate", "2019-01-01", confirmed="2019-03-01")], "unknown"),
        ([tablets("alendronate", "2025-12-20", end="2026-02-20", status="stopped")], "no"),
        ([tablets("raloxifene", "2025-12-20", confirmed=LATE)], "no"),
        ([medicine("drug-romosozumab", "2025-12-20")], "no"),
    ],
)
def test_only_a_potent_antiresorptive_after_the_last_dose_counts(events: list[object], expected: str) -> None:
    assert expected == state(SINCE, denosumab("2025-06-10"), *events, as_of=LATE)


def test_without_a_dose_nothing_was_taken_since() -> None:
    assert "no" == state(SINCE, zoledronate("2025-12-20"))
    assert "no" == state(SINCE)


def test_an_older_entry_is_named_with_its_last_confirmation() -> None:
    old = tablets("alendronate", "2019-01-01", confirmed="2019-03-01", ref="MedicationStatement/old")
    found = fact(SINCE, denosumab("2025-06-10"), old, as_of=LATE)

    assert {"drug": "alendronate"} == found.says
    assert [
        "therapy record since the last denosumab dose: alendronate (MedicationStatement/old), last confirmed 2019-03-01"
    ] == list(found.gaps)


def test_an_infusion_that_may_lie_before_the_last_dose_leaves_it_open() -> None:
    given = (denosumab("2025-06-10"), zoledronate("2025-06"))

    assert "unknown" == state(SINCE, *given, as_of=LATE)


def test_a_drug_record_that_failed_to_load_is_not_taken_for_nothing() -> None:
    failed = fetched(MedicationDispense=Fetch.FAILED)
    found = fact(SINCE, denosumab("2025-06-10"), as_of=LATE, fetched=failed)

    assert ("unknown", Status.FETCH_FAILED) == (found.state, found.status)


def test_what_nobody_asked_for_leaves_the_advice_as_it_is() -> None:
    not_asked = fetched(MedicationDispense=Fetch.NOT_FETCHED)

    assert "no" == state(SINCE, denosumab("2025-06-10"), as_of=LATE, fetched=not_asked)


# --- how many, how long, and fractures -------------------------------------------------------------


def doses(count: int) -> list[object]:
    days = ["2022-06-10", "2022-12-10", "2023-06-10", "2023-12-10", "2024-06-10", "2024-12-10", "2025-06-10"]
    return [denosumab(day) for day in days[-count:]]


@pytest.mark.parametrize(("count", "expected"), [(1, "up-to-four"), (4, "up-to-four"), (5, "more-than-four")])
def test_up_to_four_doses_are_few(count: int, expected: str) -> None:
    found = fact("denosumab-dose-count", *doses(count))

    assert (expected, str(count)) == (found.state, found.says["count"])


def test_a_doubtful_dose_that_would_be_the_fifth_leaves_the_count_open() -> None:
    doubtful = denosumab("2025-12-10", certain=MAYBE)

    assert "unknown" == state("denosumab-dose-count", *doses(4), doubtful)
    assert "up-to-four" == state("denosumab-dose-count", *doses(3), doubtful)
    assert "none" == state("denosumab-dose-count")


@pytest.mark.parametrize(
    ("first", "expected"), [("2022-06-09", "long"), ("2022-06-10", "short"), ("2025-06-10", "short")]
)
def test_more_than_three_years_between_first_and_last_dose_are_long(first: str, expected: str) -> None:
    assert expected == state("denosumab-duration", denosumab(first), denosumab("2025-06-10"))


def test_the_duration_of_no_treatment_is_none() -> None:
    assert "none" == state("denosumab-duration", other_drug())
    assert "unknown" == state("denosumab-duration", denosumab("", kind=DISPENSED))


def test_a_vertebral_fracture_of_any_age_counts_and_a_refuted_one_does_not() -> None:
    name = "previous-vertebral-fracture"
    found = fact(name, fracture("T12", "2020-05-04"), condition("osteoporotic-vertebral-fracture-sequela"))

    assert ("yes", "T12, 2020-05-04; level not recorded, onset not recorded") == (found.state, found.says["fractures"])
    assert "none-recorded" == state(name, fracture("T12", "2020-05-04", certain=NO))
    assert "unknown" == state(name, fracture("T12", "2020-05-04", certain=MAYBE))
    assert "unknown" == state(name, lost("Condition", "vertebral-fracture-any"))


def test_a_dose_is_given_or_stated_and_never_only_dispensed() -> None:
    assert "missed" == state(SCHEDULE, denosumab("2025-06-10", kind=GIVEN))
    assert "missed" == state(SCHEDULE, denosumab("2025-06-10", kind=STATED))
    assert "unknown" == state(SCHEDULE, denosumab("2025-06-10", kind=DISPENSED))
