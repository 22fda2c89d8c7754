"""
A report as one page that needs nothing else: a table, and the same figures as a plot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec import Struct

from cds.journal.writing import percent, period_of, with_interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.journal.intervals import Share
    from cds.journal.reporting import RuleReport
    from cds.journal.writing import Told

__all__ = ["report_html"]

WIDTH, LEFT, RIGHT = 760, 290, 24
TOP, ROW = 34, 56
_SERIES = (("accepted", 18), ("overridden", 38))


class _Mark(Struct, frozen=True):
    """
    One share in the plot: a shape at its rate, a line over its interval.
    """

    kind: str
    x: float
    low: float
    high: float
    y: int
    says: str


class _Line(Struct, frozen=True):
    """
    One rule version in the plot.
    """

    rule: str
    version: str
    shown: int
    y: int
    marks: tuple[_Mark, ...]


def report_html(told: Told) -> str:
    """
    Write the page.
    """
    pages = Environment(loader=PackageLoader("cds.journal"), autoescape=True, undefined=StrictUndefined)
    pages.filters["interval"] = with_interval
    lines = list(_plot([rule for rule in told.report.rules if rule.shown]))
    return pages.get_template("report.html.j2").render(
        told=told,
        report=told.report,
        period=period_of(told.report),
        lines=lines,
        ticks=[(_x(rate / 100), f"{rate} %") for rate in range(0, 101, 25)],
        width=WIDTH,
        left=LEFT,
        height=TOP + ROW * len(lines) + 12,
        top=TOP,
    )


def _plot(rules: list[RuleReport]) -> Iterator[_Line]:
    for place, rule in enumerate(rules):
        y = TOP + ROW * place
        marks = tuple(_marks((rule.acceptance, rule.overriding), y))
        yield _Line(rule.rule, rule.version, rule.shown, y, marks)


def _marks(shares: tuple[Share, Share], y: int) -> Iterator[_Mark]:
    for (kind, below), share in zip(_SERIES, shares, strict=True):
        if share.rate is not None and share.low is not None and share.high is not None:
            says = f"{kind} {percent(share.rate)}, interval {share.low * 100:.0f} to {share.high * 100:.0f} %"
            yield _Mark(kind, _x(share.rate), _x(share.low), _x(share.high), y + below, says)


def _x(rate: float) -> float:
    return round(LEFT + rate * (WIDTH - LEFT - RIGHT), 1)
