"""
Text from outside before it is stored: short, printable, and the same in every database.
"""

from __future__ import annotations

import hashlib
import re

__all__ = ["MOST", "code_like", "kept", "printable"]

MOST = 1000
"""Of longer references and ids the beginning and a hash are kept; nobody sends them on purpose."""

_SURE = re.compile(r"[ -~]{0,1000}")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/|-]{0,99}")


def kept(text: str | None) -> str:
    """
    Return an id or reference as it is stored; nothing is the empty text.
    """
    if not text:
        return ""
    if _SURE.fullmatch(text):
        return text
    clean = _UNFIT.sub("", text)
    if len(clean) <= MOST:
        return clean
    return clean[: MOST // 2] + "#" + hashlib.sha256(clean.encode()).hexdigest()


def printable(text: str, most: int) -> str:
    """
    Return a text without control characters and half characters, which a database may refuse.
    """
    return _UNFIT.sub("", text)[:most]


def code_like(text: str) -> bool:
    """
    Tell a code from words: words somebody typed may hold anything, and are not kept.
    """
    return _CODE.fullmatch(text) is not None
