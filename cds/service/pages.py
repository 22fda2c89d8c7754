"""
The page at `/`: what this is, and what it is not. The book takes its place where there is one.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.service.services import Service

__all__ = ["PAGE_HEADERS", "front_page"]

PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>OVF-CDS</title>
<style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}</style>
</head>
<body>
<main>
<h1>OVF-CDS</h1>
<p>Decision support for osteoporotic vertebral fractures, by CDS Hooks. It supports clinicians and does not replace
their judgement; it is not a certified medical device. Rule pack {pack}.</p>
<h2>Services</h2>
<ul>
{services}
</ul>
<p>A client finds them at <a href="/cds-services">/cds-services</a>; <a href="/openapi.json">/openapi.json</a> describes the bodies.</p>
</main>
</body>
</html>
"""


def front_page(services: Iterable[Service], pack: str) -> bytes:
    """
    Write the page.
    """
    lines = (
        f"<li><code>{escape(service.id)}</code> ({escape(service.hook)}): {escape(service.description)}</li>"
        for service in services
    )
    return _PAGE.format(pack=escape(pack), services="\n".join(lines)).encode()
