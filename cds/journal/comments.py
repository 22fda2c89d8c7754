"""
Free text of clinicians, which may hold anything: sealed with the configured key, or not kept.

AES-256-GCM; the text is bound to its feedback item, so it can not be moved to another one. The name
of the key is stored beside it, so that after a change of keys it is known which one opens it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from cds.journal.errors import JournalError

__all__ = ["CommentKey", "SealedComment", "read_key"]

_KEY_BYTES = 32
_NONCE_BYTES = 12


class SealedComment(Struct, frozen=True):
    """
    A comment nobody can read without the key of this name.
    """

    key: str
    sealed: bytes


class CommentKey(Struct, frozen=True):
    """
    The key of a site. `name` is the beginning of its hash and gives nothing away.
    """

    name: str
    _cipher: AESGCM

    def __repr__(self) -> str:
        """
        Say which key it is, and nothing of the key.
        """
        return f"CommentKey(name={self.name!r})"

    def seal(self, comment: str, item: str) -> SealedComment:
        """
        Seal a comment for the feedback item of this id.
        """
        nonce = os.urandom(_NONCE_BYTES)
        return SealedComment(self.name, nonce + self._cipher.encrypt(nonce, comment.encode(), item.encode()))

    def open(self, sealed: SealedComment, item: str) -> str | None:
        """
        Return the comment, None when it was sealed with another key or for another item.
        """
        if sealed.key != self.name:
            return None
        nonce, rest = sealed.sealed[:_NONCE_BYTES], sealed.sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, rest, item.encode()).decode()
        except InvalidTag:
            return None


def read_key(told: bytes) -> CommentKey:
    """
    Read a key: 32 bytes in base64 (`openssl rand -base64 32`), or as they are.

    32 printable characters are no bytes as they are but words somebody made up, so they are refused.

    Raises:
        JournalError: it is neither.
    """
    raw = len(told) == _KEY_BYTES and not all(0x20 <= byte < 0x7F for byte in told)  # noqa: PLR2004 - printable ASCII
    key = told if raw else _from_base64(told)
    if len(key) != _KEY_BYTES:
        raise JournalError("the key of the comments is not 32 bytes in base64; make one with: openssl rand -base64 32")
    return CommentKey(hashlib.sha256(b"comment key" + key).hexdigest()[:8], AESGCM(key))


def _from_base64(told: bytes) -> bytes:
    try:
        return base64.b64decode(told.strip().translate(bytes.maketrans(b"-_", b"+/")), validate=True)
    except binascii.Error:
        return b""
