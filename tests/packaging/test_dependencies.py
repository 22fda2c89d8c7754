"""
Every dependency has a reason and a fixed version.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
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


@pytest.mark.parametrize("word", ["file://", "http:", "https:", " @ "])
def test_the_lock_names_no_place(word: str) -> None:
    assert word not in (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8")


def test_what_the_package_imports_is_named_as_a_dependency() -> None:
    """
    A package that only came along with another one may go away with it.
    """
    owners = packages_distributions()
    imported = {
        module.partition(".")[0]
        for path in (ROOT / "cds").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for module in modules_of(node)
    }
    foreign = imported - set(sys.stdlib_module_names) - {"cds"}

    extras = PROJECT["project"]["optional-dependencies"]
    allowed = named_in("", *(extra for extra in extras if extra != "dev"))
    assert {} == {
        name: owners.get(name) for name in foreign if not allowed & {name_of(o) for o in owners.get(name, [])}
    }


def modules_of(node: ast.AST) -> list[str]:
    """
    Name the modules that an import statement asks for.
    """
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
