"""
From condition trees to flat clauses, the only form the inference engine can be trusted with.

A clause holds when every fact it reads is in one of the states it names. `Not` is pushed down to the
facts, where it becomes the other known states. What needs several clauses inside an `all` or an
`at_least` is concluded under a name of its own, one layer below, and read as a fact; so the clauses
grow with the size of the tree and not with its product.

Clauses only ever ask for something to be there. So *true* is what they conclude from the states of
the facts, and *may be true* is what they conclude when every unknown fact is, besides, in every
state it may have.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct

from cds.engine.durable_host import HOLDS, MAX_CLAUSES
from cds.errors import RuleError
from cds.rules.conditions import AllOf, AnyOf, AtLeast, Is, Not

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cds.rules.conditions import Condition

__all__ = ["Clause", "Clauses", "Pair", "compile_clauses"]

Pair = tuple[str, str]
"""A fact and the states it is in one of, `yes` or `no|unknown`; or a conclusion and that it holds."""

UNKNOWN = "unknown"
SOME_STATE = "*"
"""What an unknown fact may be besides its states, for a literal that no state can make true."""


class Clause(Struct, frozen=True):
    """
    One way to conclude *name*: every pair is asserted.
    """

    name: str
    pairs: tuple[Pair, ...]


class Clauses(Struct, frozen=True):
    """
    The clauses of a list of conditions.

    Args:
        clauses: grouped by name, conclusions before the clauses that read them.
        names: for each condition the name it is concluded under, or True or False when it holds
            always or never.
        true: for each fact that is read and each state, the pairs that hold in it.
        possible_of: for each fact that is read, the pairs that may hold while it is unknown.
    """

    clauses: tuple[Clause, ...]
    names: tuple[str | bool, ...]
    true: Mapping[str, Mapping[str, tuple[Pair, ...]]]
    possible_of: Mapping[str, tuple[Pair, ...]]

    def known(self, states: Mapping[str, str]) -> list[Pair]:
        """
        Return what is asserted first: each fact in its state.
        """
        return [pair for fact, pairs in self.true.items() for pair in pairs.get(states[fact], ())]

    def possible(self, states: Mapping[str, str]) -> list[Pair]:
        """
        Return what is asserted then: each unknown fact in every state it may have.
        """
        return [pair for fact, pairs in self.possible_of.items() if states[fact] == UNKNOWN for pair in pairs]


def compile_clauses(conditions: Sequence[Condition], states: Mapping[str, Sequence[str]]) -> Clauses:
    """
    Flatten conditions over facts that have these states.

    Raises:
        RuleError: a fact or state is not in the dictionary, or an `at_least` is too wide.
    """
    compiler = _Compiler()
    names = tuple(compiler.conclude(_literals(condition, states, negated=False)) for condition in conditions)
    true: dict[str, dict[str, tuple[Pair, ...]]] = {}
    possible: dict[str, tuple[Pair, ...]] = {}
    for literal in sorted(compiler.literals, key=lambda literal: literal.pair):
        for state in literal.states:
            held = true.setdefault(literal.fact, {})
            held[state] = (*held.get(state, ()), literal.pair)
        if not literal.sure and UNKNOWN not in literal.states:  # with it, it holds already
            possible[literal.fact] = (*possible.get(literal.fact, ()), literal.pair)
    return Clauses(tuple(compiler.clauses), names, true, possible)


# --- negation inward -------------------------------------------------------------------------------


class _Literal(Struct, frozen=True):
    """
    The fact is in one of the states; none of them is `unknown` by mere possibility.

    Args:
        sure: as it stands, never in the states it only may have.
    """

    fact: str
    states: frozenset[str]
    sure: bool = False

    @property
    def pair(self) -> Pair:
        """
        Say it as a pair.
        """
        return self.fact + "!" * self.sure, "|".join(sorted(self.states))


class _Of(Struct, frozen=True):
    """
    At least *count* of the parts: 1 is any, all of them is all.
    """

    count: int
    parts: tuple[_Literal | _Of, ...]

    @property
    def every(self) -> bool:
        return self.count == len(self.parts)


_Node = _Literal | _Of | bool


def _literals(condition: Condition, states: Mapping[str, Sequence[str]], *, negated: bool) -> _Node:
    """
    Push negation down to the facts: not *n* of *k* is *k - n + 1* of the negated ones.
    """
    match condition:
        case Is(fact, named):
            return _literal(fact, named, states, negated=negated)
        case Not(part):
            return _literals(part, states, negated=not negated)
        case AllOf(parts):
            count = len(parts)
        case AnyOf(parts):
            count = 1
        case AtLeast(count, parts):
            pass
    if negated:
        count = len(parts) - count + 1
    return _of(count, [_literals(part, states, negated=negated) for part in parts])


def _literal(fact: str, named: frozenset[str], states: Mapping[str, Sequence[str]], *, negated: bool) -> _Node:
    declared = frozenset(states.get(fact, ()))
    if wrong := named - declared:
        known = ", ".join(states.get(fact, ())) or "not in the dictionary"
        raise RuleError(f"'{fact}' is never '{min(wrong)}'; it is {known}")
    if not negated:
        return True if named == declared else _Literal(fact, named or frozenset({SOME_STATE}))
    others = declared - named - {UNKNOWN}
    if UNKNOWN not in named:
        return _Literal(fact, others or frozenset({SOME_STATE}))
    # `not unknown` is false while the fact is unknown, whatever it may turn out to be.
    return _Literal(fact, others, sure=True) if others else False


def _of(count: int, nodes: Sequence[_Node]) -> _Node:
    parts = tuple(node for node in nodes if not isinstance(node, bool))
    count -= sum(node is True for node in nodes)
    if count <= 0:
        return True
    if count > len(parts):
        return False
    if count == len(parts):
        parts = _flat(parts, every=True)
        count = len(parts)
    elif count == 1:
        parts = _flat(parts, every=False)
    return parts[0] if len(parts) == 1 else _Of(count, parts)


def _flat(parts: Iterable[_Literal | _Of], *, every: bool) -> tuple[_Literal | _Of, ...]:
    """
    Lift parts of the same kind, and drop the second of two equal ones.
    """
    flat: dict[_Literal | _Of, None] = {}
    for part in parts:
        same = isinstance(part, _Of) and (part.every if every else part.count == 1)
        flat.update(dict.fromkeys(part.parts if isinstance(part, _Of) and same else (part,)))
    return tuple(flat)


# --- clauses ---------------------------------------------------------------------------------------


class _Compiler:
    """
    Names each node once, however many conditions have it.
    """

    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self.literals: set[_Literal] = set()
        self._names: dict[_Literal | _Of, str] = {}

    def conclude(self, node: _Node) -> str | bool:
        if isinstance(node, bool):
            return node
        if node not in self._names:
            ways = list(self._ways(node))
            self._names[node] = f"#{len(self._names)}"
            self.clauses += [Clause(self._names[node], way) for way in dict.fromkeys(ways)]
        return self._names[node]

    def _ways(self, node: _Literal | _Of) -> Iterator[tuple[Pair, ...]]:
        """
        Yield each combination of pairs that makes the node true.
        """
        if isinstance(node, _Literal):
            yield (self._pair(node),)
        elif node.every:
            yield tuple(self._pair(part) for part in node.parts)
        elif node.count == 1:
            for part in node.parts:
                # What another condition has concluded already is not concluded again.
                yield from [(self._pair(part),)] if part in self._names else self._ways(part)
        else:
            yield from self._combinations(node)

    def _combinations(self, node: _Of) -> Iterator[tuple[Pair, ...]]:
        ways = math.comb(len(node.parts), node.count)
        if ways > MAX_CLAUSES:
            raise RuleError(
                f"at_least {node.count} of {len(node.parts)} needs {ways} clauses, more than {MAX_CLAUSES}; "
                "conclude it in steps"
            )
        pairs = [self._pair(part) for part in node.parts]
        for chosen in combinations(pairs, node.count):
            yield tuple(dict.fromkeys(chosen))

    def _pair(self, node: _Literal | _Of) -> Pair:
        """
        Return the one pair that stands for a node: its state, or the name it is concluded under.
        """
        if isinstance(node, _Literal):
            self.literals.add(node)
            return node.pair
        return str(self.conclude(node)), HOLDS
