"""
The card itself refuses what CDS Hooks does not allow, whoever makes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from decisions import CALL, everything
from pydantic import ValidationError

from cds.cards import make_cards
from cds.cards.card import Card

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.rules.model import Pack

BREAKS: list[Callable[[dict[str, Any]], object]] = [
    lambda c: c.update(summary="x" * 140),
    lambda c: c.update(summary="a\nb"),
    lambda c: c.update(detail=""),
    lambda c: c.update(indicator="hard-stop"),
    lambda c: c.update(links=[]),
    lambda c: c.update(severity="high"),
    lambda c: c.pop("selectionBehavior"),
    lambda c: c.pop("suggestions"),
    lambda c: c["source"].update(url="http://plain.example/x"),
    lambda c: c["source"]["topic"].update(code="a-b"),
    lambda c: c["links"][0].update(type="smart"),
    lambda c: c["suggestions"][0]["actions"][0].update(resource={"resourceType": "Task"}),
    lambda c: c["suggestions"][0]["actions"][0].update(resourceId="urn:uuid:1"),
    lambda c: c["suggestions"][0]["actions"][0].update(type="update"),
    lambda c: c["suggestions"][1]["actions"][0].update(resourceId="Task/1"),
    lambda c: c["suggestions"][1]["actions"][0].pop("resource"),
    lambda c: c["suggestions"][1].update(actions=[]),
    lambda c: c["overrideReasons"][0].pop("display"),
]


@pytest.fixture
def card(pack: Pack) -> dict[str, Any]:
    return make_cards(everything(pack), pack, call=CALL)[0]


def test_a_card_survives_a_round_trip(card: dict[str, Any]) -> None:
    assert card == CALL.client.write(Card.model_validate(card))


@pytest.mark.parametrize("breaks", BREAKS, ids=range(len(BREAKS)))
def test_a_wrong_card_can_not_be_made(card: dict[str, Any], breaks: Callable[[dict[str, Any]], object]) -> None:
    breaks(card)
    with pytest.raises(ValidationError):
        Card.model_validate(card)


def test_a_card_is_never_changed(card: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Card.model_validate(card).summary = "other"  # type: ignore[misc] # that it can not be set is what is tested
