"""
Where the store is when nobody says it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cds.journal.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["comment_key", "database_url", "default_url"]


def default_url(environ: Mapping[str, str]) -> str:
    """
    Return the URL of a SQLite file under the user's state directory.
    """
    state = environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return f"sqlite:///{Path(state) / 'ovf-cds' / 'journal.db'}"


def database_url(environ: Mapping[str, str]) -> str:
    """
    Return the URL of `CDS_DATABASE_URL`, of the file `CDS_DATABASE_URL_FILE` names, or the default.
    """
    file = environ.get("CDS_DATABASE_URL_FILE")
    if file:
        return _secret(Path(file), "CDS_DATABASE_URL_FILE").decode().strip()
    return environ.get("CDS_DATABASE_URL") or default_url(environ)


def comment_key(environ: Mapping[str, str]) -> bytes | None:
    """
    Return the key in the file that `CDS_COMMENT_KEY_FILE` names, None when it is not set.
    """
    file = environ.get("CDS_COMMENT_KEY_FILE")
    return _secret(Path(file), "CDS_COMMENT_KEY_FILE") if file else None


def _secret(path: Path, setting: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise JournalError(f"{setting}: {path} can not be read: {error.strerror}") from None
