"""
`cds db` and `cds feedback`, as somebody types them.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import typer
from journal.records import SITE, answer, decision
from typer.testing import CliRunner

from cds.cli.database import database_app
from cds.cli.feedback import feedback_app
from cds.journal import JournalError, default_url, open_journal
from cds.journal.schema import NEWEST

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

KEY = base64.b64encode(bytes(range(32)))
RUN = "import sys, typer; from cds.cli.database import database_app; app = typer.Typer(); app.add_typer(database_app, name='db'); app()"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """
    Nothing of the machine that runs the tests, and a state directory of their own.
    """
    for name in (
        "CDS_DATABASE_URL",
        "CDS_DATABASE_URL_FILE",
        "CDS_CONFIG",
        "CDS_RETENTION_DAYS",
        "CDS_COMMENT_KEY_FILE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'journal.db'}"


def run(*arguments: str) -> Result:
    """
    Run a command; an error of ours comes through, as `main` turns it into a message and 4.
    """
    app = typer.Typer(rich_markup_mode=None)
    app.add_typer(database_app, name="db")
    app.add_typer(feedback_app, name="feedback")
    found = CliRunner().invoke(app, list(arguments))
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def filled(url: str) -> None:
    journal = open_journal(url, key=KEY)
    now = datetime.now(UTC)
    journal.record(decision(1, asked_at=now))
    journal.record(decision(2, asked_at=now - timedelta(days=400), patient="Patient/p2"))
    journal.record(decision(3, asked_at=now, tenant="south"))
    journal.feedback([answer(1, at=now, comment="not after this fall"), answer(2, "accepted")])
    journal.close()


def test_upgrade_makes_the_tables_and_says_what_it_did(url: str) -> None:
    assert f"schema none -> {NEWEST}\n" == run("db", "upgrade", "--database-url", url).output
    assert f"schema {NEWEST}: nothing to do\n" == run("db", "upgrade", "--database-url", url).output


def test_the_settings_say_where_the_store_is(monkeypatch: pytest.MonkeyPatch, url: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(url + "\n", encoding="ascii")
    run("db", "upgrade")
    assert (tmp_path / "state" / "ovf-cds" / "journal.db").is_file()

    monkeypatch.setenv("CDS_DATABASE_URL_FILE", str(tmp_path / "secret"))
    run("db", "upgrade")
    assert (tmp_path / "journal.db").is_file()


def test_the_default_place_is_the_state_directory() -> None:
    assert "sqlite:////s/ovf-cds/journal.db" == default_url({"XDG_STATE_HOME": "/s"})
    assert default_url({}).endswith("/.local/state/ovf-cds/journal.db")


def test_status_in_words_and_as_json(url: str) -> None:
    filled(url)
    text = run("db", "status", "--database-url", url).output
    told: dict[str, Any] = json.loads(run("db", "status", "--database-url", url, "--format", "json").output)

    assert "decisions  3, " in text
    assert (NEWEST, 3, 2, 0) == (told["schema"], told["decisions"], told["feedback"], told["packs"])


def test_status_makes_nothing(url: str, tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="there is no such file"):
        run("db", "status", "--database-url", url)

    assert not (tmp_path / "journal.db").exists()


def test_status_of_a_server_without_tables(server: Any) -> None:
    found = run("db", "status", "--database-url", server.make("bare"))

    assert "schema     none; run: cds db upgrade" in found.output


def test_purge_by_day_by_retention_and_by_patient(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(url)
    monkeypatch.setenv("CDS_RETENTION_DAYS", "500")
    assert "0 decisions and 0 answers are gone\n" == run("db", "purge", "--database-url", url).output
    monkeypatch.setenv("CDS_RETENTION_DAYS", "300")
    assert "1 decisions and 1 answers are gone\n" == run("db", "purge", "--database-url", url).output
    assert "0 decisions" in run("db", "purge", "--before", "2026-01-01", "--database-url", url).output

    twice = run("db", "purge", "--patient", "p1", "--database-url", url)
    assert 2 == twice.exit_code
    assert f"--issuer '{SITE['issuer']}' --tenant 'south'" in twice.output
    one = run("db", "purge", "--patient", "Patient/p1", "--tenant", "south", "--database-url", url)
    assert "1 decisions and 0 answers are gone\n" == one.output
    assert "1 decisions and 1 answers are gone\n" == run("db", "purge", "--patient", "p1", "--database-url", url).output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("db", "purge", "--before", "soon"), "--before: 'soon' is no day; write YYYY-MM-DD"),
        (("db", "purge", "--before", "2999-01-01"), "lies in the future"),
        (("db", "purge", "--before", "2026-01-01", "--patient", "p1"), "--before or --patient, not both"),
        (("db", "purge", "--tenant", "x"), "go with --patient"),
        (("feedback", "report", "--since", "x"), "--since: 'x' is no day"),
        (("feedback", "report", "--since", "2026-02-01", "--until", "2026-01-01"), "is after --until"),
        (("feedback", "report", "--items"), "--items goes with --format csv"),
        (("feedback", "report", "--with-comments"), "set CDS_COMMENT_KEY_FILE"),
        (("feedback", "report", "--rules", "/nowhere"), "--rules: there is no folder"),
    ],
)
def test_a_call_that_can_not_work_is_a_usage_error(url: str, arguments: tuple[str, ...], message: str) -> None:
    open_journal(url).close()
    found = run(*arguments, "--database-url", url)

    assert 2 == found.exit_code
    assert message in found.output


@pytest.mark.parametrize("kind", ["text", "json", "csv", "html"])
def test_a_report_in_every_format(url: str, kind: str) -> None:
    filled(url)
    found = run("feedback", "report", "--format", kind, "--database-url", url)

    assert 0 == found.exit_code
    assert "rebound-no-augmentation" in found.output
    assert "not after this fall" not in found.output


def test_a_report_of_a_period(url: str) -> None:
    filled(url)
    today = datetime.now(UTC).date().isoformat()
    told = json.loads(run("feedback", "report", "--since", today, "--format", "json", "--database-url", url).output)

    assert (2, 1) == (told["decisions"], len(told["interventions"]))
    assert "Fracture judged not related to denosumab discontinuation" == told["rules"][0]["reasons"][0]["display"]


def test_the_answers_with_their_comments(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(url)
    (tmp_path / "key").write_bytes(KEY + b"\n")
    monkeypatch.setenv("CDS_COMMENT_KEY_FILE", str(tmp_path / "key"))
    found = run("feedback", "report", "--format", "csv", "--items", "--with-comments", "--database-url", url)
    lines = list(csv.DictReader(io.StringIO(found.output)))

    assert ["", "not after this fall"] == [line["comment"] for line in lines]
    assert ["accepted", "overridden"] == [line["actionTaken"] for line in lines]


@pytest.mark.parametrize("command", [("db", "upgrade"), ("db", "status"), ("db", "purge"), ("feedback", "report")])
def test_help_shows_an_example_on_a_line_of_its_own(command: tuple[str, str]) -> None:
    lines = run(*command, "--help").output.splitlines()

    assert [line for line in lines if line.startswith(f"  Example:  cds {' '.join(command)}")]
    assert not [line for line in lines if "\\b" in line]


def test_help_is_quick() -> None:
    """
    SQLAlchemy and the rest are imported when a command runs.
    """
    probe = RUN.replace("app()", "app(['db', '--help'], standalone_mode=False)")
    heavy = "print(sorted(m for m in sys.modules if m in {'sqlalchemy', 'alembic', 'cds.journal', 'cds.service', 'cryptography', 'jinja2'}))"
    done = subprocess.run([sys.executable, "-c", f"{probe}; {heavy}"], capture_output=True, text=True, check=True)

    assert done.stdout.strip().endswith("[]")
