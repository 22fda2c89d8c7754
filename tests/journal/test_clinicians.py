"""
Feedback in the store: once, with its card, and found again when the next card is made.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from journal.records import AT, CEMENT, SITE, SUPPORT, answer, decision, verdict
from msgspec.structs import replace

from cds.cards.card import OVERRIDE_SYSTEM
from cds.journal import Reason

if TYPE_CHECKING:
    from cds.journal import SqlJournal

DAY = AT.date()


def support(number: object = 1, **changes: object) -> object:
    return decision(number, verdict(SUPPORT, number=number), **changes)


def test_the_same_answer_again_is_stored_once(journal: SqlJournal) -> None:
    """
    A batch that was sent twice, or that holds an item twice.
    """
    journal.record(decision())
    first = journal.feedback([answer(), answer()])
    again = journal.feedback([replace(answer(), received_at=AT + timedelta(hours=3))])

    assert [False, True, True] == [result.repeated for result in (*first, *again)]
    assert all(result.stored and result.known for result in (*first, *again))
    assert 1 == journal.status().feedback


@pytest.mark.parametrize(
    "changes",
    [
        {"service": "ovf-order-sign"},
        {"card": "123456"},
        {"outcome": "accepted"},
        {"at": AT + timedelta(seconds=1)},
        {"reasons": (Reason("data-incorrect"),)},
        {"suggestions": ("s1",)},
        {"tenant": "south"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_another_answer_is_another(journal: SqlJournal, changes: dict[str, object]) -> None:
    journal.feedback([answer()])
    [result] = journal.feedback([replace(answer(), **changes)])  # type: ignore[arg-type]

    assert not result.repeated
    assert 2 == journal.status().feedback


def test_an_answer_to_an_unknown_card_is_kept_as_such(journal: SqlJournal) -> None:
    [result] = journal.feedback([answer(card="123456")])

    assert result.stored
    assert not result.known
    assert 1 == journal.report().unknown
    assert [("", "123456")] == [(item.rule, item.card) for item in journal.interventions()]


@pytest.mark.parametrize("site", [{"issuer": "https://other.example.org"}, {"tenant": "south"}, {"tenant": None}])
def test_nobody_answers_the_card_of_another_site(journal: SqlJournal, site: dict[str, str | None]) -> None:
    """
    Else one site could silence a card of another (R04 is silent once it is answered).
    """
    journal.record(support())
    [result] = journal.feedback([answer(rule=SUPPORT, **site)])

    assert not result.known
    assert not journal.acknowledged(SUPPORT, "Patient/p1", None, DAY, **SITE)


def test_a_batch_may_be_of_several_decisions_and_a_late_one(journal: SqlJournal) -> None:
    journal.record(decision(1, asked_at=AT - timedelta(days=200)))
    journal.record(decision(2))
    results = journal.feedback([answer(1), answer(2, "accepted"), answer(3)])

    assert [True, True, False] == [result.known for result in results]
    assert [0, 1, 2] == [result.position for result in results]


def test_no_items_are_no_work(journal: SqlJournal) -> None:
    assert [] == journal.feedback([])


def test_a_hundred_answers_in_one_call(journal: SqlJournal) -> None:
    for number in range(10):
        journal.record(decision(number))
    results = journal.feedback([answer(number) for number in range(100)])

    assert 10 == sum(result.known for result in results)
    assert 100 == journal.status().feedback


# --- overridden -----------------------------------------------------------------------------------


def test_the_latest_override_of_each_rule_is_found(journal: SqlJournal) -> None:
    journal.record(decision(1, verdict(), verdict(SUPPORT)))
    journal.record(decision(2, verdict(number=2)))
    ours = (Reason("elsewhere", "urn:x"), Reason("patient-preference", OVERRIDE_SYSTEM))
    journal.feedback(
        [
            answer(1, at=AT),
            answer(2, at=AT + timedelta(days=2), reasons=ours),
            answer(1, rule=SUPPORT, at=AT - timedelta(days=1), reasons=()),
            answer(1, "accepted", at=AT + timedelta(days=3)),
        ]
    )
    found = journal.overridden("Patient/p1", [CEMENT, SUPPORT, "data-needed"], **SITE)

    assert {CEMENT: (date(2026, 3, 12), "patient-preference"), SUPPORT: (date(2026, 3, 9), "")} == found


def test_an_override_after_the_as_of_date_is_hidden(journal: SqlJournal) -> None:
    journal.record(decision())
    journal.feedback([answer(at=AT)])

    assert {} == journal.overridden("Patient/p1", [CEMENT], until=date(2026, 3, 9), **SITE)
    assert [CEMENT] == list(journal.overridden("Patient/p1", [CEMENT], until=DAY, **SITE))


def test_the_day_of_an_override_is_that_of_the_configured_zone(journal: SqlJournal) -> None:
    journal.record(decision())
    journal.feedback([answer(at=datetime(2026, 3, 11, 6, 30, tzinfo=timezone(timedelta(hours=9))))])

    assert (date(2026, 3, 10), "not-rebound") == journal.overridden("Patient/p1", [CEMENT], **SITE)[CEMENT]
    tokyo = journal.overridden("Patient/p1", [CEMENT], zone=ZoneInfo("Asia/Tokyo"), **SITE)
    assert (date(2026, 3, 11), "not-rebound") == tokyo[CEMENT]


@pytest.mark.parametrize(
    ("patient", "site"),
    [
        ("Patient/p2", SITE),
        ("Patient/p1", SITE | {"tenant": "south"}),
        ("Patient/p1", {"issuer": "https://x", "tenant": "north"}),
    ],
)
def test_the_override_of_another_patient_is_not_found(journal: SqlJournal, patient: str, site: dict[str, str]) -> None:
    """
    The same reference at another site is somebody else.
    """
    journal.record(decision())
    journal.feedback([answer()])

    assert {} == journal.overridden(patient, [CEMENT], **site)


def test_without_issuer_and_tenant_there_is_one_site(journal: SqlJournal) -> None:
    journal.record(decision(issuer=None, tenant=None))
    journal.feedback([answer(issuer=None, tenant=None)])

    assert [CEMENT] == list(journal.overridden("Patient/p1", [CEMENT]))


# --- acknowledged ---------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["accepted", "overridden"])
def test_an_answer_in_the_encounter_acknowledges_however_long_ago(journal: SqlJournal, outcome: str) -> None:
    journal.record(support(encounter="e1"))
    journal.feedback([answer(1, outcome, SUPPORT, at=AT - timedelta(days=100))])

    assert journal.acknowledged(SUPPORT, "Patient/p1", "e1", DAY, **SITE)
    assert not journal.acknowledged(SUPPORT, "Patient/p1", "e2", DAY, **SITE)
    assert not journal.acknowledged(CEMENT, "Patient/p1", "e1", DAY, **SITE)
    assert not journal.acknowledged(SUPPORT, "Patient/p2", "e1", DAY, **SITE)


@pytest.mark.parametrize(("days", "expected"), [(0, True), (30, True), (31, False), (-1, False)])
def test_without_an_encounter_an_answer_holds_for_30_days(journal: SqlJournal, days: int, expected: bool) -> None:  # noqa: FBT001 - a table
    journal.record(support(encounter="e1"))
    journal.feedback([answer(rule=SUPPORT, at=AT - timedelta(days=days))])

    assert expected is journal.acknowledged(SUPPORT, "Patient/p1", None, DAY, **SITE)


def test_nothing_answered_acknowledges_nothing(journal: SqlJournal) -> None:
    journal.record(support(encounter="e1"))

    assert not journal.acknowledged(SUPPORT, "Patient/p1", "e1", DAY, **SITE)
