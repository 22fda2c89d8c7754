"""
Settings: where each comes from, what is refused, what is never shown.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from cds.cli.serving import run_config
from cds.service.effective import WrongSettings, database_url, load_settings, secret
from cds.service.settings import Issuer, Settings, is_loopback

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("CDS_"):
            monkeypatch.delenv(name)


def origin(name: str, **given: Any) -> tuple[str, str]:
    shown = {told[0]: told[1:] for told in load_settings(given).shown()}
    return shown[name]


def test_an_option_wins_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "cds.toml"
    file.write_text('port = 1\nprofile = "jp"\n[[issuers]]\niss = "a"\njku = ["https://a.example/jwks"]\n')
    assert origin("port") == ("8000", "default")
    monkeypatch.setenv("CDS_CONFIG", str(file))
    assert origin("port") == ("1", f"file {file}")
    monkeypatch.setenv("CDS_PORT", "2")
    assert origin("port") == ("2", "environment CDS_PORT")
    assert origin("port", port=3) == ("3", "command line")
    assert origin("port", port=None) == ("2", "environment CDS_PORT")
    assert origin("profile") == ("jp", f"file {file}")
    assert origin("issuers") == ("a", f"file {file}")


def test_lists_and_tables_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDS_CORS_ORIGINS", "https://a.example, https://b.example,")
    monkeypatch.setenv("CDS_SHADOW", '{"x": ["*"]}')
    monkeypatch.setenv("CDS_ISSUERS", '[{"iss": "a", "jku": ["https://a.example/j"]}]')
    monkeypatch.setenv("CDS_BASE_URL", "")
    settings = load_settings().settings

    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert settings.in_shadow("north", None) == frozenset({"x"})
    assert settings.issuers[0].jku == ("https://a.example/j",)
    assert settings.base_url is None


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("CDS_PORT", "many", "CDS_PORT"),
        ("CDS_AUTH", "none", "CDS_AUTH"),
        ("CDS_CORS_ORIGINS", "*", "not allowed"),
        ("CDS_CORS_ORIGINS", "https://a.example/path", "no origin"),
        ("CDS_TRUSTED_PROXIES", "localhost", "CDS_TRUSTED_PROXIES"),
        ("CDS_BASE_URL", "cds.example.org", "CDS_BASE_URL"),
        ("CDS_ISSUERS", '[{"iss": "a", "jku": ["http://a.example"]}]', "https"),
        ("CDS_ISSUERS", '[{"iss": "a", "algorithms": ["HS256"]}]', "CDS_ISSUERS.0.algorithms.0"),
        ("CDS_ISSUERS", '[{"iss": "a", "typo": 1}]', "there is no such setting"),
        ("CDS_SHADOW", "x", "environment can not be read"),
        ("CDS_MAX_NESTING", "100000", "CDS_MAX_NESTING"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, word: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(WrongSettings, match=word):
        load_settings()


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDS_PORT", "x")
    monkeypatch.setenv("CDS_WORKERS", "0")

    with pytest.raises(WrongSettings, match=r"CDS_PORT.*\n.*CDS_WORKERS"):
        load_settings()


def test_an_unknown_line_of_the_file_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "cds.toml"
    monkeypatch.setenv("CDS_CONFIG", str(file))
    file.write_text("prot = 1\n")
    with pytest.raises(WrongSettings, match="CDS_PROT: there is no such setting"):
        load_settings()
    file.write_text("port = \n")
    with pytest.raises(WrongSettings, match="TOML"):
        load_settings()


def test_a_misspelt_variable_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CDS_AUHT", "off")

    assert load_settings().unknown == ("CDS_AUHT",)
    assert run_config("text") == 4
    assert "CDS_AUHT is no setting" in capsys.readouterr().err


def test_config_shows_everything_but_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("CDS_AUTH", "off")
    monkeypatch.setenv("CDS_DATABASE_URL", "postgresql://cds:hunter2@db.example/cds")
    assert run_config("json") == 0
    told = json.loads(capsys.readouterr().out)
    assert run_config("text") == 0
    text = capsys.readouterr().out

    assert {one["name"] for one in told["settings"]} == set(Settings.model_fields)
    assert told["refused"] == []
    assert "hunter2" not in text + json.dumps(told)
    assert "postgresql://cds:***@db.example/cds  (environment CDS_DATABASE_URL)" in text


def test_the_database_of_a_file_and_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://cds:hunter2@db.example/cds\n")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert database_url(Settings(database_url_file=file)) == "postgresql://cds:hunter2@db.example/cds"
    assert database_url(Settings()) == f"sqlite:///{tmp_path}/ovf-cds/journal.db"
    assert database_url(Settings(database_url="sqlite:////x")) == "sqlite:////x"


def test_a_secret_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    for name in ("missing", "empty"):
        with pytest.raises(WrongSettings, match="CDS_X"):
            secret(tmp_path / name, "CDS_X")


@pytest.mark.parametrize(
    ("settings", "production"),
    [
        ({}, False),
        ({"host": "0.0.0.0"}, True),
        ({"base_url": "https://cds.example.org"}, True),
        ({"trusted_proxies": ("10.0.0.1",)}, True),
        ({"mode": "production"}, True),
        ({"mode": "development", "host": "0.0.0.0"}, False),
    ],
)
def test_what_is_reached_from_elsewhere_is_production(settings: dict[str, Any], *, production: bool) -> None:
    assert Settings(**settings).production is production


def test_names_of_this_machine() -> None:
    assert [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "[::1]", "10.0.0.1", "example.org")] == [
        True
    ] * 4 + [False] * 2


def test_an_issuer_needs_a_name() -> None:
    with pytest.raises(ValueError, match="iss"):
        Issuer(iss="")
