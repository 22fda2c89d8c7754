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
    from collections.abc import Iterator, Mapping, Sequence

    from cds.rules.model import Draft, Entry, Override, Rule
    from cds.terminology.terms import Terms

__all__ = ["Hashing", "canonical_json", "facts_read_by"]


def canonical_json(value: Any) -> bytes:
    """
    Return the RFC 8785 form; decimals are written as their text.
    """
    return rfc8785.dumps(_plain(value))


def _canonical_object(parts: Mapping[str, bytes]) -> bytes:
    """
    Return the RFC 8785 form of an object whose values are in that form already.
    """
    ordered = sorted(parts, key=lambda name: name.encode("utf-16-be"))
    return b"{" + b",".join(rfc8785.dumps(name) + b":" + parts[name] for name in ordered) + b"}"


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
        self._behind: dict[str, _Behind] = {}
        self._entries_written: dict[str, bytes] = {}
        self._codes_written: dict[str, bytes] = {}

    def sealed(self, rule: Rule, raw: Mapping[str, Any]) -> Rule:
        """
        Return the rule with its hash.
        """
        head = {key: value for key, value in raw.items() if key not in {"owner", "review_by"}}
        read = facts_read_by(rule) & self._entries.keys()
        facts = sorted(read.union(*map(self._entries_named_by, read)))
        code = {fact: self._code_of(fact) for fact in facts if not self._entries[fact].given}
        names = sorted({term for _, terms in code.values() for term in terms})
        reached = {
            "rule": canonical_json(head),
            "facts": _canonical_object({fact: self._entry(fact) for fact in facts}),
            "terms": _canonical_object({name: self._codes(name) for name in names}),
            "precedence": canonical_json([line for line in self._precedence if _names(line, rule.id)]),
            "overrides": canonical_json({c: self._overrides[c].display for c in rule.override if c in self._overrides}),
            "drafts": canonical_json(
                {s.what: _draft(self._drafts[s.what]) for s in rule.suggest if s.what in self._drafts}
            ),
            "measures": canonical_json({fact: digest for fact, (digest, _) in code.items()}),
        }
        return replace(rule, hash=hashlib.sha256(_canonical_object(reached)).hexdigest())

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
        reached = self._all_behind(fact).definitions
        asked = {name for name in self._entries if name in measures and _place(measures[name].__wrapped__) in reached}
        return frozenset(asked | self._entries_named_by(fact))

    def _entries_named_by(self, fact: str) -> frozenset[str]:
        """
        Return the entries whose limits a measure, or one it calls, reads by name.
        """
        if self._entries[fact].given:
            return frozenset()
        return self._all_behind(fact).constants & self._entries.keys()

    def attributes_of(self, fact: str) -> frozenset[str]:
        """
        Return every attribute that a measure, or a function it calls, asks for (`chart.conditions`).
        """
        return frozenset() if self._entries[fact].given else self._all_behind(fact).attributes

    def _code_of(self, fact: str) -> tuple[str, frozenset[str]]:
        """
        Return the digest of a measure's syntax trees and the terms they name.
        """
        if fact not in self._of_fact:
            behind = self._all_behind(fact)
            text = "\n".join(
                f"{name}={self._sources.dumps[module, name]}" for module, name in sorted(behind.definitions)
            )
            self._of_fact[fact] = hashlib.sha256(text.encode()).hexdigest(), self._terms_among(behind.constants)
        return self._of_fact[fact]

    def _terms_among(self, constants: frozenset[str]) -> frozenset[str]:
        """
        Return the terms that are named, and those of which only the beginning is ("body-site-").
        """
        starts = tuple(c for c in constants if c.endswith("-"))
        begun = (name for name in self._terms.named if name.startswith(starts)) if starts else ()
        return constants & self._terms.named.keys() | frozenset(begun)

    def _all_behind(self, fact: str) -> _Behind:
        if fact not in self._behind:
            self._behind[fact] = self._sources.behind(_place(measures[fact].__wrapped__))
        return self._behind[fact]

    def _entry(self, fact: str) -> bytes:
        if fact not in self._entries_written:  # many rules reach the same entry
            self._entries_written[fact] = canonical_json(_without_place(self._entries[fact]))
        return self._entries_written[fact]

    def _codes(self, term: str) -> bytes:
        if term not in self._codes_written:
            self._codes_written[term] = canonical_json(sorted(map(str, self._terms.codes(term))))
        return self._codes_written[term]

    @cached_property
    def _sources(self) -> _FactSources:
        return _FactSources()


Definition = tuple[str, str]
"""A module of `cds.facts` and a name at its top level."""


class _Behind(msgspec.Struct, frozen=True):
    """
    A measure with all it uses: the definitions, and the texts and attributes in them.
    """

    definitions: frozenset[Definition]
    constants: frozenset[str]
    attributes: frozenset[str]


class _FactSources:
    """
    The definitions of `cds.facts`: dump of the tree, definitions used, string constants, attributes.
    """

    def __init__(self) -> None:
        self.dumps: dict[Definition, str] = {}
        self._trees: dict[Definition, _Tree] = {}
        self._imports: dict[Definition, Definition] = {}
        facts = Path(sys.modules["cds.facts"].__file__ or "").parent
        for path in sorted(facts.glob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cds.facts."):
                    module = (node.module or "").rpartition(".")[2]
                    self._imports |= {(path.stem, a.asname or a.name): (module, a.name) for a in node.names}
                for name in _defined(node):
                    tree = self._trees[path.stem, name] = _Tree()
                    self.dumps[path.stem, name] = tree.dump(node)
        self._uses = {definition: self._used_by(definition) for definition in self.dumps}

    def _used_by(self, definition: Definition) -> frozenset[Definition]:
        """
        Return the definitions a definition names, directly or through an import of `cds.facts`.
        """
        named = ((definition[0], name) for name in self._trees[definition].names)
        return frozenset(self._imports.get(one, one) for one in named) & self.dumps.keys()

    def behind(self, definition: Definition) -> _Behind:
        """
        Return the definition and all it uses.
        """
        reached: set[Definition] = set()
        todo = {definition} & self.dumps.keys()
        while todo:
            reached |= todo
            todo = {used for one in todo for used in self._uses[one]} - reached
        trees = [self._trees[one] for one in reached]
        return _Behind(
            frozenset(reached),
            frozenset().union(*(tree.constants for tree in trees)),
            frozenset().union(*(tree.attributes for tree in trees)),
        )


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

    def dump(self, node: ast.AST) -> str:
        """
        Return the tree as text; where it stands in the file is not in it.
        """
        kind = type(node)
        if isinstance(node, ast.Name):
            self.names.add(node.id)
            return f"Name({node.id!r})"
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self.constants.add(node.value)
            return repr(node.value)
        if isinstance(node, ast.Attribute):
            self.attributes.add(node.attr)
        parts = []
        for name in _FIELDS[kind]:
            value = getattr(node, name, None)
            if isinstance(value, list):
                items = value[1:] if name == "body" and _has_docstring(node) else value
                parts.append(f"[{','.join([self._leaf(item) for item in items])}]")
            else:
                parts.append(self._leaf(value))
        return f"{kind.__name__}({','.join(parts)})"

    def _leaf(self, value: Any) -> str:
        return self.dump(value) if isinstance(value, ast.AST) else repr(value)


def _has_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node, clean=False) is not None


_SILENT = frozenset({"ctx", "type_comment", "kind", "returns", "annotation", "type_params"})
_FIELDS = {
    kind: tuple(name for name in kind._fields if name not in _SILENT)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""What counts of each kind of node."""


def _without_place(entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in msgspec.to_builtins(entry).items() if key != "where"}


def _draft(draft: Draft) -> dict[str, Any]:
    return {"label": draft.label, "resources": list(draft.resources)}


def _names(line: Mapping[str, Any], rule_id: str) -> bool:
    shown = line.get("shown")
    return rule_id in line.get("silent", []) or (isinstance(shown, dict) and shown.get("rule") == rule_id)
