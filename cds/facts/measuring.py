"""
How a measure meets its dictionary entry: the registry, the limits, and the memory of one chart.

A measure is a function `(chart, as_of, *, limits...) -> Fact`. Called without its limits it reads
them from the dictionary the chart carries, and answers from memory when it was asked before; so a
measure may simply call the measure below it. Called with its limits it always measures.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from cds.chart.chart import Fetch
from cds.facts.fact import UNKNOWN, Fact, Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["MEASURES", "absent", "limits_of", "measures", "unusable"]


class Measure(Protocol):
    """
    A registered measure.
    """

    __wrapped__: Callable[..., Fact]

    def __call__(self, chart: Chart, as_of: date, **limits: Any) -> Fact:
        """
        Answer the question of the measure's docstring.
        """


MEASURES: dict[str, Measure] = {}
"""Every measure by the name of its fact."""


def measures(name: str) -> Callable[[Callable[..., Fact]], Measure]:
    """
    Register a function as the measure of the fact *name*.
    """

    def register(function: Callable[..., Fact]) -> Measure:
        @functools.wraps(function)
        def measure(chart: Chart, as_of: date, **limits: Any) -> Fact:
            if limits:
                return replace(function(chart, as_of, **limits), name=name)
            entry = chart.entries[name]
            key = (name, as_of, chart.order.ref if entry.scope == "order" and chart.order else "")
            if key not in chart.memo:
                values = {limit: entry.limits[limit].value for limit in entry.limits}
                chart.memo[key] = replace(function(chart, as_of, **values), name=name)
            fact: Fact = chart.memo[key]
            return fact

        MEASURES[name] = measure  # type: ignore[assignment] # functools.wraps sets __wrapped__
        return MEASURES[name]

    return register


def limits_of(chart: Chart, name: str) -> dict[str, Any]:
    """
    Return the limits of an entry, for a measure that shares them: a number stands in one place only.
    """
    return {limit: value.value for limit, value in chart.entries[name].limits.items()}


def absent(chart: Chart, name: str) -> Fact:
    """
    Answer for a fact that was looked for and not found: the state the dictionary names for it.
    """
    state = chart.entries[name].absent or UNKNOWN
    return Fact(state, status=Status.NOT_RECORDED)


def unusable(chart: Chart, types: tuple[str, ...], terms: frozenset[str]) -> Fact | None:
    """
    Answer unknown when a resource that would feed the fact could not be read, or was not fetched.

    Args:
        types: the resource types the fact is recorded in.
        terms: the terms that feed it; a resource whose terms can not be told counts for every fact
            of its type.
    """
    for lost in chart.unreadable:
        if lost.type in types and (not lost.terms or lost.terms & terms):
            gap = f"{lost.ref} could not be read: {lost.message}"
            return Fact(UNKNOWN, status=Status.UNREADABLE, gaps=(gap,))
    looked = [(kind, chart.fetched[kind]) for kind in types if kind in chart.fetched]
    for kind, fetch in looked:
        if fetch in {Fetch.FAILED, Fetch.PARTIAL}:
            status = Status.FETCH_FAILED if fetch is Fetch.FAILED else Status.PARTIAL
            return Fact(UNKNOWN, status=status, gaps=(f"{kind}: reading failed or a page is missing",))
    if len(looked) == len(types) and all(fetch is Fetch.NOT_FETCHED for _, fetch in looked):
        return Fact(UNKNOWN, status=Status.NOT_FETCHED, gaps=(f"{' and '.join(types)}: not part of what was sent",))
    return None
