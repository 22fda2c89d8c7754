"""
From the result of a walk to what is kept of it.

Everything here is a reference, a code, a number, a date, a state or a word of the pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from cds.cards.card import EXTENSION
from cds.engine.outcome import Verdict
from cds.journal.record import DecisionRecord, FactKept, OrderKept, ResourceKept, RuleVerdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cds.engine.outcome import Decision
    from cds.facts.fact import Fact
    from cds.rules.model import Pack
    from cds.walk import Result

__all__ = ["CallKept", "decision_record"]

MOST_REFS = 50
"""Resources kept of one fact, newest first."""


class CallKept(Struct, frozen=True, kw_only=True):
    """
    What is kept of a call beside what the walk says.

    Args:
        decision: the decision's id.
        shadow: rules that are evaluated and not shown to this caller.
        facts: all facts of each order (or None: of the patient); without them those the rules read.
        orders: the orders in scope with their codes; without them those the rules judged, with their terms.
        problems: what could not be read, in words without patient data; without them only their number.
    """

    decision: str
    asked_at: datetime
    latency_ms: float = 0.0
    encounter: str | None = None
    user: str | None = None
    location: str | None = None
    client: str = "generic"
    language: str = "en"
    engine: Mapping[str, str] = field(default_factory=dict)
    fetched: Mapping[str, str] = field(default_factory=dict)
    shadow: frozenset[str] = frozenset()
    facts: Sequence[tuple[str | None, Mapping[str, Fact]]] = ()
    orders: tuple[OrderKept, ...] | None = None
    problems: tuple[str, ...] | None = None


def decision_record(
    result: Result, pack: Pack, call: CallKept, *, shown: Sequence[Mapping[str, Any]] | None = None
) -> DecisionRecord:
    """
    Collect what is kept of a decision.

    Args:
        result: the walk's result.
        pack: the pack it was made with.
        call: the rest of the call.
        shown: the cards that are sent, if these are not all cards of the result.
    """
    asked, decision = result.asked, result.decision
    cards = result.cards if shown is None else shown
    unread = sum(1 for problem in result.problems if problem.unread)
    counted = (f"{unread} resources or parts could not be read",) if unread else ()
    return DecisionRecord(
        id=call.decision,
        service=asked.service or asked.hook,
        hook=asked.hook,
        patient=result.patient,
        as_of=asked.as_of,
        asked_at=call.asked_at,
        pack_hash=pack.hash,
        hook_instance=asked.hook_instance,
        issuer=asked.issuer,
        tenant=asked.tenant,
        encounter=call.encounter,
        user=call.user,
        location=call.location,
        profile=asked.profile,
        client=call.client,
        language=call.language,
        engine=call.engine,
        verdicts=tuple(_verdicts(decision, cards, call.shadow)),
        facts=tuple(_facts(call.facts or tuple(_read(decision)))),
        orders=_orders(decision) if call.orders is None else call.orders,
        fetched=call.fetched,
        problems=counted if call.problems is None else call.problems,
        latency_ms=call.latency_ms,
        links=tuple(dict.fromkeys(link["url"] for card in cards for link in card.get("links", ()))),
    )


def _verdicts(decision: Decision, cards: Iterable[Mapping[str, Any]], shadow: frozenset[str]) -> Iterator[RuleVerdict]:
    of_rule = {card["extension"][EXTENSION]["rule"]: card for card in cards}
    for outcome in decision.outcomes:
        fired = outcome.verdict is Verdict.FIRED
        card = of_rule.get(outcome.rule.id) if fired else None
        yield RuleVerdict(
            rule=outcome.rule.id,
            version=outcome.rule.version,
            hash=outcome.rule.hash,
            verdict=str(outcome.verdict),
            order=outcome.order.ref if outcome.order else None,
            indicator=outcome.indicator if fired else "",
            missing=outcome.missing,
            silenced_by=outcome.silenced_by,
            why=outcome.why,
            shown=card is not None,
            shadow=outcome.rule.id in shadow,
            card_uuid=card.get("uuid") if card else None,
            suggestion_uuids=tuple(s["uuid"] for s in card.get("suggestions", ()) if "uuid" in s) if card else (),
        )


def _read(decision: Decision) -> Iterator[tuple[str | None, Mapping[str, Fact]]]:
    """
    Yield the facts that the rules read, with the order they were judged for.
    """
    for outcome in decision.outcomes:
        yield outcome.order.ref if outcome.order else None, outcome.facts


def _facts(measured: Sequence[tuple[str | None, Mapping[str, Fact]]]) -> Iterable[FactKept]:
    """
    Return each fact once, or, where orders differ, once for each order.
    """
    if len(measured) == 1:
        return [_fact(name, fact, None) for name, fact in measured[0][1].items()]
    return _facts_of_orders(measured)


def _facts_of_orders(measured: Sequence[tuple[str | None, Mapping[str, Fact]]]) -> Iterator[FactKept]:
    found: dict[str, dict[str | None, Fact]] = {}
    for order, facts in measured:
        for name, fact in facts.items():
            found.setdefault(name, {}).setdefault(order, fact)
    for name, of_order in found.items():
        first, *others = of_order.values()
        if all(other is first or other == first for other in others):
            yield _fact(name, first, None)
        else:
            yield from (_fact(name, fact, order) for order, fact in of_order.items())


def _fact(name: str, fact: Fact, order: str | None) -> FactKept:
    return FactKept(
        name=name,
        state=fact.state,
        status=str(fact.status),
        value=fact.value,
        unit=fact.unit,
        date=str(fact.on) if fact.on else "",
        refs=tuple([ResourceKept(ref=e.ref, on=str(e.on), what=e.what) for e in fact.evidence[:MOST_REFS]])
        if fact.evidence
        else (),
        order=order,
        says=fact.says,
        gaps=fact.gaps,
    )


def _orders(decision: Decision) -> tuple[OrderKept, ...]:
    orders = {outcome.order.ref: outcome.order for outcome in decision.outcomes if outcome.order}
    return tuple(OrderKept(ref=ref, codes=tuple(sorted(order.terms))) for ref, order in sorted(orders.items()))
