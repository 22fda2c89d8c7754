"""
Injected doses: each once, by its best source; conflicts; and which one was the last.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest
from facts.charts import (
    DISPENSED,
    GIVEN,
    MAYBE,
    NO,
    ORDERED,
    STATED,
    chart,
    denosumab,
    drafted,
    limit,
    medicine,
    other_drug,
    refs,
    zoledronate,
)
from hypothesis import given
from hypothesis import strategies as st

from cds.chart.dates import Span, days_after
from cds.facts.doses import Dose, evidence_of, infusions, last_doses, last_two_doses, merged, newest_first, told_doses
from cds.facts.medicines import IBANDRONATE, ZOLEDRONATE, by_mouth, has_medication_record, into_a_vein
from cds.truth import Truth

if TYPE_CHECKING:
    from cds.chart.chart import MedicineKind

DAY = date(2026, 3, 10)


def told(*medicines: object, as_of: date = DAY) -> tuple[Dose, ...]:
    of = chart(*medicines)
    return merged(of, told_doses(of.medicines, as_of), item="date", hint="history")


def days(found: tuple[Dose, ...]) -> list[str]:
    return [str(dose.on) for dose in found]


def test_only_what_was_given_or_stated_with_a_date_is_a_dose() -> None:
    found = told(
        denosumab("2025-01-05", kind=GIVEN),
        denosumab("2024-07-05", kind=STATED),
        denosumab("2025-07-05", kind=DISPENSED),
        denosumab("2025-07-05", kind=ORDERED),
        denosumab("", kind=STATED),
        denosumab("2025-07-05", kind=STATED, certain=NO),
    )

    assert ["2024-07-05", "2025-01-05"] == days(found)


def test_a_dose_on_the_day_counts_and_one_that_can_only_be_later_does_not() -> None:
    of = (denosumab("2025-01-05"), denosumab("2025-01"), denosumab("2025-02"))

    assert ["2025-01-05", "2025-01-01 to 2025-01-05"] == [str(d.on) for d in told_doses(of, date(2025, 1, 5))]
    assert ["2025-01-01 to 2025-01-04"] == [str(d.on) for d in told_doses(of, date(2025, 1, 4))]


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("2024-11-20", ["2024-11-20"]),
        ("2024-12-04", ["2024-11-20"]),
        ("2024-12-05", ["2024-11-20", "2024-12-05"]),
        ("2024-11-06", ["2024-11-20"]),
        ("2024-11-05", ["2024-11-05", "2024-11-20"]),
        ("2024-11", ["2024-11-20"]),
        ("2024", ["2024-11-20", "2024"]),
        ("2025", ["2024-11-20", "2025"]),
    ],
)
def test_a_statement_within_fourteen_days_of_an_administration_tells_the_same_dose(
    stated: str, kept: list[str]
) -> None:
    assert kept == days(told(denosumab("2024-11-20"), denosumab(stated, kind=STATED)))


def test_the_tolerance_is_a_limit_of_the_dictionary() -> None:
    assert 14 == limit("denosumab-doses", "tolerance")


@pytest.mark.parametrize(
    ("stated", "doubtful", "listed"),
    [
        ("2024-11-05", False, False),  # earlier: one more dose
        ("2024-12-05", True, True),  # later by more than 14 days
        ("2025-06-01", True, True),
        ("2025", True, True),
        ("2024", True, False),  # perhaps later by more than 14 days
    ],
)
def test_a_lesser_source_that_is_later_is_in_doubt(stated: str, doubtful: bool, listed: bool) -> None:  # noqa: FBT001 - what is tested
    found = told(denosumab("2024-11-20"), denosumab(stated, kind=STATED))
    dose = next(dose for dose in found if dose.kind is STATED)

    assert (doubtful, listed) == (bool(dose.doubt), dose.listed)


def test_a_conflict_names_both_dates_with_their_sources() -> None:
    found = told(denosumab("2024-11-20", ref="M/1"), denosumab("2025-06-01", kind=STATED, ref="M/2"))

    assert "date: 2024-11-20 (administration, M/1) or 2025-06-01 (statement, M/2)" == found[1].doubt


def test_a_statement_between_two_administrations_is_in_doubt_without_being_listed() -> None:
    found = told(denosumab("2024-01-01"), denosumab("2025-08-01"), denosumab("2024-06-01", kind=STATED))

    assert (True, False) == (bool(found[1].doubt), found[1].listed)


def test_two_statements_are_of_one_rank_and_no_conflict() -> None:
    found = told(denosumab("2024-11-20", kind=STATED), denosumab("2025-06-01", kind=STATED))

    assert ["", ""] == [dose.doubt for dose in found]


def test_a_dose_that_is_only_possible_is_in_doubt_and_says_why() -> None:
    found = told(denosumab("2025-01-05", certain=MAYBE, note="it is named in text only", ref="M/1"))

    assert (
        "history: denosumab on 2025-01-05 (administration, M/1) is only possible, it is named in text only"
        == found[0].doubt
    )
    assert found[0].listed


def test_a_possible_dose_without_a_note_says_so() -> None:
    found = told(denosumab("2025-01-05", certain=MAYBE))

    assert found[0].doubt.endswith("its status does not say that it was given")


def test_a_hint_near_a_sure_dose_is_that_dose() -> None:
    found = told(denosumab("2025-01-05", kind=STATED), denosumab("2025-01-10", certain=MAYBE))

    assert [("2025-01-05", True)] == [(str(d.on), d.sure) for d in found]


def test_a_possible_dose_never_doubts_a_sure_one() -> None:
    found = told(denosumab("2024-01-05", certain=MAYBE), denosumab("2025-01-05", kind=STATED))

    assert [True, False] == [bool(d.doubt) for d in found]


def test_doses_of_one_day_are_one_and_of_one_month_may_be_two() -> None:
    assert 1 == len(told(denosumab("2025-01-05"), denosumab("2025-01-05")))
    assert 2 == len(told(denosumab("2025-01"), denosumab("2025-01")))


def test_doses_of_two_known_strengths_are_two() -> None:
    assert 2 == len(told(denosumab("2025-01-05"), denosumab("2025-01-05", mg=120)))


@pytest.mark.parametrize("kind", [GIVEN, STATED])
def test_the_strength_is_known_when_one_source_of_the_dose_knows_it(kind: MedicineKind) -> None:
    found = told(denosumab("2025-01-05", mg=None), denosumab("2025-01-05", mg=60, kind=kind))

    assert [60] == [dose.strength for dose in found]


def test_a_hint_tells_no_strength() -> None:
    found = told(denosumab("2025-01-05", mg=None), denosumab("2025-01-05", mg=60, certain=MAYBE))

    assert [None] == [dose.strength for dose in found]


@pytest.mark.parametrize(
    ("more", "later"),
    [
        ({}, None),
        ({"open_end": True}, Span(date(2021, 3, 2), DAY)),
        ({"end": "2025-01-15"}, Span(date(2021, 3, 2), date(2025, 1, 15))),
        ({"end": "2027-01-15"}, Span(date(2021, 3, 2), DAY)),
        ({"end": "2021-03-01"}, None),
        ({"open_end": True, "kind": GIVEN}, None),
    ],
)
def test_a_statement_about_a_period_leaves_room_for_further_doses(more: dict[str, object], later: Span | None) -> None:
    assert later == told(denosumab("2021-03-01", **({"kind": STATED} | more)))[0].later


def test_room_for_further_doses_is_kept_when_the_first_dose_has_a_better_source() -> None:
    found = told(denosumab("2021-03-01"), denosumab("2021-03-01", kind=STATED, end="2025-01-15"))

    assert [(GIVEN, date(2025, 1, 15))] == [(d.kind, d.later.last if d.later else None) for d in found]


def test_evidence_comes_newest_first() -> None:
    found = told(denosumab("2024-01-05", ref="M/1"), denosumab("2025-01-05", ref="M/2"))

    assert ["M/2", "M/1"] == refs(evidence_of(found)) == refs(newest_first(found))


def dose(*options: str, doubt: str = "") -> Dose:
    first, last = options[0], options[-1]
    return Dose(Span(date.fromisoformat(first), date.fromisoformat(last)), GIVEN, None, "M/1", doubt=doubt)


ONSET = date(2025, 12, 15)


def lasts(*doses: Dose, before: date = ONSET) -> list[str | None]:
    return [str(day) if day else None for day in last_doses(doses, before)]


def test_the_last_dose_is_the_one_strictly_before_the_day() -> None:
    assert ["2025-05-02"] == lasts(dose("2025-05-02"), dose("2025-12-15"))
    assert ["2025-12-14"] == lasts(dose("2025-05-02"), dose("2025-12-14"))
    assert [None] == lasts(dose("2025-12-15"))
    assert [None] == lasts()


def test_a_doubtful_dose_may_or_may_not_be_the_last() -> None:
    assert ["2025-06-01", "2024-11-20"] == lasts(dose("2024-11-20"), dose("2025-06-01", doubt="conflict"))
    assert ["2025-06-01", None] == lasts(dose("2025-06-01", doubt="hint"))


def test_a_partly_dated_dose_is_tried_on_its_ends() -> None:
    assert ["2025-01-31", "2025-01-01"] == lasts(dose("2025-01-01", "2025-01-31"))
    assert ["2025-12-01", "2025-01-05"] == lasts(dose("2025-01-05"), dose("2025-12-01", "2025-12-31"))


def test_days_on_which_an_answer_turns_are_tried_inside_a_partial_date() -> None:
    turns = frozenset({date(2025, 1, 10), date(2025, 2, 10)})

    assert [date(2025, 1, 31), date(2025, 1, 10), date(2025, 1, 1)] == list(
        last_doses([dose("2025-01-01", "2025-01-31")], ONSET, turns=turns)
    )


def test_a_sure_dose_is_never_passed_over() -> None:
    """
    The older doses can not be the last one, however the partial date turns out.
    """
    assert ["2025-01-31", "2025-01-05"] == lasts(
        dose("2024-01-05"), dose("2025-01-05"), dose("2025-01-01", "2025-01-31")
    )


def test_the_dose_before_the_last_is_told_with_it() -> None:
    found = [
        (last, list(previous))
        for last, previous in last_two_doses(
            [dose("2024-01-05"), dose("2025-01-05"), dose("2025-06-01", doubt="conflict")], ONSET
        )
    ]

    assert [
        (date(2025, 6, 1), [date(2025, 1, 5)]),
        (date(2025, 1, 5), [date(2024, 1, 5)]),
    ] == found
    assert [(None, [None])] == [(last, list(previous)) for last, previous in last_two_doses([], ONSET)]


OPTIONS = st.lists(
    st.tuples(st.sets(st.integers(1, 12), min_size=1, max_size=2), st.booleans()), min_size=0, max_size=4
)


@given(OPTIONS, st.integers(1, 13))
def test_the_ways_are_those_of_choosing_each_dose_on_its_own(options: list[tuple[set[int], bool]], before: int) -> None:
    """
    Every choice of a day (or of none) for each dose gives a last dose, and no other is told.
    """
    start = date(2025, 1, 1)
    doses = [
        Dose(
            Span(days_after(start, min(of)), days_after(start, max(of))), GIVEN, None, "M/1", doubt="?" if doubt else ""
        )
        for of, doubt in options
    ]
    choices = [(*{min(of), max(of)}, *((None,) if doubt else ())) for of, doubt in options]
    ways = set()
    for chosen in product(*choices):
        given_before = sorted({day for day in chosen if day is not None and day < before})
        ways.add(tuple(days_after(start, d) for d in given_before[-2:][::-1]))
    expected = {((*way, None, None))[:2] for way in ways}
    limit_day = days_after(start, before)
    told_ways = {(last, day) for last, previous in last_two_doses(doses, limit_day) for day in previous}

    assert expected == told_ways
    assert {last for last, _ in expected} == set(last_doses(doses, limit_day))


def ibandronate(day: str = "2026-01-05", **more: object) -> object:
    return medicine("drug-ibandronate", day, **more)


@pytest.mark.parametrize(
    ("given_as", "vein", "mouth"),
    [
        (zoledronate("2026-01-05"), "yes", "no"),
        (medicine("drug-zoledronic-acid drug-bisphosphonate-class"), "yes", "no"),
        (medicine("drug-pamidronate drug-bisphosphonate-class"), "no", "no"),
        (medicine("drug-alendronate drug-bisphosphonate-class"), "no", "yes"),
        (medicine("drug-alendronate", route="intravenous"), "no", "no"),
        (medicine("drug-alendronate", route="oral"), "no", "yes"),
        (medicine("drug-denosumab"), "no", "no"),
        (ibandronate(route="intravenous"), "yes", "no"),
        (ibandronate(route="oral"), "no", "yes"),
        (ibandronate(strength=3), "yes", "no"),
        (ibandronate(strength=150), "no", "yes"),
        (ibandronate(), "unknown", "unknown"),
        (ibandronate(kind=STATED), "unknown", "yes"),
    ],
)
def test_which_bisphosphonate_goes_into_a_vein_and_which_is_swallowed(given_as: object, vein: str, mouth: str) -> None:
    assert (Truth(vein), Truth(mouth)) == (into_a_vein(given_as), by_mouth(given_as))


def test_an_infusion_whose_route_is_not_recorded_is_only_possible() -> None:
    found = infusions(chart(zoledronate("2025-12-05"), ibandronate()), DAY, ZOLEDRONATE | IBANDRONATE)

    assert ["", "date of last infusion: ibandronate on 2026-01-05"] == [d.doubt.split(" (")[0] for d in found]
    assert "its route is not recorded" in found[1].doubt


def test_tablets_are_no_infusions() -> None:
    assert () == infusions(chart(ibandronate(route="oral")), DAY, IBANDRONATE)


def test_a_hinted_infusion_keeps_its_own_note() -> None:
    found = infusions(chart(ibandronate(certain=MAYBE, note="text only")), DAY, IBANDRONATE)

    assert found[0].doubt.endswith("text only")


def test_a_draft_of_the_context_is_no_medication_record() -> None:
    assert not has_medication_record(chart(drafted("drug-alendronate")))
    assert has_medication_record(chart(other_drug()))
