"""
The door to durable-rules: clauses and facts go in, the names that fired come out.

Nothing else of this package imports the library, and nothing of the library but its C module is
used: no `Host`, no threads, no actions, no `none()`. The library crashes, hangs or loses facts
outside a narrow path; this file is that path.
"""

from __future__ import annotations

import re
import threading
import weakref
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec

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

MAX_CLAUSES = 200  # a shard; 256 that read the same write past the end of a list in silence
MAX_FACTS = 16  # a clause; about thirty tests in one condition are refused
MAX_PAIRS = 250  # a shard; what is told with more than 254 properties is dropped in silence
MAX_PENDING = 60  # tests that wait at once while one fact is matched; the library has room for 64
MAX_FIRINGS = 100_000

_NO_SESSION = "error code: 309"
_SESSION = "s"  # ids are compared by a 32-bit hash: two patients must never be two ids
_GO = "_go"
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
    shards: list[list[tuple[Clause, ...]]] = [[]]
    clauses_in = 0
    pairs_in: set[Pair] = set()
    for name, group in groupby(clauses, key=lambda clause: clause.name):
        ways = tuple(group)
        if len(ways) > MAX_CLAUSES:
            raise RuleError(f"condition {name} needs {len(ways)} clauses, at most {MAX_CLAUSES} fit a shard")
        pairs = {pair for way in ways for pair in way.pairs}
        if clauses_in + len(ways) > MAX_CLAUSES or (pairs_in and len(pairs_in | pairs) > MAX_PAIRS):
            shards.append([])
            clauses_in, pairs_in = 0, set()
        shards[-1].append(ways)
        clauses_in += len(ways)
        pairs_in |= pairs
    divided = [tuple(way for ways in part for way in ways) for shard in shards for part in _divided(shard)]
    for shard in divided:
        check_bounds(shard)
    return divided


def _divided(conclusions: list[tuple[Clause, ...]]) -> Iterable[list[tuple[Clause, ...]]]:
    """
    Halve a shard until no fact of it has too many tests pending.
    """
    if len(conclusions) == 1 or _pending([way for ways in conclusions for way in ways]) <= MAX_PENDING:
        yield conclusions
    else:
        half = len(conclusions) // 2
        yield from _divided(conclusions[:half])
        yield from _divided(conclusions[half:])


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
        for word in (clause.name, *(word for pair in clause.pairs for word in pair)):
            if not _WORD.fullmatch(word):
                raise RuleError(f"{word!r} is no plain name of a fact or state")
    if len({pair for clause in clauses for pair in clause.pairs}) > MAX_PAIRS:
        raise RuleError(f"the clauses of {clauses[0].name} read more than {MAX_PAIRS} states of facts")
    if _pending(clauses) > MAX_PENDING:
        raise RuleError(f"the clauses of {clauses[0].name} leave more than {MAX_PENDING} tests pending at once")


class _Shard:
    """
    One ruleset and its one session.

    What holds is told in one piece, a property for each pair, and again with what is concluded from it.
    A clause of one pair needs no rule: it holds when the library says that it was told the pair.
    """

    def __init__(self, clauses: Sequence[Clause]) -> None:
        pairs = sorted({pair for clause in clauses for pair in clause.pairs})
        self._properties = {pair: f"p{number}" for number, pair in enumerate(pairs)}
        self._alone: dict[str, list[str]] = {}
        for clause in clauses:
            if len(clause.pairs) == 1:
                self._alone.setdefault(self._properties[clause.pairs[0]], []).append(clause.name)
        self._told = 0
        self._handle: int = library.create_ruleset("clauses", _ruleset(clauses, self._properties))
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
        self._told = 0
        held: dict[str, None] = {}
        seen: set[str] = set()
        try:
            return [self._conclude(batch, held, seen, first=not index) for index, batch in enumerate(batches)]
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

    def _conclude(self, batch: Iterable[Pair], held: dict[str, None], seen: set[str], *, first: bool) -> set[str]:
        """
        Tell what holds, then with what it concludes, until nothing new fires.
        """
        new: set[str] = set()
        properties = self._properties
        more = [properties[pair] for pair in batch if pair in properties]
        while more or first:
            first = False
            held.update(dict.fromkeys(more))
            fired = self._tell(held) - seen
            seen |= fired
            new |= fired
            more = [properties[name, HOLDS] for name in fired if (name, HOLDS) in properties]
        return new

    def _tell(self, held: Iterable[str]) -> set[str]:
        # Ids f0, f1, ... do not collide under the library's hash; an id of its own choice may.
        fact = dict.fromkeys((_GO, *held), 1) | {"sid": _SESSION, "id": f"f{self._told}"}
        self._told += 1
        code, offset = library.assert_facts(self._handle, msgspec.json.encode([fact]).decode())
        if code != 0:  # 1: no clause reads it, 2: it was told before; neither can be
            raise EngineError(f"the inference engine did not take every fact (code {code})")
        return self._drain(offset)

    def _drain(self, offset: int) -> set[str]:
        fired: set[str] = set()
        started = library.start_action_for_state(self._handle, offset)
        message, last = started[1] if started else None, ""
        for _ in range(MAX_FIRINGS):
            if not message:
                break
            fired.add(message.split('"', 2)[1].partition(":")[0])  # {"name:way": {"m": {...}}}
            last = message
            message = library.complete_and_start_action(self._handle, offset)
        else:
            raise EngineError("the inference engine does not come to an end")
        if _GO not in fired:
            raise EngineError("the inference engine left its agenda unfinished")
        fired.discard(_GO)
        told = msgspec.json.decode(last)[_GO]["m"]
        for held in self._alone.keys() & told.keys():
            fired.update(self._alone[held])
        return fired


def _tests(clauses: Sequence[Clause]) -> list[tuple[Clause, tuple[Pair, ...]]]:
    """
    Return the clauses that need a rule, the pairs that most of them read first: the library shares what begins alike.
    """
    several = [clause for clause in clauses if len(clause.pairs) > 1]
    readers = Counter(pair for clause in several for pair in clause.pairs)
    return [(clause, tuple(sorted(clause.pairs, key=lambda pair: (-readers[pair], pair)))) for clause in several]


def _pending(clauses: Sequence[Clause]) -> int:
    """
    Return how many tests can wait at most, while the library matches what it is told.

    It follows the last of the tests that hold to its end, and the others of each step wait.
    """
    tree: dict[Pair, Any] = {}
    for _, pairs in _tests(clauses):
        node = tree
        for pair in pairs:
            node = node.setdefault(pair, {})
    return _waiting(tree) + 1  # the sentinel


def _waiting(node: Mapping[Pair, Any]) -> int:
    return len(node) - 1 + max(map(_waiting, node.values())) if node else 1


def _ruleset(clauses: Sequence[Clause], properties: Mapping[Pair, str]) -> str:
    """
    Write clauses as the library's JSON: flat tests of what one fact holds, and the sentinel last.
    """
    rules: dict[str, Any] = {}
    ways: Counter[str] = Counter()
    for clause, pairs in _tests(clauses):
        # One rule a clause; the part before the colon is the name that fires.
        rule = f"{clause.name}:{ways[clause.name]}"
        ways[clause.name] += 1
        rules[rule] = {"all": [{"m": {"$and": [{properties[pair]: 1} for pair in pairs]}}]}
    rules[_GO] = {"all": [{"m": {_GO: 1}}], "pri": 60000}
    return msgspec.json.encode(rules).decode()
