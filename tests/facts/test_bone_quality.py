"""
The vertebral bone quality score: the calculation, and how it is written.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from cds.facts.bone_quality import bone_quality, score_in_words


def numbers(text: str) -> list[Decimal]:
    return [Decimal(part) for part in text.split()]


@pytest.mark.parametrize(
    ("vertebrae", "csf", "expected"),
    [
        ("294 297 301 309", "100", "2.99"),
        ("294 298 301 309", "100", "2.995"),
        ("295 298 302 310", "100", "3"),
        ("310 320 330", "100", "3.2"),
        ("330 310 320", "100", "3.2"),
        ("300 400", "100", "3.5"),
        ("250", "100", "2.5"),
        ("0.3 0.1", "0.1", "2"),
    ],
)
def test_the_score_is_the_median_signal_over_that_of_the_fluid(vertebrae: str, csf: str, expected: str) -> None:
    assert Decimal(expected) == bone_quality(numbers(vertebrae), Decimal(csf))


@pytest.mark.parametrize(
    ("vertebrae", "csf"), [("", "100"), ("300 310", "0"), ("300 310", "-1"), ("0 310", "100"), ("-5", "100")]
)
def test_a_signal_that_is_not_above_zero_has_no_score(vertebrae: str, csf: str) -> None:
    with pytest.raises(ValueError, match="above zero"):
        bone_quality(numbers(vertebrae), Decimal(csf))


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("2.99", "2.99"),
        ("2.994", "2.99"),
        ("2.995", "2.995"),
        ("2.9949", "2.99"),
        ("2.9996", "2.9996"),
        ("2.99996", "2.99996"),
        ("2.99999999999999", "2.99999999999999"),
        ("3", "3.00"),
        ("3.004", "3.00"),
        ("3.2", "3.20"),
        ("3.125", "3.13"),
    ],
)
def test_rounding_never_carries_a_score_across_the_limit(score: str, expected: str) -> None:
    assert expected == score_in_words(Decimal(score), Decimal(3))
