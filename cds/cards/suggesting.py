"""
What a card offers: drafts to remove, drafts to create, each choice a suggestion of its own.

Only drafts of the hook's context are removed; what is created is a draft and a proposal. A draft
that can not be filled in is left out and said to be missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from msgspec import Struct

from cds.cards.card import Action, Suggestion
from cds.cards.identity import suggestion_id
from cds.cards.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from cds.cards.drafts import PreparedDraft
    from cds.cards.identity import Call
    from cds.engine.outcome import Outcome
    from cds.facts.fact import Fact
    from cds.rules.model import Rule

__all__ = ["Offers", "named_order", "offers_of"]

_LOG = structlog.get_logger(__name__)

AT_MOST_ONE = "at-most-one"
_CREATING = frozenset({"draft", "order", "refer", "task"})


class Offers(Struct, frozen=True):
    """
    What a card offers, as (label, actions), and the drafts that could not be made.
    """

    choices: tuple[tuple[str, tuple[Action, ...]], ...]
    left_out: tuple[str, ...] = ()

    def suggestions(self, card: UUID) -> tuple[Suggestion, ...] | None:
        """
        Return the suggestions of a card, None when there are none.
        """
        return (
            tuple(
                Suggestion(label=label, uuid=suggestion_id(card, place), actions=actions or None)
                for place, (label, actions) in enumerate(self.choices)
            )
            or None
        )


def offers_of(
    rule: Rule, lead: Outcome, outcomes: Sequence[Outcome], drafts: Mapping[str, PreparedDraft], *, call: Call
) -> Offers:
    """
    Collect what the fired outcomes of one rule offer together.

    A drug is drafted only when the leading outcome offers it; each order in question has a removal
    of its own; everything else is offered once.
    """
    making = _Making(drafts, lead.facts, call)
    choices: list[tuple[str, tuple[Action, ...]]] = []
    tests = [] if rule.selection != AT_MOST_ONE else making.tests(rule, outcomes)
    for place, offer in enumerate(rule.suggest):
        offering = [outcome for outcome in outcomes if place in outcome.offered]
        if not offering:
            continue
        if offer.kind == "remove":
            choices += _removals(offering, offer.what, call)
        elif offer.kind == "draft" and place in lead.offered:
            choices += making.choice(offer.what, also=tests)
        elif offer.kind in _CREATING - {"draft"}:
            choices += making.choice(offer.what)
    return Offers(tuple(choices), tuple(dict.fromkeys(making.left_out)))


class _Making:
    """
    Makes the actions of drafts for one card, and remembers which could not be made.
    """

    def __init__(self, drafts: Mapping[str, PreparedDraft], facts: Mapping[str, Fact], call: Call) -> None:
        self.drafts = drafts
        self.facts = facts
        self.call = call
        self.left_out: list[str] = []
        self._made: dict[str, tuple[Action, ...] | None] = {}

    def choice(self, name: str, *, also: Sequence[Action] = ()) -> list[tuple[str, tuple[Action, ...]]]:
        """
        Return the choice that creates a draft, together with the actions in *also*; none when it can not be made.
        """
        draft = self.drafts.get(name)
        made = None if draft is None else self.actions(draft)
        if draft is None or made is None:
            self.left_out.append(f"draft {name}")
            return []
        return [(draft.label, (*made, *also))]

    def actions(self, draft: PreparedDraft) -> tuple[Action, ...] | None:
        """
        Return the actions that create a draft's resources, None when one can not be filled in.
        """
        if draft.name not in self._made:
            self._made[draft.name] = self._actions(draft)
        return self._made[draft.name]

    def _actions(self, draft: PreparedDraft) -> tuple[Action, ...] | None:
        try:
            return tuple(
                Action(type="create", description=t.description, resource=t.filled(self.facts, self.call))
                for t in draft.templates
            )
        except ValueError as error:
            # the message names placeholder and element, never the value
            _LOG.warning("draft left out", draft=draft.name, reason=str(error))
            return None

    def tests(self, rule: Rule, outcomes: Sequence[Outcome]) -> list[Action]:
        """
        Return the laboratory orders of a card of which only one suggestion can be chosen.

        They go with each drug ("at most one drug + labs"), and stand as a suggestion of their own too.
        """
        found: list[Action] = []
        for place, offer in enumerate(rule.suggest):
            draft = self.drafts.get(offer.what)
            offered = any(place in outcome.offered for outcome in outcomes)
            if offer.kind == "order" and offered and draft is not None and draft.laboratory:
                found += self.actions(draft) or ()
        return found


def _removals(offering: Sequence[Outcome], what: str, call: Call) -> Iterator[tuple[str, tuple[Action, ...]]]:
    seen = set()
    for outcome in offering:
        ref = call.drafts.get(outcome.order.ref) if outcome.order else None
        if ref is None or ref in seen:
            continue
        seen.add(ref)
        label = f"Remove the draft order for {named_order(outcome, what)}"
        yield label, (Action(type="delete", description=label, resource_id=ref),)


def named_order(outcome: Outcome, what: str = "") -> str:
    """
    Name the order of an outcome in the words of the pack: "balloon kyphoplasty of L1".
    """
    order = outcome.order
    fact = outcome.facts.get(what)
    says = fact.says if fact else {}
    name = says.get("procedure") or says.get("drug") or (order.name if order else "") or "this order"
    levels = ", ".join(sorted(order.levels, key=_from_above)) if order else ""
    return plain(f"{name} of {levels}" if levels else name)


def _from_above(level: str) -> tuple[str, int]:
    number = level[1:]
    return "L" if level[:1] == "L" else "", int(number) if number.isdigit() else 0
