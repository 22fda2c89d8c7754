"""
Packs by hash.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from journal.records import AT
from msgspec.structs import replace

from cds.journal.packs import _zipped
from cds.rules.pack import load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from cds.journal import SqlJournal
    from cds.rules.model import Pack


def test_a_pack_that_was_kept_can_be_loaded_again_and_is_the_same(
    journal: SqlJournal, pack: Pack, tmp_path: Path
) -> None:
    shutil.copytree(pack.root, tmp_path / "first")
    first = load_pack(tmp_path / "first")
    journal.keep_pack(first, AT)
    journal.keep_pack(first, AT)
    files = journal.pack_files(first.hash)

    assert files is not None
    for name, content in files.items():
        path = tmp_path / "again" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert first.hash == load_pack(tmp_path / "again").hash
    assert 1 == journal.status().packs


def test_a_pack_that_was_not_kept_is_none(journal: SqlJournal) -> None:
    assert journal.pack_files("0" * 64) is None


def test_two_packs_are_kept_side_by_side(journal: SqlJournal, pack: Pack) -> None:
    journal.keep_pack(pack, AT)
    journal.keep_pack(replace(pack, hash="1" * 64), AT)

    assert journal.pack_files(pack.hash) == journal.pack_files("1" * 64)


def test_equal_files_make_equal_bytes_and_only_rules_are_kept(tmp_path: Path) -> None:
    (tmp_path / "rebound").mkdir()
    (tmp_path / "rebound" / "a.yaml").write_text("a: b", encoding="ascii")
    first = _zipped(tmp_path)
    (tmp_path / "notes.txt").write_text("not part of a pack", encoding="ascii")
    (tmp_path / "rebound" / "a.yaml").touch()

    assert first == _zipped(tmp_path)
