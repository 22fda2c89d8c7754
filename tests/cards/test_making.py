"""
From outcomes to cards: one card a rule, in order, complete, and true to what the engine said.
"""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from decisions import (
    AS_OF,
    CALL,
    CEMENT,
    FIRST_DRUG,
    cement_facts,
    cement_outcome,
    drug_facts,
    drug_order,
    drug_outcome,
    everything,
    fired,
    gap,
)
from msgspec.structs import replace
from structlog.testing import capture_logs

from cds.cards import make_cards, references
from cds.chart.chart import Evidence
from cds.chart.dates import Span, days_after
from cds.engine.outcome import Decision, Verdict
from cds.facts.fact import Fact
from cds.rules.conditions import Is
from cds.rules.model import Variant

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.engine.outcome import Outcome
    from cds.rules.model import Pack

NO_BONE_FORMING = "rebound-no-bone-forming-first"
HOSTILE = '<img src=x onerror=alert(1)> [x](javascript:1) **b** www.evil.example "'


def one(pack: Pack, *outcomes: Outcome, **call: Any) -> dict[str, Any]:
    (card,) = make_cards(Decision(outcomes), pack, call=replace(CALL, **call))
    return card


def own(card: dict[str, Any]) -> dict[str, Any]:
    extension: dict[str, Any] = card["extension"]["org.ovf-cds"]
    return extension


def test_a_rule_that_fired_gives_its_card(pack: Pack, card_checker: Callable[..., None]) -> None:
    card = one(pack, cement_outcome(pack))
    card_checker([card], drafts={"ServiceRequest/o1"})

    assert "critical" == card["indicator"]
    assert card["summary"].startswith("Rebound vertebral fracture after stopping denosumab")
    assert "strongly contraindicated" in card["detail"].split("\n\n")[0]
    assert "last denosumab 60 mg dose on 2025-02-05" in card["detail"].lower()
    assert (CEMENT, "1.0.0", pack.rules[CEMENT].hash) == tuple(own(card)[k] for k in ("rule", "version", "hash"))
    assert "ReboundNoAugmentation" == card["source"]["topic"]["code"]


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.FIRED])
def test_only_a_fired_outcome_gives_a_card(pack: Pack, verdict: Verdict) -> None:
    assert [] == make_cards(Decision((cement_outcome(pack, verdict=verdict),)), pack, call=CALL)


def test_no_card_at_all_for_whom_nobody_may_get_one(pack: Pack) -> None:
    decision = replace(everything(pack), nobody="the patient has died", faults=(CEMENT,))

    assert [] == make_cards(decision, pack, call=CALL)


def test_cards_come_by_tier_then_indicator_then_number(pack: Pack) -> None:
    decision = everything(pack)
    after_kyphoplasty = fired(pack.rules["post-bkp-consider-romosozumab"], {}, offered=())
    care = fired(pack.rules["rebound-supportive-care"], {}, offered=())
    shuffled = replace(decision, outcomes=(after_kyphoplasty, care, *decision.outcomes))
    cards = make_cards(shuffled, pack, call=CALL)

    assert [
        CEMENT,
        FIRST_DRUG,
        "rebound-supportive-care",
        "post-bkp-consider-romosozumab",
        "data-needed",
    ] == [own(card)["rule"] for card in cards]


def test_every_rule_of_the_pack_makes_a_right_card(pack: Pack, card_checker: Callable[..., None]) -> None:
    for rule in pack.rules.values():
        if rule.id == "data-needed":
            continue
        for place in range(len(rule.fires)):
            mentions = tuple(range(len(rule.mentions)))
            outcome = fired(rule, drug_facts() | cement_facts(), lead=place, mentions=mentions)
            card_checker(make_cards(Decision((outcome,)), pack, call=CALL), drafts=())


def test_every_reason_of_a_rule_is_offered(pack: Pack) -> None:
    card = one(pack, cement_outcome(pack))
    displays = [reason["display"] for reason in card["overrideReasons"]]

    assert list(pack.rules[CEMENT].override) == [reason["code"] for reason in card["overrideReasons"]]
    assert "Neurological deficit or instability needs surgery" in displays
    assert "needs a comment: Fracture judged not related to denosumab discontinuation; Neuro" in card["detail"]


def test_a_warning_asks_for_no_comment(pack: Pack) -> None:
    assert "needs a comment" not in one(pack, drug_outcome(pack))["detail"]


def test_the_worst_order_leads_and_each_has_a_line(pack: Pack, card_checker: Callable[..., None]) -> None:
    rule = replace(
        pack.rules[CEMENT],
        fires=(
            Variant(Is("rebound", frozenset({"possible"})), "warning", "Possible rebound fracture of {rebound.levels}"),
            Variant(Is("rebound", frozenset({"probable"})), "critical", "Rebound fracture of {rebound.levels}"),
        ),
    )
    changed = replace(pack, rules={**pack.rules, CEMENT: rule})
    first = fired(rule, cement_facts(levels="T12"), order=cement_outcome(pack, 1, "T12").order)
    second = fired(rule, cement_facts(), order=cement_outcome(pack, 2, "L1").order, lead=1)
    drafts = {"ServiceRequest/o1": "ServiceRequest/o1", "ServiceRequest/o2": "ServiceRequest/o2"}
    card = one(changed, first, second, drafts=drafts)
    card_checker([card], drafts=drafts)

    assert ("critical", "Rebound fracture of L1") == (card["indicator"], card["summary"])
    assert (
        "- balloon kyphoplasty of T12 (ServiceRequest/o1), warning: Possible rebound fracture of T12" in card["detail"]
    )
    assert "- balloon kyphoplasty of L1 (ServiceRequest/o2), critical: Rebound fracture of L1" in card["detail"]
    assert ["ServiceRequest/o1", "ServiceRequest/o2"] == [
        action["resourceId"] for s in card["suggestions"] for action in s["actions"] if action["type"] == "delete"
    ]


def test_other_true_variants_join_the_detail(pack: Pack) -> None:
    rule = pack.rules[FIRST_DRUG]
    covering = Fact("covering", says={"date": "2026-01-05", "drug": "zoledronate"})
    card = one(pack, fired(rule, drug_facts() | {"rebound-cover": covering}, also=(1,), mentions=(0,)))

    assert "- Rebound vertebral fracture: antiresorptive restarted on 2026-01-05: continue" in card["detail"]
    assert "- zoledronate was given on 2026-01-05, on or after the onset: continue" in card["detail"]


def test_a_variant_with_the_same_words_is_not_said_twice(pack: Pack) -> None:
    rule = pack.rules["rebound-possible-review"]
    card = one(pack, fired(rule, {}, also=(1,), offered=()))

    assert rule.fires[0].summary == rule.fires[1].summary
    assert rule.fires[0].summary not in card["detail"]


def test_what_is_taken_as_absent_is_said_with_the_day(pack: Pack) -> None:
    card = one(pack, drug_outcome(pack))

    assert (
        "None recorded as of 2026-03-10: antiresorptive in context; rebound cover; denosumab allergy" in card["detail"]
    )


def test_unknown_is_not_said_to_be_absent(pack: Pack) -> None:
    assert "; denosumab allergy" not in one(pack, drug_outcome(pack, denosumab_allergy="unknown"))["detail"]


def test_a_card_names_what_it_rests_on_newest_first(pack: Pack) -> None:
    detail = one(pack, drug_outcome(pack))["detail"]
    block = detail.split("**Rests on:**\n\n")[1].split("\n\n")[0].splitlines()

    assert [
        "- albumin-corrected calcium: 9.4 mg/dL, 2026-03-01, Observation/c1",
        r"- vertebral fracture \(L1\), 2025-11-20, Condition/f1",
        "- denosumab 60 mg given, 2025-02-05, MedicationAdministration/d1",
    ] == block


def test_what_has_no_day_is_named_without_one(pack: Pack) -> None:
    assert "- order for balloon kyphoplasty of L1, ServiceRequest/o1" in one(pack, cement_outcome(pack))["detail"]


def test_the_patient_is_not_a_resource_to_validate(pack: Pack) -> None:
    facts = cement_facts() | {"rebound": Fact("probable", (Evidence("Patient/p1", "sex and date of birth"),))}

    assert ("ServiceRequest/o1",) == references(Decision((cement_outcome(pack, facts=facts),)), pack)


def test_more_than_twenty_resources_are_counted(pack: Pack) -> None:
    doses = tuple(
        Evidence(f"MedicationAdministration/d{n}", "denosumab 60 mg given", Span.day(days_after(date(2015, 1, 1), n)))
        for n in range(30)
    )
    outcome = cement_outcome(pack, facts=cement_facts() | {"rebound": Fact("probable", doses)})
    card = one(pack, outcome)
    fact = next(fact for fact in own(card)["facts"] if fact["name"] == "rebound")

    assert "- and 11 more" in card["detail"]
    assert "MedicationAdministration/d29" in card["detail"]
    assert "MedicationAdministration/d0," not in card["detail"]
    assert 20 == len(references(Decision((outcome,)), pack)) == len(fact["references"])


def test_resources_that_are_not_valid_are_named(pack: Pack) -> None:
    invalid = {"Condition/f1": "onsetDateTime: <b>not</b> a date", "Condition/elsewhere": "status"}
    (card,) = make_cards(Decision((cement_outcome(pack),)), pack, call=CALL, invalid=invalid)

    assert "Not valid FHIR R4, so check these in the record:\n\n- Condition/f1: onsetDateTime" in card["detail"]
    assert "<b>" not in card["detail"]
    assert "elsewhere" not in card["detail"]


def test_the_facts_stand_in_the_extension(pack: Pack) -> None:
    facts = {fact["name"]: fact for fact in own(one(pack, drug_outcome(pack)))["facts"]}

    assert {
        "name": "calcium",
        "state": "normal",
        "status": "asserted",
        "value": "9.4",
        "unit": "mg/dL",
        "date": "2026-03-01",
        "references": ["Observation/c1"],
    } == facts["calcium"]
    assert {"name": "rebound-cover", "state": "none", "status": "not-recorded"} == facts["rebound-cover"]
    assert "hook" not in facts


def test_what_a_worse_card_would_need_stands_in_the_extension(pack: Pack) -> None:
    assert ["calcium"] == own(one(pack, cement_outcome(pack, missing=("calcium",))))["missing"]


def test_hostile_words_of_the_record_do_no_harm(pack: Pack, card_checker: Callable[..., None]) -> None:
    facts = {
        name: replace(
            fact, value=HOSTILE, unit=HOSTILE, says={**dict.fromkeys(fact.says, HOSTILE), "procedure": HOSTILE}
        )
        for name, fact in cement_facts().items()
    }
    facts["rebound"] = replace(facts["rebound"], evidence=(Evidence("Condition/f1", HOSTILE), Evidence(HOSTILE, "x")))
    rule = replace(
        pack.rules[CEMENT], fires=(replace(pack.rules[CEMENT].fires[0], summary="Rebound at {rebound.levels}"),)
    )
    changed = replace(pack, rules={**pack.rules, CEMENT: rule})
    decision = Decision(
        (fired(rule, facts, order=cement_outcome(pack).order),), (gap(HOSTILE, why=HOSTILE, how=HOSTILE),)
    )
    cards = make_cards(decision, changed, call=CALL)
    card_checker(cards, drafts={"ServiceRequest/o1"})

    assert 2 == len(cards)
    for card in cards:
        assert "[x](javascript" not in card["detail"]
        assert "www.evil" not in card["detail"]
        assert "**b**" not in card["detail"]


def test_a_summary_that_grows_too_long_is_cut_and_logged(pack: Pack) -> None:
    rule = replace(
        pack.rules[CEMENT], fires=(replace(pack.rules[CEMENT].fires[0], summary="Rebound at {rebound.levels}"),)
    )
    changed = replace(pack, rules={**pack.rules, CEMENT: rule})
    facts = cement_facts(levels=", ".join(["Canary"] * 40))
    with capture_logs() as logged:
        card = one(changed, fired(rule, facts, order=cement_outcome(pack).order))

    assert len(card["summary"]) <= 139
    assert card["summary"].endswith("Canary…")
    assert CEMENT in str(logged)
    assert "Canary" not in str(logged)


def test_an_earlier_override_is_said(pack: Pack) -> None:
    card = one(pack, cement_outcome(pack), overridden={CEMENT: (AS_OF, "mdt-decision")})

    assert "Overridden on 2026-03-10: Multidisciplinary decision after discussing the risk." in card["detail"]


def test_a_placeholder_without_value_says_so(pack: Pack) -> None:
    facts = cement_facts() | {"rebound": Fact("probable")}

    assert (
        "vertebral fracture of not recorded with onset not recorded"
        in one(pack, cement_outcome(pack, facts=facts))["detail"]
    )


def test_a_removal_names_the_drug(pack: Pack) -> None:
    facts = {"drug-order": Fact("teriparatide", says={"drug": "teriparatide"}), "rebound": cement_facts()["rebound"]}
    outcome = fired(pack.rules[NO_BONE_FORMING], facts, order=drug_order(1), offered=(0,))
    card = one(pack, outcome, drafts={"MedicationRequest/m1": "MedicationRequest/m1"})

    assert ["Remove the draft order for teriparatide"] == [suggestion["label"] for suggestion in card["suggestions"]]


def test_cards_cost_well_under_a_millisecond(pack: Pack) -> None:
    decision = everything(pack)
    make_cards(decision, pack, call=CALL)
    best = min(_seconds(decision, pack) for _ in range(20))

    assert best < 0.002, "three cards with two drugs and laboratory orders took longer than 2 ms"


def _seconds(decision: Decision, pack: Pack) -> float:
    start = time.perf_counter()
    make_cards(decision, pack, call=CALL)
    return time.perf_counter() - start
