"""
Insert a row unless it is there, in one statement, and know which of the two it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.journal.ready import ready

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
    from sqlalchemy.engine import Dialect

    from cds.journal.ready import Ready, Transaction

__all__ = ["InsertOnce", "insert_into"]


def insert_into(table: sa.Table, dialect: str) -> PostgresInsert | SqliteInsert:
    """
    Return an insert that may say what to do on conflict; only the dialect in use is imported.
    """
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


class InsertOnce:
    """
    The statement for one table, in the dialect of the transaction.
    """

    def __init__(self, table: sa.Table) -> None:
        self._table = table
        self._ready: dict[str, Ready] = {}

    def one(self, at: Transaction, row: Mapping[str, Any]) -> bool:
        """
        Insert one row; tell whether it is new.
        """
        statement = self._statement(at.dialect)
        at.cursor.execute(statement.text, statement.values(row))
        new = at.cursor.rowcount
        if new not in {0, 1}:
            raise AssertionError(f"one row was inserted {new} times")
        return bool(new)

    def all(self, at: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
        """
        Insert rows.
        """
        if rows:
            statement = self._statement(at.dialect)
            at.cursor.executemany(statement.text, [statement.values(row) for row in rows])

    def _statement(self, dialect: Dialect) -> Ready:
        if dialect.name not in self._ready:
            insert = insert_into(self._table, dialect.name).on_conflict_do_nothing()
            self._ready[dialect.name] = ready(insert, dialect)
        return self._ready[dialect.name]
