# ruff: noqa: N802 - the tests are named after the labels of the requirements
"""
HTTP behaviour: which status, which body, and that nothing ends the process.
"""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest
from service.exchange import dropped, fails_when, header, set_to, status
from service.patients import AS_OF, request, without
from service.requirements import requirement
from service.response_checker import check_answer, check_outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from service.exchange import Exchange
    from service.running import Client

    from cds.rules.model import Pack

JSON = {"content-type": "application/json"}
Serve = "Callable[..., AbstractContextManager[Client]]"


def has(code: int) -> Callable[[Exchange], None]:
    def check(exchange: Exchange) -> None:
        assert exchange.status == code
        check_outcome(exchange)

    return check


def post(client: Client, body: Any, **headers: str) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.ask("POST", "/cds-services/ovf-order-sign", content=content, headers=JSON | headers)


@requirement("J1", "L", "JSON, with FHIR resources as standard FHIR JSON")
def test_J1_answers_are_json(client: Client) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.headers["content-type"] == "application/json"
        assert isinstance(exchange.body, dict)

    fails_when(check, client.call(request()), header("content-type", "text/html"))


@requirement("H1", "L", "success is 200 with `cards`; no decision support is 200 with `cards: []`")
def test_H1_success_is_200_with_cards(client: Client) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.status == 200
        check_answer(exchange)
        assert exchange.body["cards"]

    fails_when(check, client.call(request()), status(201), dropped("cards"), set_to(None, "cards"), set_to([], "cards"))


@requirement("H1", "L", "no decision support is 200 with `cards: []`")
def test_H1_nothing_to_say_is_an_empty_list(client: Client) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.status == 200
        assert exchange.body["cards"] == []

    child = request("patient-view")
    child["prefetch"]["patient"]["birthDate"] = "2020-01-01"
    fails_when(check, client.call(child), status(204), dropped("cards"), set_to(None, "cards"))


BAD: dict[str, Any] = {
    "no-json": b"{",
    "empty": b"",
    "a-list": b"[]",
    "a-number": b"7",
    "byte-order-mark": b"\xef\xbb\xbf{}",
    "not-utf-8": b'{"hook":"\xff"}',
    "nan": b'{"hook": NaN}',
    "no-hook": without(request(), "hook"),
    "hook-of-another-service": request("patient-view"),
    "hook-nobody-offers": request(hook="order-sign") | {"hook": "medication-prescribe"},
    "hook-is-a-number": request() | {"hook": 7},
    "no-hook-instance": without(request(), "hookInstance"),
    "no-context": without(request(), "context"),
    "context-is-a-list": request() | {"context": []},
    "no-patient-id": without(request(), "context", "patientId"),
    "patient-id-of-a-group": request() | {"context": {"patientId": "Group/1", "draftOrders": {}}},
    "no-draft-orders": without(request(), "context", "draftOrders"),
    "draft-orders-are-a-string": request() | {"context": {"patientId": "1", "draftOrders": "x"}},
    "prefetch-is-a-list": request() | {"prefetch": []},
    "authorization-without-server": request(fhirAuthorization={"access_token": "t", "token_type": "Bearer"}),
    "authorization-is-a-string": request(fhirServer="https://x.example", fhirAuthorization="t"),
    "authorization-without-token": request(fhirServer="https://x.example", fhirAuthorization={"token_type": "Bearer"}),
    "authorization-of-another-kind": request(
        fhirServer="https://x.example", fhirAuthorization={"access_token": "t", "token_type": "MAC"}
    ),
    "authorization-for-another-patient": request(
        fhirServer="https://x.example",
        fhirAuthorization={"access_token": "t", "token_type": "Bearer", "patient": "other"},
    ),
    "as-of-is-no-day": request(extension={"org.ovf-cds.as-of": "tomorrow"}),
    "profile-nobody-knows": request(extension={"org.ovf-cds.profile": "mars"}),
    "nested": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "nested-less": b'{"hook":"order-sign","x":' + b"[" * 100 + b"]" * 100 + b"}",
}


@requirement("H2", "O", "malformed JSON, missing fields, wrong hook: 400 with an OperationOutcome, never 404 or 500")
@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_H2_what_can_not_be_understood_is_400(client: Client, body: Any) -> None:
    fails_when(
        has(400), post(client, body), status(404), status(500), status(200), dropped("issue"), set_to([], "issue")
    )


@requirement("H2", "O", "unknown service id: 404")
def test_H2_an_unknown_service_is_404(client: Client) -> None:
    answers = [
        client.call(request(), service="nobody"),
        client.ask("POST", "/cds-services/nobody/feedback", json={"feedback": []}),
        client.ask("GET", "/elsewhere"),
    ]
    for answer in answers:
        fails_when(has(404), answer, status(400), set_to("x", "resourceType"))


@requirement("H2", "O", "wrong method: 405 with `Allow`")
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/cds-services/ovf-order-sign", "POST"),
        ("PUT", "/cds-services/ovf-order-sign/", "POST"),
        ("POST", "/cds-services", "GET"),
        ("DELETE", "/cds-services/ovf-order-sign/feedback", "POST"),
    ],
)
def test_H2_another_method_is_405(client: Client, method: str, path: str, allowed: str) -> None:
    def check(exchange: Exchange) -> None:
        has(405)(exchange)
        assert allowed in exchange.headers["allow"].split(", ")

    fails_when(check, client.ask(method, path), status(404), header("allow", None))


@requirement("H2", "O", "wrong content type: 415")
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "", "application/jsonp"]
)
def test_H2_another_content_type_is_415(client: Client, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}
    answer = client.ask("POST", "/cds-services/ovf-order-sign", content=json.dumps(request()), headers=headers)

    fails_when(has(415), answer, status(400), status(200))


@requirement("H2", "O", "a packed body: 415")
def test_H2_a_packed_body_is_415(client: Client) -> None:
    assert post(client, request(), **{"content-encoding": "gzip"}).status == 415


@requirement("H2", "O", "too large: 413, by its length or as it comes")
def test_H2_too_much_is_413(serve: Callable[..., AbstractContextManager[Client]]) -> None:
    with serve(max_body=20_000, max_entries=40) as client:
        large = json.dumps(request() | {"padding": "x" * 20_000}).encode()
        fails_when(has(413), post(client, large), status(400), status(500))
        streamed = client.ask(
            "POST", "/cds-services/ovf-order-sign", content=iter([large[:9000], large[9000:]]), headers=JSON
        )
        assert streamed.status == 413
        many = request(keys=frozenset({"patient"}))
        many["prefetch"]["x"] = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Basic"}}] * 50}
        assert post(client, many).status == 413
        assert client.call(request()).status == 200


@requirement("H2", "O", "required data missing: 412")
def test_H2_without_a_patient_it_is_412(client: Client) -> None:
    fails_when(has(412), client.call(request("patient-view", prefetch=None)), status(200), status(400))


@requirement("H2", "O", "overload: 503 with `Retry-After`, and the rest is still answered")
def test_H2_overload_is_503(
    serve: Callable[..., AbstractContextManager[Client]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(exchange: Exchange) -> None:
        has(503)(exchange)
        assert int(exchange.headers["retry-after"]) >= 1

    with serve() as client:
        lane = client.application.lane
        monkeypatch.setattr(lane, "_inside", 10_000)
        answer = client.call(request())
        monkeypatch.setattr(lane, "_inside", 0)

        fails_when(check, answer, status(500), header("retry-after", None))
        assert client.call(request()).status == 200


@requirement("H2", "O", "an evaluation that does not end: 503, and the service goes on")
def test_H2_an_evaluation_that_takes_too_long_is_503(
    serve: Callable[..., AbstractContextManager[Client]], monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    with serve(call_timeout=2.0) as client:
        monkeypatch.setattr(client.application.consultants.all, "decide", lambda *_, **__: released.wait(60))
        assert client.call(request()).status == 503
        assert client.ask("GET", "/healthz").status == 200
        monkeypatch.undo()
        assert client.call(request()).status == 200
        released.set()


@requirement("H2", "O", "a body that does not arrive: 408, and the connection ends")
def test_H2_a_body_that_does_not_come_is_408(serve: Callable[..., AbstractContextManager[Client]]) -> None:
    with serve(body_timeout=0.2) as client:
        url = client.base_url
        with socket.create_connection((url.host, url.port or 80)) as raw:
            raw.sendall(
                b"POST /cds-services/ovf-order-sign HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 1000\r\n\r\n{"
            )
            answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"OperationOutcome" in answer


@requirement("H2", "O", "a bug in the engine: never a dead process, and no advice without saying so")
def test_H2_a_broken_engine_says_that_nothing_was_evaluated(
    serve: Callable[..., AbstractContextManager[Client]], monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    """
    A client shows every other status as "all clear": so the answer is a card that says what was not evaluated.
    """

    def check(exchange: Exchange) -> None:
        assert exchange.status == 200
        (card,) = exchange.cards
        assert card["indicator"] == "warning"
        assert card["summary"].startswith("Not evaluated: ")
        assert all(rule.title in card["detail"] for rule in pack.rules.values() if rule.id != "data-needed")

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("canary comment")

    with serve() as client:
        monkeypatch.setattr(client.application.consultants.all, "decide", broken)
        answer = client.call(request())
        fails_when(check, answer, status(500), set_to([], "cards"), set_to("info", "cards", 0, "indicator"))
        assert client.ask("GET", "/readyz").status == 503
        monkeypatch.undo()
        assert client.ask("GET", "/readyz").status == 200
        assert "rebound-no-augmentation" in client.call(request()).rules


@requirement("H2", "O", "a bug anywhere else: 500 with an OperationOutcome that tells nothing")
def test_H2_a_bug_elsewhere_is_500(
    serve: Callable[..., AbstractContextManager[Client]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("canary comment")

    with serve() as client:
        monkeypatch.setattr(client.application.calls, "_kept", broken)
        answer = client.call(request())

        fails_when(has(500), answer, status(200), dropped("issue"))
        assert b"canary" not in answer.raw
        monkeypatch.undo()
        assert client.call(request()).status == 200


@requirement("H2", "O", "a client that goes away harms nobody")
def test_H2_a_client_that_goes_away_harms_nobody(client: Client) -> None:
    url = client.base_url
    for content in (b"", b"{", b"POST / HTTP"):
        with socket.create_connection((url.host, url.port or 80)) as raw:
            raw.sendall(
                b"POST /cds-services/ovf-order-sign HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 10\r\n\r\n" + content
            )
    assert client.call(request()).status == 200


@requirement(
    "H3",
    "S",
    "`application/json` with any charset and `application/fhir+json` are taken; the answer is `application/json`",
)
@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=UTF-8",
        "application/fhir+json",
        "application/json; charset=x-unknown",
    ],
)
def test_H3_json_is_taken_however_it_is_called(client: Client, kind: str) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.status == 200
        assert exchange.headers["content-type"] == "application/json"

    fails_when(
        check, post(client, request(), **{"content-type": kind}), status(415), header("content-type", "text/plain")
    )


@requirement("H3", "S", "a charset that is true is read")
def test_H3_another_charset_is_read(client: Client) -> None:
    body = json.dumps(request(), ensure_ascii=False).encode("utf-16-le")

    assert post(client, body, **{"content-type": "application/json; charset=utf-16le"}).status == 200
    assert post(client, b"\xff", **{"content-type": "application/json; charset=utf-16le"}).status == 400


@requirement("H3", "S", "any `Accept`, and none")
@pytest.mark.parametrize("accept", ["application/json", "application/json, text/plain, */*", "*/*", None])
def test_H3_any_accept_is_answered(client: Client, accept: str | None) -> None:
    headers = {} if accept is None else {"accept": accept}

    assert client.call(request(), headers=headers).status == 200


@requirement("H4", "S", "no trailing-slash redirects: both forms are served")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/cds-services"),
        ("POST", "/cds-services/ovf-order-sign"),
        ("POST", "/cds-services/ovf-order-sign/feedback"),
    ],
)
def test_H4_a_slash_at_the_end_changes_nothing(client: Client, method: str, path: str) -> None:
    body = (
        {"feedback": []}
        if path.endswith("feedback")
        else request() | {"hookInstance": "5d4d0e53-0000-4000-8000-000000000000"}
    )
    sent = {} if method == "GET" else {"json": body}
    plain, slash = (client.ask(method, place, **sent) for place in (path, f"{path}/"))

    def check(exchange: Exchange) -> None:
        assert exchange.status == 200
        assert exchange.raw == plain.raw

    fails_when(check, slash, status(307), set_to("x", "y"))


@requirement("H5", "S", "the same request gives the same answer, uuids included")
def test_H5_a_retry_gives_the_same_answer(client: Client, serve: Callable[..., AbstractContextManager[Client]]) -> None:
    """
    After a restart too: the second answer comes from another process's worth of state.
    """
    body = request() | {
        "fhirServer": "https://x.example",
        "fhirAuthorization": {"access_token": "a", "token_type": "Bearer"},
    }
    first = client.call(body)
    body["fhirAuthorization"]["access_token"] = "another"
    with serve() as restarted:
        again = restarted.call(body)

    def check(exchange: Exchange) -> None:
        assert exchange.raw == first.raw

    fails_when(check, again, set_to("x", "cards", 0, "uuid"))
    other = client.call(request())
    assert {card["uuid"] for card in other.cards}.isdisjoint(card["uuid"] for card in first.cards)


def test_the_day_comes_from_the_request_only_where_that_is_allowed(
    serve: Callable[..., AbstractContextManager[Client]],
) -> None:
    with serve(allow_as_of=False) as client:
        for extension in ({"org.ovf-cds.as-of": AS_OF}, {"org.ovf-cds.profile": "eu"}):
            assert client.call(request(extension=extension)).status == 400
        assert client.call(request(extension=None)).status == 200
