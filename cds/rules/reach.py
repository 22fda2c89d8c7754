"""
Whether a record could make conditions true: the states each fact may have, narrowed step by step.

Only the words of the dictionary count, not what the facts mean: two facts that never go together in
a real patient do so here.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from cds.rules.conditions import AllOf, AnyOf, AtLeast, Condition, Is, Not

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cds.rules.model import Entry

__all__ = ["Box", "Reach", "holds_in"]

Box = dict[str, frozenset[str]]
"""The states that are left to each fact; a fact that is not named may have any."""


class Reach:
    """
    Looks for states that make conditions true at once.

    Args:
        entries: the dictionary.
        free: facts that are not looked at, because they may differ between two orders of one call.
    """

    def __init__(self, entries: Mapping[str, Entry], *, free: frozenset[str] = frozenset()) -> None:
        self._states = {name: frozenset(entry.states) for name, entry in entries.items()}
        self._free = free
        self.conflict = ""

    def boxes(self, conditions: Sequence[Condition | None], box: Box) -> Iterator[Box]:
        """
        Yield each way to make all conditions true; none: they never are, and `conflict` says why.
        """
        self.conflict = ""
        yield from self._each(tuple(c for c in conditions if c is not None), box, wanted=True)

    def never(self, conditions: Sequence[Condition | None], box: Box) -> bool:
        """
        Return whether the conditions are never true together.
        """
        return next(self.boxes(conditions, box), None) is None

    def _each(self, parts: Sequence[Condition], box: Box, *, wanted: bool) -> Iterator[Box]:
        if not parts:
            yield box
            return
        for narrowed in self._narrow(parts[0], box, wanted=wanted):
            yield from self._each(parts[1:], narrowed, wanted=wanted)

    def _narrow(self, condition: Condition, box: Box, *, wanted: bool) -> Iterator[Box]:
        match condition:
            case Is(fact, states):
                yield from self._one(fact, states, box, wanted=wanted)
            case Not(part):
                yield from self._narrow(part, box, wanted=not wanted)
            case AllOf(parts):
                yield from self._some(parts, len(parts) if wanted else 1, box, wanted=wanted)
            case AnyOf(parts):
                yield from self._some(parts, 1 if wanted else len(parts), box, wanted=wanted)
            case AtLeast(count, parts):
                yield from self._some(parts, count if wanted else len(parts) - count + 1, box, wanted=wanted)

    def _some(self, parts: Sequence[Condition], count: int, box: Box, *, wanted: bool) -> Iterator[Box]:
        for chosen in combinations(parts, count):
            yield from self._each(chosen, box, wanted=wanted)

    def _one(self, fact: str, states: frozenset[str], box: Box, *, wanted: bool) -> Iterator[Box]:
        if fact in self._free:
            yield box
            return
        asked = states if wanted else self._states[fact] - states - {"unknown"}
        before = box.get(fact, self._states[fact])
        if asked & before:
            yield {**box, fact: asked & before}
        elif not self.conflict:
            self.conflict = f"'{fact}' would be {_either(before)} and {_either(asked)} at once"


def holds_in(condition: Condition, box: Box) -> bool:
    """
    Return whether every record of a box makes the condition true.
    """
    match condition:
        case Is(fact, states):
            return fact in box and box[fact] <= states
        case AllOf(parts):
            return all(holds_in(part, box) for part in parts)
        case AnyOf(parts):
            return any(holds_in(part, box) for part in parts)
        case AtLeast(count, parts):
            return sum(holds_in(part, box) for part in parts) >= count
        case Not(Is(fact, states)):
            return fact in box and not box[fact] & (states | {"unknown"})
        case _:
            return False


def _either(states: frozenset[str]) -> str:
    return " or ".join(sorted(states)) or "in no state"
