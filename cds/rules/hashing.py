"""
The hash of a rule: over everything that can change what it says or for whom.

decisions.md, "Ids and hashes": the rule without owner and review date, each dictionary entry it
reaches with its limits, the codes of each term reached, its lines of precedence, its override
texts and drafts, and the syntax tree of each measure with the functions it calls in `cds.facts`.
Comments, the order of keys and file names do not count.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import rfc8785
from msgspec.structs import replace

from cds.facts import measures
from cds.rules.conditions import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cds.rules.model import Draft, Entry, Override, Rule
    from cds.terminology.terms import Terms

__all__ = ["Hashing", "canonical_json", "facts_read_by"]


def canonical_json(value: Any) -> bytes:
    """
    Return the RFC 8785 form; decimals are written as their text.
    """
    return rfc8785.dumps(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(_plain(item) for item in value)
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)


def facts_read_by(rule: Rule) -> frozenset[str]:
    """
    Return every fact that a rule's conditions read or its texts ask for.
    """
    conditions = [rule.trigger, *(v.when for v in rule.fires), *(m.when for m in rule.mentions)]
    conditions += [n.when for n in rule.needs] + [s.when for s in rule.suggest if s.when is not None]
    read = {fact for condition in conditions for fact in facts_of(condition)}
    return frozenset(read | {need.ask for need in rule.needs})


class Hashing:
    """
    Computes hashes of the rules of one pack.
    """

    def __init__(
        self,
        *,
        entries: Mapping[str, Entry],
        terms: Terms,
        precedence: Sequence[Mapping[str, Any]],
        overrides: Mapping[str, Override],
        drafts: Mapping[str, Draft],
    ) -> None:
        """
        Take the parts of the pack a rule may reach.
        """
        self._entries = entries
        self._terms = terms
        self._precedence = precedence
        self._overrides = overrides
        self._drafts = drafts
        self._of_fact: dict[str, tuple[str, frozenset[str]]] = {}

    def sealed(self, rule: Rule, raw: Mapping[str, Any]) -> Rule:
        """
        Return the rule with its hash.
        """
        head = {key: value for key, value in raw.items() if key not in {"owner", "review_by"}}
        facts = sorted(fact for fact in facts_read_by(rule) if fact in self._entries)
        facts = sorted({*facts, *(name for fact in facts for name in self._entries_named_by(fact))})
        code = {fact: self._code_of(fact) for fact in facts if not self._entries[fact].given}
        names = sorted({term for _, terms in code.values() for term in terms})
        reached = {
            "rule": head,
            "facts": {fact: _without_place(self._entries[fact]) for fact in facts},
            "terms": {name: sorted(map(str, self._terms.codes(name))) for name in names},
            "precedence": [line for line in self._precedence if _names(line, rule.id)],
            "overrides": {c: self._overrides[c].display for c in rule.override if c in self._overrides},
            "drafts": {s.what: _draft(self._drafts[s.what]) for s in rule.suggest if s.what in self._drafts},
            "measures": {fact: digest for fact, (digest, _) in code.items()},
        }
        return replace(rule, hash=hashlib.sha256(canonical_json(reached)).hexdigest())

    @staticmethod
    def of_pack(rules: Mapping[str, Rule]) -> str:
        """
        Return the hash of a pack: over the sorted pairs id:hash.
        """
        pairs = "\n".join(f"{rule_id}:{rules[rule_id].hash}" for rule_id in sorted(rules))
        return hashlib.sha256(pairs.encode()).hexdigest()

    def terms_of(self, fact: str) -> frozenset[str]:
        """
        Return the terms a fact is read from.
        """
        return frozenset() if self._entries[fact].given else self._code_of(fact)[1]

    def facts_behind(self, fact: str) -> frozenset[str]:
        """
        Return the entries a measure asks on its way: those whose measures it calls, or whose limits it reads.
        """
        if self._entries[fact].given:
            return frozenset()
        reached = self._reached_by(fact)
        asked = {name for name in self._entries if name in measures and _place(measures[name].__wrapped__) in reached}
        return frozenset(asked | set(self._entries_named_by(fact)))

    def _reached_by(self, fact: str) -> set[Definition]:
        return self._sources.reached_from(_place(measures[fact].__wrapped__))

    def _entries_named_by(self, fact: str) -> Iterator[str]:
        """
        Yield the entries whose limits a measure, or one it calls, reads by name.
        """
        if not self._entries[fact].given:
            yield from (name for name in self._constants_of(fact) if name in self._entries)

    def _constants_of(self, fact: str) -> frozenset[str]:
        reached = self._reached_by(fact)
        return frozenset(c for definition in reached for c in self._sources.constants[definition])

    def attributes_of(self, fact: str) -> frozenset[str]:
        """
        Return every attribute that a measure, or a function it calls, asks for (`chart.conditions`).
        """
        if self._entries[fact].given:
            return frozenset()
        reached = self._reached_by(fact)
        return frozenset(name for definition in reached for name in self._sources.attributes[definition])

    def _code_of(self, fact: str) -> tuple[str, frozenset[str]]:
        """
        Return the digest of a measure's syntax trees and the terms they name.
        """
        if fact not in self._of_fact:
            reached = self._reached_by(fact)
            text = "\n".join(f"{name}={self._sources.dumps[module, name]}" for module, name in sorted(reached))
            constants = {c for name in reached for c in self._sources.constants[name]}
            self._of_fact[fact] = hashlib.sha256(text.encode()).hexdigest(), frozenset(self._terms_among(constants))
        return self._of_fact[fact]

    def _terms_among(self, constants: Iterable[str]) -> Iterator[str]:
        starts = tuple(c for c in constants if c.endswith("-"))
        plain = set(constants)
        for name in self._terms.named:
            if name in plain or (starts and name.startswith(starts)):
                yield name

    @cached_property
    def _sources(self) -> _FactSources:
        return _FactSources()


Definition = tuple[str, str]
"""A module of `cds.facts` and a name at its top level."""


class _FactSources:
    """
    The definitions of `cds.facts`: dump of the tree, names used, string constants.
    """

    def __init__(self) -> None:
        self.dumps: dict[Definition, str] = {}
        self.constants: dict[Definition, frozenset[str]] = {}
        self.attributes: dict[Definition, frozenset[str]] = {}
        self._uses: dict[Definition, frozenset[str]] = {}
        self._imports: dict[Definition, Definition] = {}
        facts = Path(sys.modules["cds.facts"].__file__ or "").parent
        for path in sorted(facts.glob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cds.facts."):
                    module = (node.module or "").rpartition(".")[2]
                    self._imports |= {(path.stem, a.asname or a.name): (module, a.name) for a in node.names}
                for name in _defined(node):
                    self._add((path.stem, name), node)

    def _add(self, definition: Definition, node: ast.stmt) -> None:
        tree = _Tree()
        self.dumps[definition] = tree.dump(node)
        self.constants[definition] = frozenset(tree.constants)
        self.attributes[definition] = frozenset(tree.attributes)
        self._uses[definition] = frozenset(tree.names) - {definition[1]}

    def reached_from(self, definition: Definition) -> set[Definition]:
        """
        Return the definition and all it uses, through the imports of `cds.facts`.
        """
        reached: set[Definition] = set()
        todo = [definition]
        while todo:
            here = todo.pop()
            here = self._imports.get(here, here)
            if here in reached or here not in self.dumps:
                continue
            reached.add(here)
            todo += [(here[0], name) for name in self._uses[here]]
        return reached


def _place(function: Any) -> Definition:
    return function.__module__.rpartition(".")[2], function.__name__


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    if isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


class _Tree:
    """
    Writes a syntax tree without its docstrings, and collects its names, attributes and texts on the way.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.constants: set[str] = set()

    def dump(self, node: Any) -> str:
        """
        Return the tree as text; where it stands in the file is not in it.
        """
        if isinstance(node, list):
            return "[" + ",".join(map(self.dump, node)) + "]"
        if not isinstance(node, ast.AST):
            return repr(node)
        if isinstance(node, ast.Name):
            self.names.add(node.id)
        elif isinstance(node, ast.Attribute):
            self.attributes.add(node.attr)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self.constants.add(node.value)
            return repr(node.value)
        fields = (self.dump(self._value(node, name)) for name in node._fields if name not in _SILENT)
        return f"{type(node).__name__}({','.join(fields)})"

    @staticmethod
    def _value(node: ast.AST, name: str) -> Any:
        value: Any = getattr(node, name, None)
        if (
            name == "body"
            and isinstance(node, ast.FunctionDef | ast.ClassDef)
            and ast.get_docstring(node, clean=False) is not None
        ):
            return value[1:]
        return value


_SILENT = frozenset({"ctx", "type_comment", "kind", "returns", "annotation", "type_params"})


def _without_place(entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in msgspec.to_builtins(entry).items() if key != "where"}


def _draft(draft: Draft) -> dict[str, Any]:
    return {"label": draft.label, "resources": list(draft.resources)}


def _names(line: Mapping[str, Any], rule_id: str) -> bool:
    shown = line.get("shown")
    return rule_id in line.get("silent", []) or (isinstance(shown, dict) and shown.get("rule") == rule_id)
