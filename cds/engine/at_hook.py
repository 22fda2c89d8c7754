"""
The part of a pack that one hook needs: its rules, what silences them, and the facts they read.

A rule of another hook is not applicable whatever the facts say, so neither its facts are measured
nor its conditions evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.engine.judging import facts_reached
from cds.engine.outcome import Decision, Outcome, Verdict
from cds.rules.conditions import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.rules.model import Pack, Precedence, Silence

__all__ = ["completed", "pack_at"]


def pack_at(pack: Pack, hook: str) -> Pack:
    """
    Return the pack with the rules of one hook and the dictionary entries they need.
    """
    rules = {rule.id: rule for rule in pack.rules.values() if hook in rule.hooks}
    precedence = replace(pack.precedence, silences=tuple(_silences(pack.precedence, set(rules))))
    needed = {fact for rule in rules.values() for fact in facts_reached(rule)}
    needed |= {fact for nobody in precedence.nobody for fact in facts_of(nobody.when)}
    needed |= {fact for silence in precedence.silences if silence.when for fact in facts_of(silence.when)}
    entries = {name: entry for name, entry in pack.entries.items() if name in needed or entry.given}
    return replace(pack, rules=rules, entries=entries, precedence=precedence)


def _silences(precedence: Precedence, rules: set[str]) -> Iterator[Silence]:
    for silence in precedence.silences:
        silent = tuple(rule for rule in silence.silent if rule in rules)
        if (silent or silence.drafts) and (not silence.shown or silence.shown in rules):
            yield replace(silence, silent=silent)


def completed(decision: Decision, pack: Pack, hook: str) -> Decision:
    """
    Return the decision with an outcome for each rule of the whole pack, in its order.
    """
    of_rule: dict[str, list[Outcome]] = {}
    for outcome in decision.outcomes:
        of_rule.setdefault(outcome.rule.id, []).append(outcome)
    why = decision.nobody or f"not a rule of {hook}"
    for rule in pack.rules.values():
        if hook not in rule.hooks:
            of_rule[rule.id] = [Outcome(rule, Verdict.NOT_APPLICABLE, why=why)]
    return replace(decision, outcomes=tuple([outcome for rule in pack.rules for outcome in of_rule.get(rule, ())]))
