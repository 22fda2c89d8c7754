"""
What a request lacks is read from the caller's FHIR server, if that is allowed, and added to the request.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from msgspec import Struct, field

from cds.chart.chart import Fetch
from cds.chart.reading.decoding import Found, decode_document
from cds.chart.reading.elements import PATIENT_TYPES, Medication
from cds.chart.reading.references import Index
from cds.chart.reading.request import search_failed
from cds.errors import ChartError
from cds.service.prefetch.reading import Budget, Reader, Search, address_of
from cds.service.prefetch.templates import filled
from cds.service.security.addresses import lies_under, normal_address
from cds.service.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cds.chart.reading.request import HookRequest
    from cds.service.outbound import Outbound
    from cds.service.prefetch.reading import Pages
    from cds.service.received import Access, Received
    from cds.service.settings import Issuer, Settings

__all__ = ["Completed", "complete", "may_read", "missing"]

_MOST_MEDICATIONS = 50
_ID = re.compile(r"Patient/[A-Za-z0-9.\-_]+")
"""What goes into an address must not be able to change it."""
_COMPLETE = frozenset({Fetch.ABSENT, Fetch.PRESENT})


class Completed(Struct):
    """
    Why a read ended early, by resource type.
    """

    why: dict[str, str] = field(default_factory=dict)


def may_read(access: Access | None, settings: Settings, rules: Issuer) -> bool:
    """
    Tell whether the caller's FHIR server may be read: it was allowed, and there is a token for it.
    """
    if access is None or not (access.token or settings.fhir_without_token):
        return False
    server = normal_address(access.server)
    if not server or (settings.production and not server.startswith("https://")):
        return False
    allowed = (*rules.fhir_servers, *settings.fhir_servers)
    if not allowed and not settings.production and settings.auth == "off":
        return is_loopback(urlsplit(server).hostname or "")  # on a developer's machine
    return lies_under(server, allowed)


def missing(received: Received, templates: Mapping[str, str]) -> list[Search]:
    """
    List what to read: types nobody asked for, and the further pages of what was sent in part.

    What the client looked for and did not find, or failed to read, is not asked for again.

    Args:
        received: the call.
        templates: the prefetch of its hook.
    """
    if received.access is None or not _ID.fullmatch(received.request.patient):
        return []
    return list(_missing(received, templates, received.access))


def _missing(received: Received, templates: Mapping[str, str], access: Access) -> Iterator[Search]:
    request = received.request
    patient = request.patient.rpartition("/")[2]
    for template in templates.values():
        kind = template.partition("?")[0].partition("/")[0]
        if request.fetched.get(kind) is Fetch.NOT_FETCHED and access.scopes.may_read(kind):
            yield Search(kind, address_of(access.server, filled(template, patient)))
    for kind, links in request.more.items():
        for link in dict.fromkeys(links) if access.token else ():
            yield Search(kind, urljoin(f"{access.server.rstrip('/')}/", link), continued=True)


async def complete(
    received: Received, searches: list[Search], *, outbound: Outbound, settings: Settings, rules: Issuer
) -> Completed:
    """
    Read what is missing and add it to the request; then the Medications that are only referred to.
    """
    access, request = received.access, received.request
    done = Completed()
    if access is None:
        return done
    budget = Budget(settings.fetch_timeout, settings.fetch_pages, settings.fetch_bytes, settings.fetch_resources)
    client = outbound.client(private_network=rules.private_network)
    reader = Reader(client, access.server, access.token, budget)
    states: dict[str, list[Fetch]] = {}
    for search, pages in zip(searches, await reader.read(searches), strict=True):
        state = _added(pages, request, done)
        if state in _COMPLETE and access.scopes.only_in_part(pages.kind):
            state = Fetch.PARTIAL
        states.setdefault(search.kind, []).append(state)
    for kind, found in states.items():
        request.fetched[kind] = _worst(found)
    medications = list(_unresolved(request, access))
    for pages in await reader.read(medications):
        _added(pages, request, done)
    return done


def _worst(states: list[Fetch]) -> Fetch:
    if all(state is Fetch.FAILED for state in states):
        return Fetch.FAILED
    return Fetch.ABSENT if all(state in _COMPLETE for state in states) else Fetch.PARTIAL


def _added(pages: Pages, request: HookRequest, done: Completed) -> Fetch:
    """
    Add the resources of the pages to the request, and return how the type was read.
    """
    state = pages.state
    for body in pages.bodies:
        place = f"/fhir/{pages.kind}/{len(request.pages)}"
        try:
            decoded = decode_document(body)
        except ChartError:
            state, pages.why = Fetch.PARTIAL if len(pages.bodies) > 1 else Fetch.FAILED, "not-fhir"
            continue
        request.pages[place] = body
        request.decoded.found += [Found(f.resource, f"{place}{f.where}", f.full_url) for f in decoded.found]
        request.decoded.lost += decoded.lost
        if any(search_failed(f.resource) for f in decoded.found):
            state, pages.why = Fetch.PARTIAL, "outcome"
    if pages.why:
        done.why[pages.kind] = pages.why
    return state


def _unresolved(request: HookRequest, access: Access) -> Iterator[Search]:
    """
    Yield a read for each Medication that a drug refers to and that nobody sent.
    """
    if not access.scopes.may_read("Medication"):
        return
    index = Index(request.decoded.found)
    seen: set[str] = set()
    for found in request.decoded.found:
        reference = getattr(found.resource, "medicationReference", None)
        told = reference.reference if reference is not None else None
        if not told or not isinstance(found.resource, PATIENT_TYPES) or index.lookup(told, found.resource) is not None:
            continue
        name = index.canonical(told)
        if name.startswith(f"{Medication.__name__}/") and name not in seen and len(seen) < _MOST_MEDICATIONS:
            seen.add(name)
            yield Search("Medication", address_of(access.server, name))
