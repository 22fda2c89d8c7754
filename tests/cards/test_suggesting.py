"""
What a card offers: only drafts, only what is known to be safe to offer, only what is there to remove.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from decisions import CALL, CEMENT, FIRST_DRUG, cement_outcome, drug_facts, drug_outcome, fired
from msgspec.structs import replace
from structlog.testing import capture_logs

from cds.cards import make_cards
from cds.engine.outcome import Decision
from cds.facts.fact import Fact

if TYPE_CHECKING:
    from cds.engine.outcome import Outcome
    from cds.rules.model import Pack

ROMOSOZUMAB = "post-bkp-consider-romosozumab"


def card_of(pack: Pack, *outcomes: Outcome, **call: Any) -> dict[str, Any]:
    (card,) = make_cards(Decision(outcomes), pack, call=replace(CALL, **call))
    return card


def created(suggestion: dict[str, Any]) -> list[str]:
    texts = []
    for action in suggestion["actions"]:
        resource = action["resource"]
        texts.append((resource.get("medicationCodeableConcept") or resource["code"])["text"])
    return texts


def test_only_a_draft_of_the_context_is_removed(pack: Pack) -> None:
    outcome = cement_outcome(pack)
    here = card_of(pack, outcome)
    elsewhere = card_of(pack, outcome, drafts={})

    assert "ServiceRequest/o1" == here["suggestions"][0]["actions"][0]["resourceId"]
    assert "Remove the draft order for balloon kyphoplasty of L1" == here["suggestions"][0]["label"]
    assert not [a for s in elsewhere["suggestions"] for a in s["actions"] if a["type"] == "delete"]


def test_a_draft_is_removed_under_the_clients_own_reference(pack: Pack) -> None:
    card = card_of(pack, cement_outcome(pack), drafts={"ServiceRequest/o1": "ServiceRequest/request-123"})

    assert "ServiceRequest/request-123" == card["suggestions"][0]["actions"][0]["resourceId"]


def test_each_draft_is_removed_once(pack: Pack) -> None:
    card = card_of(pack, cement_outcome(pack), cement_outcome(pack))

    assert 1 == len([s for s in card["suggestions"] if s["label"].startswith("Remove")])


def test_what_is_not_offered_is_not_there(pack: Pack) -> None:
    card = card_of(pack, cement_outcome(pack, offered=()))

    assert "suggestions" not in card
    assert "selectionBehavior" not in card


def test_laboratory_orders_go_with_each_drug_and_stand_alone_too(pack: Pack) -> None:
    card = card_of(pack, drug_outcome(pack))
    tests = created(card["suggestions"][2])

    assert "at-most-one" == card["selectionBehavior"]
    assert 6 == len(tests)
    assert ["denosumab 60 mg", *tests] == created(card["suggestions"][0])
    assert ["zoledronate 5 mg", *tests] == created(card["suggestions"][1])


def test_without_a_drug_the_laboratory_orders_stay(pack: Pack) -> None:
    outcome = fired(pack.rules[FIRST_DRUG], drug_facts(calcium="unknown"), offered=(2, 3))
    labels = [suggestion["label"] for suggestion in card_of(pack, outcome)["suggestions"]]

    assert ["Order creatinine, calcium, albumin, 25-OH vitamin D, CTX and P1NP", "Refer to a bone clinic"] == labels


def test_a_choice_of_any_does_not_repeat_the_tests(pack: Pack) -> None:
    rule = replace(pack.rules[FIRST_DRUG], selection="any")
    changed = replace(pack, rules={**pack.rules, FIRST_DRUG: rule})
    card = card_of(changed, fired(rule, drug_facts()))

    assert ("any", ["denosumab 60 mg"]) == (card["selectionBehavior"], created(card["suggestions"][0]))


def test_a_drug_needs_the_leading_outcome(pack: Pack) -> None:
    """
    Of two orders, the one whose card leads decides whether a drug may be drafted.
    """
    rule = pack.rules[FIRST_DRUG]
    leads = fired(rule, drug_facts(), offered=(2, 3))
    other = fired(rule, drug_facts(), lead=1)
    card = card_of(pack, other, leads)

    assert "warning" == card["indicator"]
    assert not [s for s in card["suggestions"] if s["label"].startswith(("Denosumab", "Zoledronate"))]


@pytest.mark.parametrize("says", [{}, {"left": "0"}, {"left": "many"}])
def test_a_draft_that_can_not_be_filled_in_is_left_out_and_named(pack: Pack, says: dict[str, str]) -> None:
    outcome = fired(pack.rules[ROMOSOZUMAB], {"romosozumab-doses": Fact("some", says=says)})
    with capture_logs() as logged:
        card = card_of(pack, outcome)

    assert "draft romosozumab-210mg" in card["extension"]["org.ovf-cds"]["missing"]
    assert not [s for s in card["suggestions"] if s["label"].startswith("Romosozumab")]
    assert "romosozumab-210mg" in str(logged)


def test_romosozumab_is_drafted_for_what_is_left_of_twelve(pack: Pack) -> None:
    facts = {"romosozumab-doses": Fact("some", says={"count": "3", "left": "9"})}
    card = card_of(pack, fired(pack.rules[ROMOSOZUMAB], facts))
    resource = card["suggestions"][0]["actions"][0]["resource"]

    assert 9 == resource["dosageInstruction"][0]["timing"]["repeat"]["count"]


def test_a_patient_without_a_usable_reference_gets_no_draft(pack: Pack) -> None:
    card = card_of(pack, cement_outcome(pack), patient="urn:uuid:1")

    assert ["Remove the draft order for balloon kyphoplasty of L1"] == [s["label"] for s in card["suggestions"]]
    assert ["draft bone-clinic", "draft multidisciplinary-review"] == card["extension"]["org.ovf-cds"]["missing"]


def test_no_rule_drafts_an_opioid(pack: Pack) -> None:
    assert not [name for name, draft in pack.drafts.items() if "opioid" in draft.drug or "opioid" in name]


def test_every_suggestion_has_its_own_id(pack: Pack) -> None:
    card = card_of(pack, drug_outcome(pack))
    ids = [suggestion["uuid"] for suggestion in card["suggestions"]]

    assert len(ids) == len(set(ids))
    assert CEMENT not in str(ids)
