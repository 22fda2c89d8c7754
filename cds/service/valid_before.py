"""
Resources that were found valid before: an order is looked at again and again while it is written, the record stays.

Only digests are kept, with a key of this process; nothing of a resource can be told from them.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ValidBefore"]

_MOST = 50_000


class ValidBefore:
    """
    A set that forgets its older half when it is full.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._key = os.urandom(32)
        self._most = most // 2
        self._newer: set[bytes] = set()
        self._older: set[bytes] = set()

    def digest(self, data: bytes) -> bytes:
        """
        Return what is kept of a resource.
        """
        return hashlib.blake2b(data, digest_size=16, key=self._key).digest()

    def __contains__(self, digest: bytes) -> bool:
        """
        Tell whether a resource was found valid before.
        """
        return digest in self._newer or digest in self._older

    def add(self, digests: Iterable[bytes]) -> None:
        """
        Keep resources that are valid.
        """
        self._newer.update(digests)
        if len(self._newer) > self._most:
            self._newer, self._older = set(), self._newer
