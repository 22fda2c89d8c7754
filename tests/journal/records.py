"""
Small factories: a decision with the verdicts that matter, an answer to a card.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from msgspec.structs import replace

from cds.journal import DecisionRecord, FactKept, FeedbackItem, OrderKept, Reason, ResourceKept, RuleVerdict

NAMES = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
CEMENT = "rebound-no-augmentation"
SUPPORT = "rebound-supportive-care"
SITE = {"issuer": "https://ehr.example.org", "tenant": "north"}


def named(name: object) -> str:
    """
    Return a UUID that a name always has.
    """
    return str(uuid5(NAMES, str(name)))


def card_of(number: object, rule: str = CEMENT) -> str:
    return named(f"card {number} {rule}")


def verdict(rule: str = CEMENT, said: str = "fired", number: object = 1, **changes: Any) -> RuleVerdict:
    """
    A verdict; a fired one has a card that was shown.
    """
    card = {"shown": True, "card_uuid": card_of(number, rule), "indicator": "critical"} if said == "fired" else {}
    return RuleVerdict(**({"rule": rule, "version": "1.0.0", "verdict": said} | card | changes))


def decision(number: object = 1, *verdicts: RuleVerdict, **changes: Any) -> DecisionRecord:
    """
    The decision of a call; *number* makes it another one.
    """
    record = DecisionRecord(
        id=named(number),
        service="ovf-patient-view",
        hook="patient-view",
        patient="Patient/p1",
        as_of=date(2026, 3, 10),
        asked_at=AT,
        pack_hash="a" * 64,
        verdicts=verdicts or (verdict(number=number),),
        **SITE,
    )
    return replace(record, **changes)


def full() -> DecisionRecord:
    """
    A decision in which everything that is kept has a value.
    """
    fact = FactKept(
        name="calcium",
        state="low",
        status="asserted",
        value="7.9",
        unit="mg/dL",
        date="2026-03-01",
        refs=(ResourceKept(ref="Observation/c1", on="2026-03-01", what="albumin-corrected calcium"),),
        order="ServiceRequest/o1",
        says={"value": "7.9 mg/dL"},
        gaps=("two laboratories differ",),
    )
    return decision(
        1,
        verdict(missing=("calcium",), order="ServiceRequest/o1", hash="b" * 64, suggestion_uuids=(named("s"),)),
        verdict(SUPPORT, "silenced", silenced_by="precedence", why="antiresorptive first"),
        hook_instance=named("hook"),
        encounter="e1",
        user="Practitioner/d1",
        location="Location/l1",
        profile="eu",
        client="epic",
        language="de",
        engine={"name": "ovf-cds", "version": "0.1.0"},
        facts=(fact, FactKept(name="adult", state="yes", status="asserted")),
        orders=(OrderKept(ref="ServiceRequest/o1", codes=("http://snomed.info/sct|1",)),),
        fetched={"Condition": "present", "Observation": "fetch-failed"},
        problems=("1 resources or parts could not be read",),
        latency_ms=4.25,
        links=("https://doi.org/10.3390/jcm12185874",),
    )


def answer(number: object = 1, outcome: str = "overridden", rule: str = CEMENT, **changes: Any) -> FeedbackItem:
    """
    An answer to the card of a rule in the decision of this number.
    """
    reasons = {"reasons": (Reason("not-rebound"),)} if outcome == "overridden" else {}
    item = FeedbackItem(
        service="ovf-patient-view",
        card=card_of(number, rule),
        outcome=outcome,
        at=AT,
        received_at=AT,
        **SITE,
        **reasons,
    )
    return replace(item, **changes)
