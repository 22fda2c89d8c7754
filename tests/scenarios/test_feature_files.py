"""
No scenario is lost on the way from the feature files to the report of pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cds.rules.pack import load_pack
from cds.scenarios.feature_files import FeatureFile, equal_names, feature_files, features_directory

KINDS = frozenset(
    {"boundary", "cards", "conflict", "data-quality", "missing-data", "negative", "suppression"}
    | {"after-augmentation", "before-augmentation", "care-gap", "denosumab", "diagnosis", "post-bkp", "rebound"}
)
TWICE = """
Feature: Names
  Scenario: The same name
    Given the as-of date is 2026-01-05

  Rule: a rule of its own
    Scenario: The same name
      Given the as-of date is 2026-01-05

  Scenario Outline: Rows
    Given the as-of date is <day>

    @boundary
    Examples:
      | day        |
      | 2026-01-05 |
      | 2026-01-06 |
"""


def run_pytest(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def ours() -> tuple[FeatureFile, ...]:
    return feature_files(features_directory())


def test_every_scenario_and_row_is_collected(ours: tuple[FeatureFile, ...]) -> None:
    written = sum(scenario.cases for feature in ours for scenario in feature.scenarios)
    root = Path(__file__).parents[2]
    done = run_pytest("--collect-only", "-q", "--no-header", "tests/test_features.py", cwd=root)
    collected = [line for line in done.stdout.splitlines() if line.startswith("tests/test_features.py::")]

    assert written > 0
    assert written == len(collected), done.stdout


def test_no_two_scenarios_of_a_file_have_one_name(ours: tuple[FeatureFile, ...]) -> None:
    assert () == tuple(line for feature in ours for line in equal_names(feature))


def test_equal_names_are_told_and_rows_are_counted(tmp_path: Path) -> None:
    (tmp_path / "names.feature").write_text(TWICE, encoding="utf-8")
    (feature,) = feature_files(tmp_path)

    assert [1, 1, 2] == [scenario.cases for scenario in feature.scenarios]
    assert {"boundary"} == feature.all_tags
    assert (
        "names.feature: 2 scenarios are called 'The same name'; pytest-bdd would run only the last",
    ) == equal_names(feature)


def test_every_tag_is_a_rule_or_a_kind_of_scenario(ours: tuple[FeatureFile, ...]) -> None:
    tags = frozenset().union(*(feature.all_tags for feature in ours))

    assert frozenset() == tags - KINDS - frozenset(load_pack().rules)


def test_every_rule_has_a_scenario_that_shows_it_and_one_at_its_limit(ours: tuple[FeatureFile, ...]) -> None:
    scenarios = [scenario for feature in ours for scenario in feature.scenarios]
    shown = [text for scenario in scenarios for text in scenario.texts if text.endswith(" is shown")]
    limited = frozenset().union(*(s.tags for s in scenarios if s.tags & {"negative", "boundary"}))
    rules = frozenset(load_pack().rules)

    assert [] == [rule for rule in rules if not any(f'"{rule}"' in text for text in shown)]
    assert frozenset() == rules - limited
