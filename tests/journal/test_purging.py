"""
What is forgotten is gone, and nothing else.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from journal.records import AT, CEMENT, SITE, answer, decision, named, verdict

from cds.journal import Purged, open_journal
from cds.journal.tables import decisions, feedback, outcomes

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from cds.journal import SqlJournal

TABLES = (decisions, outcomes, feedback)


def counts(journal: SqlJournal) -> list[int]:
    with journal._store.reading() as connection:
        return [len(connection.execute(table.select()).all()) for table in TABLES]


def test_what_is_older_than_the_day_is_forgotten_with_its_answers(journal: SqlJournal) -> None:
    for number, days in enumerate((-1, 0, 1)):
        journal.record(decision(number, asked_at=AT + timedelta(days=days)))
    journal.feedback([answer(number) for number in range(3)])

    assert Purged(1, 1) == journal.purge(date(2026, 3, 10))
    assert [2, 2, 2] == counts(journal)
    assert journal.decision(named(0)) is None
    assert journal.decision(named(1)) is not None


def test_a_late_answer_goes_with_its_decision(journal: SqlJournal) -> None:
    journal.record(decision(1))
    journal.feedback([answer(1, at=AT + timedelta(days=300), received_at=AT + timedelta(days=300))])

    assert Purged(1, 1) == journal.purge(date(2026, 3, 11))


def test_answers_to_unknown_cards_go_by_the_day_they_came(journal: SqlJournal) -> None:
    journal.feedback([answer(1), answer(2, received_at=AT + timedelta(days=5))])

    assert Purged(0, 1) == journal.purge(date(2026, 3, 12))
    assert [0, 0, 1] == counts(journal)


def test_more_than_one_batch_is_forgotten(journal: SqlJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds.journal.purging.BATCH", 3)
    for number in range(9):
        journal.record(decision(number))

    assert Purged(9, 0) == journal.purge(date(2026, 4, 1))
    assert [0, 0, 0] == counts(journal)


def test_the_retention_counts_in_days(journal: SqlJournal) -> None:
    journal.record(decision(1))

    assert Purged() == journal.maintain(AT + timedelta(days=365), 365)
    assert Purged(1, 0) == journal.maintain(AT + timedelta(days=366), 365)


def test_a_patient_is_forgotten_and_no_other(journal: SqlJournal) -> None:
    journal.record(decision(1))
    journal.record(decision(2, patient="Patient/p11"))
    journal.feedback([answer(1), answer(2)])

    assert Purged(1, 1) == journal.purge_patient("Patient/p1")
    assert [1, 1, 1] == counts(journal)
    assert {} == journal.overridden("Patient/p1", [CEMENT], **SITE)
    assert Purged() == journal.purge_patient("Patient/p1")


def test_a_reference_that_two_sites_have_can_be_forgotten_at_one(journal: SqlJournal) -> None:
    journal.record(decision(1))
    journal.record(decision(2, tenant="south"))
    journal.record(decision(3, issuer=None, tenant=None))

    assert [("", ""), (SITE["issuer"], "north"), (SITE["issuer"], "south")] == journal.sites_of("Patient/p1")
    assert 1 == journal.purge_patient("Patient/p1", issuer=SITE["issuer"], tenant="south").decisions
    assert 1 == journal.purge_patient("Patient/p1", issuer="").decisions
    assert 1 == journal.purge_patient("Patient/p1").decisions


def test_nothing_of_a_patient_stays_in_the_file(tmp_path: Path) -> None:
    """
    A deleted row stays in a database's free pages and in its log, unless it is overwritten.
    """
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.db'}")
    for number in range(50):
        reading = verdict(why="canary-9913 " * 50, number=number)
        journal.record(decision(number, reading, patient="Patient/canary-9913"))
    assert any(b"canary-9913" in path.read_bytes() for path in tmp_path.iterdir())

    journal.purge_patient("Patient/canary-9913")
    assert not any(b"canary-9913" in path.read_bytes() for path in tmp_path.iterdir())
    journal.close()
