"""
A request is read as its members stand: what is wrong in one place loses only that place.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.chart.chart import Fetch
from cds.chart.reading.decoding import is_deeper, members
from cds.chart.reading.request import HookRequest, read_request
from cds.errors import ChartError, HookError

CONDITION = {"resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p1"}}
BROKEN = CONDITION | {"id": "c2", "code": "a text where an object belongs"}
FAILED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing"}]}
NEXT = {"relation": "next", "url": "https://fhir.example.org/next"}

values = st.recursive(
    st.none() | st.integers() | st.text(alphabet='[]{}"\\,:a é'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet='[]{}"\\a'), inner, max_size=4),
    max_leaves=30,
)


def bundle(*resources: Any, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in resources]} | more


def request(**prefetch: Any) -> HookRequest:
    body = {"hook": "patient-view", "context": {"patientId": "p1"}, "prefetch": prefetch}
    parts = members(json.dumps(body).encode())
    assert parts is not None
    return read_request(parts)


def depth(value: Any) -> int:
    if isinstance(value, dict | list):
        return 1 + max(map(depth, value.values() if isinstance(value, dict) else value), default=0)
    return 0


@given(value=values, ascii_only=st.booleans())
def test_depth_is_told_from_the_text_whatever_its_strings_hold(*, value: Any, ascii_only: bool) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert not is_deeper(data, depth(value))
    assert depth(value) == 0 or is_deeper(data, depth(value) - 1)


@given(st.dictionaries(st.text(), values, max_size=5))
def test_members_are_what_the_object_holds(value: dict[str, Any]) -> None:
    parts = members(json.dumps(value).encode())
    assert parts is not None
    assert {name: msgspec.json.decode(part) for name, part in parts.items()} == value


@pytest.mark.parametrize("data", [b"", b"{", b'{"a": 1,}', b'{"a": [1 2]}', b'{"a": {"b": "\xff"}}', b"\xef\xbb\xbf{}"])
def test_what_is_no_json_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(ChartError):
        members(data)


@pytest.mark.parametrize("data", [b"[]", b'"a"', b"null", b"1"])
def test_json_that_is_no_object_has_no_members(data: bytes) -> None:
    assert members(data) is None


def test_one_broken_resource_loses_only_itself_and_the_bytes_of_the_others_are_found() -> None:
    read = request(condition=bundle(CONDITION, BROKEN, FAILED | {"issue": []}))
    assert [found.resource.id for found in read.decoded.found if type(found.resource).__name__ == "Condition"] == ["c1"]
    assert [(lost.where, lost.id) for lost in read.decoded.lost] == [("/prefetch/condition/entry/1/resource", "c2")]
    assert read.fetched["Condition"] is Fetch.ABSENT
    assert json.loads(read.raw("/prefetch/condition/entry/0/resource") or b"") == CONDITION


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (CONDITION, "/prefetch/condition"),
        ({"resource": CONDITION, "response": {"status": "200"}}, "/prefetch/condition/resource"),
        ({"resource": bundle(CONDITION)}, "/prefetch/condition/resource/entry/0/resource"),
        ({"entry": [{"resource": CONDITION}]}, "/prefetch/condition/entry/0/resource"),
        (bundle(bundle(CONDITION)), "/prefetch/condition/entry/0/resource/entry/0/resource"),
    ],
)
def test_a_resource_is_read_in_every_shape_it_comes_in(value: Any, where: str) -> None:
    read = request(condition=value)
    assert [(found.where, found.resource.id) for found in read.decoded.found] == [(where, "c1")]
    assert json.loads(read.raw(where) or b"") == CONDITION
    assert read.raw(f"{where}/nothing") is None


@pytest.mark.parametrize(
    ("value", "how", "more"),
    [
        (None, Fetch.ABSENT, []),
        ({}, Fetch.FAILED, []),
        ({"error": "timeout"}, Fetch.FAILED, []),
        ({"resourceType": "Bundle"}, Fetch.ABSENT, []),
        (bundle(), Fetch.ABSENT, []),
        (FAILED, Fetch.FAILED, []),
        (FAILED | {"issue": "broken"}, Fetch.FAILED, []),
        ({"resource": FAILED}, Fetch.FAILED, []),
        ("a text", Fetch.FAILED, []),
        ([CONDITION], Fetch.FAILED, []),
        (bundle(CONDITION, FAILED), Fetch.PARTIAL, []),
        (bundle(CONDITION, BROKEN, FAILED), Fetch.PARTIAL, []),
        (bundle(CONDITION, link=[{"relation": "self", "url": "x"}, NEXT]), Fetch.PARTIAL, [NEXT["url"]]),
        (bundle(BROKEN, link=[NEXT]), Fetch.PARTIAL, [NEXT["url"]]),
        (bundle(FAILED, link=[NEXT]), Fetch.PARTIAL, []),
        ({"resourceType": "Bundle", "link": [NEXT]}, Fetch.PARTIAL, [NEXT["url"]]),
    ],
)
def test_how_a_type_was_looked_for_is_the_same_whole_or_broken(value: Any, how: Fetch, more: list[str]) -> None:
    read = request(condition=value)
    assert (read.fetched["Condition"], read.more.get("Condition", [])) == (how, more)


@pytest.mark.parametrize("value", [bundle() | {"entry": None}, bundle() | {"entry": {}}, {"resourceType": {}}, {}, 5])
def test_what_has_no_sense_is_unreadable_and_not_empty(value: Any) -> None:
    assert request(condition=value).decoded.lost


@pytest.mark.parametrize("prefetch", ["[]", '"a"', "1"])
def test_a_prefetch_that_is_no_object_is_refused(prefetch: str) -> None:
    parts = members(f'{{"hook": "h", "context": {{"patientId": "1"}}, "prefetch": {prefetch}}}'.encode())
    assert parts is not None
    with pytest.raises(HookError, match="'prefetch' is no object"):
        read_request(parts)
