"""
What a hook needs, which addresses are allowed, what a token may read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.chart.reading.elements import PATIENT_TYPES
from cds.facts import measures
from cds.service.prefetch.needs import needs_of
from cds.service.prefetch.reading import address_of
from cds.service.prefetch.templates import filled, templates_of
from cds.service.security.addresses import lies_under, normal_address
from cds.service.security.scopes import Scopes

if TYPE_CHECKING:
    from cds.rules.model import Pack


def test_every_measure_looks_at_something(pack: Pack) -> None:
    """
    A fact that rests on nothing would never be asked for. One of an order may rest on the order alone.
    """
    asked = {name for name, entry in pack.entries.items() if name in measures and entry.scope != "order"}
    blind = [name for name in asked if not pack.types_of[name]]

    assert blind == []


def test_a_hook_needs_what_its_facts_look_at(pack: Pack) -> None:
    order_sign = needs_of(pack, "order-sign")

    assert {"Patient", "Condition", "MedicationAdministration", "Observation", "ServiceRequest"} <= order_sign.types
    assert {"drug-denosumab-60mg", "obs-calcium-total"} <= order_sign.terms
    assert order_sign.types <= {kind.__name__ for kind in PATIENT_TYPES}


def test_templates_are_always_written_the_same(pack: Pack) -> None:
    first = templates_of(pack, "order-sign")

    assert next(iter(first)) == "patient"
    assert list(first)[1:] == sorted(list(first)[1:])
    assert first == templates_of(pack, "order-sign")
    assert "http://loinc.org|17861-6" in first["observation"]


def test_an_address_is_encoded_once() -> None:
    query = filled("Observation?patient={{context.patientId}}&code=http://loinc.org|1-2,x&_count=5", "a.b-c")

    assert (
        address_of("https://ehr.example.org/fhir/", query)
        == "https://ehr.example.org/fhir/Observation?patient=a.b-c&code=http://loinc.org%7C1-2,x&_count=5"
    )
    assert address_of("https://ehr.example.org/fhir", "Patient/1") == "https://ehr.example.org/fhir/Patient/1"


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("https://A.example:443/x/", "https://a.example/x", True),
        ("HTTP://a.example:80", "http://a.example/", True),
        ("http://[::1]:8000/x", "http://[::1]:8000/x/", True),
        ("https://a.example/x", "http://a.example/x", False),
        ("https://a.example/X", "https://a.example/x", False),
        ("https://a.example:444", "https://a.example", False),
    ],
)
def test_addresses_are_compared_in_their_normal_form(one: str, other: str, *, equal: bool) -> None:
    assert (normal_address(one) == normal_address(other)) is equal


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "ftp://a.example",
        "https://u:p@a.example",
        "https://a.example:x",
        "https://a.example?x=1",
        "https://a.example#x",
        "https://[x",
    ],
)
def test_what_is_no_plain_address_equals_nothing(url: str) -> None:
    assert normal_address(url) == ""


BASE = "https://ehr.example.org/fhir"


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        (BASE, True),
        (f"{BASE}/", True),
        (f"{BASE}/Patient/1?x=2", True),
        (f"{BASE}?_getpages=1", True),
        (f"{BASE}2/Patient", False),
        (f"{BASE}/../admin", False),
        (f"{BASE}/%2e%2e/admin", False),
        (f"{BASE}/..%5cadmin", False),
        ("https://ehr.example.org", False),
        ("https://ehr.example.org.evil.example/fhir", False),
        ("https://ehr.example.org@evil.example/fhir", False),
        ("http://ehr.example.org/fhir", False),
    ],
)
def test_only_what_lies_under_an_allowed_address_is_allowed(url: str, *, inside: bool) -> None:
    assert lies_under(url, (BASE,)) is inside


@pytest.mark.parametrize(
    ("text", "kind", "whole", "part"),
    [
        ("", "Condition", True, False),
        ("openid launch", "Condition", True, False),
        ("user/*.read", "Condition", True, False),
        ("patient/*.rs", "Condition", True, False),
        ("system/Condition.cruds", "Condition", True, False),
        ("patient/Condition.*", "Condition", True, False),
        ("patient/Condition.write", "Condition", False, False),
        ("patient/Condition.cud", "Condition", False, False),
        ("patient/Observation.read", "Condition", False, False),
        ("patient/Condition.rs?category=x", "Condition", False, True),
        ("patient/Condition.rs?category=x patient/*.read", "Condition", True, False),
    ],
)
def test_scopes_of_either_version_are_read(text: str, kind: str, *, whole: bool, part: bool) -> None:
    scopes = Scopes.of(text)

    assert scopes.may_read(kind) is (whole or part)
    assert scopes.only_in_part(kind) is not whole
