"""
What stands around every request, as plain ASGI: proxies, browsers, a watch, the last net.
"""

from __future__ import annotations

import ipaddress
import re
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders

from cds.service.outcomes import outcome_response
from cds.service.where import where_it_broke

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from cds.service.metrics import Metrics

__all__ = ["Browsers", "Proxies", "Watch"]

_LOG = structlog.get_logger("cds.service.access")
_REQUEST_ID = re.compile(r"[0-9a-fA-F-]{16,64}")
_SAFE_HEADERS = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
)
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_PREFLIGHT_SECONDS = "600"


class Watch:
    """
    Gives each request an id, measures it, writes one line, and catches what nobody caught.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """
        Run the application and say what came of it.
        """
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        given = Headers(scope=scope).get("x-request-id", "")
        told = {"request": given if _REQUEST_ID.fullmatch(given) else str(uuid4())}
        scope.setdefault("state", {})["told"] = told
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                headers["x-request-id"] = told["request"]
                for name, value in _SAFE_HEADERS:
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001 - nothing may end the process, and no words may get out
            _LOG.error("broke", error=type(error).__name__, where=where_it_broke(error.__traceback__), **told)
            if not status:
                response = outcome_response(500, "exception", "the service failed; the error is logged")
                await response(scope, receive, watched)
        finally:
            self._write(scope, status, began, told)

    def _write(self, scope: Scope, status: int, began: float, told: dict[str, str]) -> None:
        route = getattr(scope.get("route"), "path", "other").rstrip("/") or "/"
        seconds = time.perf_counter() - began
        self._metrics.call(route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        write = _LOG.debug if route in _QUIET else _LOG.info
        write("call", route=route, method=scope["method"], status=status, ms=round(seconds * 1000, 2), **told)


class Proxies:
    """
    Believes `X-Forwarded-*` of the proxies that are trusted, and of nobody else.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        self._app = app
        self._trusted = [ipaddress.ip_network(network, strict=False) for network in trusted]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """
        Put what the proxy says of the caller in its place.
        """
        client = scope.get("client")
        if scope["type"] == "http" and client and self._is_trusted(client[0]):
            headers = Headers(scope=scope)
            proto = headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
            if proto in {"http", "https"}:
                scope["scheme"] = proto
            host = headers.get("x-forwarded-host", "").partition(",")[0].strip()
            if host:
                scope["headers"] = [h for h in scope["headers"] if h[0] != b"host"] + [
                    (b"host", host.encode("latin-1"))
                ]
            origin = self._origin(headers.getlist("x-forwarded-for"))
            if origin:
                scope["client"] = (origin, 0)
        await self._app(scope, receive, send)

    def _origin(self, given: Sequence[str]) -> str:
        """
        Return the last address that no trusted proxy has.
        """
        hops = [hop.strip() for line in given for hop in line.split(",") if hop.strip()]
        return next((hop for hop in reversed(hops) if not self._is_trusted(hop)), "")

    def _is_trusted(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self._trusted)


class Browsers:
    """
    CORS: answers the preflight of known origins, and lets them read the answers.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._origins = frozenset(origin.lower() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """
        Answer a preflight, or mark the answer of a call.
        """
        headers = Headers(scope=scope) if scope["type"] == "http" else None
        origin = headers.get("origin") if headers is not None else None
        if headers is None or origin is None:
            await self._app(scope, receive, send)
            return
        known = origin.lower() in self._origins
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(scope, receive, send, origin, known=known)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(raw=message.setdefault("headers", []))
                told.add_vary_header("Origin")
                if known:
                    told["access-control-allow-origin"] = origin
                    told["access-control-expose-headers"] = "ETag, Retry-After, X-Request-ID"
            await send(message)

        await self._app(scope, receive, marked)

    async def _preflight(self, scope: Scope, receive: Receive, send: Send, origin: str, *, known: bool) -> None:
        if not known:
            response = outcome_response(403, "forbidden", "this origin may not call (CDS_CORS_ORIGINS)")
        else:
            response = outcome_response(204, "informational", "")
            response.headers["access-control-allow-origin"] = origin
            response.headers["access-control-allow-methods"] = "GET, POST"
            response.headers["access-control-allow-headers"] = "authorization, content-type"
            response.headers["access-control-max-age"] = _PREFLIGHT_SECONDS
        response.headers["vary"] = "Origin"
        await response(scope, receive, send)
