"""
What is running: engine, pack, durable-rules.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import cds

if TYPE_CHECKING:
    from cds.rules.model import Pack

__all__ = ["engine_of", "version_text"]


def engine_of(pack: Pack) -> dict[str, str]:
    """
    Return the versions that an answer names.
    """
    return {
        "name": "ovf-cds",
        "version": cds.__version__,
        "pack": pack.version,
        "packHash": pack.hash,
        "durableRules": version("durable-rules"),
    }


def version_text() -> str:
    """
    Return the versions in one line.
    """
    from cds.rules import load_pack

    told = engine_of(load_pack())
    return (
        f"ovf-cds {told['version']}, rule pack {told['pack']} ({told['packHash'][:12]}), "
        f"durable-rules {told['durableRules']}"
    )
