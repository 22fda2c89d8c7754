"""
What is said instead of an answer: an OperationOutcome, whatever went wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["issue", "outcome", "outcome_response"]

_JSON = "application/json"
_EMPTY = 204
_MOST = 500


def issue(severity: str, code: str, says: str, expression: str = "") -> dict[str, Any]:
    """
    Return one issue of an OperationOutcome.
    """
    told: dict[str, Any] = {"severity": severity, "code": code, "diagnostics": says[:_MOST]}
    return told | ({"expression": [expression]} if expression else {})


def outcome(issues: Iterable[Mapping[str, Any]]) -> bytes:
    """
    Return the bytes of an OperationOutcome.
    """
    return msgspec.json.encode({"resourceType": "OperationOutcome", "issue": list(issues)})


def outcome_response(
    status: int, code: str, says: str, *, expression: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """
    Make the answer for one thing that went wrong; 204 has no body.
    """
    if status == _EMPTY:
        return Response(status_code=status, headers=headers)
    body = outcome([issue("error", code, says, expression)])
    return Response(body, status, headers, media_type=_JSON)
