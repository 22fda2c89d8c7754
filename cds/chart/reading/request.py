"""
A CDS Hooks request as a source of resources: context, prefetch, and what was not fetched.

The five prefetch states are kept apart (cds_hooks R1): a resource or Bundle, `null` (looked for,
nothing there), a Bundle without entries, a key that is missing (nobody asked), an OperationOutcome
(asked and failed). Every resource is taken by its `resourceType`, whatever key it stands under.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from cds.chart.chart import Fetch
from cds.chart.reading.decoding import Decoded, decoded_one, spread_entries
from cds.chart.reading.elements import PATIENT_TYPES
from cds.chart.reading.references import canonical_reference
from cds.errors import HookError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["PREFETCH_KEYS", "HookRequest", "read_context", "read_request"]

PREFETCH_KEYS: Mapping[str, str] = {
    name[0].lower() + name[1:]: name for name in sorted(t.__name__ for t in PATIENT_TYPES)
}
"""Our prefetch keys with the resource type each asks for: `medicationRequest` is MedicationRequest."""

_DRAFTS = ("draftOrders", "medications", "dispatchedOrders")
_NEW = ("conditions",)
_SEVERE = frozenset({"error", "fatal"})


class HookRequest(Struct):
    """
    What a request says: hook, patient, resources and how each type was looked for.

    `more`: for each type of which a page is missing, the links to the next pages.
    """

    hook: str
    patient: str
    body: Mapping[str, Any]
    decoded: Decoded = field(default_factory=Decoded)
    context: dict[str, dict[str, bool]] = field(default_factory=dict)
    fetched: dict[str, Fetch] = field(default_factory=dict)
    extension: Mapping[str, Any] = field(default_factory=dict)
    more: dict[str, list[str]] = field(default_factory=dict)


def read_request(body: Any, *, null_means: Fetch = Fetch.ABSENT) -> HookRequest:
    """
    Read the body of a CDS Hooks request.

    Args:
        body: the decoded JSON.
        null_means: what a prefetch value `null` says of its type.

    Raises:
        HookError: it is malformed, or its prefetch holds another patient than its context.
    """
    if not isinstance(body, dict):
        raise HookError("the request is no JSON object")
    hook, context, prefetch = body.get("hook"), body.get("context"), body.get("prefetch")
    if not isinstance(hook, str) or not hook:
        raise HookError("'hook' is missing")
    if not isinstance(context, dict):
        raise HookError("'context' is missing or no object")
    if prefetch is not None and not isinstance(prefetch, dict):
        raise HookError("'prefetch' is no object")
    extension = body.get("extension")
    request = HookRequest(
        hook, patient_named(context), body, extension=extension if isinstance(extension, dict) else {}
    )
    read_context(context, hook, request.decoded, request.context)
    request.fetched = {t.__name__: Fetch.NOT_FETCHED for t in PATIENT_TYPES}
    for key, value in (prefetch or {}).items():
        _prefetched(key, value, request, null_means)
    for found in request.decoded.found:
        if type(found.resource).__name__ == "Patient":
            identifier = found.resource.id
            if identifier and f"Patient/{identifier}" != request.patient:
                raise HookError(f"the prefetch holds another patient than context.patientId ({found.where})")
    return request


def patient_named(context: Mapping[str, Any]) -> str:
    """
    Return the reference of the patient of a context; `Patient/123` is taken like `123`.

    Raises:
        HookError: there is no patientId.
    """
    identifier = context.get("patientId")
    if not isinstance(identifier, str) or not identifier.strip():
        raise HookError("'context.patientId' is missing")
    reference = canonical_reference(identifier.strip())
    kind, slash, last = reference.rpartition("/")
    if slash and kind != "Patient":
        raise HookError("'context.patientId' names no Patient")
    return f"Patient/{last}"


def read_context(context: Mapping[str, Any], hook: str, decoded: Decoded, places: dict[str, dict[str, bool]]) -> None:
    """
    Add the resources of a hook's context: drafts as orders in question, new Conditions as recorded.

    At order-select the drafts named in `selections` are selected, all of them if it names none; at
    order-sign all are.
    """
    before = len(decoded.found)
    for key in _DRAFTS:
        if isinstance(context.get(key), dict):
            _bundle_or_one(context[key], f"/context/{key}", decoded)
    drafts = decoded.found[before:]
    selections = context.get("selections")
    listed = selections if isinstance(selections, list) else ()
    chosen = frozenset(s.rsplit("/", 1)[-1] for s in listed if isinstance(s, str))
    named = [found for found in drafts if getattr(found.resource, "id", None) in chosen]
    selected = named if hook == "order-select" and named else drafts
    for found in drafts:
        places[found.where] = {"in_context": True, "selected": found in selected}
    for key in _NEW:
        if isinstance(context.get(key), dict):
            _bundle_or_one(context[key], f"/context/{key}", decoded)


def _bundle_or_one(value: dict[str, Any], where: str, decoded: Decoded) -> None:
    if value.get("resourceType") in {"Bundle", None} and "entry" in value:
        spread_entries(value, where, decoded)
    elif value.get("resourceType") not in {"Bundle", None}:
        decoded_one(value, where, None, decoded)


def _prefetched(key: str, value: Any, request: HookRequest, null_means: Fetch) -> None:
    where, name = f"/prefetch/{key}", _type_asked(key)
    if isinstance(value, dict) and "resourceType" not in value and isinstance(value.get("resource"), dict):
        where, value = f"{where}/resource", value["resource"]  # as drafts of CDS Hooks 1.0 had it
    if value is None:
        _mark(request, name, null_means)
        return
    if not isinstance(value, dict):
        _mark(request, name, Fetch.FAILED)
        decoded_one(value, where, None, request.decoded)
        return
    if value.get("resourceType") == "OperationOutcome":
        _mark(request, name, Fetch.FAILED)
        return
    part = Decoded()
    _bundle_or_one(value, where, part)
    request.decoded.found += part.found
    request.decoded.lost += part.lost
    _mark_found(request, name, part, value)


def _type_asked(key: str) -> str | None:
    """
    Return the resource type of a key of ours, however its first letter is written; None of any other.
    """
    return PREFETCH_KEYS.get(key[:1].lower() + key[1:])


def _mark_found(request: HookRequest, name: str | None, part: Decoded, value: dict[str, Any]) -> None:
    seen = {type(found.resource).__name__ for found in part.found}
    failed = any(_severe(value))
    next_page = _next_page(value)
    for one in seen | ({name} if name else set()):
        if failed or part.partial:
            _mark(request, one, Fetch.PARTIAL)
            if next_page and not failed and one in request.fetched:
                request.more.setdefault(one, []).append(next_page)
        elif request.fetched.get(one) is Fetch.NOT_FETCHED:
            _mark(request, one, Fetch.ABSENT)


def _next_page(bundle: dict[str, Any]) -> str:
    links = bundle.get("link")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("relation") == "next" and isinstance(link.get("url"), str):
            return str(link["url"])
    return ""


def _mark(request: HookRequest, name: str | None, how: Fetch) -> None:
    if name in request.fetched:
        request.fetched[name] = how


def _severe(bundle: dict[str, Any]) -> Iterator[bool]:
    """
    Yield True for each OperationOutcome of a searchset that says that the search failed.
    """
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "OperationOutcome":
            issues = resource.get("issue")
            for issue in issues if isinstance(issues, list) else ():
                if isinstance(issue, dict) and issue.get("severity") in _SEVERE:
                    yield True
