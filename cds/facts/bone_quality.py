"""
The vertebral bone quality score as a calculation, and how it is written (evidence.md 3.4).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["bone_quality", "score_in_words"]

FEWEST_DECIMALS, MOST_DECIMALS = 2, 12


def bone_quality(vertebrae: Iterable[Decimal], csf: Decimal) -> Decimal:
    """
    Divide the median signal of vertebral bodies by that of the cerebrospinal fluid (F2-1; evidence.md 3.4).

    Args:
        vertebrae: T1-weighted signal intensity of each usable body of L1 to L4 (no unit); the median
            of an even number is the mean of the two in the middle.
        csf: signal intensity of the cerebrospinal fluid at L3 in the same image.

    Raises:
        ValueError: there is no vertebra, or a signal is not above zero.
    """
    signals = sorted(vertebrae)
    if not signals or signals[0] <= 0 or csf <= 0:
        raise ValueError("a signal intensity is above zero, and one vertebra is needed at least")
    upper = len(signals) // 2
    lower = upper if len(signals) % 2 else upper - 1
    return (signals[lower] + signals[upper]) / 2 / csf


def score_in_words(score: Decimal, limit: Decimal) -> str:
    """
    Write a score with two decimals, and with more where rounding would put it on the other side of the limit.

    2.995 is written 2.995 and not 3.00 (evidence.md 3.4).
    """
    for decimals in range(FEWEST_DECIMALS, MOST_DECIMALS):
        written = score.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if (written >= limit) == (score >= limit):
            return format(written, "f")
    return format(score, "f")
