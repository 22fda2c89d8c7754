"""
The answer as one page that needs nothing else: no script, no font, no image from elsewhere.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from cds.chart.chart import Problem
from cds.cli.versions import engine_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cds.chart.reading.files import Source
    from cds.rules.model import Pack
    from cds.walk import Checked, Result

__all__ = ["PageAnswer"]

SHAPES = {"critical": "■", "warning": "▲", "info": "●"}


class PageAnswer:
    """
    Collects everything and writes one page at the end.
    """

    def __init__(self, pack: Pack, *, explain: bool) -> None:
        """
        Begin with nothing.
        """
        self._pack = pack
        self._explain = explain
        self._results: list[Result] = []
        self._problems: list[Problem] = []
        self._stories: list[tuple[str, list[str]]] = []

    def tracked(self, sources: Sequence[Source]) -> Iterator[Source]:
        """
        Yield the sources.
        """
        yield from sources

    def add(self, checked: Checked) -> None:
        """
        Keep one source.
        """
        self._results += checked.results
        self._problems += checked.problems

    def problem(self, source: str, message: str) -> None:
        """
        Keep a problem.
        """
        self._problems.append(Problem(source, "", message))

    def note(self, message: str) -> None:
        """
        Write a remark to standard error.
        """
        print(f"cds check: {message}", file=sys.stderr)  # noqa: T201 - the command line speaks

    def story(self, name: str, differences: list[str]) -> None:
        """
        Keep whether a story is as expected.
        """
        self._stories.append((name, differences))

    def end(self) -> None:
        """
        Write the page.
        """
        pages = Environment(loader=PackageLoader("cds.cli"), autoescape=True, undefined=StrictUndefined)
        pages.filters["gfm"] = _gfm
        told: dict[str, Any] = {
            "engine": engine_of(self._pack),
            "results": [_with_optional(result) for result in self._results],
            "problems": self._problems,
            "stories": self._stories,
            "shapes": SHAPES,
            "explain": self._explain,
            "counts": {"patients": len(self._results), "cards": sum(len(r.cards) for r in self._results)},
        }
        sys.stdout.write(pages.get_template("check.html.j2").render(told))


def _with_optional(result: Result) -> dict[str, Any]:
    """
    Return a result with the elements that a card may leave out.
    """
    empty = {"suggestions": [], "links": [], "overrideReasons": [], "selectionBehavior": "", "detail": ""}
    return {
        "patient": result.patient,
        "source": result.source,
        "asked": result.asked,
        "cards": [empty | card for card in result.cards],
        "decision": result.decision,
    }


_GFM = MarkdownIt("commonmark", {"html": False}).enable("table")


def _gfm(text: str) -> Markup:
    """
    Render a card's detail; HTML in it stays text.
    """
    return Markup(_GFM.render(text))  # noqa: S704 - markdown-it escapes all HTML
