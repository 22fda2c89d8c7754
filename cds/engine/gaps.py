"""
The lines of `data-needed`: what the rules that speak ask for, what keeps them undecided, what contradicts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.engine.outcome import Gap
from cds.facts.fact import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cds.engine.judging import Judged
    from cds.facts.fact import Fact
    from cds.rules.model import Entry, Need, Precedence

__all__ = ["gaps_of"]

_PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)\.([a-z0-9_-]+)\}")


def gaps_of(judged: Iterable[Judged], entries: Mapping[str, Entry], precedence: Precedence) -> tuple[Gap, ...]:
    """
    Return one line an item, the facts that are always asked first in front, then by tier.

    What is wrong with one resource is said once, at the fact that is asked first, whatever number of
    facts rest on it.
    """
    merged: dict[str, Gap] = {}
    for one in judged:
        for gap in _lines(one, entries):
            key = gap.text or gap.item
            held = merged.get(key)
            if held is None:
                merged[key] = gap
                continue
            rules = tuple(dict.fromkeys((*held.rules, *gap.rules)))
            merged[key] = replace(min(held, gap, key=lambda g: _rank(g, precedence)), rules=rules)
    return tuple(sorted(merged.values(), key=lambda gap: _rank(gap, precedence)))


def _rank(gap: Gap, precedence: Precedence) -> tuple[int, str, str, str]:
    first = precedence.ask_first
    place = first.index(gap.fact) if gap.fact in first else len(first)
    return place, min(precedence.tiers.get(rule, "T9") for rule in gap.rules), gap.fact, gap.item


def _lines(one: Judged, entries: Mapping[str, Entry]) -> Iterator[Gap]:
    """
    Yield what a rule asks for: its needs, and, if it speaks, what is wrong with its facts and what it misses.

    While its trigger is open, only the trigger is asked about.
    """
    rule, facts = (one.plan.rule.id,), one.reading.facts
    asked = {need.ask for need in one.needs}
    for need in one.needs:
        yield from _said(_need(need, entries[need.ask], rule, facts), facts[need.ask], otherwise=True)
    if not one.speaks:
        return
    for name in sorted(set(one.outcome.facts if one.triggered else one.plan.trigger_facts) - asked):
        fact = facts[name]
        if fact.status is Status.NOT_FETCHED:
            continue  # said once for the whole source, not patient by patient
        if name in one.plan.decisive or fact.status not in _NOBODY_SAID:
            yield from _said(_gap(entries[name], rule), fact, otherwise=name in one.outcome.missing)


_NOBODY_SAID = frozenset({Status.NOT_FETCHED, Status.NOT_RECORDED})


def _said(gap: Gap, fact: Fact, *, otherwise: bool) -> Iterator[Gap]:
    """
    Yield a line for each thing that is wrong with the fact, which asks for it too; else the gap itself, if asked for.

    A contradiction without a line of its own was named where the resource was read, in `problems`.
    """
    if fact.gaps:
        yield from (replace(gap, text=text) for text in fact.gaps)
    elif otherwise and fact.status is not Status.CONFLICTING:
        yield gap


def _gap(entry: Entry, rules: tuple[str, ...]) -> Gap:
    if entry.ask is None:
        return Gap(entry.name.replace("-", " "), entry.means, rules, fact=entry.name)
    return Gap(entry.ask.item, entry.ask.why, rules, entry.ask.how, entry.asked_as or entry.name)


def _need(need: Need, entry: Entry, rules: tuple[str, ...], facts: Mapping[str, Fact]) -> Gap:
    gap = _gap(entry, rules)
    return replace(gap, item=_filled(need.item, facts) or gap.item, why=_filled(need.why, facts) or gap.why)


def _filled(text: str, facts: Mapping[str, Fact]) -> str:
    return _PLACEHOLDER.sub(lambda found: _word(facts.get(found[1]), found[2]) or "not recorded", text)


def _word(fact: Fact | None, word: str) -> str:
    if fact is None or word in fact.says:
        return "" if fact is None else fact.says[word]
    given = {"value": f"{fact.value} {fact.unit}".strip(), "date": str(fact.on or ""), "state": fact.state}
    return given.get(word, "")
