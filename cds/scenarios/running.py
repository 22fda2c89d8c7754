"""
Asking the walk about a case, and running all scenarios with pytest.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cds.chart.reading.assembling import VALUE_NOT_USED
from cds.scenarios.answer import Answer
from cds.scenarios.feature_files import features_directory
from cds.scenarios.findings import is_unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cds.scenarios.calls import Call
    from cds.scenarios.case import Case
    from cds.walk import Checked, Consultant

__all__ = ["ask", "checked_case", "run_features"]

FAILED = 1
INTERRUPTED = 130
EVERY_FEATURE = "cds.scenarios.every_feature"


def checked_case(case: Case, call: Call, consultant: Consultant) -> Checked:
    """
    Put a case to the walk, as the command line does.
    """
    # `cds --help` names the scenarios and must not load the whole walk for it
    from cds.walk import check

    return check(
        case.text(),
        source="scenario",
        hook=call.hook,
        as_of=case.day,
        context=dict(call.context),
        profile=case.profile,
        consultant=consultant,
    )


def ask(case: Case, call: Call, consultant: Consultant) -> Answer:
    """
    Put a case to the walk and return its answer; only what was damaged on purpose may be unread.

    A finding may be told in a class or in words that mean nothing: that is for the rules to notice.
    """
    checked = checked_case(case, call, consultant)
    problems = [problem for problem in checked.problems if not problem.message.endswith(VALUE_NOT_USED)]
    unread = [problem for problem in problems if problem.unread]
    as_told = len(unread) == len(problems) == sum(is_unreadable(told) for told in case.resources)
    assert as_told, f"the record of the scenario has problems: {problems}"
    assert len(checked.results) == 1, f"one patient was told, {len(checked.results)} were found"
    (result,) = checked.results
    return Answer(tuple(result.cards), call, consultant.pack.terms, result.decision.outcomes)


def run_features(
    directory: Path | None = None,
    *,
    rules: Path | None = None,
    keyword: str = "",
    options: Sequence[str] = (),
    plugins: Sequence[object] = (),
) -> int:
    """
    Run the scenarios of a directory of feature files.

    Args:
        directory: where the `.feature` files are; None: the scenarios of the pack.
        rules: the rule pack to run them against; None: the pack that was shipped.
        keyword: run only what matches, as pytest's `-k`.
        options: further options for pytest.
        plugins: further plugins for pytest, which watch the run.

    Returns:
        0 when every scenario holds, 1 when one failed, was skipped, could not be read or none ran,
        130 when interrupted.
    """
    import pytest  # a third of a second, and only `cds test` needs it

    features = (directory or features_directory()).resolve()
    # it made its tests when it was first imported, of the directory of that time
    sys.modules.pop(EVERY_FEATURE, None)
    watch = _Interruptions()
    arguments = [
        "--pyargs", EVERY_FEATURE,
        "-p", "cds.scenarios.steps",
        "-p", "no:cacheprovider",
        "-c", os.devnull,
        "--rootdir", str(features),
        "-o", f"bdd_features_base_dir={features}",
        "--strict-markers",
    ]  # fmt: skip
    chosen = ["-k", keyword] if keyword else []
    pack = ["--cds-rules", str(rules)] if rules else []
    code = pytest.main([*arguments, *chosen, *pack, *options], plugins=[watch, *plugins])
    if watch.seen:
        return INTERRUPTED
    return 0 if code == pytest.ExitCode.OK else FAILED


class _Interruptions:
    """
    A pytest plugin that remembers Ctrl-C, which pytest reports like a wrong feature file.
    """

    def __init__(self) -> None:
        self.seen = False

    def pytest_keyboard_interrupt(self, excinfo: object) -> None:
        self.seen = getattr(excinfo, "type", None) is KeyboardInterrupt
