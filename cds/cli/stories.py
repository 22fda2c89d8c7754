"""
A story: a folder whose EXPECTED.yaml says which cards are shown, and which are not.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from pydantic import BaseModel, ConfigDict, ValidationError

from cds.errors import ChartError
from cds.plain_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cds.chart.reading.files import Source

__all__ = ["Story", "read_story"]


class _Expected(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    rule: str
    indicator: str
    mentions: list[str] = []


class _StoryFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    as_of: date
    hook: str = "patient-view"
    profile: str = "us"
    context: str | None = None
    cards: list[_Expected] = []
    silent: list[str] = []
    data_needed: list[str] = []


class Story(Struct, frozen=True):
    """
    What a story expects, and how it is to be asked.
    """

    folder: Path
    as_of: date
    hook: str
    profile: str
    context: dict[str, Any] | None
    cards: tuple[_Expected, ...] = ()
    silent: tuple[str, ...] = ()
    data_needed: tuple[str, ...] = field(default=())
    context_file: str | None = None

    def holds_context(self, source: Source) -> bool:
        """
        Tell whether a source is the story's context and no record.
        """
        return self.context_file is not None and source.path == self.folder / self.context_file

    def differences(self, cards: Sequence[dict[str, Any]]) -> Iterator[str]:
        """
        Yield what differs between the cards that are shown and those expected; a card not listed differs.
        """
        shown = {card["extension"]["org.ovf-cds"]["rule"]: card for card in cards}
        for expected in self.cards:
            card = shown.get(expected.rule)
            if card is None:
                yield f"the card {expected.rule} is expected and not shown"
                continue
            if card["indicator"] != expected.indicator:
                yield f"the card {expected.rule} is {card['indicator']}, expected {expected.indicator}"
            said = _words(card)
            for word in expected.mentions:
                if word.casefold() not in said:
                    yield f"the card {expected.rule} does not mention '{word}'"
        listed = {expected.rule for expected in self.cards}
        if self.data_needed:
            listed.add("data-needed")
        yield from (f"the card {rule} is shown and not expected" for rule in shown if rule not in listed)
        yield from (f"the card {rule} is shown and must be silent" for rule in self.silent if rule in shown)
        needed = _words(shown["data-needed"]) if "data-needed" in shown else ""
        yield from (f"data-needed does not list '{word}'" for word in self.data_needed if word.casefold() not in needed)


def _words(card: dict[str, Any]) -> str:
    return f"{card['summary']}\n{card.get('detail', '')}".replace("\\", "").casefold()


def read_story(path: Path) -> Story:
    """
    Read an EXPECTED.yaml.

    Raises:
        ChartError: it is wrong, or its context can not be read.
        RuleError: it is not strict YAML.
    """
    document = read_yaml(path)
    try:
        told = _StoryFile.model_validate(document.data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = tuple(part for part in first["loc"] if isinstance(part, str | int))
        named = ".".join(str(part) for part in place)
        raise ChartError(f"{path.parent.name}/{document.where(place)}: {named}: {first['msg']}") from None
    context = None
    if told.context:
        try:
            context = json.loads((path.parent / told.context).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ChartError(f"{path.parent.name}: the context {told.context} can not be read: {error}") from None
    return Story(
        path.parent,
        told.as_of,
        told.hook,
        told.profile,
        context,
        tuple(told.cards),
        tuple(told.silent),
        tuple(told.data_needed),
        told.context,
    )
