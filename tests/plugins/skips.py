"""
Skips with a word: a test that needs what a machine may lack says `needs shared: ...` when it skips.

The last lines of a run count the skips by word. A word named in `OVF_CDS_REQUIRE` turns such a skip
into a failure: `OVF_CDS_REQUIRE=postgres,java,chromium,shared`.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

WORDS = ("postgres", "java", "chromium", "shared")
NEEDS = re.compile(rf"\bneeds ({'|'.join(WORDS)})\b")
OTHER = "something without a word"


def pytest_configure(config: pytest.Config) -> None:
    """
    Refuse a requirement nobody knows: it would be met by every run.
    """
    unknown = required() - set(WORDS)
    if unknown:
        raise pytest.UsageError(f"OVF_CDS_REQUIRE: {', '.join(sorted(unknown))}; it may name {', '.join(WORDS)}")
    config.pluginmanager.register(Skips(), "skips-by-word")


def required() -> set[str]:
    """
    Return the words that may not be missing here.
    """
    return set(filter(None, os.environ.get("OVF_CDS_REQUIRE", "").replace(" ", "").split(",")))


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """
    Return why a test or a module was skipped: the last of (file, line, reason).
    """
    return str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)


def word_of(reason: str) -> str:
    """
    Return the word in a reason.
    """
    found = NEEDS.search(reason)
    return found[1] if found else OTHER


def refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """
    Turn a skip whose word is required into a failure.
    """
    if report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = reason_of(report)
    if word_of(reason) in required():
        report.outcome = "failed"
        report.longrepr = f"{reason}\nOVF_CDS_REQUIRE says that it may not be missing here."


class Skips:
    """
    The hooks, and the modules skipped as a whole: with pytest-xdist only the workers see those.
    """

    def __init__(self) -> None:
        self.modules: list[str] = []

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """
        Judge the skip of one test.
        """
        report = yield
        refuse(report)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """
        Judge the skip of a whole module.
        """
        report = yield
        refuse(report)
        if report.outcome == "skipped":
            self.modules.append(reason_of(report))
        return report

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """
        Tell the main process of pytest-xdist.
        """
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["skipped-modules"] = self.modules

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """
        Take the modules over from a worker; every worker collects all of them.
        """
        told = getattr(node, "workeroutput", {}).get("skipped-modules", [])
        self.modules = max(self.modules, told, key=len)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Generator[None]:
        """
        Count by word, below everything else.
        """
        yield
        tests = [r for r in terminalreporter.stats.get("skipped", []) if isinstance(r, pytest.TestReport)]
        counted = Counter(word_of(reason) for reason in [*map(reason_of, tests), *self.modules])
        for word in (*WORDS, OTHER):
            if counted[word]:
                terminalreporter.write_line(f"skipped because of {word}: {counted[word]}")
