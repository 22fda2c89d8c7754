"""
Pages for people: what this is and what it is not, and the prefetch table for a client that is configured by hand.

The book takes the place of the first where there is one.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.service.services import Service

__all__ = ["PAGE_HEADERS", "front_page", "prefetch_page"]

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
<title>{title}</title>
<style>
body{{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse}} th,td{{border:1px solid #767676;padding:.3rem .6rem;text-align:left;vertical-align:top}}
td code{{overflow-wrap:anywhere}} caption{{text-align:left;font-weight:bold;padding:.5rem 0}}
@media print{{body{{max-width:none;font-size:9pt}} table{{break-inside:avoid}}}}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""

_FRONT = """<p>Decision support for osteoporotic vertebral fractures, by CDS Hooks. It supports clinicians and does not replace
their judgement; it is not a certified medical device. Rule pack {pack}.</p>
<h2>Services</h2>
<ul>
{services}
</ul>
<p>A client finds them at <a href="/cds-services">/cds-services</a>. <a href="/prefetch">/prefetch</a> is a table to print for
a client that is configured by hand; <a href="/openapi.json">/openapi.json</a> describes the bodies.</p>"""

_TABLE = """<table>
<caption>{id} ({hook})</caption>
<thead><tr><th scope="col">Key</th><th scope="col">Query</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>"""


def front_page(services: Iterable[Service], pack: str) -> bytes:
    """
    Write the first page.
    """
    lines = (
        f"<li><code>{escape(service.id)}</code> ({escape(service.hook)}): {escape(service.description)}</li>"
        for service in services
    )
    body = _FRONT.format(pack=escape(pack), services="\n".join(lines))
    return _PAGE.format(title="OVF-CDS", body=body).encode()


def prefetch_page(services: Iterable[Service]) -> bytes:
    """
    Write the keys and queries of every service.
    """
    body = "\n".join(_table(service) for service in services)
    return _PAGE.format(title="Prefetch of OVF-CDS", body=body).encode()


def _table(service: Service) -> str:
    rows = (
        f'<tr><th scope="row"><code>{escape(key)}</code></th><td><code>{escape(query)}</code></td></tr>'
        for key, query in service.prefetch.items()
    )
    return _TABLE.format(id=escape(service.id), hook=escape(service.hook), rows="\n".join(rows))
