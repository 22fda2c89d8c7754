"""
The second evaluator: a Kleene fold over the condition tree, as generated Python and node by node.

It knows the tree and nothing of clauses. An answer is two bits: one says that the condition may be
true, the other that it is. So `all` is `&`, `any` is `|`, and only `not` needs a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.rules.conditions import AllOf, AnyOf, AtLeast, Is, Not
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from cds.rules.conditions import Condition

__all__ = ["Fold", "Node", "compile_fold", "explain", "may_hold", "unknown_facts"]

NO, MAY, YES = 0b00, 0b01, 0b11
_NOT = (YES, MAY, None, NO)
_TRUTH = (Truth.NO, Truth.UNKNOWN, None, Truth.YES)


class Node(Struct, frozen=True):
    """
    A condition, its value, and the values of its parts.
    """

    node: Condition
    value: Truth
    children: tuple[Node, ...] = ()


if TYPE_CHECKING:
    Fold = Callable[[Mapping[str, str]], list[Truth]]
else:
    Fold = object
"""The states of the facts in, the value of each condition out."""


def compile_fold(conditions: Sequence[Condition]) -> Fold:
    """
    Generate one function that folds all the conditions, equal parts once.
    """
    writer = _Writer()
    values = [writer.write(condition) for condition in conditions]
    source = "\n    ".join(["def fold(states):", *writer.lines, f"return [{', '.join(f'TRUTH[{v}]' for v in values)}]"])
    scope = {"YES": YES, "MAY": MAY, "NO": NO, "NOT": _NOT, "TRUTH": _TRUTH, "at_least": _at_least} | writer.sets
    exec(compile(source, "<fold>", "exec"), scope)  # noqa: S102 - our own few lines; names of facts stand in it as literals
    return scope["fold"]  # type: ignore[return-value]


class _Writer:
    """
    Writes a line `v7 = ...` for each part of a tree.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.sets: dict[str, object] = {}
        self._variables: dict[Condition, str] = {}

    def write(self, condition: Condition) -> str:
        if condition not in self._variables:
            expression = self._expression(condition)
            name = f"v{len(self._variables)}"
            self.lines.append(f"{name} = {expression}")
            self._variables[condition] = name
        return self._variables[condition]

    def _expression(self, condition: Condition) -> str:
        match condition:
            case Is(fact, states):
                name = f"S{len(self.sets)}"
                self.sets[name] = states
                return f"YES if (state := states[{fact!r}]) in {name} else MAY if state == 'unknown' else NO"
            case Not(part):
                return f"NOT[{self.write(part)}]"
            case AllOf(parts):
                return " & ".join(map(self.write, parts)) or "YES"
            case AnyOf(parts):
                return " | ".join(map(self.write, parts)) or "NO"
            case AtLeast(count, parts):
                return f"at_least({count}, ({''.join(f'{self.write(part)}, ' for part in parts)}))"


def _at_least(count: int, values: Sequence[int]) -> int:
    if sum(value == YES for value in values) >= count:
        return YES
    return NO if sum(value != NO for value in values) < count else MAY


# --- node by node ----------------------------------------------------------------------------------


def explain(condition: Condition, states: Mapping[str, str]) -> Node:
    """
    Fold the condition and keep the value of every part.
    """
    match condition:
        case Is(fact, named):
            state = states[fact]
            return Node(condition, _truth(true=state in named, may=state == "unknown"))
        case Not(part):
            child = explain(part, states)
            value = _truth(true=child.value is Truth.NO, may=child.value is Truth.UNKNOWN)
            return Node(condition, value, (child,))
        case AllOf(parts):
            count = len(parts)
        case AnyOf(parts):
            count = 1
        case AtLeast(count, parts):
            pass
    children = tuple(explain(part, states) for part in parts)
    true = sum(child.value is Truth.YES for child in children)
    unknown = sum(child.value is Truth.UNKNOWN for child in children)
    return Node(condition, _truth(true=true >= count, may=true + unknown >= count), children)


def _truth(*, true: bool, may: bool) -> Truth:
    if true:
        return Truth.YES
    return Truth.UNKNOWN if may else Truth.NO


def unknown_facts(node: Node) -> frozenset[str]:
    """
    Name the facts whose being unknown leaves the node unknown; none when it is known.
    """
    if node.value is not Truth.UNKNOWN:
        return frozenset()
    if isinstance(node.node, Is):
        return frozenset({node.node.fact})
    return frozenset().union(*map(unknown_facts, node.children))


def may_hold(node: Node, *, without: Collection[str], negated: bool = False) -> bool:
    """
    Tell whether the node can still be true when nothing is hoped for from the unknown facts *without*.
    """
    if node.value is not Truth.UNKNOWN:
        return node.value is (Truth.NO if negated else Truth.YES)
    match node.node:
        case Is(fact, _):
            return fact not in without
        case Not(_):
            return may_hold(node.children[0], without=without, negated=not negated)
        case AllOf(parts):
            count = len(parts)
        case AnyOf(_):
            count = 1
        case AtLeast(count, _):
            pass
    if negated:
        count = len(node.children) - count + 1
    return sum(may_hold(child, without=without, negated=negated) for child in node.children) >= count
