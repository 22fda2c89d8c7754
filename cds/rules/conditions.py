"""
The condition tree: what both evaluators read, and the only thing they share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["AllOf", "AnyOf", "AtLeast", "Condition", "Is", "Not", "facts_of"]


class Is(Struct, frozen=True):
    """
    The fact is in one of the states.

    True when its state is named; unknown when the fact is `unknown` and `unknown` is not named;
    else false.
    """

    fact: str
    states: frozenset[str]


class AllOf(Struct, frozen=True):
    """
    Every part is true.
    """

    parts: tuple[Condition, ...]


class AnyOf(Struct, frozen=True):
    """
    One part is true.
    """

    parts: tuple[Condition, ...]


class AtLeast(Struct, frozen=True):
    """
    At least `count` parts are true.
    """

    count: int
    parts: tuple[Condition, ...]


class Not(Struct, frozen=True):
    """
    The part is false; unknown stays unknown.
    """

    part: Condition


Condition = Is | AllOf | AnyOf | AtLeast | Not


def facts_of(condition: Condition) -> Iterator[str]:
    """
    Yield the name of every fact the condition reads, with repetitions.
    """
    match condition:
        case Is(fact, _):
            yield fact
        case Not(part):
            yield from facts_of(part)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from facts_of(part)
