"""
From settings to a running service: what is built in the process, and how the socket is served.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from cds.journal import open_journal
from cds.rules import load_pack
from cds.service.effective import WrongSettings, database_url, load_settings, secret
from cds.service.logs import configure_logs
from cds.service.metrics_place import SHARED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp

    from cds.journal import SqlJournal
    from cds.rules.model import Pack
    from cds.service.settings import Settings

__all__ = ["application_of", "from_environment", "serve"]

_LOG = structlog.get_logger(__name__)

_FACTORY = "cds.service.running:from_environment"
_BACKLOG = 2048
_GARBAGE = 20_000, 20, 100
_KEEP_ALIVE_SECONDS = 65


def from_environment() -> ASGIApp:
    """
    Make the application of a worker; the parent has checked the settings and put them in the environment.
    """
    gc.disable()
    settings = load_settings().settings
    configure_logs(settings.log_level, settings.log_format)
    return application_of(settings)


def application_of(settings: Settings) -> ASGIApp:
    """
    Load the pack, open the store, and make the application.

    Raises:
        CdsError: one of them can not be used.
    """
    pack = _pack_of(settings)
    journal = _journal_of(settings)
    from cds.service.app import create_app

    return create_app(settings, pack, journal, when_warm=_settle)


def _settle() -> None:
    """
    Put the garbage collector on, and keep what lives as long as the process out of its way.

    It was off during the start, where it would look through the same again and again. To collect once
    now would take a tenth of a second and free nothing to speak of.
    """
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    gc.enable()


def _pack_of(settings: Settings) -> Pack:
    root = settings.rules
    if root is not None and not root.is_dir():
        raise WrongSettings(f"CDS_RULES: there is no folder '{root}'")
    pack = load_pack(root, exclude=settings.terms_exclude)
    unsigned = [rule for rule in pack.rules.values() if not getattr(rule, "signed", False)]
    if settings.require_signed and unsigned:
        raise WrongSettings(f"CDS_REQUIRE_SIGNED: {len(unsigned)} rules are not clinically signed off")
    unknown = sorted(settings.shadow.keys() - pack.rules.keys())
    if unknown:
        raise WrongSettings(f"CDS_SHADOW: there is no rule '{unknown[0]}'")
    return pack


def _journal_of(settings: Settings) -> SqlJournal:
    key = settings.comment_key_file
    sealed = secret(key, "CDS_COMMENT_KEY_FILE").encode() if key else None
    return open_journal(database_url(settings), key=sealed)


def serve(settings: Settings, options: Mapping[str, str]) -> None:
    """
    Serve until a signal comes; running calls are finished first.

    Args:
        settings: checked by `effective.refusals`.
        options: what was given on the command line, for the workers.

    Raises:
        CdsError: the service can not start.
    """
    import uvicorn

    configure_logs(settings.log_level, settings.log_format)
    listening = _listening(settings)
    signal.signal(signal.SIGTERM, _stopped)
    several = settings.workers > 1
    made = _runtime_dir(settings) if several else None
    os.environ |= options
    app: ASGIApp | str = _FACTORY
    try:
        if several:
            _pack_of(settings)
            _journal_of(settings).close()
        else:
            app = application_of(settings)
        config = uvicorn.Config(
            app,
            factory=several,
            workers=settings.workers,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            ws="none",
            backlog=_BACKLOG,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=max(1, round(settings.shutdown_timeout)),
            ssl_certfile=str(settings.ssl_certfile) if settings.ssl_certfile else None,
            ssl_keyfile=str(settings.ssl_keyfile) if settings.ssl_keyfile else None,
        )
        host, port = listening.getsockname()[:2]
        _LOG.info("listening", address=host, port=port, workers=settings.workers)
        server = uvicorn.Server(config)
        if several:
            from uvicorn.supervisors import Multiprocess

            gc.enable()  # this process only watches over the workers
            Multiprocess(config, sockets=[listening]).run()
        else:
            server.run(sockets=[listening])
            if not server.started:
                raise WrongSettings("the service could not start; see the log")
    finally:
        listening.close()
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def _stopped(*_: object) -> None:
    """
    End as told: uvicorn raises the signal again when all calls are finished.
    """
    raise SystemExit(0)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host.strip("[]"), settings.port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise WrongSettings(f"can not listen on {settings.host} port {settings.port}: {error}") from None
    listening.set_inheritable(True)
    return listening


def _runtime_dir(settings: Settings) -> Path | None:
    """
    Make the folder the workers share; return it if it is to be removed at the end.
    """
    folder = settings.runtime_dir or Path(tempfile.mkdtemp(prefix="ovf-cds-"))
    try:
        (folder / "metrics").mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise WrongSettings(f"CDS_RUNTIME_DIR: '{folder}' can not be made: {error.strerror}") from None
    for old in (folder / "metrics").glob("*.db"):
        old.unlink(missing_ok=True)
    os.environ["CDS_RUNTIME_DIR"] = str(folder)
    os.environ[SHARED] = str(folder / "metrics")
    return None if settings.runtime_dir else folder
