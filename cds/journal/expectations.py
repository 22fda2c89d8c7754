"""
How often each rule ought to speak: `expectations.yaml` beside the rules.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cds.errors import RuleError
from cds.plain_yaml import Document, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.rules.model import Pack

__all__ = ["FILE", "Expectation", "read_expectations"]

FILE = "expectations.yaml"
_KEYS = ("per_1000_decisions", "silent_days", "undecided_rate")
_MOST_DAYS = 366


class Expectation(Struct, frozen=True):
    """
    What is usual for a rule.

    Args:
        hooks: the decisions that count are those of its hooks.
        silent_days: the days that are looked at, and after which silence is an alarm.
        low, high: so many of 1000 decisions may be expected to fire; None: not watched.
        undecided: the largest usual share of undecided decisions among those in which its trigger was there.
    """

    rule: str
    hooks: tuple[str, ...]
    silent_days: int
    low: float | None = None
    high: float | None = None
    undecided: float | None = None


def read_expectations(pack: Pack) -> dict[str, Expectation]:
    """
    Read the expectations of a pack; a pack without the file expects nothing.

    Raises:
        RuleError: a line is wrong: where, what, what would be right.
    """
    path = Path(pack.root) / FILE
    if not path.is_file():
        return {}
    document = read_yaml(path, root=path.parent)
    if not isinstance(document.data, dict):
        raise RuleError("the file maps rules to what is expected of them", document.where())
    return {rule: _expectation(rule, told, document, pack) for rule, told in document.data.items()}


def _expectation(rule: str, told: Any, document: Document, pack: Pack) -> Expectation:
    where = document.where((rule,))
    if rule not in pack.rules:
        raise RuleError(f"there is no rule '{rule}'", where)
    if not isinstance(told, dict) or not set(told) <= set(_KEYS) or "silent_days" not in told:
        raise RuleError(
            f"'{rule}' has silent_days, and per_1000_decisions and undecided_rate if they are watched", where
        )
    days = told["silent_days"]
    if not isinstance(days, int) or not 1 <= days <= _MOST_DAYS:
        raise RuleError(
            f"silent_days is a number of days from 1 to {_MOST_DAYS}", document.where((rule, "silent_days"))
        )
    low, high = _band(told, document.where((rule, "per_1000_decisions")))
    rate = _number(told.get("undecided_rate", 1), document.where((rule, "undecided_rate")), most=1)
    undecided = rate if "undecided_rate" in told else None
    return Expectation(rule, pack.rules[rule].hooks, days, low, high, undecided)


def _band(told: Mapping[str, Any], where: str) -> tuple[float | None, float | None]:
    band = told.get("per_1000_decisions")
    if band is None:
        return None, None
    if not isinstance(band, list) or len(band) != 2:  # noqa: PLR2004 - a band has two ends
        raise RuleError("per_1000_decisions is a band: [low, high]", where)
    low, high = (_number(end, where, most=1000) for end in band)
    if low > high:
        raise RuleError(f"the band begins at {low:g} and ends before, at {high:g}", where)
    return low, high


def _number(told: Any, where: str, *, most: int) -> float:
    if not isinstance(told, int | Decimal) or not 0 <= told <= most:
        raise RuleError(f"a number from 0 to {most} is expected", where)
    return float(told)
