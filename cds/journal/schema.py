"""
The schema of the store: which one it has, and the way to the newest.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cds.journal.errors import JournalError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from cds.journal.store import Store

__all__ = ["NEWEST", "check_schema", "is_new", "schema_of", "upgrade_schema"]

NEWEST = "r0003"
"""The newest migration; a test compares it with the folder, so that the start need not read that."""

_LOCK = 0x0F_CD5  # the name of our lock among the advisory locks of PostgreSQL


def schema_of(store: Store) -> str:
    """
    Return the name of the schema the store has, "" when it has none.
    """
    with store.reading() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() or "")


def is_new(store: Store) -> bool:
    """
    Tell whether this is a SQLite file without any table: nothing in it can be spoilt.
    """
    if not store.sqlite:
        return False
    with store.reading() as connection:
        return not sa.inspect(connection).get_table_names()


def check_schema(store: Store) -> None:
    """
    Make sure that the store has the newest schema.

    Raises:
        JournalError: it has none, an older one, or one that a newer version made.
    """
    found = schema_of(store)
    if found == NEWEST:
        return
    if not found:
        raise JournalError(f"{store.name} has no tables yet; make them with: cds db upgrade")
    if found > NEWEST:
        raise JournalError(f"{store.name} has schema {found}, made by a newer version; this one knows {NEWEST}")
    raise JournalError(f"{store.name} has the old schema {found}; back it up, then: cds db upgrade")


def upgrade_schema(store: Store) -> str:
    """
    Bring the store to the newest schema, all or nothing; who comes second waits and finds it done.

    Returns:
        The schema it had before.
    """
    found = schema_of(store)
    if found > NEWEST:
        check_schema(store)
    if found != NEWEST:
        store.write(_migrate)
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, NEWEST)
