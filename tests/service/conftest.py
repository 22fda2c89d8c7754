"""
The service, running: one for all tests of a module that change nothing, or one with settings of its own.
"""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from service.fhir_server import FhirServer
from service.patients import CANARIES, record
from service.running import running, serving

from cds.service.logs import configure_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from service.running import Client

    from cds.rules.model import Pack


@pytest.fixture(autouse=True)
def logs() -> Iterator[io.StringIO]:
    """
    What is logged during a test; nothing of the patient may be in it, whatever the test does.
    """
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers, root.level
    written = io.StringIO()
    configure_logs("debug", "json", written)
    yield written
    structlog.configure(**before)
    root.handlers = handlers
    root.setLevel(level)
    found = [canary for canary in CANARIES if canary in written.getvalue()]
    assert found == [], "patient data in the logs"


@pytest.fixture(scope="module")
def client(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with running(pack, tmp_path_factory.mktemp("service")) as client:
        yield client


@pytest.fixture
def serve(pack: Pack, tmp_path: Path) -> Callable[..., AbstractContextManager[Client]]:
    """
    Start services with settings of their own: each call gives one and ends it after the `with` block.
    """

    def start(**settings: Any) -> AbstractContextManager[Client]:
        return running(settings.pop("pack", pack), tmp_path, **settings)

    return start


@pytest.fixture
def fhir() -> Iterator[FhirServer]:
    """
    A FHIR server that holds the patient's record.
    """
    server = FhirServer(record())
    with serving(server, timeout_graceful_shutdown=1) as address:
        server.url = f"{address}{server.base}"
        yield server
