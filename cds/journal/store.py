"""
The database behind the journal: connections, transactions, and what is said when it fails.

What SQLAlchemy says of an error holds the values that were to be stored, so no error of it gets out.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cds.journal.errors import JournalError
from cds.journal.ready import Ready, Transaction, ready

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy.engine import Connection

__all__ = ["Store", "parsed_url"]

T = TypeVar("T")

WAIT_SECONDS = 5
"""How long a writer waits for another one, and anybody for a connection."""

_NOT_LASTING = "SET LOCAL synchronous_commit TO OFF"
_POSTGRES = frozenset({"postgres", "postgresql", "postgresql+psycopg"})


class _LostError(JournalError):
    """
    The connection went away in the middle.
    """


def parsed_url(url: str) -> URL:
    """
    Read the URL of a store.

    Raises:
        JournalError: it is no URL, or of a database we do not speak to.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise JournalError(
            "the URL of the store is none; write sqlite:////folder/journal.db or postgresql://user@host/name"
        ) from None
    if parsed.drivername in _POSTGRES:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise JournalError(f"the store is SQLite or PostgreSQL, not {parsed.drivername}")
    if parsed.database in {None, "", ":memory:"}:
        raise JournalError("the store needs a file: sqlite:////folder/journal.db")
    return parsed.set(drivername="sqlite")


class Store:
    """
    One database, shared by the threads of a process.

    SQLite allows one writer at a time. Its own waiting is a sleep that grows, so the threads of this
    process wait for a lock instead, and only other processes for SQLite.
    """

    def __init__(self, url: str) -> None:
        self.url = parsed_url(url)
        self.sqlite = self.url.drivername == "sqlite"
        self.name = self.url.render_as_string(hide_password=True)
        self._writing = threading.Lock()
        self._asked: dict[sa.Select[Any], Ready] = {}
        self._own: Any = None
        try:
            self.engine = sa.create_engine(self.url, hide_parameters=True, **_options(self.url))
        except (ImportError, NoSuchModuleError):
            raise JournalError("PostgreSQL needs psycopg: pip install 'ovf-cds[postgres]'") from None
        self._driver: Any = self.engine.dialect.loaded_dbapi
        if self.sqlite:
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)
        self._lasting = self.engine.execution_options(cds="lasting")
        self._passing = self.engine.execution_options(cds="passing")

    @property
    def file(self) -> Path | None:
        """
        Return the file of a SQLite database.
        """
        return Path(self.url.database or "") if self.sqlite else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """
        Give a connection that sees one moment.

        Raises:
            JournalError: the database does not answer.
        """
        with self._told(), self.engine.connect() as connection:
            yield connection

    def has_any(self, asked: sa.Select[Any], values: Mapping[str, Any]) -> bool:
        """
        Tell whether a statement has a row; it is kept ready, so it must be one that is made once.

        Raises:
            JournalError: the database does not answer.
        """
        if asked not in self._asked:
            self._asked[asked] = ready(asked, self.engine.dialect)
        statement = self._asked[asked]
        with self._told(), self._turn(), self._driven() as connection:
            cursor = connection.cursor()
            cursor.execute(statement.text, statement.values(values))
            found = cursor.fetchone() is not None
            cursor.close()
            return found

    def write(self, work: Callable[[Connection], T], *, lasting: bool = True) -> T:
        """
        Do *work* in one transaction and commit it; a connection that was lost is tried once more.

        Args:
            work: it may run twice, so it must not mind.
            lasting: what was committed outlives a loss of power; else only the end of the process.

        Raises:
            JournalError: it could not be written; nothing of it is there.
        """
        with self._told():
            try:
                return self._once(work, lasting=lasting)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
            return self._once(work, lasting=lasting)

    def _once(self, work: Callable[[Connection], T], *, lasting: bool) -> T:
        engine = self._lasting if lasting else self._passing
        with self._turn(), engine.begin() as connection:
            if not self.sqlite and not lasting:
                connection.exec_driver_sql(_NOT_LASTING)
            return work(connection)

    def run(self, work: Callable[[Transaction], T], *, lasting: bool = True) -> T:
        """
        Do as `write` does, with statements that are ready: for what every call does.

        Raises:
            JournalError: it could not be written; nothing of it is there.
        """
        with self._told():
            try:
                return self._run_once(work, lasting=lasting)
            except _LostError:
                return self._run_once(work, lasting=lasting)

    def _run_once(self, work: Callable[[Transaction], T], *, lasting: bool) -> T:
        with self._turn(), self._driven() as connection:
            cursor = connection.cursor()
            if self.sqlite:
                _begin_writing(connection.info, cursor.execute, lasting=lasting)
            elif not lasting:
                cursor.execute(_NOT_LASTING)
            done = work(Transaction(cursor, self.engine.dialect))
            connection.commit()
            return done

    @contextmanager
    def _driven(self) -> Iterator[Any]:
        """
        Give a connection of the driver; what is not committed is undone, and a lost one is not used again.

        With SQLite it is always the same one, because one thread has its turn after the other.
        """
        connection = self._own or self._opened()
        self._own = connection if self.sqlite else None
        dialect: Any = self.engine.dialect
        try:
            yield connection
        except BaseException as error:
            self._own = None
            lost = isinstance(error, self._driver.Error) and dialect.is_disconnect(
                error, connection.dbapi_connection, None
            )
            if lost:
                connection.invalidate(error)
                raise _LostError(f"{self.name}: {_first_line(error)}") from None
            connection.rollback()
            raise
        finally:
            if self._own is None:
                connection.close()

    def _opened(self) -> Any:
        connection = self.engine.raw_connection()
        if self.sqlite:
            connection.detach()  # of the pool: nobody else gets it as it is now
            # outcomes are written after their decision, in its transaction: there is nothing to look for
            connection.cursor().execute("PRAGMA foreign_keys=OFF")
        return connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """
        Wait until no other thread of this process writes, where only one can.
        """
        if not self.sqlite:
            yield
            return
        if not self._writing.acquire(timeout=WAIT_SECONDS):
            raise JournalError(f"{self.name}: busy for more than {WAIT_SECONDS} seconds")
        try:
            yield
        finally:
            self._writing.release()

    def fold_log(self) -> None:
        """
        Fold the log of SQLite into its file and empty it; who is reading may put it off.
        """
        if self.sqlite:
            with self._told(), self.engine.connect() as connection:
                raw = connection.connection.driver_connection
                if raw is not None:
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check_writable(self) -> None:
        """
        Make sure that the database would take a decision now.

        Raises:
            JournalError: it would not.
        """
        self.write(_try_writing, lasting=False)

    def close(self) -> None:
        """
        Give the connections back.
        """
        with self._turn():
            if self._own is not None:
                self._own.close()
                self._own = None
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout:
            raise JournalError(f"{self.name}: no connection was free for {WAIT_SECONDS} seconds") from None
        except (OperationalError, self._driver.OperationalError) as error:
            # these speak of connections, files and locks, never of values
            raise JournalError(f"{self.name}: {_first_line(getattr(error, 'orig', error))}") from None
        except (SQLAlchemyError, self._driver.Error, UnicodeError) as error:
            raise JournalError(f"{self.name}: refused ({type(error).__name__})") from None


def _try_writing(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        if connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on":
            raise JournalError("the database is read-only")
        return
    connection.exec_driver_sql("PRAGMA user_version").scalar()  # that the transaction began says it


def _options(url: URL) -> dict[str, Any]:
    common: dict[str, Any] = {
        "json_serializer": _dumps,
        "json_deserializer": msgspec.json.decode,
        "pool_timeout": WAIT_SECONDS,
        "pool_use_lifo": True,  # the connection used last knows most of the database
    }
    if url.drivername == "sqlite":
        # what is not committed is undone where it failed; to do it once more for every call costs
        return common | {"pool_reset_on_return": None, "connect_args": {"timeout": WAIT_SECONDS}}
    return common | {"pool_pre_ping": False, "connect_args": {"connect_timeout": WAIT_SECONDS}}


def _dumps(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver's own way begins too late and not at all before DDL
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # what is purged is overwritten
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    kind = connection.get_execution_options().get("cds")
    if kind is None:
        connection.exec_driver_sql("BEGIN")
        return
    _begin_writing(connection.info, connection.exec_driver_sql, lasting=kind == "lasting")


def _begin_writing(info: dict[Any, Any], execute: Callable[[str], Any], *, lasting: bool) -> None:
    # FULL: a commit is on the disk; NORMAL: it is in the file, which is enough for counters
    synchronous = "FULL" if lasting else "NORMAL"
    if info.get("synchronous") != synchronous:
        execute(f"PRAGMA synchronous={synchronous}")
        info["synchronous"] = synchronous
    execute("BEGIN IMMEDIATE")


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]
