"""
Each rule is tried with every kind of scenario that it can go wrong in; the failure says which is lacking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playing import played, scenarios_of

from cds.rules.conditions import facts_of
from cds.rules.reach import holds_in
from cds.scenarios import features_directory
from cds.scenarios.running import checked_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.rules.model import Pack, Rule
    from cds.walk import Consultant

SHOWN = re.compile(r'^an? (critical|warning|info) card "([a-z0-9-]+)" is shown$')
ASKED = re.compile(r'^the "(data-needed)" card lists "')
SILENT = re.compile(r'^the card "([a-z0-9-]+)" is not shown$')
PROFILE = re.compile(r"^the jurisdiction profile is (\w+)$")
REASON = re.compile(r'^the card offers the override reason "(.+)"$')
OF_A_PROFILE = frozenset({"profile", "ischaemic-disease"})
COLLECTED = "data-needed"
"""The card of what other rules ask for: it has no limit and no need of its own."""


@dataclass(frozen=True)
class Row:
    """
    One scenario, or one row of its examples, as far as the rules are concerned.
    """

    name: str
    tags: frozenset[str]
    steps: tuple[str, ...]

    @property
    def profile(self) -> str:
        return next((found[1] for step in self.steps if (found := PROFILE.match(step))), "us")

    def says(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        yield from (found for step in self.steps if (found := pattern.match(step)))


@pytest.fixture(scope="module")
def rows() -> tuple[Row, ...]:
    return tuple(
        Row(one.name, frozenset({*one.tags, *one.feature.tags}), tuple(step.name for step in one.steps))
        for one in scenarios_of(features_directory())
    )


def decided_by(rule: Rule) -> frozenset[str]:
    """
    Return the facts that decide whether a rule speaks.
    """
    return frozenset(fact for when in (rule.trigger, *(v.when for v in rule.fires)) for fact in facts_of(when))


def kinds_for(rule: Rule, pack: Pack) -> Iterator[str]:
    """
    Yield the kinds of scenario that a rule must be tried with, besides one that shows it and one that does not.
    """
    if rule.id == COLLECTED:
        return
    if any(pack.entries[fact].limits for fact in decided_by(rule)):
        yield "boundary"
    if rule.needs:
        yield "missing-data"
    if any(rule.id in silence.silent for silence in pack.precedence.silences):
        yield "suppression"


def test_every_rule_is_shown_by_a_scenario(pack: Pack, rows: tuple[Row, ...]) -> None:
    shown = {found[2] for row in rows for found in row.says(SHOWN)}
    asked = {found[1] for row in rows for found in row.says(ASKED)}

    assert [] == [rule for rule in pack.rules if rule not in shown | asked]


def test_every_way_of_firing_has_its_indicator_shown(pack: Pack, rows: tuple[Row, ...]) -> None:
    shown = {(found[2], found[1]) for row in rows for found in row.says(SHOWN)}
    rules = [rule for rule in pack.rules.values() if rule.id != COLLECTED]
    ways = {(rule.id, variant.indicator) for rule in rules for variant in rule.fires}

    assert [] == sorted(ways - shown)


def test_every_rule_is_silent_in_a_scenario(pack: Pack, rows: tuple[Row, ...]) -> None:
    silent = {found[1] for row in rows for found in row.says(SILENT)}
    negative = frozenset().union(*(row.tags for row in rows if "negative" in row.tags))

    assert [] == [rule for rule in pack.rules if rule not in silent | negative]


def test_every_rule_has_the_kinds_of_scenario_it_can_go_wrong_in(pack: Pack, rows: tuple[Row, ...]) -> None:
    lacking = [
        f"{rule.id} has no scenario with the tags @{rule.id} and @{kind}"
        for rule in pack.rules.values()
        for kind in kinds_for(rule, pack)
        if not any({rule.id, kind} <= row.tags for row in rows)
    ]

    assert [] == lacking


def test_every_line_of_precedence_that_silences_a_rule_is_looked_at(pack: Pack, rows: tuple[Row, ...]) -> None:
    """
    A line that waits for a card to be shown has a scenario in which that card is shown and the other is not.
    """
    seen = {(shown[2], silent[1]) for row in rows for shown in row.says(SHOWN) for silent in row.says(SILENT)}
    lines = {(line.shown, rule) for line in pack.precedence.silences if line.shown for rule in line.silent}

    assert [] == sorted(lines - seen)


def test_every_profile_is_tried_where_a_rule_reads_it(pack: Pack, rows: tuple[Row, ...]) -> None:
    profiles = [state for state in pack.entries["profile"].states if state != "unknown"]
    tried = {(rule, row.profile) for row in rows for rule in row.tags}

    assert [] == [
        f"{rule.id} has no scenario under {profile}"
        for rule in pack.rules.values()
        for profile in profiles
        if decided_by(rule) & OF_A_PROFILE and (rule.id, profile) not in tried
    ]


def test_every_reason_that_needs_a_comment_is_looked_at_on_a_critical_card(pack: Pack, rows: tuple[Row, ...]) -> None:
    critical = [row for row in rows if any(found[1] == "critical" for found in row.says(SHOWN))]
    looked_at = {found[1] for row in critical for found in row.says(REASON)}
    needing = {reason.display for reason in pack.overrides.values() if reason.comment}

    assert 3 == len(needing)
    assert [] == sorted(needing - looked_at)


def test_no_scenario_has_states_that_precedence_says_never_go_together(consultant: Consultant) -> None:
    lines = [line.when for line in consultant.pack.precedence.never_together]
    found = []
    for scenario in scenarios_of(features_directory()):
        case, call = played(scenario)
        checked = checked_case(case, call, consultant)
        for subject in (one for result in checked.results for one in result.subjects):
            states = {name: frozenset({fact.state}) for name, fact in subject.facts.items()}
            found += [(scenario.name, line) for line in lines if holds_in(line, states)]

    assert lines
    assert [] == found
