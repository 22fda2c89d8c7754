"""
What a site installs: the wheel alone, in an environment of its own, away from the clone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = ROOT / ".ci" / "constraints.txt"
PACK = ("rules", "features")
STORY = "01_rebound_kyphoplasty_order"


@dataclass(frozen=True)
class Built:
    """
    What `make wheel` builds: the source archive, and the wheel built from it.
    """

    source: Path
    wheel: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    return Built(next(out.glob("*.tar.gz")), next(out.glob("*.whl")))


def run(*command: str | Path, cwd: Path) -> str:
    """
    Run a command as on a machine that knows nothing of this clone; return what it prints.
    """
    ours = ("CDS_", "OVF_CDS_", "PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT", "PYTEST_", "PYTHONPATH", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    if sys.version_info >= (3, 13):
        environment["CPPFLAGS"] = "-DPyEval_CallObject=PyObject_CallObject"
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def files_below(folder: str) -> set[str]:
    """
    Name the files of a folder of the clone that belong to the pack.
    """
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in found}


@pytest.mark.parametrize("folder", PACK)
def test_the_wheel_holds_the_pack_inside_the_package(built: Built, folder: str) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = set(archive.namelist())

    packed = {name.removeprefix("cds/_pack/") for name in names if name.startswith(f"cds/_pack/{folder}/")}
    assert files_below(folder)
    assert files_below(folder) == packed


def test_the_wheel_holds_the_package_its_types_and_its_licence_and_nothing_else(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = archive.namelist()

    assert "cds/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert any(name.endswith(".dist-info/licenses/NOTICE") for name in names)
    assert {"cds"} == {name.split("/")[0] for name in names if ".dist-info/" not in name}


def test_a_clone_can_be_made_from_the_source_archive(built: Built) -> None:
    with tarfile.open(built.source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    wanted = {"Makefile", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md", "CONTRIBUTING.md", "pyproject.toml"}
    assert wanted <= names
    assert {".ci/constraints.txt", ".ci/prerequisites.py", "tests/packaging/test_wheel.py"} <= names
    assert files_below("rules") | files_below("features") | files_below("fhir_examples") <= names


def test_an_installed_wheel_shows_the_cards_of_an_example(built: Built, tmp_path: Path) -> None:
    """
    Only what pyproject.toml names is installed, so a dependency that is used but not named is noticed.
    """
    shutil.copy(LOCK, tmp_path / "constraints.txt")
    shutil.copytree(ROOT / "fhir_examples" / STORY, tmp_path / STORY)
    run(sys.executable, "-m", "venv", "site", cwd=tmp_path)
    python, cds = tmp_path / "site" / "bin" / "python", tmp_path / "site" / "bin" / "cds"
    run(python, "-m", "pip", "install", "--quiet", "-c", "constraints.txt", built.wheel, cwd=tmp_path)

    where = Path(run(python, "-c", "import cds; print(cds.__file__)", cwd=tmp_path).strip()).parent
    assert where.is_relative_to(tmp_path / "site")
    assert set(PACK) <= {path.name for path in (where / "_pack").iterdir()}

    told = json.loads(run(cds, "check", STORY, "--format", "json", cwd=tmp_path))
    cards = [card for result in told["results"] for card in result["cards"]]
    assert "rebound-no-augmentation" in {card["extension"]["org.ovf-cds"]["rule"] for card in cards}
    assert all(card["summary"] and card["indicator"] for card in cards)
