"""
The command as a user starts it: a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CDS = str(Path(sys.executable).parent / "cds")
HEAVY = (
    "starlette",
    "sqlalchemy",
    "duckdb",
    "httpx",
    "fhir.resources",
    "durable_rules_engine",
    "jinja2",
    "yaml",
    "msgspec",
)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [CDS, *arguments], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def test_help_shows_the_commands() -> None:
    ran = run("--help")

    assert 0 == ran.returncode
    assert {"check", "lint", "show", "test"} <= set(ran.stdout.split())


def test_every_command_has_an_example_in_its_help() -> None:
    for command in ("check", "lint", "show", "test"):
        assert f"cds {command}" in run(command, "--help").stdout.split("Example")[1]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['cds', '--help']\n"
        "from cds.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('LOADED', [m for m in sys.modules if m in " + repr(HEAVY) + "])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "LOADED []" == ran.stdout.splitlines()[-1]


def test_version_names_engine_pack_and_library() -> None:
    ran = run("--version")

    assert 0 == ran.returncode
    assert "durable-rules 2.0.28" in ran.stdout


def test_a_wrong_pack_ends_with_4_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "precedence.yaml").write_text("tiers: [")
    ran = run("check", ".", "--rules", str(tmp_path))

    assert 4 == ran.returncode
    assert "Traceback" not in ran.stderr


def test_a_closed_pipe_is_no_traceback() -> None:
    ran = subprocess.run(f"{CDS} check --help | head -1", shell=True, capture_output=True, text=True, check=False)

    assert "Traceback" not in ran.stderr


def test_the_scenarios_run_at_the_site() -> None:
    ran = run("test", "-k", "fracture_while_denosumab_is_given_on_time")

    assert 0 == ran.returncode
    assert "1 passed" in ran.stdout
