"""
What is kept of a decision, once.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from journal.records import AT, CEMENT, decision, full, named, verdict
from msgspec.structs import fields, replace

from cds.journal import DecisionRecord, JournalError

if TYPE_CHECKING:
    from cds.journal import SqlJournal


def test_a_decision_is_read_as_it_was_written(journal: SqlJournal) -> None:
    written = full()
    journal.record(written)

    assert written == journal.decision(written.id)


def test_the_full_decision_of_the_tests_gives_every_field_a_value() -> None:
    """
    Else the test above would not notice a field that is not stored.
    """
    written, plain = (
        full(),
        DecisionRecord(id="", service="", hook="", patient="", as_of=AT.date(), asked_at=AT, pack_hash=""),
    )

    assert [] == [
        field.name
        for field in fields(written)
        if getattr(written, field.name) == getattr(plain, field.name) and field.name not in {"as_of", "asked_at"}
    ]


def test_nothing_that_was_absent_comes_back_as_something(journal: SqlJournal) -> None:
    written = decision(issuer=None, tenant=None, verdicts=())
    journal.record(written)

    assert written == journal.decision(written.id)


def test_an_unknown_decision_is_none(journal: SqlJournal) -> None:
    assert journal.decision(named("nobody")) is None


def test_the_same_decision_again_is_kept_once_and_as_it_was_first(journal: SqlJournal) -> None:
    first = decision(1)
    journal.record(first)
    journal.record(replace(first, latency_ms=99.0))

    assert first == journal.decision(first.id)
    assert 1 == journal.status().decisions
    assert 1 == journal.report().rules[0].shown


def test_the_instant_of_a_call_does_not_depend_on_the_zone_it_is_told_in(journal: SqlJournal) -> None:
    tokyo = datetime(2026, 3, 11, 0, 30, tzinfo=timezone(timedelta(hours=9)))
    journal.record(decision(1, asked_at=tokyo))

    kept = journal.decision(named(1))
    assert kept is not None
    assert tokyo == kept.asked_at
    assert "2026-03-10T15:30:00+00:00" == kept.asked_at.isoformat()


def test_a_rule_judged_for_several_orders_is_counted_once_by_what_it_showed(journal: SqlJournal) -> None:
    of_orders = (
        verdict(said="not-fired", order="ServiceRequest/o1"),
        verdict(said="fired", order="ServiceRequest/o2"),
        verdict(said="undecided", order="ServiceRequest/o3"),
    )
    journal.record(decision(1, *of_orders))

    [rule] = journal.report().rules
    assert (CEMENT, 1, 1, 1, 0) == (rule.rule, rule.evaluated, rule.fired, rule.shown, rule.undecided)


def test_a_rule_that_is_not_applicable_is_kept_and_not_counted(journal: SqlJournal) -> None:
    journal.record(decision(1, verdict(said="not-applicable")))

    assert () == journal.report().rules
    kept = journal.decision(named(1))
    assert kept is not None
    assert "not-applicable" == kept.verdicts[0].verdict


@pytest.mark.parametrize("text", ["p\x00atient", "p\ud800atient", "patient\x1b[2J"])
def test_text_that_a_database_would_refuse_loses_what_is_refused(journal: SqlJournal, text: str) -> None:
    journal.record(decision(1, hook_instance=text))

    kept = journal.decision(named(1))
    assert kept is not None
    assert kept.hook_instance in {"patient", "patient[2J"}


def test_two_very_long_references_that_begin_alike_stay_two(journal: SqlJournal) -> None:
    long = "Patient/" + "9" * 3000
    journal.record(decision(1, patient=long + "1"))
    journal.record(decision(2, patient=long + "2"))

    assert 1 == journal.purge_patient(long + "1").decisions
    assert 1 == journal.status().decisions


def test_a_store_that_is_gone_raises_one_error_without_what_was_to_be_stored(
    journal: SqlJournal, caplog: pytest.LogCaptureFixture
) -> None:
    """
    SQLAlchemy's own words would hold the whole row.
    """
    with journal._store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE outcomes")
        connection.exec_driver_sql("DROP TABLE decisions")
    with pytest.raises(JournalError) as raised:
        journal.record(decision(1, patient="Patient/canary-7731"))

    error: BaseException | None = raised.value
    while error is not None:
        assert "canary" not in str(error) or error.__suppress_context__
        error = error.__cause__
    assert "canary" not in caplog.text
    assert raised.value.__suppress_context__
