"""
What was said to be stored is stored, whatever happens next.

A process is killed (signal 9) at a random moment; every decision and answer it reported is found
afterwards, none twice. `OVF_CDS_KILLS` sets the number of rounds (20 in the long run).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from journal.records import SITE, answer, decision, named

from cds.journal import JournalError, UsedToken, open_journal
from cds.journal.store import Store
from cds.journal.tables import decisions, feedback, outcomes

if TYPE_CHECKING:
    import sqlite3

    from journal.server import Server

    from cds.journal import SqlJournal

KILLS = int(os.environ.get("OVF_CDS_KILLS", "5"))
TESTS = Path(__file__).parents[1]


def until_killed(url: str, name: str, seconds: float) -> list[str]:
    """
    Run the child, kill it after a while, and return what it had reported by then.
    """
    command = [sys.executable, str(TESTS / "journal" / "recording_child.py"), url, name]
    path = os.pathsep.join(filter(None, [str(TESTS), str(TESTS.parent), os.environ.get("PYTHONPATH")]))
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}, text=True) as child:
        assert child.stdout is not None
        assert "ready\n" == child.stdout.readline()
        threading.Timer(seconds, child.kill).start()
        lines = child.stdout.readlines()
    # the last line may have been cut by the kill: then it was not reported
    return [line.strip() for line in lines if line.endswith("\n")]


def stored(url: str) -> tuple[Counter[str], Counter[str]]:
    """
    Return how often each decision and each card's answer is there.
    """
    store = Store(url)
    with store.reading() as connection:
        ids = Counter(connection.execute(sa.select(decisions.c.id)).scalars())
        cards = Counter(connection.execute(sa.select(feedback.c.card)).scalars())
        halves = connection.execute(
            sa.select(sa.func.count()).select_from(decisions).where(~decisions.c.id.in_(sa.select(outcomes.c.decision)))
        ).scalar()
    store.close()
    assert 0 == halves, "a decision is there without its outcomes"
    return ids, cards


def test_after_a_kill_everything_reported_is_there_once(url: str) -> None:
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    reported: list[str] = []
    for round_ in range(KILLS):
        reported += until_killed(url, str(round_), moments.uniform(0.02, 0.4))
        ids, cards = stored(url)

        said = {
            kind: {line.split()[1] for line in reported if line.startswith(kind)} for kind in ("decision", "feedback")
        }
        assert not said["decision"] - set(ids), f"decisions were lost in round {round_}, seed {seed}"
        assert not said["feedback"] - set(cards), f"answers were lost in round {round_}, seed {seed}"
        assert {1} >= set(ids.values()) | set(cards.values())
        assert len(ids) <= len(said["decision"]) + round_ + 1, "more is there than can have been under way"
    assert len(reported) > KILLS


def test_after_a_kill_the_same_call_again_is_stored_once(url: str) -> None:
    """
    A client that got no answer asks again.
    """
    reported = until_killed(url, "0", 0.1)
    journal = open_journal(url)
    for number in range(len(reported) + 2):
        journal.record(decision(f"0 {number}"))
        journal.feedback([answer(f"0 {number}")])
    journal.close()
    ids, cards = stored(url)

    assert {1} == set(ids.values()) | set(cards.values())
    assert len(reported) + 2 == len(ids) == len(cards)


def _work(url: str, name: int, seen: multiprocessing.Queue[int]) -> None:
    journal = open_journal(url)
    for number in range(40):
        journal.record(decision(f"{name} {number}"))
        journal.record(decision(f"shared {number}"))
        journal.feedback([answer(f"{name} {number}")])
    won = sum(
        not journal.used_before(UsedToken("https://ehr.example.org", str(number), 2_000_000_000))
        for number in range(40)
    )
    journal.close()
    seen.put(won)


def test_workers_write_side_by_side(url: str) -> None:
    """
    Three processes: nothing is lost, and of all who use a token one is the first.
    """
    context = multiprocessing.get_context("spawn")
    seen: multiprocessing.Queue[int] = context.Queue()
    workers = [context.Process(target=_work, args=(url, name, seen)) for name in range(3)]
    for worker in workers:
        worker.start()
    won = sum(seen.get(timeout=60) for _ in workers)
    for worker in workers:
        worker.join()
    ids, cards = stored(url)

    assert (160, 120, 40) == (len(ids), len(cards), won)
    assert {1} == set(ids.values()) | set(cards.values())


def test_threads_write_side_by_side(journal: SqlJournal) -> None:
    failed: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for number in range(25):
                journal.record(decision(f"{name} {number}"))
                journal.feedback([answer(f"{name} {number}")])
                journal.overridden("Patient/p1", ["rebound-no-augmentation"], **SITE)
        except BaseException as error:  # noqa: BLE001 - a thread would swallow it
            failed.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == failed
    assert (150, 150) == (journal.status().decisions, journal.status().feedback)


def test_a_server_that_restarts_is_found_again(server: Server) -> None:
    """
    The first call after it uses a connection that is gone; it is tried once more.
    """
    url = server.make("restarted", "journal_template")
    journal = open_journal(url)
    journal.record(decision(1))
    server.stop()
    with pytest.raises(JournalError):
        journal.record(decision(2))
    with pytest.raises(JournalError):
        journal.check()
    server.start()

    journal.record(decision(3))
    assert journal.decision(named(3)) is not None
    journal.close()


def test_a_connection_that_was_cut_is_replaced_without_an_error(server: Server) -> None:
    url = server.make("cut", "journal_template")
    journal = open_journal(url)
    journal.record(decision(1))
    other = Store(server.url("postgres"))
    with other.reading() as connection:
        cut = sa.text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'cut'")
        assert connection.execute(cut).scalar()
    other.close()

    journal.record(decision(2))
    assert 2 == journal.status().decisions
    journal.close()


def test_a_writer_that_holds_the_file_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds.journal.store.WAIT_SECONDS", 0.2)
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    journal = open_journal(url)
    other = Store(url)
    with other._lasting.begin() as connection:
        connection.execute(sa.delete(decisions))
        began = time.monotonic()
        with pytest.raises(JournalError, match="locked"):
            journal.record(decision(1))
        assert time.monotonic() - began < 3
    journal.record(decision(1))
    other.close()
    journal.close()


def test_a_writer_is_alone_from_its_first_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What looks first and writes then (a purge, a migration) would else write on what is no longer so.
    """
    monkeypatch.setattr("cds.journal.store.WAIT_SECONDS", 0.2)
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    journal, other = open_journal(url), open_journal(url)

    def look(connection: sa.Connection) -> None:
        connection.execute(sa.select(decisions)).all()
        with pytest.raises(JournalError, match="locked"):
            other.record(decision(2))

    journal._store.write(look)
    other.close()
    journal.close()


def test_a_thread_that_writes_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds.journal.store.WAIT_SECONDS", 0.1)
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.db'}")
    with journal._store._writing, pytest.raises(JournalError, match="busy"):
        journal.record(decision(1))
    journal.close()


def test_a_store_that_became_read_only_does_not_take_a_decision(tmp_path: Path) -> None:
    """
    The way a full or broken disk looks: `/readyz` turns red, nothing is half stored.
    """
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.db'}")
    journal.close()  # its next connections are new

    def only_read(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    sa.event.listen(journal._store.engine, "connect", only_read)
    with pytest.raises(JournalError, match="readonly"):
        journal.check()
    with pytest.raises(JournalError, match="readonly"):
        journal.record(decision(1))
    assert journal.decision(named(1)) is None
    journal.close()


def test_a_read_only_server_is_not_ready(server: Server) -> None:
    url = server.make("readonly", "journal_template")
    journal = open_journal(url)
    other = Store(server.url("postgres"))
    with other.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("ALTER DATABASE readonly SET default_transaction_read_only = on")
    other.close()
    journal._store.close()

    with pytest.raises(JournalError, match="read-only"):
        journal.check()
    journal.close()
