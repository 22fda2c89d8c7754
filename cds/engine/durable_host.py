"""
The door to durable-rules: clauses and facts go in, the names that fired come out.

Nothing else of this package imports the library, and nothing of the library but its C module is
used: no `Host`, no threads, no actions, no `none()`. The library crashes, hangs or loses facts
outside a narrow path; this file is that path.
"""

from __future__ import annotations

import json
import re
import threading
import weakref
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cds.errors import EngineError, RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cds.engine.clauses import Clause, Pair

try:
    import durable_rules_engine as library
except ImportError as error:  # Python 3.13 without the build flag: undefined symbol PyEval_CallObject
    raise EngineError(f"the inference engine durable-rules can not be loaded: {error}") from error

__all__ = ["HOLDS", "DurableHost", "check_bounds", "shards_of"]

HOLDS = "holds"
"""The state of a conclusion when a later clause reads it as a fact."""

MAX_CLAUSES = 200  # a shard; one fact may have at most 64 pending tests, hundreds of rules reach that
MAX_FACTS = 16  # a clause; the seventeenth is an error at run time only
MAX_SHARERS = 250  # clauses on one pair; 256 write past the end of a list in silence
MAX_FIRINGS = 100_000

_WIDTH = 16
"""Pairs are told to the library as cells of a table so wide: it compares a fact with every row, one by one,
and then with every cell of its row. By their names, states before facts, it takes half as long again.
The clauses of a shard fill 200 rows at most; a node of 512 children hangs `create_ruleset`, lock held."""

_NO_SESSION = "error code: 309"
_SESSION = "s"  # ids are compared by a 32-bit hash: two patients must never be two ids
_WORD = re.compile(r"[A-Za-z0-9#!*][A-Za-z0-9#!*_.:|-]*")


class DurableHost:
    """
    Clauses in the library, in as many shards as its limits ask for; one session at a time.

    Args:
        clauses: grouped by name, a conclusion before the clauses that read it.
    """

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._lock = threading.Lock()
        self._shards = tuple(_Shard(shard) for shard in shards_of(clauses))

    def run(self, batches: Sequence[Iterable[Pair]]) -> list[set[str]]:
        """
        Assert one batch after the other, each completely concluded before the next.

        Returns:
            For each batch the names that fired in it and in none before.

        Raises:
            EngineError: the library failed, or did not do all it was asked.
        """
        held = [list(batch) for batch in batches]
        fired: list[set[str]] = [set() for _ in held]
        with self._lock:
            for shard in self._shards:
                for facts, names, new in zip(held, fired, shard.run(held), strict=True):
                    names.update(new)
                    facts.extend((name, HOLDS) for name in new)
        return fired

    def close(self) -> None:
        """
        Give the rulesets back to the library.
        """
        for shard in self._shards:
            shard.close()


def shards_of(clauses: Sequence[Clause]) -> list[tuple[Clause, ...]]:
    """
    Divide clauses so that each shard is within the bounds and no conclusion is divided.

    A shard reads conclusions of itself and of the shards before it.

    Raises:
        RuleError: a bound would be passed.
    """
    shards: list[list[Clause]] = [[]]
    for name, group in groupby(clauses, key=lambda clause: clause.name):
        ways = list(group)
        if len(ways) > MAX_CLAUSES:
            raise RuleError(f"condition {name} needs {len(ways)} clauses, at most {MAX_CLAUSES} fit a shard")
        if len(shards[-1]) + len(ways) > MAX_CLAUSES:
            shards.append([])
        shards[-1] += ways
    for shard in shards:
        check_bounds(shard)
    return [tuple(shard) for shard in shards]


def check_bounds(clauses: Sequence[Clause]) -> None:
    """
    Refuse what would crash, hang or silently break the library.

    Raises:
        RuleError: which bound, and where.
    """
    if len(clauses) > MAX_CLAUSES:
        raise RuleError(f"{len(clauses)} clauses in one shard, at most {MAX_CLAUSES} fit")
    for clause in clauses:
        if not 0 < len(clause.pairs) <= MAX_FACTS:
            raise RuleError(f"a clause of {clause.name} reads {len(clause.pairs)} facts; it may read 1 to {MAX_FACTS}")
        if len(set(clause.pairs)) != len(clause.pairs):
            # The library lets one fact fill one place only: such a clause would never fire.
            raise RuleError(f"a clause of {clause.name} reads the same fact twice")
        for word in (clause.name, *(word for pair in clause.pairs for word in pair)):
            if not _WORD.fullmatch(word):
                raise RuleError(f"{word!r} is no plain name of a fact or state")
    pairs = Counter(pair for clause in clauses for pair in clause.pairs)
    if max(pairs.values(), default=0) > MAX_SHARERS:
        raise RuleError(f"more than {MAX_SHARERS} clauses read the same state of one fact")


class _Shard:
    """
    One ruleset and its one session.
    """

    def __init__(self, clauses: Sequence[Clause]) -> None:
        pairs = sorted({pair for clause in clauses for pair in clause.pairs})
        cells = {pair: _cell(number) for number, pair in enumerate(pairs)}
        # Ids f0, f1, ... do not collide under the library's hash; an id of its own choice may.
        self._facts = {pair: _fact(f"f{number}", *cells[pair]) for number, pair in enumerate(pairs)}
        self._sentinels = 0
        self._handle: int = library.create_ruleset("clauses", _ruleset(clauses, cells))
        self._free = weakref.finalize(self, library.delete_ruleset, self._handle)
        self._free.atexit = False
        self._broken = False
        # The first run makes state slot 1, which every later session uses again: deleting a session in
        # a slot that never fired anything frees a pointer that was never set.
        self.run([()])

    def close(self) -> None:
        self._free()

    def run(self, batches: Sequence[Iterable[Pair]]) -> list[set[str]]:
        if self._broken or not self._free.alive:
            raise EngineError("the inference engine could not end its last session")
        self._sentinels = len(self._facts)
        seen: set[str] = set()
        try:
            return [self._conclude(batch, seen, first=not index) for index, batch in enumerate(batches)]
        except EngineError:
            raise
        except Exception as error:
            raise EngineError(f"the inference engine failed: {error}") from error
        finally:
            self._end()

    def _end(self) -> None:
        try:
            library.delete_state(self._handle, _SESSION)
        except Exception as error:
            if _NO_SESSION in str(error):  # the first fact failed already
                return
            self._broken = True  # its facts would be read as those of the next patient
            raise EngineError(f"the inference engine could not end a session: {error}") from error

    def _conclude(self, batch: Iterable[Pair], seen: set[str], *, first: bool) -> set[str]:
        """
        Assert facts, then what they conclude, until nothing new fires.
        """
        new: set[str] = set()
        facts = [self._facts[pair] for pair in batch if pair in self._facts]
        while facts or first:
            first = False
            fired = self._assert(facts) - seen
            seen |= fired
            new |= fired
            facts = [self._facts[name, HOLDS] for name in fired if (name, HOLDS) in self._facts]
        return new

    def _assert(self, facts: list[str]) -> set[str]:
        # The sentinel stands first: a session whose first fact can not be read has no valid offset.
        sentinel = f'{{"_go":1,"sid":"{_SESSION}","id":"f{self._sentinels}"}}'
        self._sentinels += 1
        code, offset = library.assert_facts(self._handle, f"[{','.join([sentinel, *facts])}]")
        if code != 0:  # 1: a fact no clause reads, 2: a fact asserted twice; neither is ever asserted here
            raise EngineError(f"the inference engine did not take every fact (code {code})")
        fired = self._drain(offset)
        if "_go" not in fired:
            raise EngineError("the inference engine left its agenda unfinished")
        fired.discard("_go")
        return fired

    def _drain(self, offset: int) -> set[str]:
        fired: set[str] = set()
        started = library.start_action_for_state(self._handle, offset)
        message = started[1] if started else None
        for _ in range(MAX_FIRINGS):
            if not message:
                return fired
            fired.add(message.split('"', 2)[1].partition(":")[0])  # {"name:way": {"m0": {...}}}
            message = library.complete_and_start_action(self._handle, offset)
        raise EngineError("the inference engine does not come to an end")


def _cell(number: int) -> tuple[str, str]:
    row, column = divmod(number, _WIDTH)
    return f"r{row}", f"c{column}"  # texts: the library coerces numbers


def _fact(name: str, row: str, column: str) -> str:
    return json.dumps({"row": row, "column": column, "sid": _SESSION, "id": name}, separators=(",", ":"))


def _ruleset(clauses: Sequence[Clause], cells: Mapping[Pair, tuple[str, str]]) -> str:
    """
    Write clauses as the library's JSON: flat `all` of cells, and the sentinel last.
    """
    rules: dict[str, Any] = {}
    ways: Counter[str] = Counter()
    for clause in clauses:
        # One rule a clause; the part before the colon is the name that fires.
        rule = f"{clause.name}:{ways[clause.name]}"
        ways[clause.name] += 1
        rules[rule] = {
            "all": [
                {f"m{place}": {"$and": [{"row": row}, {"column": column}]}}
                for place, (row, column) in enumerate(cells[pair] for pair in clause.pairs)
            ]
        }
    rules["_go"] = {"all": [{"m": {"_go": 1}}], "pri": 60000}
    return json.dumps(rules)
