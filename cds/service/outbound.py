"""
Calls to other machines: only to public addresses in production, never after a redirect, never through
a proxy named in the environment, and logged by nobody.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Outbound", "is_public", "outbound_client"]

_CONNECTIONS = 64
_SHARED = ipaddress.ip_network("100.64.0.0/10")


def is_public(address: str) -> bool:
    """
    Tell whether an IP address is one of the internet: not loopback, link-local, private or reserved.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return ip.is_global and not ip.is_multicast and not (ip.version == 4 and ip in _SHARED)  # noqa: PLR2004 - IPv4


class _Guarded(httpcore.AsyncNetworkBackend):
    """
    Resolves a name once and connects to what was checked, so that the answer can not change in between.
    """

    def __init__(self, inner: httpcore.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        try:
            found = await asyncio.wait_for(loop.getaddrinfo(host, port, type=socket.SOCK_STREAM), timeout)
        except (OSError, TimeoutError) as error:
            raise httpcore.ConnectError("the name is not known") from error
        addresses = [str(one[4][0]) for one in found]
        if not addresses or not all(is_public(address) for address in addresses):
            raise httpcore.ConnectError("the address is not public")
        return await self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class _GuardedTransport(httpx.AsyncHTTPTransport):
    """
    httpx's transport over connections that are checked first.
    """

    def __init__(self, limits: httpx.Limits) -> None:
        super().__init__(limits=limits)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=_Guarded(httpcore.AnyIOBackend()),
        )


def outbound_client(*, public_only: bool) -> httpx.AsyncClient:
    """
    Make a client for calls to other machines.
    """
    limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS, keepalive_expiry=30)
    transport = _GuardedTransport(limits) if public_only else httpx.AsyncHTTPTransport(limits=limits)
    return httpx.AsyncClient(transport=transport, follow_redirects=False, trust_env=False, timeout=10)


class Outbound:
    """
    The clients of one process: one for public addresses only, one for issuers in a private network.
    """

    def __init__(self, *, production: bool) -> None:
        self._production = production
        self._clients: dict[bool, httpx.AsyncClient] = {}

    def client(self, *, private_network: bool) -> httpx.AsyncClient:
        """
        Return the client for an issuer; made when it is first asked for, which reads all certificates (0.1 s).
        """
        public_only = self._production and not private_network
        if public_only not in self._clients:
            self._clients[public_only] = outbound_client(public_only=public_only)
        return self._clients[public_only]

    async def close(self) -> None:
        """
        Close the connections.
        """
        for client in self._clients.values():
            await client.aclose()
