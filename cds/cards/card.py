"""
A card as CDS Hooks defines it: immutable, complete, and never holding an empty element.

Every optional element is either absent (None) or has content, so that a dump without None keeps
the specification's "no null, empty string, empty array or empty object" without looking again.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

__all__ = [
    "EXTENSION",
    "OVERRIDE_SYSTEM",
    "SUMMARY_LIMIT",
    "TOPIC_SYSTEM",
    "Action",
    "Card",
    "Coding",
    "Extension",
    "FactShown",
    "Link",
    "RuleShown",
    "Source",
    "Suggestion",
    "Topic",
]

EXTENSION = "org.ovf-cds"
OVERRIDE_SYSTEM = "https://ovf-cds.example.org/fhir/CodeSystem/override-reason"
TOPIC_SYSTEM = "https://ovf-cds.example.org/fhir/CodeSystem/rule"
SUMMARY_LIMIT = 139
"""The specification says "less than 140 characters"; they are counted as code points."""

Text = Annotated[str, StringConstraints(min_length=1)]
Line = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\r\n]+$")]
Summary = Annotated[str, StringConstraints(min_length=1, max_length=SUMMARY_LIMIT, pattern=r"^[^\r\n]+$")]
Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s/?#]+(/\S*)?$")]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,64}$")]
TopicCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,100}$")]
Indicator = Annotated[str, StringConstraints(pattern=r"^(info|warning|critical)$")]
Selection = Annotated[str, StringConstraints(pattern=r"^(at-most-one|any)$")]
Uuid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Coding(_Shown):
    """
    A coded reason to override a card; the display is required there.
    """

    system: Text
    code: Text
    display: Line


class Topic(_Shown):
    """
    What a card is about: one code for each rule, the same for ever (Epic keys overrides by it).
    """

    system: Text
    code: TopicCode
    display: Line


class Source(_Shown):
    """
    Where the advice comes from.
    """

    label: Line
    url: Url | None = None
    topic: Topic


class Link(_Shown):
    """
    A link for reading on.
    """

    label: Line
    url: Url
    type: Literal["absolute"] = "absolute"


class Action(_Shown):
    """
    One change: a draft to create, or a draft of the hook's context to delete.
    """

    type: Literal["create", "delete"]
    description: Line
    resource: dict[str, Any] | None = None
    resource_id: Reference | None = None

    @model_validator(mode="after")
    def _has_what_it_changes(self) -> Self:
        if self.type == "create" and (not self.resource or self.resource_id is not None):
            raise ValueError("a create action has a resource and no resourceId")
        if self.type == "delete" and (self.resource is not None or self.resource_id is None):
            raise ValueError("a delete action has a resourceId and no resource")
        return self


class Suggestion(_Shown):
    """
    Actions that belong together; without actions it records a choice ("keep the bisphosphonate").
    """

    label: Line
    uuid: Uuid
    actions: Annotated[tuple[Action, ...], Field(min_length=1)] | None = None


class FactShown(_Shown):
    """
    A fact the card rests on, for machines.
    """

    name: Text
    state: Text
    status: Text
    value: Text | None = None
    unit: Text | None = None
    date: Text | None = None
    references: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None


class RuleShown(_Shown):
    """
    Which rule spoke, in which version, in which decision, and on what it rests.
    """

    rule: Text
    version: Text
    hash: Text | None = None
    decision: Uuid
    certainty: Text
    strength: Text
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    facts: Annotated[tuple[FactShown, ...], Field(min_length=1)] | None = None
    missing: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None


class Extension(_Shown):
    """
    The extension object of a card; its key is in reverse-DNS form.
    """

    ovf_cds: RuleShown = Field(alias="org.ovf-cds")


class Card(_Shown):
    """
    One card.
    """

    uuid: Uuid
    summary: Summary
    detail: Text
    indicator: Indicator
    source: Source
    suggestions: Annotated[tuple[Suggestion, ...], Field(min_length=1)] | None = None
    selection_behavior: Selection | None = None
    override_reasons: Annotated[tuple[Coding, ...], Field(min_length=1)] | None = None
    links: Annotated[tuple[Link, ...], Field(min_length=1)] | None = None
    extension: Extension

    @model_validator(mode="after")
    def _says_how_to_choose(self) -> Self:
        if (self.suggestions is None) != (self.selection_behavior is None):
            raise ValueError("selectionBehavior goes with suggestions, and only with them")
        return self
