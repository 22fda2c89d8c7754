"""
The lines of `data-needed` that say what is wrong with a fact; each begins with what is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.facts.measuring import item_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.chart.chart import Chart
    from cds.facts.fact import Fact

__all__ = ["gap_lines", "with_lines"]


def gap_lines(chart: Chart, name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """
    Return texts about what is wrong as lines, each once.
    """
    return tuple(f"{item_of(chart, name)}: {text}" for text in dict.fromkeys(texts))


def with_lines(chart: Chart, name: str, fact: Fact) -> Fact:
    """
    Return a fact whose gaps are texts with lines in their place.
    """
    return replace(fact, gaps=gap_lines(chart, name, fact.gaps)) if fact.gaps else fact
