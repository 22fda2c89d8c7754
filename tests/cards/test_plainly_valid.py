"""
What the sieve lets through, the models let through as well.
"""

from __future__ import annotations

import copy
import gzip
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cds.cards import validate_resource
from cds.cards.plainly_valid import Sieve
from cds.cards.validity import _STATUS, _model

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"

STRANGE: list[Any] = [
    *(
        None,
        True,
        0,
        -1,
        1.5,
        1e300,
        2**31,
        "",
        " ",
        "\n",
        "a",
        "a b",
        " a",
        "a ",
        "a  b",
        "ä",
        "\u2028",
        "a_b",
        "A" * 65,
    ),
    *("2025", "2025-13", "2025-02-29", "2024-02-29", "2025-04-31", "2025-03-31", "0999-01-01", "2025-03-31T10:00:00"),
    *("2025-03-31T24:00:00Z", "2025-03-31T10:00:60Z", "2025-03-31T10:00:00+14:30", "2025-03-31T10:00:00.1234567Z"),
    *("2025-03-31T10:00Z", "2025-03-31T10:00:00-05:00", "http://a.example/b c", "12:30:00", "12:30", "final", "FINAL"),
    *(
        [],
        [None],
        {},
        ["a"],
        [{}],
        [[]],
        {"value": 1},
        {"reference": 5},
        {"extension": []},
        {"text": "a"},
        [{"text": ""}],
    ),
]
"""What may stand where something else belongs."""

CHOICES = {
    "valueString": "a",
    "valueBoolean": False,
    "effectivePeriod": {"start": "2025-01-01"},
    "effectiveDateTime": "2025-01-01",
    "onsetString": "last year",
    "medicationReference": {"reference": "Medication/m"},
    "performedString": "once",
    "contained": [{"resourceType": "Patient", "gender": 5}],
    "_status": {"extension": [{"url": "http://a.example", "valueCode": "unknown"}]},
    "extension": [{"url": "http://a.example", "valueCode": "a", "valueString": "b"}],
    "meta": {"lastUpdated": "2025-01-01"},
    "text": {"status": "generated", "div": "<div>a</div>"},
    "note": [{"text": "a", "authorString": "b", "authorReference": {"display": "c"}}],
    "dosage": [{"asNeededBoolean": True, "doseAndRate": [{"doseQuantity": {"value": 60}, "doseRange": {}}]}],
    "unheardOf": 1,
}
"""Elements beside those that are there."""

sieve = Sieve(_model, _STATUS)


@cache
def stories() -> list[dict[str, Any]]:
    """
    The resources of the stories, those of one type and the same elements once.
    """
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for bundle in sorted(ROOT.glob("fhir_examples/*/bundle.json")):
        for entry in json.loads(bundle.read_text())["entry"]:
            resource = entry["resource"]
            found.setdefault((resource["resourceType"], *sorted(resource)), resource)
    return list(found.values())


def places(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from places(part, (*at, key))


def changed(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """
    Yield the resource with each place left out or filled with what is strange, and with more elements.
    """
    for at in [place for place in places(resource) if place]:
        for strange in (*STRANGE, ...):
            other = copy.deepcopy(resource)
            inner: Any = other
            for step in at[:-1]:
                inner = inner[step]
            if strange is ...:
                del inner[at[-1]]
            else:
                inner[at[-1]] = strange
            yield other
    yield from (resource | {name: value} for name, value in CHOICES.items())


def models_refuse(resource: Any) -> str | None:
    return validate_resource(resource) if isinstance(resource, dict) else "no object"


def test_most_of_what_a_card_rests_on_is_let_through() -> None:
    rested = [resource for resource in stories() if resource["resourceType"] not in {"Encounter", "Bundle"}]
    left = [resource for resource in rested if not sieve.lets_through(json.dumps(resource).encode())]

    assert len(left) < len(rested) / 10, [resource["id"] for resource in left]


def test_nothing_is_let_through_that_the_models_refuse() -> None:
    let_through, tried = 0, 0
    for resource in stories():
        for other in changed(resource):
            tried += 1
            if sieve.lets_through(json.dumps(other).encode()):
                let_through += 1
                assert models_refuse(other) is None, other

    assert let_through > 1000
    assert tried - let_through > 10_000


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"5", b'{"resourceType":5}', b'{"resourceType":"Nothing"}', b'{"resourceType":"Observation"', b"\xff"],
)
def test_what_is_no_resource_is_not_let_through(raw: bytes) -> None:
    assert not sieve.lets_through(raw)


@pytest.mark.skipif(not SHARED.exists(), reason="needs shared: the public data")
def test_nothing_of_the_public_data_is_let_through_that_the_models_refuse() -> None:
    let_through = 0
    for resource in public():
        if sieve.lets_through(json.dumps(resource).encode()):
            let_through += 1
            assert models_refuse(resource) is None, resource["id"]

    assert let_through > 1000


def public() -> Iterator[dict[str, Any]]:
    """
    Yield resources of the public data: examples of HL7, and some of Synthea's.
    """
    for path in sorted(SHARED.glob("hl7_r4_examples/**/*.json")):
        document = json.loads(path.read_text())
        yield from [e["resource"] for e in document["entry"] if "resource" in e] if "entry" in document else [document]
    for path in sorted(SHARED.glob("synthea_r4/*.gz"))[::5]:
        yield from [entry["resource"] for entry in json.loads(gzip.decompress(path.read_bytes()))["entry"]][::4]
