"""
Ids are derived: a retry has the same, any other call has others.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from decisions import CALL, everything
from msgspec.structs import replace

from cds.cards import body_digest, decision_id, evidence_digest, make_cards

if TYPE_CHECKING:
    from cds.rules.model import Pack

CHANGES = [
    {"issuer": "https://ehr.example"},
    {"tenant": "ward-3"},
    {"hook_instance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"},
    {"service": "ovf-order-select"},
    {"patient": "Patient/p2"},
    {"as_of": date(2026, 3, 11)},
    {"digest": "1" * 64},
]
PINNED = "a89c003a-7893-5cce-bb9d-fbe8f21e133f"
ELSEWHERE = """
from datetime import date
from types import SimpleNamespace
from cds.cards import Call, decision_id
call = Call("ovf-order-sign", "Patient/p1", date(2026, 3, 10), "0" * 64)
print(decision_id(call, SimpleNamespace(hash="abc")))
"""


def ids(cards: list[dict[str, Any]]) -> list[str]:
    return [id_ for card in cards for id_ in (card["uuid"], *(s["uuid"] for s in card.get("suggestions", ())))]


def test_a_retry_has_the_same_ids(pack: Pack) -> None:
    first, second = (make_cards(everything(pack), pack, call=CALL) for _ in range(2))

    assert first == second
    assert len(set(ids(first))) == len(ids(first))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_another_call_has_other_ids(pack: Pack, change: dict[str, Any]) -> None:
    first = ids(make_cards(everything(pack), pack, call=CALL))
    other = ids(make_cards(everything(pack), pack, call=replace(CALL, **change)))

    assert set(first).isdisjoint(other)


def test_another_pack_has_other_ids(pack: Pack) -> None:
    assert decision_id(CALL, pack) != decision_id(CALL, replace(pack, hash="another"))


def test_ids_are_the_same_in_another_process(pack: Pack) -> None:
    """
    After a restart and an update too, so that stored feedback still finds its card: the id is pinned.
    """
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], cwd=root, capture_output=True, text=True, check=True)

    assert PINNED == str(decision_id(CALL, replace(pack, hash="abc")))
    assert PINNED == done.stdout.strip()


def test_a_body_is_the_same_whatever_its_token_and_the_order_of_its_members() -> None:
    context = b'{"patientId": "1", "userId": "Practitioner/2"}'
    body = {"hook": b'"order-sign"', "context": context}
    again = {"fhirAuthorization": b'{"access_token": "x"}', "context": context, "hook": b'"order-sign"'}

    assert body_digest(body) == body_digest(again)
    assert body_digest(body) != body_digest(body | {"hook": b'"order-select"'})
    assert body_digest({"a": b'1"b2'}) != body_digest({"a": b"1", "b": b"2"})


def test_evidence_is_the_same_in_any_order() -> None:
    assert evidence_digest(["Condition/1", "Observation/2"]) == evidence_digest(
        ["Observation/2", "Condition/1", "Condition/1"]
    )
    assert evidence_digest([]) != evidence_digest(["Condition/1"])
