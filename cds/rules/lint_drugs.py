"""
A drug belongs to one class: otherwise one tablet counts as two treatments, or as the wrong one.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from cds.errors import RuleError
from cds.facts.bleeding import ANTICOAGULANT
from cds.facts.medicines import BONE_FORMING, DENOSUMAB, IBANDRONATE, ORAL_BISPHOSPHONATES, ZOLEDRONATE
from cds.facts.therapy import OTHER, SUPPLEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.rules.model import Pack

__all__ = ["drugs_in_two_classes"]

CLASSES = {
    "denosumab": DENOSUMAB,
    "bisphosphonate": ORAL_BISPHOSPHONATES | ZOLEDRONATE | IBANDRONATE | {"drug-pamidronate"},
    "bone-forming": BONE_FORMING,
    "other bone drug": OTHER,
    "calcium or vitamin D": SUPPLEMENTS,
    "anticoagulant": ANTICOAGULANT,
}
"""The classes of `therapy-now` (antiresorptives in two) and of `anticoagulant`: none has a drug of another."""


def drugs_in_two_classes(pack: Pack) -> Iterator[RuleError]:
    """
    Yield each drug term, drug name and code that stands in two classes.
    """
    for (first, ones), (second, twos) in combinations(CLASSES.items(), 2):
        for name in sorted(ones & twos & pack.terms.named.keys()):
            yield RuleError(_said(f"the term '{name}'", first, second), pack.terms.named[name].where)
        yield from _named_twice(pack, (first, ones), (second, twos))
        yield from _coded_twice(pack, (first, ones), (second, twos))


def _named_twice(
    pack: Pack, first: tuple[str, frozenset[str]], second: tuple[str, frozenset[str]]
) -> Iterator[RuleError]:
    drugs = {drug for name in first[1] & pack.terms.named.keys() for drug in pack.terms.named[name].drugs}
    for name in sorted(second[1] & pack.terms.named.keys()):
        term = pack.terms.named[name]
        for drug in sorted(drugs.intersection(term.drugs)):
            yield RuleError(_said(f"'{drug}'", first[0], second[0]), term.where)


def _coded_twice(
    pack: Pack, first: tuple[str, frozenset[str]], second: tuple[str, frozenset[str]]
) -> Iterator[RuleError]:
    seen = set()
    for name in sorted((first[1] | second[1]) & pack.terms.named.keys()):
        for code in pack.terms.codes(name):
            meant = pack.terms.of(code.system, code.code)
            if meant & first[1] and meant & second[1] and (code.system, code.code) not in seen:
                seen.add((code.system, code.code))
                yield RuleError(_said(f"the code {code.code}", first[0], second[0]), code.where)


def _said(what: str, first: str, second: str) -> str:
    return f"{what} is a drug of two classes, {first} and {second}; a drug has one"
