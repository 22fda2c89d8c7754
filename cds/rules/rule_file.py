"""
The form of the pack's files, as pydantic sees them: what is allowed, what is required.

`Rule` and its siblings in `model.py` are what the house uses; these are the edge. The JSON Schema
that editors use (`rules/rule.schema.json`) is generated from `RuleFile`.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

__all__ = [
    "DraftFile",
    "EntryFile",
    "OverrideFile",
    "PrecedenceFile",
    "RuleFile",
    "SourceFile",
    "rule_schema",
]

HookName = Literal["patient-view", "order-select", "order-sign", "encounter-discharge", "problem-list-item-create"]
IndicatorName = Literal["info", "warning", "critical"]

CONDITION_SCHEMA: dict[str, Any] = {
    "description": "fact: state, fact: [state, state], all, any, not, at_least",
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    "properties": {
        "all": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}},
        "any": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}},
        "not": {"$ref": "#/$defs/condition"},
        "at_least": {
            "type": "object",
            "required": ["count", "of"],
            "additionalProperties": False,
            "properties": {
                "count": {"type": "integer", "minimum": 1},
                "of": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}},
            },
        },
    },
}

_A_CONDITION = "a condition"
RawCondition = Annotated[Any, WithJsonSchema({"title": _A_CONDITION})]
"""A condition as written; `conditions_file.py` turns it into a tree with the dictionary at hand."""


def _one_line(text: Any) -> Any:
    return " ".join(text.split()) if isinstance(text, str) else text


Line = Annotated[str, BeforeValidator(_one_line), Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
FactName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Strict(BaseModel):
    # a form that is only a part of another is never built by itself, so none is before it is used
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class VariantFile(_Strict):
    """
    One way the rule fires.
    """

    when: RawCondition
    indicator: IndicatorName
    summary: Line


class MentionFile(_Strict):
    """
    A sentence said only when its condition is true.
    """

    when: RawCondition
    say: Line


class NeedFile(_Strict):
    """
    A fact to ask for; a plain name asks when the fact is unknown.
    """

    ask: FactName
    when: RawCondition = None
    hooks: list[HookName] = []
    item: str = ""
    why: str = ""


class SuggestionFile(_Strict):
    """
    Exactly one of remove, draft, order, refer, task.
    """

    remove: FactName | None = None
    draft: Identifier | None = None
    order: Identifier | None = None
    refer: Identifier | None = None
    task: Identifier | None = None
    when: RawCondition = None

    @model_validator(mode="after")
    def _one_kind(self) -> SuggestionFile:
        if len(self.kinds()) != 1:
            raise ValueError("a suggestion is exactly one of remove, draft, order, refer, task")
        return self

    def kinds(self) -> list[tuple[str, str]]:
        """
        Return the kinds that are given, with what each names.
        """
        pairs = ((kind, getattr(self, kind)) for kind in ("remove", "draft", "order", "refer", "task"))
        return [(kind, what) for kind, what in pairs if what is not None]


class EvidenceFile(_Strict):
    """
    What the rule rests on.
    """

    source: Annotated[list[str], Field(min_length=1)]
    certainty: Line
    strength: Line
    not_for: Line


class LinkFile(_Strict):
    """
    A citation.
    """

    label: Line
    url: Annotated[str, Field(pattern=r"^https://[^\s/]+/.+$")]


class RuleFile(_Strict):
    """
    One rule.
    """

    id: Identifier
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Line
    hooks: Annotated[list[HookName], Field(min_length=1)]
    owner: Line
    review_by: date
    dsi_type: Literal["evidence-based", "predictive"]
    trigger: list[RawCondition]
    fires: Annotated[list[VariantFile], Field(min_length=1)]
    detail: Annotated[str, Field(min_length=1)]
    mentions: list[MentionFile] = []
    needs: list[FactName | NeedFile] = []
    suggest: list[SuggestionFile] = []
    selection: Literal["any", "at-most-one"] = "any"
    evidence: EvidenceFile
    links: list[LinkFile] = []
    override: Annotated[list[Identifier], Field(min_length=1)]


_UNITS_OF_TIME = ("months", "days", "weeks", "years")


class LimitFile(_Strict):
    """
    A number with its source: months, days, weeks, years, count, or value with a UCUM unit.
    """

    months: int | None = None
    days: int | None = None
    weeks: int | None = None
    years: int | None = None
    count: int | None = None
    value: Decimal | None = None
    unit: str | None = None
    source: Line

    @model_validator(mode="after")
    def _one_number(self) -> LimitFile:
        given = [name for name in (*_UNITS_OF_TIME, "count", "value") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("a limit is exactly one of months, days, weeks, years, count, value")
        if (given == ["value"]) != (self.unit is not None):
            raise ValueError("a value has a unit, and only a value has one")
        return self

    def number(self) -> tuple[int | Decimal, str]:
        """
        Return the number and its unit.
        """
        for name in (*_UNITS_OF_TIME, "count"):
            number = getattr(self, name)
            if number is not None:
                return number, name
        assert self.value is not None
        return self.value, self.unit or ""


class AskFile(_Strict):
    """
    How data-needed asks for the fact.
    """

    item: Line
    why: Line
    how: Line


class EntryFile(_Strict):
    """
    One fact of the dictionary.
    """

    means: Line
    states: Annotated[list[FactName], Field(min_length=2)]
    absent: FactName | None = None
    scope: Literal["patient", "order"] = "patient"
    given: Literal["yes"] | None = None
    ask: AskFile | FactName | None = None
    limits: dict[Annotated[str, Field(pattern=re.compile(r"^[a-z][a-z0-9_]*$"))], LimitFile] = {}
    says: list[str] = []


class NobodyFile(_Strict):
    """
    A patient who gets no card at all, or one whom there can not be.
    """

    when: RawCondition
    why: Line


class TierFile(_Strict):
    """
    The rules of one tier, in the order of the catalogue.
    """

    tier: Annotated[str, Field(pattern=r"^T[0-9]$")]
    rules: list[Identifier]


class ShownFile(_Strict):
    """
    A rule is shown, with one of the indicators.
    """

    rule: Identifier
    indicator: list[IndicatorName] = []


class SilenceFile(_Strict):
    """
    One line of the precedence table.
    """

    when: RawCondition = None
    shown: ShownFile | None = None
    silent: list[Identifier] = []
    drafts: list[Identifier] = []
    why: Line

    @model_validator(mode="after")
    def _has_a_reason(self) -> SilenceFile:
        if self.when is None and self.shown is None:
            raise ValueError("a silence needs `when` or `shown`")
        if not self.silent and not self.drafts:
            raise ValueError("a silence names rules in `silent` or drafts in `drafts`")
        return self


class PrecedenceFile(_Strict):
    """
    `precedence.yaml`.
    """

    nobody: list[NobodyFile]
    tiers: list[TierFile]
    ask_first: list[FactName]
    silences: list[SilenceFile]
    never_together: list[NobodyFile] = []


class SourceFile(_Strict):
    """
    One evidence label of `sources.yaml`.
    """

    says: Line
    citation: Line
    url: str = ""


class OverrideFile(_Strict):
    """
    One reason of `overrides.yaml`.
    """

    display: Line
    comment: Literal["yes", "no"] = "no"


class DraftFile(_Strict):
    """
    One entry of `drafts.yaml`.
    """

    label: Line
    drug: str = ""
    resources: Annotated[list[dict[str, Any]], Field(min_length=1)]


def rule_schema() -> dict[str, Any]:
    """
    Return the JSON Schema of a rule file, for editors.
    """
    schema: dict[str, Any] = _with_conditions(RuleFile.model_json_schema())
    schema["$defs"]["condition"] = CONDITION_SCHEMA
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "OVF-CDS rule"}


def _with_conditions(schema: Any) -> Any:
    """
    Point every place of a condition at the one schema of conditions, which refers to itself.
    """
    if isinstance(schema, list):
        return [_with_conditions(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("title") == _A_CONDITION:
        return {"$ref": "#/$defs/condition"}
    return {key: _with_conditions(value) for key, value in schema.items()}
