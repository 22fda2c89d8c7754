"""
Which terms a free text names: whole words, told in the term files.

A text never asserts a fact. What it names is possible, and asked for.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Words", "plain"]

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_DASHES = re.compile(r"[\s\-_\u2010-\u2015]+")
_CLAUSE = re.compile(r"[.;:,。、]")
_LATIN = re.compile(r"[a-z0-9]")
_LONGEST_TEXT = 2000


def plain(text: str) -> str:
    """
    Return a text as it is compared: one width, lower case, no invisible characters, blanks for dashes.
    """
    return _DASHES.sub(" ", unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).lower()).strip()


def _pattern(phrase: str) -> str:
    """
    Match a phrase as whole words; Japanese has no blanks, so only Latin edges are watched.
    """
    before = r"(?<![a-z0-9])" if _LATIN.match(phrase[0]) else ""
    after = r"(?![a-z0-9])" if _LATIN.match(phrase[-1]) else ""
    return f"{before}{re.escape(phrase)}{after}"


def _any_of(phrases: Iterable[str], *, end: str = "") -> re.Pattern[str]:
    longest_first = sorted({plain(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(f"(?:{'|'.join(map(_pattern, longest_first)) or '(?!)'}){end}")


class Words:
    """
    The words of all terms, ready to be looked for.

    The longest phrase that begins first wins, so "history of stroke" is not also "stroke", and a
    mask ("stroke volume") names nothing.
    """

    __slots__ = ("_names", "_phrases", "_unsaid_after", "_unsaid_before")

    def __init__(
        self,
        words: Mapping[str, Iterable[str]],
        *,
        masks: Iterable[str] = (),
        unsaid_before: Iterable[str] = (),
        unsaid_after: Iterable[str] = (),
    ) -> None:
        """
        Take the words by term, and the phrases that take a naming back.
        """
        self._names = {plain(word): term for term, said in words.items() for word in said}
        self._phrases = _any_of([*self._names, *masks])
        self._unsaid_before = _any_of(unsaid_before)
        self._unsaid_after = _any_of(unsaid_after)

    def named(self, text: str) -> tuple[str, ...]:
        """
        Return the terms a text names, in the order it names them.
        """
        said = plain(text[:_LONGEST_TEXT])
        found: dict[str, None] = {}
        for match in self._phrases.finditer(said):
            term = self._names.get(match.group())
            if term and not self._taken_back(said, match):
                found[term] = None
        return tuple(found)

    def _taken_back(self, said: str, match: re.Match[str]) -> bool:
        """
        Tell whether the clause denies what it names: "without ... vertebral fracture", 骨折なし.
        """
        clause = _CLAUSE.split(said[: match.start()])[-1]
        return bool(self._unsaid_before.search(clause) or self._unsaid_after.match(said, match.end()))
