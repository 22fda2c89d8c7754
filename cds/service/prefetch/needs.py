"""
Which resource types and terms the rules of a hook need, read off the measures themselves.

A measure says what it looks at: `chart.conditions`, `chart.medicines_of(...)`. So nobody keeps a second list
that could be out of date, and a new rule widens the prefetch of its hooks by itself.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cds.facts import measures
from cds.rules.conditions import facts_of
from cds.rules.hashing import facts_read_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cds.rules.model import Pack

__all__ = ["EVENTS", "Needs", "needs_of"]

_DRUGS = ("MedicationAdministration", "MedicationDispense", "MedicationRequest", "MedicationStatement")

EVENTS: Mapping[str, tuple[str, ...]] = {
    "patient": ("Patient",),
    "conditions": ("Condition",),
    "observations": ("Observation",),
    "medicines": _DRUGS,
    "doses": _DRUGS,
    "procedures": ("Procedure",),
    "orders": ("ServiceRequest",),
    "allergies": ("AllergyIntolerance",),
    "plans": ("CarePlan", "EpisodeOfCare", "Encounter", "Task"),
    "reports": ("DiagnosticReport",),
}
"""The events of a chart, `conditions` or `conditions_of(...)`, and the resources they are read from."""

Definition = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Needs:
    """
    What the rules of one hook look at.
    """

    types: frozenset[str]
    terms: frozenset[str]


def needs_of(pack: Pack, hook: str) -> Needs:
    """
    Return the resource types and terms of every fact that decides at a hook; the Patient always.
    """
    names = [name for name in _facts_at(pack, hook) if name in measures and not pack.entries[name].given]
    types = {kind for name in names for event in _events_of(name) for kind in EVENTS[event]}
    terms = {term for name in names for term in pack.terms_of.get(name, ())}
    return Needs(frozenset(types | {"Patient"}), frozenset(terms))


def _facts_at(pack: Pack, hook: str) -> frozenset[str]:
    rules = [rule for rule in pack.rules.values() if hook in rule.hooks]
    ids = {rule.id for rule in rules}
    read = {fact for rule in rules for fact in facts_read_by(rule)}
    read |= {fact for line in pack.precedence.nobody for fact in facts_of(line.when)}
    for silence in pack.precedence.silences:
        if silence.when is not None and ids.intersection(silence.silent):
            read |= set(facts_of(silence.when))
    return frozenset(read)


@cache
def _events_of(fact: str) -> frozenset[str]:
    """
    Return the events of a chart that a measure looks at, itself or through what it calls.
    """
    function = measures[fact].__wrapped__
    here = (function.__module__.rpartition(".")[2], function.__name__)
    return frozenset(event for name in _reached_from(here) for event in _sources()[name].events)


@dataclass(frozen=True, slots=True)
class _Source:
    """
    A definition at the top of a module of `cds.facts`: the names it uses, the events it looks at.
    """

    uses: frozenset[Definition]
    events: frozenset[str]


@cache
def _sources() -> Mapping[Definition, _Source]:
    folder = Path(sys.modules["cds.facts"].__file__ or "").parent
    return {name: source for path in sorted(folder.rglob("*.py")) for name, source in _read(path)}


def _read(path: Path) -> Iterator[tuple[Definition, _Source]]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    imported = {
        alias.asname or alias.name: (node.module.rpartition(".")[2], alias.name)
        for node in body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cds.facts.")
        for alias in node.names
    }
    for node in body:
        walked = list(ast.walk(node))
        used = {n.id for n in walked if isinstance(n, ast.Name)}
        attributes = {n.attr.removesuffix("_of") for n in walked if isinstance(n, ast.Attribute)}
        source = _Source(
            frozenset(imported.get(name, (path.stem, name)) for name in used), frozenset(attributes & EVENTS.keys())
        )
        for name in _defined(node):
            yield (path.stem, name), source


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    yield from (target.id for target in targets if isinstance(target, ast.Name))


def _reached_from(start: Definition) -> set[Definition]:
    reached: set[Definition] = set()
    todo = [start]
    while todo:
        here = todo.pop()
        if here not in reached and here in _sources():
            reached.add(here)
            todo += _sources()[here].uses
    return reached
