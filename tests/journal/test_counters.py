"""
Tokens that were used, and how much may still be asked.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from journal.records import AT, decision

from cds.journal import UsedToken
from cds.journal.tables import buckets, tokens

if TYPE_CHECKING:
    from cds.journal import SqlJournal

ISSUER = "https://ehr.example.org"
EXP = int(AT.timestamp()) + 300
NOW = AT.timestamp()


def test_a_token_is_new_once(journal: SqlJournal) -> None:
    assert [False, True, True] == [journal.used_before(UsedToken(ISSUER, "j1", EXP)) for _ in range(3)]
    assert not journal.used_before(UsedToken(ISSUER, "j2", EXP))


def test_another_issuer_may_use_the_same_id(journal: SqlJournal) -> None:
    """
    Also when the two together read alike.
    """
    assert not journal.used_before(UsedToken("https://a", "bc", EXP))
    assert not journal.used_before(UsedToken("https://ab", "c", EXP))
    assert not journal.used_before(UsedToken("https://a", "\ud800", EXP))


def test_a_decision_and_its_token_are_stored_together_or_not_at_all(journal: SqlJournal) -> None:
    token = UsedToken(ISSUER, "j1", EXP)

    assert journal.record(decision(1), token)
    assert journal.used_before(token)
    assert not journal.record(decision(2), token)
    assert journal.decision(decision(2).id) is None
    assert journal.record(decision(2), UsedToken(ISSUER, "j2", EXP))
    assert journal.record(decision(2), UsedToken(ISSUER, "j3", EXP))
    assert 2 == journal.status().decisions


def test_no_part_of_a_token_is_stored(journal: SqlJournal) -> None:
    journal.used_before(UsedToken(ISSUER, "canary-jti", EXP))
    with journal._store.reading() as connection:
        [row] = connection.execute(sa.select(tokens)).all()

    assert 64 == len(row.id)
    assert EXP == row.expires


def test_an_expired_token_is_forgotten_and_another_one_not(journal: SqlJournal) -> None:
    journal.used_before(UsedToken(ISSUER, "old", EXP))
    journal.used_before(UsedToken(ISSUER, "young", EXP + 7200))
    journal.maintain(AT + timedelta(hours=1), 365)

    assert not journal.used_before(UsedToken(ISSUER, "old", EXP))
    assert journal.used_before(UsedToken(ISSUER, "young", EXP + 7200))


def test_a_bucket_gives_its_burst_and_then_what_flows_in(journal: SqlJournal) -> None:
    at_once = [journal.take(ISSUER, NOW, 2, 5) for _ in range(7)]
    later = [journal.take(ISSUER, NOW + 1, 2, 5) for _ in range(3)]
    much_later = [journal.take(ISSUER, NOW + 3600, 2, 5) for _ in range(6)]

    assert [True] * 5 + [False] * 2 == at_once
    assert [True, True, False] == later
    assert [True] * 5 + [False] == much_later


def test_a_refused_call_takes_nothing(journal: SqlJournal) -> None:
    """
    Who keeps knocking is let in as soon as who waits.
    """
    assert journal.take(ISSUER, NOW, 1, 1)
    assert not any(journal.take(ISSUER, NOW + part / 10, 1, 1) for part in range(1, 10))
    assert journal.take(ISSUER, NOW + 1, 1, 1)


def test_each_issuer_has_a_bucket_of_its_own(journal: SqlJournal) -> None:
    assert journal.take("a", NOW, 1, 1)
    assert journal.take("b", NOW, 1, 1)
    assert not journal.take("a", NOW, 1, 1)


def test_a_clock_that_steps_back_neither_fills_nor_empties(journal: SqlJournal) -> None:
    assert journal.take(ISSUER, NOW, 1, 2)
    assert journal.take(ISSUER, NOW - 500, 1, 2)
    assert not journal.take(ISSUER, NOW - 500, 1, 2)
    assert journal.take(ISSUER, NOW + 1, 1, 2)
    assert not journal.take(ISSUER, NOW + 1, 1, 2)


def test_a_burst_below_one_lets_nobody_in(journal: SqlJournal) -> None:
    assert not journal.take(ISSUER, NOW, 1, 0)


def test_a_bucket_nobody_uses_is_forgotten(journal: SqlJournal) -> None:
    journal.take("idle", NOW, 1, 1)
    journal.take("busy", NOW + 86_400, 1, 1)
    journal.maintain(datetime.fromtimestamp(NOW + 86_500, UTC), 365)
    with journal._store.reading() as connection:
        left = connection.execute(sa.select(buckets.c.issuer)).scalars().all()

    assert ["busy"] == left


@pytest.mark.parametrize("burst", [1, 2.5, 1000])
def test_the_first_call_of_an_issuer_is_let_in(journal: SqlJournal, burst: float) -> None:
    assert journal.take(ISSUER, NOW, 0.1, burst)
