"""
The body of a feedback call, as the specification, the Sandbox and Epic write it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from journal.records import AT, named

from cds.errors import HookError
from cds.journal import FeedbackItem, FeedbackResult, Reason, read_feedback

OURS = "https://ovf-cds.example.org/fhir/CodeSystem/override-reason"
CARD = named("card")


def read(*items: Any) -> tuple[list[FeedbackItem], list[FeedbackResult]]:
    return read_feedback({"feedback": list(items)}, service="ovf-order-sign", received_at=AT)


def one(**told: Any) -> FeedbackItem:
    [item], refused = read({"card": CARD, "outcome": "overridden", "outcomeTimestamp": "2026-03-10T09:00:00Z"} | told)

    assert [] == refused
    return item


def test_an_override_with_a_coded_reason_and_a_comment() -> None:
    """
    As section "Explicit reject with override reasons" of CDS Hooks 2.0.1 has it.
    """
    reason = {"code": "not-rebound", "system": OURS, "display": "words that are not kept"}
    item = one(overrideReason={"reason": reason, "userComment": "after a fall"})

    assert (Reason("not-rebound", OURS),) == item.reasons
    assert "after a fall" == item.comment
    assert datetime(2026, 3, 10, 9, tzinfo=UTC) == item.at
    assert () == item.problems


def test_an_accepted_suggestion() -> None:
    item = one(outcome="accepted", acceptedSuggestions=[{"id": "s1"}, {"id": "s2"}, {"id": "s1"}])

    assert ("accepted", ("s1", "s2")) == (item.outcome, item.suggestions)


def test_the_sandbox_sends_milliseconds_and_a_reason_without_display() -> None:
    item = one(outcomeTimestamp="2026-03-10T09:00:00.123Z", overrideReason={"reason": {"code": "x", "system": "y"}})

    assert datetime(2026, 3, 10, 9, 0, 0, 123000, tzinfo=UTC) == item.at
    assert (Reason("x", "y"),) == item.reasons


def test_epic_sends_the_plural_with_a_reason_and_its_own_card_ids() -> None:
    reason = {"code": "contraindicated", "display": "bad", "system": "http: //example.org/reasons"}
    item = one(card="123456", overrideReasons={"reason": reason, "userComment": "free text"})

    assert "123456" == item.card
    assert (Reason("contraindicated", "http: //example.org/reasons"),) == item.reasons
    assert "free text" == item.comment


def test_epic_sends_a_category_in_an_extension() -> None:
    words = "com.epic.cdshooks.feedback.overrideReason"
    extension = {f"{words}.reasonCategory": "45", f"{words}.reasonDisplay": "Does not meet criteria"}
    item = one(overrideReasons={"extension": extension})

    assert (Reason("45", f"{words}.reasonCategory"),) == item.reasons


@pytest.mark.parametrize(
    "told",
    [
        {"overrideReasons": [{"reason": {"code": "a"}}, {"reason": {"code": "b"}}]},
        {"overrideReasons": [{"code": "a"}, {"code": "b"}]},
        {"overrideReasons": {"reason": [{"code": "a"}, {"code": "b"}]}},
        {"overrideReason": {"reason": {"code": "a"}}, "overrideReasons": {"reason": {"code": "b"}}},
    ],
)
def test_several_reasons_in_any_shape(told: dict[str, Any]) -> None:
    assert ("a", "b") == tuple(reason.code for reason in one(**told).reasons)


@pytest.mark.parametrize(
    "written", ["urn:uuid:" + CARD, CARD.upper(), f"  {CARD} "], ids=["urn", "upper case", "spaces"]
)
def test_a_uuid_is_the_same_however_it_is_written(written: str) -> None:
    assert CARD == one(card=written).card


def test_a_card_id_may_be_a_number() -> None:
    assert "17" == one(card=17).card


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-10T10:00:00+01:00",
        "2026-03-10T09:00:00",
        "2026-03-10 09:00:00Z",
        "2026-03-10T09:00Z",
        "2026-03-10T09:00:00.0000000000Z",
        "2026-03-10t09:00:00z".replace("t", "T"),
    ],
)
def test_times_as_people_write_them(text: str) -> None:
    """
    A time without a zone is taken for UTC, which the specification asks for.
    """
    item = one(outcomeTimestamp=text)

    assert datetime(2026, 3, 10, 9, tzinfo=UTC) == item.at
    assert () == item.problems


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2026-13-01T00:00:00Z", "2026-03-10", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"],
)
def test_a_time_that_is_none_is_said_and_the_item_taken(text: str) -> None:
    item = one(outcomeTimestamp=text)

    assert item.at is None
    assert ["'outcomeTimestamp' can not be read; the time of receipt is used"] == list(item.problems)


def test_a_time_in_the_future_is_said_and_the_item_taken() -> None:
    item = one(outcomeTimestamp="2027-01-01T00:00:00Z")

    assert item.at is None
    assert "in the future" in item.problems[0]


def test_an_item_without_a_time_is_taken() -> None:
    [item], _ = read({"card": CARD, "outcome": "accepted"})

    assert item.at is None
    assert () == item.problems


def test_a_reason_in_words_is_not_kept_as_a_code() -> None:
    """
    Somebody's words may name a patient; they belong into the comment, which is sealed.
    """
    item = one(overrideReason={"reason": {"code": "Mrs Miller does not want it"}})

    assert () == item.reasons
    assert ("the code of a reason is none; it is not kept",) == item.problems


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"acceptedSuggestions": "s1"}, "'acceptedSuggestions' is no list of {id}"),
        ({"acceptedSuggestions": [{"id": None}, {"id": "s1"}]}, "'acceptedSuggestions' is no list of {id}"),
        ({"overrideReason": {"userComment": 7}}, "'userComment' is no text"),
        ({"outcomeTimestamp": 1773133200}, "'outcomeTimestamp' is no text"),
        ({"overrideReason": {"reason": {"code": []}}}, "the code of a reason is none; it is not kept"),
    ],
)
def test_a_wrong_part_is_said_and_the_rest_taken(told: dict[str, Any], problem: str) -> None:
    assert problem in one(**told).problems


@pytest.mark.parametrize(
    "told",
    [
        {"overrideReason": None},
        {"overrideReasons": "none"},
        {"overrideReasons": [None, 3]},
        {"overrideReason": {}},
        {"extension": {"x": 1}},
        {"acceptedSuggestions": []},
        {"overrideReason": {"reason": None, "userComment": None}},
    ],
)
def test_nothing_in_any_shape_is_no_problem(told: dict[str, Any]) -> None:
    item = one(**told)

    assert ((), "", ()) == (item.reasons, item.comment, item.problems)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ("x", "the item is no object"),
        (None, "the item is no object"),
        ({"outcome": "accepted"}, "'card' is missing"),
        ({"card": "", "outcome": "accepted"}, "'card' is missing"),
        ({"card": True, "outcome": "accepted"}, "'card' is missing"),
        ({"card": CARD}, "'outcome' is neither accepted nor overridden"),
        ({"card": CARD, "outcome": "ignored"}, "'outcome' is neither accepted nor overridden"),
        ({"card": CARD, "outcome": ["accepted"]}, "'outcome' is no text"),
    ],
)
def test_a_bad_item_spoils_no_other(told: Any, problem: str) -> None:
    items, refused = read({"card": "a", "outcome": "accepted"}, told, {"card": "b", "outcome": "Accepted"})

    assert [(0, "a"), (2, "b")] == [(item.position, item.card) for item in items]
    assert [1] == [result.position for result in refused]
    assert problem in refused[0].problems
    assert not refused[0].stored


@pytest.mark.parametrize(
    "body", [None, [], "x", {}, {"feedback": None}, {"feedback": {}}, {"feedback": "x"}, {"feedback": [{}] * 1001}]
)
def test_a_body_without_a_batch_is_refused(body: Any) -> None:
    with pytest.raises(HookError, match="'feedback'"):
        read_feedback(body, service="s", received_at=AT)


def test_an_empty_batch_is_fine() -> None:
    assert ([], []) == read()


def test_what_an_item_prints_does_not_hold_the_comment() -> None:
    assert "secret" not in repr(one(overrideReason={"userComment": "secret"}))


def test_no_problem_holds_what_was_sent() -> None:
    canary = "canary-4410"
    told = {
        "outcome": canary,
        "outcomeTimestamp": canary,
        "overrideReason": {"reason": {"code": canary + " x"}, "userComment": [canary]},
        "acceptedSuggestions": canary,
    }
    items, refused = read({"card": canary} | told, {"card": canary} | told | {"outcome": "accepted"})

    assert items
    assert refused
    assert not [p for result in (*items, *refused) for p in result.problems if canary in p]


def test_control_characters_leave_a_comment() -> None:
    assert "ab" == one(overrideReason={"userComment": "a\x00\x1bb\ud800"}).comment
