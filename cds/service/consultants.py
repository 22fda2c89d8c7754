"""
The consultants of the service: one for all rules, and one for each set of rules in shadow.

A rule in shadow is evaluated and stored, and must change nothing of what is shown: it silences nobody
and asks for nothing. So what is shown comes from a pack without it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.walk import Consultant, Result

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from cds.chart.reading.assembling import PatientRecord
    from cds.rules.model import Pack, Precedence
    from cds.walk import Asked

__all__ = ["Consultants"]


class Consultants:
    """
    Says what all rules say, and what of it a caller may see.
    """

    def __init__(self, pack: Pack, *, zone: ZoneInfo, validate: str) -> None:
        self.pack = pack
        self._zone = zone
        self._validate = validate
        self._making = threading.Lock()
        self.all = Consultant(pack, zone=zone, validate=validate)
        self._shown: dict[frozenset[str], Consultant] = {frozenset(): self.all}

    def consult(
        self,
        record: PatientRecord,
        asked: Asked,
        *,
        shadow: frozenset[str],
        raw: Callable[[str], bytes | None],
    ) -> tuple[Result, Result]:
        """
        Return what is shown, and what is stored: the same without rules in shadow.
        """
        shadow = frozenset(shadow & self.pack.rules.keys())
        shown = self._without(shadow).consult(record, asked, source="request", raw=raw)
        if not shadow:
            return shown, shown
        told = self.all.consult(record, asked, source="request")
        hidden = [outcome for outcome in told.decision.outcomes if outcome.rule.id in shadow]
        places = {rule: place for place, rule in enumerate(self.pack.rules)}
        outcomes = sorted((*shown.decision.outcomes, *hidden), key=lambda outcome: places[outcome.rule.id])
        decision = replace(shown.decision, outcomes=tuple(outcomes))
        cards = (*shown.cards, *(card for card in told.cards if card["extension"]["org.ovf-cds"]["rule"] in shadow))
        return shown, replace(shown, decision=decision, cards=cards)

    def _without(self, shadow: frozenset[str]) -> Consultant:
        if shadow not in self._shown:
            with self._making:
                if shadow not in self._shown:
                    pack = _pack_without(self.pack, shadow)
                    self._shown[shadow] = Consultant(pack, zone=self._zone, validate=self._validate)
        return self._shown[shadow]


def _pack_without(pack: Pack, rules: frozenset[str]) -> Pack:
    """
    Return the pack as if the rules were not in it; its hash stays, so that ids of decisions stay.
    """
    kept = {rule_id: rule for rule_id, rule in pack.rules.items() if rule_id not in rules}
    return replace(pack, rules=kept, precedence=_precedence_without(pack.precedence, rules))


def _precedence_without(precedence: Precedence, rules: frozenset[str]) -> Precedence:
    silences = tuple(
        replace(silence, silent=tuple(rule for rule in silence.silent if rule not in rules))
        for silence in precedence.silences
        if silence.shown not in rules
    )
    tiers = {rule: tier for rule, tier in precedence.tiers.items() if rule not in rules}
    return replace(precedence, silences=silences, tiers=tiers)
