"""
The public keys of issuers: written out, in a file, or fetched from an address that was allowed.

Fetched keys are kept in memory and, for the other workers, in a folder they share.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
import time
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
import structlog
from jwt import PyJWK
from jwt.exceptions import PyJWTError
from msgspec import Struct, field

from cds.service.security.sandbox import is_sandbox_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cds.service.outbound import Outbound
    from cds.service.settings import Issuer

__all__ = ["Keys"]

_LOG = structlog.get_logger(__name__)

FRESH_SECONDS = 3600
USABLE_SECONDS = 24 * 3600
"""So long keys are used when their address does not answer."""
REFETCH_SECONDS = 60
"""An unknown `kid` may make us ask again, but not more often than this."""
MOST_BYTES = 256 * 1024
LEAST_RSA_BITS = 2048

_FAMILIES = {"ES256": ("EC", "P-256"), "ES384": ("EC", "P-384"), "ES512": ("EC", "P-521")}


class _Fetched(Struct):
    keys: Sequence[Mapping[str, Any]] = ()
    at: float = 0.0
    tried: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Keys:
    """
    Finds the key of a token.

    Args:
        outbound: for `jku` addresses.
        shared: the folder the workers share; None: keys are kept in memory only.
        sandbox: accept the published key of the Sandbox.
    """

    def __init__(self, outbound: Outbound, *, shared: Path | None = None, sandbox: bool = False) -> None:
        self._outbound = outbound
        self._shared = shared
        self._sandbox = sandbox
        self._files: dict[Path, tuple[int, Sequence[Mapping[str, Any]]]] = {}
        self._fetched: dict[str, _Fetched] = {}
        self._ready: dict[tuple[str, str], Any] = {}

    async def of(self, issuer: Issuer, *, kid: str, algorithm: str, jku: str | None) -> list[Any]:
        """
        Return the keys a token may be signed with; usually one, none when there is none.

        Args:
            issuer: of the token.
            kid: of its header.
            algorithm: of its header; a key of another kind is not returned.
            jku: of its header; it is called only if it is allowed.
        """
        for offered in (self._written(issuer), self._in_file(issuer)):
            found = self._usable(offered, kid, algorithm)
            if found:
                return found
        address = self._address(issuer, jku)
        if address is None:
            return []
        found = self._usable(await self._at(address, issuer, again=False), kid, algorithm)
        return found or self._usable(await self._at(address, issuer, again=True), kid, algorithm)

    @staticmethod
    def _address(issuer: Issuer, jku: str | None) -> str | None:
        if jku is not None:
            return jku if jku in issuer.jku else None
        return issuer.jku[0] if len(issuer.jku) == 1 else None

    # -- where keys are

    @staticmethod
    def _written(issuer: Issuer) -> Sequence[Mapping[str, Any]]:
        return _keys_in(issuer.jwks) if issuer.jwks else ()

    def _in_file(self, issuer: Issuer) -> Sequence[Mapping[str, Any]]:
        path = issuer.jwks_file
        if path is None:
            return ()
        try:
            changed = path.stat().st_mtime_ns
            if path not in self._files or self._files[path][0] != changed:
                self._files[path] = changed, _keys_in(msgspec.json.decode(path.read_bytes()))
        except (OSError, msgspec.DecodeError) as error:
            _LOG.error("keys-unreadable", issuer=issuer.iss, error=type(error).__name__)
            return ()
        return self._files[path][1]

    async def _at(self, address: str, issuer: Issuer, *, again: bool) -> Sequence[Mapping[str, Any]]:
        held = self._fetched.setdefault(address, _Fetched())
        async with held.lock:
            now = time.time()
            self._take_shared(address, held)
            due = now - held.at > FRESH_SECONDS or again
            if due and now - held.tried > REFETCH_SECONDS:
                held.tried = now
                await self._fetch(address, issuer, held)
            return held.keys if now - held.at < USABLE_SECONDS else ()

    async def _fetch(self, address: str, issuer: Issuer, held: _Fetched) -> None:
        client = self._outbound.client(private_network=issuer.private_network)
        try:
            body = await asyncio.wait_for(_body_of(client, address), timeout=5)
            keys = _keys_in(msgspec.json.decode(body))
        except (httpx.HTTPError, msgspec.DecodeError, ValueError, TimeoutError) as error:
            _LOG.warning("keys-not-fetched", issuer=issuer.iss, error=type(error).__name__)
            return
        held.keys, held.at = keys, time.time()
        self._share(address, body)

    # -- between workers

    def _file_of(self, address: str) -> Path | None:
        return self._shared / f"{hashlib.sha256(address.encode()).hexdigest()}.json" if self._shared else None

    def _take_shared(self, address: str, held: _Fetched) -> None:
        path = self._file_of(address)
        try:
            if path is None or path.stat().st_mtime <= held.at:
                return
            keys = _keys_in(msgspec.json.decode(path.read_bytes()))
            held.keys, held.at = keys, path.stat().st_mtime
            held.tried = max(held.tried, held.at)
        except (OSError, msgspec.DecodeError):
            return

    def _share(self, address: str, body: bytes) -> None:
        path = self._file_of(address)
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(body)
            os.replace(file.name, path)  # noqa: PTH105 - a rename is what makes it whole for the others
        except OSError as error:
            _LOG.warning("keys-not-shared", error=type(error).__name__)

    # -- which of them

    def _usable(self, offered: Sequence[Mapping[str, Any]], kid: str, algorithm: str) -> list[Any]:
        named = (key for key in offered if key.get("kid") == kid)
        return [ready for key in named if (ready := self._prepared(key, algorithm)) is not None]

    def _prepared(self, key: Mapping[str, Any], algorithm: str) -> Any:
        if not _fits(key, algorithm) or (is_sandbox_key(key) and not self._sandbox):
            return None
        name = (algorithm, hashlib.sha256(msgspec.json.encode(key, order="sorted")).hexdigest())
        if name not in self._ready:
            self._ready[name] = _loaded(key, algorithm)
        return self._ready[name]


async def _body_of(client: httpx.AsyncClient, address: str) -> bytes:
    async with client.stream("GET", address, headers={"Accept": "application/json"}) as answer:
        if answer.status_code != httpx.codes.OK:
            raise ValueError(f"status {answer.status_code}")
        body = b""
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > MOST_BYTES:
                raise ValueError("too large")
        return body


def _keys_in(document: Any) -> Sequence[Mapping[str, Any]]:
    keys = document.get("keys") if isinstance(document, dict) else None
    return tuple(key for key in keys if isinstance(key, dict)) if isinstance(keys, list) else ()


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    """
    Tell whether a key is made for an algorithm: its kind, its curve, and what it says of itself.
    """
    kind, curve = _FAMILIES.get(algorithm, ("RSA", None))
    if key.get("kty") != kind or (curve and key.get("crv") != curve):
        return False
    if key.get("alg", algorithm) != algorithm or key.get("use", "sig") != "sig":
        return False
    operations = key.get("key_ops")
    return operations is None or (isinstance(operations, list) and "verify" in operations)


def _loaded(key: Mapping[str, Any], algorithm: str) -> Any:
    public = dict(_public(key))
    try:
        loaded = PyJWK(public, algorithm=algorithm).key
    except (PyJWTError, ValueError, TypeError, KeyError):
        return None
    too_short = getattr(loaded, "key_size", LEAST_RSA_BITS) < LEAST_RSA_BITS and key["kty"] == "RSA"
    return None if too_short else loaded


def _public(key: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """
    Yield the public members only: a private key that was published by mistake is never held.
    """
    for name in ("kty", "crv", "x", "y", "n", "e", "kid", "use"):
        if name in key:
            yield name, key[name]
