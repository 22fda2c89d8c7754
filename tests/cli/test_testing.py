"""
`cds test --strength`: what it refuses, and what it writes about a rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.cli import strength
from cds.inquiry.strength import measure_strength

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from cli.conftest import Ran

CHART = """
Feature: Pain
  Scenario: Rebound fractures hurt
    Given the as-of date is 2026-01-05
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-05-15
    And a vertebral fracture of T12 with onset 2025-12-20
    When the clinician opens the chart
    Then an info card "rebound-supportive-care" is shown
"""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--only", "rebound"), "go with --strength"),
        (("--strength", "--only", "moon"), "'moon' is neither a rule nor a fact of the pack"),
        (("--strength", "-k", "rebound"), "plays all scenarios"),
        (("--strength", "--check", "nowhere.md"), "takes a page of the whole pack"),
    ],
)
def test_wrong_usage_is_said(cds: Callable[..., Ran], arguments: tuple[str, ...], says: str) -> None:
    ran = cds("test", *arguments)

    assert (2, True) == (ran.code, says in ran.err)


def test_what_is_not_noticed_is_said_written_and_fails(
    cds: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def narrow(pack: Any, **options: Any) -> Any:
        return measure_strength(pack, features=tmp_path, workers=1, **options)

    (tmp_path / "pain.feature").write_text(CHART, encoding="utf-8")
    monkeypatch.setattr(strength, "measure_strength", narrow)
    ran = cds("test", "--strength", "--only", "rebound-supportive-care", "--page", str(tmp_path / "page.md"))

    assert ran.code == 1
    assert "no scenario would notice if" in ran.out
    assert "No scenario would notice if" in (tmp_path / "page.md").read_text(encoding="utf-8")
