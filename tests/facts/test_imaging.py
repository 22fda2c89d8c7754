"""
Signs on images: the latest statement about a level wins, and what names no level may be about another.
"""

from __future__ import annotations

from typing import Any

import pytest
from facts.charts import MAYBE, NO, YES, condition, fact, fracture, kyphoplasty, lost, observation, order, state

L1 = fracture("L1", "2026-02-01")
ORDERED = order(levels="L1")
DONE = kyphoplasty("2026-02-10")


def sign(
    answer: Any = YES, day: str = "2026-02-20", *, levels: str = "L1", means: str = "split-type-fracture", **more: Any
) -> Any:
    return observation(f"obs-{means}", day, levels=levels, answer=answer, **more)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), "unknown"),
        ((sign(),), "yes"),
        ((sign(NO),), "no"),
        ((sign(NO, "2026-02-20"), sign(YES, "2026-02-21")), "yes"),
        ((sign(YES, "2026-02-20"), sign(NO, "2026-02-21")), "no"),
        ((sign(YES), sign(NO)), "unknown"),
        ((sign(YES, updated="2026-02-20T09:00:00Z"), sign(NO, updated="2026-02-20T10:00:00Z")), "no"),
        ((sign(certain=MAYBE),), "unknown"),
        ((sign(None),), "unknown"),
        ((sign(levels="T8"),), "unknown"),
        ((sign(levels=""),), "yes"),
        ((sign(levels=""), fracture("T8", "2026-02-03")), "unknown"),
        ((condition("obs-split-type-fracture", "2026-02-20", levels="L1"),), "yes"),
        ((condition("obs-split-type-fracture", "2026-02-20", levels="L1", certain=NO),), "no"),
        ((condition("obs-split-type-fracture", "2026-02-20", levels="L1", certain=MAYBE),), "unknown"),
        ((lost("Observation", "obs-split-type-fracture"),), "unknown"),
    ],
)
def test_a_sign_at_the_target(events: tuple[Any, ...], expected: str) -> None:
    assert expected == state("split-type", L1, ORDERED, *events)


def test_a_contradiction_names_both_resources() -> None:
    told = fact("split-type", L1, ORDERED, sign(YES, ref="Observation/a"), sign(NO, ref="Observation/b"))

    assert "conflicting" == told.status.value
    assert all(ref in told.gaps[0] for ref in ("Observation/a", "Observation/b"))


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("split-type", "split-type-fracture"),
        ("endplate-deficit", "large-endplate-deficit"),
        ("intravertebral-cleft", "intravertebral-cleft"),
        ("wedge-type", "wedge-type-fracture"),
        ("posterior-wall", "posterior-wall-involvement"),
    ],
)
def test_each_sign_is_read_from_its_own_finding(name: str, means: str) -> None:
    assert ("yes", "no") == (
        state(name, L1, ORDERED, sign(means=means)),
        state(name, L1, ORDERED, sign(NO, means=means)),
    )
    assert "unknown" == state(name, L1, sign(means=means))


def test_of_several_targets_one_sign_is_enough_and_a_missing_one_leaves_it_open() -> None:
    both = order(levels="T12 L1")

    assert "yes" == state("split-type", both, sign())
    assert "unknown" == state("split-type", both, sign(NO))
    assert "no" == state("split-type", both, sign(NO), sign(NO, levels="T12"))


def test_a_wedge_type_may_stand_in_the_code_of_the_fracture() -> None:
    coded = fracture("L1", "2026-02-01", means="vertebral-wedge-compression-fracture-traumatic")

    assert "yes" == state("wedge-type", coded, ORDERED)
    assert "no" == state("wedge-type", coded, ORDERED, sign(NO, means="wedge-type-fracture"))
    assert "unknown" == state("wedge-type", coded, order(levels="T8"))


@pytest.mark.parametrize("name", ["non-integrating-filler", "intradiscal-leakage"])
def test_what_belongs_to_the_procedure_is_not_there_before_it(name: str) -> None:
    filler = sign(means="non-integrating-filler")
    leak = sign(None, means="cement-leakage", codes=frozenset({"value-cement-leakage", "leakage-intradiscal"}))

    assert "unknown" == state(name, L1, ORDERED, filler, leak)
    assert "yes" == state(name, L1, DONE, filler, leak)


@pytest.mark.parametrize(
    ("answer", "codes", "day", "expected"),
    [
        (None, "leakage-intradiscal", "2026-02-10", "yes"),
        (None, "leakage-intradiscal", "2026-02-09", "unknown"),
        (None, "leakage-none", "2026-02-10", "no"),
        (None, "leakage-canal", "2026-02-10", "unknown"),  # says nothing of the disc
        (YES, "", "2026-02-10", "unknown"),  # leakage, place not told
        (NO, "", "2026-02-10", "no"),
    ],
)
def test_cement_in_the_disc(answer: Any, codes: str, day: str, expected: str) -> None:
    leak = sign(answer, day, means="cement-leakage", codes=frozenset({"value-cement-leakage", *codes.split()}))

    assert expected == state("intradiscal-leakage", L1, DONE, leak)


def test_leakage_into_a_vein_of_the_same_day_is_no_contradiction() -> None:
    leaks = [
        sign(None, means="cement-leakage", codes=frozenset({"value-cement-leakage", place}))
        for place in ("leakage-intradiscal", "leakage-venous")
    ]

    assert "yes" == state("intradiscal-leakage", L1, DONE, *leaks)
