"""
What is kept of one decision, and nothing else: no name, address, narrative, display or comment.

The parts are msgspec structs because they are stored as JSON as they stand; a field with its default
is not written.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - msgspec reads the annotations
from datetime import date, datetime  # noqa: TC003 - likewise

import msgspec
from msgspec import Struct, field

__all__ = ["DecisionRecord", "FactKept", "OrderKept", "ResourceKept", "RuleVerdict"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """
    A part of a decision that is stored as JSON.
    """


class RuleVerdict(_Part, frozen=True):
    """
    What one rule said, of one order or (order None) of the patient.

    Args:
        indicator: of the variant that led the card, "" when the rule did not fire.
        missing: the facts whose being unknown kept it undecided.
        silenced_by: the rule, or `precedence`.
        why: what silenced it or what went wrong, in the words of the pack.
        shown: its card was in the answer.
        shadow: it was evaluated and stored, and its card kept back on purpose.
        card_uuid, suggestion_uuids: what feedback will name.
    """

    rule: str
    version: str
    verdict: str
    hash: str = ""
    order: str | None = None
    indicator: str = ""
    missing: tuple[str, ...] = ()
    silenced_by: str = ""
    why: str = ""
    shown: bool = False
    shadow: bool = False
    card_uuid: str | None = None
    suggestion_uuids: tuple[str, ...] = ()


class ResourceKept(_Part, frozen=True):
    """
    A resource a fact rests on: its reference, its day, what it says in the words of the pack.
    """

    ref: str
    on: str = ""
    what: str = ""


class FactKept(_Part, frozen=True):
    """
    A fact as the rules saw it.

    Args:
        date: the day of the value, perhaps partial (`2025-09`).
        order: the order it was measured for, None for one of the patient.
        says, gaps: the words of the pack that cards show, so that a card can be made again.
    """

    name: str
    state: str
    status: str
    value: str = ""
    unit: str = ""
    date: str = ""
    refs: tuple[ResourceKept, ...] = ()
    order: str | None = None
    says: Mapping[str, str] = msgspec.field(default_factory=dict)
    gaps: tuple[str, ...] = ()


class OrderKept(_Part, frozen=True):
    """
    An order in scope, with its codes (`system|code`) or, where these were not kept, its terms.
    """

    ref: str
    codes: tuple[str, ...] = ()


class DecisionRecord(Struct, frozen=True, kw_only=True):
    """
    One call and everything that decided it.

    Args:
        id: the decision's UUIDv5; the same id again is kept once.
        patient: the reference (`Patient/123`), which means something only together with issuer and tenant.
        user, location: references (`Practitioner/1`, `Location/2`), for the export of feedback.
        asked_at: when the call came; it has a time zone.
        client: the client profile (generic, epic, oracle, sandbox).
        engine: versions by name.
        fetched: how each resource type was looked for (present, absent, not-fetched, fetch-failed, partial).
        problems: what could not be read; words without patient data.
        latency_ms: from the first byte of the call to the moment before it was stored.
        links: the link URLs that were shown.
    """

    id: str
    service: str
    hook: str
    patient: str
    as_of: date
    asked_at: datetime
    pack_hash: str
    hook_instance: str | None = None
    issuer: str | None = None
    tenant: str | None = None
    encounter: str | None = None
    user: str | None = None
    location: str | None = None
    profile: str = "us"
    client: str = "generic"
    language: str = "en"
    engine: Mapping[str, str] = field(default_factory=dict)
    verdicts: tuple[RuleVerdict, ...] = ()
    facts: tuple[FactKept, ...] = ()
    orders: tuple[OrderKept, ...] = ()
    fetched: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    latency_ms: float = 0.0
    links: tuple[str, ...] = ()
