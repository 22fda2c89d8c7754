"""
The OF class of a recent osteoporotic fracture.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from facts.charts import MAYBE, condition, fact, fracture, lost, observation, state

from cds.chart.chart import Quantity

L1 = fracture("L1", "2026-02-01")


def classed(value: str, day: str = "2026-02-20", *, levels: str = "L1", **more: Any) -> Any:
    told = {"codes": frozenset({"value-of-class", value})} if value else {}
    return observation("obs-of-classification", day, levels=levels, **(told | more))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), "none-recorded"),
        *(((classed(f"OF{n}"),), f"of-{n}") for n in range(1, 6)),
        ((classed("", unreadable="its value has no code that is known"),), "unknown"),
        ((classed("", quantity=Quantity(Decimal(4))),), "unknown"),
        ((classed(""),), "none-recorded"),  # dataAbsentReason
        ((classed("OF2"), classed("", "2026-02-25")), "of-2"),
        ((classed("OF2"), classed("OF4", "2026-02-21")), "of-4"),
        ((classed("OF4"), classed("OF2", "2026-02-21")), "of-2"),
        ((classed("OF4"), classed("OF2")), "unknown"),
        ((classed("OF2", certain=MAYBE),), "unknown"),
        ((classed("OF2", levels="T8"),), "none-recorded"),
        ((classed("OF2", levels=""),), "of-2"),
        ((classed("OF2", levels=""), fracture("T8", "2026-02-03")), "none-recorded"),
        ((classed("OF2", "2026-01-20"),), "none-recorded"),  # of an earlier fracture
        ((lost("Observation", "obs-of-classification"),), "unknown"),
    ],
)
def test_the_class_of_a_fracture(events: tuple[Any, ...], expected: str) -> None:
    assert expected == state("of-class", L1, *events)


@pytest.mark.parametrize(
    ("onset", "expected"),
    [("2025-03-10", "of-3"), ("2025-03-09", "none-recorded"), ("", "none-recorded"), ("2025-03", "none-recorded")],
)
def test_the_fracture_is_of_the_last_twelve_months(onset: str, expected: str) -> None:
    assert expected == state("of-class", fracture("L1", onset), classed("OF3"))


@pytest.mark.parametrize(
    "other",
    [
        condition("bone-metastasis-exclude", "2026-01-01", levels="L1"),
        condition("vertebral-infection", "2026-01-01", levels="L1"),
        condition("high-energy-trauma", "2026-02-01"),
    ],
)
def test_a_fracture_of_another_cause_has_no_osteoporotic_class(other: Any) -> None:
    assert "none-recorded" == state("of-class", L1, other, classed("OF3"))


def test_an_unconfirmed_fracture_has_none() -> None:
    assert "none-recorded" == state("of-class", fracture("L1", "2026-02-01", certain=MAYBE), classed("OF3"))


def test_of_several_fractures_the_highest_leads_and_all_are_listed() -> None:
    told = fact("of-class", L1, fracture("T8", "2026-02-01"), classed("OF2"), classed("OF4", levels="T8"))

    assert ("of-4", "T8", "4") == (told.state, told.says["level"], told.says["number"])
    assert all(said in told.says["all"] for said in ("T8: OF 4", "L1: OF 2"))


def test_an_invalid_class_beside_a_valid_one_is_said() -> None:
    wrong = classed("", levels="T8", unreadable="its value has no code that is known")
    told = fact("of-class", L1, fracture("T8", "2026-02-01"), classed("OF2"), wrong)

    assert "of-2" == told.state
    assert told.gaps[0].startswith("invalid OF class: T8")
