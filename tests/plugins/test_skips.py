"""
The plugin is run as a run of pytest of its own, with and without workers.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[[str], subprocess.CompletedProcess[str]]

TESTS = """
import pytest

@pytest.mark.skip(reason="needs shared: the example patients")
def test_marked(): ...

def test_inside():
    pytest.skip("needs shared: the scenarios")

def test_other():
    pytest.skip("not on this platform")

@pytest.mark.xfail(reason="needs java: known", strict=True)
def test_known_to_fail():
    assert False
"""
MODULE = """
import pytest

pytest.skip("needs java: a cluster", allow_module_level=True)
"""


@pytest.fixture(params=["0", "2"], ids=["alone", "two workers"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    (tmp_path / "test_some.py").write_text(TESTS)
    (tmp_path / "test_module.py").write_text(MODULE)
    (tmp_path / "test_good.py").write_text("def test_good(): ...")

    def call(require: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment |= {"OVF_CDS_REQUIRE": require, "PYTHONPATH": str(Path(__file__).parents[1])}
        command = [sys.executable, "-m", "pytest", "-p", "plugins.skips", "-n", request.param, "-p", "no:cacheprovider"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return call


def test_skips_are_counted_by_word_in_the_last_lines(run: Run) -> None:
    done = run("")

    assert 0 == done.returncode, done.stdout
    assert [
        "skipped because of java: 1",
        "skipped because of shared: 2",
        "skipped because of something without a word: 1",
    ] == done.stdout.splitlines()[-4:-1]


def test_a_required_word_turns_the_skip_of_a_test_into_a_failure(run: Run) -> None:
    done = run("shared,postgres")

    assert 1 == done.returncode, done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert "1 error" in done.stdout  # a mark skips before the test begins
    assert "needs shared: the scenarios" in done.stdout
    assert "because of shared" not in done.stdout


def test_a_required_word_turns_the_skip_of_a_module_into_an_error(run: Run) -> None:
    done = run("java")

    assert done.returncode in {1, 2}, done.stdout
    assert "needs java: a cluster" in done.stdout
    assert "1 error" in done.stdout


def test_a_requirement_nobody_knows_is_refused(run: Run) -> None:
    done = run("share")

    assert 4 == done.returncode, done.stdout + done.stderr
    assert "OVF_CDS_REQUIRE: share" in done.stderr
