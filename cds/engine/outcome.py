"""
What the engine says about one patient: a verdict per rule, with the facts it rests on.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.chart.chart import Medicine, Order
    from cds.facts.fact import Fact
    from cds.rules.model import Rule

__all__ = ["Decision", "Gap", "Outcome", "Verdict"]


class Verdict(StrEnum):
    """
    What a rule says of one patient, hook and day.
    """

    FIRED = "fired"
    NOT_FIRED = "not-fired"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not-applicable"
    SILENCED = "silenced"
    ERROR = "error"


class Outcome(Struct, frozen=True):
    """
    One rule's verdict for one order (or for the patient, `order` None).

    `lead` is the index of the variant in `rule.fires` that leads the card, `also` the other true
    ones, `mentions` and `offered` the indexes of true mentions and suggestions. `missing` names
    the facts whose being unknown kept the rule, or a worse variant of it, undecided. `why` says in
    words what silenced it or what went wrong.
    """

    rule: Rule
    verdict: Verdict
    facts: Mapping[str, Fact] = field(default_factory=dict)
    order: Order | Medicine | None = None
    lead: int | None = None
    also: tuple[int, ...] = ()
    mentions: tuple[int, ...] = ()
    offered: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    silenced_by: str = ""
    why: str = ""

    @property
    def indicator(self) -> str:
        """
        The indicator of the leading variant, "" when the rule did not fire.
        """
        return "" if self.lead is None else self.rule.fires[self.lead].indicator


class Gap(Struct, frozen=True):
    """
    One line of the data-needed card: what is missing or contradictory, why, and how to record it.

    `text` says what exactly is wrong with what was sent ("Procedure/x is named in text only").
    """

    item: str
    why: str
    rules: tuple[str, ...]
    how: str = ""
    fact: str = ""
    text: str = ""

    @property
    def said(self) -> str:
        """
        Return the item with what is wrong.
        """
        if not self.text:
            return self.item
        return self.text if self.text.startswith(self.item) else f"{self.item}: {self.text}"


class Decision(Struct, frozen=True):
    """
    Everything the engine says of one patient at one call.

    `gaps` come in the order the card lists them. `faults` are the ids of rules that could not be
    evaluated (the two evaluators disagree, or the engine failed).
    """

    outcomes: tuple[Outcome, ...]
    gaps: tuple[Gap, ...] = ()
    faults: tuple[str, ...] = ()
    nobody: str = ""  # why this patient gets no card at all
