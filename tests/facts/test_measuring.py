"""
The registry, the limits from the dictionary, the memory, and what can not be read.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts.charts import YES, chart, denosumab, dictionary, fetched, fracture, lost, order, terms, woman

from cds.chart.chart import Fetch
from cds.facts import Fact, Status, measures
from cds.facts.measuring import absent, item_of, limits_of, not_asked, remembered, unreadable, unusable

DAY = date(2026, 3, 10)


def test_every_entry_that_is_not_given_has_a_measure() -> None:
    assert set() == {name for name, entry in dictionary().items() if not entry.given} - set(measures)


def test_a_measure_reads_its_limits_from_the_dictionary_and_names_the_fact() -> None:
    told = measures["adult"](chart(patient=woman("2008-03-10")), DAY)

    assert ("adult", "yes") == (told.name, told.state)


def test_a_measure_with_its_limits_given_measures_with_those() -> None:
    assert "no" == measures["adult"](chart(patient=woman("2008-03-10")), DAY, years=19).state


def test_a_fact_is_measured_once_a_chart_and_day() -> None:
    of = chart()

    assert measures["sex"](of, DAY) is measures["sex"](of, DAY)
    assert measures["sex"](of, DAY) is not measures["sex"](of, date(2026, 3, 9))


def test_a_fact_of_the_patient_is_the_same_for_every_order_and_one_of_the_order_is_not() -> None:
    """
    The old fracture of L3 is the target of one order only.
    """
    kyphoplasty, other = order(levels="L3", ref="ServiceRequest/1"), order(levels="L1", ref="ServiceRequest/2")
    of = chart(denosumab("2024-01-05"), fracture("L3", "2024-12-01"), kyphoplasty, other)

    assert "probable" == measures["rebound"](of.about(kyphoplasty), DAY).state
    assert "no" == measures["rebound"](of.about(other), DAY).state
    assert measures["rebound-current"](of.about(kyphoplasty), DAY) is measures["rebound-current"](of.about(other), DAY)


def test_no_fact_of_the_patient_depends_on_the_order_in_question() -> None:
    kyphoplasty = order(levels="L3")
    events = (denosumab("2024-01-05"), fracture("L3", "2024-12-01"), fracture("L1", "2025-10-01"), kyphoplasty)
    for name, entry in dictionary().items():
        if entry.scope == "patient" and not entry.given:
            alone = measures[name](chart(*events).about(None), DAY)

            assert alone == measures[name](chart(*events).about(kyphoplasty), DAY), name


def test_what_is_remembered_is_made_once() -> None:
    made = []

    @remembered
    def once(chart: object, as_of: date) -> int:
        made.append((chart, as_of))
        return len(made)

    of = chart()

    assert [1, 1] == [once(of, DAY), once(of, DAY)]


def test_limits_are_numbers() -> None:
    assert {"tolerance": 14, "long_treatment": 36} == limits_of(chart(), "denosumab-doses")


def test_a_fact_without_words_to_ask_by_is_asked_for_by_its_name() -> None:
    assert ("calcium", "goals of care") == (item_of(chart(), "calcium"), item_of(chart(), "goals-of-care"))


def test_absent_is_the_state_the_dictionary_names_else_unknown() -> None:
    assert Fact("no", status=Status.NOT_RECORDED) == absent(chart(), "pregnant")
    assert Fact("unknown", status=Status.NOT_RECORDED) == absent(chart(), "calcium")


CALCIUM = terms("obs-calcium-total")


@pytest.mark.parametrize(
    ("how", "status"),
    [
        (Fetch.FAILED, Status.FETCH_FAILED),
        (Fetch.PARTIAL, Status.PARTIAL),
        (Fetch.NOT_FETCHED, Status.NOT_FETCHED),
        (Fetch.ABSENT, None),
        (Fetch.PRESENT, None),
    ],
)
def test_how_a_type_was_fetched_decides_whether_silence_means_anything(how: Fetch, status: Status | None) -> None:
    told = unusable(chart(fetched=fetched(Observation=how)), "calcium", ("Observation",), CALCIUM)

    assert status is (told.status if told else None)
    assert told is None or told.gaps[0].startswith("calcium: ")


def test_of_several_types_one_that_was_not_fetched_is_no_failure() -> None:
    some = fetched(Condition=Fetch.ABSENT, Observation=Fetch.NOT_FETCHED)
    none = fetched(Condition=Fetch.NOT_FETCHED, Observation=Fetch.NOT_FETCHED)

    assert unusable(chart(fetched=some), "calcium", ("Condition", "Observation"), CALCIUM) is None
    assert unusable(chart(fetched=none), "calcium", ("Condition", "Observation"), CALCIUM) is not None


def test_what_was_not_asked_for_is_not_absent() -> None:
    of = chart(fetched=fetched(MedicationAdministration=Fetch.NOT_FETCHED))
    told = not_asked(of, "calcium", ("MedicationAdministration", "MedicationStatement"))

    assert told is not None
    assert ("calcium: MedicationAdministration not part of what was sent",) == told.gaps
    assert not_asked(chart(), "calcium", ("MedicationAdministration",)) is None


def test_an_unreadable_resource_is_named() -> None:
    told = unreadable(chart(lost("Observation", "obs-calcium-total")), "calcium", CALCIUM)

    assert told is not None
    assert ("calcium: Observation/lost could not be read: its date is 'soon'",) == told.gaps
    assert unreadable(chart(lost("Observation")), "calcium", CALCIUM) is None


@pytest.mark.parametrize(
    ("status", "failed"),
    [
        (Status.ASSERTED, False),
        (Status.REFUTED, False),
        (Status.NOT_RECORDED, False),
        (Status.POSSIBLE, False),
        (Status.STALE, False),
        (Status.CONFLICTING, True),
        (Status.UNREADABLE, True),
        (Status.FETCH_FAILED, True),
        (Status.PARTIAL, True),
        (Status.NOT_FETCHED, True),
    ],
)
def test_a_failed_status_says_that_silence_is_unsafe(status: Status, failed: bool) -> None:  # noqa: FBT001 - what is tested
    assert failed == status.failed


def test_a_fact_is_known_in_every_state_but_one() -> None:
    assert Fact("no").known
    assert not Fact("unknown").known


def test_a_measure_says_only_words_its_entry_lists() -> None:
    """
    `cds lint` checks the placeholders of rules against the dictionary.
    """
    of = chart(denosumab("2025-02-05"), fracture("L1", "2025-11-20", certain=YES), order(levels="L1"))
    for name, entry in dictionary().items():
        if not entry.given:
            assert set(measures[name](of, DAY).says) <= set(entry.says), name
