"""
Statements that every call needs, written out once for the database in use and run by its driver.

SQLAlchemy's way to run a statement costs more than the statement; so here it only writes them and
says how each value is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sqlalchemy as sa
    from sqlalchemy.engine import Connection, Dialect

__all__ = ["Ready", "Transaction", "ready"]


class Transaction(Struct, frozen=True):
    """
    An open transaction of the driver.
    """

    cursor: Any
    dialect: Dialect

    @classmethod
    def of(cls, connection: Connection) -> Transaction:
        """
        Return the transaction of a connection of SQLAlchemy.
        """
        return cls(connection.connection.cursor(), connection.dialect)


class Ready(Struct, frozen=True):
    """
    A statement as the driver takes it.

    Args:
        text: in SQL.
        names: of the values by their place, empty when the driver takes them by name.
        given: the values that stand in the statement.
        stored: for a value by its name how it is stored; a value without an entry as it is.
    """

    text: str
    names: tuple[str, ...]
    given: Mapping[str, Any]
    stored: Mapping[str, Callable[[Any], Any]]

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        """
        Return the values of a row as the driver takes them.
        """
        told = {**self.given, **row}
        for name, store in self.stored.items():
            told[name] = store(told[name])
        return tuple([told[name] for name in self.names]) if self.names else told


def ready(statement: sa.Executable, dialect: Dialect) -> Ready:
    """
    Write a statement out.
    """
    compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    binds = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    stored = {name: store for name, store in binds.items() if store is not None}
    given = {name: value for name, value in compiled.params.items() if value is not None}
    return Ready(str(compiled), tuple(compiled.positiontup or ()), given, stored)
