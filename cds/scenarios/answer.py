"""
Looking at the cards that came back.

"The card" of a phrase is the one named last; `naming` remembers it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from cds.engine.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cds.engine.outcome import Outcome
    from cds.scenarios.calls import Call
    from cds.terminology.terms import Terms

__all__ = ["EXTENSION", "Answer", "Card"]

Card = dict[str, Any]

EXTENSION = "org.ovf-cds"

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")


class Answer(Struct, frozen=True):
    """
    The cards of one call, with what is needed to read them: the call, the outcomes and the terms.
    """

    cards: tuple[Card, ...]
    call: Call
    terms: Terms
    outcomes: tuple[Outcome, ...] = ()
    named: str = ""

    def __repr__(self) -> str:
        """
        Return what was shown; a failing step prints it.
        """
        shown = ", ".join(f"{card['indicator']} {rule_of(card)}" for card in self.cards)
        return f"<shown: {shown or 'no card'}>"

    @property
    def shown(self) -> tuple[str, ...]:
        """
        Return the rule of each card, in their order.
        """
        return tuple(rule_of(card) for card in self.cards)

    @property
    def card(self) -> Card:
        """
        Return the card named last.
        """
        assert self.named, "no card was named before 'the card'"
        return self.of(self.named)

    def of(self, rule: str) -> Card:
        """
        Return the card of a rule.
        """
        assert rule in self.shown, f"no card {rule!r}; shown: {', '.join(self.shown) or 'none'}"
        return self.cards[self.shown.index(rule)]

    def all_of(self, rule: str) -> list[Card]:
        """
        Return every card of a rule, none when it is silent.
        """
        return [card for card in self.cards if rule_of(card) == rule]

    def every_card(self, *, but: str = "") -> list[Card]:
        """
        Return all cards, or all *but* those of one rule; there must be some, or nothing was looked at.
        """
        chosen = [card for card in self.cards if rule_of(card) != but]
        assert chosen, "no card is shown"
        return chosen

    def naming(self, rule: str) -> Answer:
        """
        Return the answer with the card of *rule* as the one named last.
        """
        self.of(rule)
        return replace(self, named=rule)

    def drafts(self, *, kind: str, cards: Iterable[Card] | None = None) -> Iterator[Mapping[str, Any]]:
        """
        Yield the resources of one type that the cards offer to create.
        """
        for action in actions(self.cards if cards is None else cards):
            if action["type"] == "create" and action["resource"]["resourceType"] == kind:
                yield action["resource"]

    def drugs_offered(self, terms: frozenset[str], *, dose: float | None = None) -> list[Mapping[str, Any]]:
        """
        Return the medication drafts that mean one of *terms*, of a *dose* if one is asked for.
        """
        drafts = self.drafts(kind="MedicationRequest")
        meant = [draft for draft in drafts if self.meaning(draft["medicationCodeableConcept"]) & terms]
        return meant if dose is None else [draft for draft in meant if dose in _doses(draft)]

    def tests_ordered(self) -> frozenset[str]:
        """
        Return the terms of every service that the card named last offers to order.
        """
        drafts = self.drafts(kind="ServiceRequest", cards=[self.card])
        return frozenset().union(*(self.meaning(draft["code"]) for draft in drafts))

    def meaning(self, concept: Mapping[str, Any]) -> frozenset[str]:
        """
        Return the terms that any coding of a CodeableConcept means.
        """
        found: frozenset[str] = frozenset()
        return found.union(*(self.terms.of(c.get("system"), c.get("code")) for c in concept.get("coding", ())))

    def notes(self, rule: str) -> int:
        """
        Return how many notes about this patient the card of a rule has.
        """
        return len(self._fired(rule).mentions)

    def findings(self, rule: str) -> tuple[str, ...]:
        """
        Return what a rule found, as its variants say it: the one that leads the card first.
        """
        found = self._fired(rule)
        places = (*(() if found.lead is None else (found.lead,)), *found.also)
        return tuple(found.rule.fires[place].summary for place in places)

    def _fired(self, rule: str) -> Outcome:
        found = [o for o in self.outcomes if o.rule.id == rule and o.verdict is Verdict.FIRED]
        assert found, f"{rule!r} did not fire"
        return found[0]

    def asked_by(self, rule: str) -> list[str]:
        """
        Return the items of `data-needed` that a rule asks for, none when it asks for nothing.
        """
        names_it = re.compile(rf"\((?:[a-z0-9-]+, )*{re.escape(rule)}[,)]")
        asked = (item for card in self.all_of("data-needed") for item in items(card) if names_it.search(item))
        return [item.removeprefix("**").partition("**")[0] for item in asked]

    def removed(self, order: str) -> bool:
        """
        Tell whether the card named last suggests deleting the draft that the phrase called *order*.
        """
        reference = self.call.orders[order]
        return any(a["type"] == "delete" and a["resourceId"] == reference for a in actions([self.card]))

    def touched(self, order: str) -> bool:
        """
        Tell whether the card named last would delete or update the draft.
        """
        updates = (a["resource"] for a in actions([self.card]) if a["type"] == "update")
        references = {f"{resource['resourceType']}/{resource['id']}" for resource in updates}
        return self.removed(order) or self.call.orders[order] in references

    def value(self, fact: str) -> str:
        """
        Return the value that a fact was measured with, "" when no rule asked for it.
        """
        for outcome in self.outcomes:
            if fact in outcome.facts:
                return str(outcome.facts[fact].value)
        return ""


def rule_of(card: Card) -> str:
    """
    Return the rule that a card speaks for.
    """
    return str(card["extension"][EXTENSION]["rule"])


def actions(cards: Iterable[Card]) -> Iterator[Mapping[str, Any]]:
    """
    Yield every action that the cards suggest.
    """
    for card in cards:
        for suggestion in card.get("suggestions", ()):
            yield from suggestion.get("actions", ())


def _doses(draft: Mapping[str, Any]) -> list[float]:
    rates = [rate for dosage in draft.get("dosageInstruction", ()) for rate in dosage.get("doseAndRate", ())]
    return [rate["doseQuantity"]["value"] for rate in rates if "doseQuantity" in rate]


def words(card: Card) -> str:
    """
    Return what a card says, in lower case and without the escapes of its markdown.
    """
    return _ESCAPED.sub(r"\1", f"{card['summary']}\n{card.get('detail', '')}").lower()


def items(card: Card) -> list[str]:
    """
    Return the list items of a card's detail.
    """
    lines = _ESCAPED.sub(r"\1", card.get("detail", "")).splitlines()
    return [line[found.end() :] for line in lines if (found := _ITEM.match(line))]
