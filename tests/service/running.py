"""
A real uvicorn on a real port, in a thread of the test.
"""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import uvicorn
from service.exchange import Exchange
from service.response_checker import check_response

from cds.journal import open_journal
from cds.service.app import create_app
from cds.service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cds.journal import SqlJournal
    from cds.rules.model import Pack
    from cds.service.app import Application

__all__ = ["Client", "running", "serving"]


@contextmanager
def serving(app: Any, **options: Any) -> Iterator[str]:
    """
    Serve an ASGI application on a free port and give its address.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        ws="none",
        **options,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        if not thread.is_alive():
            raise RuntimeError("the server did not start")
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
        assert not thread.is_alive(), "the server did not stop"


class Client(httpx.Client):
    """
    A client that looks at every answer: whatever a test asks, the answer is what CDS Hooks allows.
    """

    application: Application
    journal: SqlJournal

    def ask(self, method: str, path: str, **options: Any) -> Exchange:
        """
        Ask and return what came.
        """
        return Exchange.of(self.request(method, path, **options))

    def call(self, body: Any, *, service: str | None = None, **options: Any) -> Exchange:
        """
        Call the service of the request's hook.
        """
        return self.ask("POST", f"/cds-services/{service or 'ovf-' + body['hook']}", json=body, **options)


@contextmanager
def running(pack: Pack, folder: Path, *, journal: Any = None, **settings: Any) -> Iterator[Client]:
    """
    Run the service with settings of its own, and give a client for it.
    """
    held = {"auth": "off", "allow_as_of": True, "database_url": f"sqlite:///{folder / 'journal.db'}"} | settings
    kept = journal or open_journal(held["database_url"])
    app: Any = create_app(Settings(**held), pack, kept)
    with serving(app) as address:

        def look(answer: httpx.Response) -> None:
            answer.read()
            check_response(Exchange.of(answer))

        with Client(base_url=address, event_hooks={"response": [look]}, timeout=20, trust_env=False) as client:
            client.application = app.application
            client.journal = kept
            yield client
