"""
Files that are made from the pack and the model: `python -m cds.rules.generated` writes them anew.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cds.rules.pack import default_root, load_pack
from cds.rules.recording import recording_page
from cds.rules.rule_file import rule_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["generated"]


def generated() -> Iterator[tuple[Path, str]]:
    """
    Yield each generated file with what belongs in it.
    """
    root = default_root()
    yield root / "rule.schema.json", json.dumps(rule_schema(), indent=2) + "\n"
    yield root.parent / "docs/recording.md", recording_page(load_pack(root))


def main() -> None:
    """
    Write every generated file.
    """
    for path, text in generated():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
