"""
What an answer of the service must be, written from the specification (2.0.1, and 3.0 for a service).

Every answer that any test gets passes through here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cards.card_checker import check_cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.exchange import Exchange

__all__ = ["check_answer", "check_discovery", "check_outcome", "check_response"]

TOKEN = re.compile(r"\{\{([^{}]*)\}\}")
TOKENS = re.compile(r"context\.[a-zA-Z]+|userPractitionerId|userPractitionerRoleId|userPatientId|userRelatedPersonId")
ISSUE = {"severity", "code", "diagnostics", "expression", "details"}
SEVERITIES = {"fatal", "error", "warning", "information"}
STATUSES = {200, 204, 304, 400, 401, 403, 404, 405, 408, 412, 413, 415, 429, 500, 503}


def check_response(exchange: Exchange) -> None:
    """
    Raise for the first thing that is wrong with an answer.
    """
    assert exchange.status in STATUSES, exchange.status
    assert exchange.headers["x-content-type-options"] == "nosniff"
    if exchange.status in {204, 304}:
        assert exchange.raw == b"", "no body"
        return
    if exchange.status >= 400 and not exchange.path.startswith("/readyz"):
        check_outcome(exchange)
        return
    path = exchange.path.rstrip("/")
    if path == "/cds-services":
        check_discovery(exchange)
    elif path.endswith("/feedback"):
        check_outcome(exchange)
    elif path.startswith("/cds-services/"):
        check_answer(exchange)


def check_answer(exchange: Exchange) -> None:
    """
    Check the answer to a call of a service.
    """
    _is_json(exchange)
    body = exchange.body
    assert isinstance(body, dict)
    assert set(body) <= {"cards", "systemActions", "extension"}, set(body)
    assert isinstance(body["cards"], list)
    assert "systemActions" not in body, "nothing is done without a human"
    drafts = _drafts(exchange.sent)
    check_cards(body["cards"], drafts=drafts)
    for place in _empties({name: value for name, value in body.items() if name != "cards"}, ""):
        raise AssertionError(f"{place} is empty: leave it out")
    if "extension" in body:
        assert all(re.fullmatch(r"[a-z]+(\.[a-z0-9-]+)+", key) for key in body["extension"])


def _drafts(sent: Any) -> set[str] | None:
    try:
        entries = sent["context"]["draftOrders"]["entry"]
        return {f"{e['resource']['resourceType']}/{e['resource']['id']}" for e in entries if "id" in e["resource"]}
    except (TypeError, KeyError):
        return None


def check_discovery(exchange: Exchange) -> None:
    """
    Check the answer of discovery.
    """
    _is_json(exchange)
    assert isinstance(exchange.body["services"], list)
    ids = [service["id"] for service in exchange.body["services"]]
    assert len(ids) == len(set(ids)), "one id for each hook"
    for service in exchange.body["services"]:
        _check_service(service)


def _check_service(service: dict[str, Any]) -> None:
    for name in ("hook", "description", "id"):
        assert isinstance(service[name], str), name
        assert service[name], name
    for place in _empties(service, ""):
        raise AssertionError(f"{place} is empty: leave it out")
    known = {
        "hook",
        "title",
        "description",
        "id",
        "prefetch",
        "usageRequirements",
        "version",
        "hookVersion",
        "extension",
    }
    assert set(service) <= known
    for key, query in service.get("prefetch", {}).items():
        assert isinstance(key, str)
        _check_template(query)


def _check_template(query: str) -> None:
    assert isinstance(query, str)
    assert not query.startswith("/")
    assert "://" not in query.partition("?")[0], "relative, without a base"
    assert query.count("?") <= 1
    for token in TOKEN.findall(query):
        assert TOKENS.fullmatch(token), token


def check_outcome(exchange: Exchange) -> None:
    """
    Check what is said instead of an answer, and to feedback.
    """
    _is_json(exchange)
    body = exchange.body
    assert set(body) == {"resourceType", "issue"}
    assert body["resourceType"] == "OperationOutcome"
    assert body["issue"]
    for place in _empties(body, ""):
        raise AssertionError(f"{place} is empty: leave it out")
    for issue in body["issue"]:
        assert set(issue) <= ISSUE
        assert issue["severity"] in SEVERITIES
        assert issue["code"]
    if exchange.status >= 400:
        assert any(issue["severity"] in {"error", "fatal"} for issue in body["issue"])


def _is_json(exchange: Exchange) -> None:
    assert exchange.headers["content-type"].partition(";")[0] == "application/json"
    assert exchange.body is not None, "JSON"


def _empties(value: Any, place: str) -> Iterator[str]:
    if value is None or value in ("", [], {}):
        yield place
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _empties(item, f"{place}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _empties(item, f"{place}[{number}]")
