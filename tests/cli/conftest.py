"""
The command line, called in this process: arguments in, exit code and what was written out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from typer.testing import CliRunner

from cds.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Ran:
    """
    What a command did.
    """

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """
        The answer as JSON.
        """
        return msgspec.json.decode(self.out)


@pytest.fixture
def cds() -> Callable[..., Ran]:
    """
    Runs `cds` with the given arguments.
    """

    def run(*arguments: str, text: bytes | None = None) -> Ran:
        result = CliRunner().invoke(app, list(arguments), input=text, catch_exceptions=False)
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def examples() -> Path:
    """
    The folder of stories.
    """
    return ROOT / "fhir_examples"
