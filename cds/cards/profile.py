"""
How one client wants its cards written. Profiles change serialisation, never what is said.

* generic  the published specification, 2.0.1
* epic     `any` only, one action a suggestion, only what it can show; says that the detail is Markdown
* oracle   CDS Hooks 1.0: `at-most-one` only
* sandbox  the public Sandbox, which takes what the specification says
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cds.cards.card import Card

__all__ = ["EPIC", "GENERIC", "ORACLE", "PROFILES", "SANDBOX", "ClientProfile"]

_CONCEPTS = ("code", "medicationCodeableConcept")


class ClientProfile(Struct, frozen=True):
    """
    What one client takes.

    Args:
        name: generic, epic, oracle or sandbox.
        behavior: the only `selectionBehavior` it knows, "" when it knows all.
        single: each action is a suggestion of its own, and one without an action is left out.
        extension: what it wants to be told of each card.
        hosts: where the links lead that it shows; None: everywhere.
        codes: codes of the site that are added to created resources, by `system|code` of ours.
    """

    name: str
    behavior: str = ""
    single: bool = False
    extension: Mapping[str, str] = field(default_factory=dict)
    hosts: frozenset[str] | None = None
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def write(self, card: Card) -> dict[str, Any]:
        """
        Return the card as it goes into the JSON answer, without anything empty.
        """
        written = card.model_dump(mode="json", by_alias=True, exclude_none=True)
        if self.single:
            _replace(written, "suggestions", list(_apart(written.get("suggestions", ()))))
        if "suggestions" not in written:
            written.pop("selectionBehavior", None)
        elif self.behavior:
            written["selectionBehavior"] = self.behavior
        if self.hosts is not None:
            shown = [link for link in written.get("links", ()) if urlsplit(link["url"]).hostname in self.hosts]
            _replace(written, "links", shown)
        if self.codes:
            self._add_codes(written)
        written["extension"] |= self.extension
        return written

    def _add_codes(self, written: dict[str, Any]) -> None:
        for suggestion in written.get("suggestions", ()):
            for action in suggestion.get("actions", ()):
                for name in _CONCEPTS:
                    self._add_codes_to(action.get("resource", {}).get(name, {}))

    def _add_codes_to(self, concept: dict[str, Any]) -> None:
        codings = concept.get("coding", [])
        for own in list(codings):
            for told in self.codes.get(f"{own.get('system', '')}|{own.get('code', '')}", ()):
                system, _, code = told.rpartition("|")
                codings.append({"system": system, "code": code})


def _replace(written: dict[str, Any], name: str, value: Sequence[Any]) -> None:
    if value:
        written[name] = value
    else:
        written.pop(name, None)


def _apart(suggestions: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """
    Yield a suggestion for each action, the same action once; its description becomes the label.
    """
    seen: list[Any] = []
    for suggestion in suggestions:
        actions = suggestion.get("actions", ())
        for place, action in enumerate(actions):
            if action in seen:
                continue
            seen.append(action)
            own = suggestion["uuid"] if len(actions) == 1 else str(uuid5(UUID(suggestion["uuid"]), str(place)))
            label = suggestion["label"] if len(actions) == 1 else action["description"]
            yield {**suggestion, "label": label, "uuid": own, "actions": [action]}


GENERIC = ClientProfile("generic")
EPIC = ClientProfile(
    "epic",
    behavior="any",
    single=True,
    extension={"com.epic.cdshooks.card.detail.content-type": "text/markdown"},
)
ORACLE = ClientProfile("oracle", behavior="at-most-one")
SANDBOX = ClientProfile("sandbox")

PROFILES: Mapping[str, ClientProfile] = {profile.name: profile for profile in (GENERIC, EPIC, ORACLE, SANDBOX)}
