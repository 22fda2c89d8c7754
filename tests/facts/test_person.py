"""
Age, sex, death, pregnancy, menopause, goals of care.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from facts.charts import (
    MAYBE,
    NO,
    YES,
    condition,
    fact,
    fetched,
    lost,
    observation,
    order,
    plan,
    procedure,
    span,
    state,
    woman,
)

from cds.chart.chart import Fetch, Patient
from cds.chart.dates import Span
from cds.facts import Status
from cds.facts.person import age_in_years

if TYPE_CHECKING:
    from cds.truth import Truth


@pytest.mark.parametrize(
    ("birth", "as_of", "age"),
    [
        ("1953-03-10", "2026-03-10", 73),
        ("1953-03-11", "2026-03-10", 72),
        ("1952-02-29", "2025-02-28", 73),
        ("1952-02-29", "2025-02-27", 72),
        ("2026-03-10", "2026-03-10", 0),
    ],
)
def test_age_in_whole_years(birth: str, as_of: str, age: int) -> None:
    assert age == age_in_years(date.fromisoformat(birth), date.fromisoformat(as_of))


@pytest.mark.parametrize(
    ("birth", "adult"),
    [
        ("2008-03-10", "yes"),
        ("2008-03-11", "no"),
        ("2008-03", "unknown"),
        ("2008-02", "yes"),
        ("2008", "unknown"),
        ("2007", "yes"),
        ("2009", "no"),
        ("", "unknown"),
    ],
)
def test_a_partial_birth_date_decides_only_if_every_possible_age_agrees(birth: str, adult: str) -> None:
    assert adult == state("adult", patient=woman(birth))


def test_a_person_born_on_29_february_is_18_on_28_february() -> None:
    """
    Months are added to the earlier date, with the clamp.
    """
    assert "yes" == state("adult", patient=woman("2008-02-29"), as_of="2026-02-28")
    assert "no" == state("adult", patient=woman("2008-02-29"), as_of="2026-02-27")


def test_a_birth_date_that_is_there_but_partial_is_possible_and_one_that_is_missing_not_recorded() -> None:
    assert Status.POSSIBLE is fact("adult", patient=woman("2008")).status
    assert Status.NOT_RECORDED is fact("adult", patient=woman("")).status


@pytest.mark.parametrize(
    ("dead", "died", "expected"),
    [
        (NO, "", "no"),
        (YES, "", "yes"),
        (YES, "2026-03-10", "yes"),
        (YES, "2026-03-11", "no"),
        (YES, "2026-03", "yes"),
        (YES, "2026-04", "no"),
    ],
)
def test_deceased_on_or_before_the_day_or_without_a_date(dead: Truth, died: str, expected: str) -> None:
    assert expected == state("deceased", patient=woman(deceased=dead, died=span(died)))


@pytest.mark.parametrize("sex", ["female", "male", "unknown"])
def test_sex_is_as_recorded(sex: str) -> None:
    assert sex == state("sex", patient=Patient("Patient/1", sex=sex))


def test_without_a_patient_resource_age_and_sex_are_unknown_and_nobody_has_died() -> None:
    nobody = Patient(on_file=False)

    assert ("unknown", "unknown", "no") == tuple(state(name, patient=nobody) for name in ("adult", "sex", "deceased"))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "yes"),
        ({"certain": MAYBE}, "unknown"),
        ({"certain": NO}, "no"),
        ({"active": NO}, "no"),
        ({"active": MAYBE}, "unknown"),
        ({"abatement": span("2026-03-10")}, "no"),
        ({"abatement": span("2026-03-11")}, "yes"),
        ({"abatement": span("2026-03")}, "unknown"),
        ({"abatement": Span()}, "unknown"),
    ],
)
def test_a_pregnancy_counts_while_it_is_active(more: dict[str, object], expected: str) -> None:
    assert expected == state("pregnant", condition("pregnancy", "2026-01-05", **more))


def test_no_pregnancy_recorded_counts_as_no() -> None:
    absent = fact("pregnant")

    assert ("no", Status.NOT_RECORDED) == (absent.state, absent.status)


@pytest.mark.parametrize(("answer", "expected"), [(YES, "yes"), (NO, "no"), (MAYBE, "unknown"), (None, "no")])
def test_a_yes_no_observation_is_an_answer(answer: Truth | None, expected: str) -> None:
    assert expected == state("pregnant", observation("pregnancy", "2026-03-01", answer=answer))


def test_a_preliminary_answer_is_only_possible() -> None:
    assert "unknown" == state("pregnant", observation("pregnancy", "2026-03-01", answer=YES, certain=MAYBE))


def test_of_two_answers_the_latest_counts() -> None:
    older = observation("pregnancy", "2026-02-01", answer=YES)

    assert "no" == state("pregnant", older, observation("pregnancy", "2026-02-02", answer=NO))


def test_of_one_day_the_last_updated_counts() -> None:
    first = observation("pregnancy", "2026-02-01", answer=YES, updated="2026-02-01T09:00:00Z")
    second = observation("pregnancy", "2026-02-01", answer=NO, updated="2026-02-01T10:00:00Z")

    assert "no" == state("pregnant", second, first)


def test_yes_and_no_of_one_day_are_a_conflict() -> None:
    told = fact(
        "pregnant",
        observation("pregnancy", "2026-02-01", answer=YES, ref="Observation/yes"),
        observation("pregnancy", "2026-02-01", answer=NO, ref="Observation/no"),
    )

    assert ("unknown", Status.CONFLICTING) == (told.state, told.status)
    assert ("pregnant: recorded as yes and as no (Observation/no, Observation/yes)",) == told.gaps


def test_an_active_pregnancy_stands_against_a_later_no_and_the_difference_is_listed() -> None:
    """
    No drug may be drafted on the word of one answer.
    """
    told = fact("pregnant", condition("pregnancy", "2026-01-05"), observation("pregnancy", "2026-02-01", answer=NO))

    assert "yes" == told.state
    assert "recorded as yes and as no" in told.gaps[0]


@pytest.mark.parametrize(("how", "status"), [(Fetch.FAILED, Status.FETCH_FAILED), (Fetch.PARTIAL, Status.PARTIAL)])
def test_a_problem_list_that_failed_to_load_says_nothing(how: Fetch, status: Status) -> None:
    told = fact("pregnant", fetched=fetched(Condition=how))

    assert ("unknown", status) == (told.state, told.status)


def test_an_unreadable_condition_makes_the_facts_of_its_code_unreadable() -> None:
    assert Status.UNREADABLE is fact("pregnant", lost("Condition", "pregnancy")).status
    assert Status.NOT_RECORDED is fact("pregnant", lost("Condition", "hypertension")).status


def test_an_unreadable_condition_without_a_code_may_be_anything() -> None:
    assert Status.UNREADABLE is fact("pregnant", lost("Condition")).status
    assert Status.NOT_RECORDED is fact("pregnant", lost("Condition", coded=True)).status
    assert Status.NOT_RECORDED is fact("pregnant", lost("Encounter")).status


@pytest.mark.parametrize(
    ("birth", "expected"), [("1971-03-10", "yes"), ("1971-03-11", "unknown"), ("1971-03", "unknown"), ("", "unknown")]
)
def test_a_woman_is_assumed_postmenopausal_from_55(birth: str, expected: str) -> None:
    told = fact("postmenopausal", patient=woman(birth))

    assert expected == told.state
    assert ({"basis": "assumed from the age of 55 or more"} if expected == "yes" else {}) == told.says


def test_a_woman_may_be_recorded_as_postmenopausal_at_any_age() -> None:
    told = fact("postmenopausal", condition("postmenopausal", "2021"), patient=woman("1980-01-01"))

    assert ("yes", {"basis": "recorded"}) == (told.state, told.says)


def test_a_man_is_not_postmenopausal_whatever_is_recorded() -> None:
    man = Patient("Patient/1", span("1950-01-01"), "male")

    assert "no" == state("postmenopausal", condition("postmenopausal", "2010"), patient=man)


def test_of_unknown_sex_nothing_is_assumed_and_the_record_counts() -> None:
    somebody = Patient("Patient/1", span("1950-01-01"))

    assert "unknown" == state("postmenopausal", patient=somebody)
    assert "yes" == state("postmenopausal", condition("postmenopausal", "2010"), patient=somebody)


@pytest.mark.parametrize(
    ("means", "expected"),
    [("postmenopausal", "yes"), ("not-postmenopausal", "no"), ("menopausal-state-ambiguous", "unknown")],
)
def test_what_is_recorded_of_a_young_woman_decides(means: str, expected: str) -> None:
    assert expected == state("postmenopausal", condition(means, "2025-01-01"), patient=woman("1980-01-01"))


def test_recorded_as_not_postmenopausal_beats_the_age() -> None:
    assert "no" == state("postmenopausal", condition("not-postmenopausal", "2025-01-01"))
    assert "no" == state("postmenopausal", observation("postmenopausal", "2025-01-01", answer=NO))


def test_recorded_as_both_is_a_conflict() -> None:
    told = fact("postmenopausal", condition("postmenopausal", "2025"), condition("not-postmenopausal", "2025"))

    assert ("unknown", Status.CONFLICTING) == (told.state, told.status)
    assert told.gaps[0].startswith("menopausal state: ")


def test_a_provisional_statement_about_a_young_woman_is_possible() -> None:
    told = fact("postmenopausal", condition("postmenopausal", "2025", certain=MAYBE), patient=woman("1980-01-01"))

    assert ("unknown", Status.POSSIBLE) == (told.state, told.status)


def test_menopause_is_unknown_when_the_problem_list_failed_to_load() -> None:
    assert Status.FETCH_FAILED is fact("postmenopausal", fetched=fetched(Condition=Fetch.FAILED)).status


HOSPICE = "hospice-palliative-care"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (condition(HOSPICE, "2026-02-10"), "yes"),
        (condition(HOSPICE, "2026-02-10", active=NO), "no"),
        (plan(HOSPICE, "2026-02-10", kind="EpisodeOfCare"), "yes"),
        (plan(HOSPICE, "2026-02-10", "2026-03-10"), "yes"),
        (plan(HOSPICE, "2026-02-10", "2026-03-09"), "no"),
        (plan(HOSPICE, "2026-03-11"), "no"),
        (plan(HOSPICE), "yes"),
        (plan(HOSPICE, "2026-02-10", certain=MAYBE), "unknown"),
        (plan(HOSPICE, "2026-02-10", kind="Encounter", status="finished"), "no"),
        (plan(HOSPICE, "2026-02-10", "2026-04-01", kind="Encounter", status="finished"), "yes"),
        (procedure(HOSPICE, "2020-02-10"), "no"),
        (procedure(HOSPICE, "2026-03-10"), "yes"),
        (procedure(HOSPICE, "2020-02-10", open_end=True), "yes"),
        (procedure(HOSPICE, "2026-02-10", end="2026-03-10"), "yes"),
        (procedure(HOSPICE, "2026-02-10", end="2026-03-09"), "no"),
        (order(HOSPICE, status="active", selected=False, in_context=False, draft=False), "yes"),
        (order(HOSPICE, status="completed", selected=False, in_context=False, draft=False), "no"),
        (observation("obs-hospice-care-mds", "2026-02-10", answer=YES), "yes"),
        (observation("obs-hospice-care-mds", "2026-02-10", answer=NO), "no"),
        (observation("obs-hospice-care-mds", "2026-02-10", answer=YES, certain=MAYBE), "unknown"),
    ],
)
def test_palliative_care_counts_while_it_is_open(event: object, expected: str) -> None:
    assert expected == state("goals-of-care", event)


def test_no_palliative_care_recorded_counts_as_no_unless_reading_failed() -> None:
    assert ("no", Status.NOT_RECORDED) == (fact("goals-of-care").state, fact("goals-of-care").status)
    assert "unknown" == state("goals-of-care", fetched=fetched(EpisodeOfCare=Fetch.FAILED))
    assert "yes" == state("goals-of-care", plan(HOSPICE), fetched=fetched(EpisodeOfCare=Fetch.PARTIAL))
