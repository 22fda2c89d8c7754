"""
The four criteria of the indication, each with both sides of its limit and what leaves it open.
"""

from __future__ import annotations

from typing import Any

import pytest
from facts.charts import MAYBE, NO, YES, fact, fracture, lost, measured, observation, order, state

L1 = fracture("L1", "2026-02-01")
ORDERED = order(levels="L1")


def pain(value: str, day: str = "2026-03-09", *, unit: str = "", means: str = "nrs", **more: Any) -> Any:
    return measured(f"obs-pain-{means}", value, unit, day, **more)


def answer(means: str, said: Any, day: str = "2026-03-01", *, levels: str = "L1", **more: Any) -> Any:
    return observation(f"obs-{means}", day, levels=levels, answer=said, **more)


def mri(word: str, day: str = "2026-03-01", **more: Any) -> Any:
    codes = frozenset({"value-fracture-acuity", f"oedema-{word}"})
    return answer("fracture-age-acuity", None, day, codes=codes, **more)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("7", "", "yes"),
        ("6.9", "", "no"),
        ("7.0", "", "yes"),
        ("10", "", "yes"),
        ("0", "", "no"),
        ("70", "mm", "yes"),
        ("69", "mm", "no"),
        ("70", "", "yes"),
        ("69", "", "no"),
        ("11", "", "no"),
        ("100", "", "yes"),
        ("101", "", "unknown"),
        ("101", "mm", "unknown"),
        ("-1", "", "unknown"),
        ("7", "mg", "unknown"),
        (">6", "", "unknown"),
        (">=7", "", "yes"),
        ("<7", "", "no"),
    ],
)
def test_pain_is_severe_from_seven_of_ten(value: str, unit: str, expected: str) -> None:
    assert expected == state("severe-pain", L1, ORDERED, pain(value, unit=unit))


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-02-24", "yes"), ("2026-02-23", "unknown"), ("2026-03-10", "yes"), ("2026-02", "unknown")],
)
def test_a_pain_score_counts_for_fourteen_days(day: str, expected: str) -> None:
    assert expected == state("severe-pain", L1, ORDERED, pain("8", day))


@pytest.mark.parametrize("means", ["nrs", "nrs-past-week", "vas", "severity", "severity-unspecified-scale"])
def test_every_kind_of_score_is_read(means: str) -> None:
    assert "yes" == state("severe-pain", L1, ORDERED, pain("8", means=means))


def test_the_latest_score_counts_and_two_of_one_moment_may_contradict() -> None:
    assert "no" == state("severe-pain", L1, ORDERED, pain("8", "2026-03-08"), pain("3", "2026-03-09"))
    assert "unknown" == state("severe-pain", L1, ORDERED, pain("8"), pain("3"))
    assert "yes" == state("severe-pain", L1, ORDERED, pain("8"), pain("9"))
    assert "unknown" == state("severe-pain", L1, ORDERED, pain("8", certain=MAYBE))
    assert "unknown" == state("severe-pain", L1, ORDERED, lost("Observation", "obs-pain-nrs"))


def test_the_score_is_said_on_the_scale_of_ten() -> None:
    assert "6.5" == fact("severe-pain", L1, ORDERED, pain("65", unit="mm")).says["score"]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((mri("present"),), "yes"),
        ((mri("absent"),), "no"),
        ((mri("absent", "2026-02-01"),), "no"),
        ((mri("absent", "2026-01-31"),), "unknown"),
        ((mri("present", "2026-02-20"), mri("absent", "2026-03-01")), "no"),
        ((answer("fracture-age-acuity", YES),), "yes"),
        ((answer("fracture-age-acuity", NO),), "no"),
        ((mri("absent", certain=MAYBE),), "unknown"),
        ((mri("absent", levels="T8"),), "unknown"),
        ((mri("absent", levels=""),), "no"),
    ],
)
def test_oedema_on_mri_since_the_fracture(events: tuple[Any, ...], expected: str) -> None:
    assert expected == state("fracture-unhealed", L1, ORDERED, *events)


def test_an_mri_may_be_older_than_a_fracture_of_unknown_onset() -> None:
    told = fact("fracture-unhealed", fracture("L1"), ORDERED, mri("absent"))

    assert ("unknown", True) == (told.state, bool(told.gaps))
    assert "no" == state("fracture-unhealed", fracture("L1", recorded="2026-02-20"), ORDERED, mri("absent"))
    assert "unknown" == state("fracture-unhealed", fracture("L1", recorded="2026-03-05"), ORDERED, mri("absent"))


def test_one_healed_target_is_enough_for_a_no() -> None:
    two = L1, fracture("T12", "2026-02-01"), order(levels="T12 L1")

    assert "no" == state("fracture-unhealed", *two, mri("present"), mri("absent", levels="T12"))
    assert "unknown" == state("fracture-unhealed", *two, mri("present"))
    assert "yes" == state("fracture-unhealed", *two, mri("present"), mri("present", levels="T12"))


@pytest.mark.parametrize(("said", "expected"), [(YES, "yes"), (NO, "no"), (None, "unknown")])
def test_pain_at_the_level_and_pain_management(said: Any, expected: str) -> None:
    assert expected == state("pain-at-target", L1, ORDERED, answer("pain-at-fracture-level", said))
    tried = answer("optimal-pain-management-tried", said, levels="")
    assert expected == state("pain-management-tried", L1, ORDERED, tried)


def test_pain_management_is_of_the_patient_whatever_the_level() -> None:
    tried = answer("optimal-pain-management-tried", YES, levels="T4")

    assert "yes" == state("pain-management-tried", L1, fracture("T8", "2026-02-01"), ORDERED, tried)
    assert "unknown" == state(
        "pain-management-tried", L1, ORDERED, answer("optimal-pain-management-tried", YES, "2026-01-31")
    )


def test_what_is_missing_is_named() -> None:
    told = fact("indication-record", L1, ORDERED, pain("8"), mri("present"))

    assert ("incomplete", "pain at the level, pain management") == (told.state, told.says["missing"])


def test_nobody_looks_without_an_augmentation() -> None:
    names = ("severe-pain", "fracture-unhealed", "pain-at-target", "pain-management-tried", "indication-record")

    assert ["unknown"] * 5 == [state(name, L1, pain("8"), mri("absent")) for name in names]
