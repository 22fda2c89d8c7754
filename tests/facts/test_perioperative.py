"""
The risk of the procedure itself: ASA class, creatinine, frailty, and when it is planned.
"""

from __future__ import annotations

from typing import Any

import pytest
from facts.charts import MAYBE, NO, condition, fact, lost, measured, observation, order, span, state

CEMENT = order(levels="L1")


def asa(word: str, day: str = "2026-03-01", **more: Any) -> Any:
    codes = frozenset({"obs-asa-class", word}) if word else frozenset()
    return observation("obs-asa-class", day, **({"codes": codes} | more))


def creatinine(value: str, day: str = "2026-03-01", *, high: str = "1.2", unit: str = "mg/dL", **more: Any) -> Any:
    return measured("obs-creatinine", value, unit, day, high=high, **more)


def marked(*marks: str) -> Any:
    return creatinine("1.3", high="", interpretation=frozenset(marks))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), "none-recorded"),
        *(((asa(f"asa-{n}"),), "low") for n in (1, 2, 3)),
        *(((asa(f"asa-{n}"),), "high") for n in (4, 5)),
        ((asa("", unreadable="its value has no code that is known"),), "unknown"),
        ((asa(""),), "none-recorded"),
        ((asa("asa-4", certain=MAYBE),), "unknown"),
        ((asa("asa-4", "2025-12-10"),), "high"),
        ((asa("asa-4", "2025-12-09"),), "none-recorded"),
        ((asa("asa-4"), asa("asa-2", "2026-03-05")), "low"),
        ((asa("asa-4"), asa("asa-2")), "unknown"),
        ((asa("asa-4"), asa("asa-5")), "high"),
        ((observation("obs-asa-class asa-4", "2026-03-01", answer=None, codes=frozenset()),), "high"),
        ((condition("obs-asa-class asa-3", "2026-03-01"),), "low"),
        ((condition("obs-asa-class asa-4", "2026-03-01", certain=NO),), "none-recorded"),
        ((lost("Observation", "obs-asa-class"),), "unknown"),
    ],
)
def test_asa_four_or_five_is_high(events: tuple[Any, ...], expected: str) -> None:
    assert expected == state("asa-class", CEMENT, *events)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (creatinine("1.2"), "within"),
        (creatinine("1.20"), "within"),
        (creatinine("1.21"), "above"),
        (creatinine("1.3"), "above"),
        (creatinine("107", unit="umol/L", high="106"), "above"),
        (creatinine("106", unit="umol/L", high="106"), "within"),
        (creatinine("1.3", "2025-12-10"), "above"),
        (creatinine("1.3", "2025-12-09"), "unknown"),
        (creatinine("1.3", high=""), "unknown"),
        (marked("H"), "above"),
        (marked("HH"), "above"),
        (marked("N"), "within"),
        (marked("L"), "within"),
        (marked("A"), "unknown"),
        (creatinine("1.3", certain=MAYBE), "unknown"),
        (creatinine(">1.2"), "above"),
        (creatinine(">1.1"), "unknown"),
        (creatinine("1.3", unit=""), "unknown"),
        (lost("Observation", "obs-creatinine"), "unknown"),
    ],
)
def test_creatinine_against_the_limit_of_the_laboratory(event: Any, expected: str) -> None:
    assert expected == state("creatinine-range", CEMENT, event)


def test_the_latest_creatinine_counts_and_two_of_one_moment_may_contradict() -> None:
    assert "within" == state("creatinine-range", CEMENT, creatinine("1.5"), creatinine("1.1", "2026-03-05"))
    assert "unknown" == state("creatinine-range", CEMENT, creatinine("1.5"), creatinine("1.1"))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (condition("frailty", "2025"), "yes"),
        (condition("frailty", "2025", certain=MAYBE), "unknown"),
        (condition("frailty", "2025", certain=NO), "none-recorded"),
        (measured("obs-clinical-frailty-scale", "7", "", "2026-01-01"), "none-recorded"),
        (lost("Condition"), "unknown"),
    ],
)
def test_frailty_is_a_problem_and_scores_decide_nothing(event: Any, expected: str) -> None:
    assert expected == state("frailty", CEMENT, event)


def test_a_frailty_score_is_shown() -> None:
    told = fact("frailty", CEMENT, measured("obs-clinical-frailty-scale", "7", "", "2026-01-01"))

    assert "clinical frailty scale 7 on 2026-01-01" == told.says["scores"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-03-17", "yes"), ("2026-03-18", "no"), ("2026-03-10", "yes"), ("2026-03", "unknown"), ("", "unknown")],
)
def test_the_procedure_is_planned_for_the_next_seven_days(day: str, expected: str) -> None:
    assert expected == state("planned-soon", order(levels="L1", planned=span(day) if day else None))


def test_the_factors_are_listed() -> None:
    told = fact("perioperative-factors", CEMENT, asa("asa-4"), creatinine("1.3"))

    assert ("some", "ASA IV, creatinine above range") == (told.state, told.says["factors"])
    assert "none" == state("perioperative-factors", CEMENT)


def test_nobody_looks_without_an_augmentation() -> None:
    names = ("asa-class", "creatinine-range", "frailty", "perioperative-factors", "planned-soon")

    assert ["unknown"] * 5 == [state(name, asa("asa-4"), creatinine("1.3")) for name in names]
