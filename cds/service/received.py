"""
A request as it really comes: what is needed is checked, what is wrong is said, all the rest is let through.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from msgspec import Struct

from cds.chart.chart import Fetch
from cds.chart.reading.decoding import is_deeper, members
from cds.chart.reading.references import canonical_reference
from cds.chart.reading.request import read_request
from cds.errors import ChartError, HookError
from cds.service.refusals import TooMuch
from cds.service.security.scopes import EVERYTHING, Scopes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgspec import Raw

    from cds.chart.reading.request import HookRequest
    from cds.service.services import Service
    from cds.service.settings import Issuer, Settings

__all__ = ["Access", "Received", "receive"]

AS_OF, PROFILE = "org.ovf-cds.as-of", "org.ovf-cds.profile"
TRIGGER = "com.epic.cdshooks.request.bpa-trigger-action"
PROFILES = ("us", "eu", "jp")

_DRAFTS = {"order-select": "draftOrders", "order-sign": "draftOrders"}
_REFERENCE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,128}")
_ID = re.compile(r"[A-Za-z0-9.\-]{1,128}")


class Access(Struct, frozen=True):
    """
    The FHIR server of the caller, and the token for it, which is only ever held for this call.
    """

    server: str
    token: str = ""
    scopes: Scopes = EVERYTHING

    def __repr__(self) -> str:
        """
        Say nothing: a token must not get into a log by way of an error.
        """
        return "Access(...)"


class Received(Struct, frozen=True):
    """
    What one call says.

    Args:
        request: hook, patient, resources, and how each type was looked for.
        hook_instance: as sent; in lower case when it is a UUID.
        as_of, profile: of the request's extension, None when they are not there.
        trigger: what happened in the EHR, as Epic numbers it, "" elsewhere.
    """

    request: HookRequest
    hook_instance: str
    is_uuid: bool
    access: Access | None = None
    as_of: date | None = None
    profile: str | None = None
    encounter: str | None = None
    user: str | None = None
    trigger: str = ""


def receive(body: bytes, service: Service, settings: Settings, rules: Issuer) -> Received:
    """
    Read the body of a call.

    Raises:
        HookError: it can not be understood, or is not for this service.
        TooMuch: it holds more resources than allowed.
    """
    request = read_request(
        _members(body, settings), null_means=Fetch.ABSENT if rules.null_means == "absent" else Fetch.NOT_FETCHED
    )
    told = request.told
    if request.hook != service.hook:
        raise HookError(f"this service answers the hook {service.hook}, and no other")
    instance, is_uuid = _instance(told, strict=settings.hook_instance == "strict")
    context = told["context"]
    needed = _DRAFTS.get(request.hook)
    if needed and not isinstance(context.get(needed), dict):
        raise HookError(f"'context.{needed}' is missing or no Bundle")
    as_of, profile = _extensions(request.extension, allowed=settings.allow_as_of)
    trigger = request.extension.get(TRIGGER)
    return Received(
        request,
        instance,
        is_uuid,
        access=_access(told, request.patient),
        as_of=as_of,
        profile=profile,
        encounter=_encounter(context.get("encounterId")),
        user=_reference(context.get("userId")),
        trigger=str(trigger) if isinstance(trigger, str | int) and str(trigger).isdigit() else "",
    )


def _members(body: bytes, settings: Settings) -> dict[str, Raw]:
    if body.count(b'"resourceType"') > settings.max_entries:
        raise TooMuch(f"the request holds more than {settings.max_entries} resources")
    try:
        parts = members(body)
    except ChartError as error:
        raise HookError(str(error).replace("the file", "the body")) from None
    if parts is None:
        raise HookError("the request is no JSON object")
    if is_deeper(body, settings.max_nesting):
        raise HookError(f"not read: the JSON is nested more than {settings.max_nesting} levels deep")
    return parts


def _instance(told: Mapping[str, Any], *, strict: bool) -> tuple[str, bool]:
    instance = told.get("hookInstance")
    if not isinstance(instance, str) or not instance.strip():
        raise HookError("'hookInstance' is missing")
    try:
        return str(UUID(instance.strip())), True
    except ValueError:
        if strict:
            raise HookError("'hookInstance' is no UUID") from None
        return instance.strip()[:200], False


def _extensions(extension: Mapping[str, Any], *, allowed: bool) -> tuple[date | None, str | None]:
    as_of, profile = extension.get(AS_OF), extension.get(PROFILE)
    if as_of is None and profile is None:
        return None, None
    if not allowed:
        raise HookError(f"'{AS_OF}' and '{PROFILE}' are not accepted here (CDS_ALLOW_AS_OF)")
    if profile is not None and profile not in PROFILES:
        raise HookError(f"'{PROFILE}' is one of {', '.join(PROFILES)}")
    return None if as_of is None else _day(as_of), profile


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise HookError(f"'{AS_OF}' is a day, written YYYY-MM-DD") from None


def _access(told: Mapping[str, Any], patient: str) -> Access | None:
    server, granted = told.get("fhirServer"), told.get("fhirAuthorization")
    if granted is None:
        return Access(server) if isinstance(server, str) and server else None
    if not isinstance(granted, dict):
        raise HookError("'fhirAuthorization' is no object")
    if not isinstance(server, str) or not server:
        raise HookError("'fhirServer' is missing, and 'fhirAuthorization' is for it")
    token, kind = granted.get("access_token"), granted.get("token_type")
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        raise HookError("'fhirAuthorization.access_token' is missing")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise HookError("'fhirAuthorization.token_type' is Bearer, and nothing else")
    whose = granted.get("patient")
    if isinstance(whose, str) and whose and whose.rsplit("/", 1)[-1] != patient.rpartition("/")[2]:
        raise HookError("'fhirAuthorization' is for another patient than context.patientId")
    scope = granted.get("scope")
    return Access(server, token, Scopes.of(scope if isinstance(scope, str) else ""))


def _reference(value: Any) -> str | None:
    reference = canonical_reference(value.strip()) if isinstance(value, str) else ""
    return reference if _REFERENCE.fullmatch(reference) else None


def _encounter(value: Any) -> str | None:
    last = value.strip().rsplit("/", 1)[-1] if isinstance(value, str) else ""
    return f"Encounter/{last}" if _ID.fullmatch(last) else None
