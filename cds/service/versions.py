"""
What is running, as every decision names it.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import cds

if TYPE_CHECKING:
    from cds.rules.model import Pack

__all__ = ["engine_versions"]


def engine_versions(pack: Pack) -> dict[str, str]:
    """
    Return the versions of the engine and what it stands on.
    """
    return {"ovf-cds": cds.__version__, "durable-rules": version("durable-rules"), "pack": pack.version}
