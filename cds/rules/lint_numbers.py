"""
Numbers and days of a pack that contradict each other: limits in the wrong order, a review that is due.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cds.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from cds.rules.lint_conditions import Places
    from cds.rules.model import Limit, Pack

__all__ = ["limits_out_of_order", "reviews_due"]

RISING = (
    ("calcium.low_mg_dl", "calcium.high_mg_dl"),
    ("calcium.low_mmol_l", "calcium.high_mmol_l"),
    ("chest-symptoms-after-augmentation.acute", "chest-symptoms-after-augmentation.window"),
    ("chest-symptoms-after-augmentation.room_air", "chest-symptoms-after-augmentation.low_saturation"),
    ("crcl.others", "crcl.zoledronate"),
    ("days-since-augmentation.escalates", "days-since-augmentation.window"),
    ("denosumab-schedule.early", "denosumab-status.due", "denosumab-status.overdue", "rebound-exposure.window_end"),
    ("denosumab-strength.osteoporosis", "denosumab-strength.oncology"),
    ("pain-after-augmentation.first_day", "pain-after-augmentation.window"),
    ("rebound-acute.weeks", "rebound.episode"),
    ("rebound-exposure.window_end", "denosumab-schedule.late_window"),
    ("rebound.window_start", "rebound.probable_end", "rebound.possible_end"),
    ("romosozumab-doses.nearly", "romosozumab-doses.complete"),
    ("thoracolumbar.first", "thoracolumbar.last"),
)
"""Limits that follow each other: an interval between two of them that is empty is a slip of the pen."""

MEETING = (("denosumab-status.overdue", "rebound.window_start"),)
"""Limits at which one interval ends and another begins: between them no patient may be lost or be counted twice."""

_DAYS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}


def limits_out_of_order(pack: Pack, places: Places) -> Iterator[RuleError]:
    """
    Yield each limit that does not lie above the one before it, or not where the neighbouring interval ends.

    A pack that does not have one of the facts, or measures it without that limit, is not concerned.
    """
    for names in RISING:
        known = [(name, limit) for name in names if (limit := _limit(pack, name)) is not None]
        for (low, lower), (high, upper) in pairwise(known):
            order = _compared(lower, upper)
            if order is None:
                yield RuleError(
                    f"'{high}' ({_said(upper)}) can not be compared with '{low}' ({_said(lower)}): other units",
                    _where(pack, places, high),
                )
            elif order >= 0:
                kind = "nothing lies between them" if order == 0 else "they overlap"
                yield RuleError(
                    f"'{high}' ({_said(upper)}) must be above '{low}' ({_said(lower)}): {kind}",
                    _where(pack, places, high),
                )
    yield from _not_meeting(pack, places)


def _not_meeting(pack: Pack, places: Places) -> Iterator[RuleError]:
    for ends, begins in MEETING:
        end, begin = _limit(pack, ends), _limit(pack, begins)
        if end is None or begin is None:
            continue
        order = _compared(end, begin)
        if order != 0:
            kind = "an overlap" if order is not None and order > 0 else "a gap"
            yield RuleError(
                f"'{begins}' ({_said(begin)}) begins where '{ends}' ({_said(end)}) ends: there is {kind} between them",
                _where(pack, places, begins),
            )


def reviews_due(pack: Pack, as_of: date) -> Iterator[RuleError]:
    """
    Yield each rule whose day of review has passed on *as_of*.
    """
    for rule in pack.rules.values():
        if rule.review_by < as_of:
            yield RuleError(f"'{rule.id}' was to be reviewed by {rule.review_by} ({rule.owner})", rule.where)


def _limit(pack: Pack, name: str) -> Limit | None:
    fact, _, limit = name.partition(".")
    entry = pack.entries.get(fact)
    return entry.limits.get(limit) if entry else None


def _where(pack: Pack, places: Places, name: str) -> str:
    fact, _, limit = name.partition(".")
    return places.of(pack.entries[fact].where, (fact, "limits", limit))


def _compared(first: Limit, second: Limit) -> int | None:
    """
    Return -1, 0 or 1 as *first* is smaller, equal or larger; None when the units can not be compared.
    """
    one: Decimal | float = first.value
    two: Decimal | float = second.value
    if first.unit != second.unit:
        if first.unit not in _DAYS or second.unit not in _DAYS:
            return None
        one, two = float(one) * _DAYS[first.unit], float(two) * _DAYS[second.unit]
    return (one > two) - (one < two)


def _said(limit: Limit) -> str:
    return f"{limit.value} {limit.unit}"
