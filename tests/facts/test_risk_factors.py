"""
Factors that are counted: both sides of each count, what is missing, and what leaves a count open.
"""

from __future__ import annotations

from typing import Any

import pytest
from facts.charts import (
    MAYBE,
    NO,
    YES,
    condition,
    fact,
    fracture,
    kyphoplasty,
    lost,
    measured,
    observation,
    order,
    state,
    woman,
)

from cds.chart.chart import Patient
from cds.facts.risk_factors import in_a_summary

L3 = fracture("L3", "2026-02-01")
TARGET = order(levels="L3")
DONE = kyphoplasty("2026-02-10", levels="L3")
YOUNG = woman("1960-01-03")
MAN = Patient("Patient/1", woman("1960-01-03").birth, "male")


def score(value: str) -> Any:
    return measured("obs-tscore-lumbar-spine", value, "", "2025-11-01")


def angle(means: str, value: str, level: str = "L3", day: str = "2026-02-20") -> Any:
    return measured(f"obs-{means}", value, "deg", day, levels=level)


def sign(means: str, answer: Any = YES, level: str = "L1") -> Any:
    return observation(f"obs-{means}", "2026-02-20", levels=level, answer=answer)


def diseases(*names: str, **more: Any) -> list[Any]:
    return [condition(name, "2015", **more) for name in names]


@pytest.mark.parametrize(
    ("patient", "names", "expected"),
    [
        (YOUNG, "hypertension", "fewer"),
        (YOUNG, "hypertension diabetes", "enough"),
        (MAN, "hypertension diabetes", "fewer"),
        (MAN, "hypertension diabetes dementia", "enough"),
        (woman("1951-03-10"), "dementia", "enough"),
        (woman("1951-03-11"), "dementia", "fewer"),
        (YOUNG, "stroke-acute blindness-low-vision", "enough"),
        (YOUNG, "stroke-history stroke-acute", "fewer"),
        (YOUNG, "transient-ischaemic-attack hyperlipidaemia", "enough"),
        (YOUNG, "osteoporosis hypertension", "fewer"),
    ],
)
def test_three_patient_factors_are_enough(patient: Patient, names: str, expected: str) -> None:
    assert expected == state("patient-factors", TARGET, *diseases(*names.split()), patient=patient)


def test_what_is_only_possible_leaves_the_count_open_and_is_said() -> None:
    provisional = diseases("hypertension") + diseases("dementia", certain=MAYBE)
    told = fact("patient-factors", TARGET, *provisional, patient=YOUNG)

    assert ("unknown", "patient factors: dementia is not confirmed") == (told.state, told.gaps[0].partition(" (")[0])
    assert "enough" == state("patient-factors", TARGET, *provisional, *diseases("diabetes"), patient=YOUNG)


def test_a_partial_birth_date_or_no_sex_may_leave_it_open() -> None:
    partial = fact("patient-factors", TARGET, *diseases("dementia"), patient=woman("1951"))
    nameless = Patient("Patient/1", YOUNG.birth, "unknown")

    assert ("unknown", True) == (partial.state, "date of birth" in partial.gaps[0])
    assert "enough" == state("patient-factors", TARGET, *diseases("dementia", "diabetes"), patient=woman("1951"))
    assert "unknown" == state("patient-factors", TARGET, *diseases("dementia", "diabetes"), patient=nameless)


def test_a_problem_list_that_can_not_be_read_is_no_absence() -> None:
    assert "unknown" == state("patient-factors", TARGET, lost("Condition"), patient=YOUNG)
    assert "enough" == state(
        "patient-factors", TARGET, *diseases("dementia", "diabetes"), lost("Condition"), patient=YOUNG
    )


def test_what_is_missing_is_listed() -> None:
    says = fact("patient-factors", TARGET, *diseases("diabetes", "dementia"), patient=YOUNG).says

    assert ("3", "female, diabetes, dementia") == (says["count"], says["list"])
    assert "hypertension" in says["missing"]


# --- an older fracture -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2025-10-31", "yes"),  # 31 October + 3 months is 31 January
        ("2025-11-01", "no"),
        ("2018", "yes"),
        ("2025", "unknown"),
        ("2025-10", "yes"),
        ("2025-11", "no"),
        ("2026-02-05", "no"),
        ("", "unknown"),
    ],
)
def test_an_old_fracture_began_more_than_three_months_before(onset: str, expected: str) -> None:
    assert expected == state("old-fracture", L3, TARGET, fracture("T8", onset))


def test_codes_of_an_old_fracture_count_and_other_causes_do_not() -> None:
    assert "yes" == state(
        "old-fracture", L3, TARGET, condition("history-of-osteoporotic-fracture", recorded="2026-03-01")
    )
    tumour = fracture("T8", "2018", means="vertebral-fracture-neoplastic-exclude")
    assert "no" == state("old-fracture", L3, TARGET, tumour)
    assert "unknown" == state("old-fracture", L3, TARGET, fracture("T8", "2018", certain=MAYBE))
    assert "unknown" == state("old-fracture", TARGET, fracture("T8", "2018"))  # when the target broke is not known
    assert "no" == state("old-fracture", L3, TARGET)
    assert "unknown" == state("old-fracture", L3, TARGET, lost("Condition"))


def test_the_treated_fracture_is_one_from_before_the_procedure() -> None:
    again = fracture("L3", "2026-03-01")

    assert "no" == state("old-fracture", L3, again, DONE)


# --- an adjacent fracture --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((angle("angle-correction", "10.0"),), "fewer"),
        ((angle("angle-correction", "10.1"),), "enough"),
        ((angle("angle-correction", "4"), *diseases("diabetes")), "fewer"),
        ((*diseases("diabetes"), fracture("T8", "2018")), "enough"),
        ((*diseases("diabetes"), score("-2.5")), "enough"),
        ((*diseases("diabetes"), score("-2.4")), "fewer"),
        ((score("-3.0"), fracture("T8", "2018")), "enough"),
        ((score("-3.0"), fracture("T12", "2026-02-01")), "fewer"),  # another fractured level does not count
    ],
)
def test_two_factors_or_a_large_correction_are_enough(events: tuple[Any, ...], expected: str) -> None:
    assert expected == state("adjacent-factors", L3, DONE, *events)


def test_the_treated_level_counts() -> None:
    treated = fracture("T12", "2026-02-01"), kyphoplasty("2026-02-10", levels="T12")

    assert "enough" == state("adjacent-factors", *treated, *diseases("diabetes"))
    leak = observation("obs-cement-leakage", "2026-02-10", levels="T12", codes=frozenset({"leakage-intradiscal"}))
    assert "enough" == state("adjacent-factors", *treated, leak)


def test_before_the_procedure_the_target_counts_and_correction_and_leakage_do_not() -> None:
    target = fracture("T12", "2026-02-01"), order(levels="T12")

    assert "fewer" == state("adjacent-factors", *target, angle("angle-correction", "20", "T12"))
    assert "enough" == state("adjacent-factors", *target, *diseases("diabetes"))


def test_a_possible_factor_leaves_the_count_open_only_where_it_matters() -> None:
    undated = fracture("T8")

    assert "unknown" == state("adjacent-factors", L3, DONE, *diseases("diabetes"), undated)
    assert "fewer" == state("adjacent-factors", L3, DONE, undated)
    assert "unknown" == state("adjacent-factors", L3, DONE, angle("angle-correction", ">9"))


def test_the_wedge_angle_before_is_shown_and_what_is_missing_is_listed() -> None:
    told = fact(
        "adjacent-factors", L3, DONE, angle("vertebral-wedge-angle", "21.6", day="2026-02-05"), *diseases("diabetes")
    )

    assert "21.6°" == told.says["wedge"]
    assert all(said in told.says["missing"] for said in ("correction", "T-score", "intradiscal cement leakage"))


def test_without_cement_nobody_counts() -> None:
    assert "unknown" == state("adjacent-factors", L3, *diseases("diabetes"), score("-3"))
    assert "unknown" == state("kyphosis-factors", L3, sign("intravertebral-cleft", level="L3"))


# --- kyphosis and revision -------------------------------------------------------------------------

L1 = fracture("L1", "2026-02-01")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), "fewer"),  # L1 is thoracolumbar, and alone
        ((sign("intravertebral-cleft"),), "enough"),
        ((sign("wedge-type-fracture"),), "enough"),
        ((sign("wedge-type-fracture", NO),), "fewer"),
        ((angle("angular-motion", "20", "L1"),), "fewer"),
    ],
)
def test_two_factors_for_kyphosis_are_enough(events: tuple[Any, ...], expected: str) -> None:
    assert expected == state("kyphosis-factors", L1, order(levels="L1"), *events)


@pytest.mark.parametrize(("motion", "expected"), [("13.9", "fewer"), ("14.0", "enough")])
def test_a_cleft_that_moves_is_enough(motion: str, expected: str) -> None:
    events = sign("intravertebral-cleft", level="L3"), angle("angular-motion", motion)

    assert expected == state("kyphosis-factors", L3, TARGET, *events)


def test_a_filler_counts_after_the_procedure() -> None:
    filler = sign("non-integrating-filler", level="L3"), sign("wedge-type-fracture", level="L3")

    assert "enough" == state("kyphosis-factors", L3, DONE, *filler)
    assert "fewer" == state("kyphosis-factors", L3, TARGET, *filler)


def test_radiographic_factors_are_listed_and_counted_where_there_is_no_room() -> None:
    all_three = (
        angle("angular-motion", "15.5"),
        sign("split-type-fracture", level="L3"),
        sign("large-endplate-deficit", level="L3"),
    )
    one = fact("revision-factors", L3, TARGET, all_three[1])

    assert "3 factors" == fact("revision-factors", L3, TARGET, *all_three).says["factors"]
    assert ("split type", "angular motion, large endplate deficit") == (one.says["factors"], one.says["missing"])
    assert "unknown" == state("revision-factors", L3, TARGET)


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["a" * 40], "a" * 40), (["a" * 41], "1 factors"), (["split type", "diabetes"], "split type, diabetes")],
)
def test_a_summary_lists_or_counts(words: list[str], expected: str) -> None:
    assert expected == in_a_summary(words)
