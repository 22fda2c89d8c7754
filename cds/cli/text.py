"""
The answer as text a clinician can read: colour and shape by indicator, evidence, what was missing.

Colours only on a terminal; `NO_COLOR` is honoured. Each indicator differs by word and shape too.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.markdown import Markdown
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cds.chart.reading.files import Source
    from cds.engine.outcome import Outcome
    from cds.rules.model import Pack
    from cds.walk import Checked, Result

__all__ = ["TextAnswer"]

SHAPES = {"critical": ("■", "bold white on red"), "warning": ("▲", "bold yellow"), "info": ("●", "bold cyan")}
MOST_PROBLEMS = 20
WIDTH = 110


class TextAnswer:
    """
    Writes patient by patient, and the counts at the end.
    """

    def __init__(self, pack: Pack, *, explain: bool) -> None:
        """
        Open the terminal.
        """
        self._out = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH, soft_wrap=False)
        self._err = Console(stderr=True, highlight=False)
        self._pack = pack
        self._explain = explain
        self._brief = False
        self._counts: Counter[str] = Counter()
        self._problems: list[tuple[str, str, str]] = []

    def tracked(self, sources: Sequence[Source]) -> Iterator[Source]:
        """
        Yield the sources with a progress bar on standard error, when that is a terminal and the way is long.
        """
        self._brief = len(sources) > 1 or any(source.kind == "ndjson" for source in sources)
        if len(sources) < 10 or not sys.stderr.isatty() or sys.stdout.isatty():  # noqa: PLR2004 - short work needs no bar
            yield from sources
            return
        columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._err, transient=True) as progress:
            yield from progress.track(sources)

    def add(self, checked: Checked) -> None:
        """
        Write every patient of a source.
        """
        for result in checked.results:
            self._result(result)
        for one in checked.inputs:
            self._counts["files"] += 1
            self._counts["resources"] += one.resources
            self._counts["left out"] += one.left_out
        for problem in checked.problems:
            self._problems.append((problem.source, problem.where, problem.message))
            self._counts["unread"] += problem.unread

    def problem(self, source: str, message: str) -> None:
        """
        Keep a problem for the end.
        """
        self._problems.append((source, "", message))
        self._counts["unread"] += 1

    def note(self, message: str) -> None:
        """
        Write a remark.
        """
        self._err.print(Text(f"note: {message}", style="dim"))

    def story(self, name: str, differences: list[str]) -> None:
        """
        Write whether a story is as expected.
        """
        self._counts["stories"] += 1
        if not differences:
            self._out.print(Text(f"✓ {name}: as expected", style="green"))
            return
        self._counts["stories that differ"] += 1
        self._out.print(Text(f"✗ {name}:", style="bold red"))
        for difference in differences:
            self._out.print(Text(f"    {difference}", style="red"))

    def end(self) -> None:
        """
        Write the problems and the counts.
        """
        if self._problems:
            self._out.print(Text(f"\nProblems ({len(self._problems)})", style="bold"))
            for source, where, message in self._problems[:MOST_PROBLEMS]:
                place = f"{source} {where}".strip()
                self._out.print(Text(f"  {place}: {message}"))
            more = len(self._problems) - MOST_PROBLEMS
            if more > 0:
                self._out.print(Text(f"  ... and {more} more; --format json lists all"))
        self._out.print(Text(f"\n{self._summary()}", style="bold"))

    def _summary(self) -> str:
        count = self._counts
        cards = ", ".join(f"{count[name]} {name}" for name in SHAPES if count[name]) or "none"
        told = [
            _many(count["files"], "file"),
            _many(count["resources"], "resource"),
            _many(count["patients"], "patient"),
            f"{_many(count['cards'], 'card')} ({cards})",
            f"{_many(count['silent'], 'patient')} without a card",
        ]
        if count["left out"]:
            told.append(f"{count['left out']} left out")
        if count["unread"]:
            told.append(f"{_many(count['unread'], 'problem')}: not everything was read")
        if count["stories"]:
            told.append(f"{count['stories'] - count['stories that differ']} of {count['stories']} stories as expected")
        return " · ".join(told)

    def _result(self, result: Result) -> None:
        self._counts["patients"] += 1
        head = Text.assemble(
            ("\n", ""),
            (result.patient, "bold"),
            f"  {result.source}  {result.asked.hook}, as of {result.asked.as_of}",
            f", labels of {result.asked.profile}" if result.asked.profile != "us" else "",
        )
        if not result.cards:
            self._counts["silent"] += 1
            head.append(f": no card{f' ({result.decision.nobody})' if result.decision.nobody else ''}", style="dim")
        self._out.print(head, soft_wrap=True)
        for card in result.cards:
            self._counts["cards"] += 1
            self._counts[card["indicator"]] += 1
            self._out.print(Padding(_in_brief(card) if self._brief else _card(card), (0, 0, 1, 2)))
        if self._explain:
            self._out.print(Padding(Group(*_explained(result)), (0, 0, 0, 2)))


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _head(card: dict[str, Any]) -> Text:
    shape, style = SHAPES[card["indicator"]]
    return Text.assemble((f" {shape} {card['indicator'].upper()} ", style), " ", (card["summary"], "bold"))


def _in_brief(card: dict[str, Any]) -> Group:
    """
    Say a card in a few lines, for many patients at once; one file alone is shown whole.
    """
    told = card["extension"]["org.ovf-cds"]
    facts = [
        f"{fact['name']} {fact['value'] if fact.get('value') else fact['state']}" for fact in told.get("facts", [])
    ]
    parts: list[Any] = [_head(card), Padding(Text(f"{told['rule']} {told['version']}", style="dim"), (0, 0, 0, 3))]
    if told["rule"] == "data-needed":
        parts += [Padding(Text(f"• {item}"), (0, 0, 0, 3)) for item in told.get("missing", [])]
        return Group(*parts)
    parts.append(Padding(Markdown(card.get("detail", "").split("\n\n")[0]), (0, 0, 0, 3)))
    rests = f"Rests on: {'; '.join(facts)}. Source: {', '.join(told['sources'])}. Certainty {told['certainty']}, strength {told['strength']}."
    parts.append(Padding(Text(rests, style="dim"), (0, 0, 0, 3)))
    parts += [Padding(Text(f"→ {suggestion['label']}"), (0, 0, 0, 3)) for suggestion in card.get("suggestions", [])]
    return Group(*parts)


def _card(card: dict[str, Any]) -> Group:
    told = card["extension"]["org.ovf-cds"]
    body: list[Any] = [
        Text(f"{told['rule']} {told['version']}", style="dim"),
        Markdown(card.get("detail", "")),
    ]
    choice = " (at most one)" if card.get("selectionBehavior") == "at-most-one" else ""
    if card.get("suggestions"):
        body.append(Text(f"Suggestions{choice}:", style="bold"))
    for suggestion in card.get("suggestions", []):
        body.append(Text(f"→ {suggestion['label']}"))
        actions = [action["description"] for action in suggestion.get("actions", [])]
        if len(actions) > 1:
            body.append(Padding(Text(f"with {'; '.join(_plainly(a) for a in actions[1:])}", style="dim"), (0, 0, 0, 2)))
    reasons = [reason["display"] for reason in card.get("overrideReasons", [])]
    if reasons:
        body.append(Text(f"Override: {'; '.join(reasons)}", style="dim"))
    return Group(_head(card), Padding(Group(*body), (0, 0, 0, 3)))


def _plainly(description: str) -> str:
    return description.removeprefix("Draft order: ")


def _explained(result: Result) -> Iterator[Text]:
    for outcome in result.decision.outcomes:
        order = f" for {outcome.order.ref}" if outcome.order is not None else ""
        yield Text.assemble((f"{outcome.rule.id}{order}: ", ""), (str(outcome.verdict), "bold"), _because(outcome))


def _because(outcome: Outcome) -> str:
    if outcome.missing:
        return f", because not known: {', '.join(outcome.missing)}"
    if outcome.silenced_by:
        return f" by {outcome.silenced_by}: {outcome.why}"
    return f": {outcome.why}" if outcome.why else ""
