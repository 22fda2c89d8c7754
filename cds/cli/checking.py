"""
`cds check`: every source under the paths, one after the other, and what was left out at the end.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cds.chart.reading.dates import zone_named
from cds.chart.reading.files import Source, find_sources
from cds.cli.answers import answer_for
from cds.cli.logs import log_to_stderr
from cds.cli.stories import read_story
from cds.errors import ChartError, RuleError
from cds.rules import load_pack
from cds.rules.model import HOOKS, INDICATORS
from cds.walk import Asked, Checked, Consultant, check_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from cds.cli.answers import Answer
    from cds.cli.stories import Story

__all__ = ["Options", "Usage", "run_check"]


class Usage(Exception):  # noqa: N818 - a usage error, exit code 2
    """
    The command was called in a way that can not work.
    """


class Options(Struct, frozen=True):
    """
    The options of `cds check`.
    """

    hook: str | None = None
    as_of: str | None = None
    context: str | None = None
    profile: str | None = None
    rules: str | None = None
    exclude: tuple[str, ...] = ()
    output: str = "text"
    explain: bool = False
    fail_on: str | None = None
    validate: str = "evidence"
    time_zone: str = "UTC"
    most: int = 512 * 1024 * 1024


class _Tally(Struct):
    """
    What decides the exit code.
    """

    failed: bool = False
    unexpected: bool = False
    incomplete: bool = False

    @property
    def code(self) -> int:
        if self.failed or self.unexpected:
            return 1
        return 3 if self.incomplete else 0


def run_check(paths: Sequence[str], options: Options) -> int:
    """
    Check the paths and write the answer to standard output.

    Returns:
        The exit code: 0, 1, 2 or 3 (see `cds check --help`); 4 is raised as `CdsError`.
    """
    log_to_stderr()
    try:
        sources = list(find_sources(paths))
        zone = zone_named(options.time_zone)
        plan = _Plan(options, zone)
    except FileNotFoundError as error:
        return _usage(f"there is no file or folder '{error}'")
    except (Usage, ChartError) as error:
        return _usage(str(error))
    root = Path(options.rules) if options.rules else None
    if root is not None and not root.is_dir():
        return _usage(f"--rules: there is no folder '{root}'")
    consultant = Consultant(load_pack(root, exclude=options.exclude), zone=zone, validate=options.validate)
    answer = answer_for(options.output, consultant.pack, explain=options.explain)
    try:
        return _run(sources, plan, consultant, answer, options)
    except Usage as error:
        return _usage(str(error))


def _usage(message: str) -> int:
    print(f"cds check: {message}", file=sys.stderr)  # noqa: T201 - the command line speaks
    return 2


def _run(sources: list[Source], plan: _Plan, consultant: Consultant, answer: Answer, options: Options) -> int:
    tally = _Tally()
    patients = 0
    if plan.past:
        answer.note("as-of lies in the past: events dated later are hidden; a status changed later is not undone.")
    stories = _Stories()
    for source in answer.tracked([source for source in sources if not stories.hold_context(source)]):
        story = stories.of(source)
        asked, context = plan.asked(story)
        checked = check_source(source, asked, consultant, context=context, most=options.most)
        patients += len(checked.results)
        if plan.context is not None and patients > 1:
            raise Usage("--context is about one patient, and more than one was found")
        tally.incomplete |= checked.incomplete
        tally.failed |= _fails(checked, options.fail_on)
        answer.add(checked)
        if story:
            stories.met(story, checked)
    for path, message in stories.wrong.items():
        answer.problem(str(path), message)
        tally.incomplete = True
    for story, differences in stories.ended():
        answer.story(story.folder.name, differences)
        tally.unexpected |= bool(differences)
    answer.end()
    return tally.code


def _fails(checked: Checked, fail_on: str | None) -> bool:
    if fail_on is None:
        return False
    severe = INDICATORS[: INDICATORS.index(fail_on) + 1]
    return any(card["indicator"] in severe for result in checked.results for card in result.cards)


class _Plan:
    """
    What is asked of each source: the options, else its story, else the defaults.
    """

    def __init__(self, options: Options, zone: ZoneInfo) -> None:
        self._options = options
        self.today = datetime.now(zone).date()
        self._as_of = _day(options.as_of) if options.as_of else None
        self.context = _context(options.context) if options.context else None
        self.past = self._as_of is not None and self._as_of < self.today

    def asked(self, story: Story | None) -> tuple[Asked, dict[str, Any] | None]:
        """
        Return the question for a source, and the hook's context for it.
        """
        options = self._options
        asked = Asked(options.hook or HOOKS[0], self._as_of or self.today, options.profile or "us")
        if story is None:
            return asked, self.context
        told = Asked(options.hook or story.hook, self._as_of or story.as_of, options.profile or story.profile)
        return told, self.context if self.context is not None else story.context


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Usage(f"--as-of: '{text}' is not a day; it is written YYYY-MM-DD, such as 2026-03-10") from None


def _context(name: str) -> dict[str, Any]:
    try:
        context = json.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Usage(f"--context: '{name}' can not be read as JSON: {error}") from None
    if not isinstance(context, dict):
        raise Usage(f"--context: '{name}' is no JSON object")
    return context


class _Stories:
    """
    The stories that were met, with the cards of all their sources together.
    """

    def __init__(self) -> None:
        self.wrong: dict[Path, str] = {}
        self._read: dict[Path, Story | None] = {}
        self._cards: dict[Path, list[dict[str, Any]]] = {}

    def of(self, source: Source) -> Story | None:
        """
        Return the story a source belongs to; what is wrong with one stands in `wrong`.
        """
        if source.story is None:
            return None
        if source.story not in self._read:
            try:
                self._read[source.story] = read_story(source.story)
            except (ChartError, RuleError) as error:
                self._read[source.story] = None
                self.wrong[source.story] = str(error)
        return self._read[source.story]

    def hold_context(self, source: Source) -> bool:
        """
        Tell whether a source is the context of its story and no record.
        """
        story = self.of(source)
        return story is not None and story.holds_context(source)

    def met(self, story: Story, checked: Checked) -> None:
        """
        Add the cards of one source of a story.
        """
        cards = self._cards.setdefault(story.folder, [])
        cards += [card for result in checked.results for card in result.cards]

    def ended(self) -> Iterator[tuple[Story, list[str]]]:
        """
        Yield each story with what differs from what it expects.
        """
        for story in self._read.values():
            if story is not None:
                yield story, list(story.differences(self._cards.get(story.folder, [])))
