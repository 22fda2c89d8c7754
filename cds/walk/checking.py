"""
One source: read it, consult for every patient in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from cds.cards import body_digest, validate_resource
from cds.chart.chart import Problem
from cds.chart.reading.files import Read, Source, read_bytes, read_source
from cds.walk.consulting import Asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from cds.chart.reading.files import Input
    from cds.walk.consulting import Consultant, Result

__all__ = ["Checked", "check", "check_source"]


class Checked(Struct, frozen=True):
    """
    Everything there is to say of one source.
    """

    source: str
    results: tuple[Result, ...] = ()
    problems: tuple[Problem, ...] = ()
    inputs: tuple[Input, ...] = field(default=())

    @property
    def incomplete(self) -> bool:
        """
        Tell whether some input could not be read, or a rule was not evaluated.
        """
        return any(p.unread for p in self.problems) or any(r.decision.faults for r in self.results)


def check(
    text: bytes,
    *,
    source: str,
    hook: str,
    as_of: date,
    context: dict[str, Any] | None,
    profile: str,
    consultant: Consultant,
) -> Checked:
    """
    Check the bytes of a Bundle, one resource or a CDS Hooks request.
    """
    read = read_bytes(
        text, source=source, meanings=consultant.meanings, zone=consultant.zone, context=context, hook=hook
    )
    return _checked(read, Asked(hook, as_of, profile), consultant)


def check_source(
    source: Source,
    asked: Asked,
    consultant: Consultant,
    *,
    context: Mapping[str, Any] | None = None,
    most: int,
) -> Checked:
    """
    Check a file, a folder of NDJSON or standard input.
    """
    read = read_source(
        source,
        meanings=consultant.meanings,
        zone=consultant.zone,
        most=most,
        context=context,
        hook=asked.hook,
    )
    return _checked(read, asked, consultant)


def _checked(read: Read, asked: Asked, consultant: Consultant) -> Checked:
    if read.request is not None:
        asked = replace(asked, hook=read.request.hook, digest=body_digest(read.request.members))
    raw = read.raw.at if read.raw else None
    results = tuple(consultant.consult(record, asked, source=read.source, raw=raw) for record in read.records)
    problems = [*read.problems, *(p for result in results for p in result.problems)]
    if consultant.validate == "all":
        problems += [p for p in _all_invalid(read) if p not in problems]
    return Checked(read.source, results, tuple(problems), tuple(read.inputs))


def _all_invalid(read: Read) -> Iterator[Problem]:
    """
    Yield a problem for each resource that is not valid R4.
    """
    for where, data in read.raw.all() if read.raw else ():
        reason = validate_resource(data)
        if reason is not None:
            file, _, place = where.rpartition("\t")
            yield Problem(file or read.source, place, f"not valid R4: {reason}")
