"""
Logs: one JSON object a line, on standard error, and nothing of a patient in it.

Only fields of a fixed list are written, each cut short; whatever else a library wants to say keeps
its place and its kind, but not its words.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

import msgspec
import structlog

from cds.service.where import where_it_broke

if TYPE_CHECKING:
    from collections.abc import MutableMapping

__all__ = ["FIELDS", "configure_logs"]

FIELDS = frozenset(
    {
        "address",
        "allowed",
        "check",
        "cards",
        "client",
        "count",
        "decision",
        "durable",
        "error",
        "event",
        "fact",
        "facts",
        "fold",
        "hook",
        "hookInstance",
        "issuer",
        "kinds",
        "level",
        "logger",
        "method",
        "mode",
        "ms",
        "names",
        "pack",
        "part",
        "port",
        "prefetch",
        "problems",
        "reads",
        "reason",
        "request",
        "route",
        "rules",
        "seconds",
        "service",
        "shadow",
        "state",
        "status",
        "store",
        "tenant",
        "time",
        "trigger",
        "type",
        "undecided",
        "version",
        "where",
        "workers",
    }
)
"""The names of what may be logged; a new one is a decision about privacy."""

_MOST_CHARACTERS = 300
_OURS = ("cds", "uvicorn.error")


def configure_logs(level: str = "info", form: str = "json", stream: TextIO | None = None) -> None:
    """
    Send all logs of this process through one door.
    """
    out = stream or sys.stderr
    least = logging.getLevelNamesMapping()[level.upper()]
    render: Any = _as_json if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[structlog.processors.add_log_level, _only_allowed, render],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=lambda *_: structlog.WriteLogger(out),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Door()]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(least)
    for name in ("uvicorn", "uvicorn.access", "httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.WARNING)  # their lines for each call hold addresses with ids


def _only_allowed(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept: dict[str, Any] = {"time": datetime.now(UTC).isoformat(timespec="milliseconds")}
    return kept | {name: _short(value) for name, value in event.items() if name in FIELDS}


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_MOST_CHARACTERS]
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {str(name)[:_MOST_CHARACTERS]: _short(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_short(item) for item in value]
    return str(value)[:_MOST_CHARACTERS]


def _as_json(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    return msgspec.json.encode(event).decode()


class _Door(logging.Handler):
    """
    Lets the lines of other libraries in: of ours and of the server with their words, of all others without.
    """

    def emit(self, record: logging.LogRecord) -> None:
        ours = record.name.startswith(_OURS)
        told: dict[str, Any] = {"logger": record.name}
        if record.exc_info and record.exc_info[0] is not None:
            told |= {"error": record.exc_info[0].__name__, "where": where_it_broke(record.exc_info[2])}
        plain = ours and not record.exc_info
        structlog.get_logger(record.name).log(record.levelno, record.getMessage() if plain else "library", **told)
