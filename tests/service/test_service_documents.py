"""
Pages that are made are the pages that stand there.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from service.requirements import registered

from cds.service.documents import configuration_page
from cds.service.settings import Issuer, Settings

if TYPE_CHECKING:
    import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
LABELS = (
    *(f"J{n}" for n in range(1, 4)),
    *(f"D{n}" for n in range(1, 10)),
    *(f"P{n}" for n in range(1, 8)),
    *(f"R{n}" for n in range(1, 10)),
    *(f"H{n}" for n in range(1, 6)),
    "C1",
    "C2",
    *(f"F{n}" for n in range(1, 6)),
    *(f"X{n}" for n in range(1, 7)),
)
"""The labels of the list of requirements, sections 1.1 to 1.8."""


def test_the_page_of_settings_is_current() -> None:
    page = (DOCS / "configuration.md").read_text(encoding="utf-8")

    assert page == configuration_page(), "run: python docs/write_configuration.py"
    for name in Settings.model_fields:
        assert f"| `CDS_{name.upper()}` |" in page
    for model in (Settings, Issuer):
        assert all(field.description for field in model.model_fields.values())


def test_the_page_of_conformance_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    from service.conformance import page

    before = set(sys.modules)
    made = page()
    for name in set(sys.modules) - before:
        del sys.modules[name]

    assert made == (DOCS / "conformance.md").read_text(encoding="utf-8"), "run: python tests/service/conformance.py"
    proved = set(re.findall(r"^\| ([A-Z]+\d*) \|", made, flags=re.MULTILINE))
    assert set(LABELS) <= proved, set(LABELS) - proved
    assert registered


def test_the_deployment_files_name_settings_that_exist() -> None:
    known = {f"CDS_{name.upper()}" for name in Settings.model_fields} | {"CDS_CONFIG", "CDS_MAX_FILE"}
    for path in (DOCS / "deploy.md", *(DOCS / "deploy").iterdir()):
        named = set(re.findall(r"\bCDS_[A-Z_]+\b", path.read_text(encoding="utf-8")))
        assert named <= known, f"{path.name}: {named - known}"
