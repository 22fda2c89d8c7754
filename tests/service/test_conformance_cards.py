# ruff: noqa: N802 - the tests are named after the labels of the requirements
"""
Cards, element by element (section "CDS Service Response"), and what this house adds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from service.exchange import dropped, fails_when, set_to
from service.patients import DRAFT, PATIENT_ID, bundle, record, request
from service.requirements import requirement
from service.response_checker import check_answer

if TYPE_CHECKING:
    from service.exchange import Exchange
    from service.running import Client

CARD = ("cards", 0)


@pytest.fixture(scope="module")
def answer(client: Client) -> Exchange:
    """
    An answer whose cards have every element.
    """
    exchange = client.call(request())
    card = exchange.cards[0]
    for name in ("suggestions", "overrideReasons", "links"):
        assert card[name], name
    return exchange


@pytest.fixture(scope="module")
def creating(answer: Exchange) -> tuple[str | int, ...]:
    """
    The place of an action that creates something.
    """
    for number, card in enumerate(answer.cards):
        for place, suggestion in enumerate(card.get("suggestions", ())):
            for last, action in enumerate(suggestion.get("actions", ())):
                if action["type"] == "create":
                    return "cards", number, "suggestions", place, "actions", last
    raise AssertionError("no card creates anything")


@pytest.fixture(scope="module")
def deleting(answer: Exchange) -> tuple[str | int, ...]:
    """
    The place of an action that removes a draft.
    """
    for place, suggestion in enumerate(answer.cards[0]["suggestions"]):
        for last, action in enumerate(suggestion.get("actions", ())):
            if action["type"] == "delete":
                return "cards", 0, "suggestions", place, "actions", last
    raise AssertionError("no card removes the draft")


@requirement("J2", "L", "nothing empty in an answer; `cards: []` is allowed, `systemActions` is absent when empty")
def test_J2_nothing_in_an_answer_is_empty(answer: Exchange) -> None:
    fails_when(
        check_answer,
        answer,
        set_to(None, "extension"),
        set_to({}, "extension"),
        set_to([], "systemActions"),
        set_to(None, *CARD, "links"),
        set_to([], *CARD, "suggestions"),
        set_to("", *CARD, "detail"),
    )


@requirement("A1", "S", "`systemActions` only where both sides agreed: never here")
def test_A1_no_system_actions(answer: Exchange) -> None:
    fails_when(
        check_answer, answer, set_to([{"type": "delete", "description": "x", "resourceId": "a/b"}], "systemActions")
    )


@requirement("A2", "L", "`uuid` is always sent, and each is its own")
def test_A2_each_card_has_a_uuid(answer: Exchange) -> None:
    other = answer.cards[1]["uuid"]

    fails_when(check_answer, answer, dropped(*CARD, "uuid"), set_to("1", *CARD, "uuid"), set_to(other, *CARD, "uuid"))


@requirement("A3", "L", "`summary` is one line of fewer than 140 characters")
def test_A3_summaries_are_short(answer: Exchange) -> None:
    fails_when(
        check_answer,
        answer,
        dropped(*CARD, "summary"),
        set_to("x" * 140, *CARD, "summary"),
        set_to("ü" * 140, *CARD, "summary"),
        set_to("two\nlines", *CARD, "summary"),
        set_to("", *CARD, "summary"),
        set_to(None, *CARD, "summary"),
    )


@requirement("A4", "S", "`detail` is GitHub Markdown without HTML; what comes from the record is escaped")
def test_A4_details_hold_no_html(answer: Exchange) -> None:
    fails_when(
        check_answer,
        answer,
        set_to("<b>x</b>", *CARD, "detail"),
        set_to("<img src=x>", *CARD, "detail"),
        set_to("<!-- -->", *CARD, "detail"),
    )


@requirement("A4", "S", "a record that holds HTML brings none into a card")
def test_A4_html_of_the_record_stays_there(client: Client) -> None:
    body = request()
    evil = '<img src="https://evil.example/x.png"><script>alert(1)</script>'
    for entry in body["prefetch"]["condition"]["entry"]:
        entry["resource"]["code"]["text"] = evil
        entry["resource"]["note"] = [{"text": evil}]
    body["prefetch"]["condition"]["entry"][1]["resource"]["bodySite"][0]["text"] = evil
    found = client.call(body)

    assert "rebound-no-augmentation" in found.rules
    assert b"evil.example" not in found.raw


@requirement("A5", "L", "`indicator` is exactly info, warning or critical")
def test_A5_indicators_are_of_the_three(answer: Exchange) -> None:
    fails_when(
        check_answer,
        answer,
        dropped(*CARD, "indicator"),
        set_to("hard-stop", *CARD, "indicator"),
        set_to("Critical", *CARD, "indicator"),
    )


@requirement("A6", "L", "`source.label` is there; `url` is absolute; `topic` is a coding, letters and digits only")
def test_A6_sources_are_complete(answer: Exchange) -> None:
    source = (*CARD, "source")

    fails_when(
        check_answer,
        answer,
        dropped(*source),
        dropped(*source, "label"),
        set_to("/here", *source, "url"),
        dropped(*source, "topic"),
        set_to("has-dash", *source, "topic", "code"),
        set_to("x" * 101, *source, "topic", "code"),
    )


@requirement("A6", "S", "the topic of a rule is the same on every card")
def test_A6_topics_are_static(client: Client, answer: Exchange) -> None:
    again = client.call(request("order-select"))

    assert (
        answer.card("rebound-no-augmentation")["source"]["topic"]
        == again.card("rebound-no-augmentation")["source"]["topic"]
    )


@requirement(
    "A7",
    "L",
    "`suggestions` have `selectionBehavior`, a label and a uuid; at most one is recommended when at most one can be chosen",
)
def test_A7_suggestions_are_complete(answer: Exchange) -> None:
    first = (*CARD, "suggestions", 0)

    fails_when(
        check_answer,
        answer,
        dropped(*CARD, "selectionBehavior"),
        set_to("all", *CARD, "selectionBehavior"),
        dropped(*first, "label"),
        dropped(*first, "uuid"),
        set_to([], *first, "actions"),
    )


@requirement(
    "A8", "L", "an action has `type` and `description`; a created resource is an object, a deleted one is named"
)
def test_A8_actions_are_complete(
    answer: Exchange, creating: tuple[str | int, ...], deleting: tuple[str | int, ...]
) -> None:
    fails_when(
        check_answer,
        answer,
        set_to("Create", *creating, "type"),
        dropped(*creating, "description"),
        dropped(*creating, "resource"),
        set_to('{"resourceType":"Task"}', *creating, "resource"),
        set_to("active", *creating, "resource", "status"),
        dropped(*creating, "resource", "intent"),
        dropped(*deleting, "resourceId"),
        set_to({"resourceType": "ServiceRequest"}, *deleting, "resource"),
    )


@requirement("A8", "S", "only drafts of the context are removed, by their relative reference")
def test_A8_only_drafts_are_removed(answer: Exchange, deleting: tuple[str | int, ...]) -> None:
    action: Any = answer.body
    for step in deleting:
        action = action[step]
    assert action["resourceId"] == DRAFT

    fails_when(
        check_answer,
        answer,
        set_to("ServiceRequest/another", *deleting, "resourceId"),
        set_to(f"https://ehr.example.org/{DRAFT}", *deleting, "resourceId"),
    )


@requirement("A8", "L", "a created resource is valid R4 on its own: draft, proposal, about the patient")
def test_A8_what_is_created_is_valid_r4(answer: Exchange) -> None:
    from fhir.resources.R4B import get_fhir_model_class

    made = [
        action["resource"]
        for card in answer.cards
        for suggestion in card.get("suggestions", ())
        for action in suggestion.get("actions", ())
        if action["type"] == "create"
    ]
    assert made
    for resource in made:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        whose = resource.get("subject", resource.get("for"))
        assert (resource["status"], resource["intent"], whose["reference"]) == (
            "draft",
            "proposal",
            f"Patient/{PATIENT_ID}",
        )


@requirement("A9", "L", "each override reason has code, system and display")
def test_A9_override_reasons_are_complete(answer: Exchange) -> None:
    reason = (*CARD, "overrideReasons", 0)

    fails_when(
        check_answer,
        answer,
        *(dropped(*reason, name) for name in ("code", "system", "display")),
        set_to([], *CARD, "overrideReasons"),
    )


@requirement("A10", "L", "a link has label, absolute http(s) url and type; `appContext` only on a smart link")
def test_A10_links_are_complete(answer: Exchange) -> None:
    link = (*CARD, "links", 0)

    fails_when(
        check_answer,
        answer,
        dropped(*link, "label"),
        set_to("doi:10.1/x", *link, "url"),
        set_to("external", *link, "type"),
        set_to("x", *link, "appContext"),
    )


@requirement("C1", "S", "cards in the order of the catalogue: by tier, then critical, warning, info; few")
def test_C1_cards_are_in_order(answer: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        indicators = ["critical", "warning", "info"]
        found = [indicators.index(card["indicator"]) for card in exchange.cards]
        assert found == sorted(found)
        assert len(exchange.cards) < 6

    fails_when(check, answer, set_to(answer.cards[::-1], "cards"), set_to(answer.cards * 3, "cards"))


@requirement("C2", "S", "the first paragraph of the detail carries the point; each card stands alone")
def test_C2_a_card_can_be_acted_on_without_automation(answer: Exchange) -> None:
    fails_when(
        check_answer, answer, set_to("- a\n- b\n\n**Source:**", *CARD, "detail"), set_to("# Title", *CARD, "detail")
    )


@requirement("C2", "S", "the order a card is about is named in its text")
def test_C2_the_order_is_named(client: Client) -> None:
    body = request()
    second = dict(body["context"]["draftOrders"]["entry"][0]["resource"], id="order-2")
    body["context"]["draftOrders"] = bundle(body["context"]["draftOrders"]["entry"][0]["resource"], second)
    detail = client.call(body).card("rebound-no-augmentation")["detail"]

    assert DRAFT.replace("-", "\\-") in detail or DRAFT in detail
    assert "order-2" in detail.replace("\\", "")


@requirement("E1", "L", "the value of `extension` is an object, its keys in reverse-DNS form")
def test_E1_extensions_are_objects(answer: Exchange) -> None:
    fails_when(
        check_answer,
        answer,
        set_to([], *CARD, "extension"),
        set_to({"rule": "x"}, *CARD, "extension"),
        dropped(*CARD, "extension"),
        dropped(*CARD, "extension", "org.ovf-cds", "rule"),
        dropped(*CARD, "extension", "org.ovf-cds", "decision"),
        set_to({"x": 1}, "extension"),
    )


@requirement("E1", "O", "the extension says which rule in which version decided what, on which facts")
def test_E1_the_extension_names_rule_and_facts(client: Client, answer: Exchange) -> None:
    own = answer.cards[0]["extension"]["org.ovf-cds"]
    rule = client.application.pack.rules[own["rule"]]

    assert (own["version"], own["hash"]) == (rule.version, rule.hash)
    assert own["decision"] == answer.body["extension"]["org.ovf-cds"]["decision"]
    assert {"name", "state", "status"} <= set(own["facts"][0])
    doses = {reference for fact in own["facts"] for reference in fact.get("references", ())}
    assert f"MedicationAdministration/{record()['MedicationAdministration'][1]['id']}" in doses


def test_undecided_rules_stand_in_the_extension_of_the_answer(client: Client) -> None:
    found = client.call(request(keys=frozenset({"patient", "condition"}))).body["extension"]["org.ovf-cds"]

    one = next(told for told in found["undecided"] if told["rule"] == "rebound-no-augmentation")
    assert set(one) == {"rule", "version", "hash", "order", "missing"}
    assert one["order"] == DRAFT
