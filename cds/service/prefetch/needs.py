"""
Which resource types and terms the rules of a hook need: those of every fact that decides there.

What a fact is read from is found in the code of its measure when the pack is loaded, so nobody keeps a
second list that could be out of date, and a new rule widens the prefetch of its hooks by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.rules.conditions import facts_of
from cds.rules.hashing import facts_read_by

if TYPE_CHECKING:
    from cds.rules.model import Pack

__all__ = ["Needs", "needs_of"]


class Needs(Struct, frozen=True):
    """
    What the rules of one hook look at.
    """

    types: frozenset[str]
    terms: frozenset[str]


def needs_of(pack: Pack, hook: str) -> Needs:
    """
    Return the resource types and terms of every fact that decides at a hook; the Patient always.
    """
    facts = _facts_at(pack, hook)
    types = {kind for fact in facts for kind in pack.types_of.get(fact, ())}
    terms = {term for fact in facts for term in pack.terms_of.get(fact, ())}
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
