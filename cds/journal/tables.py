"""
The tables of the store, the same in SQLite and PostgreSQL.

`migrations/` builds them; a test compares. An absent issuer, tenant or encounter is the empty text, so
that equal is equal.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

__all__ = ["Utc", "buckets", "decisions", "feedback", "metadata", "outcomes", "packs", "tokens"]


class Utc(sa.types.TypeDecorator[datetime]):
    """
    An instant: stored in UTC, with the time zone where the database has one, read with it.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """
        Turn to UTC; SQLite keeps no zone.
        """
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """
        Say that it is UTC.
        """
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


metadata = sa.MetaData()


def _text(name: str, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)


decisions = sa.Table(
    "decisions",
    metadata,
    _text("id", primary_key=True),
    _text("hook_instance"),
    _text("issuer"),
    _text("tenant"),
    _text("service"),
    _text("hook"),
    _text("patient"),
    _text("encounter"),
    _text("user_ref"),
    _text("location"),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("asked_at", Utc, nullable=False),
    _text("profile"),
    _text("client"),
    _text("language"),
    _text("pack_hash"),
    sa.Column("engine", sa.JSON, nullable=False),
    sa.Column("verdicts", sa.JSON, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("orders_in_scope", sa.JSON, nullable=False),
    sa.Column("fetched", sa.JSON, nullable=False),
    sa.Column("problems", sa.JSON, nullable=False),
    sa.Column("links", sa.JSON, nullable=False),
    sa.Column("latency_ms", sa.Double, nullable=False),
    sa.Index("decisions_by_time", "asked_at"),
    sa.Index("decisions_by_patient", "patient"),
    sa.Index("decisions_by_site", "issuer", "tenant", "hook", "asked_at"),
)

_WITH_CARD = sa.text("card IS NOT NULL")

outcomes = sa.Table(
    "outcomes",
    metadata,
    _text("decision", primary_key=True),
    _text("rule", primary_key=True),
    _text("version"),
    _text("verdict"),
    _text("indicator"),
    sa.Column("shown", sa.Boolean, nullable=False),
    sa.Column("shadow", sa.Boolean, nullable=False),
    sa.Column("card", sa.Text, nullable=True),
    sa.Column("day", sa.Date, nullable=False),
    _text("issuer"),
    _text("tenant"),
    sa.ForeignKeyConstraint(["decision"], ["decisions.id"], name="outcomes_of_decision", ondelete="CASCADE"),
    sa.Index("outcomes_by_card", "card", sqlite_where=_WITH_CARD, postgresql_where=_WITH_CARD),
    sa.Index("outcomes_by_day", "day"),
)
"""One row for each rule that a decision could be made on; rules that are not applicable have none."""

feedback = sa.Table(
    "feedback",
    metadata,
    _text("id", primary_key=True),
    _text("service"),
    _text("card"),
    _text("issuer"),
    _text("tenant"),
    _text("outcome"),
    sa.Column("at", Utc, nullable=False),
    sa.Column("received_at", Utc, nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Column("suggestions", sa.JSON, nullable=False),
    _text("comment_kept"),
    _text("comment_key"),
    sa.Column("comment", sa.LargeBinary, nullable=True),
    _text("user_ref"),
    _text("decision"),
    _text("rule"),
    _text("version"),
    _text("patient"),
    _text("encounter"),
    sa.Index("feedback_by_patient", "patient", "rule"),
    sa.Index("feedback_by_decision", "decision", "rule"),
    sa.Index("feedback_by_time", "at"),
)
"""Decision, rule, patient and encounter are those of the card, and empty when the card is not ours."""

tokens = sa.Table(
    "tokens",
    metadata,
    _text("id", primary_key=True),
    sa.Column("expires", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Hashes of the ids of client tokens that were seen, until they expire."""

buckets = sa.Table(
    "buckets",
    metadata,
    _text("issuer", primary_key=True),
    sa.Column("tokens", sa.Double, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
)
"""What each issuer may still ask before it is told to wait."""

packs = sa.Table(
    "packs",
    metadata,
    _text("hash", primary_key=True),
    _text("version"),
    sa.Column("kept_at", Utc, nullable=False),
    sa.Column("files", sa.LargeBinary, nullable=False),
)
"""Every rule pack that decided something here, so that a decision can be replayed."""
