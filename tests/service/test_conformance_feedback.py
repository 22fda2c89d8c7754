# ruff: noqa: N802 - the tests are named after the labels of the requirements
"""
Feedback, as the specification has it and as clients send it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from service.exchange import dropped, fails_when, set_to, status
from service.patients import request
from service.requirements import requirement
from service.response_checker import check_outcome
from service.tokens import ISSUER, signer

from cds.journal import JournalError
from cds.service.settings import Issuer

if TYPE_CHECKING:
    import io
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from service.exchange import Exchange
    from service.running import Client

    Serve = Callable[..., AbstractContextManager[Client]]

PATH = "/cds-services/ovf-order-sign/feedback"
AT = "2025-05-20T08:30:00Z"
REASON = {"code": "not-rebound", "system": "https://ovf-cds.example.org/fhir/CodeSystem/override-reason"}


def item(card: str, **more: Any) -> dict[str, Any]:
    told = {"card": card, "outcome": "overridden", "overrideReason": {"reason": REASON}, "outcomeTimestamp": AT} | more
    return {name: value for name, value in told.items() if value is not None}


def send(client: Client, *items: Any, **options: Any) -> Exchange:
    return client.ask("POST", PATH, json={"feedback": list(items)}, **options)


def stored(client: Client) -> int:
    return client.journal.status().feedback


def taken(count: int, of: int) -> Callable[[Exchange], None]:
    def check(exchange: Exchange) -> None:
        assert exchange.status == 200
        check_outcome(exchange)
        assert exchange.body["issue"][0]["diagnostics"] == f"{count} of {of} items are stored"

    return check


@requirement("F1", "M", "`POST {baseUrl}/cds-services/{id}/feedback` takes an object with array `feedback`")
def test_F1_feedback_is_taken(serve: Serve) -> None:
    with serve() as client:
        card = client.call(request()).cards[0]
        accepted = item(
            card["uuid"],
            outcome="accepted",
            overrideReason=None,
            acceptedSuggestions=[{"id": card["suggestions"][0]["uuid"]}],
        )

        fails_when(taken(1, 1), send(client, accepted), status(204), status(404), dropped("issue"), set_to([], "issue"))
        assert send(client, item(client.call(request()).cards[0]["uuid"])).status == 200
        assert stored(client) == 2
        assert client.ask("POST", PATH, json={"feedback": []}).status == 200


@requirement("F1", "L", "a body without `feedback` is 400")
@pytest.mark.parametrize("body", [{}, [], "x", {"feedback": None}, {"feedback": {}}])
def test_F1_without_a_batch_it_is_400(client: Client, body: Any) -> None:
    assert client.ask("POST", PATH, json=body).status == 400


SENDERS: dict[str, dict[str, Any]] = {
    "sandbox": {
        "outcomeTimestamp": "2025-05-20T08:30:00.123Z",
        "overrideReason": {"reason": REASON, "userComment": "canary comment"},
    },
    "epic": {
        "overrideReason": None,
        "overrideReasons": {
            "reason": REASON,
            "extension": {"com.epic.cdshooks.feedback.overrideReason.reasonCategory": "7"},
        },
    },
    "epic-list": {"overrideReason": None, "overrideReasons": [{"reason": REASON}]},
    "no-reason": {"overrideReason": None},
    "late": {"outcomeTimestamp": "2020-01-01T00:00:00Z"},
    "no-time": {"outcomeTimestamp": None},
    "unknown-field": {"extension": {"com.example.x": 1}, "future": [1]},
}


@requirement("F2", "S", "tolerant of real senders: the Sandbox, Epic, late and incomplete items")
@pytest.mark.parametrize("sent", SENDERS.values(), ids=SENDERS.keys())
def test_F2_feedback_of_real_clients_is_taken(client: Client, sent: dict[str, Any]) -> None:
    card = client.call(request()).cards[0]["uuid"]

    fails_when(
        taken(1, 1),
        send(client, item(card, **sent)),
        status(400),
        set_to("0 of 1 items are stored", "issue", 0, "diagnostics"),
    )


@requirement("F2", "S", "card ids that are no UUIDs, and cards nobody knows, are taken")
@pytest.mark.parametrize("card", ["EPIC-card-17", "5d0a1f0e-6a39-4a50-9c58-0f3c7a1b2d44"])
def test_F2_unknown_cards_are_taken(client: Client, card: str) -> None:
    def check(exchange: Exchange) -> None:
        taken(1, 1)(exchange)
        assert exchange.body["issue"][1]["code"] == "not-found"

    fails_when(check, send(client, item(card)), status(404), dropped("issue", 1))


@requirement("F2", "S", "one bad item spoils no other, and is named: 200")
def test_F2_a_bad_item_spoils_no_other(client: Client) -> None:
    def check(exchange: Exchange) -> None:
        taken(2, 6)(exchange)
        assert {issue["expression"][0] for issue in exchange.body["issue"][1:]} >= {
            f"feedback[{n}]" for n in (1, 2, 3, 4)
        }

    card = client.call(request()).cards[0]["uuid"]
    answer = send(
        client,
        item(card),
        7,
        {},
        item(card, outcome="ignored"),
        item("", outcome="accepted"),
        item(card, outcome="accepted"),
    )
    fails_when(check, answer, status(400), dropped("issue", 1))


@requirement("F2", "S", "batched, repeated, of several calls: stored once")
def test_F2_what_comes_again_is_stored_once(serve: Serve) -> None:
    with serve() as client:
        cards = [client.call(request()).cards[0]["uuid"] for _ in range(3)]
        batch = [item(card) for card in cards]
        for _ in range(3):
            assert send(client, *batch, *batch).status == 200

        assert stored(client) == 3


@requirement("F3", "L", "the same JWT rules; `aud` is the feedback URL or the service URL")
def test_F3_feedback_asks_for_a_token(serve: Serve) -> None:
    with serve(auth="jwt", issuers=(Issuer(iss=ISSUER, jwks=signer().jwks),)) as client:
        service = str(client.base_url.join("/cds-services/ovf-order-sign"))
        for audience in (service, f"{service}/feedback"):
            fails_when(taken(1, 1), send(client, item("x"), headers=signer().bearer(audience)), status(401))
        for audience in (f"{service}x", str(client.base_url), "sand_man"):
            assert send(client, item("x"), headers=signer().bearer(audience)).status == 401
        assert send(client, item("x")).status == 401


@requirement("F4", "S", "a browser may send it: the preflight is answered")
def test_F4_the_preflight_is_answered(serve: Serve) -> None:
    origin = "https://ehr.example.org"
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    with serve(cors_origins=(origin,)) as client:

        def check(exchange: Exchange) -> None:
            assert exchange.status == 204
            assert exchange.headers["access-control-allow-origin"] == origin

        fails_when(check, client.ask("OPTIONS", PATH, headers=headers), status(405))


@requirement("F5", "S", "`userComment` may hold anything: sealed with a key or not kept, never logged")
def test_F5_comments_are_sealed_or_not_kept(serve: Serve, tmp_path: Path, logs: io.StringIO) -> None:
    with serve() as client:
        card = client.call(request()).cards[0]["uuid"]
        answer = send(client, item(card, overrideReason={"reason": REASON, "userComment": "canary comment"}))

    assert "not kept" in answer.body["issue"][1]["diagnostics"]
    assert b"canary comment" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "canary comment" not in logs.getvalue()


@requirement("F6", "O", "a store that fails: 503, so that the client keeps the feedback")
def test_F6_what_can_not_be_stored_is_503(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise JournalError("gone")

    with serve() as client:
        monkeypatch.setattr(client.application.memory.journal, "feedback", broken)
        answer = send(client, item("x"))

        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert client.ask("GET", "/healthz").status == 200


@requirement("F7", "O", "an overridden card comes back and says so")
def test_F7_an_override_is_remembered(serve: Serve) -> None:
    with serve() as client:
        card = client.call(request()).card("rebound-no-augmentation")
        send(client, item(card["uuid"]))
        again = client.call(request()).card("rebound-no-augmentation")
        before = client.call(request(extension={"org.ovf-cds.as-of": "2025-05-19"})).card("rebound-no-augmentation")

    assert "Overridden on 2025-05-20" in again["detail"].replace("\\", "")
    assert "Overridden" not in card["detail"] + before["detail"]
