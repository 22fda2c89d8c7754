"""
A word in the code that is no term would never match, and nobody would notice.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cds.facts

if TYPE_CHECKING:
    from cds.rules.model import Pack

MODULES = sorted(Path(cds.facts.__file__).parent.glob("*.py"))
PREFIXES = (
    "drug-",
    "obs-",
    "procedure-",
    "value-",
    "body-site-",
    "vertebral-fracture-",
    "plan-",
    "reason-",
    "conclusion-",
    "device-",
)


def words(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_word_that_looks_like_a_term_is_one(path: Path, pack: Pack) -> None:
    known = set(pack.terms.named) | set(pack.entries)
    like = {word for word in words(path) if word.startswith(PREFIXES) and " " not in word and not word.endswith("-")}

    assert set() == like - known
