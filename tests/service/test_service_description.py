"""
schemathesis against our own OpenAPI description: whatever it sends, the answer is one that is described.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

if TYPE_CHECKING:
    from service.running import Client

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROUTES = [
    ("/cds-services", "GET"),
    ("/cds-services/{id}", "POST"),
    ("/cds-services/{id}/feedback", "POST"),
    ("/decisions/{id}", "GET"),
    ("/healthz", "GET"),
    ("/readyz", "GET"),
]


@pytest.fixture(scope="module")
def described(client: Client) -> Any:
    return openapi.from_url(f"{client.base_url}/openapi.json")


def look_at(described: Any, path: str, method: str, mode: GenerationMode) -> None:
    @settings(max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def look(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    look()


@pytest.mark.parametrize(("path", "method"), ROUTES, ids=lambda value: value)
def test_an_answer_to_what_is_described_is_described(described: Any, path: str, method: str) -> None:
    look_at(described, path, method, GenerationMode.POSITIVE)


@pytest.mark.parametrize(("path", "method"), [route for route in ROUTES if route[1] == "POST"], ids=lambda value: value)
def test_an_answer_to_anything_else_is_described(described: Any, path: str, method: str) -> None:
    look_at(described, path, method, GenerationMode.NEGATIVE)
