"""
A neurological deficit of the spine: whether it is there, new, and began after cement.
"""

from __future__ import annotations

import pytest
from facts.charts import MAYBE, NO, YES, condition, fact, fetched, kyphoplasty, lost, observation, order, state

from cds.chart.chart import Fetch
from cds.facts import Status

DEFICIT, AFTER = "neuro-deficit", "deficit-after-augmentation"
EXAMINED = "obs-spinal-neurological-deficit"
CEMENT = kyphoplasty("2026-01-20")


@pytest.mark.parametrize(
    "means",
    [
        "cauda-equina-or-cord-compression",
        "paraparesis-paraplegia",
        "leg-weakness",
        "foot-drop",
        "leg-or-saddle-numbness",
        "sensory-level",
        EXAMINED,
    ],
)
def test_each_kind_of_deficit_counts(means: str) -> None:
    found = condition(means, "2026-03-01")

    assert ("yes", "new") == (state(DEFICIT, found), state(AFTER, CEMENT, found))


@pytest.mark.parametrize("means", ["leg-weakness", EXAMINED, "sensory-level"])
def test_an_answered_question_counts_like_a_condition(means: str) -> None:
    assert "new" == state(AFTER, CEMENT, observation(means, "2026-03-01", answer=YES))


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2026-03-10", "yes"),
        ("2025-03-10", "yes"),
        ("2025-03-09", "old"),
        ("2025-04", "yes"),
        ("2025-03", "possible"),
        ("2024", "old"),
        ("", "possible"),
    ],
)
def test_a_deficit_is_new_for_twelve_months(onset: str, expected: str) -> None:
    assert expected == state(DEFICIT, condition("foot-drop", onset))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (condition("leg-weakness", "2026-03-01", certain=MAYBE), "possible"),
        (condition("leg-weakness", "2026-03-01", active=MAYBE), "possible"),
        (condition("leg-weakness", "2026-03-01", active=NO), "no"),
        (condition("leg-weakness", "2026-03-01", certain=NO), "no"),
        (condition("bladder-bowel-dysfunction", "2026-03-01"), "possible"),
        (condition("limb-weakness-site-ambiguous", "2026-03-01"), "possible"),
        (condition("urinary-incontinence-ambiguous", "2026-03-01"), "possible"),
        (observation(EXAMINED, "2026-03-01", answer=YES, certain=MAYBE), "possible"),
        (observation(EXAMINED, "2026-03-01", answer=NO), "no"),
        (observation(EXAMINED, "2026-03-01"), "none-recorded"),
        (condition("leg-weakness", "2026-03-01", due_to=frozenset({"stroke-acute"})), "no"),
        (condition("leg-weakness", "2026-03-01", due_to=frozenset({"vertebral-fracture-any"})), "yes"),
    ],
)
def test_what_makes_a_deficit_doubtful_or_none(event: object, expected: str) -> None:
    assert expected == state(DEFICIT, event)


def test_nothing_recorded_is_not_an_examination() -> None:
    assert ("none-recorded", Status.NOT_RECORDED) == (state(DEFICIT), fact(DEFICIT).status)


@pytest.mark.parametrize(("day", "expected"), [("2026-02-28", "yes"), ("2026-03-01", "no"), ("2026-03-02", "no")])
def test_an_examination_on_or_after_the_onset_settles_it(day: str, expected: str) -> None:
    weak = condition("leg-weakness", "2026-03-01")

    assert expected == state(DEFICIT, weak, observation(EXAMINED, day, answer=NO))


def test_an_examination_does_not_settle_a_deficit_that_may_be_later() -> None:
    assert "possible" == state(DEFICIT, condition("leg-weakness"), observation(EXAMINED, "2026-03-01", answer=NO))


def test_bladder_dysfunction_counts_beside_another_deficit() -> None:
    found = fact(
        AFTER,
        CEMENT,
        condition("bladder-bowel-dysfunction", "2026-03-01"),
        condition("leg-or-saddle-numbness", "2026-02-28"),
    )

    assert "new" == found.state
    assert "bladder or bowel dysfunction (onset 2026-03-01), numbness" in found.says["findings"]


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2026-01-19", "no"),
        ("2026-01-20", "new"),
        ("2026-02", "new"),
        ("2026-01", "onset-open"),
        ("", "onset-open"),
        ("2019-05-01", "no"),
    ],
)
def test_the_onset_tells_whether_it_began_after_the_procedure(onset: str, expected: str) -> None:
    assert expected == state(AFTER, CEMENT, condition("leg-weakness", onset))


def test_a_recorded_date_before_the_procedure_is_before_it() -> None:
    assert "no" == state(AFTER, CEMENT, condition("leg-weakness", recorded="2026-01-19"))
    assert "onset-open" == state(AFTER, CEMENT, condition("leg-weakness", recorded="2026-01-21"))


@pytest.mark.parametrize(
    ("day", "onset", "expected"),
    [
        ("2025-03-01", "2026-03-01", "new"),
        ("2025-02-28", "2026-03-01", "no"),
        ("2024-08-31", "2025-08-31", "new"),
        ("2024-08-31", "2025-09-01", "no"),
        ("2026-01", "2026-01-20", "onset-open"),
        ("2026-01", "2026-02-01", "new"),
        ("", "2026-02-01", "onset-open"),
    ],
)
def test_a_deficit_is_set_against_the_procedure_for_twelve_months(day: str, onset: str, expected: str) -> None:
    assert expected == state(AFTER, kyphoplasty(day), condition("leg-weakness", onset))


def test_any_of_several_procedures_will_do() -> None:
    found = fact(AFTER, kyphoplasty("2023-01-20", levels="T8"), CEMENT, condition("leg-weakness", "2026-02-01"))

    assert ("new", "kyphoplasty of L1 on 2026-01-20") == (found.state, found.says["procedure"])


@pytest.mark.parametrize(
    ("means", "levels", "expected"),
    [
        ("procedure-vertebroplasty", "L1 T12", "vertebroplasty of T12, L1 on 2026-01-20"),
        (
            "procedure-vertebral-augmentation-any",
            "",
            "vertebral augmentation of a level that is not recorded on 2026-01-20",
        ),
    ],
)
def test_the_procedure_is_named(means: str, levels: str, expected: str) -> None:
    cement = kyphoplasty("2026-01-20", means=means, levels=levels)

    assert expected == fact(AFTER, cement, condition("leg-weakness", "2026-02-01")).says["procedure"]


def test_a_provisional_deficit_warns_as_unconfirmed() -> None:
    found = condition("paraparesis-paraplegia", "2026-02-01", certain=MAYBE)

    assert ("unconfirmed", Status.POSSIBLE) == (state(AFTER, CEMENT, found), fact(AFTER, CEMENT, found).status)


def test_answers_that_went_on_since_before_the_procedure_are_old() -> None:
    before, after = observation(EXAMINED, "2026-01-10", answer=YES), observation(EXAMINED, "2026-02-01", answer=YES)
    between = observation(EXAMINED, "2026-01-15", answer=NO)

    assert "no" == state(AFTER, CEMENT, before, after)
    assert "new" == state(AFTER, CEMENT, before, between, after)


def test_a_yes_and_a_no_of_one_moment_are_unconfirmed() -> None:
    yes, no = (observation("leg-weakness", "2026-02-01", answer=said) for said in (YES, NO))

    assert "unconfirmed" == state(AFTER, CEMENT, yes, no)


def test_a_code_that_only_hints_is_asked_about() -> None:
    found = fact(AFTER, CEMENT, condition("limb-weakness-site-ambiguous", "2026-02-01", ref="Condition/weak"))

    assert ("unknown", Status.POSSIBLE) == (found.state, found.status)
    assert "Condition/weak (weakness, site not told)" in found.gaps[0]


def test_a_procedure_named_in_text_only_is_asked_about() -> None:
    maybe = kyphoplasty("2026-01-20", ref="Procedure/text", certain=MAYBE, text_only=True, note="named in text only")
    found = fact(AFTER, maybe, condition("leg-weakness", "2026-02-01"))

    assert ("unknown", Status.POSSIBLE) == (found.state, found.status)
    assert "Procedure/text may be a vertebral augmentation, named in text only" in found.gaps[0]


def test_an_order_is_no_procedure() -> None:
    assert "no" == state(AFTER, order(levels="L1"), condition("leg-weakness", "2026-02-01"))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([CEMENT, lost("Condition", "leg-weakness")], "unknown"),
        ([CEMENT, lost("Condition", "diabetes")], "no"),
        ([lost("Procedure", "procedure-kyphoplasty"), condition("leg-weakness", "2026-02-01")], "unknown"),
        ([lost("Procedure", "procedure-kyphoplasty")], "no"),
        ([lost("Condition", "leg-weakness")], "no"),
    ],
)
def test_what_could_not_be_read_matters_only_beside_its_counterpart(events: list[object], expected: str) -> None:
    assert expected == state(AFTER, *events)


def test_procedures_nobody_asked_for_are_none() -> None:
    weak = condition("leg-weakness", "2026-02-01")

    assert "no" == state(AFTER, weak, fetched=fetched(Procedure=Fetch.NOT_FETCHED))
    assert "unknown" == state(AFTER, weak, fetched=fetched(Procedure=Fetch.FAILED))


def test_a_problem_list_that_could_not_be_read_leaves_a_deficit_open() -> None:
    assert "unknown" == state(DEFICIT, lost("Condition", "leg-weakness"))
    assert "yes" == state(DEFICIT, lost("Condition", "leg-weakness"), condition("foot-drop", "2026-03-01"))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (condition("spinal-instability", "2020"), "yes"),
        (condition("spinal-instability", "2020", active=NO), "no"),
        (observation("obs-spinal-instability", "2026-03-01", answer=YES), "yes"),
        (observation("obs-spinal-instability", "2026-03-01", answer=NO), "no"),
        (condition("spinal-instability", certain=MAYBE), "unknown"),
        (CEMENT, "none-recorded"),
    ],
)
def test_instability(event: object, expected: str) -> None:
    assert expected == state("spinal-instability", event)
