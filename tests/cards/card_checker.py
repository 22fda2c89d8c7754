"""
What a card must be, written from the CDS Hooks specification and not from our models.

2.0.1 with what 3.0 adds for a service; and the promises of this house: drafts only, no HTML, the
evidence on each card. It knows plain JSON and imports nothing of the engine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

__all__ = ["check_cards"]

CARD = {
    "uuid",
    "summary",
    "detail",
    "indicator",
    "source",
    "suggestions",
    "selectionBehavior",
    "overrideReasons",
    "links",
    "extension",
}
OWN = {"rule", "version", "decision", "certainty", "strength", "sources"}
ABSOLUTE = re.compile(r"https?")


def check_cards(cards: Sequence[Mapping[str, Any]], *, drafts: Collection[str] | None = None) -> None:
    """
    Raise for the first thing that is wrong with the cards of one response.

    Args:
        cards: the value of `cards` in the response.
        drafts: the references of the drafts in the hook's context; only these may be deleted.
    """
    ids: list[str] = []
    for card in cards:
        _check_card(card, drafts)
        ids += [card["uuid"], *(suggestion["uuid"] for suggestion in card.get("suggestions", ()))]
    _require(len(ids) == len(set(ids)), "every uuid of a response is its own")


def _require(holds: object, message: str) -> None:
    if not holds:
        raise AssertionError(message)


def _check_card(card: Mapping[str, Any], drafts: Collection[str] | None) -> None:
    for place in _empties(card, ""):
        raise AssertionError(f"{place} is empty: leave it out")
    _require(set(card) <= CARD, f"a card has no {set(card) - CARD}")
    _require(_is_uuid(card.get("uuid")), "uuid is always sent")
    _check_summary(card.get("summary"))
    _check_detail(card.get("detail"))
    _require(card.get("indicator") in {"info", "warning", "critical"}, "indicator is info, warning or critical")
    _check_source(card.get("source"))
    _check_suggestions(card, drafts)
    for reason in card.get("overrideReasons", ()):
        _require(set(reason) == {"system", "code", "display"}, "an override reason has system, code and display")
        _require(all(isinstance(value, str) for value in reason.values()), "an override reason is made of strings")
    for link in card.get("links", ()):
        _check_link(link)
    _check_extension(card.get("extension"))


def _empties(value: Any, place: str) -> Iterator[str]:
    if value is None or value in ("", [], {}):
        yield place
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _empties(item, f"{place}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _empties(item, f"{place}[{number}]")


def _is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def _check_summary(summary: object) -> None:
    _require(isinstance(summary, str), "summary is a string")
    assert isinstance(summary, str)
    _require(len(summary) < 140, f"summary has {len(summary)} code points, 139 are allowed")
    _require(len(summary.splitlines()) == 1, "summary is one line")
    _require(not re.search(r"<[A-Za-z/!?]", summary), "summary opens no HTML tag")


def _check_detail(detail: object) -> None:
    _require(isinstance(detail, str), "detail is a string")
    assert isinstance(detail, str)
    _require(not re.search(r"<[A-Za-z/!?]", detail), "detail opens no HTML tag")
    _require(not re.search(r"\{[a-z-]+(\.[a-z_-]+)?\}", detail), "every placeholder of the detail is filled in")
    first = detail.split("\n\n", 1)[0]
    _require(first and not re.match(r"[-*#>|]|\d+\.", first), "the first paragraph of the detail carries the point")
    for word in ("**Source:**", "**Certainty:**", "**Strength:**", "Does not apply to "):
        _require(word in detail, f"detail names its evidence: {word}")


def _check_source(source: Any) -> None:
    _require(isinstance(source, dict), "source is an object")
    _require(set(source) <= {"label", "url", "icon", "topic"}, "source has label, url, icon and topic only")
    _require(isinstance(source.get("label"), str), "source.label is required")
    if "url" in source:
        _require(_is_absolute(source["url"]), "source.url is absolute")
    topic = source.get("topic", {})
    _require(isinstance(topic.get("system"), str), "source.topic has a system")
    _require(re.fullmatch(r"[A-Za-z0-9]{1,100}", str(topic.get("code", ""))), "source.topic.code is alphanumeric")


def _is_absolute(url: object) -> bool:
    parts = urlsplit(url) if isinstance(url, str) else None
    return parts is not None and bool(ABSOLUTE.fullmatch(parts.scheme)) and bool(parts.netloc)


def _check_suggestions(card: Mapping[str, Any], drafts: Collection[str] | None) -> None:
    suggestions = card.get("suggestions")
    behavior = card.get("selectionBehavior")
    _require((suggestions is None) == (behavior is None), "selectionBehavior goes with suggestions")
    if suggestions is None:
        return
    _require(isinstance(suggestions, list), "suggestions is an array")
    _require(behavior in {"at-most-one", "any"}, "selectionBehavior is at-most-one or any")
    for suggestion in suggestions:
        _require(
            set(suggestion) <= {"label", "uuid", "isRecommended", "actions"}, "a suggestion has known elements only"
        )
        _require(isinstance(suggestion.get("label"), str), "a suggestion has a label")
        _require(_is_uuid(suggestion.get("uuid")), "a suggestion has a uuid")
        for action in suggestion.get("actions", ()):
            _check_action(action, drafts)
    recommended = [s for s in suggestions if s.get("isRecommended")]
    _require(behavior != "at-most-one" or len(recommended) <= 1, "at most one suggestion is recommended")


def _check_action(action: Mapping[str, Any], drafts: Collection[str] | None) -> None:
    _require(set(action) <= {"type", "description", "resource", "resourceId"}, "an action has known elements only")
    _require(isinstance(action.get("description"), str), "an action has a description")
    _require(action.get("type") in {"create", "delete"}, "an action is a create or a delete")
    if action["type"] == "delete":
        target = action.get("resourceId")
        _require("resource" not in action, "a delete has no resource")
        _require(re.fullmatch(r"[A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,64}", str(target)), "resourceId is Type/id")
        _require(drafts is None or target in drafts, f"{target} is not a draft of the context")
        return
    _require("resourceId" not in action, "a create has no resourceId")
    _check_draft(action.get("resource"))


def _check_draft(resource: Any) -> None:
    _require(isinstance(resource, dict), "a created resource is an object, never a string")
    kind = resource.get("resourceType")
    _require(kind in {"MedicationRequest", "ServiceRequest", "Task"}, f"{kind} is never created")
    _require(resource.get("status") == "draft", "what is created is a draft")
    _require(resource.get("intent") == "proposal", "what is created is a proposal")
    subject = resource.get("for" if kind == "Task" else "subject", {})
    _require(
        re.fullmatch(r"Patient/[A-Za-z0-9.\-]{1,64}", str(subject.get("reference"))), "a draft is about the patient"
    )
    _require("id" not in resource, "a new resource has no id")


def _check_link(link: Mapping[str, Any]) -> None:
    _require(set(link) <= {"label", "url", "type", "appContext", "autolaunchable"}, "a link has known elements only")
    _require(isinstance(link.get("label"), str), "a link has a label")
    _require(link.get("type") in {"absolute", "smart"}, "a link is absolute or smart")
    _require(_is_absolute(link.get("url")), "a link's url is absolute")
    _require("appContext" not in link or link["type"] == "smart", "appContext is for smart links")


def _check_extension(extension: Any) -> None:
    _require(isinstance(extension, dict), "extension is an object")
    _require(all(re.fullmatch(r"[a-z]+(\.[a-z0-9-]+)+", key) for key in extension), "extension keys are reverse DNS")
    own = extension.get("org.ovf-cds", {})
    _require(set(own) >= OWN, f"extension org.ovf-cds lacks {OWN - set(own)}")
    for fact in own.get("facts", ()):
        _require({"name", "state", "status"} <= set(fact), "a fact has name, state and status")
