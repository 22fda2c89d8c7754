"""
What the service remembers, and what happens when it can not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from service.patients import AS_OF, CANARIES, DRAFT, PATIENT_ID, request
from service.tokens import ISSUER, signer

from cds.journal import JournalError
from cds.rules.conditions import AllOf, Is, Not
from cds.rules.model import Entry
from cds.service.settings import Issuer

if TYPE_CHECKING:
    import io
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import pytest
    from service.running import Client

    from cds.rules.model import Pack

    Serve = Callable[..., AbstractContextManager[Client]]

BOTH = ["rebound-no-augmentation", "rebound-antiresorptive-first"]


def decided(client: Client, exchange: Any) -> Any:
    return client.journal.decision(exchange.body["extension"]["org.ovf-cds"]["decision"])


def test_a_decision_is_stored_with_all_that_decided_it(serve: Serve) -> None:
    body = request()
    with serve() as client:
        answer = client.call(body)
        kept = decided(client, answer)
        shown = client.ask("GET", f"/decisions/{kept.id}")

    assert (kept.hook_instance, kept.service, kept.hook) == (body["hookInstance"], "ovf-order-sign", "order-sign")
    assert (kept.patient, str(kept.as_of), kept.user) == (f"Patient/{PATIENT_ID}", AS_OF, "Practitioner/p1")
    assert kept.pack_hash == client.application.pack.hash
    assert kept.latency_ms > 0
    assert [order.ref for order in kept.orders] == [DRAFT]
    measured = {name for name, _ in client.application.consultants.all.at("order-sign").measured}
    assert {fact.name for fact in kept.facts} >= measured
    assert {"rebound", "calcium", "denosumab-exposure"} <= measured
    verdicts = {verdict.rule: verdict for verdict in kept.verdicts}
    assert set(verdicts) == set(client.application.pack.rules)
    assert [rule for rule, verdict in verdicts.items() if verdict.shown] == answer.rules
    assert verdicts[BOTH[0]].card_uuid == answer.card(BOTH[0])["uuid"]
    assert (shown.status, shown.body["id"]) == (200, kept.id)


def test_nothing_that_names_the_patient_is_stored(serve: Serve, tmp_path: Any) -> None:
    """
    The reference of the patient is stored, it is what a decision is about; names and numbers are not.
    """
    with serve() as client:
        client.call(request())

    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert PATIENT_ID.encode() in held
    assert [canary for canary in CANARIES[1:] if canary.encode() in held] == []


def test_a_retry_is_stored_once(serve: Serve) -> None:
    body = request()
    with serve() as client:
        for _ in range(3):
            client.call(body)

        assert client.journal.status().decisions == 1


def test_a_store_that_fails_keeps_no_warning_back(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, logs: io.StringIO
) -> None:
    """
    An audit gap is better than a missing warning; it is counted, and the service is not ready.
    """

    def broken(*_: Any, **__: Any) -> None:
        raise JournalError("the disk is full")

    with serve() as client:
        journal = client.application.memory.journal
        for name in ("record", "overridden", "check", "used_before"):
            monkeypatch.setattr(journal, name, broken)
        assert client.call(request()).rebound == BOTH
        assert client.ask("GET", "/readyz").body["checks"]["store"] == "failed"
        assert "ovf_cds_store_failures_total 2.0" in client.ask("GET", "/metrics").raw.decode()
        assert '"event":"store-failed"' in logs.getvalue()
        monkeypatch.undo()
        assert client.ask("GET", "/readyz").status == 200
    with serve(store_required=True) as client:
        monkeypatch.setattr(client.application.memory.journal, "record", broken)
        answer = client.call(request())
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")


def test_a_rule_in_shadow_is_stored_and_changes_nothing_that_is_shown(serve: Serve) -> None:
    with serve(shadow={BOTH[0]: ("*",)}) as client:
        answer = client.call(request())
        kept = decided(client, answer)
        numbers = client.ask("GET", "/metrics").raw.decode()

    assert answer.rebound == [BOTH[1]]
    verdict = next(v for v in kept.verdicts if v.rule == BOTH[0])
    assert (verdict.verdict, verdict.shadow, verdict.shown, verdict.card_uuid) == ("fired", True, False, None)
    assert f'ovf_cds_shadowed_total{{rule="{BOTH[0]}"}} 1.0' in numbers
    assert f'ovf_cds_cards_total{{indicator="critical",rule="{BOTH[0]}"' not in numbers


def test_a_rule_in_shadow_silences_nobody(serve: Serve, pack: Pack) -> None:
    """
    A line of precedence that hangs on a rule in shadow does not hold.
    """
    silence = replace(
        pack.precedence.silences[0], when=None, shown=BOTH[0], silent=("rebound-supportive-care",), drafts=()
    )
    changed = replace(pack, precedence=replace(pack.precedence, silences=(silence,)))
    hooks = ("patient-view", "order-select", "order-sign")
    care = replace(changed.rules["rebound-supportive-care"], hooks=hooks)
    changed = replace(changed, rules={**changed.rules, "rebound-supportive-care": care})
    with serve(pack=changed) as client:
        assert "rebound-supportive-care" not in client.call(request()).rules
    with serve(pack=changed, shadow={BOTH[0]: ("*",)}) as client:
        assert "rebound-supportive-care" in client.call(request()).rules


def test_shadow_is_a_matter_of_the_tenant(serve: Serve) -> None:
    issuer = Issuer(iss=ISSUER, jwks=signer().jwks)
    with serve(auth="jwt", issuers=(issuer,), shadow={BOTH[0]: ("north",)}) as client:
        url = str(client.base_url.join("/cds-services/ovf-order-sign"))
        north, south = (
            client.call(request(), headers=signer().bearer(url, tenant=tenant)) for tenant in ("north", "south")
        )

    assert north.rebound == [BOTH[1]]
    assert south.rebound == BOTH


def test_a_decision_is_of_its_issuer(serve: Serve) -> None:
    """
    What one site overrides is not overridden at another, whose patient may have the same id.
    """
    other = "https://second.example.org"
    issuers = tuple(Issuer(iss=iss, jwks=signer().jwks) for iss in (ISSUER, other))
    reason = {"code": "not-rebound", "system": "https://ovf-cds.example.org/fhir/CodeSystem/override-reason"}
    with serve(auth="jwt", issuers=issuers) as client:
        url = str(client.base_url.join("/cds-services/ovf-order-sign"))
        card = client.call(request(), headers=signer().bearer(url)).cards[0]
        told = {
            "card": card["uuid"],
            "outcome": "overridden",
            "overrideReason": {"reason": reason},
            "outcomeTimestamp": f"{AS_OF}T01:00:00Z",
        }
        client.ask(
            "POST", "/cds-services/ovf-order-sign/feedback", json={"feedback": [told]}, headers=signer().bearer(url)
        )
        here, there = (
            client.call(request(), headers=signer().bearer(url, iss=iss)).cards[0]["detail"] for iss in (ISSUER, other)
        )

    assert "Overridden on" in here
    assert "Overridden on" not in there


def test_a_rule_can_ask_whether_it_was_acknowledged(serve: Serve, pack: Pack) -> None:
    """
    A given fact `<rule>-acknowledged` is answered from the feedback of the encounter.
    """
    rule = "rebound-supportive-care"
    name = f"{rule}-acknowledged"
    entry = Entry(name, "The card was answered before.", ("yes", "no", "unknown"), absent="no", given=True)
    care = pack.rules[rule]
    asked = replace(care, trigger=AllOf((care.trigger, Not(Is(name, frozenset({"yes"}))))))
    changed = replace(pack, entries={**pack.entries, name: entry}, rules={**pack.rules, rule: asked})
    first, other = request("encounter-discharge"), request("encounter-discharge")
    other["context"]["encounterId"] = "enc-2"
    with serve(pack=changed) as client:
        card = client.call(first).card(rule)
        told = {"card": card["uuid"], "outcome": "accepted", "outcomeTimestamp": f"{AS_OF}T01:00:00Z"}
        client.ask("POST", "/cds-services/ovf-encounter-discharge/feedback", json={"feedback": [told]})
        again = client.call(first | {"hookInstance": "another"})
        elsewhere = client.call(other)

    assert rule not in again.rules
    assert rule in elsewhere.rules


def test_old_decisions_are_forgotten(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from cds.service import app

    seen = threading.Event()
    monkeypatch.setattr(app, "_MAINTENANCE_SECONDS", 0.01)
    with serve(retention_days=30) as client:
        journal = client.application.memory.journal
        days: list[int] = []
        monkeypatch.setattr(journal, "maintain", lambda _, kept: (days.append(kept), seen.set()))
        assert seen.wait(5)

    assert days[0] == 30
