"""
A patient who does not exist: is the pack evaluated, and do both evaluators agree?
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from cds.chart.reading.assembling import assemble
from cds.chart.reading.request import read_request
from cds.engine.outcome import Verdict
from cds.rules.model import HOOKS
from cds.walk import Asked

if TYPE_CHECKING:
    from cds.walk import Consultant

__all__ = ["evaluators_agree"]

_PATIENT: dict[str, Any] = {"resourceType": "Patient", "id": "self-test", "gender": "female", "birthDate": "1950-01-01"}
_SUBJECT = {"reference": "Patient/self-test"}
_REQUEST: dict[str, Any] = {
    "hook": "order-sign",
    "context": {
        "patientId": "self-test",
        "draftOrders": {
            "resourceType": "Bundle",
            "entry": [
                {"resource": {"resourceType": "ServiceRequest", "id": "o", "status": "draft", "subject": _SUBJECT}}
            ],
        },
    },
    "prefetch": {
        "patient": _PATIENT,
        "condition": {
            "resourceType": "Bundle",
            "entry": [{"resource": {"resourceType": "Condition", "id": "c", "subject": _SUBJECT}}],
        },
    },
}


def evaluators_agree(consultant: Consultant) -> bool:
    """
    Evaluate the self-test patient with both evaluators at every hook; tell whether every rule came to a verdict.
    """
    request = read_request({name: msgspec.Raw(msgspec.json.encode(value)) for name, value in _REQUEST.items()})
    assembled = assemble(
        request.decoded,
        meanings=consultant.meanings,
        zone=consultant.zone,
        source="self-test",
        fetched=request.fetched,
        context=request.context,
        only=request.patient,
    )
    decisions = (
        consultant.consult(
            assembled.records[0],
            Asked(hook, date(2026, 1, 1), service="self-test", digest="self-test"),
            source="self-test",
        ).decision
        for hook in HOOKS
    )
    return all(
        not decision.faults and all(outcome.verdict is not Verdict.ERROR for outcome in decision.outcomes)
        for decision in decisions
    )
