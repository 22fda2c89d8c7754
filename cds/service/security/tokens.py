"""
Client tokens (CDS Hooks, "Trusting CDS Clients"): signature, issuer, audience, time, tenant.

Whatever is wrong, the caller is told 401 and nothing more; the reason goes to the log, the token never.
"""

from __future__ import annotations

import base64
import binascii
import time
from typing import TYPE_CHECKING, Any

import msgspec
from jwt import get_algorithm_by_name
from jwt.exceptions import PyJWTError
from msgspec import Struct

from cds.service.refusals import NotAuthorised
from cds.service.security.addresses import normal_address
from cds.service.settings import Issuer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from cds.service.security.keys import Keys

__all__ = ["ANYBODY", "Caller", "Tokens"]

LEEWAY_SECONDS = 60
MOST_CHARACTERS = 16 * 1024
_PARTS = 3

ANYBODY = Issuer(iss="anybody")
"""How a caller without a token is treated, where nobody is asked for one."""


class Caller(Struct, frozen=True):
    """
    Who calls.

    Args:
        issuer: `iss` of the token, None when nobody was asked.
        rules: what is configured for it.
        jti, expires: of its token, which must not come twice.
    """

    issuer: str | None = None
    tenant: str | None = None
    rules: Issuer = ANYBODY
    jti: str | None = None
    expires: float = 0.0

    @property
    def name(self) -> str:
        """
        A word for counting calls by caller.
        """
        return self.issuer or "anybody"


class Tokens:
    """
    Verifies the tokens of the configured issuers.
    """

    def __init__(self, issuers: Iterable[Issuer], keys: Keys) -> None:
        self._issuers = {issuer.iss: issuer for issuer in issuers}
        self._keys = keys

    async def verify(
        self, authorization: str | None, addresses: Collection[str], *, now: float | None = None
    ) -> Caller:
        """
        Return who calls.

        Args:
            authorization: the value of the `Authorization` header.
            addresses: of the endpoint that was called; one of them is the token's `aud`.
            now: the time in seconds; by default it is asked for.

        Raises:
            NotAuthorised: whatever is wrong.
        """
        token = _token_in(authorization)
        header, claims, signature = _looked_into(token)
        issuer = self._issuers.get(_text(claims, "iss"))
        if issuer is None:
            raise NotAuthorised("issuer-unknown")
        algorithm, kid = _text(header, "alg"), _text(header, "kid")
        if algorithm not in issuer.algorithms:
            raise NotAuthorised("algorithm")
        if _text(header, "typ").upper() != "JWT" or not kid or "crit" in header or "b64" in header:
            raise NotAuthorised("header")
        jku = header.get("jku")
        keys = await self._keys.of(issuer, kid=kid, algorithm=algorithm, jku=jku if isinstance(jku, str) else None)
        signed = token.rpartition(".")[0].encode()
        if not any(_signed_by(key, signed, signature, algorithm) for key in keys):
            raise NotAuthorised("signature" if keys else "key-unknown")
        return _accepted(claims, issuer, addresses, now=time.time() if now is None else now)


def _signed_by(key: Any, signed: bytes, signature: bytes, algorithm: str) -> bool:
    """
    Check a signature; the key was made for the algorithm, and the algorithm was allowed.
    """
    try:
        return get_algorithm_by_name(algorithm).verify(signed, key, signature)
    except (PyJWTError, ValueError, TypeError, NotImplementedError):
        return False


def _token_in(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise NotAuthorised("no-token")
    if len(token) > MOST_CHARACTERS:
        raise NotAuthorised("too-long")
    return token


def _looked_into(token: str) -> tuple[Mapping[str, Any], Mapping[str, Any], bytes]:
    """
    Read header, claims and signature without believing them.
    """
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise NotAuthorised("form")
    try:
        header, claims = (msgspec.json.decode(_unpacked(part)) for part in parts[:2])
        signature = _unpacked(parts[2])
    except (msgspec.DecodeError, binascii.Error, ValueError, RecursionError):
        raise NotAuthorised("form") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise NotAuthorised("form")
    return header, claims, signature


def _unpacked(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotAuthorised(name)
    return float(value)


def _accepted(claims: Mapping[str, Any], issuer: Issuer, addresses: Collection[str], *, now: float) -> Caller:
    expires, issued = _number(claims, "exp"), _number(claims, "iat")
    if now >= expires + LEEWAY_SECONDS:
        raise NotAuthorised("expired")
    if issued > now + LEEWAY_SECONDS:
        raise NotAuthorised("issued-later")
    if "nbf" in claims and _number(claims, "nbf") > now + LEEWAY_SECONDS:
        raise NotAuthorised("not-yet-valid")
    if expires - issued > issuer.max_lifetime or expires > now + issuer.max_lifetime + LEEWAY_SECONDS:
        raise NotAuthorised("valid-too-long")
    jti = _text(claims, "jti")
    if not jti:
        raise NotAuthorised("jti")
    _check_audience(claims.get("aud"), issuer, addresses)
    tenant = _text(claims, "tenant") or None
    if issuer.tenants and tenant not in issuer.tenants:
        raise NotAuthorised("tenant")
    return Caller(issuer.iss, tenant, issuer, jti, expires)


def _check_audience(audience: Any, issuer: Issuer, addresses: Collection[str]) -> None:
    named = audience if isinstance(audience, list) else [audience]
    wanted = {normal_address(address) for address in addresses} - {""}
    for one in named:
        if isinstance(one, str) and (normal_address(one) in wanted or one in issuer.audiences):
            return
    raise NotAuthorised("audience")
