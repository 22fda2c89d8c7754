"""
How sure a share is, when few were counted.
"""

from __future__ import annotations

from math import sqrt

from msgspec import Struct

__all__ = ["Share", "share"]

_Z = 1.959963984540054
"""The normal quantile of a 95 % interval."""


class Share(Struct, frozen=True):
    """
    So many of so many, with the 95 % interval after Wilson; the three are None when there was nothing to count.
    """

    count: int
    of: int
    rate: float | None
    low: float | None
    high: float | None


def share(count: int, of: int) -> Share:
    """
    Return the share with its interval.
    """
    if of <= 0:
        return Share(count, of, None, None, None)
    rate = count / of
    spread = _Z * _Z / of
    centre = (rate + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(rate * (1 - rate) / of + spread / (4 * of))
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == of else min(1.0, centre + half)
    return Share(count, of, rate, low, high)
