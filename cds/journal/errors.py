"""
What can go wrong with the store.
"""

from __future__ import annotations

from cds.errors import CdsError

__all__ = ["JournalError"]


class JournalError(CdsError):
    """
    The store can not be used: unreachable, of an old schema, read-only, or the key is no key.

    The message never holds what was to be stored.
    """
