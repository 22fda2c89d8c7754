"""
Insert a row unless it is there, in one statement, and know which of the two it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa
    from sqlalchemy.engine import Connection

__all__ = ["InsertOnce"]


class InsertOnce:
    """
    The statement for one table, in both dialects.
    """

    def __init__(self, table: sa.Table) -> None:
        # without this option the number of rows is -1 wherever the dialect might return columns
        options: dict[str, Any] = {"preserve_rowcount": True}
        self._statements: dict[str, sa.Executable] = {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing().execution_options(**options),
            "postgresql": postgresql.insert(table).on_conflict_do_nothing().execution_options(**options),
        }

    def one(self, connection: Connection, row: Mapping[str, Any]) -> bool:
        """
        Insert one row; tell whether it is new.
        """
        new = connection.execute(self._statements[connection.dialect.name], row).rowcount
        if new not in {0, 1}:
            raise AssertionError(f"one row was inserted {new} times")
        return bool(new)

    def all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """
        Insert rows.
        """
        if rows:
            connection.execute(self._statements[connection.dialect.name], rows)
