"""
The application: routes, the table of status codes, what is built at the start and closed at the end.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route

import cds
from cds.cards import validate_resource
from cds.chart.reading.dates import zone_named
from cds.chart.reading.request import PREFETCH_KEYS
from cds.errors import CdsError, ChartError, EngineError, HookError, MissingData, UnknownService
from cds.journal import JournalError, read_expectations
from cds.service import openapi
from cds.service.bodies import body_of
from cds.service.calls import Calls
from cds.service.consultants import Consultants
from cds.service.feedback import Feedback
from cds.service.lane import Lane
from cds.service.memory import Memory
from cds.service.metrics import Metrics
from cds.service.middleware import Browsers, Proxies, Watch
from cds.service.outbound import Outbound
from cds.service.outcomes import outcome_response
from cds.service.pages import PAGE_HEADERS, front_page, prefetch_page
from cds.service.refusals import NotAuthorised, NotStored, Overloaded, TooManyCalls, TooMuch, TooSlow, WrongType
from cds.service.security.door import Door
from cds.service.selftest import evaluators_agree
from cds.service.services import Discovery, services_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from cds.journal import Journal
    from cds.rules.model import Pack
    from cds.service.calls import Answer
    from cds.service.services import Service
    from cds.service.settings import Settings

__all__ = ["STATUS", "Application", "create_app"]

_LOG = structlog.get_logger(__name__)

STATUS: tuple[tuple[type[Exception], int, str, Mapping[str, str]], ...] = (
    (MissingData, 412, "required", {}),
    (ChartError, 400, "invalid", {}),
    (HookError, 400, "invalid", {}),
    (UnknownService, 404, "not-found", {}),
    (NotAuthorised, 401, "login", {"www-authenticate": "Bearer"}),
    (TooMuch, 413, "too-long", {"connection": "close"}),
    (WrongType, 415, "not-supported", {}),
    (TooSlow, 408, "timeout", {"connection": "close"}),
    (TooManyCalls, 429, "throttled", {"retry-after": "1"}),
    (Overloaded, 503, "throttled", {"retry-after": "1"}),
    (NotStored, 503, "transient", {"retry-after": "5"}),
    (JournalError, 503, "transient", {"retry-after": "5"}),
    (EngineError, 503, "exception", {"retry-after": "30"}),
)
"""Which status each thing that can go wrong has; the first that fits counts."""

_ROUTING: Mapping[int, tuple[str, str]] = {
    404: ("not-found", "there is nothing at this address"),
    405: ("not-supported", "this address takes another method"),
}
_JSON = "application/json"
_MAINTENANCE_SECONDS = 3600
_READY_SECONDS = 2


def _nothing() -> None:
    """
    Do what is to be done when nothing is.
    """


class Application:
    """
    Everything one process needs to answer.

    Args:
        settings: as checked by `effective.refusals`.
        pack: the rules.
        journal: the store; it is closed with the application.
        when_warm: called once, when everything that lives as long as the process is built.
    """

    def __init__(
        self, settings: Settings, pack: Pack, journal: Journal, *, when_warm: Callable[[], None] = _nothing
    ) -> None:
        self.settings = settings
        self.pack = pack
        self.zone = zone_named(settings.time_zone)
        self.metrics = Metrics()
        validate = "evidence" if settings.validate_evidence else "off"
        self.consultants = Consultants(pack, zone=self.zone, validate=validate)
        self.memory = Memory(journal, self.metrics, required=settings.store_required, shared=settings.workers > 1)
        self.outbound = Outbound(production=settings.production)
        self.door = Door(settings, self.outbound)
        self.services = services_of(pack)
        self.discovery = Discovery(self.services, settings.cds_hooks_version)
        self.expected = read_expectations(pack)
        self.lane = Lane(
            threads=settings.threads,
            max_wait=settings.max_wait,
            limit=settings.call_timeout,
            working=self.metrics.working,
        )
        self.calls = Calls(
            settings,
            self.consultants,
            self.memory,
            self.metrics,
            lane=self.lane,
            outbound=self.outbound,
            services=self.services,
        )
        self.feedback = Feedback(self.memory, self.metrics, self.lane, self.calls)
        self.stopping = False
        self._when_warm = when_warm

    # -- the start and the end

    @contextlib.asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """
        Begin, keep the store in order, end.
        """
        now = datetime.now(UTC)
        try:
            await asyncio.to_thread(self.memory.journal.keep_pack, self.pack, now)
        except (JournalError, OSError) as error:
            _LOG.error("pack-not-stored", error=type(error).__name__)
        await asyncio.to_thread(self._warm_up)
        keeping = asyncio.create_task(self._keep_in_order())
        _LOG.info(
            "started", pack=self.pack.hash, version=cds.__version__, mode=self._mode(), names=sorted(self.services)
        )
        try:
            yield
        finally:
            self.stopping = True
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await self.outbound.close()
            await asyncio.to_thread(self.lane.close)
            self.memory.journal.close()
            _LOG.info("stopped")

    def _warm_up(self) -> None:
        """
        Import and build what the first call would otherwise wait for.
        """
        evaluators_agree(self.consultants.all)
        for private in {issuer.private_network for issuer in self.settings.issuers} | {False}:
            self.outbound.client(private_network=private)
        for kind in PREFETCH_KEYS.values() if self.settings.validate_evidence else ():
            validate_resource(f'{{"resourceType":"{kind}"}}'.encode())

        self._when_warm()

    def _mode(self) -> str:
        return "production" if self.settings.production else "development"

    async def _keep_in_order(self) -> None:
        """
        Forget what has passed its time, once an hour.
        """
        while True:
            try:
                now = datetime.now(UTC)
                await asyncio.to_thread(self.memory.journal.maintain, now, self.settings.retention_days)
            except JournalError as error:
                _LOG.error("store-not-kept", error=type(error).__name__)
            await asyncio.sleep(_MAINTENANCE_SECONDS)

    # -- discovery, calls, feedback

    async def discover(self, request: Request) -> Response:
        """
        Say which services there are.
        """
        if self.settings.discovery_auth:
            caller = await self.door.enter(request, "/cds-services")
            self.memory.use_token(caller)
        public = "private" if self.settings.discovery_auth else "public"
        headers = {"etag": self.discovery.etag, "cache-control": f"{public}, max-age=300"}
        given = request.headers.get("if-none-match", "")
        if self.discovery.etag in {tag.strip().removeprefix("W/") for tag in given.split(",")}:
            return Response(status_code=304, headers=headers)
        return Response(self.discovery.body, headers=headers, media_type=_JSON)

    async def call(self, request: Request) -> Response:
        """
        Answer a call of a service with cards.
        """
        service = self._service(request)
        path = f"/cds-services/{service.id}"
        return await self._answered(request, service, (path,), self.calls.answer)

    async def take_feedback(self, request: Request) -> Response:
        """
        Take what clinicians did with the cards of a service.
        """
        service = self._service(request)
        path = f"/cds-services/{service.id}"
        return await self._answered(request, service, (f"{path}/feedback", path), self.feedback.take)

    async def _answered(
        self,
        request: Request,
        service: Service,
        paths: tuple[str, ...],
        answer: Callable[[Service, bytes, Any], Awaitable[Answer]],
    ) -> Response:
        self.lane.admit()  # first of all: a refusal must cost less than an answer
        caller = await self.door.enter(request, *paths)
        told = request.scope["state"]["told"]
        told |= {"service": service.id, "issuer": caller.issuer, "tenant": caller.tenant}
        if not self.memory.shared and not self.calls.take(caller):
            raise TooManyCalls("too many calls")
        body = await body_of(request, most=self.settings.max_body, seconds=self.settings.body_timeout)
        answered = await answer(service, body, caller)
        told |= answered.told
        return Response(answered.body, media_type=_JSON)

    def _service(self, request: Request) -> Service:
        service = self.services.get(request.path_params["id"])
        if service is None:
            raise UnknownService("there is no service of this id; /cds-services lists all")
        return service

    # -- what operators see

    async def decision(self, request: Request) -> Response:
        """
        Show what was decided and on what it rested.
        """
        import msgspec

        self.door.enter_as_operator(request)
        found = await asyncio.to_thread(self.memory.journal.decision, request.path_params["id"])
        if found is None:
            raise UnknownService("there is no decision of this id")
        return Response(msgspec.json.encode(found), media_type=_JSON)

    async def healthy(self, _: Request) -> Response:
        """
        Tell that the process answers.
        """
        return Response(b'{"status":"ok"}', media_type=_JSON)

    async def ready(self, _: Request) -> Response:
        """
        Tell whether calls are answered as they should be: pack, store, evaluators.
        """
        checks = {
            "pack": bool(self.pack.rules),
            "store": await self._holds(self.memory.reachable),
            "evaluators": await self._holds(evaluators_agree, self.consultants.all),
            "running": not self.stopping,
        }
        for name, holds in checks.items():
            if not holds:
                _LOG.error("not-ready", check=name)
        told = ",".join(f'"{name}":"{"ok" if holds else "failed"}"' for name, holds in checks.items())
        status = "ok" if all(checks.values()) else "failed"
        body = f'{{"status":"{status}","pack":"{self.pack.hash}","checks":{{{told}}}}}'
        return Response(body, 200 if status == "ok" else 503, media_type=_JSON)

    @staticmethod
    async def _holds(check: Callable[..., bool], *args: Any) -> bool:
        try:
            return await asyncio.wait_for(asyncio.to_thread(check, *args), _READY_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not ready
            _LOG.error("check-broke", error=type(error).__name__)
            return False

    async def measure(self, request: Request) -> Response:
        """
        Give the numbers to Prometheus.
        """
        self.door.enter_as_operator(request)
        today = datetime.now(self.zone).date()
        alarms = await asyncio.to_thread(self.memory.alarms, self.expected, today)
        text = await asyncio.to_thread(self.metrics.text, alarms, self.pack.hash)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    async def prefetch(self, _: Request) -> Response:
        """
        Show which keys to configure where discovery is not read, as a table to print.
        """
        if self.settings.pages_shown == "off":
            raise UnknownService("there are no pages here")
        page = prefetch_page(self.services.values())
        return Response(page, headers=PAGE_HEADERS, media_type="text/html; charset=utf-8")

    async def front(self, _: Request) -> Response:
        """
        Show the page for people.
        """
        if self.settings.pages_shown == "off":
            raise UnknownService("there are no pages here")
        page = front_page(self.services.values(), self.pack.hash[:12])
        return Response(page, headers=PAGE_HEADERS, media_type="text/html; charset=utf-8")


async def _refused(request: Request, error: Exception) -> Response:
    told = request.scope.get("state", {}).get("told", {})
    for kind, status, code, headers in STATUS:
        if isinstance(error, kind):
            told |= {"reason": error.reason if isinstance(error, NotAuthorised) else code}
            app: Application = request.scope["app"].state.application
            app.metrics.refused.labels(code).inc()
            place, colon, says = str(error).partition(": ") if isinstance(error, MissingData) else ("", "", str(error))
            if status == 503:  # noqa: PLR2004 - whatever failed inside is nobody's business
                says = says if isinstance(error, Overloaded | NotStored) else "try again later"
            return outcome_response(
                status, code, says if colon or not place else place, expression=place if colon else "", headers=headers
            )
    raise error


async def _not_routed(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, says = _ROUTING.get(error.status_code, ("processing", "the request can not be answered"))
    return outcome_response(error.status_code, code, says, headers=error.headers)


async def _broken(_: Request, __: Exception) -> Response:
    return outcome_response(500, "exception", "the service failed; the error is logged")


def create_app(
    settings: Settings, pack: Pack, journal: Journal, *, when_warm: Callable[[], None] = _nothing
) -> ASGIApp:
    """
    Make the ASGI application of one process.
    """
    application = Application(settings, pack, journal, when_warm=when_warm)
    app = Starlette(
        routes=list(_routes(application)),
        lifespan=application.lifespan,
        exception_handlers={CdsError: _refused, HTTPException: _not_routed, Exception: _broken},
    )
    app.router.redirect_slashes = False
    app.state.application = application
    around: ASGIApp = app
    around = Browsers(around, settings.cors_origins)
    if settings.trusted_proxies:
        around = Proxies(around, settings.trusted_proxies)
    return _WithState(Watch(around, application.metrics), application)


class _WithState:
    """
    The outermost layer: the application stays within reach of tests and of the command line.
    """

    def __init__(self, app: ASGIApp, application: Application) -> None:
        self._app = app
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


class _Route(Route):
    """
    A route that answers its method and no other, and is named in the scope, for the numbers and the log.
    """

    def __init__(self, method: str, path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> None:
        super().__init__(path, endpoint)
        self.methods = {method}  # Starlette adds HEAD to GET

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        return match, {**found, "route": self}


def _routes(own: Application) -> Iterator[Route]:
    yield Route("/openapi.json", _described)
    yield _Route("GET", "/", own.front)
    for method, path, endpoint in (
        ("GET", "/cds-services", own.discover),
        ("POST", "/cds-services/{id}", own.call),
        ("POST", "/cds-services/{id}/feedback", own.take_feedback),
        ("GET", "/decisions/{id}", own.decision),
        ("GET", "/healthz", own.healthy),
        ("GET", "/readyz", own.ready),
        ("GET", "/metrics", own.measure),
        ("GET", "/prefetch", own.prefetch),
    ):
        yield _Route(method, path, endpoint)
        # no redirect: a browser's preflight and some clients' bodies do not survive one
        yield _Route(method, f"{path}/", endpoint)


async def _described(_: Request) -> Response:
    return JSONResponse(openapi.DESCRIPTION)
