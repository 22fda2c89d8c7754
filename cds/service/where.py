"""
Where something broke, without what it broke on: a traceback without values or messages.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

__all__ = ["where_it_broke"]

_HERE = Path(__file__).resolve().parents[1]
_MOST = 8


def where_it_broke(trace: TracebackType | None) -> list[str]:
    """
    Return the places of a traceback, innermost last: no values, no messages.
    """
    return list(_places(trace))[-_MOST:]


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        path = Path(frame.f_code.co_filename)
        name = path.relative_to(_HERE).as_posix() if path.is_relative_to(_HERE) else path.name
        yield f"{name}:{line} {frame.f_code.co_name}"
