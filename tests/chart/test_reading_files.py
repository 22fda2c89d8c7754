"""
Files, folders and broken input: everything else is still checked, and what was not is named.
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from cds.chart.chart import Fetch
from cds.chart.reading.concepts import Meanings
from cds.chart.reading.files import find_sources, read_bytes, read_source
from cds.rules import load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from cds.chart.reading.files import Read

UTC = ZoneInfo("UTC")
SNOMED = "http://snomed.info/sct"
FRACTURE = {"coding": [{"system": SNOMED, "code": "240198002"}]}


@pytest.fixture(scope="module")
def meanings() -> Meanings:
    return Meanings(load_pack().terms)


def bundle(*resources: dict[str, Any], kind: str = "collection", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": r} for r in resources], **more}


def patient(name: str = "p", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": name, "gender": "female", "birthDate": "1950-01-01", **more}


def condition(identifier: str = "c", of: str = "Patient/p", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": identifier, "subject": {"reference": of}, "code": FRACTURE, **more}


def read(document: Any, meanings: Meanings) -> Read:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_bytes(data, source="x.json", meanings=meanings, zone=UTC)


BROKEN = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n", "the file is empty"),
    "truncated": (b'{"resourceType": "Bundle", "entry": [{"resour', "not JSON"),
    "nested": (b"[" * 100_000, "nested too deeply"),
    "nested-objects": (b'{"a":' * 100_000, "nested too deeply"),
    "byte-order-mark": (b'\xef\xbb\xbf{"resourceType": "Patient"}', "byte order mark"),
    "not-a-number": (b'{"resourceType": "Observation", "valueQuantity": {"value": NaN}}', "not JSON"),
    "latin-1": (b'{"resourceType": "Patient", "id": "\xe9"}', "not"),
    "no-object": (b"[1, 2]", "not FHIR"),
    "broken-gzip": (b"\x1f\x8b\x08\x00rubbish", "gzip data are broken"),
    "cut-gzip": (gzip.compress(b'{"resourceType": "Patient"}' * 100)[:-12], "gzip data are broken"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_problem_in_words(name: str, meanings: Meanings) -> None:
    data, words = BROKEN[name]

    answer = read(data, meanings)

    assert [] == answer.records
    assert 1 == len(answer.problems)
    assert words in answer.problems[0].message
    assert ["x.json"] == [one.source for one in answer.inputs]


FOREIGN = {
    "STU3": {
        "resourceType": "MedicationStatement",
        "id": "m",
        "status": "active",
        "taken": "n",
        "subject": {"reference": "Patient/p"},
    },
    "DSTU2": {"resourceType": "MedicationOrder", "id": "m", "patient": {"reference": "Patient/p"}},
    "R5": {
        "resourceType": "MedicationRequest",
        "id": "m",
        "subject": {"reference": "Patient/p"},
        "medication": {"concept": {"text": "denosumab"}},
    },
}


@pytest.mark.parametrize("version", FOREIGN)
def test_another_version_of_fhir_is_refused_with_the_reason(version: str, meanings: Meanings) -> None:
    """
    Read as R4 its drugs would be lost without a word.
    """
    answer = read(bundle(patient(), FOREIGN[version]), meanings)

    assert [] == answer.records
    assert version in answer.problems[0].message
    assert "/entry/1/resource" == answer.problems[0].where


def test_a_condition_of_stu3_is_recognised_by_its_status(meanings: Meanings) -> None:
    answer = read(bundle(patient(), condition(clinicalStatus="active")), meanings)

    assert [] == answer.records
    assert "STU3" in answer.problems[0].message


def test_one_stray_resource_of_another_version_only_loses_itself(meanings: Meanings) -> None:
    """
    Vendors mix; with R4 conditions around it the record is R4.
    """
    r4 = condition(clinicalStatus={"coding": [{"code": "active"}]})

    answer = read(bundle(patient(), r4, {**r4, "id": "d"}, FOREIGN["STU3"]), meanings)

    assert 1 == len(answer.records)
    assert ["MedicationStatement/m"] == [lost.ref for lost in answer.records[0].chart.unreadable]


def test_a_text_where_a_list_belongs_makes_only_its_resource_unreadable(meanings: Meanings) -> None:
    answer = read(bundle(patient(), condition("bad", bodySite="spine"), condition("good")), meanings)

    chart = answer.records[0].chart
    assert ["Condition/good"] == [c.ref for c in chart.conditions]
    assert ["Condition/bad"] == [lost.ref for lost in chart.unreadable]
    assert chart.unreadable[0].terms  # read loosely: the facts it would feed are known
    assert ["/entry/1/resource"] == [problem.where for problem in answer.problems]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"valueString": "nine and a half"}, "its value is told in words only"),
        ({"valueCodeableConcept": {"text": "about nine"}}, "its value has no code that is known"),
        ({"valueQuantity": {"value": "9.5 or so", "unit": "mg/dL"}}, "number"),
    ],
)
def test_a_value_that_can_not_be_used_is_named(value: dict[str, Any], reason: str, meanings: Meanings) -> None:
    code = {"coding": [{"system": "http://loinc.org", "code": "17861-6"}]}
    calcium = {"resourceType": "Observation", "id": "o", "status": "final", "code": code, **value}
    answer = read(bundle(patient(), calcium | {"subject": {"reference": "Patient/p"}}), meanings)

    (problem,) = answer.problems
    assert (problem.where, problem.unread) == ("/entry/1/resource", False)
    assert problem.message.startswith("Observation/o: ")
    assert reason in problem.message


def test_an_impossible_date_makes_its_resource_unreadable(meanings: Meanings) -> None:
    answer = read(bundle(patient(), condition(onsetDateTime="2025-13-40")), meanings)

    chart = answer.records[0].chart
    assert () == chart.conditions
    assert ["Condition/c"] == [lost.ref for lost in chart.unreadable]
    assert "2025-13-40" in answer.problems[0].message


def test_entries_that_are_no_objects_are_named_and_the_rest_is_read(meanings: Meanings) -> None:
    document = bundle(patient(), condition())
    document["entry"] += ["text", None, {"resource": 7}]

    answer = read(document, meanings)

    assert 1 == len(answer.records[0].chart.conditions)
    assert ["/entry/2", "/entry/3", "/entry/4/resource"] == [problem.where for problem in answer.problems]


def test_every_patient_of_a_bundle_gets_a_chart_of_its_own(meanings: Meanings) -> None:
    answer = read(
        bundle(patient("a"), patient("b"), condition("c1", "Patient/a"), condition("c2", "Patient/b")), meanings
    )

    assert ["Patient/a", "Patient/b"] == [record.chart.patient.ref for record in answer.records]
    assert [["Condition/c1"], ["Condition/c2"]] == [[c.ref for c in r.chart.conditions] for r in answer.records]


def test_resources_without_a_patient_resource_are_read_and_it_is_said(meanings: Meanings) -> None:
    answer = read(condition(), meanings)

    assert ["Patient/p"] == [record.chart.patient.ref for record in answer.records]
    assert "age and sex are unknown" in answer.problems[0].message
    assert not answer.problems[0].unread


def test_a_missing_page_is_partial_and_not_the_end(meanings: Meanings) -> None:
    answer = read(bundle(patient(), kind="searchset", link=[{"relation": "next", "url": "https://x/2"}]), meanings)

    assert Fetch.PARTIAL is answer.records[0].chart.fetched["MedicationAdministration"]
    assert "a page is missing" in answer.problems[0].message


def test_one_id_with_different_content_is_used_in_neither_form(meanings: Meanings) -> None:
    answer = read(
        bundle(patient(), condition(onsetDateTime="2025-01-01"), condition(onsetDateTime="2025-02-02")), meanings
    )

    chart = answer.records[0].chart
    assert () == chart.conditions
    assert ["Condition/c"] == [lost.ref for lost in chart.unreadable]


def test_the_same_resource_twice_is_one(meanings: Meanings) -> None:
    answer = read(bundle(patient(), condition(), condition()), meanings)

    assert 1 == len(answer.records[0].chart.conditions)
    assert [] == answer.problems


def test_json_that_is_no_fhir_is_left_out_and_no_problem(meanings: Meanings) -> None:
    answer = read({"transactionTime": "2025-01-01", "output": []}, meanings)

    assert [] == answer.problems
    assert [1] == [one.left_out for one in answer.inputs]


REFERENCES = {
    "relative": ("Patient/p", None),
    "absolute": ("https://ehr.example/fhir/Patient/p", None),
    "versioned": ("Patient/p/_history/3", None),
    "urn": ("urn:uuid:6e1f", "urn:uuid:6e1f"),
    "conditional": ("Patient?identifier=urn:x|77", None),
}


@pytest.mark.parametrize("form", REFERENCES)
def test_every_form_of_reference_names_the_same_patient(form: str, meanings: Meanings) -> None:
    reference, full_url = REFERENCES[form]
    document = bundle(patient(identifier=[{"system": "urn:x", "value": "77"}]), condition(of=reference))
    if full_url:
        document["entry"][0]["fullUrl"] = full_url

    answer = read(document, meanings)

    assert [("Patient/p", 1)] == [(r.chart.patient.ref, len(r.chart.conditions)) for r in answer.records]


def test_a_folder_of_lines_is_one_export(tmp_path: Path, meanings: Meanings) -> None:
    (tmp_path / "Patient.ndjson").write_text(json.dumps(patient("a")) + "\n\n" + json.dumps(patient("b")) + "\n")
    lines = [json.dumps(condition("c1", "Patient/a")), "{broken", json.dumps({"note": "no FHIR"})]
    (tmp_path / "Condition.ndjson.gz").write_bytes(gzip.compress("\n".join(lines).encode()))

    (source,) = find_sources([str(tmp_path)])
    answer = read_source(source, meanings=meanings, zone=UTC)

    assert ["Patient/a", "Patient/b"] == [record.chart.patient.ref for record in answer.records]
    assert [(str(tmp_path / "Condition.ndjson.gz"), "line 2")] == [
        (p.source, p.where) for p in answer.problems if p.unread
    ]
    assert any("not in this export: Observation" in p.message for p in answer.problems)
    assert [1, 2] == [one.resources - (one.left_out == 2) for one in answer.inputs]
    assert Fetch.NOT_FETCHED is answer.records[0].chart.fetched["Procedure"]


def test_a_folder_without_fhir_says_so(tmp_path: Path, meanings: Meanings) -> None:
    (tmp_path / "notes.txt").write_text("nothing")

    (source,) = find_sources([str(tmp_path)])
    answer = read_source(source, meanings=meanings, zone=UTC)

    assert "there is no FHIR in this folder" in answer.problems[0].message


def test_a_file_over_the_limit_is_refused_by_name(tmp_path: Path, meanings: Meanings) -> None:
    path = tmp_path / "big.json"
    path.write_bytes(b" " * 2000)

    (source,) = find_sources([str(path)])
    answer = read_source(source, meanings=meanings, zone=UTC, most=1000)

    assert str(path) == answer.problems[0].source
    assert "more than 1000" in answer.problems[0].message


def test_gzip_that_unpacks_over_the_limit_is_refused(meanings: Meanings) -> None:
    answer = read_bytes(gzip.compress(b" " * 100_000), source="x", meanings=meanings, zone=UTC, most=1000)

    assert "larger than 1000" in answer.problems[0].message


def test_a_path_that_does_not_exist_is_the_callers_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        list(find_sources(["/no/such/file.json"]))
