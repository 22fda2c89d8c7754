"""
From bytes to resources: one pass when all is well, resource by resource when something is wrong.

A resource that can not be decoded is named by its JSON Pointer and read loosely (type, id, codes,
subject), so that the facts it would feed are known to be unreadable rather than absent.
"""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field

from cds.chart.reading.elements import (
    NOTHING,
    R4_TYPES,
    AllergyIntolerance,
    AnyResource,
    Bundle,
    Condition,
)
from cds.chart.reading.versions import ELEMENTS, foreign_version
from cds.errors import ChartError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Decoded",
    "Found",
    "Lost",
    "decode_document",
    "decode_line",
    "decode_value",
    "is_deeper",
    "members",
    "plain",
    "raw_resources",
    "spread_value",
    "unpacked",
]

_ANY = msgspec.json.Decoder(AnyResource)
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _RawEntry(msgspec.Struct):
    fullUrl: str | None = None
    resource: msgspec.Raw = NOTHING


class _RawBundle(msgspec.Struct):
    resourceType: str = ""
    link: list[msgspec.Raw] | None = None
    entry: list[_RawEntry] | None = None


_RAW_BUNDLE = msgspec.json.Decoder(_RawBundle)


class Found(Struct, frozen=True):
    """
    A resource that was decoded; `where` is its JSON Pointer or line.
    """

    resource: Any
    where: str
    full_url: str | None = None


class Lost(Struct, frozen=True):
    """
    A resource that could not be decoded, with what a loose reading tells of it.
    """

    where: str
    message: str
    type: str = ""
    id: str = ""
    codings: tuple[tuple[str | None, str | None], ...] = ()
    subject: str = ""
    full_url: str | None = None


class Decoded(Struct):
    """
    What one document holds. `partial`: a link says that a page is missing, `next_page` where it is.
    `refused`: why none of it is read.
    """

    found: list[Found] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    partial: bool = False
    next_page: str = ""
    refused: str = ""


def unpacked(data: bytes, *, most: int) -> bytes:
    """
    Return the bytes of a file, unpacked when they are gzip.

    Raises:
        ChartError: the gzip stream is broken, or holds more than *most* bytes.
    """
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        out = gzip.decompress(data) if len(data) * 20 < most else _carefully(data, most)
    except (OSError, EOFError, zlib.error) as error:
        raise ChartError(f"the gzip data are broken: {error}") from None
    if len(out) > most:
        raise ChartError(f"unpacked it is larger than {most} bytes (CDS_MAX_FILE)")
    return out


def _carefully(data: bytes, most: int) -> bytes:
    machine = zlib.decompressobj(wbits=31)
    out = machine.decompress(data, most + 1)
    if len(out) <= most and not machine.eof:
        raise EOFError("the stream ends early")
    return out


def plain(data: bytes | msgspec.Raw) -> Any:
    """
    Decode JSON to plain values.

    Raises:
        ChartError: it is not JSON, with the place.
    """
    data = bytes(data)
    if not data.strip():
        raise ChartError("the file is empty")
    if data.startswith(b"\xef\xbb\xbf"):
        raise ChartError("the file begins with a byte order mark; FHIR JSON is UTF-8 without one")
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ChartError(f"not JSON: {error}") from None
    except RecursionError:
        raise ChartError("not read: the JSON is nested too deeply") from None


def members(data: bytes | msgspec.Raw) -> dict[str, msgspec.Raw] | None:
    """
    Return the members of a JSON object as they stand, None when it is JSON and no object.

    Raises:
        ChartError: it is not JSON, with the place.
    """
    try:
        bytes(data).decode()  # what is passed over is not looked at so closely
        return _MEMBERS.decode(data)
    except _UNREADABLE:
        plain(data)
    return None


_BRACKETS = bytes.maketrans(b"[]", b"{}")
_REST = bytes(set(range(256)) - set(b'[]{}"'))


def is_deeper(data: bytes, levels: int) -> bool:
    """
    Tell whether valid JSON is nested more than so many levels deep.
    """
    if b"\\" in data:
        data = data.replace(rb"\\", b"").replace(rb"\"", b"")
    left = data.translate(_BRACKETS, _REST).replace(b'""', b"")
    left = b"".join(left.split(b'"')[::2])  # a bracket after an odd number of quotes stands in a text
    for _ in range(levels):
        if not left:
            return False
        left = left.replace(b"{}", b"")  # the innermost
    return bool(left)


def decode_document(data: bytes) -> Decoded:
    """
    Decode a Bundle, or a single resource as a bundle of one.

    Raises:
        ChartError: it is not JSON.
    """
    try:
        document = _ANY.decode(data)
    except _UNREADABLE:
        return _one_by_one(data)
    decoded = Decoded()
    if isinstance(document, Bundle):
        _spread(document, "", decoded)
    else:
        decoded.found.append(Found(document, ""))
    return _judged(decoded)


def decode_value(data: bytes | msgspec.Raw, where: str) -> Decoded:
    """
    Decode one value of a request, a Bundle or a resource; what is wrong in one resource loses only that one.

    Raises:
        ChartError: it is not JSON.
    """
    decoded = Decoded()
    try:
        document = _ANY.decode(data)
    except _UNREADABLE:
        document = None
    if document is None or (isinstance(document, Bundle) and document.entry is None):  # none, or one that is null
        spread_value(plain(data), where, decoded)
        return decoded
    if isinstance(document, Bundle):
        _spread(document, where, decoded)
    else:
        decoded.found.append(Found(document, where))
    _look_for_foreign(decoded)
    return decoded


def decode_line(line: bytes, where: str) -> Found | Lost | None:
    """
    Decode one line of NDJSON; None when it is JSON but no FHIR resource.
    """
    try:
        return _checked(Found(_ANY.decode(line), where))
    except _UNREADABLE as error:
        return _loosely(line, where, None, error)


def _spread(bundle: Bundle, at: str, decoded: Decoded) -> None:
    for link in bundle.link or ():
        if link.relation == "next":
            decoded.partial = True
            decoded.next_page = decoded.next_page or link.url or ""
    for place, entry in enumerate(bundle.entry or ()):
        where = f"{at}/entry/{place}/resource"
        if isinstance(entry.resource, Bundle):
            _spread(entry.resource, where, decoded)
        elif entry.resource is not None:
            decoded.found.append(Found(entry.resource, where, entry.fullUrl))


def _judged(decoded: Decoded) -> Decoded:
    """
    Look for other versions of FHIR.
    """
    _look_for_foreign(decoded)
    return _refused_if_foreign(decoded) if decoded.lost else decoded


def _look_for_foreign(decoded: Decoded) -> None:
    checked = [_checked(found) for found in decoded.found]
    if checked != decoded.found:
        decoded.found = [found for found in checked if isinstance(found, Found)]
        decoded.lost += [lost for lost in checked if isinstance(lost, Lost)]


def _checked(found: Found) -> Found | Lost:
    resource = found.resource
    name = type(resource).__name__
    telling = {element for element in ELEMENTS.get(name, ()) if getattr(resource, element) is not NOTHING}
    elements: dict[str, Any] = dict.fromkeys(telling)
    if name == "ServiceRequest" and resource.code is not None and resource.code.concept is not NOTHING:
        elements["code"] = {"concept": None}
    if name == "Encounter" and bytes(resource.class_).startswith(b"["):
        elements["class"] = []
    version = foreign_version(name, elements) if elements else None
    if version is None:
        return found
    concepts = (getattr(resource, "code", None), getattr(resource, "medicationCodeableConcept", None))
    subject = getattr(resource, "subject", None) or getattr(resource, "patient", None)
    return Lost(
        found.where,
        f"this is {version}; FHIR R4 is read",
        name,
        resource.id or "",
        tuple((c.system, c.code) for concept in concepts if concept for c in concept.coding or ()),
        (getattr(subject, "reference", None) or "") if subject is not NOTHING else "",
        found.full_url,
    )


def _refused_if_foreign(decoded: Decoded) -> Decoded:
    foreign = [lost for lost in decoded.lost if lost.message.startswith("this is FHIR")]
    own = sum(
        1 for f in decoded.found if isinstance(f.resource, Condition | AllergyIntolerance) and f.resource.clinicalStatus
    )
    if len(foreign) > own:
        decoded.refused = foreign[0].message
    return decoded


def raw_resources(data: bytes) -> Iterator[tuple[str, bytes]]:
    """
    Yield the bytes of every resource of a document with its JSON Pointer.
    """
    try:
        found = list(_raw(data, ""))
    except _UNREADABLE:
        found = list(_repacked(plain(data), ""))
    yield from found


def _raw(data: bytes | msgspec.Raw, at: str) -> Iterator[tuple[str, bytes]]:
    bundle = _RAW_BUNDLE.decode(data)
    if bundle.resourceType != "Bundle" and (bundle.resourceType or bundle.entry is None):
        yield at, bytes(data)
        return
    for place, entry in enumerate(bundle.entry or ()):
        resource, where = bytes(entry.resource), f"{at}/entry/{place}/resource"
        if not resource.startswith(b"{"):
            continue
        if _HEAD.decode(resource).resourceType == "Bundle":
            yield from _raw(resource, where)
        else:
            yield where, resource


def _repacked(document: Any, at: str) -> Iterator[tuple[str, bytes]]:
    """
    Do the same for a Bundle whose own shape is wrong.
    """
    if not isinstance(document, dict):
        return
    if document.get("resourceType") != "Bundle":
        yield at, msgspec.json.encode(document)
        return
    entries = document.get("entry")
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield from _repacked(entry.get("resource"), f"{at}/entry/{place}/resource")


class _Head(msgspec.Struct):
    resourceType: str | None = None


_HEAD = msgspec.json.Decoder(_Head)


def _one_by_one(data: bytes) -> Decoded:
    document = plain(data)
    decoded = Decoded()
    if not isinstance(document, dict):
        raise ChartError("not FHIR: the JSON is no object")
    if document.get("resourceType") == "Bundle":
        _spread_entries(document, "", decoded)
    else:
        _decode_one(document, "", None, decoded)
    return _refused_if_foreign(decoded)


def spread_value(value: Any, where: str, decoded: Decoded) -> None:
    """
    Do as `decode_value` does with what is plain values already; a Bundle may lack its resourceType.
    """
    kind = value.get("resourceType") if isinstance(value, dict) else ""
    if kind == "Bundle" or (kind is None and "entry" in value):
        _spread_entries(value, where, decoded)
    else:
        _decode_one(value, where, None, decoded)


def _spread_entries(bundle: dict[str, Any], at: str, decoded: Decoded) -> None:
    """
    Decode the entries of a Bundle that is already plain values; what is wrong in one loses only that one.
    """
    links, entries = bundle.get("link", []), bundle.get("entry", [])
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("relation") == "next":
            decoded.partial = True
            decoded.next_page = decoded.next_page or (link["url"] if isinstance(link.get("url"), str) else "")
    if not isinstance(entries, list):
        decoded.lost.append(Lost(f"{at}/entry", f"Bundle.entry is {_shape(entries)} where a list belongs"))
        return
    for place, entry in enumerate(entries):
        where = f"{at}/entry/{place}"
        if not isinstance(entry, dict):
            decoded.lost.append(Lost(where, f"an entry is {_shape(entry)} where an object belongs"))
            continue
        resource, full_url = entry.get("resource"), entry.get("fullUrl")
        if resource is None:
            continue
        if isinstance(resource, dict) and resource.get("resourceType") == "Bundle":
            _spread_entries(resource, f"{where}/resource", decoded)
        else:
            _decode_one(resource, f"{where}/resource", full_url if isinstance(full_url, str) else None, decoded)


def _decode_one(resource: Any, where: str, full_url: str | None, decoded: Decoded) -> None:
    """
    Decode one resource that is already plain values, and file it under found or lost.
    """
    line = msgspec.json.encode(resource)
    try:
        outcome = _checked(Found(_ANY.decode(line), where, full_url))
    except (msgspec.DecodeError, RecursionError) as error:
        outcome = _loosely(line, where, full_url, error) or Lost(
            where, "not FHIR: there is no resourceType", full_url=full_url
        )
    if isinstance(outcome, Lost):
        decoded.lost.append(outcome)
    else:
        decoded.found.append(outcome)


def _loosely(line: bytes, where: str, full_url: str | None, error: Exception) -> Lost | None:
    try:
        elements = plain(line)
    except ChartError as wrong:
        return Lost(where, str(wrong), full_url=full_url)
    if not isinstance(elements, dict):
        return Lost(where, f"a resource is {_shape(elements)} where an object belongs", full_url=full_url)
    name = elements.get("resourceType")
    if not isinstance(name, str):
        return None
    version = foreign_version(name, elements)
    if version:
        return _lost(elements, where, full_url, f"this is {version}; FHIR R4 is read")
    if name not in R4_TYPES:
        return _lost(elements, where, full_url, f"'{name[:60]}' is no resource type of FHIR R4")
    return _lost(elements, where, full_url, f"not valid FHIR: {error}")


def _lost(elements: dict[str, Any], where: str, full_url: str | None, message: str) -> Lost:
    name, identifier = elements.get("resourceType"), elements.get("id")
    subject = elements.get("subject") or elements.get("patient") or elements.get("for")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    codings = [c for key in ("code", "medicationCodeableConcept", "medication") for c in _codings(elements.get(key))]
    return Lost(
        where,
        message,
        name if isinstance(name, str) else "",
        identifier if isinstance(identifier, str) else "",
        tuple(codings),
        reference if isinstance(reference, str) else "",
        full_url,
    )


def _codings(concept: Any) -> Iterator[tuple[str | None, str | None]]:
    if isinstance(concept, dict) and isinstance(concept.get("concept"), dict):
        concept = concept["concept"]
    codings = concept.get("coding") if isinstance(concept, dict) else None
    for coding in codings if isinstance(codings, list) else ():
        if isinstance(coding, dict):
            system, code = coding.get("system"), coding.get("code")
            yield (system if isinstance(system, str) else None), (code if isinstance(code, str) else None)


def _shape(value: Any) -> str:
    shapes = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}
    return shapes.get(type(value), "a number")
