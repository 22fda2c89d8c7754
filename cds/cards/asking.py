"""
The `data-needed` card: what is missing or contradictory, and what could not be evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.cards.prepared import DATA_NEEDED
from cds.cards.resting import as_shown
from cds.cards.suggesting import Offers, offers_of
from cds.cards.wording import escaped, plain
from cds.engine.outcome import Outcome, Verdict
from cds.facts.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cds.cards.drafts import PreparedDraft
    from cds.cards.identity import Call
    from cds.cards.prepared import PreparedRule
    from cds.engine.outcome import Decision, Gap
    from cds.rules.model import Rule

__all__ = ["facts_asked_for", "items", "listed", "offers_for", "summary"]


def items(decision: Decision, rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """
    Return every item of the card, faults first.
    """
    faults = (f"Not evaluated: {_title(fault, rules)}" for fault in decision.faults)
    return (*faults, *(gap.said for gap in decision.gaps))


def summary(rule: PreparedRule, decision: Decision, rules: Mapping[str, Rule], call: Call) -> str:
    """
    Say how many items are needed and name the first; a rule that was not evaluated comes before all.
    """
    if len(decision.faults) == 1:
        return plain(f"Not evaluated: {_title(decision.faults[0], rules)}. Do not rely on its absence")
    if decision.faults:
        return f"Not evaluated: {len(decision.faults)} rules. Do not rely on the absence of their cards"
    count = len(decision.gaps)
    said = {"items": "1 item" if count == 1 else f"{count} items", "first": decision.gaps[0].item}
    return rule.summaries[0].filled({DATA_NEEDED: Fact("yes", says=said)}, call.as_of, write=plain)


def listed(decision: Decision, rules: Mapping[str, Rule]) -> Iterator[str]:
    """
    Write the rules that were not evaluated, then each item with why and how to record it.
    """
    for fault in decision.faults:
        yield f"Not evaluated: {escaped(_title(fault, rules))}. Do not rely on its absence."
    if decision.gaps:
        yield "\n".join(_line(gap) for gap in decision.gaps)


def _title(rule: str, rules: Mapping[str, Rule]) -> str:
    return rules[rule].title if rule in rules else rule


def _line(gap: Gap) -> str:
    asked_by = f" ({', '.join(escaped(rule) for rule in gap.rules)})" if gap.rules else ""
    why = f": {escaped(gap.why).rstrip('.')}" if gap.why else ""
    how = f" How to record it: {escaped(gap.how).rstrip('.')}." if gap.how else ""
    return f"- **{escaped(gap.said)}**{why}{asked_by}.{how}"


def facts_asked_for(decision: Decision) -> list[dict[str, Any]] | None:
    """
    Return the facts behind the items, for machines.
    """
    names = dict.fromkeys(gap.fact for gap in decision.gaps if gap.fact)
    found = ((name, _fact(name, decision.outcomes)) for name in names)
    return as_shown((name, fact) for name, fact in found if fact is not None)


def _fact(name: str, outcomes: Sequence[Outcome]) -> Fact | None:
    return next((outcome.facts[name] for outcome in outcomes if name in outcome.facts), None)


def offers_for(rule: Rule, decision: Decision, drafts: Mapping[str, PreparedDraft], *, call: Call) -> Offers:
    """
    Offer only what helps to record one of the items: laboratory orders when a laboratory value is asked for.
    """
    asked = {gap.fact for gap in decision.gaps}
    offered = tuple(
        place for place, offer in enumerate(rule.suggest) if offer.what in drafts and drafts[offer.what].answers & asked
    )
    facts = {name: fact for outcome in decision.outcomes for name, fact in outcome.facts.items()}
    asking = Outcome(rule, Verdict.FIRED, facts, lead=0, offered=offered)
    return offers_of(rule, asking, (asking,), drafts, call=call)
