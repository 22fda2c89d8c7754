"""
Three-valued truth (Kleene): yes, no, unknown.

A `Truth` refuses to be used as a bool, so that unknown can never slip through an `if` as no.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Never

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Truth", "all_of", "any_of", "at_least"]


class Truth(Enum):
    """
    One of three answers.
    """

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # each is one object; the hash of its name takes ten times as long

    def __bool__(self) -> Never:
        """
        Refuse: write `is Truth.YES`.

        Raises:
            TypeError: always.
        """
        msg = "a Truth is not a bool: write `is Truth.YES`"
        raise TypeError(msg)

    def __invert__(self) -> Truth:
        """
        Turn yes into no and no into yes; unknown stays unknown.
        """
        if self is Truth.UNKNOWN:
            return self
        return Truth.NO if self is Truth.YES else Truth.YES

    @classmethod
    def of(cls, known: bool) -> Truth:  # noqa: FBT001 - the one door from bool
        """
        Return the Truth of a known answer.
        """
        return cls.YES if known else cls.NO


def all_of(truths: Iterable[Truth]) -> Truth:
    """
    Return no when one is no, else unknown when one is unknown, else yes.
    """
    seen = set(truths)
    if Truth.NO in seen:
        return Truth.NO
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.YES


def any_of(truths: Iterable[Truth]) -> Truth:
    """
    Return yes when one is yes, else unknown when one is unknown, else no.
    """
    seen = set(truths)
    if Truth.YES in seen:
        return Truth.YES
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.NO


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """
    Return yes when *count* are yes, no when yes and unknown together are fewer, else unknown.
    """
    seen = list(truths)
    true = seen.count(Truth.YES)
    if true >= count:
        return Truth.YES
    return Truth.NO if true + seen.count(Truth.UNKNOWN) < count else Truth.UNKNOWN
