"""
How one client wants its cards written. Profiles change serialisation, never what is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cds.cards.card import Card

__all__ = ["GENERIC", "ClientProfile"]


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """
    A client that follows the published specification (2.0.1).
    """

    name: str

    def write(self, card: Card) -> dict[str, Any]:
        """
        Return the card as it goes into the JSON answer, without anything empty.
        """
        return card.model_dump(mode="json", by_alias=True, exclude_none=True)


GENERIC = ClientProfile("generic")
