"""
What a pack holds and no rule uses: said as notes, because it harms nobody and may be meant for later.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cds.errors import RuleError
from cds.rules.conditions import facts_of
from cds.rules.hashing import Hashing, facts_read_by
from cds.rules.lint_texts import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.rules.conditions import Condition
    from cds.rules.model import Pack, Rule

__all__ = ["unused"]

_READ_BY_THE_CHART = ("body-site-", "value-")
"""Terms of levels and of answers: every measure that reads a level or an answer reads them, none by name."""
_TELL_APART = ("-exclude", "-ambiguous")
"""Terms that keep a code away from the term beside it; nothing reads them, on purpose."""


def unused(pack: Pack) -> Iterator[RuleError]:
    """
    Yield a note for each unused fact, draft, override reason and evidence label, and for the terms of each file.
    """
    read = _read_facts(pack)
    for name, entry in pack.entries.items():
        if name not in read:
            yield RuleError(f"no rule and no measure reads the fact '{name}'", entry.where)
    offered = {offer.what for rule in pack.rules.values() for offer in rule.suggest}
    for name, draft in pack.drafts.items():
        if name not in offered:
            yield RuleError(f"no rule suggests the draft '{name}'", draft.where)
    reasons = {reason for rule in pack.rules.values() for reason in rule.override}
    for code in pack.overrides.keys() - reasons:
        yield RuleError(f"no rule offers the override reason '{code}'", "overrides.yaml")
    cited = {label for rule in pack.rules.values() for label in rule.evidence.source}
    if rest := sorted(pack.sources.keys() - cited):
        yield RuleError(f"no rule cites {_listed(rest)}", "sources.yaml")
    yield from _unread_terms(pack, read)


def _read_facts(pack: Pack) -> set[str]:
    """
    Return the facts that rules and precedence read, and those behind their measures.
    """
    conditions: list[Condition] = [line.when for line in pack.precedence.nobody]
    conditions += [line.when for line in pack.precedence.silences if line.when is not None]
    read = {fact for condition in conditions for fact in facts_of(condition)}
    for rule in pack.rules.values():
        read |= {*facts_read_by(rule), *_said_by(rule)} & pack.entries.keys()
        read |= {offer.what for offer in rule.suggest if offer.kind == "remove"} & pack.entries.keys()
    hashing = Hashing(entries=pack.entries, terms=pack.terms, precedence=(), overrides={}, drafts={})
    asked = {pack.entries[fact].asked_as for fact in read} - {""}
    return {*read, *asked, *(behind for fact in read for behind in hashing.facts_behind(fact))}


def _said_by(rule: Rule) -> Iterator[str]:
    texts = [rule.detail, *(v.summary for v in rule.fires), *(m.say for m in rule.mentions)]
    texts += [text for need in rule.needs for text in (need.item, need.why)]
    yield from (fact for text in texts for fact, _ in PLACEHOLDER.findall(text))


def _unread_terms(pack: Pack, facts: set[str]) -> Iterator[RuleError]:
    fed = {term for fact in facts for term in pack.terms_of.get(fact, frozenset())}
    by_file: dict[str, list[str]] = defaultdict(list)
    for name, term in pack.terms.named.items():
        if name not in fed and not name.startswith(_READ_BY_THE_CHART) and not name.endswith(_TELL_APART):
            by_file[term.where.rpartition(":")[0]].append(name)
    for file, names in sorted(by_file.items()):
        yield RuleError(f"no fact reads {_listed(sorted(names))}", file)


def _listed(names: list[str]) -> str:
    return f"{len(names)}: {', '.join(names)}" if len(names) > 1 else f"'{names[0]}'"
