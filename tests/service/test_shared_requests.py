"""
Requests of other implementations, as they are and broken in every way: an answer of the table, always.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from service.running import Client

REQUESTS = Path(__file__).parents[3] / "shared" / "data" / "cds_hooks" / "requests"
OFFERED = ("patient-view", "order-select", "order-sign", "encounter-discharge", "problem-list-item-create")
ALLOWED = {200, 400, 404, 405, 412, 413, 415}

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
FOREIGN = {"resourceType": "Patient", "id": "somebody-else", "gender": "female", "birthDate": "1940-01-01"}
SPOILT: tuple[Any, ...] = (
    None,
    OUTCOME,
    "a string",
    FOREIGN,
    17,
    [],
    {},
    {"resourceType": "Bundle", "entry": [None, 1, {"resource": FOREIGN}, {"resource": OUTCOME}, {"resource": "x"}]},
)

needs_shared = pytest.mark.skipif(not REQUESTS.is_dir(), reason="needs shared: sample data of other implementations")


def _files() -> list[Path]:
    return sorted(REQUESTS.rglob("*.json")) if REQUESTS.is_dir() else []


def mutated(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """
    Yield the request with each of its keys missing, null, an OperationOutcome, a string, another patient.
    """
    yield from _spoilt(body, ())
    for name in ("context", "prefetch", "extension", "fhirAuthorization"):
        if isinstance(body.get(name), dict):
            yield from _spoilt(body, (name,))
    yield body | {"hook": "patient-view" if body.get("hook") != "patient-view" else "order-sign"}
    wrong = copy.deepcopy(body)
    wrong.setdefault("context", {})["patientId"] = "somebody-else"
    yield wrong


def _spoilt(body: dict[str, Any], path: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    inner = body
    for step in path:
        inner = inner[step]
    for key in list(inner):
        changed = copy.deepcopy(body)
        target = changed
        for step in path:
            target = target[step]
        del target[key]
        yield changed
        for value in SPOILT:
            target[key] = value
            yield changed


@needs_shared
def test_there_are_as_many_requests_as_the_list_says() -> None:
    assert len(_files()) == 56


@needs_shared
@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_request_of_others_is_answered_by_the_table(client: Client, path: Path, logs: io.StringIO) -> None:
    body = json.loads(path.read_text(encoding="utf-8"))
    service = f"ovf-{body['hook']}" if body["hook"] in OFFERED else "ovf-patient-view"
    seen = client.call(body, service=service).status
    assert seen in ALLOWED
    assert (seen == 400) or body["hook"] in OFFERED

    statuses = {client.call(changed, service=service).status for changed in mutated(body)}

    assert statuses <= ALLOWED
    assert client.ask("GET", "/healthz").status == 200
    for event in ("not-evaluated", "broke", "measure-broken", "evaluators-differ", "engine-failed"):
        assert f'"event":"{event}"' not in logs.getvalue()


@needs_shared
def test_every_request_of_a_hook_we_offer_is_understood_or_says_what_it_lacks(client: Client) -> None:
    """
    400 only for what can not be told: no patient, no draft orders, or two patients in one request.
    """
    refused: dict[str, str] = {}
    for path in _files():
        body = json.loads(path.read_text(encoding="utf-8"))
        if body["hook"] in OFFERED:
            answer = client.call(body)
            if answer.status == 400:
                refused[f"{path.parent.name}/{path.stem}"] = answer.body["issue"][0]["diagnostics"]

    reasons = (
        "'context.patientId' is missing",
        "'context.draftOrders' is missing",
        "another patient than context.patientId",
    )
    assert [name for name, reason in refused.items() if not any(known in reason for known in reasons)] == []
