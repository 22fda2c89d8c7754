"""
A run of scenarios is green only when every scenario was really looked at.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = """
import sys
from pathlib import Path

from cds.scenarios import run_features

sys.exit(run_features(Path(sys.argv[1]), keyword=sys.argv[2]))
"""
HELD = """
Feature: Held
  Scenario: Nothing to say
    Given the as-of date is 2026-01-05
    When the clinician opens the chart
    Then no card is shown
"""
NOT_HELD = HELD.replace("no card is shown", 'a critical card "rebound-no-augmentation" is shown')
UNDEFINED = HELD.replace("When the", "And the moon is full\n    When the")
SKIPPED = HELD.replace("  Scenario:", "  @skip\n  Scenario:")
EXPECTED_TO_FAIL = NOT_HELD.replace("  Scenario:", "  @xfail\n  Scenario:")
LOOKS_AT_NOTHING = HELD.partition("    When")[0]
EQUAL_NAMES = HELD + HELD.partition("Feature: Held\n")[2]
NOT_GHERKIN = HELD.replace("Then no card", "no card")


def run(directory: Path, keyword: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-c", RUN, str(directory), keyword]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        pytest.param(HELD, 0, "1 passed", id="held"),
        pytest.param(NOT_HELD, 1, "no card 'rebound-no-augmentation'; shown: none", id="not held"),
        pytest.param(UNDEFINED, 1, "the moon is full", id="undefined step"),
        pytest.param(SKIPPED, 1, "a scenario is never skipped", id="skipped"),
        pytest.param(EXPECTED_TO_FAIL, 1, "a scenario is never skipped", id="expected to fail"),
        pytest.param(LOOKS_AT_NOTHING, 1, "looks at no card", id="looks at nothing"),
        pytest.param(EQUAL_NAMES, 1, "2 scenarios are called 'Nothing to say'", id="equal names"),
        pytest.param(NOT_GHERKIN, 1, "some.feature: not Gherkin", id="not Gherkin"),
    ],
)
def test_only_what_was_looked_at_holds(tmp_path: Path, text: str, code: int, told: str) -> None:
    (tmp_path / "some.feature").write_text(text, encoding="utf-8")
    done = run(tmp_path)

    assert (code, True) == (done.returncode, told in done.stdout + done.stderr), done.stdout + done.stderr


def test_a_run_without_feature_files_fails(tmp_path: Path) -> None:
    assert 1 == run(tmp_path).returncode


def test_a_run_in_which_no_scenario_was_chosen_fails(tmp_path: Path) -> None:
    (tmp_path / "some.feature").write_text(HELD, encoding="utf-8")

    assert 1 == run(tmp_path, "no such name").returncode
