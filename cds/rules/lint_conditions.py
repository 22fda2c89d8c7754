"""
Conditions that can never be true, and two rules that advise opposite things for one patient.
"""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING

from cds.errors import RuleError
from cds.plain_yaml import read_yaml
from cds.rules.conditions import Is
from cds.rules.reach import Reach, holds_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.plain_yaml import Document
    from cds.rules.conditions import Condition
    from cds.rules.model import Pack, Rule, Silence, Suggestion, Variant
    from cds.rules.reach import Box

__all__ = ["Places", "opposite_advice", "unreachable"]

_MOST_BOXES = 20_000
_HOOK = "hook"

ORDERED_AS = {"alendronate": frozenset({"oral-bisphosphonate", "oral"})}
"""The states by which the facts of an order name the drug of a draft, where they are not its own name."""


class Places:
    """
    Finds the line of a part of a file; the files of the pack are read again, once.
    """

    def __init__(self, pack: Pack) -> None:
        self._root = Path(pack.root)
        self._read: dict[str, Document | None] = {}

    def of(self, where: str, path: tuple[str | int, ...]) -> str:
        """
        Return `file:line` of a path in the file that *where* names, or *where* itself.
        """
        file = where.rpartition(":")[0] or where
        if file not in self._read:
            try:
                self._read[file] = read_yaml(self._root / file, root=self._root)
            except RuleError:
                self._read[file] = None
        document = self._read[file]
        return document.where(path) if document else where


def unreachable(pack: Pack, places: Places) -> Iterator[RuleError]:
    """
    Yield each trigger, `when` and line of precedence that no record and no hook can make true.
    """
    for rule in pack.rules.values():
        yield from _unreachable_in(rule, pack, places)
    reach = Reach(pack.entries)
    for silence in pack.precedence.silences:
        if silence.when is not None and reach.never([silence.when], {}):
            yield RuleError(f"this line never holds: {reach.conflict}", silence.where)
    for place, line in enumerate(pack.precedence.nobody):
        if reach.never([line.when], {}):
            where = places.of("precedence.yaml", ("nobody", place))
            yield RuleError(f"this state of a patient never holds: {reach.conflict}", where)


def _unreachable_in(rule: Rule, pack: Pack, places: Places) -> Iterator[RuleError]:
    reach, box = Reach(pack.entries), _asked_at(rule)
    if reach.never([rule.trigger], box):
        yield RuleError(
            f"'{rule.id}' never speaks, its trigger is never true: {reach.conflict}",
            places.of(rule.where, ("trigger",)),
        )
        return
    for place, variant in enumerate(rule.fires):
        if reach.never([rule.trigger, variant.when], box):
            where = places.of(rule.where, ("fires", place))
            yield RuleError(f"this way to fire is never true in '{rule.id}': {reach.conflict}", where)
    for key, whens in _said_later(rule):
        for place, when in enumerate(whens):
            if reach.never([rule.trigger, when], box):
                where = places.of(rule.where, (key, place))
                yield RuleError(f"this line of '{rule.id}' is never used: {reach.conflict}", where)
    for place, need in enumerate(rule.needs):
        if not need.hooks & set(rule.hooks):
            where = places.of(rule.where, ("needs", place))
            yield RuleError(f"'{need.ask}' is asked for at hooks at which '{rule.id}' does not run", where)


def _said_later(rule: Rule) -> tuple[tuple[str, tuple[Condition | None, ...]], ...]:
    return (
        ("mentions", tuple(mention.when for mention in rule.mentions)),
        ("needs", tuple(need.when for need in rule.needs)),
        ("suggest", tuple(offer.when for offer in rule.suggest)),
    )


def _asked_at(rule: Rule, *others: Rule) -> Box:
    return {_HOOK: frozenset(rule.hooks).intersection(*(other.hooks for other in others))}


def opposite_advice(pack: Pack, places: Places) -> Iterator[RuleError]:
    """
    Yield each pair of rules of which one drafts a drug that the other asks to remove.

    Both may fire for one patient at one hook, and no line of precedence silences one of them or the draft.
    """
    for against, removal, place in _offers(pack, "remove"):
        for advising, offer, _ in _offers(pack, "draft"):
            drug = pack.drafts[offer.what].drug if offer.what in pack.drafts else ""
            if against.id != advising.id and drug and _opposed(pack, (against, removal), (advising, offer), drug):
                yield RuleError(
                    f"'{against.id}' asks to remove {drug} and '{advising.id}' drafts it for the same patient: "
                    "say in precedence.yaml which of them is silent, or why they never meet (never_together)",
                    places.of(against.where, ("suggest", place)),
                )


def _offers(pack: Pack, kind: str) -> Iterator[tuple[Rule, Suggestion, int]]:
    for rule in pack.rules.values():
        for place, offer in enumerate(rule.suggest):
            if offer.kind == kind:
                yield rule, offer, place


def _opposed(pack: Pack, against: tuple[Rule, Suggestion], advising: tuple[Rule, Suggestion], drug: str) -> bool:
    (warner, removal), (adviser, draft) = against, advising
    box = _asked_at(warner, adviser)
    entry = pack.entries.get(removal.what)
    named = ORDERED_AS.get(drug, frozenset({drug})) & set(entry.states if entry else ())
    if not named or not box[_HOOK]:
        return False
    orders = frozenset(name for name in pack.entries if name.endswith("-order"))
    for warned, advised in product(warner.fires, adviser.fires):
        removes = [Is(removal.what, named), warner.trigger, warned.when, removal.when]
        drafts = [adviser.trigger, advised.when, draft.when]
        for states in islice(_both(pack, removes, drafts, box, orders), _MOST_BOXES):
            if not _settled(pack, states, (warner, warned), (adviser, draft)):
                return True
    return False


def _both(
    pack: Pack, removes: list[Condition | None], drafts: list[Condition | None], box: Box, orders: frozenset[str]
) -> Iterator[Box]:
    """
    Yield states in which both hold; each may be about another order of the call, so what is ordered is not compared.
    """
    reach = Reach(pack.entries, free=orders)
    for warned in Reach(pack.entries).boxes(removes, box):
        yield from reach.boxes(drafts, {fact: left for fact, left in warned.items() if fact not in orders})


def _settled(pack: Pack, states: Box, against: tuple[Rule, Variant], advising: tuple[Rule, Suggestion]) -> bool:
    """
    Return whether precedence leaves only one of the two in these states.
    """
    if any(holds_in(line.when, states) for line in (*pack.precedence.nobody, *pack.precedence.never_together)):
        return True
    return any(_separates(silence, states, against, advising) for silence in pack.precedence.silences)


def _separates(silence: Silence, states: Box, against: tuple[Rule, Variant], advising: tuple[Rule, Suggestion]) -> bool:
    (warner, warned), (adviser, draft) = against, advising
    quiet = adviser.id in silence.silent or draft.what in silence.drafts or warner.id in silence.silent
    if not quiet or (silence.when is not None and not holds_in(silence.when, states)):
        return False
    if not silence.shown:
        return True
    return silence.shown == warner.id and warned.indicator in silence.indicators
