"""
Denosumab: exposure, doses, strength, and the state between two doses.
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
    denosumab,
    drafted,
    fact,
    fetched,
    lost,
    medicine,
    never_taken,
    observation,
    other_drug,
    refs,
    span,
    state,
    tablets,
    zoledronate,
)

from cds.chart.chart import Fetch
from cds.facts import Status
from cds.facts.denosumab import injections

DAY = date(2026, 3, 10)


def exposure(*events: object, **more: object) -> str:
    return state("denosumab-exposure", *events, **more)


@pytest.mark.parametrize("kind", ["GIVEN", "STATED"])
def test_any_dose_of_60_mg_is_an_exposure(kind: str) -> None:
    kinds = {"GIVEN": {}, "STATED": {"kind": STATED}}

    assert "yes" == exposure(denosumab("2015-05-01", **kinds[kind]))


@pytest.mark.parametrize("mg", [120, None, 30])
def test_only_doses_of_another_or_unknown_strength_are_uncertain(mg: int | None) -> None:
    told = fact("denosumab-exposure", denosumab("2025-05-01", mg=mg))

    assert ("uncertain", Status.POSSIBLE) == (told.state, told.status)
    assert {"strengths": f"denosumab {mg} mg" if mg else "denosumab of unknown strength"} == told.says


def test_a_dose_of_60_mg_that_is_only_possible_is_uncertain() -> None:
    told = fact("denosumab-exposure", denosumab("2025-05-01", certain=MAYBE, note="it is named in text only"))

    assert "uncertain" == told.state
    assert told.gaps[0].startswith("denosumab history: denosumab 60 mg on 2025-05-01 ")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026-03-10", "no"),
        ("2025-08-10", "no"),
        ("2025-08-09", "unknown"),
        ("2025-09", "no"),
        ("2025-08", "unknown"),
        ("2026-03-11", "unknown"),
        ("", "unknown"),
    ],
)
def test_never_taken_holds_for_seven_months(said: str, expected: str) -> None:
    told = fact("denosumab-exposure", other_drug(), never_taken(said=said))

    assert expected == told.state
    assert (Status.REFUTED if expected == "no" else Status.STALE) is told.status


def test_never_taken_without_a_date_at_all_is_unknown() -> None:
    assert "unknown" == exposure(other_drug(), never_taken(authored=None))


@pytest.mark.parametrize("more", [{"text_only": True}, {"note": "its code means another drug than its name"}])
def test_a_denial_in_text_only_or_of_another_name_denies_nothing(more: dict[str, object]) -> None:
    assert "unknown" == exposure(other_drug(), never_taken(**more))


def test_never_taken_of_one_product_is_a_statement_about_denosumab() -> None:
    assert "no" == exposure(other_drug(), never_taken("denosumab-120mg-exclude"))
    assert "none-recorded" == exposure(other_drug(), never_taken("romosozumab"))


def test_a_dose_beats_a_denial_and_the_two_are_listed_as_a_conflict() -> None:
    told = fact(
        "denosumab-exposure",
        denosumab("2025-05-01", ref="Administration/1"),
        never_taken(said="2026-03-01", ref="Statement/2"),
    )

    assert "yes" == told.state
    assert (
        (
            "denosumab history: denosumab 60 mg given on 2025-05-01 (administration, Administration/1), "
            "but stated as never taken on 2026-03-01 (Statement/2)"
        ),
    ) == told.gaps


def test_a_denial_from_before_the_first_dose_contradicts_nothing() -> None:
    assert () == fact("denosumab-exposure", denosumab("2025-05-01"), never_taken(said="2025-04-30")).gaps
    assert 1 == len(fact("denosumab-exposure", denosumab("2025-05-01"), never_taken(said="2025-05-01")).gaps)
    assert 1 == len(fact("denosumab-exposure", denosumab("2025-05-01"), never_taken(authored=None)).gaps)


def test_a_medication_list_without_denosumab_is_none_recorded_and_no_list_is_unknown() -> None:
    """
    An injection stopped nine months ago is not on a list: none recorded is not a no.
    """
    assert "none-recorded" == exposure(tablets("alendronate", "2024-01-01"))
    assert "none-recorded" == exposure(other_drug())
    assert "unknown" == exposure()


def test_a_draft_of_the_context_is_no_medication_record_and_no_denosumab_order() -> None:
    assert "unknown" == exposure(drafted("drug-alendronate"))
    assert "none-recorded" == exposure(other_drug(), drafted("drug-denosumab"))


@pytest.mark.parametrize(
    "hint",
    [
        denosumab("2025-05-01", kind=ORDERED),
        denosumab("2025-05-01", kind=DISPENSED),
        denosumab("", kind=STATED),
        denosumab("", kind=STATED, certain=MAYBE),
    ],
)
def test_only_an_order_a_dispense_or_an_undated_statement_is_unknown(hint: object) -> None:
    told = fact("denosumab-exposure", other_drug(), hint)

    assert ("unknown", Status.POSSIBLE) == (told.state, told.status)


def test_what_only_hints_at_denosumab_is_listed_with_its_reason() -> None:
    told = fact("denosumab-exposure", denosumab("", kind=STATED, certain=MAYBE, note="text only", ref="Statement/1"))

    assert ("denosumab history: Statement/1: text only",) == told.gaps


@pytest.mark.parametrize("kind", ["MedicationAdministration", "MedicationStatement"])
@pytest.mark.parametrize("how", [Fetch.FAILED, Fetch.PARTIAL])
def test_doses_that_failed_to_load_make_it_unknown_even_beside_others(kind: str, how: Fetch) -> None:
    for name in ("denosumab-exposure", "denosumab-doses", "denosumab-strength", "denosumab-status", "rebound"):
        assert "unknown" == state(name, denosumab("2025-05-01"), fetched=fetched(**{kind: how})), name


@pytest.mark.parametrize(
    "kind", ["MedicationAdministration", "MedicationStatement", "MedicationRequest", "MedicationDispense"]
)
def test_none_is_recorded_only_if_every_type_was_read(kind: str) -> None:
    assert "unknown" == exposure(other_drug(), fetched=fetched(**{kind: Fetch.FAILED}))
    assert "unknown" == exposure(other_drug(), lost(kind, "drug-denosumab"))


def test_doses_that_nobody_asked_for_are_not_absent() -> None:
    told = fact("denosumab-exposure", other_drug(), fetched=fetched(MedicationAdministration=Fetch.NOT_FETCHED))

    assert ("unknown", Status.NOT_FETCHED) == (told.state, told.status)
    assert "yes" == exposure(
        denosumab("2025-05-01", kind=STATED), fetched=fetched(MedicationAdministration=Fetch.NOT_FETCHED)
    )


def test_an_unreadable_last_dose_date_makes_the_doses_unreadable() -> None:
    told = fact("denosumab-doses", denosumab("2025-05-01"), lost("Observation", "obs-denosumab-last-dose-date"))

    assert ("unknown", Status.UNREADABLE) == (told.state, told.status)
    assert "recorded" == state("denosumab-doses", denosumab("2025-05-01"), lost("Observation"))


def test_the_answered_date_of_the_last_dose_ranks_as_a_statement() -> None:
    of = chart(
        denosumab("2024-11-20"),
        observation("obs-denosumab-last-dose-date", "2026-03-01", when=span("2024-11-25")),
        observation("obs-denosumab-last-dose-date", "2026-03-01", when=span("2025-06-01")),
        observation("obs-denosumab-last-dose-date", "2026-03-01", when=span("2026-03-11")),
        observation("obs-denosumab-last-dose-date", "2026-03-01"),
    )

    assert [("2024-11-20", False), ("2025-06-01", True)] == [(str(d.on), d.listed) for d in injections(of, DAY).sixty]
    assert "yes" == exposure(observation("obs-denosumab-last-dose-date", "2026-03-01", when=span("2025-06")))
    assert "uncertain" == exposure(
        observation("obs-denosumab-last-dose-date", "2026-03-01", when=span("2025-06"), certain=MAYBE)
    )


def test_the_doses_with_their_number_and_the_time_since_the_last() -> None:
    told = fact(
        "denosumab-doses", denosumab("2022-01-31"), denosumab("2025-02-05", ref="last"), denosumab("2023-01-31")
    )

    assert ("recorded", "2025-02-05", Status.ASSERTED) == (told.state, told.value, told.status)
    assert {
        "last": "2025-02-05",
        "first": "2022-01-31",
        "count": "3",
        "months": "13",
        "long": "more than 3 years of treatment",
    } == told.says
    assert "last" == refs(told.evidence)[0]


@pytest.mark.parametrize(("last", "long"), [("2025-01-31", False), ("2025-02-01", True)])
def test_more_than_three_years_of_treatment(last: str, long: bool) -> None:  # noqa: FBT001 - what is tested
    assert long == ("long" in fact("denosumab-doses", denosumab("2022-01-31"), denosumab(last)).says)


def test_a_partly_dated_last_dose_has_no_number_of_months() -> None:
    assert "months" not in fact("denosumab-doses", denosumab("2025-02")).says


def test_sources_that_differ_are_conflicting_doses() -> None:
    told = fact("denosumab-doses", denosumab("2024-11-20"), denosumab("2025-06-01", kind=STATED))

    assert ("conflicting", Status.POSSIBLE) == (told.state, told.status)
    assert "date of last denosumab dose: 2024-11-20 " in told.gaps[0]
    assert "2025-06-01" in told.gaps[0]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((other_drug(),), "none"),
        ((never_taken(),), "none"),
        ((denosumab("2025-05-01", mg=120),), "uncertain"),
        ((), "unknown"),
        ((denosumab("2025-05-01", kind=ORDERED),), "unknown"),
    ],
)
def test_without_a_dose_of_60_mg(events: tuple[object, ...], expected: str) -> None:
    assert expected == state("denosumab-doses", *events)


@pytest.mark.parametrize(
    ("mg", "expected"), [(60, "as-expected"), (120, "oncology"), (None, "uncertain"), (30, "uncertain")]
)
def test_the_strength_of_the_doses(mg: int | None, expected: str) -> None:
    assert expected == state("denosumab-strength", denosumab("2025-05-01", mg=mg))


def test_other_strengths_are_named_with_the_last_of_them() -> None:
    told = fact(
        "denosumab-strength",
        denosumab("2025-03-01", mg=120),
        denosumab("2025-04-01", mg=120),
        denosumab("2025-04-02", mg=None),
    )

    assert ("oncology", "denosumab 120 mg, denosumab of unknown strength", "2025-04-02") == (
        told.state,
        told.says["names"],
        told.says["last"],
    )


def test_an_unknown_strength_on_the_day_of_a_60_mg_dose_is_that_dose() -> None:
    assert "as-expected" == state("denosumab-strength", denosumab("2025-05-01"), denosumab("2025-05-01", mg=None))
    assert "as-expected" == state(
        "denosumab-strength", denosumab("2025-05-01"), denosumab("2025-05-10", mg=None, kind=STATED)
    )


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-06-10", "on-time"),
        ("2025-12-10", "on-time"),
        ("2025-12-11", "overdue"),
        ("2026-01-10", "overdue"),
        ("2026-01-11", "discontinued"),
        ("2031-01-11", "discontinued"),
    ],
)
def test_from_on_time_to_overdue_to_discontinued(as_of: str, expected: str) -> None:
    told = fact("denosumab-status", denosumab("2024-12-10"), denosumab("2025-06-10"), as_of=as_of)

    assert (expected, "2025-06-10") == (told.state, told.says["last"])


def test_the_months_end_with_the_month() -> None:
    assert "overdue" == state("denosumab-status", denosumab("2025-07-31"), as_of="2026-02-28")
    assert "discontinued" == state("denosumab-status", denosumab("2025-07-31"), as_of="2026-03-01")


@pytest.mark.parametrize(
    ("drug", "expected"),
    [
        (zoledronate("2025-12-20"), "bridged"),
        (zoledronate("2026-03-10"), "bridged"),
        (zoledronate("2025-06-10"), "discontinued"),
        (tablets("alendronate", "2025-12-20"), "bridged"),
        (tablets("alendronate", "2025-12-20", status="stopped", end="2026-03-09"), "discontinued"),
        (tablets("alendronate", "2024-12-20", confirmed="2025-01-01"), "unknown"),
        (tablets("raloxifene", "2025-12-20"), "discontinued"),
    ],
)
def test_a_bridge_since_the_last_dose(drug: object, expected: str) -> None:
    assert expected == state("denosumab-status", denosumab("2025-06-10"), drug)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((other_drug(),), "never"),
        ((never_taken(),), "never"),
        ((), "unknown"),
        ((denosumab("2026-01-10", mg=120),), "unknown"),
        ((denosumab("2026-01-10", kind=ORDERED),), "unknown"),
    ],
)
def test_the_status_without_a_60_mg_dose(events: tuple[object, ...], expected: str) -> None:
    assert expected == state("denosumab-status", *events)


@pytest.mark.parametrize(("other", "expected"), [("2026-01-11", "unknown"), ("2026-01-09", "on-time")])
def test_a_dose_of_another_strength_after_the_last_60_mg_dose_leaves_it_unknown(other: str, expected: str) -> None:
    assert expected == state("denosumab-status", denosumab("2026-01-10"), denosumab(other, mg=120))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-08", "unknown"),
        ("2025-09", "unknown"),
        ("2025-10", "on-time"),
        ("2025-07", "discontinued"),
        ("2025", "unknown"),
    ],
)
def test_a_partly_dated_last_dose_decides_only_if_every_day_agrees(last: str, expected: str) -> None:
    assert expected == state("denosumab-status", denosumab(last))


def test_a_conflict_decides_when_both_dates_give_the_same_answer() -> None:
    same = fact("denosumab-status", denosumab("2025-01-10"), denosumab("2025-02-10", kind=STATED))
    other = fact("denosumab-status", denosumab("2025-01-10"), denosumab("2026-01-10", kind=STATED))

    assert ("discontinued", 1) == (same.state, len(same.gaps))
    assert ("unknown", Status.CONFLICTING, 1) == (other.state, other.status, len(other.gaps))


def test_an_active_statement_of_a_period_leaves_the_last_dose_open() -> None:
    """
    The list says that denosumab has been going on since 2024; that is not "stopped since 2024".
    """
    told = fact("denosumab-status", denosumab("2024-01-10", kind=STATED, open_end=True, ref="Statement/1"))

    assert ("unknown", Status.POSSIBLE) == (told.state, told.status)
    assert (
        "denosumab 60 mg is told from 2024-01-10 to 2026-03-10 (statement, Statement/1), the last dose is not"
        in told.gaps[0]
    )
    assert "on-time" == state("denosumab-status", denosumab("2026-01-10", kind=STATED, open_end=True))


def test_a_period_that_ended_long_ago_is_discontinued() -> None:
    assert "discontinued" == state("denosumab-status", denosumab("2021-01-10", kind=STATED, end="2025-06-10"))


def test_a_recent_dose_beside_an_old_period_is_on_time() -> None:
    assert "on-time" == state(
        "denosumab-status", denosumab("2021-01-10", kind=STATED, end="2025-06-10"), denosumab("2026-01-10")
    )


def test_a_code_and_a_name_that_disagree_are_a_possible_dose() -> None:
    named = medicine("drug-denosumab drug-alendronate", "2025-05-01", certain=MAYBE, strength=60, note="another name")

    assert "uncertain" == exposure(named)
