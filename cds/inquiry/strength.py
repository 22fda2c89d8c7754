"""
Scenario strength: change the pack a little, many times, and report the changes that no scenario notices.
"""

from __future__ import annotations

import logging
import multiprocessing
import sys
import time
from typing import TYPE_CHECKING, Any

import structlog
from msgspec import Struct

from cds.errors import CdsError
from cds.inquiry.changes import changes_of, named
from cds.inquiry.excuses import NEVER_EXCUSED, read_excuses, wrong_excuses
from cds.inquiry.noticing import Noticed, noticed_by, rules_touched
from cds.inquiry.recorded import record_scenarios
from cds.scenarios import features_directory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from cds.inquiry.changes import Change
    from cds.inquiry.recorded import Recorded
    from cds.rules.model import Pack

__all__ = ["Strength", "measure_strength"]

WORKERS = 2
EXCUSES = "equivalent.yaml"
_CHANGES_A_WORKER = 200
"""A worker is replaced after so many changes, whatever the inference engine keeps of each."""


class Strength(Struct, frozen=True):
    """
    What came of every change that was tried.

    Args:
        excuses: those that stand in the file, by change.
        touched: the rules each change may alter.
        wrong: the excuses that do not stand.
    """

    pack: Pack
    scenarios: int
    changes: Mapping[str, Change]
    outcomes: Mapping[str, Noticed]
    excuses: Mapping[str, str]
    touched: Mapping[str, frozenset[str]]
    wrong: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def survivors(self) -> tuple[Change, ...]:
        """
        Return the changes that no scenario notices and no excuse covers.
        """
        return tuple(
            self.changes[name]
            for name, outcome in self.outcomes.items()
            if outcome.survives and (name not in self.excuses or self.protected(self.changes[name]))
        )

    @property
    def noticed(self) -> int:
        """
        Return how many changes a scenario notices, or the pack itself refuses.
        """
        return sum(not outcome.survives for outcome in self.outcomes.values())

    def protected(self, change: Change) -> bool:
        """
        Tell whether a change touches a rule for which there is no excuse.
        """
        return bool(self.touched[change.id] & NEVER_EXCUSED.keys())

    def of_kind(self, kind: str) -> tuple[int, int]:
        """
        Return how many changes of a kind are noticed, and how many there are.
        """
        outcomes = [self.outcomes[name] for name, change in self.changes.items() if change.kind == kind]
        return sum(not outcome.survives for outcome in outcomes), len(outcomes)


def measure_strength(
    pack: Pack,
    *,
    features: Path | None = None,
    only: str = "",
    limits_only: bool = False,
    workers: int = WORKERS,
    progress: bool = True,
) -> Strength:
    """
    Try every change of a pack on its scenarios.

    Args:
        pack: the rules as they are.
        features: the feature files, with `equivalent.yaml` beside them; None: those of the pack.
        only: a rule or a fact; only changes that touch it are tried.
        limits_only: leave conditions and precedence alone.
        workers: processes that try changes.
        progress: show a bar on standard error.

    Raises:
        CdsError: a scenario does not hold, an excuse has no sentence, or `only` names nothing.
    """
    begun = time.monotonic()
    directory = features or features_directory()
    excuses = read_excuses(directory / EXCUSES)
    everything = {change.id: change for change in changes_of(pack)}
    chosen = {name: c for name, c in everything.items() if c.kind == "limit" or not limits_only}
    if only and not (chosen := {change.id: change for change in named(chosen, only)}):
        raise CdsError(f"no change of the pack touches '{only}'; it is the id of a rule or of a fact with limits")
    if progress:
        sys.stderr.write("playing all scenarios once, to see what each looks at\n")
    scenarios = record_scenarios(pack, features=directory)
    tried = _tried(list(chosen.values()), scenarios, workers=workers)
    outcomes = {one.change: one for one in _showing(tried, len(chosen), progress=progress)}
    touched = {name: rules_touched(change, pack, scenarios) for name, change in chosen.items()}
    wrong = tuple(wrong_excuses(excuses, outcomes, touched, known=frozenset(everything)))
    taken = time.monotonic() - begun
    return Strength(pack, len(scenarios), chosen, outcomes, excuses, touched, wrong, taken)


class _Work(Struct, frozen=True):
    changes: Sequence[Change]
    scenarios: Sequence[Recorded]

    def outcome(self, place: int) -> Noticed:
        return noticed_by(self.changes[place], self.scenarios)


_WORK: list[_Work] = []
"""What a forked worker finds: neither steps nor changed packs can be sent to another process."""


def _tried(changes: Sequence[Change], scenarios: Sequence[Recorded], *, workers: int) -> Iterator[Noticed]:
    work = _Work(changes, scenarios)
    if workers < 2 or len(changes) < 2:  # noqa: PLR2004 - one alone needs no company
        yield from map(work.outcome, range(len(changes)))
        return
    _WORK[:] = [work]
    try:
        context = multiprocessing.get_context("fork")
        with context.Pool(workers, initializer=_hush, maxtasksperchild=_CHANGES_A_WORKER) as pool:
            yield from pool.imap(_outcome, range(len(changes)))
    finally:
        _WORK.clear()


def _outcome(place: int) -> Noticed:
    return _WORK[0].outcome(place)


def _hush() -> None:
    # a broken pack is what is wanted here; what the engine logs about it is not
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _showing(outcomes: Iterable[Noticed], count: int, *, progress: bool) -> Iterator[Noticed]:
    """
    Pass the outcomes on, with a bar on standard error when somebody looks.
    """
    survivors = 0
    for done, outcome in enumerate(outcomes, 1):
        survivors += outcome.survives
        if progress and (sys.stderr.isatty() or done in {1, count} or not done % 100):
            _bar(done, count, survivors)
        yield outcome


def _bar(done: int, count: int, survivors: int) -> None:
    width = 30
    filled = "#" * (width * done // count)
    end = "\r" if sys.stderr.isatty() and done < count else "\n"
    said: Any = f"[{filled:<{width}}] {done} of {count} changes, {survivors} not noticed"
    sys.stderr.write(said + end)
    sys.stderr.flush()
