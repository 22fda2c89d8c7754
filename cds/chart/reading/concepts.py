"""
From a CodeableConcept to terms: what it surely means, what its text only hints at, what disagrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.terminology.systems import alias_of
from cds.terminology.values import word_of_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.chart.reading.elements import Concept
    from cds.terminology.terms import Terms

__all__ = ["NOTHING_MEANT", "Meaning", "Meanings"]


class Meaning(Struct, frozen=True):
    """
    What a concept means.

    `terms`: of its codes. `hinted`: terms that only its text names. `conflict`: the drug its text
    names while its code means another thing.
    """

    terms: frozenset[str] = frozenset()
    hinted: frozenset[str] = frozenset()
    conflict: str = ""

    @property
    def text_only(self) -> bool:
        """
        Tell whether only the text says what it is.
        """
        return not self.terms and bool(self.hinted)

    @property
    def all_terms(self) -> frozenset[str]:
        """
        Return the terms of the codes, else those of the text.
        """
        return self.terms or self.hinted


NOTHING_MEANT = Meaning()


class Meanings:
    """
    Reads concepts with the terms of a pack, and remembers what it has read.
    """

    def __init__(self, terms: Terms) -> None:
        """
        Take the terms of the pack.
        """
        self.terms = terms

    def codes(self, concept: Concept | None) -> frozenset[str]:
        """
        Return the terms of the codings alone.
        """
        if concept is None or not concept.coding:
            return frozenset()
        of = self.terms.of
        found: frozenset[str] = frozenset()
        for coding in concept.coding:
            meant = of(coding.system, coding.code)
            if meant:
                found = found | meant
        return found

    def codes_of(self, concepts: Iterable[Concept] | None) -> frozenset[str]:
        """
        Return the terms of the codings of several concepts.
        """
        return frozenset(term for concept in concepts or () for term in self.codes(concept))

    def values(self, concept: Concept | None) -> frozenset[str]:
        """
        Return which values of a set the codings stand for, in words ("OF4", "asa-4").
        """
        words = set()
        for coding in (concept.coding or ()) if concept else ():
            meant = self.terms.of(coding.system, coding.code)
            if meant and coding.system and coding.code:
                words.add(word_of_value(coding.system, coding.code, meant))
        return frozenset(words - {""})

    def of(self, concept: Concept | None) -> Meaning:
        """
        Return what a finding, procedure or order means.

        The text counts (as a hint) only where no coding stands in a system we know: the display of
        a code that is not one of ours says what that code is, and that is another thing.
        """
        terms = self.codes(concept)
        if terms or concept is None:
            return Meaning(terms) if terms else NOTHING_MEANT
        if any(c.code and c.system and alias_of(c.system) for c in concept.coding or ()):
            return NOTHING_MEANT
        hinted = frozenset(term for text in _texts(concept) for term in self._named(text))
        return Meaning(hinted=hinted) if hinted else NOTHING_MEANT

    def of_drug(self, concept: Concept | None) -> Meaning:
        """
        Return what a drug is; a name that is another drug than its code is a conflict.
        """
        if concept is None:
            return NOTHING_MEANT
        readings = [self.terms.read(c.system, c.code, c.display) for c in concept.coding or ()]
        terms = frozenset(term for reading in readings for term in reading.terms)
        hinted = frozenset(term for reading in readings for term in reading.possible) | self._named(concept.text or "")
        told = [reading.conflict for reading in readings if reading.conflict]
        other = told[0] if told else self.terms.drug_conflict(terms, concept.text) if terms else ""
        if not terms and not hinted:
            return NOTHING_MEANT
        return Meaning(terms, hinted, other or "")

    def _named(self, text: str) -> frozenset[str]:
        return self.terms.words_of(text) if text else frozenset()


def _texts(concept: Concept) -> Iterable[str]:
    if concept.text:
        yield concept.text
    for coding in concept.coding or ():
        if coding.display:
            yield coding.display
