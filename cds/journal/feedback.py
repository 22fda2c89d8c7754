"""
What clinicians did with cards, as an EHR posts it: read with patience, one result an item.

The specification names `overrideReason`; Epic sends `overrideReasons`, which is one object or several,
with its own reason in an extension, and card ids that are no UUIDs.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from cds.errors import HookError
from cds.journal.words import MOST, code_like, kept, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FeedbackItem", "FeedbackResult", "Reason", "read_feedback"]

OUTCOMES = ("accepted", "overridden")
MOST_ITEMS = 1000
MOST_COMMENT = 10_000
CLOCKS = timedelta(days=1)
"""So much the clocks of client and service may differ."""
EPIC = "com.epic.cdshooks.feedback.overrideReason"

_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,6})\d*)?\s*(Z|z|[+-]\d\d:?\d\d)?",
)
_UUID = re.compile(r"(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """
    A coded reason; its display is not kept, the pack has the words of its own codes.
    """

    code: str
    system: str = ""


class FeedbackItem(Struct, frozen=True, kw_only=True):
    """
    What became of one card.

    Args:
        service: the service id the feedback was posted to.
        card: the card's uuid, or whatever id the client has for it.
        outcome: accepted or overridden.
        at: when the clinician did it, None when the client does not say; it has a time zone.
        received_at: when it came.
        comment: free text, which may hold anything: it is never printed or logged.
        user: the reference of who did it, where the client says so.
        position: its place in the batch, None: as given to `Journal.feedback`.
        problems: what of it could not be used.
    """

    service: str
    card: str
    outcome: str
    received_at: datetime
    at: datetime | None = None
    issuer: str | None = None
    tenant: str | None = None
    reasons: tuple[Reason, ...] = ()
    suggestions: tuple[str, ...] = ()
    comment: str = ""
    user: str | None = None
    position: int | None = None
    problems: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """
        Say which item it is, and nothing of what the clinician wrote.
        """
        return f"FeedbackItem(service={self.service!r}, card={self.card!r}, outcome={self.outcome!r})"


class FeedbackResult(Struct, frozen=True):
    """
    What became of one item of a batch.

    Args:
        position: its place in the batch, from 0.
        stored: it is in the store now (whether it came now or was there).
        repeated: it was there already.
        known: the card is one of ours, shown to this issuer and tenant.
        problems: what of it could not be used, in words that hold nothing of it.
    """

    position: int
    stored: bool
    repeated: bool = False
    known: bool = False
    problems: tuple[str, ...] = ()


class _Item(Struct):
    """
    The reading of one item; `problems` grows.
    """

    told: dict[str, Any]
    problems: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """
        Return a text, "" with a problem when it is something else; an absent one is no problem.
        """
        value = self.told.get(name)
        if value is None or isinstance(value, str):
            return (value or "").strip()
        self.problems.append(f"'{name}' is no text")
        return ""

    def card(self) -> str:
        """
        Return the card's id; a UUID in lower case, as we wrote it.
        """
        card = self.told.get("card")
        if isinstance(card, int) and not isinstance(card, bool):
            card = str(card)
        if not isinstance(card, str) or not card.strip():
            return ""
        found = _UUID.fullmatch(card.strip())
        return found[1].lower() if found else kept(card.strip())

    def at(self, received_at: datetime) -> datetime | None:
        """
        Return when it was done, None with a problem when that can not be read or is not yet.
        """
        text = self.text("outcomeTimestamp")
        found = _instant(text)
        if text and found is None:
            self.problems.append("'outcomeTimestamp' can not be read; the time of receipt is used")
        if found is not None and found > received_at + CLOCKS:
            self.problems.append("'outcomeTimestamp' lies in the future; the time of receipt is used")
            return None
        return found

    def suggestions(self) -> tuple[str, ...]:
        """
        Return the ids of the accepted suggestions.
        """
        told = self.told.get("acceptedSuggestions")
        if told is None:
            return ()
        ids = [one.get("id") if isinstance(one, dict) else one for one in told] if isinstance(told, list) else [None]
        found = tuple(dict.fromkeys(kept(one.strip()) for one in ids if isinstance(one, str) and one.strip()))
        if len(found) < len(set(map(str, ids))):
            self.problems.append("'acceptedSuggestions' is no list of {id}")
        return found[:MOST_ITEMS]

    def reasons(self) -> tuple[Reason, ...]:
        """
        Return the coded reasons of the one way to write them and of the other.
        """
        found = [reason for told in self._overrides() for reason in self._codes(told)]
        return tuple(dict.fromkeys(found))[:MOST_ITEMS]

    def comment(self) -> str:
        """
        Return the free text.
        """
        told = [one.get("userComment") for one in self._overrides()]
        if any(one is not None and not isinstance(one, str) for one in told):
            self.problems.append("'userComment' is no text")
        return printable("\n".join(one.strip() for one in told if isinstance(one, str)), MOST_COMMENT).strip()

    def _overrides(self) -> Iterator[dict[str, Any]]:
        for name in ("overrideReason", "overrideReasons"):
            told = self.told.get(name)
            for one in told if isinstance(told, list) else [told]:
                if isinstance(one, dict):
                    yield one

    def _codes(self, told: dict[str, Any]) -> Iterator[Reason]:
        reason = told.get("reason", told if "code" in told else None)
        for coding in reason if isinstance(reason, list) else [reason]:
            if isinstance(coding, dict):
                yield from self._code(coding.get("code"), coding.get("system"))
        extension = told.get("extension")
        if isinstance(extension, dict):
            yield from self._code(extension.get(f"{EPIC}.reasonCategory"), f"{EPIC}.reasonCategory")

    def _code(self, code: Any, system: Any) -> Iterator[Reason]:
        if code is None:
            return
        text = str(code).strip() if isinstance(code, str | int) else ""
        if code_like(text):
            yield Reason(text, kept(system.strip())[:MOST] if isinstance(system, str) else "")
        else:
            self.problems.append("the code of a reason is none; it is not kept")


def read_feedback(
    body: Any, *, service: str, received_at: datetime, issuer: str | None = None, tenant: str | None = None
) -> tuple[list[FeedbackItem], list[FeedbackResult]]:
    """
    Read the body of a feedback call; a bad item spoils no other.

    Returns:
        The items for `Journal.feedback`, and a result for each item that says nothing.

    Raises:
        HookError: there is no array `feedback`, or it is longer than anybody's.
    """
    told = body.get("feedback") if isinstance(body, dict) else None
    if not isinstance(told, list):
        raise HookError("'feedback' is missing or no array")
    if len(told) > MOST_ITEMS:
        raise HookError(f"'feedback' has {len(told)} items; at most {MOST_ITEMS} are taken at once")
    base = FeedbackItem(service=service, card="", outcome="", received_at=received_at, issuer=issuer, tenant=tenant)
    read = [_read(one, base, position) for position, one in enumerate(told)]
    items = [one for one in read if isinstance(one, FeedbackItem)]
    return items, [one for one in read if isinstance(one, FeedbackResult)]


def _read(told: Any, base: FeedbackItem, position: int) -> FeedbackItem | FeedbackResult:
    if not isinstance(told, dict):
        return FeedbackResult(position, stored=False, problems=("the item is no object",))
    reading = _Item(told)
    card, outcome = reading.card(), reading.text("outcome").lower()
    if not card:
        reading.problems.append("'card' is missing")
    if outcome not in OUTCOMES:
        reading.problems.append("'outcome' is neither accepted nor overridden")
    if not card or outcome not in OUTCOMES:
        return FeedbackResult(position, stored=False, problems=tuple(reading.problems))
    item = replace(
        base,
        card=card,
        outcome=outcome,
        at=reading.at(base.received_at),
        reasons=reading.reasons(),
        suggestions=reading.suggestions(),
        comment=reading.comment(),
        position=position,
    )
    return replace(item, problems=tuple(dict.fromkeys(reading.problems)))


def _instant(text: str) -> datetime | None:
    found = _INSTANT.fullmatch(text)
    if not found:
        return None
    day, time, fraction, zone = found.groups()
    written = f"{day}T{time}{'.' + fraction.ljust(6, '0') if fraction else ''}{(zone or 'Z').upper()}"
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
