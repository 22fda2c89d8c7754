"""
Forgetting: what is too old, and what belongs to one patient.

SQLite overwrites what it deletes; its log is folded into the file afterwards, so that nothing stays there.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import sqlalchemy as sa
from msgspec import Struct

from cds.journal.tables import decisions, feedback, outcomes
from cds.journal.words import kept

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.engine import Connection

    from cds.journal.clinicians import PatientAt
    from cds.journal.store import Store

__all__ = ["Purged", "purge_before", "purge_patient", "sites_of"]

BATCH = 500
"""Decisions deleted at once; between two batches others may write."""


class Purged(Struct, frozen=True):
    """
    How much was forgotten.
    """

    decisions: int = 0
    feedback: int = 0


def purge_before(store: Store, before: date) -> Purged:
    """
    Forget decisions asked before a day (UTC), their feedback, and feedback for unknown cards received before it.
    """
    limit = datetime.combine(before, time(), UTC)
    old = decisions.c.asked_at < limit
    unknown = (feedback.c.decision == "") & (feedback.c.received_at < limit)
    return _purge(store, old, unknown)


def purge_patient(store: Store, patient: PatientAt) -> Purged:
    """
    Forget everything of one patient; an issuer or tenant of None stands for any.
    """
    found, answered = [decisions.c.patient == kept(patient.ref)], [feedback.c.patient == kept(patient.ref)]
    for name, value in (("issuer", patient.issuer), ("tenant", patient.tenant)):
        if value is not None:
            found.append(decisions.c[name] == kept(value))
            answered.append(feedback.c[name] == kept(value))
    return _purge(store, sa.and_(*found), sa.and_(*answered))


def sites_of(store: Store, patient: str) -> list[tuple[str, str]]:
    """
    Return the issuers and tenants that have a patient of this reference.
    """
    asked = sa.select(decisions.c.issuer, decisions.c.tenant).where(decisions.c.patient == kept(patient)).distinct()
    with store.reading() as connection:
        return sorted((row.issuer, row.tenant) for row in connection.execute(asked))


def _purge(store: Store, which: sa.ColumnElement[bool], also: sa.ColumnElement[bool]) -> Purged:
    gone = answered = 0
    while True:
        deleted, of_these = store.write(lambda connection: _batch(connection, which))
        gone, answered = gone + deleted, answered + of_these
        if deleted < BATCH:
            break
    answered += store.write(lambda connection: connection.execute(sa.delete(feedback).where(also)).rowcount)
    if gone or answered:
        store.fold_log()
    return Purged(gone, answered)


def _batch(connection: Connection, which: sa.ColumnElement[bool]) -> tuple[int, int]:
    ids: Sequence[str] = connection.execute(sa.select(decisions.c.id).where(which).limit(BATCH)).scalars().all()
    if not ids:
        return 0, 0
    answered = connection.execute(sa.delete(feedback).where(feedback.c.decision.in_(ids))).rowcount
    connection.execute(sa.delete(outcomes).where(outcomes.c.decision.in_(ids)))
    return connection.execute(sa.delete(decisions).where(decisions.c.id.in_(ids))).rowcount, answered
