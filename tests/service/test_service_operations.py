"""
What an operator sees: health, readiness, numbers, logs.
"""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING, Any

import structlog
from service.patients import AS_OF, request

from cds.engine.evaluators import Evaluators
from cds.service.logs import FIELDS, configure_logs
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import pytest
    from service.running import Client

    Serve = Callable[..., AbstractContextManager[Client]]


def test_the_process_is_healthy_and_ready(client: Client) -> None:
    assert client.ask("GET", "/healthz").body == {"status": "ok"}
    ready = client.ask("GET", "/readyz")

    assert ready.status == 200
    assert ready.body["checks"] == {"pack": "ok", "store": "ok", "evaluators": "ok", "running": "ok"}
    assert ready.body["pack"] == client.application.pack.hash


def test_evaluators_that_differ_are_said_everywhere(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, logs: io.StringIO
) -> None:
    """
    The card says that a rule was not evaluated, a counter rises, an alarm is logged, and readiness is gone.
    """

    def different(self: Evaluators, folded: Any, _: Any) -> dict[int, Truth]:
        return {place: Truth.UNKNOWN for place, answer in enumerate(folded) if answer is not Truth.UNKNOWN}

    with serve() as client:
        monkeypatch.setattr(Evaluators, "differences", different)
        answer = client.call(request())
        ready = client.ask("GET", "/readyz")

    assert answer.cards[0]["summary"].startswith("Not evaluated")
    assert answer.cards[0]["indicator"] == "warning"
    assert (ready.status, ready.body["checks"]["evaluators"]) == (503, "failed")
    assert '"event":"not-ready"' in logs.getvalue()


def test_numbers_are_counted(serve: Serve) -> None:
    with serve() as client:
        card = client.call(request()).cards[0]
        told = {"card": card["uuid"], "outcome": "accepted", "outcomeTimestamp": f"{AS_OF}T01:00:00Z"}
        for _ in range(2):
            client.ask("POST", "/cds-services/ovf-order-sign/feedback", json={"feedback": [told]})
        client.call(request(), service="nobody")
        text = client.ask("GET", "/metrics").raw.decode()

    version = client.application.pack.rules["rebound-no-augmentation"].version
    for line in (
        'ovf_cds_calls_total{route="/cds-services/{id}",status="200"} 1.0',
        'ovf_cds_calls_total{route="/cds-services/{id}",status="404"} 1.0',
        f'ovf_cds_cards_total{{indicator="critical",rule="rebound-no-augmentation",version="{version}"}} 1.0',
        'ovf_cds_outcomes_total{rule="rebound-no-augmentation",verdict="fired"} 1.0',
        'ovf_cds_feedback_total{outcome="accepted"} 1.0',
        'ovf_cds_refused_total{reason="not-found"} 1.0',
        'ovf_cds_call_seconds_count{route="/cds-services/{id}"} 2.0',
        "ovf_cds_working 0.0",
        f'ovf_cds_pack{{hash="{client.application.pack.hash}"}} 1.0',
    ):
        assert line in text, line


def test_alarms_stand_in_the_numbers(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    from cds.journal import Alarm

    alarm = Alarm(
        "rebound-no-augmentation", "silent", "https://ehr.example.org", "north", 90, 5000, 0, 5000, "it was silent"
    )
    with serve() as client:
        monkeypatch.setattr(client.application.memory.journal, "alarms", lambda *_: [alarm])
        text = client.ask("GET", "/metrics").raw.decode()

    assert (
        'ovf_cds_alarm{issuer="https://ehr.example.org",kind="silent",rule="rebound-no-augmentation",tenant="north"} 1.0'
        in text
    )


def test_a_log_line_holds_only_fields_of_the_list(logs: io.StringIO) -> None:
    structlog.get_logger("cds.x").info(
        "call", status=200, patient="Zyxwvut", nested={"a": ["b" * 1000]}, rules=["b" * 1000]
    )
    line = json.loads(logs.getvalue())

    assert set(line) == {"time", "level", "event", "status", "rules"}
    assert len(line["rules"][0]) == 300
    assert "patient" not in FIELDS


def test_other_libraries_say_where_and_what_kind_but_nothing_else(logs: io.StringIO) -> None:
    try:
        int("Zyxwvut")
    except ValueError:
        logging.getLogger("sqlalchemy.engine").exception("row %s", "Zyxwvut")
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application: Zyxwvut")
    logging.getLogger("httpx").warning("HTTP Request: GET %s", "https://x.example/Patient/Zyxwvut")
    lines = [json.loads(line) for line in logs.getvalue().splitlines()]

    assert {line["event"] for line in lines} == {"library"}
    assert {line["logger"] for line in lines} == {"sqlalchemy.engine", "uvicorn.error", "httpx"}
    assert lines[0]["error"] == "ValueError"
    assert lines[0]["where"][0].startswith("test_service_operations.py:")
    assert "Zyxwvut" not in logs.getvalue()


def test_logs_can_be_read_in_a_terminal() -> None:
    written = io.StringIO()
    configure_logs("warning", "console", written)
    structlog.get_logger("cds.x").info("not shown")
    structlog.get_logger("cds.x").warning("shown", status=1)

    assert "not shown" not in written.getvalue()
    assert "shown" in written.getvalue()


def test_a_route_allows_its_method_and_no_other_with_and_without_a_slash(client: Client) -> None:
    for path in ("/healthz", "/healthz/"):
        assert 200 == client.ask("GET", path).status
        assert "GET" == client.ask("POST", path).headers["allow"]


def test_the_description_names_every_route_and_its_answers(client: Client) -> None:
    described = client.ask("GET", "/openapi.json").body

    assert set(described["paths"]) == {
        "/cds-services",
        "/cds-services/{id}",
        "/cds-services/{id}/feedback",
        "/decisions/{id}",
        "/healthz",
        "/readyz",
        "/metrics",
    }
    call = described["paths"]["/cds-services/{id}"]["post"]
    assert {"200", "400", "401", "404", "412", "413", "415", "429", "503"} <= set(call["responses"])
    assert call["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Request"}
