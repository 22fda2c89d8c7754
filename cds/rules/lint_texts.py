"""
Names, offers and words of a rule that nothing stands behind, and lines of precedence about nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cds.errors import RuleError
from cds.rules.conditions import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.rules.model import Pack, Rule

__all__ = ["PLACEHOLDER", "wrong_in", "wrong_precedence"]

PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)(?:\.([a-z0-9_-]+))?\}")
LONGEST_SUMMARY = 139
_COMMON_WORDS = frozenset({"value", "date", "state"})
_FREE = frozenset({"as-of", "patient"})
_DATA_NEEDED = "data-needed"


def wrong_in(rule: Rule, pack: Pack) -> Iterator[RuleError]:
    """
    Yield what is wrong with the names, offers, words and placeholders of a rule.
    """
    for message in (*_wrong_names(rule, pack), *_wrong_offers(rule, pack), *_wrong_words(rule), *_unasked(rule, pack)):
        yield RuleError(message, rule.where)
    texts = [
        rule.detail,
        *(v.summary for v in rule.fires),
        *(m.say for m in rule.mentions),
        *(n.item for n in rule.needs),
    ]
    for text in texts:
        yield from _wrong_placeholders(text, rule, pack)


def _wrong_names(rule: Rule, pack: Pack) -> Iterator[str]:
    yield from (
        f"the evidence label '{label}' is not in sources.yaml"
        for label in rule.evidence.source
        if label not in pack.sources
    )
    yield from (
        f"the override reason '{code}' is not in overrides.yaml" for code in rule.override if code not in pack.overrides
    )


def _wrong_offers(rule: Rule, pack: Pack) -> Iterator[str]:
    for offer in rule.suggest:
        if offer.kind == "remove":
            entry = pack.entries.get(offer.what)
            if entry is None or entry.scope != "order":
                yield f"'remove: {offer.what}' must name a fact of scope order"
        elif offer.what not in pack.drafts:
            yield f"'{offer.kind}: {offer.what}' is not in drafts.yaml"
    if any(s.kind == "draft" for s in rule.suggest) and rule.selection != "at-most-one":
        yield "a rule that drafts drugs has 'selection: at-most-one'"


def _wrong_words(rule: Rule) -> Iterator[str]:
    for variant in rule.fires:
        bare = PLACEHOLDER.sub("", variant.summary)
        if len(bare) > LONGEST_SUMMARY:
            yield f"a summary has {len(bare)} characters without its placeholders, more than {LONGEST_SUMMARY}"


def _unasked(rule: Rule, pack: Pack) -> Iterator[str]:
    for fact in sorted({*facts_of(rule.trigger), *(f for v in rule.fires for f in facts_of(v.when))}):
        entry = pack.entries[fact]
        if entry.ask is None and not entry.given and entry.absent in {None, "unknown"}:
            yield f"'{fact}' decides and may be unknown: it needs an `ask:` (or the name of the fact asked for)"


def _wrong_placeholders(text: str, rule: Rule, pack: Pack) -> Iterator[RuleError]:
    for fact, word in PLACEHOLDER.findall(text):
        if fact in _FREE or (rule.id == _DATA_NEEDED and fact == _DATA_NEEDED):
            continue
        entry = pack.entries.get(fact)
        if entry is None:
            yield RuleError(f"'{{{fact}}}' is no fact of the dictionary", rule.where)
        elif word and word not in entry.says and word not in _COMMON_WORDS:
            offered = ", ".join(entry.says) or "nothing"
            yield RuleError(f"'{{{fact}.{word}}}': {fact} says {offered}", rule.where)


def wrong_precedence(pack: Pack) -> Iterator[RuleError]:
    """
    Yield each rule, fact and draft that precedence names and that does not exist.
    """
    where = "precedence.yaml"
    for rule in pack.precedence.tiers:
        if rule not in pack.rules:
            yield RuleError(f"the tiers name '{rule}', and there is no such rule", where)
    for fact in pack.precedence.ask_first:
        if fact not in pack.entries:
            yield RuleError(f"ask_first names '{fact}', which is not in the dictionary", where)
    for silence in pack.precedence.silences:
        for rule in (*silence.silent, *((silence.shown,) if silence.shown else ())):
            if rule not in pack.rules:
                yield RuleError(f"there is no rule '{rule}'", silence.where)
        for draft in silence.drafts:
            if draft not in pack.drafts:
                yield RuleError(f"there is no draft '{draft}'", silence.where)
