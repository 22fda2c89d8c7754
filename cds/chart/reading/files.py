"""
Files, folders and standard input as sources: what each is, and the bytes it holds.

A folder of NDJSON by type is one source (a small export); every other JSON file is one of its own.
A file that is JSON but not FHIR is left out, which is not an error; one that is no JSON is a problem.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from cds.chart.chart import Fetch, Problem
from cds.chart.reading.assembling import Assembled, PatientRecord, assemble
from cds.chart.reading.decoding import (
    Decoded,
    Found,
    Lost,
    decode_document,
    decode_line,
    members,
    raw_resources,
    unpacked,
)
from cds.chart.reading.elements import PATIENT_TYPES
from cds.chart.reading.request import HookRequest, read_context, read_request
from cds.errors import ChartError, HookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

    from cds.chart.reading.concepts import Meanings

__all__ = ["MOST_BYTES", "Input", "Read", "Source", "find_sources", "read_bytes", "read_source"]

MOST_BYTES = 512 * 1024 * 1024
_JSON = (".json", ".json.gz")
_NDJSON = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
STORY = "EXPECTED.yaml"


class Source(Struct, frozen=True):
    """
    One thing to read. `kind` is file, ndjson (a folder or file of lines), stdin or empty (nothing to read in it).
    """

    name: str
    kind: str
    path: Path | None = None
    files: tuple[Path, ...] = ()
    story: Path | None = None


class Input(Struct, frozen=True):
    """
    A file that was met, and what was in it; `kind` is bundle, resource, ndjson, request or other.
    """

    source: str
    kind: str
    resources: int = 0
    patients: int = 0
    left_out: int = 0


class Read(Struct):
    """
    What one source holds, ready to be consulted.
    """

    source: str
    records: list[PatientRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    request: HookRequest | None = None
    raw: _RawResources | None = None


class _RawResources:
    """
    The bytes of single resources, found again when one must be validated.
    """

    def __init__(self, data: bytes | None = None, lines: Mapping[str, bytes] | None = None) -> None:
        self._data = data
        self._found: dict[str, bytes] = dict(lines or {})

    def at(self, where: str) -> bytes | None:
        """
        Return the bytes of the resource at a place, None when they are not there.
        """
        return self._all().get(where)

    def all(self) -> Iterator[tuple[str, bytes]]:
        """
        Yield the place and the bytes of every resource.
        """
        yield from self._all().items()

    def _all(self) -> dict[str, bytes]:
        if self._data is not None:
            self._found = dict(raw_resources(self._data))
            self._data = None
        return self._found


def find_sources(paths: Iterable[str]) -> Iterator[Source]:
    """
    Yield every source under the given paths, in order; `-` is standard input.

    Raises:
        FileNotFoundError: a path does not exist.
    """
    for name in paths:
        if name == "-":
            yield Source("-", "stdin")
            continue
        path = Path(name)
        if not path.exists():
            raise FileNotFoundError(name)
        if path.is_dir():
            found = list(_in_folder(path))
            yield from found or [Source(name, "empty", path)]
        elif path.name.endswith(_NDJSON):
            yield Source(name, "ndjson", path, (path,))
        else:
            yield Source(name, "file", path)


def _in_folder(folder: Path, story: Path | None = None) -> Iterator[Source]:
    children = sorted(folder.iterdir())
    told = folder / STORY
    story = told if told.is_file() else story
    lines = tuple(child for child in children if child.is_file() and child.name.endswith(_NDJSON))
    if lines:
        yield Source(str(folder), "ndjson", folder, lines, story)
    for child in children:
        if child.is_dir():
            yield from _in_folder(child, story)
        elif child.name.endswith(_JSON):
            yield Source(str(child), "file", child, story=story)


def read_source(source: Source, *, meanings: Meanings, zone: ZoneInfo, most: int = MOST_BYTES, **extra: Any) -> Read:
    """
    Read one source; whatever is wrong with it becomes a problem of the answer.

    Args:
        source: what `find_sources` found.
        meanings: the terms of the pack.
        zone: the configured time zone.
        most: the size in bytes over which a file is refused.
        extra: `context` and `hook`, as for `read_bytes`.
    """
    if source.kind == "empty":
        message = "there is no FHIR in this folder (no .json, .json.gz or .ndjson file)"
        return Read(source.name, problems=[Problem(source.name, "", message)])
    if source.kind == "ndjson":
        return _read_lines(source, meanings=meanings, zone=zone, most=most)
    try:
        data = sys.stdin.buffer.read() if source.path is None else _bytes_of(source.path, most)
    except (OSError, ChartError) as error:
        return Read(
            source.name, problems=[Problem(source.name, "", _told(error))], inputs=[Input(source.name, "other")]
        )
    return read_bytes(data, source=source.name, meanings=meanings, zone=zone, most=most, **extra)


def _bytes_of(path: Path, most: int) -> bytes:
    size = path.stat().st_size
    if size > most:
        raise ChartError(f"the file has {size} bytes, more than {most} (CDS_MAX_FILE); it was not read")
    return path.read_bytes()


def _told(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def read_bytes(
    data: bytes,
    *,
    source: str,
    meanings: Meanings,
    zone: ZoneInfo,
    most: int = MOST_BYTES,
    context: Mapping[str, Any] | None = None,
    hook: str = "patient-view",
) -> Read:
    """
    Read a Bundle, one resource or a CDS Hooks request.

    Args:
        data: the bytes of the file, packed or not.
        source: its name.
        meanings: the terms of the pack.
        zone: the configured time zone.
        most: the size in bytes over which it is refused.
        context: the hook's context, when it does not come with the file.
        hook: the hook that context belongs to.
    """
    try:
        data = unpacked(data, most=most)
        decoded = decode_document(data)
    except ChartError as error:
        return Read(source, problems=[Problem(source, "", str(error))], inputs=[Input(source, "other")])
    if not decoded.found and len(decoded.lost) == 1 and not decoded.lost[0].type and not decoded.lost[0].where:
        return _read_other(data, source, meanings, zone)
    if decoded.refused:
        count = len(decoded.found) + len(decoded.lost)
        return Read(
            source,
            problems=[
                Problem(source, decoded.lost[0].where, f"{decoded.refused}; none of its {count} resources was used")
            ],
            inputs=[Input(source, "bundle", count, 0, count)],
        )
    places: dict[str, dict[str, bool]] = {}
    if context is not None:
        drafts = Decoded()
        read_context(context, hook, drafts, places)
        decoded.found[:0] = drafts.found
        decoded.lost[:0] = drafts.lost
    assembled = assemble(decoded, meanings=meanings, zone=zone, source=source, context=places)
    kind = "bundle" if any(found.where for found in decoded.found) or decoded.lost else "resource"
    return _read(source, kind, assembled, decoded, _RawResources(data))


def _read(source: str, kind: str, assembled: Assembled, decoded: Decoded, raw: _RawResources) -> Read:
    told = Input(source, kind, assembled.resources, len(assembled.records), len(decoded.lost))
    return Read(source, assembled.records, assembled.problems, [told], raw=raw)


def _read_other(data: bytes, source: str, meanings: Meanings, zone: ZoneInfo) -> Read:
    """
    Read JSON that has no resourceType: a CDS Hooks request, or no FHIR at all.
    """
    parts = members(data)
    if parts is None or not ("hook" in parts and "context" in parts):
        return Read(source, inputs=[Input(source, "other", left_out=1)])
    try:
        request = read_request(parts)
    except HookError as error:
        problem = Problem(source, "", f"not a CDS Hooks request that can be run: {error}")
        return Read(source, problems=[problem], inputs=[Input(source, "request")])
    assembled = assemble(
        request.decoded,
        meanings=meanings,
        zone=zone,
        source=source,
        fetched=request.fetched,
        context=request.context,
        only=request.patient,
    )
    lines = ((found.where, request.raw(found.where)) for found in request.decoded.found)
    raw = _RawResources(lines={where: data for where, data in lines if data is not None})
    read = _read(source, "request", assembled, request.decoded, raw)
    read.request = request
    return read


def _read_lines(source: Source, *, meanings: Meanings, zone: ZoneInfo, most: int) -> Read:
    decoded = Decoded()
    inputs: list[Input] = []
    problems: list[Problem] = []
    raw: dict[str, bytes] = {}
    seen: set[str] = set()
    for path in source.files:
        try:
            data = unpacked(_bytes_of(path, most), most=most)
        except (OSError, ChartError) as error:
            problems.append(Problem(str(path), "", _told(error)))
            inputs.append(Input(str(path), "ndjson"))
            continue
        if data.startswith(b"\xef\xbb\xbf"):
            problems.append(Problem(str(path), "line 1", "the file begins with a byte order mark; it was skipped"))
            data = data[3:]
        counts = _lines_of(path, data, decoded, raw, seen)
        inputs.append(Input(str(path), "ndjson", *counts))
    missing = {t.__name__: Fetch.NOT_FETCHED for t in PATIENT_TYPES if t.__name__ not in seen}
    assembled = assemble(decoded, meanings=meanings, zone=zone, source=source.name, fetched=missing)
    if missing and assembled.records:
        told = f"not in this export: {', '.join(missing)}; what is recorded in them is unknown, not absent"
        problems.append(Problem(source.name, "", told, unread=False))
    return Read(source.name, assembled.records, problems + assembled.problems, inputs, raw=_RawResources(lines=raw))


def _lines_of(path: Path, data: bytes, decoded: Decoded, raw: dict[str, bytes], seen: set[str]) -> tuple[int, int, int]:
    resources = patients = left_out = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}\tline {number}"
        one = decode_line(line, where)
        resources += 1
        if one is None:
            resources -= 1
            left_out += 1
        elif isinstance(one, Lost):
            decoded.lost.append(one)
            seen.add(one.type)
            left_out += 1
        else:
            _file(one, line, decoded, raw, seen)
            patients += type(one.resource).__name__ == "Patient"
    return resources, patients, left_out


def _file(found: Found, line: bytes, decoded: Decoded, raw: dict[str, bytes], seen: set[str]) -> None:
    decoded.found.append(found)
    seen.add(type(found.resource).__name__)
    if isinstance(found.resource, PATIENT_TYPES):
        raw[found.where] = line
