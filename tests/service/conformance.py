"""
Write docs/conformance.md from the tests that quote the requirements: python tests/service/conformance.py
"""

from __future__ import annotations

import importlib
import sys
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "conformance.md"

_HEAD = """# Conformance with CDS Hooks

Made from the tests by `python tests/service/conformance.py`; do not edit.

What CDS Hooks 2.0.1 asks of a service, what 3.0 (ballot) adds for one, and what clients in the field ask besides. Each line is
quoted at a test of that name under `tests/service/`, run against a real server on a real port. A test that looks at an answer
is also given spoilt answers (a member dropped, null, too long, another status) and has to refuse each of them. Every answer of
every test goes through `response_checker.py`, which was written from the specification and knows nothing of the engine.

Levels: SHALL, SHOULD and MAY are those of the specification; *ours* is what this house adds.

| Label | Level | Requirement | Test |
|---|---|---|---|
"""


def page() -> str:
    """
    Return the page.
    """
    from service.requirements import LEVELS, order_of, registered

    for path in sorted(HERE.glob("test_conformance_*.py")):
        importlib.import_module(f"service.{path.stem}" if f"service.{path.stem}" in sys.modules else path.stem)
    found = {(one.label, one.says, one.test): one for one in registered.values()}
    rows = sorted(found.values(), key=lambda one: (order_of(one.label), one.test))
    lines = [
        f"| {one.label} | {LEVELS[one.level]} | {one.says} | `{one.test}` |"
        for _, group in groupby(rows, key=lambda one: one.label)
        for one in group
    ]
    return _HEAD.replace("|---|---|---|---|\n", "|---|---|---|---|\n") + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent), str(HERE)]
    PAGE.write_text(page(), encoding="utf-8")
