"""
From a condition as written to the tree both evaluators read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.errors import RuleError
from cds.rules.conditions import AllOf, AnyOf, AtLeast, Condition, Is, Not

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.plain_yaml import Document
    from cds.rules.model import Entry

__all__ = ["Reader"]

_WORDS = ("all", "any", "not", "at_least")


class Reader:
    """
    Reads the conditions of one file; what is wrong is collected in `errors`.
    """

    def __init__(self, document: Document, entries: Mapping[str, Entry], errors: list[RuleError]) -> None:
        """
        Take the file, the dictionary its facts are looked up in, and the list errors are added to.
        """
        self._document = document
        self._entries = entries
        self._errors = errors

    def condition(self, raw: Any, path: tuple[str | int, ...]) -> Condition:
        """
        Read one condition; a wrong one gives an empty `AllOf` and an error.
        """
        if not isinstance(raw, dict) or len(raw) != 1:
            self._wrong("a condition has exactly one key: a fact, all, any, not, or at_least", path)
            return AllOf(())
        ((word, value),) = raw.items()
        here = (*path, word)
        if word == "not":
            return Not(self.condition(value, here))
        if word in {"all", "any"}:
            parts = self._parts(value, here)
            return AllOf(parts) if word == "all" else AnyOf(parts)
        if word == "at_least":
            return self._at_least(value, here)
        return self._is(word, value, here)

    def all_of(self, raw: list[Any], path: tuple[str | int, ...]) -> Condition:
        """
        Read a list of conditions that must all be true.
        """
        return AllOf(tuple(self.condition(item, (*path, place)) for place, item in enumerate(raw)))

    def _parts(self, value: Any, path: tuple[str | int, ...]) -> tuple[Condition, ...]:
        if not isinstance(value, list) or not value:
            self._wrong(f"'{path[-1]}' is a list of conditions", path)
            return ()
        return tuple(self.condition(item, (*path, place)) for place, item in enumerate(value))

    def _at_least(self, value: Any, path: tuple[str | int, ...]) -> Condition:
        if not isinstance(value, dict) or set(value) != {"count", "of"} or not isinstance(value["count"], int):
            self._wrong("'at_least' has `count` (a number) and `of` (a list of conditions)", path)
            return AllOf(())
        parts = self._parts(value["of"], (*path, "of"))
        if not 1 <= value["count"] <= len(parts):
            self._wrong(f"'at_least' {value['count']} of {len(parts)} conditions", path)
        return AtLeast(value["count"], parts)

    def _is(self, fact: str, value: Any, path: tuple[str | int, ...]) -> Condition:
        entry = self._entries.get(fact)
        states = value if isinstance(value, list) else [value]
        if entry is None:
            self._wrong(f"'{fact}' is not in the dictionary (rules/facts)", path)
        for state in states if entry else ():
            if state not in entry.states:  # type: ignore[union-attr] # states is empty without an entry
                self._wrong(f"'{fact}' is never '{state}'; it is {', '.join(entry.states)}", path)  # type: ignore[union-attr]
        return Is(fact, frozenset(str(state) for state in states))

    def _wrong(self, message: str, path: tuple[str | int, ...]) -> None:
        self._errors.append(RuleError(message, self._document.where(path)))
