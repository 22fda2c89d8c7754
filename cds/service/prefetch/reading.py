"""
FHIR reads that complete a request: in parallel, page after page, within one time and one budget.

The token goes to the address the caller named and nowhere else; it is in no log, no error, no store.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

import httpx
import msgspec
import structlog
from msgspec import Struct, field

from cds.chart.chart import Fetch
from cds.service.security.addresses import lies_under

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Budget", "Pages", "Reader", "Search", "address_of"]

_LOG = structlog.get_logger(__name__)

_ACCEPT = "application/fhir+json, application/json;q=0.9"
_SAFE = ",:/-._~"


class _Link(msgspec.Struct):
    relation: str | None = None
    url: str | None = None


class _Page(msgspec.Struct):
    kind: str | None = msgspec.field(default=None, name="resourceType")
    link: list[_Link] | None = None
    entry: list[msgspec.Raw] | None = None


_PAGE = msgspec.json.Decoder(_Page)


class Search(Struct, frozen=True):
    """
    One thing to read: a resource type, and the first address.

    `continued`: the first page came with the request, and `url` is the next one.
    """

    kind: str
    url: str
    continued: bool = False


class Pages(Struct):
    """
    What was read of one type; until it is complete it counts as failed or partial.
    """

    kind: str
    state: Fetch = Fetch.FAILED
    bodies: list[bytes] = field(default_factory=list)
    why: str = ""


class Budget(Struct):
    """
    What all reads of one call may use together.
    """

    seconds: float
    pages: int
    bytes: int
    resources: int


class _Stopped(Exception):  # noqa: N818 - no error: a reason to stop
    """
    Reading ends here, and this is why.
    """


def address_of(server: str, query: str) -> str:
    """
    Return the address of a query, encoded; the query is written as in a prefetch template.
    """
    path, _, parameters = query.partition("?")
    pairs = (pair.partition("=") for pair in parameters.split("&") if pair)
    encoded = "&".join(f"{name}={quote(value, safe=_SAFE)}" for name, _, value in pairs)
    place = f"{server.rstrip('/')}/{quote(path, safe=_SAFE)}"
    return f"{place}?{encoded}" if encoded else place


class Reader:
    """
    Reads one FHIR server for one call.

    Args:
        client: for calls to other machines.
        server: the base address; every page lies under it.
        token: of the request, "" when it brought none.
        budget: of the call.
    """

    def __init__(self, client: httpx.AsyncClient, server: str, token: str, budget: Budget) -> None:
        self._client = client
        self._server = server
        self._headers = {"Accept": _ACCEPT} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._budget = budget
        self._ends = asyncio.get_running_loop().time() + budget.seconds

    async def read(self, searches: Iterable[Search]) -> list[Pages]:
        """
        Read everything at the same time; what is not there when the time is over is left.
        """
        found = [
            (search, Pages(search.kind, Fetch.PARTIAL if search.continued else Fetch.FAILED)) for search in searches
        ]
        left = self._ends - asyncio.get_running_loop().time()
        if not found or left <= 0:
            return [pages for _, pages in found]
        tasks = [asyncio.create_task(self._follow(search, pages)) for search, pages in found]
        try:
            await asyncio.wait(tasks, timeout=left)
        finally:
            late = [task for task in tasks if not task.done()]
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for (_, pages), task in zip(found, tasks, strict=True):
            if task in late:
                pages.why = "timeout"
        return [pages for _, pages in found]

    async def _follow(self, search: Search, pages: Pages) -> None:
        url: str | None = search.url
        try:
            while url:
                if len(pages.bodies) >= self._budget.pages:
                    raise _Stopped("too-many-pages")  # noqa: TRY301 - one way to stop
                if not lies_under(url, (self._server,)):
                    raise _Stopped("other-address")  # noqa: TRY301 - likewise
                body = await self._get(url)
                following = self._next(body, url)
                pages.bodies.append(body)
                pages.state = Fetch.PARTIAL
                url = following
            pages.state = Fetch.ABSENT
        except _Stopped as stopped:
            pages.why = str(stopped)
        except httpx.HTTPError as error:
            pages.why = type(error).__name__
        except Exception as error:  # noqa: BLE001 - one broken read must not break the others
            _LOG.error("fhir-read-broke", type=search.kind, error=type(error).__name__)
            pages.why = "broken"

    async def _get(self, url: str) -> bytes:
        async with self._client.stream("GET", url, headers=self._headers, timeout=self._budget.seconds) as answer:
            if answer.status_code != httpx.codes.OK:
                raise _Stopped(f"status-{answer.status_code}")
            parts = []
            async for part in answer.aiter_bytes():
                self._budget.bytes -= len(part)
                if self._budget.bytes < 0:
                    raise _Stopped("too-large")
                parts.append(part)
            return b"".join(parts)

    def _next(self, body: bytes, url: str) -> str | None:
        try:
            page = _PAGE.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise _Stopped("not-fhir") from None
        if page.kind in {None, "OperationOutcome"}:
            raise _Stopped("not-fhir" if page.kind is None else "outcome")
        self._budget.resources -= len(page.entry or ()) or 1
        if self._budget.resources < 0:
            raise _Stopped("too-many-resources")
        link = next((link for link in page.link or () if link.relation == "next"), None)
        return urljoin(url, link.url) if link and link.url else None
