"""
References: `urn:uuid`, relative, absolute, versioned, contained and conditional ones are one thing here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from cds.chart.reading.elements import AnyResource, Patient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.chart.reading.decoding import Found

__all__ = ["Index", "canonical_reference"]

_TYPE_AND_ID = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,128})(?:/_history/[^/]+)?$")
_CONDITIONAL = re.compile(r"^([A-Z][A-Za-z]+)\?identifier=(?:(.*?)(?:\||%7C))?(.+)$")
_CONTAINED = msgspec.json.Decoder(AnyResource)


def canonical_reference(reference: str) -> str:
    """
    Return `Type/id` of a relative, absolute or versioned reference; anything else stays as it is.
    """
    match = _TYPE_AND_ID.search(reference)
    return f"{match[1]}/{match[2]}" if match and not reference.startswith("urn:") else reference


class Index:
    """
    Finds resources of one source by any form of reference.
    """

    def __init__(self, found: Iterable[Found]) -> None:
        """
        File every resource under its names.
        """
        self._by_ref: dict[str, Any] = {}
        self._by_url: dict[str, str] = {}
        self._patients: dict[tuple[str, str], str] = {}
        self._contained: dict[int, dict[str, Any]] = {}
        for place, one in enumerate(found):
            ref = self.name_of(one, place)
            self._by_ref.setdefault(ref, one.resource)
            if one.full_url:
                self._by_url[one.full_url] = ref
            if isinstance(one.resource, Patient):
                for identifier in one.resource.identifier or ():
                    if identifier.value:
                        self._patients[identifier.system or "", identifier.value] = ref

    @staticmethod
    def name_of(found: Found, place: int) -> str:
        """
        Return the reference of a resource: `Type/id`, else its `urn:uuid`, else a number of its own.
        """
        identifier = getattr(found.resource, "id", None)
        name = type(found.resource).__name__
        if identifier:
            return f"{name}/{identifier}"
        if found.full_url:
            return canonical_reference(found.full_url)
        return f"{name}/without-id-{place + 1}"

    def canonical(self, reference: str) -> str:
        """
        Return the name under which the resource of a reference is filed, or its canonical form.
        """
        if reference in self._by_url:
            return self._by_url[reference]
        conditional = _CONDITIONAL.match(reference)
        if conditional:
            key = conditional[2] or "", conditional[3]
            return self._patients.get(key, reference) if conditional[1] == "Patient" else reference
        return canonical_reference(reference)

    def lookup(self, reference: str, holder: Any) -> tuple[Any, bool] | None:
        """
        Return the resource of a reference held by *holder*, and whether it is contained; None when it was not sent.
        """
        if reference.startswith("#"):
            inside = self._inside(holder).get(reference[1:])
            return (inside, True) if inside is not None else None
        target = self._by_ref.get(self.canonical(reference))
        return (target, False) if target is not None else None

    def _inside(self, holder: Any) -> dict[str, Any]:
        key = id(holder)
        if key not in self._contained:
            inside = {}
            for raw in holder.contained or ():
                try:
                    resource = _CONTAINED.decode(raw)
                except (msgspec.DecodeError, RecursionError):
                    continue
                if getattr(resource, "id", None):
                    inside[resource.id] = resource
            self._contained[key] = inside
        return self._contained[key]
