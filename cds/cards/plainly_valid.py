"""
A sieve before `fhir.resources`: what it lets through the models let through too, at a tenth of their time.

It is made from the models themselves, one msgspec struct a model, and knows the elements that records
are full of. Whatever it does not know (extensions of primitives, contained resources, rare types,
29 February) stays in it, which says nothing: then the models decide.
"""

from __future__ import annotations

import typing
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import BaseModel

__all__ = ["Sieve"]

_DAY = r"(19|20)\d\d-((0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
_TIME = r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-3]):[0-5]\d)"
_SOME = Annotated[str, Meta(pattern=r"\S")]
_WORD = Annotated[str, Meta(pattern=r"\A[!-~]+\Z")]
_PRIMITIVES: dict[str, Any] = {
    "bool": bool,
    "Canonical": _WORD,
    "Code": Annotated[str, Meta(pattern=r"\A[!-~]+( [!-~]+)*\Z")],
    "Date": Annotated[str, Meta(pattern=rf"\A((19|20)\d\d(-(0[1-9]|1[0-2]))?|{_DAY})\Z")],
    "DateTime": Annotated[str, Meta(pattern=rf"\A((19|20)\d\d(-(0[1-9]|1[0-2]))?|{_DAY}({_TIME})?)\Z")],
    "Decimal": int | float,
    "Id": Annotated[str, Meta(pattern=r"\A[A-Za-z0-9\-.]{1,64}\Z")],
    "Instant": Annotated[str, Meta(pattern=rf"\A{_DAY}{_TIME}\Z")],
    "Integer": Annotated[int, Meta(ge=-(2**31), lt=2**31)],
    "Markdown": _SOME,
    "PositiveInt": Annotated[int, Meta(ge=1, lt=2**31)],
    "String": _SOME,
    "UnsignedInt": Annotated[int, Meta(ge=0, lt=2**31)],
    "Uri": _WORD,
    "Xhtml": _SOME,
}
"""What is surely a value of the type, by the name the models have for it; never more than they allow."""


class Sieve:
    """
    Tells which resources are plainly valid R4.

    Args:
        model_of: the model of a resource type, None when there is none.
        statuses: the required status codes of a resource type.
    """

    def __init__(
        self, model_of: Callable[[str], type[BaseModel] | None], statuses: Mapping[str, frozenset[str]]
    ) -> None:
        self._statuses = statuses
        self._model_of = model_of
        self._form = cache(self._form_of)
        self._made: dict[type[BaseModel], Any] = {}

    def lets_through(self, raw: bytes | Mapping[str, Any]) -> bool:
        """
        Tell whether JSON, or what was read from it, is surely a valid resource; False says nothing.
        """
        try:
            if isinstance(raw, bytes):
                form = self._form(_KIND.decode(raw).kind)
                return form is not None and form.decode(raw) is not None
            kind = raw.get("resourceType")
            form = self._form(kind) if isinstance(kind, str) else None
            return form is not None and msgspec.convert(raw, form.type) is not None
        except msgspec.MsgspecError:
            return False

    def _form_of(self, kind: str) -> msgspec.json.Decoder[Any] | None:
        model = self._model_of(kind)
        if model is None:
            return None
        status = Literal[tuple(sorted(self._statuses[kind]))] if kind in self._statuses else None
        struct = _struct_of(model, self._made, resource=True, status=status)
        return None if struct is None else msgspec.json.Decoder(struct)


class _Kind(Struct, rename={"kind": "resourceType"}):
    kind: str


_KIND = msgspec.json.Decoder(_Kind)


class _Plain(Struct, forbid_unknown_fields=True, kw_only=True):
    """
    The base of every struct.
    """


class _Choosing(_Plain, forbid_unknown_fields=True, kw_only=True):
    """
    One with a choice `value[x]`: at most one is there, and one if it is required.
    """

    _choices: ClassVar[tuple[tuple[bool, tuple[str, ...]], ...]] = ()

    def __post_init__(self) -> None:
        for required, names in self._choices:
            given = sum(getattr(self, name) is not UNSET for name in names)
            if given > 1 or (required and not given):
                raise ValueError("a choice")


def _struct_of(
    model: type[BaseModel], made: dict[type[BaseModel], Any], *, resource: bool = False, status: Any = None
) -> Any:
    """
    Make the struct of a model; None when it requires an element the sieve does not know.

    An element whose model is still being made is left out, so is one of an unknown type.
    """
    if model in made:
        return made[model]
    made[model] = None
    fields: list[tuple[str, Any, Any]] = [("resourceType", str, field())] if resource else []
    choices: dict[str, tuple[bool, list[str]]] = {}
    for name, info in model.model_fields.items():
        extra: Any = info.json_schema_extra or {}
        known = status if status is not None and name == "status" else _type_of(info.annotation, made)
        alias = info.alias or name
        choice = choices.setdefault(extra.get("one_of_many", ""), (extra.get("one_of_many_required", False), []))
        if info.is_required() or extra.get("element_required", False):
            if known is None:
                return None
            fields.append((name, known, field(name=alias)))
        elif known is not None and not alias.startswith("_"):
            fields.append((name, known | UnsetType, field(name=alias, default=UNSET)))
            choice[1].append(name)
    choices.pop("", None)  # what is no choice
    told = tuple((required, tuple(names)) for required, names in choices.values())
    made[model] = msgspec.defstruct(
        model.__name__,
        fields,
        bases=(_Choosing if told else _Plain,),
        kw_only=True,
        namespace={"_choices": told} if told else {},
    )
    return made[model]


def _type_of(annotation: Any, made: dict[type[BaseModel], Any]) -> Any:
    kind, many = _kind_of(annotation)
    type_: Any = _PRIMITIVES.get(kind) if isinstance(kind, str) else _struct_of(kind, made) if kind else None
    return Annotated[list[type_], Meta(min_length=1)] if many and type_ is not None else type_


def _kind_of(annotation: Any) -> tuple[str | type[BaseModel] | None, bool]:
    """
    Return the name of a primitive type or the model of an element, and whether it repeats.
    """
    parts = [part for part in typing.get_args(annotation) if part is not type(None)]
    if typing.get_origin(annotation) is list:
        return _kind_of(parts[0])[0], True
    if typing.get_origin(annotation) is Annotated:
        return type(parts[1]).__name__, False
    if annotation is bool:
        return "bool", False
    if len(parts) == 1:
        return _kind_of(parts[0])
    model_of = getattr(annotation, "get_model_klass", None)
    return (model_of() if model_of and not parts else None), False
