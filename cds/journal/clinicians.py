"""
Feedback in the store: kept once, found again by card, patient and rule.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
import sqlalchemy as sa
from msgspec import Struct

from cds.cards.card import OVERRIDE_SYSTEM
from cds.journal.feedback import FeedbackResult
from cds.journal.inserting import InsertOnce
from cds.journal.ready import Transaction
from cds.journal.tables import decisions, feedback, outcomes
from cds.journal.words import kept

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, tzinfo

    from sqlalchemy.engine import Connection, RowMapping

    from cds.journal.comments import CommentKey
    from cds.journal.feedback import FeedbackItem
    from cds.journal.store import Store

__all__ = ["ACKNOWLEDGED_DAYS", "PatientAt", "acknowledged", "keep_feedback", "overridden"]

ACKNOWLEDGED_DAYS = 30
"""So long an answer holds where the call names no encounter (decisions.md, Override reasons)."""

NAMESPACE = uuid5(NAMESPACE_URL, "https://ovf-cds.example.org/feedback")

_FEEDBACK = InsertOnce(feedback)

_OF_PATIENT = (
    feedback.c.patient == sa.bindparam("of_patient"),
    feedback.c.issuer == sa.bindparam("of_issuer"),
    feedback.c.tenant == sa.bindparam("of_tenant"),
)
_OVERRIDDEN = (
    sa.select(feedback.c.rule, feedback.c.at, feedback.c.reasons)
    .where(*_OF_PATIENT, feedback.c.outcome == "overridden")
    .order_by(feedback.c.at, feedback.c.id)
)  # made once: every call asks it


class PatientAt(Struct, frozen=True):
    """
    A patient of one site: the reference alone means nothing.
    """

    ref: str
    issuer: str | None = None
    tenant: str | None = None


def keep_feedback(store: Store, items: Sequence[FeedbackItem], key: CommentKey | None) -> list[FeedbackResult]:
    """
    Store a batch in one transaction; what is there already stays as it is.
    """
    if not items:
        return []

    def work(connection: Connection) -> list[FeedbackResult]:
        about = _about(connection, items)
        return [_keep(connection, item, place, about, key) for place, item in enumerate(items)]

    return store.write(work)


def _about(connection: Connection, items: Sequence[FeedbackItem]) -> Mapping[tuple[str, str, str], RowMapping]:
    """
    Find what the cards were about; only the site that was shown a card can answer it.
    """
    asked = sa.select(
        outcomes.c.card,
        outcomes.c.decision,
        outcomes.c.rule,
        outcomes.c.version,
        decisions.c.patient,
        decisions.c.encounter,
        decisions.c.issuer,
        decisions.c.tenant,
    ).join(decisions, decisions.c.id == outcomes.c.decision)
    found = connection.execute(asked.where(outcomes.c.card.in_({item.card for item in items}))).mappings()
    return {(row["card"], row["issuer"], row["tenant"]): row for row in found}


def _keep(
    connection: Connection,
    item: FeedbackItem,
    place: int,
    about: Mapping[tuple[str, str, str], RowMapping],
    key: CommentKey | None,
) -> FeedbackResult:
    own = str(_id(item))
    known = about.get((item.card, kept(item.issuer), kept(item.tenant)))
    row = _row(item, own, known) | _comment(item, own, key)
    new = _FEEDBACK.one(Transaction.of(connection), row)
    lost = ("the comment is not kept: no key is configured",) if item.comment and key is None else ()
    return FeedbackResult(
        place if item.position is None else item.position,
        stored=True,
        repeated=not new,
        known=known is not None,
        problems=(*item.problems, *lost),
    )


def _id(item: FeedbackItem) -> UUID:
    """
    Return the id of an item: the same item again has the same, in any order of its reasons.
    """
    told = [
        kept(item.issuer),
        kept(item.tenant),
        item.service,
        item.card,
        item.outcome,
        _at(item).isoformat() if item.at else "",
        sorted(f"{reason.system}|{reason.code}" for reason in item.reasons),
        sorted(item.suggestions),
    ]
    return uuid5(NAMESPACE, msgspec.json.encode(told).decode())


def _at(item: FeedbackItem) -> datetime:
    return (item.at or item.received_at).astimezone(UTC)


def _row(item: FeedbackItem, own: str, known: RowMapping | None) -> dict[str, Any]:
    about = {name: known[name] if known else "" for name in ("decision", "rule", "version", "patient", "encounter")}
    return about | {
        "id": own,
        "service": item.service,
        "card": item.card,
        "issuer": kept(item.issuer),
        "tenant": kept(item.tenant),
        "outcome": item.outcome,
        "at": _at(item),
        "received_at": item.received_at,
        "reasons": item.reasons,
        "suggestions": item.suggestions,
        "user_ref": kept(item.user),
    }


def _comment(item: FeedbackItem, own: str, key: CommentKey | None) -> dict[str, Any]:
    if not item.comment:
        return {"comment_kept": "none", "comment_key": "", "comment": None}
    if key is None:
        return {"comment_kept": "not-kept", "comment_key": "", "comment": None}
    sealed = key.seal(item.comment, own)
    return {"comment_kept": "sealed", "comment_key": sealed.key, "comment": sealed.sealed}


def overridden(
    store: Store, patient: PatientAt, rules: Collection[str], *, until: date | None, zone: tzinfo
) -> dict[str, tuple[date, str]]:
    """
    Return for each rule that was overridden for this patient the day of the latest time and its reason.

    What was answered after *until*, the as-of date, is hidden; *zone* is where an instant becomes a day.
    """
    if not store.has_any(_OVERRIDDEN, _values(patient)):  # as for nearly every patient, at a quarter of the cost
        return {}
    with store.reading() as connection:
        rows = connection.execute(_OVERRIDDEN, _values(patient)).all()
    latest: dict[str, tuple[date, str]] = {}
    for rule, at, reasons in rows:
        day = at.astimezone(zone).date()
        if rule in rules and (until is None or day <= until):
            latest[rule] = day, _code(reasons)
    return latest


def _code(reasons: Sequence[Mapping[str, str]]) -> str:
    """
    Choose the reason to show: one of ours if there is one, "" if there is none at all.
    """
    ours = [reason["code"] for reason in reasons if reason.get("system") == OVERRIDE_SYSTEM]
    return next(iter((*ours, *(reason["code"] for reason in reasons))), "")


def acknowledged(
    store: Store, patient: PatientAt, rule: str, *, encounter: str | None, as_of: date, zone: tzinfo
) -> bool:
    """
    Tell whether a card of the rule was answered in this encounter or, without one, in the last 30 days.
    """
    asked = sa.select(feedback.c.at).where(*_OF_PATIENT, feedback.c.rule == rule)
    if encounter:
        asked = asked.where(feedback.c.encounter == kept(encounter))
    with store.reading() as connection:
        days = [at.astimezone(zone).date() for at in connection.execute(asked, _values(patient)).scalars()]
    since = as_of - timedelta(days=ACKNOWLEDGED_DAYS)
    return any(day <= as_of and (encounter or day >= since) for day in days)


def _values(patient: PatientAt) -> dict[str, str]:
    return {
        "of_patient": kept(patient.ref),
        "of_issuer": kept(patient.issuer),
        "of_tenant": kept(patient.tenant),
    }
