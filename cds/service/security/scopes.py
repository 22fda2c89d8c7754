"""
SMART scopes: what a token may read, in the words of version 1 (`.read`) and version 2 (`.rs`).
"""

from __future__ import annotations

import re

from msgspec import Struct

__all__ = ["EVERYTHING", "Scopes"]

_SCOPE = re.compile(r"(?:patient|user|system)/([A-Za-z]+|\*)\.(\*|read|write|[cruds]+)(\?.*)?")


class Scopes(Struct, frozen=True):
    """
    What may be read: everything when nothing was said.

    Args:
        whole: types that may be read, `*` for all.
        parts: types of which only a part may be read (`patient/Observation.rs?category=...`).
    """

    whole: frozenset[str]
    parts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Scopes:
        """
        Read the scopes of an authorisation.
        """
        found = [match for word in text.split() if (match := _SCOPE.fullmatch(word)) and _reads(match[2])]
        if not found and not any("/" in word for word in text.split()):
            return EVERYTHING
        return cls(
            frozenset(match[1] for match in found if not match[3]), frozenset(match[1] for match in found if match[3])
        )

    def may_read(self, kind: str) -> bool:
        """
        Tell whether resources of a type may be read, all or some.
        """
        return bool({"*", kind} & (self.whole | self.parts))

    def only_in_part(self, kind: str) -> bool:
        """
        Tell whether more of them may exist than may be read.
        """
        return not {"*", kind} & self.whole


def _reads(rights: str) -> bool:
    return rights in {"*", "read"} or (rights != "write" and "r" in rights)


EVERYTHING = Scopes(frozenset({"*"}))
"""What a token may read that says nothing of it."""
