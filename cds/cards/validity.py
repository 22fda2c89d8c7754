"""
Whether a resource is valid FHIR R4, as far as `fhir.resources` (R4B) and the required code lists tell.

Used for the resources a card rests on and for draft templates, never for a whole record: the models
cost a quarter of a second to import and about 100 microseconds a resource, so a sieve made from them lets
through what is plainly valid. The reason names elements, never their values, so that it may be shown and logged.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from pydantic import ValidationError

from cds.cards.plainly_valid import Sieve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

__all__ = ["as_written", "plainly_valid", "validate_resource"]

_CHOICE_MISSING = "Expect any of field value from this list"
_LONGEST = 160

_EVENT = "preparation in-progress not-done on-hold stopped completed entered-in-error unknown"
_REQUEST = "draft active on-hold revoked completed entered-in-error unknown"
_STATUS = {
    kind: frozenset(codes.split())
    for kind, codes in {
        "CarePlan": _REQUEST,
        "DiagnosticReport": "registered partial preliminary final amended corrected appended cancelled entered-in-error unknown",
        "Encounter": "planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown",
        "EpisodeOfCare": "planned waitlist active onhold finished cancelled entered-in-error",
        "Medication": "active inactive entered-in-error",
        "MedicationAdministration": "in-progress not-done on-hold completed entered-in-error stopped unknown",
        "MedicationDispense": (
            "preparation in-progress cancelled on-hold completed entered-in-error stopped declined unknown"
        ),
        "MedicationRequest": "active on-hold cancelled completed entered-in-error stopped draft unknown",
        "MedicationStatement": "active completed entered-in-error intended stopped on-hold unknown not-taken",
        "Observation": "registered preliminary final amended corrected cancelled entered-in-error unknown",
        "Procedure": _EVENT,
        "ServiceRequest": _REQUEST,
        "Task": (
            "draft requested received accepted rejected ready cancelled in-progress on-hold failed completed entered-in-error"
        ),
    }.items()
}
"""The required status codes of FHIR R4 (4.0.1); the models take any text."""


def validate_resource(raw: bytes | Mapping[str, Any]) -> str | None:
    """
    Return why a resource is not valid R4, or None when it is.
    """
    if plainly_valid(raw):
        return None
    if isinstance(raw, bytes):
        try:
            raw = msgspec.json.decode(raw)
        except msgspec.DecodeError:
            return "it is not JSON"
    if not isinstance(raw, dict):
        return "it is not a JSON object"
    kind = raw.get("resourceType")
    model = _model(kind) if isinstance(kind, str) else None
    if model is None:
        return "its resourceType is not one of R4"
    return _refusal(model, raw) or _wrong_status(raw)


def plainly_valid(raw: bytes | Mapping[str, Any]) -> bool:
    """
    Tell whether a resource is surely valid R4, at little cost; False says nothing.
    """
    return isinstance(raw, bytes | dict) and _SIEVE.lets_through(raw)


def as_written(raw: Mapping[str, Any]) -> Any:
    """
    Return a valid resource as the models write it, so that what they silently mended can be seen.
    """
    model = _model(raw["resourceType"])
    assert model is not None
    return msgspec.json.decode(model.model_validate(raw).model_dump_json())


@cache
def _model(kind: str) -> type[BaseModel] | None:
    # a quarter of a second to import
    from fhir.resources.R4B import get_fhir_model_class

    try:
        model: type[BaseModel] = get_fhir_model_class(kind)
    except (KeyError, LookupError, ValueError, ImportError):
        return None
    return model


_SIEVE = Sieve(_model, _STATUS)


def _refusal(model: type[BaseModel], raw: Mapping[str, Any]) -> str | None:
    try:
        model.model_validate(raw)
    except ValidationError as error:
        reasons = list(dict.fromkeys(_reasons(error, raw)))
    except Exception:  # noqa: BLE001 - a contained resource of an unknown type raises whatever it likes
        return "a contained resource is of an unknown type"
    else:
        return None
    if not reasons:
        return None
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return f"{reasons[0]}{more}"


def _reasons(error: ValidationError, raw: Mapping[str, Any]) -> Iterator[str]:
    for wrong in error.errors(include_url=False, include_input=False, include_context=False):
        message = wrong["msg"].removeprefix("Value error, ")
        if message.startswith(_CHOICE_MISSING) and _told_absent(message, _at(raw, wrong["loc"])):
            continue
        if wrong["type"] == "extra_forbidden":
            message = "not an element of R4"
        place = ".".join(str(part) for part in wrong["loc"])
        yield (f"{place}: {message}" if place else message)[:_LONGEST]


def _at(raw: Any, place: tuple[str | int, ...]) -> Any:
    for part in place:
        try:
            raw = raw[part]
        except (LookupError, TypeError):
            return None
    return raw


def _told_absent(message: str, raw: Any) -> bool:
    """
    Tell whether a required choice is absent for a stated reason, which the models refuse and R4 allows.

    `effective[x]` may be given as `_effectiveDateTime` with a data-absent-reason extension only.
    """
    names = message.removeprefix(_CHOICE_MISSING).strip(" .[]").replace("'", "").split(", ")
    return isinstance(raw, dict) and any(isinstance(raw.get(f"_{name}"), dict) for name in names)


def _wrong_status(raw: Mapping[str, Any]) -> str | None:
    allowed = _STATUS.get(raw["resourceType"])
    status = raw.get("status")
    if allowed is None or status is None or status in allowed:
        return None
    return "status: not one of the codes of R4"
