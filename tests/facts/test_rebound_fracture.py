"""
One fracture against the doses: the definition of the catalogue, case by case, in its order.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts.charts import (
    MAYBE,
    ORDERED,
    STATED,
    chart,
    condition,
    denosumab,
    dictionary,
    fracture,
    never_taken,
    other_drug,
    span,
    tablets,
    terms,
    zoledronate,
)

from cds.facts.fractures import vertebral_fractures
from cds.facts.rebound_fracture import Judged, rebound_fracture
from cds.truth import Truth


def judge(*events: object, as_of: str = "2026-03-10") -> Judged:
    """
    Judge the newest fracture of a chart.
    """
    of, day = chart(*events, as_of=as_of), date.fromisoformat(as_of)
    return rebound_fracture(vertebral_fractures(of, day)[0], of, day)


def rebound(onset: str, *doses: str, as_of: str = "2026-03-10") -> str:
    return judge(fracture("L1", onset), *(denosumab(dose) for dose in doses), as_of=as_of).state


def test_the_window_stands_in_the_dictionary() -> None:
    limits = {name: limit.value for name, limit in dictionary()["rebound"].limits.items()}

    assert {"window_start": 7, "probable_end": 24, "possible_end": 36, "late_redose": 3, "episode": 12} == limits


@pytest.mark.parametrize(
    ("dose", "onset", "expected"),
    [
        ("2025-05-15", "2025-12-15", "probable"),
        ("2025-05-15", "2025-12-14", "no"),
        ("2023-10-20", "2025-10-20", "probable"),
        ("2023-10-20", "2025-10-21", "possible"),
        ("2022-10-20", "2025-10-20", "possible"),
        ("2022-10-20", "2025-10-21", "no"),
        ("2025-07-31", "2026-02-28", "probable"),
        ("2025-07-31", "2026-02-27", "no"),
        ("2024-02-29", "2026-02-28", "probable"),
        ("2024-02-29", "2026-03-01", "possible"),
        ("2023-02-28", "2026-02-28", "possible"),
        ("2023-02-28", "2026-03-01", "no"),
    ],
)
def test_the_ends_of_the_window_are_included(dose: str, onset: str, expected: str) -> None:
    """
    On time: a first dose and no other, so that no late re-dose is near.
    """
    assert expected == rebound(onset, dose)


def test_only_the_last_dose_before_the_fracture_counts() -> None:
    assert "no" == rebound("2026-01-10", "2024-12-05", "2025-06-05", "2025-12-05")
    assert "probable" == rebound("2025-11-20", "2024-08-05", "2025-02-05")


def test_a_dose_after_the_fracture_does_not_erase_the_gap_and_one_on_its_day_is_after_it() -> None:
    assert "probable" == rebound("2025-06-01", "2024-09-01", "2025-07-10")
    assert "probable" == rebound("2025-06-01", "2024-09-01", "2025-06-01")
    assert "no" == rebound("2025-06-02", "2025-05-01", "2025-06-01")


def test_a_fracture_before_the_first_dose_is_none() -> None:
    assert "no" == rebound("2024-06-01", "2024-06-01")
    assert "no" == rebound("2023-06-01", "2024-06-01")


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        (condition("bone-metastasis-exclude", levels="L1"), "no"),
        (condition("vertebral-infection", levels="L1"), "no"),
        (condition("high-energy-trauma", "2025-11-20"), "no"),
        (condition("bone-metastasis-exclude", levels="L4"), "possible"),
        (condition("discitis-unspecified"), "possible"),
        (condition("trauma-mechanism-high-energy-ambiguous", "2025-11-20"), "possible"),
        (condition("hypertension"), "probable"),
    ],
)
def test_another_cause_is_no_rebound_and_a_suspected_one_possible(beside: object, expected: str) -> None:
    assert expected == judge(fracture("L1", "2025-11-20"), denosumab("2025-02-05"), beside).state


def test_a_suspected_cause_makes_no_rebound_of_a_fracture_in_time() -> None:
    assert (
        "no"
        == judge(fracture("L1", "2025-05-20"), denosumab("2025-02-05"), condition("multiple-myeloma-exclude")).state
    )


@pytest.mark.parametrize(
    ("medicine", "expected"),
    [(never_taken(), "no"), (other_drug(), "no"), (denosumab("2025-02-05", kind=ORDERED), "unknown")],
)
def test_without_exposure_it_is_none_and_with_unknown_exposure_unknown(medicine: object, expected: str) -> None:
    assert expected == judge(fracture("L1", "2025-11-20"), medicine).state


def test_a_malignant_fracture_is_none_even_with_unknown_exposure() -> None:
    """
    First match wins: the cause comes before the exposure.
    """
    assert "no" == judge(fracture("L1", "2025-11-20"), condition("bone-metastasis-exclude", levels="L1")).state
    assert "unknown" == judge(fracture("L1", "2025-11-20")).state


@pytest.mark.parametrize(
    ("drug", "expected"),
    [
        (zoledronate("2024-12-20"), "possible"),
        (tablets("alendronate", "2025-01-10"), "possible"),
        (tablets("raloxifene", "2025-01-10"), "probable"),
        (zoledronate("2025-05-02"), "probable"),
        (zoledronate("2024-12-20", certain=MAYBE), "possible"),
    ],
)
def test_a_bridge_makes_it_possible(drug: object, expected: str) -> None:
    judged = judge(fracture("T11", "2025-05-02"), denosumab("2024-06-15"), drug)

    assert (expected, expected == "possible") == (judged.state, "follow-on" in judged.why)


def test_the_late_window_is_possible_with_or_without_a_bridge() -> None:
    for drug in ((), (zoledronate("2024-12-20"),)):
        judged = judge(fracture("T11", "2025-05-02"), denosumab("2022-12-15"), *drug)

        assert ("possible", "late window, 24 to 36 months after the last dose") == (judged.state, judged.why)


@pytest.mark.parametrize(("certain", "expected"), [(Truth.YES, "probable"), (MAYBE, "possible")])
def test_an_unconfirmed_fracture_that_would_be_probable_is_possible(certain: Truth, expected: str) -> None:
    assert expected == judge(fracture("L1", "2025-11-20", certain=certain), denosumab("2025-02-05")).state


def test_an_unconfirmed_fracture_in_time_is_none() -> None:
    assert "no" == judge(fracture("L1", "2025-05-20", certain=MAYBE), denosumab("2025-02-05")).state


@pytest.mark.parametrize(
    ("previous", "dose", "onset", "expected"),
    [
        ("2024-10-01", "2025-09-15", "2025-10-05", "possible"),
        ("2024-10-01", "2025-09-15", "2025-12-15", "possible"),  # three months after the dose
        ("2024-10-01", "2025-09-15", "2025-12-16", "no"),
        ("2025-02-15", "2025-09-15", "2025-10-05", "no"),  # seven months after the previous: in time
        ("2025-02-14", "2025-09-15", "2025-10-05", "possible"),
        ("2022-09-15", "2025-09-15", "2025-10-05", "possible"),  # 36 months after the previous
        ("2022-09-14", "2025-09-15", "2025-10-05", "no"),
    ],
)
def test_a_fracture_soon_after_a_late_dose_is_possible(previous: str, dose: str, onset: str, expected: str) -> None:
    assert expected == rebound(onset, previous, dose)


@pytest.mark.parametrize(
    ("other", "onset", "expected"),
    [
        ("2025-04-01", "2025-11-01", "possible"),
        ("2025-04-01", "2025-10-31", "no"),
        ("2022-11-01", "2025-11-01", "possible"),
        ("2022-10-31", "2025-11-01", "no"),
        ("2025-11-01", "2025-11-01", "no"),
    ],
)
@pytest.mark.parametrize("mg", [120, None])
def test_only_doses_of_another_or_unknown_strength_are_never_probable(
    mg: int | None, other: str, onset: str, expected: str
) -> None:
    assert expected == judge(fracture("L3", onset), denosumab(other, mg=mg)).state


@pytest.mark.parametrize(
    ("sixty", "other", "expected"),
    [
        ("2025-02-05", "2025-10-01", "possible"),  # U is the last before the fracture, the 60 mg dose in the window
        ("2025-02-05", "2025-01-01", "probable"),  # U is not the last
        ("2025-06-05", "2025-10-01", "no"),  # neither in its window
        ("2021-06-05", "2025-10-01", "no"),
        ("2023-06-05", "2025-04-01", "possible"),
        ("2025-02-05", "2025-11-20", "probable"),  # on the day of the fracture: after it
    ],
)
def test_another_strength_as_the_last_dose_leaves_it_possible(sixty: str, other: str, expected: str) -> None:
    assert expected == judge(fracture("L1", "2025-11-20"), denosumab(sixty), denosumab(other, mg=120)).state


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2025-09", "probable"),  # 20 August is the first day of the window
        ("2025-08", "possible"),
        ("2025-07", "no"),
        ("2025", "possible"),
        ("2027-01", "possible"),  # 20 January is the last one
        ("2027-02", "possible"),
        ("2028-01", "possible"),
        ("2028-02", "no"),
        ("2024", "no"),
    ],
)
def test_a_partly_dated_fracture_is_probable_only_if_every_day_is(onset: str, expected: str) -> None:
    assert expected == rebound(onset, "2025-01-20", as_of="2029-01-01")


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        ("2025-02", "probable"),
        ("2025-04", "possible"),  # 20 November is 7 months after 20 April
        ("2025-05", "no"),
        ("2023-12", "probable"),
        ("2023-11", "possible"),
        ("2023-10", "possible"),
        ("2024", "probable"),
        ("2023", "possible"),
        ("2025", "possible"),
        ("2022-10", "no"),
        ("2025-12", "no"),
    ],
)
def test_a_partly_dated_dose_is_tried_on_every_day_that_matters(dose: str, expected: str) -> None:
    assert expected == rebound("2025-11-20", dose)


def test_a_span_that_reaches_over_the_whole_window_is_possible_although_both_ends_are_none() -> None:
    assert "possible" == rebound("2025-11-20", "2022", "2026")
    wide = denosumab("2022-01-01", start=span("2022").until(date(2025, 12, 31)))

    assert "possible" == judge(fracture("L1", "2025-11-20"), wide).state


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((fracture("L1", ""), denosumab("2025-01-20")), "possible"),
        ((fracture("L1", recorded="2025-12-01"), denosumab("2025-01-20")), "possible"),
        ((fracture("L1", recorded="2025-08-19"), denosumab("2025-01-20")), "no"),
        ((fracture("L1", recorded="2025-08-20"), denosumab("2025-01-20")), "possible"),
        ((fracture("L1", recorded="2025-01-19"), denosumab("2025-01-20")), "no"),
        ((fracture("L1", ""), denosumab("2026-01-20")), "no"),
        ((fracture("L1", ""), denosumab("2025-05-20"), denosumab("2025-11-20")), "no"),
        ((fracture("L1", ""), denosumab("2010-05-20")), "possible"),
        ((fracture("L1", ""), denosumab("2025-05-20", mg=None)), "possible"),
        ((fracture("L1", ""),), "unknown"),
    ],
)
def test_a_fracture_without_an_onset_may_have_been_on_any_day_until_it_was_recorded(
    events: tuple[object, ...], expected: str
) -> None:
    assert expected == judge(*events).state


def test_an_undated_fracture_says_why_it_is_only_possible() -> None:
    judged = judge(fracture("L1", ""), denosumab("2025-01-20"))

    assert "the onset of the fracture is not recorded" in judged.why
    assert (date(2025, 1, 20),) == judged.last


def test_a_bridge_inside_a_partly_dated_onset_makes_it_possible() -> None:
    """
    At both ends of the year it would be probable; between them tablets were taken for a while.
    """
    tried = tablets("alendronate", "2025-03-01", end="2025-06-01", status="stopped")

    assert "probable" == judge(fracture("L1", "2025"), denosumab("2024-03-01")).state
    assert "possible" == judge(fracture("L1", "2025"), denosumab("2024-03-01"), tried).state


@pytest.mark.parametrize(
    ("stated", "onset", "expected"),
    [
        ("2025-06-01", "2025-08-15", "possible"),  # the patient remembers a later injection
        ("2024-12-15", "2025-08-15", "probable"),  # the conflict does not change the answer
        ("2024-12-04", "2025-07-03", "probable"),  # 14 days: the same dose
        ("2024-12-05", "2025-07-04", "possible"),  # 15 days: a conflict
        ("2024-06-01", "2025-08-15", "probable"),  # earlier: one more dose
    ],
)
def test_a_later_date_from_a_lesser_source(stated: str, onset: str, expected: str) -> None:
    events = (fracture("L1", onset), denosumab("2024-11-20"), denosumab(stated, kind=STATED))

    assert expected == judge(*events, as_of="2025-08-25").state


def test_a_conflict_that_matters_carries_both_dates() -> None:
    judged = judge(fracture("L1", "2025-08-15"), denosumab("2024-11-20"), denosumab("2025-06-01", kind=STATED))

    assert (date(2024, 11, 20), date(2025, 6, 1)) == judged.last
    assert "the dates of the last dose are partial or differ" == judged.why
    assert "2024-11-20" in judged.gaps[0]
    assert "2025-06-01" in judged.gaps[0]


def test_a_statement_between_two_administrations_matters_when_it_lies_before_the_fracture() -> None:
    doses = denosumab("2024-01-01"), denosumab("2025-08-01"), denosumab("2024-06-01", kind=STATED)

    assert "possible" == judge(fracture("L1", "2024-09-01"), *doses).state
    assert "probable" == judge(fracture("L1", "2025-02-01"), *doses).state
    assert 1 == len(judge(fracture("L1", "2024-09-01"), *doses).gaps)


def test_a_dose_that_is_only_possible_makes_it_possible() -> None:
    assert "possible" == judge(fracture("L1", "2025-11-20"), denosumab("2025-02-05", certain=MAYBE)).state


@pytest.mark.parametrize(
    ("start", "more", "onset", "expected"),
    [
        ("2021-03-01", {"end": "2025-01-15"}, "2025-09-01", "possible"),  # the last dose was before January 2025
        ("2021-03-01", {"open_end": True}, "2025-09-01", "possible"),
        ("2024-12-10", {"open_end": True}, "2025-09-05", "probable"),  # counted from the date that is recorded
        ("2021-03-01", {"end": "2022-01-15"}, "2025-09-01", "no"),
        ("2025-07-01", {"open_end": True}, "2025-09-01", "no"),
    ],
)
def test_a_period_of_treatment_whose_last_dose_is_not_told(
    start: str, more: dict[str, object], onset: str, expected: str
) -> None:
    """
    A statement counts from its start; a fracture that this would clear may still be near the last dose.
    """
    assert expected == judge(fracture("L1", onset), denosumab(start, kind=STATED, **more)).state


def test_a_period_names_itself_as_the_doubt() -> None:
    judged = judge(fracture("L1", "2025-09-01"), denosumab("2021-03-01", kind=STATED, end="2025-01-15", ref="S/1"))

    assert (
        (
            "date of last denosumab dose: denosumab 60 mg is told from 2021-03-01 to 2025-01-15 (statement, S/1), "
            "the last dose is not"
        ),
    ) == judged.gaps


def test_an_old_code_is_never_judged() -> None:
    of = chart(fracture("L1", "2025-11-20", means="osteoporotic-vertebral-fracture-sequela"), denosumab("2025-02-05"))

    assert () == vertebral_fractures(of, date(2026, 3, 10))


def test_a_fracture_due_to_malignancy_says_so() -> None:
    judged = judge(fracture("L1", "2025-11-20", due_to=terms("bone-metastasis-exclude")), denosumab("2025-02-05"))

    assert ("no", "the recorded cause is malignant") == (judged.state, judged.why)
