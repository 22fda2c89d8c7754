"""
`cds show`: a rule or a fact in sentences, limits resolved, for clinical review.
"""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cds.rules import load_pack
from cds.rules.conditions import AllOf, AnyOf, AtLeast, Condition, Is, Not
from cds.rules.hashing import facts_read_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.rules.model import Entry, Limit, Pack, Rule

__all__ = ["in_words", "run_show"]


def run_show(name: str, *, rules: str | None, output: str) -> int:
    """
    Write a rule or a fact.

    Returns:
        The exit code: 0 shown, 2 no such rule or fact.
    """
    pack = load_pack(Path(rules) if rules else None)
    known = {**pack.entries, **pack.rules}
    if name not in known:
        near = get_close_matches(name, known, n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else "; `cds show` takes the id of a rule or a fact"
        print(f"cds show: there is no rule or fact '{name}'{hint}", file=sys.stderr)  # noqa: T201 - the command line speaks
        return 2
    if output == "json":
        told = _rule_json(pack.rules[name], pack) if name in pack.rules else _entry_json(pack.entries[name])
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
        return 0
    lines = _rule(pack.rules[name], pack) if name in pack.rules else _entry(pack.entries[name])
    for line in lines:
        print(line)  # noqa: T201 - the command line speaks
    return 0


def in_words(condition: Condition) -> str:
    """
    Say a condition in words.
    """
    match condition:
        case Is(fact, states):
            return f"{_fact(fact)} is {_or(sorted(states))}"
        case Not(part):
            return f"not ({in_words(part)})"
        case AllOf(()):
            return "always"
        case AllOf(parts):
            return " and ".join(_bracketed(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_bracketed(part) for part in parts)
        case AtLeast(count, parts):
            return f"at least {count} of: " + "; ".join(in_words(part) for part in parts)


def _bracketed(condition: Condition) -> str:
    said = in_words(condition)
    return (
        f"({said})"
        if isinstance(condition, AnyOf | AllOf | AtLeast) and " " in said and not _single(condition)
        else said
    )


def _single(condition: Condition) -> bool:
    return isinstance(condition, AnyOf | AllOf) and len(condition.parts) == 1


def _fact(name: str) -> str:
    return f"«{name}»"


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _limit(name: str, limit: Limit) -> str:
    return f"{name.replace('_', ' ')}: {limit.value} {limit.unit} ({limit.source})"


def _entry(entry: Entry) -> Iterator[str]:
    yield f"{entry.name} (fact, measured for each {entry.scope}; {entry.where})"
    yield f"  {entry.means}"
    yield f"  It is {_or(list(entry.states))}; when nothing is recorded: {entry.absent or 'unknown'}."
    for name, limit in entry.limits.items():
        yield f"  Limit {_limit(name, limit)}"
    if entry.ask:
        yield f"  When it is missing: {entry.ask.item}, because {entry.ask.why}."
        yield f"  Record it as: {entry.ask.how}"


def _rule(rule: Rule, pack: Pack) -> Iterator[str]:
    yield f"{rule.id} {rule.version}: {rule.title}  ({rule.where})"
    yield f"  Asked at: {', '.join(rule.hooks)}. Owner {rule.owner}, review by {rule.review_by}. Hash {rule.hash[:12]}."
    yield f"  Considered when: {in_words(rule.trigger)}."
    for variant in rule.fires:
        yield f"  {variant.indicator.upper()} when {in_words(variant.when)}:"
        yield f"      {variant.summary}"
    yield "  Detail:"
    yield from (f"      {line}" for line in rule.detail.splitlines())
    for mention in rule.mentions:
        yield f"  Says, when {in_words(mention.when)}:"
        yield f"      {mention.say}"
    for need in rule.needs:
        yield f"  Asks for {need.item or pack.entries[need.ask].name} when {in_words(need.when)}."
    for offer in rule.suggest:
        label = pack.drafts[offer.what].label if offer.what in pack.drafts else f"the draft of {_fact(offer.what)}"
        when = f" when {in_words(offer.when)}" if offer.when else ""
        yield f"  Suggests ({offer.kind}): {label}{when}."
    yield from _standing(rule, pack)
    yield "  Facts it rests on:"
    for name in sorted(facts_read_by(rule)):
        entry = pack.entries[name]
        yield f"      {_fact(name)} {entry.means}"
        yield from (f"          limit {_limit(limit, value)}" for limit, value in entry.limits.items())


def _standing(rule: Rule, pack: Pack) -> Iterator[str]:
    evidence = rule.evidence
    yield f"  Certainty {evidence.certainty}; strength {evidence.strength}. Does not apply to {evidence.not_for}."
    for label in evidence.source:
        source = pack.sources.get(label)
        yield f"      {label}: {source.says} ({source.citation})" if source else f"      {label}"
    yield f"  Tier {pack.precedence.tiers.get(rule.id, '?')}."
    for silence in pack.precedence.silences:
        if rule.id in silence.silent:
            cause = in_words(silence.when) if silence.when else f"{silence.shown} is shown"
            yield f"  Silent when {cause}: {silence.why}."
    yield f"  Override: {'; '.join(pack.overrides[c].display if c in pack.overrides else c for c in rule.override)}."


def _rule_json(rule: Rule, pack: Pack) -> dict[str, Any]:
    return {
        "id": rule.id,
        "version": rule.version,
        "hash": rule.hash,
        "title": rule.title,
        "hooks": list(rule.hooks),
        "trigger": in_words(rule.trigger),
        "fires": [{"when": in_words(v.when), "indicator": v.indicator, "summary": v.summary} for v in rule.fires],
        "detail": rule.detail,
        "evidence": {
            "source": list(rule.evidence.source),
            "certainty": rule.evidence.certainty,
            "strength": rule.evidence.strength,
            "notFor": rule.evidence.not_for,
        },
        "facts": [_entry_json(pack.entries[name]) for name in sorted(facts_read_by(rule))],
        "override": list(rule.override),
        "links": [{"label": link.label, "url": link.url} for link in rule.links],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": entry.name,
        "means": entry.means,
        "states": list(entry.states),
        "scope": entry.scope,
    }
    if entry.absent:
        told["absent"] = entry.absent
    if entry.limits:
        told["limits"] = {
            name: {"value": str(limit.value), "unit": limit.unit, "source": limit.source}
            for name, limit in entry.limits.items()
        }
    return told
