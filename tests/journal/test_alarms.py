"""
Rules that do not behave as expected, at each site.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from journal.records import AT, CEMENT, decision, verdict

from cds.errors import RuleError
from cds.journal import Expectation, read_expectations
from cds.rules.model import Pack, Precedence
from cds.rules.pack import load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from cds.journal import Alarm, RuleVerdict, SqlJournal

TODAY = AT.date()
DAYS = 10


def expected(**changes: Any) -> dict[str, Expectation]:
    return {CEMENT: Expectation(**({"rule": CEMENT, "hooks": ("patient-view",), "silent_days": DAYS} | changes))}


def asked(journal: SqlJournal, *verdicts: RuleVerdict | None, days: int = 0, name: str = "", **changes: Any) -> None:
    """
    Record a decision for each verdict, so many days ago; None is a decision in which the rule had no say.
    """
    for place, said in enumerate(verdicts):
        one = said or verdict(said="not-applicable")
        when = AT - timedelta(days=days)
        journal.record(decision(f"{name} {days} {place} {changes}", one, asked_at=when, **changes))


def kinds(found: list[Alarm]) -> list[str]:
    return [alarm.kind for alarm in found]


def fired(number: int = 1) -> list[RuleVerdict]:
    return [verdict(card_uuid=None)] * number


def test_a_rule_that_has_not_fired_for_the_days_is_silent(journal: SqlJournal) -> None:
    asked(journal, *fired(), days=DAYS)
    asked(journal, None, days=3)
    [alarm] = journal.alarms(expected(), TODAY)

    assert ("silent", DAYS, 1, 0) == (alarm.kind, alarm.days, alarm.decisions, alarm.count)
    assert alarm.message.startswith(
        f"{CEMENT} has not fired in 10 days and 1 decisions at https://ehr.example.org, north"
    )


@pytest.mark.parametrize("days", [0, DAYS - 1])
def test_a_rule_that_fired_in_the_days_is_not_silent(journal: SqlJournal, days: int) -> None:
    asked(journal, None, days=100)
    asked(journal, *fired(), days=days)

    assert [] == journal.alarms(expected(), TODAY)


def test_a_rule_in_shadow_that_fires_is_not_silent(journal: SqlJournal) -> None:
    asked(journal, None, days=100)
    asked(journal, verdict(shown=False, shadow=True, card_uuid=None))

    assert [] == journal.alarms(expected(), TODAY)


def test_a_site_that_began_less_than_the_days_ago_is_not_silent_yet(journal: SqlJournal) -> None:
    asked(journal, None, days=DAYS - 2)
    asked(journal, None)

    assert [] == journal.alarms(expected(), TODAY)
    assert ["silent"] == kinds(journal.alarms(expected(), TODAY + timedelta(days=1)))


def test_a_site_that_did_not_ask_in_the_days_is_not_silent(journal: SqlJournal) -> None:
    """
    That is another thing: nobody calls at all.
    """
    asked(journal, None, days=DAYS + 1)

    assert [] == journal.alarms(expected(), TODAY)


def test_decisions_of_other_hooks_do_not_count(journal: SqlJournal) -> None:
    asked(journal, None, days=100, hook="encounter-discharge")
    asked(journal, None, hook="encounter-discharge")

    assert [] == journal.alarms(expected(), TODAY)


def test_one_site_is_silent_while_another_is_not(journal: SqlJournal) -> None:
    """
    A mapping of codes that changed at one site must not hide behind the others.
    """
    for tenant in ("north", "south"):
        asked(journal, None, days=100, tenant=tenant)
        asked(journal, None, tenant=tenant)
    asked(journal, *fired(), tenant="north", name="fired")
    [alarm] = journal.alarms(expected(), TODAY)

    assert ("silent", "south") == (alarm.kind, alarm.tenant)


@pytest.mark.parametrize(
    ("numbers", "band", "found"),
    [
        ((60, 0), (10, 200), ["too-often"]),
        ((1, 99), (500, 900), ["too-rare"]),
        ((5, 95), (10, 200), []),
        ((1, 1), (0, 100), []),  # half of two is no rate
        ((100, 0), (0, 1000), []),
    ],
)
def test_a_rate_outside_its_band_is_an_alarm_when_it_is_sure(
    journal: SqlJournal, numbers: tuple[int, int], band: tuple[float, float], found: list[str]
) -> None:
    asked(journal, *fired(numbers[0]), *[None] * numbers[1])

    assert found == kinds(journal.alarms(expected(low=band[0], high=band[1]), TODAY))


@pytest.mark.parametrize(("undecided", "decided", "found"), [(40, 10, ["undecided"]), (10, 40, []), (1, 0, [])])
def test_too_many_undecided_are_an_alarm_when_it_is_sure(
    journal: SqlJournal, undecided: int, decided: int, found: list[str]
) -> None:
    open_, settled = verdict(said="undecided"), verdict(said="not-fired")
    asked(journal, *fired(), *[open_] * undecided, *[settled] * decided, *[None] * 60)

    assert found == kinds(journal.alarms(expected(undecided=0.4), TODAY))


def test_what_is_not_watched_is_no_alarm(journal: SqlJournal) -> None:
    asked(journal, *fired(50), *[verdict(said="undecided")] * 50)

    assert [] == journal.alarms(expected(), TODAY)
    assert [] == journal.alarms({}, TODAY)


def test_an_empty_store_raises_no_alarm(journal: SqlJournal) -> None:
    assert [] == journal.alarms(expected(low=5, high=10, undecided=0.1), TODAY)


# --- the file -------------------------------------------------------------------------------------


def pack_of(root: Path, pack: Pack) -> Pack:
    return Pack(pack.rules, {}, Precedence(), {}, {}, {}, pack.terms, "", "", str(root))


def test_the_rebound_rules_and_the_one_after_kyphoplasty_are_watched(pack: Pack) -> None:
    """
    Every name in the file is a rule of the pack, else it would not load.
    """
    found = read_expectations(pack)

    assert {
        "rebound-no-augmentation",
        "rebound-antiresorptive-first",
        "rebound-no-bone-forming-first",
        "rebound-supportive-care",
        "rebound-possible-review",
        "post-bkp-consider-romosozumab",
    } <= set(found)
    for rule, one in found.items():
        assert pack.rules[rule].hooks == one.hooks
        assert one.high is not None
        assert one.undecided is not None


def test_a_pack_without_the_file_expects_nothing(pack: Pack, tmp_path: Path) -> None:
    assert {} == read_expectations(pack_of(tmp_path, pack))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "the file maps rules to what is expected of them"),
        ("no-such-rule:\n  silent_days: 3", r"expectations.yaml:1: there is no rule 'no-such-rule'"),
        (f"{CEMENT}: 3", "has silent_days, and per_1000_decisions and undecided_rate"),
        (f"{CEMENT}:\n  undecided_rate: 0.1", "has silent_days"),
        (f"{CEMENT}:\n  silent_days: 3\n  silent_nights: 3", "has silent_days"),
        (f"{CEMENT}:\n  silent_days: 0", "expectations.yaml:2: silent_days is a number of days from 1 to 366"),
        (f"{CEMENT}:\n  silent_days: soon", "silent_days is a number of days"),
        (f"{CEMENT}:\n  silent_days: 3\n  per_1000_decisions: 5", "expectations.yaml:3: per_1000_decisions is a band"),
        (f"{CEMENT}:\n  silent_days: 3\n  per_1000_decisions: [5, 2]", "the band begins at 5 and ends before, at 2"),
        (f"{CEMENT}:\n  silent_days: 3\n  per_1000_decisions: [5, 2000]", "a number from 0 to 1000"),
        (f"{CEMENT}:\n  silent_days: 3\n  undecided_rate: 1.5", "a number from 0 to 1 is expected"),
    ],
)
def test_a_wrong_line_is_named(pack: Pack, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "expectations.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(RuleError, match=message):
        read_expectations(pack_of(tmp_path, pack))


def test_expectations_do_not_touch_the_hash_of_a_rule(pack: Pack, tmp_path: Path) -> None:
    """
    A sign-off holds when a site changes what it expects: the file is no part of the rules.
    """
    root = tmp_path / "rules"
    shutil.copytree(pack.root, root)
    (root / "expectations.yaml").unlink()

    assert pack.hash == load_pack(root).hash
