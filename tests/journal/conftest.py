"""
A store of each kind for every test: SQLite, and a real PostgreSQL where it is installed.
"""

from __future__ import annotations

import itertools
import shutil
from typing import TYPE_CHECKING

import psycopg
import pytest
from journal.server import Server, programs, started

from cds.journal import open_journal
from cds.journal.schema import NEWEST
from cds.journal.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cds.journal import SqlJournal

_NUMBERS = itertools.count()
_TEMPLATE = "journal_template"
_SHARED = "journal_shared"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found = programs()
    if found is None:
        pytest.skip("needs postgres: initdb is not installed (Debian: apt-get install postgresql)")
    server = started(found)
    open_journal(server.make(_TEMPLATE), upgrade=True).close()
    yield server
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """
    The URL of a database in which there is nothing.
    """
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("server")
    name = f"empty_{next(_NUMBERS)}"
    yield server.make(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """
    The URL of a store with its tables and nothing in them.
    """
    if request.param == "sqlite":
        told = f"sqlite:///{tmp_path / 'journal.db'}"
        open_journal(told).close()
        return told
    return _emptied(request.getfixturevalue("server"))


def _emptied(server: Server) -> str:
    """
    Empty the one database of these tests; making one for each would take most of their time.
    """
    url = server.url(_SHARED)
    names = ", ".join(metadata.tables)
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"TRUNCATE {names}")  # type: ignore[call-overload]
            connection.execute("UPDATE alembic_version SET version_num = %s", [NEWEST])
    except psycopg.Error:  # it is not there yet, or a test took a table away
        server.drop(_SHARED)
        server.make(_SHARED, _TEMPLATE)
    return url


@pytest.fixture
def journal(url: str) -> Iterator[SqlJournal]:
    opened = open_journal(url)
    yield opened
    opened.close()
