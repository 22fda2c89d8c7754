"""
From outcomes to cards: one card a rule, in the order of the catalogue's section 4.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import structlog
from msgspec import Struct

from cds.cards import asking, resting
from cds.cards.card import EXTENSION, SUMMARY_LIMIT, Card
from cds.cards.identity import card_id, decision_id
from cds.cards.prepared import DATA_NEEDED, PreparedPack, PreparedRule, prepared
from cds.cards.suggesting import Offers, named_order, offers_of
from cds.cards.wording import escaped, plain, shortened, without_html
from cds.rules.model import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from cds.cards.identity import Call
    from cds.engine.outcome import Decision, Outcome
    from cds.rules.model import Pack

__all__ = ["make_cards"]

_LOG = structlog.get_logger(__name__)
_ALL_VALID: Mapping[str, str] = MappingProxyType({})


def make_cards(
    decision: Decision,
    pack: Pack,
    *,
    call: Call,
    invalid: Mapping[str, str] = _ALL_VALID,
    own_id: UUID | None = None,
) -> list[dict[str, Any]]:
    """
    Make the cards of a decision, ready for JSON and in their final order.

    Args:
        decision: what the engine said; `nobody` means no card at all.
        pack: the pack it was decided with.
        call: who asked, when, and with which drafts.
        invalid: of the resources in `references(decision, pack)`, those that are not valid R4, with
            the reason; the cards that rest on them name them.
        own_id: the decision's id, if it is known already.
    """
    if decision.nobody:
        return []
    making = _Making(decision, pack, call, invalid, own_id or decision_id(call, pack))
    return [call.client.write(card) for card in making.cards()]


class _Said(Struct, frozen=True):
    """
    What one card says of this patient; everything else on it is the same for all.
    """

    indicator: str
    summary: str
    detail: tuple[str, ...]
    offers: Offers
    facts: list[dict[str, Any]] | None
    missing: tuple[str, ...]


class _Making:
    """
    The making of one decision's cards.
    """

    def __init__(self, decision: Decision, pack: Pack, call: Call, invalid: Mapping[str, str], own_id: UUID) -> None:
        self.decision = decision
        self.pack = pack
        self.call = call
        self.invalid = invalid
        self.prepared: PreparedPack = prepared(pack)
        self.id = own_id

    def cards(self) -> list[Card]:
        """
        Return the cards: by tier, then critical before warning before info, then by rule number.
        """
        rules = self.prepared.rules
        fired = resting.fired_by_rule(self.decision)
        made = [(rules[rule], self.card(rules[rule], outcomes)) for rule, outcomes in fired.items()]
        if self.decision.gaps or self.decision.faults:
            made += self.data_needed()
        return [card for _, card in sorted(made, key=_place)]

    def card(self, rule: PreparedRule, outcomes: Sequence[Outcome]) -> Card:
        """
        Make the one card of a rule; the worst outcome leads it.
        """
        lead = min(outcomes, key=lambda outcome: INDICATORS.index(outcome.indicator))
        offers = offers_of(rule.rule, lead, outcomes, self.prepared.drafts, call=self.call)
        missing = dict.fromkeys(name for outcome in outcomes for name in outcome.missing)
        said = _Said(
            indicator=lead.indicator,
            summary=rule.summaries[lead.lead or 0].filled(lead.facts, self.call.as_of, write=plain),
            detail=tuple(self.detail(rule, lead, outcomes)),
            offers=offers,
            facts=resting.facts_shown(rule, outcomes),
            missing=(*missing, *offers.left_out),
        )
        return self.finished(rule, said)

    def detail(self, rule: PreparedRule, lead: Outcome, outcomes: Sequence[Outcome]) -> Iterator[str]:
        """
        Yield the paragraphs of the detail, the point first.
        """
        as_of = self.call.as_of
        yield rule.detail.filled(lead.facts, as_of, write=escaped)
        if len(outcomes) > 1:
            yield "\n".join(self.order_line(rule, outcome) for outcome in outcomes)
        said = dict.fromkeys((*self.also(rule, outcomes), *_mentioned(rule, outcomes, self.call)))
        if said:
            yield "\n".join(f"- {sentence}" for sentence in said)
        absent = resting.none_recorded(rule, lead, as_of)
        if absent:
            yield absent
        yield from resting.rests_on(rule, outcomes, self.invalid)

    def order_line(self, rule: PreparedRule, outcome: Outcome) -> str:
        """
        Write what the rule says of one of several orders.
        """
        name = escaped(named_order(outcome, _order_fact(rule)))
        ref = escaped(outcome.order.ref) if outcome.order else ""
        summary = rule.summaries[outcome.lead or 0].filled(outcome.facts, self.call.as_of, write=escaped)
        return f"- {name} ({ref}), {outcome.indicator}: {without_html(summary)}"

    def also(self, rule: PreparedRule, outcomes: Sequence[Outcome]) -> Iterator[str]:
        """
        Yield the summaries of the other variants that are true.
        """
        for outcome in outcomes:
            leading = rule.rule.fires[outcome.lead or 0].summary
            for place in outcome.also:
                if rule.rule.fires[place].summary != leading:
                    text = rule.summaries[place].filled(outcome.facts, self.call.as_of, write=escaped)
                    yield f"{without_html(text)}."

    def data_needed(self) -> list[tuple[PreparedRule, Card]]:
        """
        Make the one card that lists what is missing; a rule that was not evaluated makes it a warning.
        """
        rule = self.prepared.rules.get(DATA_NEEDED)
        if rule is None:
            _LOG.error("the pack can not say what is missing", rule=DATA_NEEDED)
            return []
        decision, rules = self.decision, self.pack.rules
        listed = tuple(asking.listed(decision, rules))
        offers = asking.offers_for(rule.rule, decision, self.prepared.drafts, call=self.call)
        text = rule.detail.filled({}, self.call.as_of, write=escaped)
        faults = len(decision.faults)
        said = _Said(
            indicator="warning" if faults else rule.rule.fires[0].indicator,
            summary=asking.summary(rule, decision, rules, self.call),
            detail=(*listed[:faults], text, *listed[faults:]),
            offers=offers,
            facts=asking.facts_asked_for(decision),
            missing=(*asking.items(decision, rules), *offers.left_out),
        )
        return [(rule, self.finished(rule, said))]

    def finished(self, rule: PreparedRule, said: _Said) -> Card:
        """
        Put the fixed parts of a rule's card to what it says of this patient.
        """
        own = card_id(self.id, rule.rule.id)
        suggestions = said.offers.suggestions(own)
        evidence = rule.rule.evidence
        shown = {
            "rule": rule.rule.id,
            "version": rule.rule.version,
            "hash": rule.rule.hash or None,
            "decision": str(self.id),
            "certainty": evidence.certainty,
            "strength": evidence.strength,
            "sources": evidence.source,
            "facts": said.facts,
            "missing": said.missing or None,
        }
        return Card.model_validate(
            {
                "uuid": str(own),
                "summary": self.fitting(said.summary, rule.rule.id),
                "detail": "\n\n".join((*said.detail, *self.closing(rule, said.indicator))),
                "indicator": said.indicator,
                "source": rule.source,
                "suggestions": suggestions,
                "selection_behavior": rule.rule.selection if suggestions else None,
                "override_reasons": rule.reasons,
                "links": rule.links,
                "extension": {EXTENSION: shown},
            }
        )

    def fitting(self, summary: str, rule: str) -> str:
        """
        Return a summary that fits; it should always fit, so a cut is logged.
        """
        if len(summary) <= SUMMARY_LIMIT:
            return summary
        _LOG.warning("summary cut", rule=rule, limit=SUMMARY_LIMIT)
        return shortened(summary, SUMMARY_LIMIT)

    def closing(self, rule: PreparedRule, indicator: str) -> Iterator[str]:
        """
        Yield what ends every detail: an earlier override, the evidence, which reasons need a comment.
        """
        overridden = self.call.overridden.get(rule.rule.id)
        if overridden is not None:
            day, code = overridden
            reason = self.pack.overrides[code].display if code in self.pack.overrides else code
            yield f"Overridden on {day}: {escaped(reason)}." if reason else f"Overridden on {day}, no reason given."
        yield rule.evidence
        if indicator == "critical" and rule.comments:
            yield f"Overriding for one of these reasons needs a comment: {rule.comments}."


def _place(made: tuple[PreparedRule, Card]) -> tuple[str, int, int]:
    rule, card = made
    return rule.tier, INDICATORS.index(card.indicator), rule.rule.number


def _mentioned(rule: PreparedRule, outcomes: Sequence[Outcome], call: Call) -> Iterator[str]:
    for place, mention in enumerate(rule.mentions):
        for outcome in outcomes:
            if place in outcome.mentions:
                yield mention.filled(outcome.facts, call.as_of, write=escaped)


def _order_fact(rule: PreparedRule) -> str:
    return next((offer.what for offer in rule.rule.suggest if offer.kind == "remove"), "")
