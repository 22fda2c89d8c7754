"""
Who speaks when two disagree: which rules are silenced, and which drafts are offered nowhere.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cds.engine.outcome import Verdict
from cds.errors import RuleError
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cds.engine.judging import Judged, Reading
    from cds.rules.conditions import Condition
    from cds.rules.model import Precedence, Rule, Silence

__all__ = ["NEVER_SILENT", "Order", "order_of"]

NEVER_SILENT = frozenset({"T0", "T2", "T7"})
"""The tiers of emergencies, label contraindications and data-needed."""
EMERGENCY = "T0"
"""One emergency may give way to another that is shown: new pain to the deficit or infection it may be a sign of."""


class Order(Struct, frozen=True):
    """
    The silences with the places of their conditions, and the rules in an order in which each is settled
    before it silences another.
    """

    silences: tuple[Silence, ...]
    places: tuple[int | None, ...]
    rules: tuple[str, ...]

    def settle(self, judged: Mapping[str, Sequence[Judged]], readings: Sequence[Reading]) -> list[Judged]:
        """
        Silence what precedence silences, and withhold the drafts it forbids.

        Args:
            judged: for each rule one a reading, or one in all when it does not depend on the order.
            readings: of every subject, in the same order.
        """
        settling = _Settling(self, {rule: list(of) for rule, of in judged.items()}, readings)
        for rule in self.rules:
            settling.settle(rule)
        withheld = settling.withheld()
        return [_without(one, withheld) for of in settling.judged.values() for one in of]


def order_of(precedence: Precedence, rules: Mapping[str, Rule], ask: Callable[[Condition, str], int]) -> Order:
    """
    Put the rules in order and have *ask* note the condition of each silence.

    Raises:
        RuleError: rules silence each other in a cycle, or one that must not be silenced is.
    """
    before: dict[str, set[str]] = {rule: set() for rule in rules}
    for silence in precedence.silences:
        _check(silence, precedence, rules)
        for rule in silence.silent:
            before[rule] |= {silence.shown} - {""}
    try:
        sequence = tuple(TopologicalSorter(before).static_order())
    except CycleError as error:
        ring = " -> ".join(reversed(error.args[1]))
        raise RuleError(f"rules silence each other in a circle: {ring}", "precedence.yaml") from error
    places = tuple(
        None if silence.when is None else ask(silence.when, f"silences[{number}]")
        for number, silence in enumerate(precedence.silences)
    )
    return Order(precedence.silences, places, sequence)


def _check(silence: Silence, precedence: Precedence, rules: Mapping[str, Rule]) -> None:
    for rule in (*silence.silent, *filter(None, [silence.shown])):
        if rule not in rules:
            raise RuleError(f"there is no rule {rule!r}", silence.where)
    to_emergency = precedence.tiers.get(silence.shown) == EMERGENCY
    for rule in silence.silent:
        if (tier := precedence.tiers.get(rule)) in NEVER_SILENT and not (to_emergency and tier == EMERGENCY):
            raise RuleError(f"{rule!r} is of tier {tier} and never silenced", silence.where)


class _Settling:
    """
    One pass over the rules in order; `judged` is final for every rule passed.
    """

    def __init__(self, order: Order, judged: dict[str, list[Judged]], readings: Sequence[Reading]) -> None:
        self.order = order
        self.judged = judged
        self.readings = readings
        self._of: dict[str, list[int]] = {}
        for number, silence in enumerate(order.silences):
            for rule in silence.silent:
                self._of.setdefault(rule, []).append(number)

    def settle(self, rule: str) -> None:
        if rule not in self._of:
            return
        for place, one in enumerate(self.judged.get(rule, ())):
            if one.speaks or one.needs:
                self.judged[rule][place] = self._settled(one, place)

    def _settled(self, one: Judged, place: int) -> Judged:
        # A rule that does not depend on the order is one voice: a silence for any order silences it.
        readings = (place,) if one.plan.per_order else range(len(self.readings))
        numbers = self._of[one.plan.rule.id]
        for number in numbers:
            if any(self._holds(number, reading) is Truth.YES for reading in readings):
                silence = self.order.silences[number]
                if not one.speaks:
                    return replace(one, needs=())
                return one.silenced(by=silence.shown or "precedence", why=silence.why)
        if one.speaks and any(self._faulty(number, reading) for number in numbers for reading in readings):
            outcome = replace(one.outcome, verdict=Verdict.ERROR, lead=None, why="the two evaluators disagree")
            return replace(one, outcome=outcome, needs=())
        return one

    def _faulty(self, number: int, reading: int) -> bool:
        place = self.order.places[number]
        return place is not None and self.readings[reading].answers[place] is None

    def _holds(self, number: int, reading: int) -> Truth:
        """
        Tell whether a silence holds; a condition that both evaluators do not agree on is unknown.
        """
        silence, place = self.order.silences[number], self.order.places[number]
        when = Truth.YES if place is None else self.readings[reading].answers[place]
        if when is None:
            when = Truth.UNKNOWN
        if when is Truth.NO or not silence.shown:
            return when
        shown = self._shown(silence, reading)
        return when if shown is Truth.YES else shown

    def _shown(self, silence: Silence, reading: int) -> Truth:
        of = self.judged[silence.shown]
        one = of[reading] if of and of[0].plan.per_order else of[0]
        if one.outcome.verdict is Verdict.FIRED and one.outcome.indicator in silence.indicators:
            return Truth.YES
        unsure = one.outcome.verdict is Verdict.ERROR or bool(one.unsure & set(silence.indicators))
        return Truth.UNKNOWN if unsure else Truth.NO

    def withheld(self) -> frozenset[str]:
        """
        Name the drafts no card offers: those of a silence that holds, or may hold, for any order.
        """
        return frozenset(self._withheld())

    def _withheld(self) -> Iterator[str]:
        for number, silence in enumerate(self.order.silences):
            held = silence.drafts and any(self._holds(number, r) is not Truth.NO for r in range(len(self.readings)))
            yield from silence.drafts if held else ()


def _without(one: Judged, withheld: frozenset[str]) -> Judged:
    if not withheld or not one.outcome.offered:
        return one
    suggest = one.plan.rule.suggest
    offered = tuple(p for p in one.outcome.offered if suggest[p].kind != "draft" or suggest[p].what not in withheld)
    return replace(one, outcome=replace(one.outcome, offered=offered))
