"""
Invalid R4 is refused with a reason that shows no value; valid R4 is not refused.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cds.cards import validate_resource

SHARED = Path(__file__).parents[3] / "shared" / "data"
ABSENT = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
GIVEN = {
    "resourceType": "MedicationAdministration",
    "id": "d1",
    "status": "completed",
    "medicationCodeableConcept": {"text": "denosumab"},
    "subject": {"reference": "Patient/p1"},
    "effectiveDateTime": "2025-02-05",
}
SEEN = {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "calcium"}}

VALID: list[dict[str, Any]] = [
    GIVEN,
    SEEN,
    SEEN | {"effectiveDateTime": "2025-02"},
    SEEN | {"effectiveDateTime": "2025-02-05T13:28:17.239123456Z"},
    SEEN | {"subject": {"reference": "urn:uuid:88d3a0e5"}, "valueQuantity": {"value": 1e-3, "unit": "mg"}},
    {key: value for key, value in SEEN.items() if key != "status"} | {"_status": ABSENT},
    {key: value for key, value in GIVEN.items() if key != "effectiveDateTime"} | {"_effectiveDateTime": ABSENT},
]
CONTAINED = {"resourceType": "MedicationAdministration", **{k: v for k, v in GIVEN.items() if k != "effectiveDateTime"}}
VALID.append(SEEN | {"contained": [CONTAINED | {"_effectiveDateTime": ABSENT}]})
INVALID: list[tuple[str, Any]] = [
    ("effectiveDateTime", SEEN | {"effectiveDateTime": "05.02.2025"}),
    ("effectiveDateTime", SEEN | {"effectiveDateTime": "2025-02-30"}),
    ("status: not one of", SEEN | {"status": "FINAL"}),
    ("status: not one of", GIVEN | {"status": "given"}),
    ("dosage.timing: not an element of R4", GIVEN | {"dosage": {"timing": {"repeat": {"count": 1}}}}),
    ("effectiveDateTime", {key: value for key, value in GIVEN.items() if key != "effectiveDateTime"}),
    ("one field value", SEEN | {"valueString": "a", "valueBoolean": True}),
    ("1 more", SEEN | {"id": "a_b", "effectiveDateTime": "yesterday"}),
    ("resourceType", SEEN | {"resourceType": "Observations"}),
    ("resourceType", {"status": "final"}),
    ("contained", SEEN | {"contained": [{"resourceType": "Nothing"}]}),
    ("JSON object", [SEEN]),
    ("not JSON", b'{"resourceType": "Observation"'),
    ("not JSON", b"\xff"),
]


@pytest.mark.parametrize("resource", VALID)
def test_valid_resources_are_not_refused(resource: dict[str, Any]) -> None:
    assert validate_resource(resource) is None
    assert validate_resource(json.dumps(resource).encode()) is None


@pytest.mark.parametrize(("reason", "resource"), INVALID, ids=[f"{n}-{r}" for n, (r, _) in enumerate(INVALID)])
def test_invalid_resources_are_refused_with_a_reason(reason: str, resource: Any) -> None:
    assert reason in str(validate_resource(resource))


def test_a_reason_shows_no_value_of_the_record() -> None:
    reason = validate_resource(SEEN | {"effectiveDateTime": "Canary Street 5", "id": "Canary_1", "status": "Canary"})

    assert reason is not None
    assert "Canary" not in reason


@pytest.mark.skipif(not SHARED.exists(), reason="needs shared: the Synthea bundles")
@pytest.mark.parametrize("bundle", sorted(SHARED.glob("synthea_r4/*.gz"))[::8], ids=lambda path: path.name[:12])
def test_synthea_is_not_refused(bundle: Path) -> None:
    kinds = {"Condition", "Observation", "MedicationRequest", "Procedure", "Encounter", "DiagnosticReport"}
    entries = json.loads(gzip.decompress(bundle.read_bytes()))["entry"]
    resources = [entry["resource"] for entry in entries if entry["resource"]["resourceType"] in kinds][:200]

    assert resources
    assert set() == {validate_resource(resource) for resource in resources} - {None}


def test_the_models_are_imported_only_when_something_is_validated() -> None:
    code = "import sys, cds.cards; sys.exit('fhir.resources' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False)

    assert 0 == done.returncode
