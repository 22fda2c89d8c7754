"""
The public CDS Hooks Sandbox: its key pair is published, so a token of it proves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.service.settings import Issuer

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SANDBOX", "SANDBOX_KEY", "is_sandbox_key"]

SANDBOX_KEY: Mapping[str, str] = {
    "kty": "EC",
    "crv": "P-384",
    "use": "sig",
    "alg": "ES384",
    "kid": "44823f3d-0b01-4a6c-a80e-b9d3e8a7226f",
    "x": "dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB",
    "y": "Sm3mLE-n1zYNla_aiE3cb3nZsL51RbC7ysw3q8aJLxGm-hx79RPMYpITDjp7kgzy",
}
"""Its public half."""

SANDBOX = Issuer(iss="https://sandbox.cds-hooks.org", jwks={"keys": [dict(SANDBOX_KEY)]}, client="sandbox")


def is_sandbox_key(key: Mapping[str, Any]) -> bool:
    """
    Recognise the key, under whatever name it is offered.
    """
    return key.get("kid") == SANDBOX_KEY["kid"] or key.get("x") == SANDBOX_KEY["x"]
