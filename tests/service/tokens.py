"""
Client tokens for tests, signed as an EHR signs them.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

__all__ = ["ISSUER", "Signer", "signer"]

ISSUER = "https://ehr.example.org"
_CURVES = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}


@dataclass(frozen=True)
class Signer:
    """
    A key, and tokens signed with it.
    """

    algorithm: str
    private: Any
    kid: str

    @property
    def public(self) -> dict[str, Any]:
        """
        The public key as a JWK.
        """
        kind = ECAlgorithm if self.algorithm.startswith("ES") else RSAAlgorithm
        told = json.loads(kind.to_jwk(self.private.public_key()))
        return {**told, "kid": self.kid, "use": "sig", "alg": self.algorithm}

    @property
    def jwks(self) -> dict[str, Any]:
        """
        The key set of an issuer that has this key only.
        """
        return {"keys": [self.public]}

    def token(self, audience: Any, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """
        Sign a token; a claim or header that is None is left out.
        """
        now = int(time.time())
        told = {"iss": ISSUER, "aud": audience, "exp": now + 300, "iat": now, "jti": str(uuid4())} | claims
        head = {"kid": self.kid, "typ": "JWT"} | (header or {})
        payload = {name: value for name, value in told.items() if value is not None}
        return jwt.PyJWS().encode(
            json.dumps(payload).encode(), self.private, self.algorithm, {k: v for k, v in head.items() if v is not None}
        )

    def bearer(self, audience: Any, **claims: Any) -> dict[str, str]:
        """
        Return the header that carries a token.
        """
        return {"authorization": f"Bearer {self.token(audience, **claims)}"}


@cache
def signer(algorithm: str = "RS384", kid: str = "key/1+a=") -> Signer:
    """
    Make a key; Epic's key ids are base64 with its `+`, `/` and `=`.
    """
    curve = _CURVES.get(algorithm)
    private: Any = ec.generate_private_key(curve()) if curve else rsa.generate_private_key(65537, 2048)
    return Signer(algorithm, private, kid)
