"""
Requirements, quoted at the tests that prove them; `docs/conformance.md` is made from these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Requirement", "order_of", "registered", "requirement"]

LEVELS = {"L": "SHALL", "S": "SHOULD", "M": "MAY", "O": "ours"}
T = TypeVar("T", bound="Callable[..., Any]")


@dataclass(frozen=True)
class Requirement:
    """
    One line of the specification, and the test for it.
    """

    label: str
    level: str
    says: str
    test: str
    module: str


registered: dict[tuple[str, str], Requirement] = {}


def requirement(label: str, level: str, says: str) -> Callable[[T], T]:
    """
    Name what a test proves; the name of the test begins with the label.

    Args:
        label: as in the list of requirements: D1, P3, R4, H2, X3.
        level: L (SHALL), S (SHOULD), M (MAY), or O for what this house adds.
        says: the requirement.
    """
    assert level in LEVELS, level

    def decorate(test: T) -> T:
        name = test.__name__
        assert name.startswith(f"test_{label}_"), f"{name} is not named after {label}"
        registered[test.__module__, name] = Requirement(label, level, says, name, test.__module__)
        return test

    return decorate


def order_of(label: str) -> tuple[str, int, str]:
    """
    Sort labels as the list has them: D1, D2, ..., D10.
    """
    found = re.fullmatch(r"([A-Z]+)(\d*)(.*)", label)
    assert found, label
    return found[1], int(found[2] or 0), found[3]
