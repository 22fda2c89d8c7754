"""
Insert a row unless it is there, in one statement, and know which of the two it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
    from sqlalchemy.engine import Connection

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
    The statement for one table, in the dialect of the connection.
    """

    def __init__(self, table: sa.Table) -> None:
        self._table = table
        self._statements: dict[str, sa.Executable] = {}

    def one(self, connection: Connection, row: Mapping[str, Any]) -> bool:
        """
        Insert one row; tell whether it is new.
        """
        new = connection.execute(self._statement(connection.dialect.name), row).rowcount
        if new not in {0, 1}:
            raise AssertionError(f"one row was inserted {new} times")
        return bool(new)

    def all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """
        Insert rows.
        """
        if rows:
            connection.execute(self._statement(connection.dialect.name), rows)

    def _statement(self, dialect: str) -> sa.Executable:
        if dialect not in self._statements:
            # without this option the number of rows is -1 wherever the dialect might return columns
            options: dict[str, Any] = {"preserve_rowcount": True}
            insert = insert_into(self._table, dialect).on_conflict_do_nothing()
            self._statements[dialect] = insert.execution_options(**options)
        return self._statements[dialect]
