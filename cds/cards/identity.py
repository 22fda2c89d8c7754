"""
Who is who: the ids of a decision, its cards and their suggestions.

All are derived (UUIDv5), so a retry of one call gives the same ids, after a restart too, and any
other call gives other ids. RFC 8785 makes the JSON that is hashed the same everywhere.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
import rfc8785
from msgspec import Struct, field

from cds.cards.profile import GENERIC, ClientProfile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from msgspec import Raw

    from cds.rules.model import Pack

__all__ = ["Call", "body_digest", "card_id", "decision_id", "evidence_digest", "suggestion_id"]

NAMESPACE = uuid5(NAMESPACE_URL, "https://ovf-cds.example.org/decision")


class Call(Struct, frozen=True):
    """
    What the cards must know of the call that asks for them.

    Args:
        service: the service id, or the hook on the command line.
        patient: the reference of the patient, `Patient/123`.
        digest: of the request's body (`body_digest`), or of the evidence (`evidence_digest`).
        issuer, tenant, hook_instance: None on the command line.
        drafts: the drafts of the hook's context, by their reference in the chart; the values are the
            references as the client wrote them (`Type/id`). Only these may be removed.
        overridden: rules whose card was overridden before: the day and the code of the reason.
        client: how the client wants its cards.
    """

    service: str
    patient: str
    as_of: date
    digest: str
    issuer: str | None = None
    tenant: str | None = None
    hook_instance: str | None = None
    drafts: Mapping[str, str] = field(default_factory=dict)
    overridden: Mapping[str, tuple[date, str]] = field(default_factory=dict)
    client: ClientProfile = GENERIC


def decision_id(call: Call, pack: Pack) -> UUID:
    """
    Return the id of the decision: the same call and the same pack give the same id.
    """
    told = [
        call.issuer,
        call.tenant,
        call.hook_instance,
        call.service,
        call.patient,
        call.as_of.isoformat(),
        pack.hash,
        call.digest,
    ]
    return uuid5(NAMESPACE, rfc8785.dumps(told).decode())


def card_id(decision: UUID, rule: str) -> UUID:
    """
    Return the id of a rule's card in a decision (a rule has at most one).
    """
    return uuid5(decision, rule)


def suggestion_id(card: UUID, position: int) -> str:
    """
    Return the id of a card's suggestion by its position, from 0.
    """
    return str(uuid5(card, str(position)))


def body_digest(members: Mapping[str, bytes | Raw]) -> str:
    """
    Return the SHA-256 of the members of a request's body without `fhirAuthorization` (a token changes with a retry).

    A retry sends the same text; only the order of the members may be another.
    """
    digest = hashlib.sha256()
    for name in sorted(members):
        if name != "fhirAuthorization":
            told = bytes(members[name])
            digest.update(msgspec.json.encode([name, len(told)]))
            digest.update(told)
    return digest.hexdigest()


def evidence_digest(references: Iterable[str]) -> str:
    """
    Return the SHA-256 of the resources a decision rests on, whatever order they were read in.
    """
    return hashlib.sha256(rfc8785.dumps(sorted(set(references)))).hexdigest()
