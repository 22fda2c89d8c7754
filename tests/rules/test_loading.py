"""
Loading a pack leaves the process as it found it.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from cds.errors import RuleError
from cds.rules import load_pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def _on_again() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.usefixtures("_on_again")
@pytest.mark.parametrize("on", [True, False])
def test_the_garbage_collector_is_as_it_was(tmp_path: Path, *, on: bool) -> None:
    (gc.enable if on else gc.disable)()
    load_pack()
    assert on == gc.isenabled()

    (tmp_path / "precedence.yaml").write_text("tiers: [")
    with pytest.raises(RuleError):
        load_pack(tmp_path)

    assert on == gc.isenabled()
