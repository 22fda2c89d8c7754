"""
`cds check`: exit codes, formats, stories, and input that can not be read.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REBOUND = "01_rebound_kyphoplasty_order"


def test_every_story_is_as_expected(cds: Callable, examples: Path) -> None:
    """
    The cards of `fhir_examples` are the ones its EXPECTED.yaml files name, all of them.
    """
    ran = cds("check", str(examples), "--format", "json")

    assert {} == {s["story"]: s["differences"] for s in ran.json["stories"] if s["differences"]}
    assert 0 == ran.code
    assert len(ran.json["stories"]) >= 12


def test_a_story_that_differs_says_how_and_exits_with_1(cds: Callable, examples: Path, tmp_path: Path) -> None:
    story = tmp_path / "story"
    shutil.copytree(examples / REBOUND, story)
    expected = (story / "EXPECTED.yaml").read_text().replace("indicator: critical", "indicator: info")
    (story / "EXPECTED.yaml").write_text(expected.replace('"strongly contraindicated"', '"no such words"'))

    ran = cds("check", str(story))

    assert 1 == ran.code
    assert "rebound-no-augmentation is critical, expected info" in ran.out
    assert "does not mention 'no such words'" in ran.out


def test_a_wrong_story_is_a_problem_with_file_and_line(cds: Callable, examples: Path, tmp_path: Path) -> None:
    story = tmp_path / "story"
    shutil.copytree(examples / REBOUND, story)
    (story / "EXPECTED.yaml").write_text("as_of: 2026-03-10\ncards:\n  - rule: x\n")

    ran = cds("check", str(story), "--format", "json")

    assert 3 == ran.code
    assert any("EXPECTED.yaml:3" in problem["message"] for problem in ran.json["problems"])


def test_json_names_engine_inputs_results_and_problems(cds: Callable, examples: Path) -> None:
    ran = cds("check", str(examples / REBOUND / "bundle.json"), "--as-of", "2026-03-10", "--format", "json")

    answer = ran.json
    assert {"name", "version", "pack", "packHash", "durableRules"} == set(answer["engine"])
    assert [("bundle", 1, 0)] == [(i["kind"], i["patients"], i["left_out"]) for i in answer["inputs"]]
    (result,) = answer["results"]
    assert ("Patient/ruth-kessler", "2026-03-10", "patient-view") == (result["patient"], result["asOf"], result["hook"])
    assert {"rebound-antiresorptive-first"} <= {o["rule"] for o in result["outcomes"] if o["verdict"] == "fired"}
    assert [] == answer["problems"]


def test_options_win_over_the_story(cds: Callable, examples: Path) -> None:
    """
    Ten years later the same record says something else.
    """
    ran = cds("check", str(examples / REBOUND), "--as-of", "2036-03-10", "--format", "json")

    assert "2036-03-10" == ran.json["results"][0]["asOf"]
    assert 1 == ran.code


def test_a_context_gives_the_drafts(cds: Callable, examples: Path) -> None:
    story = examples / REBOUND
    ran = cds(
        *("check", str(story / "bundle.json"), "--hook", "order-sign", "--as-of", "2026-03-10"),
        *("--context", str(story / "context.json"), "--format", "json"),
    )

    assert "rebound-no-augmentation" in {
        card["extension"]["org.ovf-cds"]["rule"] for card in ran.json["results"][0]["cards"]
    }


def test_a_context_for_several_patients_is_a_usage_error(cds: Callable, examples: Path) -> None:
    context = examples / REBOUND / "context.json"

    ran = cds("check", str(examples / "16_bulk_export"), "--context", str(context))

    assert 2 == ran.code
    assert "about one patient" in ran.err


USAGE = {
    "no such path": (["/no/such/path"], "there is no file or folder '/no/such/path'"),
    "no date": ([".", "--as-of", "10.3.2026"], "--as-of: '10.3.2026' is not a day"),
    "no zone": ([".", "--time-zone", "Mars/North"], "'Mars/North' is no time zone"),
    "no context": ([".", "--context", "/no/file"], "--context: '/no/file' can not be read"),
    "no rules": ([".", "--rules", "/no/rules"], "--rules: there is no folder '/no/rules'"),
}


@pytest.mark.parametrize("name", USAGE)
def test_a_usage_error_says_what_is_wrong_and_exits_with_2(name: str, cds: Callable) -> None:
    arguments, words = USAGE[name]

    ran = cds("check", *arguments)

    assert 2 == ran.code
    assert words in ran.err


def test_what_can_not_be_read_is_named_and_the_rest_is_done(cds: Callable, examples: Path, tmp_path: Path) -> None:
    shutil.copy(examples / REBOUND / "bundle.json", tmp_path / "good.json")
    (tmp_path / "cut.json").write_text('{"resourceType": "Bundle", "ent')
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "big.json").write_bytes(b'{"resourceType": "Bundle", "entry": [' + b" " * 50_000_000 + b"]}")
    (tmp_path / "manifest.json").write_text('{"transactionTime": "2026-01-01"}')

    ran = cds("check", str(tmp_path), "--as-of", "2026-03-10", "--format", "json")

    assert 3 == ran.code
    assert ["cut.json", "deep.json", "empty.json"] == sorted(
        p["source"].rsplit("/", 1)[-1] for p in ran.json["problems"]
    )
    assert ["Patient/ruth-kessler"] == [result["patient"] for result in ran.json["results"]]
    assert 6 == len(ran.json["inputs"])


def test_a_folder_without_fhir_exits_with_3(cds: Callable, tmp_path: Path) -> None:
    ran = cds("check", str(tmp_path))

    assert 3 == ran.code
    assert "there is no FHIR in this folder" in " ".join(ran.out.split())


def test_standard_input_is_a_source(cds: Callable, examples: Path) -> None:
    data = (examples / REBOUND / "bundle.json").read_bytes()

    ran = cds("check", "-", "--as-of", "2026-03-10", "--format", "json", text=data)

    assert ["-"] == [result["source"] for result in ran.json["results"]]


@pytest.mark.parametrize(("severity", "code"), [("critical", 0), ("warning", 1), ("info", 1)])
def test_fail_on_is_met_by_the_same_or_worse(severity: str, code: int, cds: Callable, examples: Path) -> None:
    bundle = str(examples / "14_transaction_bundle" / "bundle.json")

    ran = cds("check", bundle, "--as-of", "2026-02-20", "--fail-on", severity, "--format", "json")

    assert code == ran.code
    assert "critical" not in {card["indicator"] for result in ran.json["results"] for card in result["cards"]}


def test_lines_are_json_each_and_written_source_by_source(cds: Callable, examples: Path) -> None:
    ran = cds("check", str(examples / REBOUND / "bundle.json"), "--as-of", "2026-03-10", "--format", "ndjson")

    assert ["engine", "result", "input"] == [next(iter(json.loads(line))) for line in ran.out.splitlines()]


def test_the_page_needs_nothing_else_and_escapes_the_record(cds: Callable, examples: Path) -> None:
    ran = cds("check", str(examples / REBOUND), "--format", "html")

    assert ran.out.startswith("<!doctype html>")
    assert "<script" not in ran.out
    assert "src=" not in ran.out
    assert "■ CRITICAL" in ran.out.replace("</span>", "")


def test_text_shows_indicator_source_and_certainty_in_words(cds: Callable, examples: Path) -> None:
    ran = cds("check", str(examples / REBOUND))

    text = " ".join(ran.out.split())
    assert "■ CRITICAL" in text
    assert "F1-4" in text
    assert "Certainty: very low" in text
    assert "\x1b[" not in ran.out  # colours only on a terminal


def test_validate_all_names_what_is_not_valid_r4(cds: Callable, tmp_path: Path) -> None:
    resource = {
        "resourceType": "Procedure",
        "id": "p",
        "subject": {"reference": "Patient/x"},
        "status": "completed",
        "nonsense": 1,
    }
    (tmp_path / "one.json").write_text(json.dumps(resource))

    quiet = cds("check", str(tmp_path), "--validate", "off", "--format", "json")
    loud = cds("check", str(tmp_path), "--validate", "all", "--format", "json")

    assert 0 == quiet.code
    assert 3 == loud.code
    assert any("not valid R4" in problem["message"] for problem in loud.json["problems"])


def test_explain_says_what_each_rule_answered(cds: Callable, examples: Path) -> None:
    ran = cds("check", str(examples / "11_healthy_woman"), "--explain")

    assert "rebound-no-augmentation: not-applicable" in " ".join(ran.out.split())
