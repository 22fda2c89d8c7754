"""
Addresses: when two are the same, and which lie under an allowed one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["lies_under", "normal_address"]

_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=1024)
def normal_address(url: str) -> str:
    """
    Return an address in its normal form: lower-case scheme and host, no default port, no slash at the end.

    Anything that is no plain http(s) address becomes "", which equals nothing.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    if parts.scheme.lower() not in _PORTS or not host or parts.username is not None or parts.query or parts.fragment:
        return ""
    scheme = parts.scheme.lower()
    written = f"[{host}]" if ":" in host else host
    place = "" if port is None or port == _PORTS[scheme] else f":{port}"
    return f"{scheme}://{written}{place}{parts.path.rstrip('/')}"


def lies_under(url: str, bases: Iterable[str]) -> bool:
    """
    Tell whether an address is one of the allowed ones or lies below one; its query does not count.
    """
    address = normal_address(url.split("?", 1)[0])
    if not address or ".." in unquote(address) or "\\" in unquote(address):
        return False
    allowed = (normal_address(base) for base in bases)
    return any(base and (address == base or address.startswith(f"{base}/")) for base in allowed)
