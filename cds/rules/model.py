"""
The rule pack as the engine and the cards see it: frozen, resolved, with its conditions as trees.

The files themselves are read by `rule_file.py` (their form) and put together by `pack.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from cds.rules.conditions import Condition
    from cds.terminology.terms import Terms

__all__ = [
    "HOOKS",
    "INDICATORS",
    "Ask",
    "Draft",
    "Entry",
    "Evidence",
    "Limit",
    "Link",
    "Mention",
    "Need",
    "Nobody",
    "Override",
    "Pack",
    "Precedence",
    "Rule",
    "Silence",
    "Source",
    "Suggestion",
    "Variant",
]

HOOKS = ("patient-view", "order-select", "order-sign", "encounter-discharge", "problem-list-item-create")
INDICATORS = ("critical", "warning", "info")
"""Worst first."""


class Limit(Struct, frozen=True):
    """
    A number a clinician chose, with its unit (UCUM, or months, days, weeks, years, count) and source.
    """

    value: int | Decimal
    unit: str
    source: str


class Ask(Struct, frozen=True):
    """
    How `data-needed` asks for a fact: the item, why it matters, how to record it.
    """

    item: str
    why: str
    how: str


class Entry(Struct, frozen=True):
    """
    A dictionary entry: one fact, its states, its limits.

    Args:
        absent: the state when it was looked for and nothing was there; None: unknown.
        scope: "order" when it is measured for each order, else "patient".
        given: the caller says it (hook, profile); no measure.
        ask: how it is asked for; None: it never needs to be.
        asked_as: the fact that is asked for in its place, "" for itself.
        says: the words the fact offers to the placeholders of a card, `{rebound.levels}`.
    """

    name: str
    means: str
    states: tuple[str, ...]
    absent: str | None = None
    scope: str = "patient"
    given: bool = False
    ask: Ask | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    where: str = ""
    asked_as: str = ""


class Variant(Struct, frozen=True):
    """
    One way a rule fires: the first true one leads the card.
    """

    when: Condition
    indicator: str
    summary: str


class Mention(Struct, frozen=True):
    """
    A sentence of the detail that is said only when its condition is true.
    """

    when: Condition
    say: str


class Need(Struct, frozen=True):
    """
    A fact the rule asks for in data-needed once it is triggered and *when* is true.

    `item` and `why` replace the words of the dictionary; `item` may hold placeholders, `{mi-stroke.event}`.
    A fact asked for by its name alone is asked only by a rule that fires or may fire; with a `when` of
    its own (`once_triggered`) it is asked for whatever the rule answers.
    """

    ask: str
    when: Condition
    hooks: frozenset[str]
    why: str = ""
    item: str = ""
    once_triggered: bool = False


class Suggestion(Struct, frozen=True):
    """
    What a card offers: `kind` remove, draft, order, refer or task; `what` names it in the drafts.

    `when` None: always offered. It is offered only if *when* is true, never if it is unknown.
    """

    kind: str
    what: str
    when: Condition | None = None


class Evidence(Struct, frozen=True):
    """
    What a rule rests on, in GRADE's words, and whom it does not concern.
    """

    source: tuple[str, ...]
    certainty: str
    strength: str
    not_for: str


class Link(Struct, frozen=True):
    """
    A citation: an absolute https URL.
    """

    label: str
    url: str


class Rule(Struct, frozen=True):
    """
    One rule of the catalogue. `chapter` is its folder; `where` is `file:line` of its head.
    """

    id: str
    version: str
    title: str
    hooks: tuple[str, ...]
    owner: str
    review_by: date
    dsi_type: str
    trigger: Condition
    fires: tuple[Variant, ...]
    detail: str
    evidence: Evidence
    override: tuple[str, ...]
    mentions: tuple[Mention, ...] = ()
    needs: tuple[Need, ...] = ()
    suggest: tuple[Suggestion, ...] = ()
    selection: str = "any"
    links: tuple[Link, ...] = ()
    chapter: str = ""
    number: int = 0
    hash: str = ""
    where: str = ""


class Nobody(Struct, frozen=True):
    """
    A state of the patient in which no card at all is shown.
    """

    when: Condition
    why: str


class Silence(Struct, frozen=True):
    """
    A line of precedence: if it holds, the rules in `silent` say nothing and `drafts` are not offered.

    It holds when `when` is true (None: always) and, if `shown` is given, that rule is shown with one
    of `indicators`.
    """

    silent: tuple[str, ...]
    why: str
    when: Condition | None = None
    shown: str = ""
    indicators: tuple[str, ...] = INDICATORS
    drafts: tuple[str, ...] = ()
    where: str = ""


class Precedence(Struct, frozen=True):
    """
    Who speaks when two disagree; `tiers` maps a rule to its tier ("T1"), `order` a rule to its number.

    `never_together` are states that no record gives at once, as one follows from the other; they decide nothing,
    and only `cds lint` and `cds test --strength` read them.
    """

    nobody: tuple[Nobody, ...] = ()
    tiers: Mapping[str, str] = field(default_factory=dict)
    ask_first: tuple[str, ...] = ()
    silences: tuple[Silence, ...] = ()
    never_together: tuple[Nobody, ...] = ()


class Source(Struct, frozen=True):
    """
    The text behind an evidence label ("F1-4").
    """

    label: str
    says: str
    citation: str
    url: str = ""


class Override(Struct, frozen=True):
    """
    A coded reason to override a card; `comment` when a critical card asks for words.
    """

    code: str
    display: str
    comment: bool = False


class Draft(Struct, frozen=True):
    """
    What a suggestion creates: a label, and resource templates with `{patient}`, `{as-of}` to be filled in.

    `drug` names the drug a template drafts ("romosozumab"), "" for a laboratory order or a referral.
    """

    name: str
    label: str
    resources: tuple[Mapping[str, Any], ...]
    drug: str = ""
    where: str = ""


class Pack(Struct, frozen=True):
    """
    A rule pack: everything under `rules/`, checked and hashed. `terms_of` a fact: the terms it is
    read from; `types_of` a fact: the resource types.
    """

    rules: Mapping[str, Rule]
    entries: Mapping[str, Entry]
    precedence: Precedence
    sources: Mapping[str, Source]
    overrides: Mapping[str, Override]
    drafts: Mapping[str, Draft]
    terms: Terms
    hash: str
    version: str
    root: str = ""
    terms_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    types_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
