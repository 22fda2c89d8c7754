"""
Generated files are current: `make docs` writes them.
"""

from __future__ import annotations

import pytest

from cds.rules.generated import generated


@pytest.mark.parametrize("number", [0, 1])
def test_a_generated_file_is_current(number: int) -> None:
    path, text = list(generated())[number]

    assert path.read_text(encoding="utf-8") == text
