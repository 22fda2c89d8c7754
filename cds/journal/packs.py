"""
Rule packs by hash, so that an old decision can be looked at with the rules that made it.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cds.journal.inserting import InsertOnce
from cds.journal.tables import packs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cds.journal.store import Store
    from cds.rules.model import Pack

__all__ = ["keep_pack", "pack_files"]

_KINDS = frozenset({".yaml", ".json"})
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: equal files make equal bytes

_PACK = InsertOnce(packs)


def keep_pack(store: Store, pack: Pack, kept_at: datetime) -> None:
    """
    Store the files of a pack, once.
    """
    with store.reading() as connection:
        if connection.execute(sa.select(packs.c.hash).where(packs.c.hash == pack.hash)).first():
            return
    row = {"hash": pack.hash, "version": pack.version, "kept_at": kept_at, "files": _zipped(Path(pack.root))}

    store.run(lambda at: _PACK.one(at, row))


def pack_files(store: Store, pack_hash: str) -> Mapping[str, bytes] | None:
    """
    Return the files of a pack by their path below it, None when it is not here.
    """
    with store.reading() as connection:
        found = connection.execute(sa.select(packs.c.files).where(packs.c.hash == pack_hash)).scalar()
    if found is None:
        return None
    with zipfile.ZipFile(io.BytesIO(found)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(root: Path) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix in _KINDS:
                entry = zipfile.ZipInfo(path.relative_to(root).as_posix(), _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return written.getvalue()
