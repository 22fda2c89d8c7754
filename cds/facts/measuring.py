"""
How a measure meets its dictionary entry: the registry, the limits, and the memory of one chart.

A measure is a function `(chart, as_of, *, limits...) -> Fact`. Called without its limits it reads
them from the dictionary the chart carries, and answers from memory when it was asked before; so a
measure may simply call the measure below it. Called with its limits it always measures.

A fact of scope `patient` is measured without the order in question, so that it can not differ from
order to order whatever it asks.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec.structs import replace

from cds.chart.chart import Fetch
from cds.facts.fact import UNKNOWN, Fact, Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from cds.chart.chart import Chart, Unreadable

__all__ = [
    "MEASURES",
    "absent",
    "item_of",
    "limits_of",
    "measures",
    "not_asked",
    "remembered",
    "unreadable",
    "unusable",
]

Value = TypeVar("Value")


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
            memo = chart.memo
            order = chart.order if chart.entries[name].scope == "order" else None
            key = (name, as_of) if order is None else (name, as_of, order.ref)
            fact: Fact | None = memo.get(key)
            if fact is None:
                asked = _without_order(chart) if order is None and chart.order is not None else chart
                fact = memo[key] = replace(function(asked, as_of, **limits_of(chart, name)), name=name)
            return fact

        MEASURES[name] = measure
        return MEASURES[name]

    return register


def _without_order(chart: Chart) -> Chart:
    if "without order" not in chart.memo:
        chart.memo["without order"] = chart.about(None)
    without: Chart = chart.memo["without order"]
    return without


def remembered(function: Callable[[Chart, date], Value]) -> Callable[[Chart, date], Value]:
    """
    Remember what a function of chart and day found; it must not ask for the order in question.
    """

    @functools.wraps(function)
    def remember(chart: Chart, as_of: date) -> Value:
        key = (function, as_of)
        try:
            found: Value = chart.memo[key]
        except KeyError:
            found = chart.memo[key] = function(chart, as_of)
        return found

    return remember


def limits_of(chart: Chart, name: str) -> dict[str, Any]:
    """
    Return the limits of an entry, for a measure that shares them: a number stands in one place only.
    """
    limits = chart.entries[name].limits
    return {limit: value.value for limit, value in limits.items()} if limits else {}


def item_of(chart: Chart, name: str) -> str:
    """
    Return the words by which `data-needed` asks for a fact; each of its gaps begins with them.
    """
    ask = chart.entries[name].ask
    return ask.item if ask else name.replace("-", " ")


def absent(chart: Chart, name: str) -> Fact:
    """
    Answer for a fact that was looked for and not found: the state the dictionary names for it.
    """
    state = chart.entries[name].absent or UNKNOWN
    return Fact(state, status=Status.NOT_RECORDED)


def unusable(chart: Chart, name: str, types: tuple[str, ...], terms: frozenset[str]) -> Fact | None:
    """
    Answer unknown when a resource that would feed the fact could not be read, or nothing was fetched.

    Args:
        chart: the record.
        name: the fact.
        types: the resource types the fact is recorded in.
        terms: the terms that feed it; a resource whose code can not be told counts for every fact
            of its type.
    """
    for lost in chart.unreadable:
        if lost.type in types and (lost.terms & terms or not (lost.terms or lost.coded)):
            return _unreadable(chart, name, lost)
    fetched, not_fetched = chart.fetched, 0
    for kind in types:
        fetch = fetched.get(kind)
        if fetch is Fetch.FAILED:
            gap = f"{item_of(chart, name)}: reading {kind} failed"
            return Fact(UNKNOWN, status=Status.FETCH_FAILED, gaps=(gap,))
        if fetch is Fetch.PARTIAL:
            gap = f"{item_of(chart, name)}: a page of {kind} is missing"
            return Fact(UNKNOWN, status=Status.PARTIAL, gaps=(gap,))
        not_fetched += fetch is Fetch.NOT_FETCHED
    return _not_fetched(chart, name, types) if not_fetched == len(types) else None


def unreadable(chart: Chart, name: str, terms: frozenset[str]) -> Fact | None:
    """
    Answer unknown when a resource that surely means one of *terms* could not be read.
    """
    lost = next((one for one in chart.unreadable if one.terms & terms), None)
    return _unreadable(chart, name, lost) if lost else None


def _unreadable(chart: Chart, name: str, lost: Unreadable) -> Fact:
    gap = f"{item_of(chart, name)}: {lost.ref} could not be read: {lost.message}"
    return Fact(UNKNOWN, status=Status.UNREADABLE, gaps=(gap,))


def not_asked(chart: Chart, name: str, types: tuple[str, ...]) -> Fact | None:
    """
    Answer unknown when nobody asked for one of *types*: what was not looked for is not absent.
    """
    missing = tuple(kind for kind in types if chart.fetched.get(kind) is Fetch.NOT_FETCHED)
    return _not_fetched(chart, name, missing) if missing else None


def _not_fetched(chart: Chart, name: str, types: tuple[str, ...]) -> Fact:
    gap = f"{item_of(chart, name)}: {' and '.join(types)} not part of what was sent"
    return Fact(UNKNOWN, status=Status.NOT_FETCHED, gaps=(gap,))
