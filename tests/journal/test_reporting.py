"""
What became of the cards: by rule and version, the latest answer counting, with intervals.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from journal.records import AT, CEMENT, SUPPORT, answer, card_of, decision, named, verdict

from cds.journal import Alarm, Reason, open_journal, share
from cds.journal.report_page import report_html
from cds.journal.writing import Told, items_csv, report_csv, report_json, report_text
from cds.rules.model import Override

if TYPE_CHECKING:
    from cds.journal import RuleReport, SqlJournal

WORDS = {
    "not-rebound": Override("not-rebound", "Fracture judged not related"),
    "mdt": Override("mdt", "Decided <together>"),
}


def only(journal: SqlJournal, *period: date) -> RuleReport:
    [rule] = journal.report(*period).rules
    return rule


def filled(journal: SqlJournal) -> SqlJournal:
    """
    Ten cards: three accepted, two overridden, five without an answer; and rules that showed none.
    """
    for number in range(10):
        support = verdict(SUPPORT, "undecided" if number < 4 else "silenced")
        journal.record(decision(number, verdict(number=number), support, user="Practitioner/d1"))
    journal.feedback([answer(number, "accepted", suggestions=("s",) if number else ()) for number in range(3)])
    journal.feedback([answer(3, reasons=(Reason("mdt"), Reason("not-rebound"))), answer(4, reasons=())])
    return journal


def test_shown_cards_are_accepted_overridden_or_ignored(journal: SqlJournal) -> None:
    report = filled(journal).report()
    cement, support = report.rules

    assert (10, 1, 5, 0) == (report.decisions, report.patients, report.feedback, report.unknown)
    assert (CEMENT, 10, 10, 10) == (cement.rule, cement.evaluated, cement.fired, cement.shown)
    assert (3, 2, 5, 2) == (cement.accepted, cement.overridden, cement.ignored, cement.suggestions)
    assert {"mdt": 1, "no coded reason": 1, "not-rebound": 1} == cement.reasons
    assert (SUPPORT, 10, 0, 0, 4, 6) == (
        support.rule,
        support.evaluated,
        support.fired,
        support.shown,
        support.undecided,
        support.silenced,
    )
    assert share(4, 10) == support.indecision


def test_the_latest_answer_to_a_card_counts(journal: SqlJournal) -> None:
    journal.record(decision())
    journal.feedback([answer(1, "overridden", at=AT + timedelta(minutes=5)), answer(1, "accepted", at=AT)])
    rule = only(journal)

    assert (1, 0, 1) == (rule.shown, rule.accepted, rule.overridden)
    assert {"not-rebound": 1} == rule.reasons


def test_each_version_of_a_rule_stands_for_itself(journal: SqlJournal) -> None:
    journal.record(decision(1, verdict(number=1)))
    journal.record(decision(2, verdict(number=2, version="2.0.0")))
    journal.feedback([answer(2)])

    assert [("1.0.0", 1, 0), ("2.0.0", 1, 1)] == [(r.version, r.shown, r.overridden) for r in journal.report().rules]


def test_a_card_in_shadow_is_fired_and_not_shown(journal: SqlJournal) -> None:
    journal.record(decision(1, verdict(shown=False, shadow=True, card_uuid=None)))
    journal.record(decision(2, verdict(said="not-fired", shadow=True)))
    rule = only(journal)

    assert (2, 1, 0, 1, 0) == (rule.evaluated, rule.fired, rule.shown, rule.shadow, rule.ignored)
    assert rule.acceptance.rate is None


def test_an_answer_to_a_card_that_was_not_shown_does_not_count(journal: SqlJournal) -> None:
    """
    Else more cards would be answered than shown.
    """
    journal.record(decision(1, verdict(shown=False)))
    journal.feedback([answer(1)])

    assert (0, 0, 0) == (only(journal).shown, only(journal).overridden, only(journal).ignored)


def test_the_period_is_that_of_the_cards_however_late_the_answer(journal: SqlJournal) -> None:
    for number, days in enumerate((-1, 0, 1)):
        journal.record(decision(number, asked_at=AT + timedelta(days=days)))
    late = AT + timedelta(days=40)
    journal.feedback([answer(number, "accepted", at=late, received_at=late) for number in range(3)])

    day = AT.date()
    assert (1, 1) == (only(journal, day, day).shown, only(journal, day, day).accepted)
    assert 2 == only(journal, day).shown
    assert 3 == journal.report().decisions
    assert () == journal.report(date(2026, 4, 1)).rules


def test_the_last_day_of_a_period_counts_to_its_end(journal: SqlJournal) -> None:
    journal.record(decision(1, asked_at=AT.replace(hour=23, minute=59, second=59, microsecond=999_999)))
    journal.record(decision(2, asked_at=AT.replace(hour=0, minute=0)))

    assert 2 == journal.report(AT.date(), AT.date()).decisions
    assert 2 == only(journal, AT.date(), AT.date()).shown


def test_patients_of_two_sites_are_two(journal: SqlJournal) -> None:
    journal.record(decision(1))
    journal.record(decision(2))
    journal.record(decision(3, tenant="south"))

    assert 2 == journal.report().patients


def test_an_answer_has_the_fields_that_are_to_be_exported(journal: SqlJournal) -> None:
    """
    45 CFR 170.315(b)(11)(ii)(C): intervention, action taken, user feedback, user, date, location.
    """
    journal.record(decision(1, user="Practitioner/d1", location="Location/l1"))
    journal.record(decision(2))
    journal.feedback([answer(1), answer(2, "accepted", user="Practitioner/d2", at=AT + timedelta(hours=1))])
    first, second = journal.interventions()

    assert (CEMENT, "1.0.0", "overridden", ("not-rebound",)) == (first.rule, first.version, first.action, first.reasons)
    assert ("Practitioner/d1", AT, "Location/l1") == (first.user, first.at, first.location)
    assert ("accepted", "Practitioner/d2", "north") == (second.action, second.user, second.location)
    assert [] == list(journal.interventions(AT.date() + timedelta(days=1)))


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (1, 1000, 0.000177, 0.005643)],
)
def test_the_interval_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    """
    Against published values (Wilson score interval, 95 %).
    """
    found = share(count, of)

    assert pytest.approx(low, abs=5e-5) == found.low
    assert pytest.approx(high, abs=5e-5) == found.high


def test_of_nothing_there_is_no_share() -> None:
    assert (None, None, None) == (share(0, 0).rate, share(0, 0).low, share(0, 0).high)


# --- written --------------------------------------------------------------------------------------

ALARM = Alarm(SUPPORT, "silent", "", "", 30, 10, 0, 10, f"{SUPPORT} has not fired in 30 days and 10 decisions")


@pytest.fixture
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    journal = filled(open_journal(f"sqlite:///{tmp_path_factory.mktemp('told') / 'journal.db'}"))
    report = journal.report(date(2026, 3, 1), date(2026, 3, 31))
    journal.close()
    return Told(report, (ALARM,), WORDS)


def test_as_text(told: Told) -> None:
    text = report_text(told)

    assert "2026-03-01 to 2026-03-31" in text
    assert "3 (30 %, 11-60 %)" in text
    assert "1 x Fracture judged not related" in text
    assert "silent: rebound-supportive-care has not fired" in text


def test_answers_to_unknown_cards_are_told_in_words_too(journal: SqlJournal) -> None:
    journal.feedback([answer(card="123456")])
    told = Told(journal.report(), (), WORDS)

    assert "1 answers to cards that are not (or no longer) in the store" in report_text(told)
    assert "1 answers to cards that are not (or no longer) in the store" in report_html(told)


def test_as_json(told: Told) -> None:
    written: dict[str, Any] = json.loads(json.dumps(report_json(told, [])))
    cement = written["rules"][0]

    assert {"count", "of", "rate", "low", "high"} == set(cement["accepted"])
    assert {"code": "not-rebound", "display": "Fracture judged not related", "count": 1} in cement["reasons"]
    assert "silent" == written["alarms"][0]["kind"]


def test_as_csv(told: Told) -> None:
    cement, support = csv.DictReader(io.StringIO(report_csv(told)))

    assert ("3", "0.3000") == (cement["accepted"], cement["accepted_rate"])
    assert "mdt=1; no coded reason=1; not-rebound=1" == cement["reasons"]
    assert ("0", "") == (support["shown"], support["accepted_rate"])


def test_as_a_page_that_needs_nothing_else(told: Told) -> None:
    page = report_html(told)

    assert "Decided &lt;together&gt;" in page
    assert "<together>" not in page
    assert not re.findall(r"(?:src|href)=|@import|url\(", page)
    assert "<h2>Alarms</h2>" in page


def test_the_plot_says_in_words_what_it_shows(told: Told) -> None:
    """
    Every mark stands where its share is and has a title; the table has the same figures.
    """
    page = report_html(told)
    plot = ET.fromstring(re.search(r"<svg.*</svg>", page, re.DOTALL)[0])  # type: ignore[index]
    titles = [element.text for element in plot.iter("title")]

    assert f"{CEMENT} 1.0.0: accepted 30 %, interval 11 to 60 %" in titles
    assert f"{CEMENT} 1.0.0: overridden 20 %, interval 6 to 51 %" in titles
    assert not [title for title in titles if title and SUPPORT in title], "no card of this rule was shown"
    zero, full = (float(plot.findall("line")[place].attrib["x1"]) for place in (0, -1))
    assert pytest.approx(zero + 0.3 * (full - zero), abs=0.2) == float(plot.find(".//circle").attrib["cx"])  # type: ignore[union-attr]
    assert "3 (30 %, 11-60 %)" in page


def test_with_nothing_to_report_every_format_says_so(journal: SqlJournal) -> None:
    told = Told(journal.report(), (), WORDS)

    assert "No rule was evaluated" in report_text(told)
    assert "<svg" not in report_html(told)
    assert "No rule was evaluated" in report_html(told)
    assert [] == report_json(told, [])["rules"]
    assert 1 == len(report_csv(told).splitlines())


def test_a_text_that_a_table_program_would_run_is_disarmed(journal: SqlJournal) -> None:
    journal.record(decision(1, user="=cmd|' /C calc'!A0"))
    journal.feedback([answer(1)])
    [line] = csv.DictReader(io.StringIO(items_csv(journal.interventions())))

    assert "'=cmd|' /C calc'!A0" == line["user"]
    assert (CEMENT, "overridden", "not-rebound") == (line["intervention"], line["actionTaken"], line["userFeedback"])
    assert ("2026-03-10T09:30:00Z", "north") == (line["date"], line["location"])
    assert (card_of(1), named(1)) == (line["card"], line["decision"])
