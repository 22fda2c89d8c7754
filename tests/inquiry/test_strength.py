"""
A change that no scenario looks at is found and said in words; one that is looked at is not; excuses are earned.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from cds.errors import CdsError, RuleError
from cds.inquiry import Strength, measure_strength
from cds.inquiry.changes import changes_of
from cds.inquiry.excuses import NEVER_EXCUSED, read_excuses, wrong_excuses
from cds.inquiry.noticing import Noticed
from cds.inquiry.report import page, score_of, sentences
from cds.rules import load_pack

if TYPE_CHECKING:
    from cds.rules.model import Pack

PAGE = Path(__file__).parents[2] / "docs" / "scenario_strength.md"
UPPER_SIDE = "rebound.window_start = 8"
LOWER_SIDE = "rebound.window_start = 6"
CHART = """
Feature: Start of the window
  Scenario Outline: Interval between last dose and fracture
    Given the as-of date is 2026-01-05
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-05-15
    And a vertebral fracture of T12 with onset <onset>
    When the clinician signs an order for vertebroplasty of T12
    Then <expected>

    Examples:
      | onset | expected |
"""
INSIDE = '      | 2025-12-15 | a critical card "rebound-no-augmentation" is shown |\n'
OUTSIDE = '      | 2025-12-14 | the card "rebound-no-augmentation" is not shown |\n'
SENTENCE = "An earlier onset is told by the calendar month alone and never by the day."


@cache
def pack() -> Pack:
    return load_pack()


def strength(directory: Path, *rows: str, only: str = "rebound", excuses: str = "") -> Strength:
    (directory / "some.feature").write_text(CHART + "".join(rows), encoding="utf-8")
    if excuses:
        (directory / "equivalent.yaml").write_text(excuses, encoding="utf-8")
    return measure_strength(pack(), features=directory, only=only, limits_only=True, workers=1, progress=False)


def excuse(change: str, because: str = SENTENCE) -> str:
    return f"excuses:\n  - change: {change}\n    because: {because}\n"


def test_a_limit_that_is_looked_at_from_one_side_only_survives_on_the_other(tmp_path: Path) -> None:
    found = strength(tmp_path, OUTSIDE)

    assert not found.outcomes[LOWER_SIDE].survives
    assert found.outcomes[UPPER_SIDE].survives


def test_a_limit_that_is_looked_at_from_both_sides_does_not_survive(tmp_path: Path) -> None:
    found = strength(tmp_path, INSIDE, OUTSIDE)

    assert not found.outcomes[LOWER_SIDE].survives
    assert not found.outcomes[UPPER_SIDE].survives


def test_a_survivor_is_said_in_a_clinician_s_words(tmp_path: Path) -> None:
    said = list(sentences(strength(tmp_path, OUTSIDE)))

    assert any(line.startswith("no scenario would notice if 7 months became 8 months") for line in said)
    assert "not noticed" in said[-1]


def test_the_page_tells_the_score_and_each_survivor(tmp_path: Path) -> None:
    found = strength(tmp_path, OUTSIDE)
    written = page(found, command="cds test --strength", on=date(2026, 1, 5))

    assert f"{found.noticed} of {len(found.outcomes)} changes noticed" in written
    assert "- 7 months became 8 months" in written
    assert "- 7 months became 6 months" not in written


def test_scenarios_that_fail_measure_nothing(tmp_path: Path) -> None:
    with pytest.raises(CdsError, match="when all of them hold"):
        strength(tmp_path, INSIDE.replace("2025-12-15", "2025-12-14"))


def test_what_names_no_change_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CdsError, match="no change of the pack touches 'moon'"):
        strength(tmp_path, INSIDE, only="moon")


@pytest.mark.parametrize("because", ["equivalent", "no clinical difference here, as every one of us knows", '""'])
def test_an_excuse_needs_a_clinical_sentence(tmp_path: Path, because: str) -> None:
    path = tmp_path / "equivalent.yaml"
    path.write_text(excuse(UPPER_SIDE, because), encoding="utf-8")

    with pytest.raises(RuleError, match="without a clinical sentence"):
        read_excuses(path)


def test_no_file_is_no_excuse(tmp_path: Path) -> None:
    assert read_excuses(tmp_path / "equivalent.yaml") == {}


def test_an_excuse_of_a_rebound_rule_is_refused_and_the_change_stays_a_survivor(tmp_path: Path) -> None:
    found = strength(tmp_path, OUTSIDE, excuses=excuse(UPPER_SIDE))

    assert any("touches R01" in line for line in found.wrong)
    assert UPPER_SIDE in {change.id for change in found.survivors}


@pytest.mark.parametrize("rule", NEVER_EXCUSED)
def test_no_change_of_these_rules_is_excused(rule: str) -> None:
    change = next(c for c in changes_of(pack()) if c.rules == {rule})
    wrong = wrong_excuses(
        {change.id: SENTENCE},
        {change.id: Noticed(change.id)},
        {change.id: change.rules},
        known=frozenset({change.id}),
    )

    assert [f"touches {NEVER_EXCUSED[rule]}" in line for line in wrong] == [True]


def test_an_excuse_that_excuses_nothing_is_reported(tmp_path: Path) -> None:
    found = strength(tmp_path, INSIDE, OUTSIDE, excuses=excuse("rebound.moon = 1"))

    assert found.wrong == ("'rebound.moon = 1' is excused, and there is no such change of this pack",)


def test_an_excuse_of_a_change_that_is_noticed_is_reported() -> None:
    change = "vitamin-d.counts_for = 91"
    wrong = wrong_excuses(
        {change: SENTENCE},
        {change: Noticed(change, by="some.feature: Vitamin D")},
        {change: frozenset({"post-augmentation-care-gap"})},
        known=frozenset({change}),
    )

    assert list(wrong) == [f"'{change}' is excused and needs no excuse: noticed by some.feature: Vitamin D"]


def test_an_excused_change_is_no_survivor() -> None:
    change = next(c for c in changes_of(pack()) if c.id == "vitamin-d.counts_for = 91")
    only = MappingProxyType({change.id: change})
    found = Strength(pack(), 1, only, {change.id: Noticed(change.id)}, {}, {change.id: frozenset()})

    assert found.survivors == (change,)
    assert replace(found, excuses={change.id: SENTENCE}).survivors == ()


def test_every_change_has_an_id_of_its_own() -> None:
    ids = [change.id for change in changes_of(pack())]

    assert len(ids) == len(set(ids))


def test_a_state_that_the_trigger_excludes_is_left_alone() -> None:
    """
    The trigger of R19 lists the orders it looks at; an order of none of them changes nothing further down.
    """
    ids = {change.id for change in changes_of(pack())}
    fires, trigger = "bisphosphonate-order-safety, fires 2", "bisphosphonate-order-safety, trigger"

    assert f"{trigger}: «bisphosphonate-order» being none counted too" in ids
    assert f"{fires}: «bisphosphonate-order» being none counted too" not in ids
    assert f"{fires}: «bisphosphonate-order» being oral counted too" in ids


def test_every_limit_moves_both_ways() -> None:
    limits = sum(len(entry.limits) for entry in pack().entries.values())

    assert sum(change.kind == "limit" for change in changes_of(pack())) == 2 * limits


def test_the_page_of_the_pack_tells_every_change_of_it_and_no_other() -> None:
    """
    Nothing is measured here; `cds test --strength --check docs/scenario_strength.md` measures, in minutes.
    """
    written = PAGE.read_text(encoding="utf-8")
    words = [change.words for change in changes_of(pack())]
    survivors = written.partition("## No scenario would notice if")[2].splitlines()
    told = [line.removeprefix("- ").rpartition(" [")[0] for line in survivors if line.startswith("- ")]

    assert score_of(written).changes == len(words), "write the page again: cds test --strength --page " + PAGE.name
    assert set(told) <= set(words)
    assert score_of(written).survivors == len(told)


def test_a_page_without_a_score_is_an_error() -> None:
    with pytest.raises(CdsError, match="tells no score"):
        score_of("# Scenario strength")
