"""
From a walk to what is kept of it: everything that decided, and nothing that names anybody.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from journal.records import AT, named
from msgspec.structs import replace

from cds.cards.card import EXTENSION
from cds.journal import CallKept, DecisionRecord, OrderKept, decision_record, open_journal
from cds.walk import Asked, Consultant, check

if TYPE_CHECKING:
    from cds.rules.model import Pack
    from cds.walk import Result

STORY = Path(__file__).parents[2] / "fhir_examples" / "01_rebound_kyphoplasty_order"
CEMENT = "rebound-no-augmentation"
CANARY = {
    "name": [{"family": "Canary-Family", "given": ["Canary-Given"], "text": "Canary-Text"}],
    "identifier": [{"system": "urn:x", "value": "Canary-Identifier"}],
    "telecom": [{"system": "phone", "value": "Canary-Phone"}],
    "address": [{"line": ["Canary-Street"], "city": "Canary-City"}],
    "text": {"status": "generated", "div": "<div>Canary-Narrative</div>"},
}


@pytest.fixture(scope="module")
def consultant(pack: Pack) -> Consultant:
    return Consultant(pack)


def planted(value: Any) -> Any:
    """
    Put a canary wherever a record has words.
    """
    if isinstance(value, list):
        return [planted(item) for item in value]
    if not isinstance(value, dict):
        return value
    words = {name: f"Canary-{name}" for name in ("display", "note", "description") if name in value}
    if "note" in words:
        words["note"] = [{"text": "Canary-Note"}]  # type: ignore[dict-item]
    patient = CANARY | {"birthDate": "1951-12-13"} if value.get("resourceType") == "Patient" else {}
    return {name: planted(item) for name, item in value.items()} | words | patient


def consulted(consultant: Consultant, *, source: str = "record") -> Result:
    bundle = planted(
        json.loads(next(path for path in STORY.glob("*.json") if path.name != "context.json").read_bytes())
    )
    context = planted(json.loads((STORY / "context.json").read_bytes()))
    checked = check(
        json.dumps(bundle).encode(),
        source=source,
        hook="order-sign",
        as_of=date(2026, 3, 10),
        context=context,
        profile="us",
        consultant=consultant,
    )
    [result] = checked.results
    return result


def kept(result: Result, pack: Pack, *, shown: list[dict[str, Any]] | None = None, **changes: Any) -> DecisionRecord:
    facts = [(subject.order.ref if subject.order else None, subject.facts) for subject in result.subjects]
    call = CallKept(decision=result.id, asked_at=AT, facts=facts)
    return decision_record(result, pack, replace(call, **changes), shown=shown)


def test_a_decision_keeps_its_verdicts_facts_and_orders(pack: Pack, consultant: Consultant) -> None:
    result = consulted(consultant)
    record = kept(result, pack, fetched={"Condition": "present"}, user="Practitioner/d1")
    cement = next(one for one in record.verdicts if one.rule == CEMENT)
    card = next(card for card in result.cards if card["extension"][EXTENSION]["rule"] == CEMENT)

    assert ("fired", True, False, "critical") == (cement.verdict, cement.shown, cement.shadow, cement.indicator)
    assert (pack.rules[CEMENT].version, pack.rules[CEMENT].hash) == (cement.version, cement.hash)
    assert card["uuid"] == cement.card_uuid
    assert [suggestion["uuid"] for suggestion in card["suggestions"]] == list(cement.suggestion_uuids)
    given = {name for name, entry in pack.entries.items() if entry.given}
    measured = {name for name, _ in consultant.at(result.asked.hook).measured}
    assert measured | given == {fact.name for fact in record.facts}
    assert {link["url"] for shown in result.cards for link in shown.get("links", ())} == set(record.links)
    assert [outcome.rule.id for outcome in result.decision.outcomes] == [one.rule for one in record.verdicts]
    [order] = record.orders
    assert order.ref == cement.order
    assert order.codes


def test_a_fact_is_kept_with_what_it_rests_on(pack: Pack, consultant: Consultant) -> None:
    record = kept(consulted(consultant), pack)
    rebound = next(fact for fact in record.facts if fact.name == "rebound")

    assert ("probable", "asserted") == (rebound.state, rebound.status)
    assert rebound.refs
    assert all(resource.ref.count("/") == 1 and resource.on for resource in rebound.refs)
    assert "2025-02-05" == rebound.says["last"]


def test_facts_that_differ_between_orders_stand_with_each(pack: Pack, consultant: Consultant) -> None:
    result = consulted(consultant)
    [subject] = result.subjects
    other = dict(subject.facts) | {"rebound": replace(subject.facts["rebound"], state="no")}
    record = kept(result, pack, facts=[("ServiceRequest/a", subject.facts), ("ServiceRequest/b", other)])

    found = [(fact.order, fact.state) for fact in record.facts if fact.name == "rebound"]
    assert [("ServiceRequest/a", "probable"), ("ServiceRequest/b", "no")] == found
    assert [None] == [fact.order for fact in record.facts if fact.name == "adult"]


def test_without_all_facts_those_the_rules_read_are_kept(pack: Pack, consultant: Consultant) -> None:
    record = kept(consulted(consultant), pack, facts=())

    assert "probable" == next(fact.state for fact in record.facts if fact.name == "rebound")


def test_a_rule_in_shadow_is_kept_as_fired_and_not_shown(pack: Pack, consultant: Consultant) -> None:
    result = consulted(consultant)
    shown = [card for card in result.cards if card["extension"][EXTENSION]["rule"] != CEMENT]
    cement = next(o for o in kept(result, pack, shown=shown, shadow=frozenset({CEMENT})).verdicts if o.rule == CEMENT)

    assert ("fired", False, True, None) == (cement.verdict, cement.shown, cement.shadow, cement.card_uuid)


def test_orders_and_problems_may_be_told(pack: Pack, consultant: Consultant) -> None:
    orders = (OrderKept(ref="ServiceRequest/o1", codes=("http://snomed.info/sct|447766003",)),)
    record = kept(consulted(consultant), pack, orders=orders, problems=("2 resources of another patient",))

    assert orders == record.orders
    assert ("2 resources of another patient",) == record.problems


def test_the_name_of_a_source_is_not_kept(pack: Pack, consultant: Consultant) -> None:
    """
    People name files after patients.
    """
    assert "Canary" not in repr(kept(consulted(consultant, source="Canary-Miller.json"), pack))


def test_nothing_that_names_anybody_is_stored(pack: Pack, consultant: Consultant, url: str, tmp_path: Path) -> None:
    """
    Names, identifiers, addresses, the day of birth, narrative, displays, notes: none is in the record or in the file.
    """
    result = consulted(consultant)
    record = kept(result, pack)
    journal = open_journal(url)
    journal.record(record)
    read = journal.decision(record.id)
    journal.close()

    assert record == read
    assert "Canary" not in repr(read)
    assert "1951-12-13" not in repr(read)
    for path in tmp_path.iterdir():
        assert b"Canary" not in path.read_bytes()
        assert b"1951-12-13" not in path.read_bytes()


def test_the_canaries_of_this_test_were_planted() -> None:
    told = json.dumps(
        planted({"resourceType": "Patient", "code": {"coding": [{"code": "1", "display": "x"}]}, "note": []})
    )

    for word in (
        "Canary-Family",
        "Canary-Identifier",
        "Canary-Narrative",
        "Canary-display",
        "Canary-Note",
        "1951-12-13",
    ):
        assert word in told


def test_a_decision_of_a_patient_nobody_speaks_about_is_kept(pack: Pack, consultant: Consultant) -> None:
    asked = Asked("patient-view", date(2026, 3, 10), service="ovf-patient-view", issuer="https://ehr.example.org")
    result = consultant.not_evaluated("Patient/p1", asked, source="s", why="the engine failed")
    record = kept(result, pack, decision=named("x"), asked_at=datetime.fromisoformat("2026-03-10T10:00:00+01:00"))

    assert {"error", "fired"} == {one.verdict for one in record.verdicts}
    assert ("ovf-patient-view", "https://ehr.example.org", None) == (record.service, record.issuer, record.tenant)
    assert () == record.facts
