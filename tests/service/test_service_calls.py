"""
Parts of the walk of a call: what is remembered between calls, and what is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.patients import request

from cds.cards import validity
from cds.service.valid_before import ValidBefore
from cds.walk import consulting

if TYPE_CHECKING:
    import pytest
    from service.running import Client


def test_a_resource_is_validated_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The second call of one record validates nothing; one changed resource is validated alone. What is plainly
    valid is not asked about at all, so each resource says why it is not.
    """
    looked: list[bytes] = []

    def looking(data: bytes) -> Any:
        looked.append(data)
        return validity.validate_resource(data)

    body = request()
    for entry in body["prefetch"]["medicationAdministration"]["entry"]:
        entry["resource"]["_status"] = {"extension": [{"url": "http://a.example", "valueString": "b"}]}
    monkeypatch.setattr(consulting, "validate_resource", looking)
    monkeypatch.setattr(client.application.calls, "_valid", ValidBefore())
    client.call(body)
    first = len(looked)
    client.call(body | {"hookInstance": "again"})
    assert len(looked) == first > 0
    body["prefetch"]["medicationAdministration"]["entry"][1]["resource"]["note"] = [{"text": "changed"}]
    client.call(body)

    assert len(looked) == first + 1


def test_a_resource_that_is_wrong_is_named_each_time(client: Client) -> None:
    body = request()
    body["prefetch"]["medicationAdministration"]["entry"][1]["resource"]["status"] = "completed"
    body["prefetch"]["medicationAdministration"]["entry"][1]["resource"]["notAnElement"] = True
    details = [
        client.call(body | {"hookInstance": name}).card("rebound-no-augmentation")["detail"] for name in ("a", "b")
    ]

    assert all("Not valid FHIR R4" in detail for detail in details)


def test_what_was_valid_is_forgotten_in_the_end() -> None:
    before = ValidBefore(most=8)
    digests = [before.digest(bytes([number])) for number in range(20)]
    for digest in digests:
        before.add([digest])

    assert digests[-1] in before
    assert digests[0] not in before
    assert len(before._newer) + len(before._older) <= 10
    assert ValidBefore().digest(b"x") != ValidBefore().digest(b"x")
