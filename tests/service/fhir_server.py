"""
A small FHIR R4 server for tests: read, search, paging, tokens, and every way to be slow or broken.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

__all__ = ["FhirServer"]

FHIR = "application/fhir+json"
_EMPTY_AS_EPIC = {
    "resource": {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "warning",
                "code": "processing",
                "details": {"text": "Resource request returns no results."},
            }
        ],
    },
    "search": {"mode": "outcome"},
}


@dataclass
class FhirServer:
    """
    The server, and how it behaves today; types and pages named in a mode behave so, all others well.

    Args:
        held: resources by type.
        token: what must stand in `Authorization`, "" when everybody may read.
        page: entries a page, 0 for all at once.
        slow: seconds before the answer, by type.
        broken: status, or one of `truncated`, `text`, `outcome`, `redirect`, `elsewhere`, by type.
        asked: path, query and `Authorization` of every request.
    """

    held: Mapping[str, list[dict[str, Any]]]
    token: str = ""
    page: int = 0
    base: str = "/fhir"
    epic: bool = False
    slow: dict[str, float] = field(default_factory=dict)
    broken: dict[str, int | str] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """
        Answer as an ASGI application.
        """
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        path, query = unquote(scope["path"]), scope["query_string"].decode()
        authorization = headers.get("authorization", "")
        self.asked.append((path, query, authorization))
        kind, _, identifier = path.removeprefix(f"{self.base}/").partition("/")
        await asyncio.sleep(self.slow.get(kind, 0))
        if self.token and authorization != f"Bearer {self.token}":
            await _send(
                send, 401, {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "login"}]}
            )
            return
        how = self.broken.get(kind)
        if how is not None:
            await self._break(send, how, kind)
            return
        if identifier:
            await self._read(send, kind, identifier)
            return
        await _send(send, 200, self._search(kind, parse_qs(query)))

    async def _break(self, send: Send, how: int | str, kind: str) -> None:
        outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
        if isinstance(how, int):
            await _send(send, how, outcome)
        elif how == "redirect":
            await _send(send, 302, {}, location=f"http://127.0.0.1:9/{kind}")
        elif how == "truncated":
            await _send(send, 200, None, raw=b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Cond')
        elif how == "text":
            await _send(send, 200, None, raw=b"<html>maintenance</html>")
        elif how == "elsewhere":
            link = [{"relation": "next", "url": "http://127.0.0.1:9/other/Observation?page=2"}]
            await _send(send, 200, {"resourceType": "Bundle", "type": "searchset", "link": link})
        else:
            entry = {"resource": outcome, "search": {"mode": "outcome"}}
            await _send(send, 200, {"resourceType": "Bundle", "type": "searchset", "entry": [entry]})

    async def _read(self, send: Send, kind: str, identifier: str) -> None:
        found = next((r for r in self.held.get(kind, ()) if r.get("id") == identifier), None)
        missing = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "not-found"}]}
        await _send(send, 200 if found else 404, found or missing)

    def _search(self, kind: str, query: Mapping[str, list[str]]) -> dict[str, Any]:
        owner = f"Patient/{query.get('patient', [''])[0]}"
        codes = {word for value in query.get("code", ()) for word in value.split(",")}
        statuses = {word for value in query.get("status", ()) for word in value.split(",")}
        found = [
            r
            for r in self.held.get(kind, ())
            if r.get("subject", r.get("patient", r.get("for", {}))).get("reference") == owner
            and (not codes or codes & _codes(r))
            and (not statuses or r.get("status") in statuses)
        ]
        first = int(query.get("_offset", ["0"])[0])
        last = first + self.page if self.page else len(found)
        entries: list[dict[str, Any]] = [{"resource": r, "search": {"mode": "match"}} for r in found[first:last]]
        told: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": len(found)}
        if not found and self.epic:
            entries = [_EMPTY_AS_EPIC]
        if last < len(found):
            again = {name: values[0] for name, values in query.items()} | {"_offset": str(last)}
            told["link"] = [{"relation": "next", "url": f"{self.url}/{kind}?{urlencode(again)}"}]
        return told | ({"entry": entries} if entries else {})


def _codes(resource: Mapping[str, Any]) -> set[str]:
    codings = resource.get("code", {}).get("coding", [])
    return {f"{c.get('system')}|{c.get('code')}" for c in codings} | {str(c.get("code")) for c in codings}


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _send(send: Send, status: int, body: Any, *, raw: bytes | None = None, location: str = "") -> None:
    data = json.dumps(body).encode() if raw is None else raw
    headers = [(b"content-type", FHIR.encode()), (b"content-length", str(len(data)).encode())]
    if location:
        headers.append((b"location", location.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})
