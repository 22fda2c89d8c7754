"""
The services on offer, one for each hook, and what discovery says of them.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from cds.service.prefetch.templates import templates_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.rules.model import Pack

__all__ = ["Discovery", "Service", "services_of"]

_FOR: Mapping[str, tuple[str, str]] = {
    "patient-view": (
        "Vertebral fracture care",
        "Rebound fractures after denosumab, follow-up of vertebral augmentation, and care gaps, when a record is opened.",
    ),
    "order-select": (
        "Vertebral fracture orders, on selection",
        "Cement augmentation and osteoporosis drugs, checked against fracture, drug and laboratory history while they are chosen.",
    ),
    "order-sign": (
        "Vertebral fracture orders, on signing",
        "Cement augmentation and osteoporosis drugs, checked against fracture, drug and laboratory history before they are signed.",
    ),
    "encounter-discharge": (
        "Vertebral fracture care, on discharge",
        "Secondary prevention after a vertebral fracture or augmentation, before the patient leaves.",
    ),
    "problem-list-item-create": (
        "New vertebral fracture",
        "What a vertebral fracture just entered in the problem list means for this patient.",
    ),
}

_USAGE = (
    "FHIR R4. Send the prefetch named here, or allow read access: {scopes}. Patient is required; without it the answer is "
    "412. Any other type that is neither sent nor readable makes the facts that rest on it unknown: the rules that need "
    "them are undecided, one card of indicator info says what is missing, and no absence is concluded. Supports "
    "clinicians and does not replace their judgement."
)


class Service(Struct, frozen=True):
    """
    One service: its id, its hook, and the prefetch its rules need.
    """

    id: str
    hook: str
    title: str
    description: str
    prefetch: Mapping[str, str]

    def entry(self, version: str) -> dict[str, Any]:
        """
        Return what discovery says of it.
        """
        kinds = [template.partition("?")[0].partition("/")[0] for template in self.prefetch.values()]
        return {
            "hook": self.hook,
            "title": self.title,
            "description": self.description,
            "id": self.id,
            "version": version,
            "prefetch": dict(self.prefetch),
            "usageRequirements": _USAGE.format(scopes=" ".join(f"patient/{kind}.rs" for kind in kinds)),
        }


def services_of(pack: Pack) -> dict[str, Service]:
    """
    Return the services by id; each has a hook of its own.
    """
    services = [
        Service(f"ovf-{hook}", hook, title, description, templates_of(pack, hook))
        for hook, (title, description) in _FOR.items()
    ]
    return {service.id: service for service in services}


class Discovery:
    """
    The answer of discovery: the same bytes as long as pack and settings are the same.
    """

    def __init__(self, services: Mapping[str, Service], version: str) -> None:
        self.body = msgspec.json.encode({"services": [service.entry(version) for service in services.values()]})
        self.etag = f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'
