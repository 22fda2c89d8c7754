"""
The door: who calls, under which address, and whether it may.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cds.service.effective import secret
from cds.service.refusals import NotAuthorised
from cds.service.security.keys import Keys
from cds.service.security.sandbox import SANDBOX
from cds.service.security.tokens import Caller, Tokens
from cds.service.settings import is_loopback

if TYPE_CHECKING:
    from starlette.requests import Request

    from cds.service.outbound import Outbound
    from cds.service.settings import Settings

__all__ = ["FORWARDED", "Door"]

FORWARDED = frozenset({"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip"})


class Door:
    """
    Asks callers who they are.
    """

    def __init__(self, settings: Settings, outbound: Outbound) -> None:
        self._settings = settings
        shared = settings.runtime_dir / "keys" if settings.runtime_dir else None
        keys = Keys(outbound, shared=shared, sandbox=settings.trust_sandbox)
        issuers = (*settings.issuers, *((SANDBOX,) if settings.trust_sandbox else ()))
        self._tokens = Tokens({issuer.iss: issuer for issuer in reversed(issuers)}.values(), keys)
        self._admin = secret(settings.admin_token_file, "CDS_ADMIN_TOKEN_FILE") if settings.admin_token_file else None

    async def enter(self, request: Request, *paths: str) -> Caller:
        """
        Return who calls an endpoint.

        Args:
            request: the call.
            paths: of the endpoint; a token may be made out to any of them.

        Raises:
            NotAuthorised: it did not show who it is.
        """
        if self._settings.auth == "off":
            return Caller()
        given = request.headers.getlist("authorization")
        if len(given) > 1:
            raise NotAuthorised("two-tokens")
        base = self._base(request)
        return await self._tokens.verify(
            given[0] if given else None, [f"{base}{path}" for path in paths] if base else []
        )

    def _base(self, request: Request) -> str:
        """
        Return the public address of this service, "" when the one that was called is not ours.

        The `Host` header is the caller's word: with it alone, a token made out to another service could
        be used here. So it counts only when the name is known to be ours.
        """
        settings = self._settings
        if settings.base_url:
            return settings.base_url
        host = request.headers.get("host", "")
        name = urlsplit(f"//{host}").hostname or ""
        ours = {settings.host.strip("[]").lower(), *(known.lower() for known in settings.hosts)}
        if name.lower() in ours or host.lower() in ours or (is_loopback(name) and is_loopback(settings.host)):
            return f"{request.scope['scheme']}://{host}"
        return ""

    def enter_as_operator(self, request: Request) -> None:
        """
        Let in who may see what is stored: by the operator's token, or from this machine during development.

        Raises:
            NotAuthorised: neither.
        """
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if self._admin is not None and scheme.lower() == "bearer":
            if hmac.compare_digest(given.strip().encode(), self._admin.encode()):
                return
            raise NotAuthorised("operator-token")
        near = request.client is not None and is_loopback(request.client.host) and is_loopback(self._settings.host)
        forwarded = not FORWARDED.isdisjoint(request.headers)
        if not near or forwarded or self._settings.production or self._admin is not None:
            raise NotAuthorised("operator")
