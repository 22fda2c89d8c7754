"""
A fact: one question about the chart, answered by exactly one state of its dictionary entry.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.chart.chart import Evidence
    from cds.chart.dates import Span

__all__ = ["UNKNOWN", "Fact", "Status"]

UNKNOWN = "unknown"


class Status(StrEnum):
    """
    Why a fact is in its state; the rules see only the state.
    """

    ASSERTED = "asserted"
    REFUTED = "refuted"
    NOT_RECORDED = "not-recorded"
    POSSIBLE = "possible"
    STALE = "stale"
    CONFLICTING = "conflicting"
    UNREADABLE = "unreadable"
    FETCH_FAILED = "fetch-failed"
    PARTIAL = "partial"
    NOT_FETCHED = "not-fetched"

    @property
    def failed(self) -> bool:
        """
        Tell whether something was there, or may be, that could not be used (so silence is unsafe).
        """
        return self in {Status.CONFLICTING, Status.UNREADABLE, Status.FETCH_FAILED, Status.PARTIAL, Status.NOT_FETCHED}


class Fact(Struct, frozen=True):
    """
    The answer to one question.

    Args:
        state: one of the states of the dictionary entry.
        evidence: the resources it rests on, newest first.
        status: why it is in this state.
        value: what a card shows ("9.4"), with `unit` and `on`.
        says: words for the placeholders of a card, `{rebound.levels}` and so on.
        gaps: lines that `data-needed` lists although the state is known (sources that differ,
            a code whose name is another drug, text that only hints).
        name: set by the measure's registry.
    """

    state: str
    evidence: tuple[Evidence, ...] = ()
    status: Status = Status.ASSERTED
    value: str = ""
    unit: str = ""
    on: Span | None = None
    says: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    name: str = ""

    @property
    def known(self) -> bool:
        """
        Tell whether the state is another than unknown.
        """
        return self.state != UNKNOWN
