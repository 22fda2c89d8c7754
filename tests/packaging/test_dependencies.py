"""
Every dependency has a reason and a fixed version.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    """
    Return the normalised name: `psycopg[binary]>=3.2` is psycopg, `durable_rules` is durable-rules.
    """
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


def named_in(*groups: str) -> set[str]:
    """
    Name the dependencies of these groups; the group "" is what every installation needs.
    """
    extras = PROJECT["project"]["optional-dependencies"]
    return {
        name_of(line) for group in groups for line in (extras[group] if group else PROJECT["project"]["dependencies"])
    }


def test_each_dependency_has_one_line_that_says_why_it_is_there() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = [name_of(name) for name in re.findall(r"^\| `([^`]+)` \|", page, flags=re.MULTILINE)]

    groups = ("", *PROJECT["project"]["optional-dependencies"])
    build = {name_of(line) for line in PROJECT["build-system"]["requires"]}
    assert sorted(named_in(*groups) | build) == sorted(explained)


def test_each_dependency_is_pinned_in_the_lock() -> None:
    lock = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in lock.splitlines() if not line.startswith("#")]

    assert [] == [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!-]*", line)]
    assert named_in("", "dev") <= {name_of(line) for line in lines}


@pytest.mark.parametrize("word", ["file://", "http", " @ "])
def test_the_lock_names_no_place(word: str) -> None:
    assert word not in (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8")
