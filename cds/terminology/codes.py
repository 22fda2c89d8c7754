"""
Which terms a code means: exact, or by the shorter code it begins with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.terminology.systems import KNOWN, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MATCHES", "Code", "CodeIndex"]

MATCHES = {"": "exact", "*": "prefix", "+": "descendants"}
"""What stands behind a code in a term file, and what it says."""

_ICD_10_CM = KNOWN["icd-10-cm"]
_LETTER_AT = 6
"""An ICD-10-CM code of seven characters ends in the letter of the encounter."""


class Code(Struct, frozen=True):
    """
    One code of a term.

    `match` is exact, prefix (and every longer code) or descendants (and everything below it, as far
    as an expansion was shipped; without one only the code itself). `source`: where it was seen.
    """

    system: str
    code: str
    match: str = "exact"
    source: str = ""
    where: str = ""


class CodeIndex:
    """
    The codes of all terms, ready to be asked.
    """

    __slots__ = ("_exact", "_prefixes")

    def __init__(self, codes: Iterable[tuple[str, Code]]) -> None:
        """
        Index pairs of term and code.
        """
        self._exact: dict[tuple[str, str], set[str]] = {}
        self._prefixes: dict[tuple[str, str], set[str]] = {}
        for term, code in codes:
            key = normal(code.system, code.code)
            if code.match == "prefix":
                self._prefixes.setdefault(key, set()).add(term)
                continue
            self._exact.setdefault(key, set()).add(term)
            for stem in _without_letter(*key):
                self._exact.setdefault((key[0], stem), set()).add(term)

    def of(self, system: str, code: str) -> frozenset[str]:
        """
        Return every term that a code means.
        """
        uri, plain = normal(system, code)
        found = set(self._exact.get((uri, plain), ()))
        for end in range(1, len(plain) + 1):
            found |= self._prefixes.get((uri, plain[:end]), set())
        return frozenset(found)


def _without_letter(system: str, plain: str) -> Iterator[str]:
    """
    Yield the shorter forms of an ICD-10-CM code of an initial encounter.

    M80.08 is sent for M80.08XA: the title of the shorter code is the current fracture, the letter
    only counts the encounters. So it is read as the initial one, with and without its filler X.
    """
    if system == _ICD_10_CM and len(plain) == _LETTER_AT + 1 and plain.endswith("A"):
        stem = plain[:_LETTER_AT]
        yield stem
        while stem.endswith("X"):
            stem = stem[:-1]
            yield stem
