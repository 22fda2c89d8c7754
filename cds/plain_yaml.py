"""
Strict YAML: the only way this house reads it.

`yes`, `no`, `true`, `null` and dates are words; numbers are `int` or `Decimal`; a key given twice,
an alias, a tag or an empty value is an error that names file and line. Read on libyaml.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml
from msgspec import Struct

from cds.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Document", "read_yaml", "read_yaml_text"]

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # guesses no types, so it is the quickest
_INTEGER = re.compile(r"-?\d+")
_DECIMAL = re.compile(r"-?\d+\.\d+")

Path_ = tuple[str | int, ...]


class Document(Struct, frozen=True):
    """
    What a YAML file says, and on which line it says it.

    Args:
        data: mappings, lists, texts and numbers.
        lines: the line of every value by its path, `("fires", 0, "when")`.
        name: the file as messages name it.
    """

    data: Any
    lines: Mapping[Path_, int]
    name: str

    def where(self, path: Path_ = ()) -> str:
        """
        Return `file:line` of a path, or of the nearest enclosing value that has one.
        """
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return f"{self.name}:{self.lines[path[:end]]}"
        return self.name


def read_yaml(path: Path, *, root: Path | None = None) -> Document:
    """
    Read one file; messages name it relative to *root*.

    Raises:
        RuleError: the file is missing, is not UTF-8, or is not strict YAML.
    """
    name = str(path.relative_to(root)) if root else path.name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"can not be read: {error}", name) from None
    return read_yaml_text(text, name)


def read_yaml_text(text: str, name: str = "text") -> Document:
    """
    Read YAML from a text.

    Raises:
        RuleError: the text is not strict YAML.
    """
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(f"not YAML: {error.problem or error}", f"{name}:{line}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise RuleError(f"not YAML: {error}", name) from None
    lines: dict[Path_, int] = {}
    if node is None:
        raise RuleError("the file is empty", name)
    return Document(_value(node, (), lines, name), lines, name)


_PLAIN = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))


def _value(node: yaml.Node, path: Path_, lines: dict[Path_, int], name: str) -> Any:
    line = node.start_mark.line + 1
    if not node.tag:
        raise RuleError("an alias ('*name') repeats this value; write it out there", f"{name}:{line}")
    if node.tag not in _PLAIN:
        raise RuleError(f"a tag ('{node.tag}') is not read; write the value alone", f"{name}:{line}")
    node.tag = ""  # read: what comes a second time is an alias
    lines[path] = line
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, name)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, place), lines, name) for place, item in enumerate(node.value)]
    text: str = node.value
    if not getattr(node, "style", None):  # libyaml says "" for a plain scalar, pure Python None
        if text == "":
            raise RuleError("a value is missing", f"{name}:{line}")
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
    return text


def _mapping(node: yaml.MappingNode, path: Path_, lines: dict[Path_, int], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise RuleError("a key must be a word", f"{name}:{line}")
        key = key_node.value
        if key in found:
            raise RuleError(f"the key '{key}' is given twice", f"{name}:{line}")
        found[key] = _value(value_node, (*path, key), lines, name)
        lines[(*path, key)] = line
    return found
