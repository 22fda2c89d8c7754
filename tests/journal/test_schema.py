"""
The tables: made, compared with their description, and refused when they are not the newest.
"""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from journal.records import decision, named

import cds.journal
from cds.journal import JournalError, open_journal, schema, store_status, upgrade_store
from cds.journal.schema import NEWEST
from cds.journal.store import Store
from cds.journal.tables import metadata

MIGRATIONS = Path(cds.journal.__file__).parent / "migrations" / "versions"


def at_schema(url: str, name: str) -> None:
    store = Store(url)
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :name"), {"name": name})
    store.close()


def test_the_migrations_build_what_the_tables_say(url: str) -> None:
    store = Store(url)
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    store.close()

    assert [] == differences


def test_the_newest_migration_is_the_one_the_start_looks_for() -> None:
    names = sorted(path.stem for path in MIGRATIONS.glob("r*.py"))

    assert NEWEST == names[-1].partition("_")[0]
    assert all(re.fullmatch(r"r\d{4}_[a-z_]+", name) for name in names)


def test_an_upgrade_makes_the_tables_and_the_second_finds_nothing_to_do(empty: str) -> None:
    assert ("", NEWEST) == upgrade_store(empty)
    assert (NEWEST, NEWEST) == upgrade_store(empty)


def test_an_upgrade_keeps_what_is_there(url: str) -> None:
    opened = open_journal(url)
    opened.record(decision())
    opened.close()

    opened = open_journal(url, upgrade=True)
    assert opened.decision(named(1)) is not None
    opened.close()


def test_an_older_store_is_refused_until_it_is_upgraded_and_loses_nothing(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "NEWEST", "r0001")
    upgrade_store(empty)
    opened = open_journal(empty)
    opened.record(decision())
    opened.close()
    monkeypatch.undo()

    with pytest.raises(JournalError, match="old schema r0001"):
        open_journal(empty)
    assert ("r0001", NEWEST) == upgrade_store(empty)
    test_the_migrations_build_what_the_tables_say(empty)
    opened = open_journal(empty)
    assert opened.decision(named(1)) is not None
    opened.close()


def test_a_database_without_tables_is_refused_and_told_what_to_do(server: object) -> None:
    """
    A server's database is somebody's; only a file that is not there yet is made without being asked.
    """
    empty = server.make("untouched")  # type: ignore[attr-defined]

    with pytest.raises(JournalError, match="no tables yet; make them with: cds db upgrade"):
        open_journal(empty)


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("r0000", "old schema r0000; back it up, then: cds db upgrade"),
        ("r9999", "schema r9999, made by a newer version"),
    ],
)
def test_another_schema_is_refused(url: str, schema: str, message: str) -> None:
    at_schema(url, schema)

    with pytest.raises(JournalError, match=message):
        open_journal(url)
    assert schema == store_status(url).schema


def test_an_upgrade_does_not_touch_what_a_newer_version_made(url: str) -> None:
    at_schema(url, "r9999")

    with pytest.raises(JournalError, match="newer version"):
        upgrade_store(url)


def test_a_new_file_is_made_with_its_folder_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "state" / "ovf-cds" / "journal.db"
    open_journal(f"sqlite:///{file}").close()

    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert 0o700 == stat.S_IMODE(file.parent.stat().st_mode)


def test_a_file_of_somebody_else_is_not_filled_with_tables(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (a TEXT)")
    engine.dispose()

    with pytest.raises(JournalError, match="no tables yet"):
        open_journal(f"sqlite:///{file}")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    file.write_bytes(b"this is a letter, not a database, and it is long enough to be read as a page" * 100)

    with pytest.raises(JournalError, match=r"journal\.db"):
        open_journal(f"sqlite:///{file}")


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="ascii")

    with pytest.raises(JournalError, match=r"can not be made .*; name another place with CDS_DATABASE_URL"):
        open_journal(f"sqlite:///{tmp_path / 'file' / 'journal.db'}")


def test_a_server_that_does_not_answer_is_said_without_its_password() -> None:
    with pytest.raises(JournalError) as raised:
        open_journal("postgresql://cds:hush@127.0.0.1:9/journal")

    assert "127.0.0.1" in str(raised.value)
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("journal.db", "the URL of the store is none"),
        ("mysql://u@h/d", "SQLite or PostgreSQL, not mysql"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_what_is_no_store_is_refused(url: str, message: str) -> None:
    with pytest.raises(JournalError, match=message):
        open_journal(url)


def test_without_psycopg_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(JournalError, match=r"pip install 'ovf-cds\[postgres\]'"):
        open_journal("postgresql://u@127.0.0.1:9/d")


STARTING = "import sys; from cds.journal import open_journal; open_journal(sys.argv[1], upgrade=True).close()"


def test_workers_that_start_together_make_the_tables_once(empty: str) -> None:
    """
    Each worker of a server opens the store; none may find half of it.
    """
    workers = [subprocess.Popen([sys.executable, "-c", STARTING, empty], stderr=subprocess.PIPE) for _ in range(4)]
    said = [worker.communicate(timeout=60)[1].decode() for worker in workers]

    assert ["", "", "", ""] == said
    assert NEWEST == store_status(empty).schema
