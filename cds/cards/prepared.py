"""
What the cards of a rule have in common whoever the patient is, worked out once for a pack.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from cds.cards.card import OVERRIDE_SYSTEM, TOPIC_SYSTEM, Coding, Link, Source, Topic
from cds.cards.drafts import PreparedDraft
from cds.cards.wording import Wording, markdown, without_html
from cds.rules.conditions import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cds.rules.conditions import Condition
    from cds.rules.model import Pack, Rule
    from cds.rules.model import Source as PackSource

__all__ = ["DATA_NEEDED", "PreparedPack", "PreparedRule", "prepared", "topic_code"]

DATA_NEEDED = "data-needed"
ENGINE_NAME = "OVF-CDS"
_LAST_TIER = "T9"
_GIVEN = frozenset({"hook", "profile", "as-of", DATA_NEEDED})
_KEPT = 4


class PreparedRule(Struct, frozen=True):
    """
    A rule with its texts taken apart and the fixed parts of its card made.

    `facts` are those its conditions and texts use, in that order; `gates` those of each suggestion.
    `evidence` is the block that ends every detail.
    """

    rule: Rule
    tier: str
    summaries: tuple[Wording, ...]
    detail: Wording
    mentions: tuple[Wording, ...]
    facts: tuple[str, ...]
    triggers: tuple[str, ...]
    variants: tuple[tuple[str, ...], ...]
    gates: tuple[tuple[str, ...], ...]
    source: Source
    links: tuple[Link, ...] | None
    reasons: tuple[Coding, ...] | None
    comments: str
    evidence: str


class PreparedPack(Struct, frozen=True):
    """
    Every rule and draft of a pack, prepared.
    """

    rules: Mapping[str, PreparedRule]
    drafts: Mapping[str, PreparedDraft]


_prepared: dict[int, tuple[Pack, PreparedPack]] = {}


def prepared(pack: Pack) -> PreparedPack:
    """
    Return the prepared pack, from memory for the packs used last.
    """
    found = _prepared.get(id(pack))
    if found is not None:
        return found[1]
    # a pack that was changed a little, to see who notices, has the drafts of the one before
    held = (known.drafts for of, known in _prepared.values() if of.drafts is pack.drafts)
    drafts = next(held, None) or {name: PreparedDraft.of(draft) for name, draft in pack.drafts.items()}
    made = PreparedPack({rule.id: _prepare(rule, pack) for rule in pack.rules.values()}, drafts)
    if len(_prepared) >= _KEPT:
        _prepared.clear()
    _prepared[id(pack)] = (pack, made)  # the pack itself is kept, so that its id is not given to another
    return made


def topic_code(rule: str) -> str:
    """
    Return the code of a rule's topic: its id in camel case, as some clients take letters and digits only.
    """
    return "".join(part.capitalize() for part in rule.split("-"))


def _prepare(rule: Rule, pack: Pack) -> PreparedRule:
    summaries = tuple(Wording.of(variant.summary) for variant in rule.fires)
    detail = Wording.of(markdown(rule.detail))
    mentions = tuple(Wording.of(without_html(mention.say)) for mention in rule.mentions)
    triggers = tuple(_names(rule.trigger))
    variants = tuple(tuple(_names(variant.when)) for variant in rule.fires)
    gates = tuple(tuple(_names(offer.when)) if offer.when else () for offer in rule.suggest)
    spoken = [slot.fact for text in (*summaries, detail, *mentions) for slot in text.slots]
    asked = [name for mention in rule.mentions for name in _names(mention.when)]
    used = [
        *triggers,
        *(n for names in variants for n in names),
        *spoken,
        *asked,
        *(n for names in gates for n in names),
    ]
    overrides = [pack.overrides[code] for code in rule.override if code in pack.overrides]
    return PreparedRule(
        rule=rule,
        tier=pack.precedence.tiers.get(rule.id, _LAST_TIER),
        summaries=summaries,
        detail=detail,
        mentions=mentions,
        facts=tuple(dict.fromkeys(name for name in used if name not in _GIVEN)),
        triggers=triggers,
        variants=variants,
        gates=gates,
        source=_source(rule),
        links=tuple(Link(label=link.label, url=link.url) for link in rule.links) or None,
        reasons=tuple(Coding(system=OVERRIDE_SYSTEM, code=o.code, display=o.display) for o in overrides) or None,
        comments="; ".join(without_html(o.display) for o in overrides if o.comment),
        evidence=_evidence(rule, pack.sources),
    )


def _names(condition: Condition) -> Iterator[str]:
    return (name for name in facts_of(condition) if name not in _GIVEN)


def _source(rule: Rule) -> Source:
    topic = Topic(system=TOPIC_SYSTEM, code=topic_code(rule.id), display=rule.title)
    if not rule.links:
        return Source(label=f"{ENGINE_NAME}: {rule.title}", topic=topic)
    return Source(label=f"{rule.links[0].label} ({ENGINE_NAME})", url=rule.links[0].url, topic=topic)


def _evidence(rule: Rule, sources: Mapping[str, PackSource]) -> str:
    """
    Write what the advice rests on, how sure that is, and whom it does not concern.
    """
    told = [sources[label] for label in rule.evidence.source if label in sources]
    lines = [_cited(list(group)) for _, group in groupby(told, key=lambda source: (source.citation, source.url))]
    return "\n\n".join(
        (
            "**Source:**\n\n" + "\n".join(lines),
            f"**Certainty:** {rule.evidence.certainty}. **Strength:** {rule.evidence.strength}.",
            f"Does not apply to {without_html(rule.evidence.not_for)}.",
        )
    )


def _cited(sources: list[PackSource]) -> str:
    labels = ", ".join(source.label for source in sources)
    said = " ".join(f"{source.says.rstrip('.')}." for source in sources)
    first = sources[0]
    citation = f"[{first.citation}]({first.url})" if first.url else first.citation
    return without_html(f"- {labels}: {said} {citation}")
