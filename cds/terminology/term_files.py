"""
The form of a term file, and how the files of a folder become terms.

A file may hold: `role` (of all its terms), `notice`, `terms`, `codes` (more codes for terms of other
files), `exclusive` (terms that may not share a code), `sources`, and the words that name nothing
(`masks`, `unsaid_before`, `unsaid_after`). A code line reads `rxnorm 993452 993456 (s5)`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from cds.errors import RuleError
from cds.plain_yaml import read_yaml
from cds.terminology.codes import MATCHES, Code
from cds.terminology.systems import KNOWN, PREFIXED
from cds.terminology.units import QUANTITIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cds.plain_yaml import Document

__all__ = ["ROLES", "Exclusive", "Term", "TermFiles", "read_term_files"]

ROLES = ("drug", "condition", "procedure", "observation", "body-site")
_FILE_KEYS = frozenset(
    {"role", "notice", "terms", "codes", "exclusive", "sources", "masks", "unsaid_before", "unsaid_after"}
)
_TERM_KEYS = frozenset({"role", "means", "drugs", "measured", "words", "codes"})
_LINE = re.compile(r"(?P<system>\S+) (?P<codes>\S.*) \((?P<source>[\w-]+)\)")
_MARKED = re.compile(r"(?P<code>.+?)(?P<mark>[*+]?)")

_Path = tuple[str | int, ...]


class Term(Struct, frozen=True):
    """
    A word of the house and the codes that mean it.

    Args:
        means: the term in our own words ("denosumab 60 mg"), as a card says it.
        words: what names it in free text.
        drugs: the generic names it covers; empty for a term that is no drug of our list.
        measured: the quantity an observation gives, one of `units.QUANTITIES`, or "".
    """

    name: str
    role: str
    means: str
    codes: tuple[Code, ...] = ()
    words: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    measured: str = ""
    where: str = ""


class Exclusive(Struct, frozen=True):
    """
    Terms that no code may mean together.
    """

    terms: tuple[str, ...]
    where: str


class TermFiles(Struct):
    """
    What the term files of a folder say, and everything that is wrong with them.
    """

    terms: dict[str, Term] = field(default_factory=dict)
    codes: list[tuple[str, Code]] = field(default_factory=list)
    exclusive: list[Exclusive] = field(default_factory=list)
    notices: dict[str, str] = field(default_factory=dict)  # by file
    unused: list[RuleError] = field(default_factory=list)
    masks: list[str] = field(default_factory=list)
    unsaid_before: list[str] = field(default_factory=list)
    unsaid_after: list[str] = field(default_factory=list)
    errors: list[RuleError] = field(default_factory=list)


def read_term_files(directory: Path) -> TermFiles:
    """
    Read every `*.yaml` of a folder; what is wrong is collected, not raised.
    """
    files = TermFiles()
    paths = sorted(directory.glob("*.yaml"))
    if not paths:
        files.errors.append(RuleError("there is no term file (*.yaml) here", str(directory)))
    for path in paths:
        try:
            document = read_yaml(path, root=directory.parent)
        except RuleError as error:
            files.errors.append(error)
            continue
        _File(document, files).read()
    for name, code in files.codes:
        if name not in files.terms:
            files.errors.append(RuleError(f"no file defines the term '{name}'", code.where))
    for line in files.exclusive:
        for name in line.terms:
            if name not in files.terms:
                files.errors.append(RuleError(f"no file defines the term '{name}'", line.where))
    return files


class _File:
    """
    One file, read into the whole.
    """

    def __init__(self, document: Document, files: TermFiles) -> None:
        self.document = document
        self.files = files
        self.data: dict[str, Any] = document.data if isinstance(document.data, dict) else {}
        self.sources = self._mapping(("sources",))
        self.cited: set[str] = set()

    def read(self) -> None:
        if not isinstance(self.document.data, dict):
            self._wrong((), "a term file is a mapping with 'terms' or 'codes'")
            return
        self._check_keys(self.data, _FILE_KEYS, ())
        if "notice" in self.data:
            self.files.notices[self.document.name] = str(self.data["notice"]).strip()
        for name, entry in self._mapping(("terms",)).items():
            self._term(name, entry)
        for name, lines in self._mapping(("codes",)).items():
            self._codes(name, lines, ("codes", name))
        for place, names in enumerate(self._list(self.data.get("exclusive", []), ("exclusive",))):
            path = ("exclusive", place)
            self.files.exclusive.append(Exclusive(self._texts(names, path), self.document.where(path)))
        for key in ("masks", "unsaid_before", "unsaid_after"):
            getattr(self.files, key).extend(self._texts(self.data.get(key, []), (key,)))
        for key in self.sources.keys() - self.cited:
            where = self.document.where(("sources", key))
            self.files.unused.append(RuleError(f"no code cites the source '{key}'", where))

    def _term(self, name: str, entry: Any) -> None:
        path: _Path = ("terms", name)
        if not isinstance(entry, dict):
            self._wrong(path, f"the term '{name}' needs 'means' and 'codes'")
            return
        self._check_keys(entry, _TERM_KEYS, path)
        if name in self.files.terms:
            self._wrong(path, f"the term '{name}' stands already at {self.files.terms[name].where}")
            return
        role = str(entry.get("role", self.data.get("role", "")))
        if role not in ROLES:
            self._wrong(path, f"'{name}' has the role '{role}'; a role is {', '.join(ROLES)}")
        means = str(entry.get("means", "")).strip()
        if not means:
            self._wrong(path, f"'{name}' has no 'means': say it in our own words")
        measured = str(entry.get("measured", ""))
        if measured and measured not in QUANTITIES:
            self._wrong((*path, "measured"), f"no quantity '{measured}'; known: {', '.join(QUANTITIES)}")
        self.files.terms[name] = Term(
            name,
            role,
            means,
            words=self._texts(entry.get("words", []), (*path, "words")),
            drugs=self._texts(entry.get("drugs", []), (*path, "drugs")),
            measured=measured,
            where=self.document.where(path),
        )
        self._codes(name, entry.get("codes", []), (*path, "codes"))

    def _codes(self, name: str, lines: Any, path: _Path) -> None:
        for place, line in enumerate(self._list(lines, path)):
            for code in self._line(line, (*path, place)):
                self.files.codes.append((name, code))

    def _line(self, line: Any, path: _Path) -> Iterator[Code]:
        found = _LINE.fullmatch(line) if isinstance(line, str) else None
        if found is None:
            self._wrong(path, f"'{line}' is no code line; write 'rxnorm 993452 993456 (s5)'")
            return
        alias, source = found["system"], found["source"]
        if alias not in KNOWN:
            self._wrong(path, f"unknown code system '{alias}'; known: {', '.join(KNOWN)}")
            return
        self.cited.add(source)
        if source not in self.sources:
            self._wrong(path, f"the source '{source}' does not stand under 'sources' of this file")
        where = self.document.where(path)
        for marked in found["codes"].split():
            parts = _MARKED.fullmatch(marked)
            code, mark = (parts["code"], parts["mark"]) if parts else (marked, "")
            if mark == "*" and alias not in PREFIXED:
                self._wrong(path, f"'{marked}': {alias} has no prefixes, only {', '.join(sorted(PREFIXED))} have")
                continue
            yield Code(KNOWN[alias], code, MATCHES[mark], str(self.sources.get(source, "")), where)

    def _mapping(self, path: _Path) -> dict[str, Any]:
        value = self.data.get(str(path[0]), {})
        if isinstance(value, dict):
            return value
        self._wrong(path, f"'{path[0]}' must be a mapping")
        return {}

    def _list(self, value: Any, path: _Path) -> list[Any]:
        if isinstance(value, list):
            return value
        self._wrong(path, f"'{path[-1]}' must be a list")
        return []

    def _texts(self, value: Any, path: _Path) -> tuple[str, ...]:
        return tuple(str(text) for text in self._list(value, path))

    def _check_keys(self, entry: dict[str, Any], known: frozenset[str], path: _Path) -> None:
        for key in entry.keys() - known:
            self._wrong((*path, key), f"unknown key '{key}'; known: {', '.join(sorted(known))}")

    def _wrong(self, path: _Path, message: str) -> None:
        self.files.errors.append(RuleError(message, self.document.where(path)))
