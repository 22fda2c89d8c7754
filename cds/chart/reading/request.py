"""
A CDS Hooks request as a source of resources: context, prefetch, and what was not fetched.

The five prefetch states are kept apart (cds_hooks R1): a resource or Bundle, `null` (looked for,
nothing there), a Bundle without entries, a key that is missing (nobody asked), an OperationOutcome
(asked and failed). Every resource is taken by its `resourceType`, whatever key it stands under.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field

from cds.chart.chart import Fetch
from cds.chart.reading.decoding import Decoded, decode_value, members, plain, raw_resources, spread_value
from cds.chart.reading.elements import PATIENT_TYPES, OperationOutcome
from cds.chart.reading.references import canonical_reference
from cds.errors import HookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgspec import Raw

__all__ = ["PREFETCH_KEYS", "HookRequest", "read_context", "read_request", "search_failed"]

PREFETCH_KEYS: Mapping[str, str] = {
    name[0].lower() + name[1:]: name for name in sorted(t.__name__ for t in PATIENT_TYPES)
}
"""Our prefetch keys with the resource type each asks for: `medicationRequest` is MedicationRequest."""

_DRAFTS = ("draftOrders", "medications", "dispatchedOrders")
_NEW = ("conditions",)
_SEVERE = frozenset({"error", "fatal"})
_NULL = b"null"


class HookRequest(Struct):
    """
    What a request says: hook, patient, resources and how each type was looked for.

    `members`: of the body, as sent. `told`: them without the prefetch. `pages`: the JSON the resources stand
    in, by its place. `more`: for each type of which a page is missing, the links to the next pages.
    """

    hook: str
    patient: str
    members: Mapping[str, Raw]
    told: Mapping[str, Any]
    pages: dict[str, bytes] = field(default_factory=dict)
    decoded: Decoded = field(default_factory=Decoded)
    context: dict[str, dict[str, bool]] = field(default_factory=dict)
    fetched: dict[str, Fetch] = field(default_factory=dict)
    more: dict[str, list[str]] = field(default_factory=dict)
    _split: dict[str, dict[str, bytes]] = field(default_factory=dict)

    @property
    def extension(self) -> Mapping[str, Any]:
        """
        Return the extension of the request, empty when there is none.
        """
        extension = self.told.get("extension")
        return extension if isinstance(extension, dict) else {}

    def raw(self, where: str) -> bytes | None:
        """
        Return the bytes of the resource at a place, None when they are not there.
        """
        page = where.partition("/entry/")[0]
        if page not in self._split:
            self._split[page] = dict(raw_resources(self.pages[page])) if page in self.pages else {}
        return self._split[page].get(where.removeprefix(page))


def read_request(parts: Mapping[str, Raw], *, null_means: Fetch = Fetch.ABSENT) -> HookRequest:
    """
    Read the body of a CDS Hooks request.

    Args:
        parts: the members of the body, as sent.
        null_means: what a prefetch value `null` says of its type.

    Raises:
        HookError: it is malformed, or its prefetch holds another patient than its context.
    """
    told = {name: plain(part) for name, part in parts.items() if name != "prefetch"}
    hook, context = told.get("hook"), told.get("context")
    if not isinstance(hook, str) or not hook:
        raise HookError("'hook' is missing")
    if not isinstance(context, dict):
        raise HookError("'context' is missing or no object")
    prefetch = bytes(parts.get("prefetch", _NULL))
    looked_for = {} if prefetch == _NULL else members(prefetch)
    if looked_for is None:
        raise HookError("'prefetch' is no object")
    request = HookRequest(hook, patient_named(context), parts, told)
    read_context(context, hook, request.decoded, request.context)
    for key in (*_DRAFTS, *_NEW):
        if key in context:
            request.pages[f"/context/{key}"] = msgspec.json.encode(context[key])
    request.fetched = {t.__name__: Fetch.NOT_FETCHED for t in PATIENT_TYPES}
    for key, value in looked_for.items():
        _prefetched(f"/prefetch/{key}", _type_asked(key), bytes(value), request, null_means)
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
            spread_value(context[key], f"/context/{key}", decoded)
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
            spread_value(context[key], f"/context/{key}", decoded)


def _type_asked(key: str) -> str | None:
    """
    Return the resource type of a key of ours, however its first letter is written; None of any other.
    """
    return PREFETCH_KEYS.get(key[:1].lower() + key[1:])


def _prefetched(where: str, name: str | None, data: bytes, request: HookRequest, null_means: Fetch) -> None:
    if data == _NULL:
        _mark(request, name, null_means)
        return
    part = decode_value(data, where)
    alone = _alone(part, where)
    wrapped = _wrapped(data) if alone == "" else None
    if wrapped is not None:
        _prefetched(f"{where}/resource", name, wrapped, request, null_means)
        return
    if alone == OperationOutcome.__name__:
        _mark(request, name, Fetch.FAILED)
        return
    request.pages[where] = data
    request.decoded.found += part.found
    request.decoded.lost += part.lost
    if alone == "":
        _mark(request, name, Fetch.FAILED)
    else:
        _mark_found(request, name, part)


def _alone(part: Decoded, where: str) -> str | None:
    """
    Return the type of a resource without a Bundle around it, "" when it is no FHIR at all; None: it is a Bundle.
    """
    if part.found and part.found[0].where == where:
        return type(part.found[0].resource).__name__
    return part.lost[0].type if part.lost and part.lost[0].where == where else None


class _Wrapped(Struct, rename={"kind": "resourceType"}):
    """
    A resource as CDS Hooks 1.0 had it in its drafts: under `resource`.
    """

    resource: msgspec.Raw
    kind: msgspec.UnsetType = msgspec.UNSET


_WRAPPED = msgspec.json.Decoder(_Wrapped)


def _wrapped(data: bytes) -> bytes | None:
    try:
        inner = bytes(_WRAPPED.decode(data).resource)
    except msgspec.DecodeError:
        return None
    return inner if inner.startswith(b"{") else None


def _mark_found(request: HookRequest, name: str | None, part: Decoded) -> None:
    seen = {type(found.resource).__name__ for found in part.found}
    failed = OperationOutcome.__name__ in seen and any(search_failed(found.resource) for found in part.found)
    for one in seen | ({name} if name else set()):
        if failed or part.partial:
            _mark(request, one, Fetch.PARTIAL)
            if part.next_page and not failed and one in request.fetched:
                request.more.setdefault(one, []).append(part.next_page)
        elif request.fetched.get(one) is Fetch.NOT_FETCHED:
            _mark(request, one, Fetch.ABSENT)


def _mark(request: HookRequest, name: str | None, how: Fetch) -> None:
    if name in request.fetched:
        request.fetched[name] = how


def search_failed(resource: Any) -> bool:
    """
    Tell whether it is an OperationOutcome that says that a search failed.
    """
    return isinstance(resource, OperationOutcome) and any(_severity(issue) in _SEVERE for issue in resource.issue or ())


def _severity(issue: Raw) -> Any:
    told = plain(issue)
    return told.get("severity") if isinstance(told, dict) else None
