"""
What is wrong with the term files, all of it at once, and what goes blind without a code system.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct

from cds.errors import RuleError
from cds.terminology.overlay import read_overlay
from cds.terminology.systems import KNOWN, RESTRICTED, alias_of, normal
from cds.terminology.term_files import read_term_files
from cds.terminology.terms import excluded_systems, terms_from
from cds.terminology.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cds.terminology.codes import Code
    from cds.terminology.term_files import TermFiles
    from cds.terminology.terms import Terms

__all__ = ["Blind", "blind_without", "lint_terms"]


class Blind(Struct, frozen=True):
    """
    What a site does not see when it leaves code systems out.

    Args:
        wholly: terms that no code means any more; the facts they feed see nothing.
        partly: terms that lose codes and keep others.
    """

    wholly: tuple[str, ...]
    partly: tuple[str, ...]


def blind_without(directory: Path, exclude: Iterable[str]) -> Blind:
    """
    Tell which terms lose codes when the systems in *exclude* are left out.

    Raises:
        RuleError: there is no such code system.
    """
    without = excluded_systems(exclude)
    files = read_term_files(directory)
    losing = {name for name, code in files.codes if code.system in without}
    keeping = {name for name, code in files.codes if code.system not in without}
    return Blind(tuple(sorted(losing - keeping)), tuple(sorted(losing & keeping)))


def lint_terms(directory: Path, *, overlay: Path | None = None) -> list[RuleError]:
    """
    Return everything that is wrong with the term files of a folder, by file and line.
    """
    files = read_term_files(directory)
    shipped = list(files.codes)
    if overlay is not None:
        read_overlay(overlay, files)
    errors = [*files.errors, *files.unused]
    if not files.terms:
        return sorted(errors, key=_place)
    files.codes = [(name, code) for name, code in files.codes if name in files.terms]
    errors += _without_codes(files)
    errors += _twice(shipped)
    errors += _shared(files)
    errors += _excludes_without_sibling(files)
    errors += _same_word(files)
    errors += _restricted(shipped, files)
    errors += _impossible(files)
    return sorted(errors, key=_place)


def _place(error: RuleError) -> tuple[str, int, str]:
    file, _, line = error.where.rpartition(":")
    return (file, int(line), error.message) if line.isdecimal() else (error.where, 0, error.message)


def _without_codes(files: TermFiles) -> Iterator[RuleError]:
    coded = {name for name, _ in files.codes}
    for name, term in files.terms.items():
        if name not in coded:
            yield RuleError(f"the term '{name}' has no code", term.where)


def _twice(shipped: Iterable[tuple[str, Code]]) -> Iterator[RuleError]:
    seen: dict[tuple[str, str, str], Code] = {}
    for name, code in shipped:
        key = (name, *normal(code.system, code.code))
        if key in seen:
            yield RuleError(f"{_short(code)} stands in '{name}' already at {seen[key].where}", code.where)
        seen.setdefault(key, code)


def _shared(files: TermFiles) -> Iterator[RuleError]:
    """
    Find a code that means two terms which exclude each other, prefixes included.
    """
    terms = terms_from(files)
    for line in files.exclusive:
        here = set(line.terms)
        for name in line.terms:
            for code in terms.codes(name) if name in terms.named else ():
                yield from _clashes(terms, code, name, here)


def _clashes(terms: Terms, code: Code, name: str, exclusive: set[str]) -> Iterator[RuleError]:
    for other in sorted(terms.of(code.system, code.code) & exclusive - {name}):
        own = {normal(one.system, one.code) for one in terms.codes(other)}
        if normal(code.system, code.code) in own and other < name:
            continue  # told already, from the other side
        yield RuleError(f"{_short(code)} means '{name}' and '{other}', which exclude each other", code.where)


def _excludes_without_sibling(files: TermFiles) -> Iterator[RuleError]:
    told = {name for line in files.exclusive for name in line.terms}
    for name, term in files.terms.items():
        if name.endswith("-exclude") and name not in told:
            yield RuleError(f"'{name}' says what something is not; name its siblings under 'exclusive'", term.where)


def _same_word(files: TermFiles) -> Iterator[RuleError]:
    by_word: dict[str, set[str]] = defaultdict(set)
    for name, term in files.terms.items():
        for word in term.words:
            by_word[plain(word)].add(name)
    for word, names in by_word.items():
        for first, second in combinations(sorted(names), 2):
            yield RuleError(f"the word '{word}' names '{first}' and '{second}'", files.terms[second].where)


def _restricted(shipped: Iterable[tuple[str, Code]], files: TermFiles) -> Iterator[RuleError]:
    """
    Find codes of a restricted system outside a file that holds only them and says its notice.
    """
    systems: dict[str, dict[str, str]] = defaultdict(dict)
    for _, code in shipped:
        systems[code.where.rpartition(":")[0]].setdefault(alias_of(code.system), code.where)
    for file, aliases in systems.items():
        for alias in sorted(RESTRICTED & aliases.keys()):
            if len(aliases) > 1:
                yield RuleError(f"codes of {alias} stand in a file of their own", aliases[alias])
            elif not files.notices.get(file):
                yield RuleError(f"a file with codes of {alias} begins with its 'notice'", f"{file}:1")


def _impossible(files: TermFiles) -> Iterator[RuleError]:
    """
    Find SNOMED CT and LOINC codes whose check digit is wrong: a slip of the pen.
    """
    for _, code in files.codes:
        if (code.system == KNOWN["snomed"] and not _verhoeff(code.code)) or (
            code.system == KNOWN["loinc"] and not _mod_10(code.code)
        ):
            yield RuleError(f"{_short(code)}: the check digit is wrong", code.where)


def _short(code: Code) -> str:
    return f"{alias_of(code.system) or code.system} {code.code}"


_DIHEDRAL = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_TURNS = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def _verhoeff(code: str) -> bool:
    if not (code.isascii() and code.isdecimal()):
        return False
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = int(_DIHEDRAL[check][int(_TURNS[place % 8][int(digit)])])
    return check == 0


def _mod_10(code: str) -> bool:
    digits, _, check = code.rpartition("-")
    if not (digits.isdecimal() and check.isdecimal() and code.isascii()):
        return False
    doubled = str(int(digits[::-1][::2]) * 2) + digits[::-1][1::2]
    return (10 - sum(map(int, doubled))) % 10 == int(check)
