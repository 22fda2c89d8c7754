"""
The data-needed card: one, in order, faults first, offering only what was asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from decisions import CALL, CEMENT, FIRST_DRUG, cement_outcome, drug_outcome, gap
from msgspec.structs import replace
from structlog.testing import capture_logs

from cds.cards import make_cards
from cds.engine.outcome import Decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.engine.outcome import Gap
    from cds.rules.model import Pack

LABS = "Order calcium, albumin and creatinine"
DATES = "Confirm the dates and the strength of denosumab"


def asked(pack: Pack, *gaps: Gap, faults: tuple[str, ...] = ()) -> dict[str, Any]:
    (card,) = make_cards(Decision((), gaps, faults), pack, call=CALL)
    return card


def labels(card: dict[str, Any]) -> list[str]:
    return [suggestion["label"] for suggestion in card.get("suggestions", ())]


def test_nothing_missing_gives_no_card(pack: Pack) -> None:
    assert [] == make_cards(Decision(()), pack, call=CALL)


@pytest.mark.parametrize(
    ("items", "summary"),
    [
        (["calcium"], "Information needed for safe advice: 1 item (for example calcium)"),
        (["fracture onset", "calcium"], "Information needed for safe advice: 2 items (for example fracture onset)"),
    ],
)
def test_the_summary_counts_and_names_the_first(
    pack: Pack, card_checker: Callable[..., None], items: list[str], summary: str
) -> None:
    card = asked(pack, *(gap(item) for item in items))
    card_checker([card])

    assert ("info", summary) == (card["indicator"], card["summary"])
    assert items == card["extension"]["org.ovf-cds"]["missing"]


def test_each_item_says_why_for_which_rule_and_how(pack: Pack) -> None:
    card = asked(pack, gap("calcium", why="low calcium comes first", how="Observation of calcium."))

    assert (
        "- **calcium**: low calcium comes first (rebound-no-augmentation). How to record it: Observation of calcium."
        in card["detail"]
    )


def test_a_conflict_shows_both_dates(pack: Pack) -> None:
    item = "last denosumab dose 2024-11-20 (administration, MedicationAdministration/1) or 2025-06-01 (statement, M/2)"
    detail = asked(pack, gap(item))["detail"]

    assert "2024-11-20" in detail
    assert "2025-06-01" in detail


def test_a_rule_that_was_not_evaluated_comes_first_and_warns(pack: Pack, card_checker: Callable[..., None]) -> None:
    card = asked(pack, gap("calcium"), faults=(CEMENT,))
    card_checker([card])
    title = "Not evaluated: No cement in a rebound-associated vertebral fracture"

    assert "warning" == card["indicator"]
    assert f"{title}. Do not rely on its absence" == card["summary"]
    assert card["detail"].startswith(f"{title}. Do not rely on its absence.\n\n")
    assert "- **calcium**" in card["detail"]
    assert [title, "calcium"] == card["extension"]["org.ovf-cds"]["missing"]


def test_several_rules_that_were_not_evaluated_are_counted(pack: Pack, card_checker: Callable[..., None]) -> None:
    card = asked(pack, faults=(CEMENT, FIRST_DRUG, "unheard-of"))
    card_checker([card])

    assert "Not evaluated: 3 rules. Do not rely on the absence of their cards" == card["summary"]
    assert 3 == card["detail"].count("Do not rely on its absence.")
    assert "Not evaluated: unheard-of. " in card["detail"]


@pytest.mark.parametrize(
    ("facts", "offered"),
    [
        (["calcium"], [LABS]),
        (["crcl"], [LABS]),
        (["egfr"], [LABS]),
        (["denosumab-exposure"], [DATES]),
        (["denosumab-exposure", "calcium"], [LABS, DATES]),
        (["fracture-onset"], []),
        ([""], []),
    ],
)
def test_only_what_is_asked_for_is_offered(pack: Pack, facts: list[str], offered: list[str]) -> None:
    card = asked(pack, *(gap(f"item {n}", fact) for n, fact in enumerate(facts)))

    assert offered == labels(card)
    assert ("selectionBehavior" in card) == bool(offered)


def test_it_offers_its_own_three_reasons(pack: Pack) -> None:
    reasons = [reason["code"] for reason in asked(pack, gap("calcium"))["overrideReasons"]]

    assert ["data-incorrect", "already-assessed", "not-available"] == reasons


def test_it_stands_after_all_other_cards(pack: Pack) -> None:
    decision = Decision((cement_outcome(pack), drug_outcome(pack)), (gap("calcium"),), (FIRST_DRUG,))
    cards = make_cards(decision, pack, call=CALL)

    assert "data-needed" == cards[-1]["extension"]["org.ovf-cds"]["rule"]


def test_the_facts_asked_for_stand_in_the_extension(pack: Pack) -> None:
    decision = Decision((drug_outcome(pack),), (gap("calcium", "calcium"), gap("other", "unheard-of")))
    card = make_cards(decision, pack, call=CALL)[-1]

    assert ["calcium"] == [fact["name"] for fact in card["extension"]["org.ovf-cds"]["facts"]]


def test_a_pack_without_the_rule_says_so_in_the_log(pack: Pack) -> None:
    without = replace(pack, rules={CEMENT: pack.rules[CEMENT]})
    with capture_logs() as logged:
        assert [] == make_cards(Decision((), (gap("calcium"),)), without, call=CALL)

    assert "data-needed" in str(logged)
