"""
Terms: the words of the house, found by the codes and texts of a record.

A fact never sees a code. It asks whether an event means `drug-denosumab-60mg`; the codes, their
systems and their sources are data in `rules/terms/`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cds.errors import RuleError
from cds.terminology.codes import Code, CodeIndex
from cds.terminology.overlay import read_overlay
from cds.terminology.systems import KNOWN, alias_of
from cds.terminology.term_files import Term, read_term_files
from cds.terminology.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from cds.terminology.term_files import TermFiles

__all__ = ["Code", "Reading", "Term", "Terms", "excluded_systems", "levels_of", "load_terms"]

_NONE: frozenset[str] = frozenset()
_MOST_REMEMBERED = 200_000
"""A record full of codes nobody knows must not fill the memory."""

_LEVEL = re.compile(r"(?:body-site|vertebral-fracture-level)-([TL]\d+)(?:-([TL]\d+))?")
_DIGIT = re.compile(r"\d")


class Reading(Struct, frozen=True):
    """
    What a coding and the text beside it say together.

    Args:
        terms: what is asserted.
        possible: what is only possible: named by the text alone, or by a code and a text that disagree.
        conflict: the drug the text names although the code means another; "" when they agree.
    """

    terms: frozenset[str] = _NONE
    possible: frozenset[str] = _NONE
    conflict: str = ""


class Terms:
    """
    Every term of the pack. Nothing in it changes but its memory.
    """

    __slots__ = ("_index", "_remembered", "_said", "_told", "_words", "named")

    def __init__(self, named: Mapping[str, Term], words: Words | None = None) -> None:
        """
        Index the codes and words of the terms.
        """
        self.named = named
        self._index = CodeIndex((term.name, code) for term in named.values() for code in term.codes)
        self._words = words or Words({term.name: term.words for term in named.values()})
        self._told = {
            (alias_of(code.system), drug, code.match)
            for term in named.values()
            for code in term.codes
            for drug in term.drugs
        }
        self._remembered: dict[tuple[str | None, str | None], frozenset[str]] = {}
        self._said: dict[str, tuple[str, ...]] = {}

    def of(self, system: str | None, code: str | None) -> frozenset[str]:
        """
        Return the names of every term that a coding means; empty when it means none.
        """
        key = (system, code)
        try:
            return self._remembered[key]
        except KeyError:
            found = self._index.of(system, code) if isinstance(system, str) and isinstance(code, str) else _NONE
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = found
            return found

    def codes(self, name: str) -> tuple[Code, ...]:
        """
        Return the codes of a term.
        """
        return self.named[name].codes

    def display(self, name: str) -> str:
        """
        Return a term in our own words, "denosumab 60 mg"; cards never repeat the words of a record.
        """
        return self.named[name].means

    def words_of(self, text: str | None) -> frozenset[str]:
        """
        Return the terms that a free text names; it makes them possible, never more.
        """
        return frozenset(self._named_by(text))

    def drug_conflict(self, terms: frozenset[str], text: str | None) -> str | None:
        """
        Return the generic name of another drug that the text beside a code names, or None.

        Args:
            terms: what the code means. Terms that are no drugs never conflict. Empty: the code is
                in no term, and the first drug the text names comes back; whether that is a conflict
                or only a product we do not list depends on the system, see `read`.
            text: the display of the coding, or the text of its concept.
        """
        if terms and not any(self.named[name].role == "drug" for name in terms):
            return None
        named = [self.named[name] for name in self._named_by(text) if self.named[name].drugs]
        meant = {drug for name in terms for drug in self.named[name].drugs}
        if not named or any(meant.intersection(term.drugs) for term in named):
            return None
        first = named[0]
        return first.drugs[0] if len(first.drugs) == 1 else first.means

    def read(self, system: str | None, code: str | None, text: str | None) -> Reading:
        """
        Weigh a coding against the text beside it.

        A code in one of our terms asserts it, unless the text names another drug: then both are
        possible and the conflict is named. A code in none of them asserts nothing; what its text
        names is possible. That is all the facts need. The conflict is told apart for the reader:

        * ATC is complete, so a code outside a drug's own is another drug: conflict.
        * RxNorm has many products below an ingredient that we do not list; their names carry a
          strength. Without one ("3002, Alendronate") the text is the ingredient; where we list its
          code, the code sent is another drug: conflict. With one: an unlisted product, text only.
        * Elsewhere (SNOMED CT, NDC, HOT, HCPCS, YJ, unknown systems) our lists are open: text only.
        """
        terms = self.of(system, code)
        other = self.drug_conflict(terms, text) or ""
        if terms:
            return Reading(_NONE, terms | self.words_of(text), other) if other else Reading(terms)
        if not (other and system and code and self._must_be_another(system, other, text or "")):
            other = ""
        return Reading(_NONE, self.words_of(text), other)

    def _must_be_another(self, system: str, drug: str, text: str) -> bool:
        alias = alias_of(system)
        if alias == "rxnorm":
            return (alias, drug, "descendants") in self._told and not _DIGIT.search(text)
        return alias == "atc" and (alias, drug, "exact") in self._told

    def _named_by(self, text: str | None) -> tuple[str, ...]:
        if not text:
            return ()
        try:
            return self._said[text]
        except KeyError:
            if len(self._said) >= _MOST_REMEMBERED:
                self._said.clear()
            return self._said.setdefault(text, self._words.named(text))


def levels_of(terms: Iterable[str]) -> frozenset[str]:
    """
    Return the vertebrae that terms name; an ICD pair gives both ("T11-T12" is T11 or T12).
    """
    found = [match for name in terms if (match := _LEVEL.fullmatch(name))]
    return frozenset(level for match in found for level in match.groups() if level)


def excluded_systems(exclude: Iterable[str]) -> frozenset[str]:
    """
    Return the URIs of the systems a site leaves out (`cpt`, `medis`, `yj`, or any short name).

    Raises:
        RuleError: there is no such system; leaving out nothing in silence would break a licence.
    """
    names = [name.strip().lower() for name in exclude if name.strip()]
    for name in names:
        if name not in KNOWN:
            raise RuleError(f"'{name}' is no code system; known: {', '.join(KNOWN)}", "CDS_TERMS_EXCLUDE")
    return frozenset(KNOWN[name] for name in names)


def load_terms(directory: Path, *, exclude: Iterable[str] = (), overlay: Path | None = None) -> Terms:
    """
    Load the term files of a folder.

    Args:
        directory: `rules/terms`.
        exclude: short names of code systems to leave out.
        overlay: a folder of FHIR ValueSets and ConceptMaps whose codes are added to our terms.

    Raises:
        RuleError: a file is wrong (the first thing; `lint_terms` tells all of them).
    """
    files = read_term_files(directory)
    if overlay is not None:
        read_overlay(overlay, files)
    for error in files.errors:
        raise error
    return terms_from(files, excluded_systems(exclude))


def terms_from(files: TermFiles, without: frozenset[str] = _NONE) -> Terms:
    """
    Put what the files say together, leaving out the systems in *without*.
    """
    codes: dict[str, list[Code]] = {name: [] for name in files.terms}
    for name, code in files.codes:
        if code.system not in without:
            codes[name].append(code)
    named = {name: replace(term, codes=tuple(codes[name])) for name, term in files.terms.items()}
    words = Words(
        {name: term.words for name, term in named.items()},
        masks=files.masks,
        unsaid_before=files.unsaid_before,
        unsaid_after=files.unsaid_after,
    )
    return Terms(named, words)
