"""
Where the store is when nobody says it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["default_url"]


def default_url(environ: Mapping[str, str]) -> str:
    """
    Return the URL of a SQLite file under the user's state directory.
    """
    state = environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return f"sqlite:///{Path(state) / 'ovf-cds' / 'journal.db'}"
