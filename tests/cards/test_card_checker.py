"""
The checker sees each thing that can be wrong with a card: every property is broken on purpose.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from decisions import CALL, everything

from cds.cards import make_cards

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.rules.model import Pack

Break = "Callable[[dict[str, Any]], object]"

BREAKS: list[tuple[str, Any]] = [
    ("is empty", lambda c: c.update(summary="")),
    ("is empty", lambda c: c.update(links=[])),
    ("is empty", lambda c: c["source"].update(icon=None)),
    ("is empty", lambda c: c["extension"]["org.ovf-cds"].update(missing=[])),
    ("is empty", lambda c: c["suggestions"][0].update(actions=[])),
    ("a card has no", lambda c: c.update(severity="high")),
    ("uuid is always sent", lambda c: c.pop("uuid")),
    ("uuid is always sent", lambda c: c.update(uuid="1")),
    ("summary is a string", lambda c: c.pop("summary")),
    ("140 code points", lambda c: c.update(summary="x" * 140)),
    ("one line", lambda c: c.update(summary="a\nb")),
    ("summary opens no HTML", lambda c: c.update(summary="<b>now")),
    ("detail is a string", lambda c: c.update(detail=["a"])),
    ("detail opens no HTML", lambda c: c.update(detail=c["detail"] + "<img src=x>")),
    ("placeholder", lambda c: c.update(detail=c["detail"] + "{rebound.levels}")),
    ("first paragraph", lambda c: c.update(detail="- " + c["detail"])),
    ("**Source:**", lambda c: c.update(detail=c["detail"].replace("**Source:**", ""))),
    ("**Certainty:**", lambda c: c.update(detail=c["detail"].replace("**Certainty:**", ""))),
    ("**Strength:**", lambda c: c.update(detail=c["detail"].replace("**Strength:**", ""))),
    ("Does not apply to", lambda c: c.update(detail=c["detail"].replace("Does not apply to", ""))),
    ("indicator is", lambda c: c.update(indicator="hard-stop")),
    ("indicator is", lambda c: c.update(indicator="Critical")),
    ("source is an object", lambda c: c.update(source="us")),
    ("source.label", lambda c: c["source"].pop("label")),
    ("source.url is absolute", lambda c: c["source"].update(url="/paper")),
    ("source has label", lambda c: c["source"].update(name="x")),
    ("topic has a system", lambda c: c["source"].pop("topic")),
    ("alphanumeric", lambda c: c["source"]["topic"].update(code="a-b")),
    ("selectionBehavior goes with", lambda c: c.pop("selectionBehavior")),
    ("selectionBehavior goes with", lambda c: c.pop("suggestions")),
    ("selectionBehavior is", lambda c: c.update(selectionBehavior="all-or-none")),
    ("known elements only", lambda c: c["suggestions"][0].update(actionSelectionBehavior="any")),
    ("has a label", lambda c: c["suggestions"][0].pop("label")),
    ("has a uuid", lambda c: c["suggestions"][0].pop("uuid")),
    ("has a description", lambda c: c["suggestions"][0]["actions"][0].pop("description")),
    ("create or a delete", lambda c: c["suggestions"][0]["actions"][0].update(type="update")),
    ("resourceId is Type/id", lambda c: c["suggestions"][0]["actions"][0].update(resourceId="urn:uuid:1")),
    ("not a draft of the context", lambda c: c["suggestions"][0]["actions"][0].update(resourceId="ServiceRequest/x")),
    ("a delete has no resource", lambda c: c["suggestions"][0]["actions"][0].update(resource={"resourceType": "Task"})),
    ("a create has no resourceId", lambda c: c["suggestions"][1]["actions"][0].update(resourceId="Task/1")),
    ("never a string", lambda c: c["suggestions"][1]["actions"][0].update(resource="{}")),
    ("is never created", lambda c: c["suggestions"][1]["actions"][0]["resource"].update(resourceType="Patient")),
    ("is a draft", lambda c: c["suggestions"][1]["actions"][0]["resource"].update(status="active")),
    ("is a proposal", lambda c: c["suggestions"][1]["actions"][0]["resource"].update(intent="order")),
    ("about the patient", lambda c: c["suggestions"][1]["actions"][0]["resource"].pop("subject")),
    ("has no id", lambda c: c["suggestions"][1]["actions"][0]["resource"].update(id="1")),
    ("override reason has", lambda c: c["overrideReasons"][0].pop("display")),
    ("a link has a label", lambda c: c["links"][0].pop("label")),
    ("link's url is absolute", lambda c: c["links"][0].update(url="doi.org/1")),
    ("absolute or smart", lambda c: c["links"][0].pop("type")),
    ("for smart links", lambda c: c["links"][0].update(appContext="x")),
    ("extension is an object", lambda c: c.pop("extension")),
    ("reverse DNS", lambda c: c["extension"].update(rule={"a": 1})),
    ("org.ovf-cds lacks", lambda c: c["extension"]["org.ovf-cds"].pop("version")),
    ("a fact has name", lambda c: c["extension"]["org.ovf-cds"]["facts"][0].pop("state")),
    ("every uuid", lambda c: c["suggestions"][1].update(uuid=c["uuid"])),
]


@pytest.fixture
def cards(pack: Pack) -> list[dict[str, Any]]:
    return make_cards(everything(pack), pack, call=CALL)


def test_cards_of_the_pack_pass(cards: list[dict[str, Any]], card_checker: Callable[..., None]) -> None:
    card_checker(cards, drafts={"ServiceRequest/o1"})


@pytest.mark.parametrize(("message", "breaks"), BREAKS, ids=[f"{n}-{m}" for n, (m, _) in enumerate(BREAKS)])
def test_a_broken_card_is_seen(
    cards: list[dict[str, Any]],
    card_checker: Callable[..., None],
    message: str,
    breaks: Callable[[dict[str, Any]], object],
) -> None:
    broken = copy.deepcopy(cards)
    breaks(broken[0])
    with pytest.raises(AssertionError) as seen:
        card_checker(broken, drafts={"ServiceRequest/o1"})

    assert message in str(seen.value)
