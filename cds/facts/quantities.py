"""
Numbers of a chart in the unit a question needs, compared with a limit by three answers.

A number with a comparator (`> 14`) stands for many values and answers only when all of them do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.terminology.units import UnitError, convert
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart, Observation

__all__ = ["Number", "above", "at_least", "newest", "numbers", "plain_number", "within"]

MORE = frozenset({">", ">="})


@dataclass(frozen=True, slots=True)
class Number:
    """
    The value of an observation in the unit asked for.
    """

    value: Decimal
    observation: Observation
    comparator: str = ""

    @property
    def sure(self) -> Truth:
        """
        Tell whether the observation counts, or is only preliminary.
        """
        return self.observation.certain

    @property
    def text(self) -> str:
        """
        Write the number as recorded, with its comparator.
        """
        return f"{self.comparator} {plain_number(self.value)}".strip()


def plain_number(value: Decimal) -> str:
    """
    Write a decimal without an exponent, with two decimals at most.
    """
    rounded = round(value, 2)
    return format(value if value == rounded else rounded, "f")


def numbers(chart: Chart, terms: frozenset[str], *, of: str, to: str) -> tuple[list[Number], list[str]]:
    """
    Return the usable values, newest first, and a line for each that can not be used.

    Args:
        chart: the record.
        terms: what the observations mean.
        of: the quantity (`units.QUANTITIES`).
        to: the unit wanted.
    """
    usable, lines = [], []
    for observation in chart.observations_of(terms):
        if observation.certain is Truth.NO:
            continue
        quantity = observation.quantity
        if observation.unreadable or quantity is None:
            if observation.unreadable:
                lines.append(f"{observation.ref}: {observation.unreadable}")
            continue
        try:
            value = convert(quantity.value, quantity.unit, to, of=of)
        except UnitError as error:
            lines.append(f"{observation.ref}: {error}")
            continue
        usable.append(Number(value, observation, quantity.comparator))
    usable.sort(key=lambda n: (*when(n.observation), n.observation.ref), reverse=True)
    return usable, lines


def when(observation: Observation) -> tuple[str, str]:
    """
    Return what tells which of two observations is the latest: the day, then the last update.
    """
    return str(observation.on.last or ""), observation.updated


def newest(found: Sequence[Number]) -> list[Number]:
    """
    Return the latest number, with those of the same day that are not older (sorted newest first).
    """
    return [number for number in found if when(number.observation) == when(found[0].observation)]


def within(found: Iterable[Number], first: date | None, last: date | None) -> Iterator[Number]:
    """
    Yield the numbers surely measured between two days, both included (None is open).
    """
    return (number for number in found if number.observation.on.within(first, last) is Truth.YES)


def at_least(number: Number, limit: Decimal) -> Truth:
    """
    Tell whether the number is the limit or more.
    """
    value = number.value
    if number.comparator in MORE:
        return Truth.YES if value >= limit else Truth.UNKNOWN
    if number.comparator == "<":
        return Truth.NO if value <= limit else Truth.UNKNOWN
    if number.comparator == "<=":
        return Truth.NO if value < limit else Truth.UNKNOWN
    return Truth.of(value >= limit)


def above(number: Number, limit: Decimal) -> Truth:
    """
    Tell whether the number is more than the limit.
    """
    value = number.value
    if number.comparator == ">":
        return Truth.YES if value >= limit else Truth.UNKNOWN
    if number.comparator == ">=":
        return Truth.YES if value > limit else Truth.UNKNOWN
    if number.comparator:
        return Truth.NO if value <= limit else Truth.UNKNOWN
    return Truth.of(value > limit)
