"""
The words of a card: placeholders filled in, and nothing of the record read as markup.

`detail` is GitHub Flavored Markdown and some clients render raw HTML in it, so every string that
comes from a fact is escaped before it goes in. The pack's own text may use markdown, never HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from cds.terminology.units import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from cds.facts.fact import Fact

__all__ = ["NOT_RECORDED", "Slot", "Wording", "escaped", "markdown", "plain", "shortened", "without_html"]

NOT_RECORDED = "not recorded"
AS_OF = "as-of"

_SLOT = re.compile(r"\{([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.([a-z0-9]+(?:[-_][a-z0-9]+)*))?\}")
_HARMLESS = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9 ,;/%\-]*)?")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+"
)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_SCHEME = re.compile(r"(?<=:)(?=//)")
_WWW = re.compile(r"(?i)(?<=www)(?=\.)")
_AT = re.compile(r"(?<=@)(?=\w)")
_BLOCK = re.compile(r"\d{1,9}(?=\.(?:\s|$))|(?=[-+](?:\s|$)|[-=]{2}|=)")
_LIST = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s|\s|\|")
_MARKUP = str.maketrans({char: f"\\{char}" for char in "\\`*_[]()#!|~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def plain(text: str) -> str:
    """
    Return a string of the record as one line of plain text: no control characters, no opening tag.
    """
    if _HARMLESS.fullmatch(text):
        return text.strip()
    line = " ".join(_UNSEEN.sub(" ", text).split())
    return _TAG.sub("< ", line)


def escaped(text: str) -> str:
    """
    Return a string of the record as literal text inside GitHub Flavored Markdown.

    Markup is escaped with a backslash, HTML with entities. Links and mentions are made from plain
    text by some renderers after escapes are undone, so they are broken with a space.
    """
    if _HARMLESS.fullmatch(text):
        return text.strip()
    line = " ".join(_UNSEEN.sub(" ", text).split())
    line = _AT.sub(" ", _WWW.sub(" ", _SCHEME.sub(" ", line)))
    block = _BLOCK.match(line)
    if block:
        return f"{line[: block.end()]}\\{line[block.end() :].translate(_MARKUP)}"
    return line.translate(_MARKUP)


def without_html(text: str) -> str:
    """
    Return text of the pack in which nothing can open an HTML tag.
    """
    return _TAG.sub("&lt;", text)


def markdown(text: str) -> str:
    """
    Return text of the pack as markdown paragraphs: one for each line; lists and tables stay together.
    """
    lines = [line.rstrip() for line in without_html(text).strip().splitlines() if line.strip()]
    parts: list[str] = []
    for number, line in enumerate(lines):
        together = number > 0 and _LIST.match(line) and _LIST.match(lines[number - 1])
        parts.append(line if number == 0 else f"\n{line}" if together else f"\n\n{line}")
    return "".join(parts)


def shortened(text: str, limit: int) -> str:
    """
    Return the text cut at a word, with an ellipsis, so that it has at most *limit* code points.

    A last resort: `cds lint` refuses a summary that can grow too long, so only an unforeseen list of
    the record gets here. The detail still says everything.
    """
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    word = kept.rfind(" ")
    return (kept[:word] if word > limit // 2 else kept).rstrip(" ,;:.(") + "…"


class Slot(Struct, frozen=True):
    """
    A placeholder: `{fact.word}`, or `{as-of}` (no word).
    """

    fact: str
    word: str = ""


class Wording(Struct, frozen=True):
    """
    A text of the pack, its placeholders found once.
    """

    parts: tuple[str | Slot, ...]

    @classmethod
    def of(cls, text: str) -> Wording:
        """
        Find the placeholders of a text.
        """
        parts: list[str | Slot] = []
        end = 0
        for found in _SLOT.finditer(text):
            parts += [text[end : found.start()], Slot(found[1], found[2] or "")]
            end = found.end()
        parts.append(text[end:])
        return cls(tuple(part for part in parts if part != ""))

    @property
    def slots(self) -> Iterator[Slot]:
        """
        Yield the placeholders, in order.
        """
        return (part for part in self.parts if isinstance(part, Slot))

    def filled(self, facts: Mapping[str, Fact], as_of: date, *, write: Callable[[str], str]) -> str:
        """
        Return the text with each placeholder filled in, written with *write* (`plain` or `escaped`).

        A placeholder without a value becomes "not recorded".
        """
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        return "".join(
            part if isinstance(part, str) else write(_word(part, facts, as_of)) or NOT_RECORDED for part in self.parts
        )


def _word(slot: Slot, facts: Mapping[str, Fact], as_of: date) -> str:
    if slot.fact == AS_OF:
        return as_of.isoformat()
    fact = facts.get(slot.fact)
    if fact is None:
        return ""
    said = fact.says.get(slot.word)
    if said is not None:
        return said
    if slot.word == "value":
        return f"{fact.value} {printed(fact.unit)}".strip() if fact.unit else fact.value
    if slot.word == "date":
        return str(fact.on) if fact.on else ""
    return fact.state if slot.word == "state" else ""
