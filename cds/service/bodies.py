"""
The body of a request: its type, its size, the time it takes.
"""

from __future__ import annotations

import asyncio
import codecs
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from cds.errors import HookError
from cds.service.refusals import TooMuch, TooSlow, WrongType

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["body_of"]

_OTHER_CODECS = frozenset({"iso8859-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"})
_TYPES = frozenset({"application/json", "application/fhir+json"})


async def body_of(request: Request, *, most: int, seconds: float) -> bytes:
    """
    Return the body of a request, as UTF-8.

    Raises:
        WrongType: it is no JSON by its own account, or packed.
        TooMuch: it is larger than *most* bytes.
        TooSlow: it did not arrive in time.
        HookError: it is not in the encoding it claims.
    """
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() not in _TYPES:
        raise WrongType("send application/json or application/fhir+json")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise WrongType("send the body without a content encoding")
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise TooMuch(f"the body has {length} bytes; {most} are taken")
    try:
        async with asyncio.timeout(seconds):
            body = await _collected(request, most)
    except ClientDisconnect:
        raise HookError("the client went away before its body had arrived") from None
    except TimeoutError:
        raise TooSlow(f"the body did not arrive within {seconds:g} seconds") from None
    return _as_utf8(body, parameters)


async def _collected(request: Request, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooMuch(f"the body has more than {most} bytes")
        parts.append(part)
    return b"".join(parts)


def _as_utf8(body: bytes, parameters: str) -> bytes:
    charset = next(
        (value.strip().strip('"') for name, _, value in map(_pair, parameters.split(";")) if name == "charset"), "utf-8"
    )
    try:
        codec = codecs.lookup(charset).name
    except LookupError:
        codec = "utf-8"  # an unknown one; JSON is UTF-8 whatever is said of it
    if codec not in _OTHER_CODECS:
        return body
    try:
        return body.decode(codec).encode()
    except UnicodeError:
        raise HookError("the body is not in the encoding it claims; JSON is UTF-8") from None


def _pair(parameter: str) -> tuple[str, str, str]:
    name, equals, value = parameter.partition("=")
    return name.strip().lower(), equals, value
