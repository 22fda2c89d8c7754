"""
Decisions: written once, read by id, counted by rule.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import sqlalchemy as sa

from cds.journal.counters import note_token
from cds.journal.inserting import InsertOnce
from cds.journal.record import DecisionRecord, FactKept, OrderKept, RuleVerdict
from cds.journal.tables import decisions, outcomes
from cds.journal.words import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.engine import RowMapping

    from cds.journal.journal import UsedToken
    from cds.journal.ready import Transaction
    from cds.journal.store import Store

__all__ = ["decision_of", "record_decision"]

T = TypeVar("T")

NOT_APPLICABLE = "not-applicable"
_STRONGEST = ("fired", "error", "undecided", "silenced", "not-fired")
"""Of several orders, the verdict that is counted for the rule."""

_DECISION, _OUTCOMES = InsertOnce(decisions), InsertOnce(outcomes)


def record_decision(store: Store, record: DecisionRecord, token: UsedToken | None = None) -> bool:
    """
    Store a decision and its token; when this returns they are there. The same id again changes nothing.

    Returns:
        False when the token was used before; then nothing is stored.
    """
    row, counted = _row(record), list(_counted(record))

    def work(at: Transaction) -> bool:
        if token is not None and not note_token(at, token):
            return False
        if _DECISION.one(at, row):
            _OUTCOMES.all(at, counted)
        return True

    return store.run(work)


def _row(record: DecisionRecord) -> dict[str, Any]:
    return {
        "id": kept(record.id),
        "hook_instance": kept(record.hook_instance),
        "issuer": kept(record.issuer),
        "tenant": kept(record.tenant),
        "service": record.service,
        "hook": record.hook,
        "patient": kept(record.patient),
        "encounter": kept(record.encounter),
        "user_ref": kept(record.user),
        "location": kept(record.location),
        "as_of": record.as_of,
        "asked_at": record.asked_at,
        "profile": record.profile,
        "client": record.client,
        "language": record.language,
        "pack_hash": record.pack_hash,
        "engine": record.engine,
        "verdicts": record.verdicts,
        "facts": record.facts,
        "orders_in_scope": record.orders,
        "fetched": record.fetched,
        "problems": record.problems,
        "links": record.links,
        "latency_ms": record.latency_ms,
    }


def _counted(record: DecisionRecord) -> Iterator[dict[str, Any]]:
    strongest: dict[str, RuleVerdict] = {}
    for verdict in record.verdicts:
        held = strongest.get(verdict.rule)
        if verdict.verdict != NOT_APPLICABLE and (held is None or _rank(verdict) < _rank(held)):
            strongest[verdict.rule] = verdict
    of_decision = {
        "decision": kept(record.id),
        "day": record.asked_at.astimezone(UTC).date(),
        "issuer": kept(record.issuer),
        "tenant": kept(record.tenant),
    }
    for rule, verdict in strongest.items():
        yield of_decision | {
            "rule": rule,
            "version": verdict.version,
            "verdict": verdict.verdict,
            "indicator": verdict.indicator,
            "shown": verdict.shown,
            "shadow": verdict.shadow,
            "card": verdict.card_uuid,
        }


def _rank(verdict: RuleVerdict) -> tuple[bool, int]:
    known = verdict.verdict in _STRONGEST
    return not verdict.shown, _STRONGEST.index(verdict.verdict) if known else len(_STRONGEST)


def decision_of(store: Store, decision: str) -> DecisionRecord | None:
    """
    Return a decision by its id, None when it is not (or no longer) here.
    """
    with store.reading() as connection:
        found = connection.execute(sa.select(decisions).where(decisions.c.id == kept(decision))).mappings().first()
    return _record(found) if found else None


def _record(row: RowMapping) -> DecisionRecord:
    return DecisionRecord(
        id=row["id"],
        service=row["service"],
        hook=row["hook"],
        patient=row["patient"],
        as_of=row["as_of"],
        asked_at=row["asked_at"],
        pack_hash=row["pack_hash"],
        hook_instance=row["hook_instance"] or None,
        issuer=row["issuer"] or None,
        tenant=row["tenant"] or None,
        encounter=row["encounter"] or None,
        user=row["user_ref"] or None,
        location=row["location"] or None,
        profile=row["profile"],
        client=row["client"],
        language=row["language"],
        engine=row["engine"],
        verdicts=_parts(row["verdicts"], RuleVerdict),
        facts=_parts(row["facts"], FactKept),
        orders=_parts(row["orders_in_scope"], OrderKept),
        fetched=row["fetched"],
        problems=tuple(row["problems"]),
        latency_ms=row["latency_ms"],
        links=tuple(row["links"]),
    )


def _parts(stored: Iterable[Any], form: type[T]) -> tuple[T, ...]:
    return tuple(msgspec.convert(part, form) for part in stored)
