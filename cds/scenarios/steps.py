"""
The pytest plugin of the scenarios: every phrase, the rule pack they are asked of, and their honesty.

Load it with `pytest_plugins = ["cds.scenarios.steps"]`. Tags of the feature files become markers, so
that `--strict-markers` still catches a tag of a test; a scenario that is skipped or looks at nothing
fails.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cds.errors import CdsError
from cds.scenarios.case import Case
from cds.scenarios.feature_files import equal_names, feature_files, features_directory
from cds.scenarios.running import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from pytest_bdd.parser import Scenario

    from cds.scenarios.answer import Answer
    from cds.scenarios.calls import Call
    from cds.walk import Consultant

pytest_plugins = (
    "cds.scenarios.person_steps",
    "cds.scenarios.medicine_steps",
    "cds.scenarios.finding_steps",
    "cds.scenarios.doing_steps",
    "cds.scenarios.card_steps",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """
    Offer `--cds-rules`, the rule pack that the scenarios are asked of.
    """
    parser.getgroup("cds").addoption("--cds-rules", help="rule pack to run the scenarios against (default: as shipped)")


def pytest_configure(config: pytest.Config) -> None:
    """
    Register the tags of the feature files as markers.

    Raises:
        pytest.UsageError: a feature file is not Gherkin, or two of its scenarios have one name.
    """
    chosen = config.getini("bdd_features_base_dir")
    try:
        features = feature_files(config.rootpath / chosen if chosen else features_directory())
    except CdsError as error:
        raise pytest.UsageError(str(error)) from error
    twice = [line for feature in features for line in equal_names(feature)]
    if twice:
        raise pytest.UsageError("\n".join(twice))
    for tag in sorted(frozenset().union(*(feature.all_tags for feature in features))):
        config.addinivalue_line("markers", f"{tag}: a tag of the feature files")


def pytest_bdd_before_scenario(scenario: Scenario) -> None:
    """
    Let a scenario fail that looks at nothing; without a keyword a line is only a description.
    """
    assert any(step.type == "then" for step in scenario.steps), f"{scenario.name!r} looks at no card: no Then"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
    call: pytest.CallInfo[None],  # noqa: ARG001 - pytest gives it by this name
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """
    Let a skipped scenario fail: what was not looked at is not known to hold.
    """
    report = yield
    if report.skipped and "_pytest_bdd_example" in getattr(item, "fixturenames", ()):
        report.outcome = "failed"
        vars(report).pop("wasxfail", None)  # pytest would not count it as failed
        report.longrepr = f"a scenario is never skipped: {report.longrepr}"
    return report


@pytest.fixture
def case() -> Case:
    """
    Return the case of which nothing was told yet.
    """
    return Case()


@pytest.fixture(scope="session")
def consultant(pytestconfig: pytest.Config) -> Consultant:
    """
    Return the rule pack with its engine, built once for all scenarios.
    """
    # the pack is only needed when a scenario runs, not to register the phrases
    from cds.rules.pack import load_pack
    from cds.walk import Consultant

    rules = pytestconfig.getoption("--cds-rules")
    return Consultant(load_pack(Path(rules) if rules else None))


@pytest.fixture
def consult(consultant: Consultant) -> Callable[[Case, Call], Answer]:
    """
    Return the way to an answer: the same as that of the command line.
    """
    return partial(ask, consultant=consultant)
