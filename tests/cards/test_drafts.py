"""
Drafts are valid FHIR R4, hold only verified codes, and never say more than a draft.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from decisions import CALL
from msgspec.structs import replace

from cds.cards import check_drafts, validate_resource
from cds.cards.drafts import PreparedDraft, Template
from cds.cards.prepared import prepared
from cds.facts.fact import Fact
from cds.rules.model import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.rules.model import Pack

FACTS = {
    "romosozumab-doses": Fact("some", says={"count": "3", "left": "9"}),
    "denosumab-schedule": Fact("early", says={"follow-on": "2026-07-08"}),
}
CODES = Path(__file__).parents[3] / "shared" / "terminology" / "codes.csv"
DRUG = {
    "resourceType": "MedicationRequest",
    "medicationCodeableConcept": {"text": "a drug"},
    "dosageInstruction": [{"timing": {"repeat": {"count": "{romosozumab-doses.left}"}}}],
}
ORDER = {"resourceType": "ServiceRequest", "code": {"text": "a test"}}
LOINC = {"system": "http://loinc.org", "code": "2160-0"}

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("a draft is one of", {"resourceType": "Condition", "code": {"text": "x"}}),
    ("'status' is the same in every draft", ORDER | {"status": "active"}),
    ("'intent' is the same in every draft", ORDER | {"intent": "order"}),
    ("'subject' is the same in every draft", ORDER | {"subject": {"reference": "Patient/9"}}),
    (
        "code.text says in words",
        {"resourceType": "ServiceRequest", "code": {"coding": [LOINC]}, "term": "obs-creatinine"},
    ),
    ("names the term of its code", ORDER | {"code": {"text": "x", "coding": [LOINC]}}),
    ("is not a code of obs-albumin", ORDER | {"code": {"text": "x", "coding": [LOINC]}, "term": "obs-albumin"}),
    ("a placeholder stands alone", ORDER | {"code": {"text": "{as-of}"}}),
    ("a placeholder stands alone", ORDER | {"occurrenceDateTime": "on {as-of}"}),
    ("is not in the dictionary", ORDER | {"occurrenceDateTime": "{no-such-fact.date}"}),
    ("is not a placeholder", ORDER | {"occurrenceDateTime": "{tomorrow + 1}"}),
    ("answers 'no-such-fact'", ORDER | {"answers": ["no-such-fact"]}),
    ("not valid FHIR R4: urgency", ORDER | {"urgency": "high"}),
    ("is a number, and is written as text", ORDER | {"quantityQuantity": {"value": "5"}}),
]


def drafted(*templates: dict[str, Any]) -> Draft:
    return Draft("some", "Some draft", templates, where="drafts.yaml:1")


def codings(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield from ((coding["system"], coding["code"]) for coding in value.get("coding", ()))
        for item in value.values():
            yield from codings(item)
    elif isinstance(value, list):
        for item in value:
            yield from codings(item)


def test_every_draft_of_the_pack_is_right(pack: Pack) -> None:
    assert [] == [str(error) for error in check_drafts(pack)]


@pytest.mark.parametrize(("message", "template"), WRONG, ids=[f"{n}-{m}" for n, (m, _) in enumerate(WRONG)])
def test_a_wrong_draft_is_named(pack: Pack, message: str, template: dict[str, Any]) -> None:
    errors = check_drafts(replace(pack, drafts={"some": drafted(template)}))

    assert any(message in error.message for error in errors), [error.message for error in errors]
    assert {"drafts.yaml:1"} == {error.where for error in errors}


def test_every_draft_is_a_proposal_of_this_day_about_this_patient(pack: Pack) -> None:
    for draft in prepared(pack).drafts.values():
        for template in draft.templates:
            resource = template.filled(FACTS, CALL)
            subject = resource["for" if resource["resourceType"] == "Task" else "subject"]

            assert validate_resource(resource) is None
            assert ("draft", "proposal", "2026-03-10") == tuple(resource[k] for k in ("status", "intent", "authoredOn"))
            assert {"reference": "Patient/p1"} == subject
            assert "{" not in str(resource).replace("{'", "").replace("[{", "")
            assert {"term", "answers"}.isdisjoint(resource)


def test_what_a_rule_suggests_has_a_draft(pack: Pack) -> None:
    named = {offer.what for rule in pack.rules.values() for offer in rule.suggest if offer.kind != "remove"}

    assert named <= set(pack.drafts)


@pytest.mark.skipif(not CODES.exists(), reason="needs shared: the verified codes")
def test_codes_are_verified_or_local(pack: Pack) -> None:
    with CODES.open(encoding="utf-8") as file:
        usable = {
            (row["system_uri"], row["code"]) for row in csv.DictReader(file) if row["status"] in {"verified", "local"}
        }
    used = {coding for draft in pack.drafts.values() for raw in draft.resources for coding in codings(raw)}

    assert used
    assert used <= usable


def test_a_template_can_not_be_anything_but_a_draft() -> None:
    resource = Template.of(ORDER | {"status": "active", "intent": "order"}).filled({}, CALL)

    assert ("draft", "proposal") == (resource["status"], resource["intent"])


def test_a_count_is_a_number(pack: Pack) -> None:
    resource = prepared(pack).drafts["romosozumab-210mg"].templates[0].filled(FACTS, CALL)

    assert 9 == resource["dosageInstruction"][0]["timing"]["repeat"]["count"]


@pytest.mark.parametrize("left", ["0", "-1", "nine", "9 doses", "1.5", "", "{as-of}"])
def test_a_count_that_is_none_leaves_the_draft_out(left: str) -> None:
    with pytest.raises(ValueError, match="count"):
        Template.of(DRUG).filled({"romosozumab-doses": Fact("some", says={"left": left})}, CALL)


@pytest.mark.parametrize("patient", ["", "p1", "Patient/", "Patient/a b", "urn:uuid:1", "Patient/x?y=1", 'Patient/"'])
def test_a_reference_that_is_none_leaves_the_draft_out(patient: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        Template.of(ORDER).filled({}, replace(CALL, patient=patient))


@pytest.mark.parametrize(
    ("as_of", "text", "expected"),
    [
        ("2026-03-10", "{as-of}", "2026-03-10"),
        ("2026-03-10", "{as-of+6mo}", "2026-09-10"),
        ("2026-08-31", "{as-of+6mo}", "2027-02-28"),
        ("2026-03-10", "{as-of+28d}", "2026-04-07"),
    ],
)
def test_a_date_may_lie_later(as_of: str, text: str, expected: str) -> None:
    template = Template.of(ORDER | {"occurrenceDateTime": text})

    assert expected == template.filled({}, replace(CALL, as_of=date.fromisoformat(as_of)))["occurrenceDateTime"]


def test_zoledronate_takes_at_least_fifteen_minutes(pack: Pack) -> None:
    dosage = prepared(pack).drafts["zoledronate-5mg"].templates[0].resource["dosageInstruction"][0]

    assert "at least 15 minutes" in dosage["text"]
    assert (15, "min") == (dosage["timing"]["repeat"]["duration"], dosage["timing"]["repeat"]["durationUnit"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("denosumab-60mg", 60), ("zoledronate-5mg", 5), ("romosozumab-210mg", 210), ("alendronate-70mg", 70)],
)
def test_a_drug_is_drafted_in_milligrams_of_ucum(pack: Pack, name: str, value: int) -> None:
    dosage = pack.drafts[name].resources[0]["dosageInstruction"][0]
    quantity = dosage["doseAndRate"][0]["doseQuantity"]

    assert {"value": value, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"} == quantity
    assert pack.drafts[name].drug == name.split("-", maxsplit=1)[0]


def test_only_laboratory_tests_make_a_laboratory_order(pack: Pack) -> None:
    drafts = prepared(pack).drafts

    assert drafts["labs"].laboratory
    assert not drafts["spine-mri"].laboratory
    assert not drafts["denosumab-60mg"].laboratory
    assert not PreparedDraft("none", "", "", ()).laboratory
