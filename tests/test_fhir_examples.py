"""
The example stories are valid FHIR R4, hold together, and say what is expected of them.
"""

from __future__ import annotations

import gzip
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from cds.plain_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parent.parent / "fhir_examples"
STORIES = sorted(path.parent for path in EXAMPLES.glob("*/EXPECTED.yaml"))
EXPECTED_KEYS = {"as_of", "hook", "profile", "context", "cards", "silent", "data_needed"}
HOOKS = {"patient-view", "order-select", "order-sign", "encounter-discharge", "problem-list-item-create"}
SENTENCE = re.compile(r"[.?!](?=\s|$)")
CATALOGUE = frozenset(
    [
        "rebound-no-augmentation",
        "rebound-antiresorptive-first",
        "rebound-no-bone-forming-first",
        "rebound-supportive-care",
        "rebound-possible-review",
        "denosumab-due-or-overdue",
        "denosumab-discontinued-no-followon",
        "denosumab-planned-stop",
        "denosumab-to-bone-forming-switch",
        "denosumab-start-safety",
        "post-bkp-consider-romosozumab",
        "bkp-bisphosphonate-comparison",
        "romosozumab-order-safety",
        "romosozumab-completion-followon",
        "post-augmentation-care-gap",
        "ovf-consider-bone-forming-first",
        "teriparatide-timing-augmentation",
        "teriparatide-order-safety",
        "bisphosphonate-order-safety",
        "vbq-high-post-vertebroplasty",
        "prophylactic-augmentation-not-recommended",
        "augmentation-indication-check",
        "augmentation-contraindication-check",
        "revision-risk-radiographic",
        "revision-risk-patient",
        "adjacent-fracture-risk",
        "progressive-kyphosis-risk",
        "perioperative-mortality-risk",
        "of-classification-display",
        "cement-neuro-deficit-urgent",
        "pulmonary-cement-embolism",
        "post-augmentation-infection",
        "post-augmentation-new-pain",
        "osteoporosis-untreated",
        "ovf-conservative-care",
        "data-needed",
    ]
)
STATUSES = {
    "AllergyIntolerance": (),
    "CarePlan": ("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"),
    "Condition": (),
    "DiagnosticReport": (
        [
            "registered",
            "partial",
            "preliminary",
            "final",
            "amended",
            "corrected",
            "appended",
            "cancelled",
            "entered-in-error",
            "unknown",
        ]
    ),
    "Encounter": (
        [
            "planned",
            "arrived",
            "triaged",
            "in-progress",
            "onleave",
            "finished",
            "cancelled",
            "entered-in-error",
            "unknown",
        ]
    ),
    "Immunization": ("completed", "entered-in-error", "not-done"),
    "Medication": ("active", "inactive", "entered-in-error"),
    "MedicationAdministration": (
        ["in-progress", "not-done", "on-hold", "completed", "entered-in-error", "stopped", "unknown"]
    ),
    "MedicationRequest": (
        ["active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown"]
    ),
    "MedicationStatement": (
        ["active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken"]
    ),
    "Observation": (
        ["registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"]
    ),
    "Patient": (),
    "Practitioner": (),
    "Procedure": (
        ["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown"]
    ),
    "ServiceRequest": ("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"),
}
"""The values of `status` that R4 allows, of every type in the stories; the R4B models do not check them."""

in_every_story = pytest.mark.parametrize("story", STORIES, ids=[path.name for path in STORIES])


def documents(story: Path) -> Iterator[Any]:
    """
    Yield every JSON document of a story: bundles, requests, contexts and the lines of NDJSON.
    """
    for path in sorted(story.iterdir()):
        text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
        name = path.name.removesuffix(".gz")
        if name.endswith(".json"):
            yield json.loads(text, parse_float=Decimal)
        elif name.endswith(".ndjson"):
            yield from (json.loads(line, parse_float=Decimal) for line in text.splitlines())


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """
    Yield every JSON object in a value, the value itself first.
    """
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def resources(story: Path) -> list[dict[str, Any]]:
    """
    Return every resource of a story, also inside bundles, contexts and other resources.
    """
    return [found for document in documents(story) for found in objects(document) if "resourceType" in found]


def expected(story: Path) -> Any:
    return read_yaml(story / "EXPECTED.yaml", root=EXAMPLES).data


def test_there_are_at_least_twelve_stories() -> None:
    assert len(STORIES) >= 12


def test_every_folder_is_a_story() -> None:
    assert [path for path in sorted(EXAMPLES.iterdir()) if path.is_dir()] == STORIES


@in_every_story
def test_every_resource_is_valid_r4(story: Path) -> None:
    """
    Each resource validates on its own, whatever holds it.
    """
    found = resources(story)

    assert found
    for resource in found:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


@in_every_story
def test_every_status_is_one_of_r4(story: Path) -> None:
    for resource in resources(story):
        if resource["resourceType"] == "Bundle":
            continue
        allowed = STATUSES[resource["resourceType"]]

        assert not allowed or resource.get("status") in allowed, resource


@in_every_story
def test_every_condition_keeps_the_status_rules_of_r4(story: Path) -> None:
    """
    An entered-in-error Condition has no clinical status, an abated one is not active (con-3, con-4, con-5).
    """
    for resource in resources(story):
        if resource["resourceType"] != "Condition":
            continue
        mistaken = resource["verificationStatus"]["coding"][0]["code"] == "entered-in-error"
        clinical = resource["clinicalStatus"]["coding"][0]["code"] if "clinicalStatus" in resource else ""

        assert mistaken == (clinical == "")
        if any(key.startswith("abatement") for key in resource):
            assert clinical in {"inactive", "resolved", "remission"}


@in_every_story
def test_every_reference_leads_to_a_resource_of_the_story(story: Path) -> None:
    """
    A story is whole: `Type/id`, `urn:uuid:` and `#contained` references all resolve in it.
    """
    found = resources(story)
    known = {f"{one['resourceType']}/{one['id']}" for one in found if "id" in one}
    known |= {f"#{inner['id']}" for one in found for inner in one.get("contained", [])}
    known |= {one["fullUrl"] for document in documents(story) for one in objects(document) if "fullUrl" in one}
    named = {one["reference"] for document in documents(story) for one in objects(document) if "reference" in one}

    assert set() == named - known


@in_every_story
def test_no_id_is_used_twice(story: Path) -> None:
    top = [
        (one["resourceType"], one["id"])
        for one in resources(story)
        if one["resourceType"] != "Medication" and "id" in one
    ]

    assert len(set(top)) == len(top)


@in_every_story
def test_expected_yaml_has_its_form(story: Path) -> None:
    told = expected(story)

    assert set(told) <= EXPECTED_KEYS
    assert {"as_of", "hook", "profile", "cards", "silent", "data_needed"} <= set(told)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", told["as_of"])
    assert told["hook"] in HOOKS
    assert told["profile"] in {"us", "eu", "jp"}
    for card in told["cards"]:
        assert {"rule", "indicator"} <= set(card) <= {"rule", "indicator", "mentions"}
        assert card["indicator"] in {"critical", "warning", "info"}
        assert all(isinstance(words, str) and words for words in card.get("mentions", []))


@in_every_story
def test_expected_yaml_names_rules_of_the_catalogue(story: Path) -> None:
    told = expected(story)
    shown = [card["rule"] for card in told["cards"]]

    assert set(shown) | set(told["silent"]) <= CATALOGUE
    assert set() == set(shown) & set(told["silent"])
    assert len(set(shown)) == len(shown)


@in_every_story
def test_words_are_asked_for_exactly_when_data_are_needed(story: Path) -> None:
    told = expected(story)

    assert bool(told["data_needed"]) == any(card["rule"] == "data-needed" for card in told["cards"])


@in_every_story
def test_the_context_fits_the_hook(story: Path) -> None:
    """
    Orders in question come with the order hooks, the encounter with the discharge.
    """
    told = expected(story)
    requests = [document for document in documents(story) if "hook" in document]
    contexts = [request["context"] for request in requests]
    if "context" in told:
        contexts.append(json.loads((story / told["context"]).read_text(encoding="utf-8")))
    patients = {one["id"] for one in resources(story) if one["resourceType"] == "Patient"}

    assert all(request["hook"] == told["hook"] for request in requests)
    assert len(contexts) == (told["hook"] != "patient-view")
    for context in contexts:
        assert context["patientId"] in patients
        assert ("draftOrders" in context) == told["hook"].startswith("order-")
        assert ("selections" in context) == (told["hook"] == "order-select")
        assert "encounterId" in context


@in_every_story
def test_the_story_is_told_in_a_few_sentences(story: Path) -> None:
    title, _, text = (story / "README.md").read_text(encoding="utf-8").partition("\n")

    assert title.startswith("# ")
    assert 3 <= len(SENTENCE.findall(text)) <= 8


def test_the_table_of_stories_is_complete() -> None:
    table = (EXAMPLES / "README.md").read_text(encoding="utf-8")

    for story in STORIES:
        row = next(line for line in table.splitlines() if f"({story.name}/README.md)" in line)
        for card in expected(story)["cards"]:
            assert f"{card['rule']} ({card['indicator']})" in row
