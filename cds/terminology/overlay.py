"""
Codes of a site: FHIR ValueSets and ConceptMaps, dropped into a folder, add codes to our terms.

A ValueSet names its term by `id` or `name`. A ConceptMap maps codes to our term names, in the system
`https://ovf-cds.example.org/fhir/terms`. What can not be read as plain codes is an error, so that no
code is thought to be there and is not.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cds.errors import RuleError
from cds.terminology.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cds.terminology.term_files import TermFiles

__all__ = ["TERMS", "read_overlay"]

TERMS = "https://ovf-cds.example.org/fhir/terms"
"""The system of our term names, as the target of a ConceptMap."""

_MEANS_IT = frozenset({"equal", "equivalent", "wider", "subsumes"})
"""Equivalences that say: whatever has the code is a case of the term."""

_NOT_IT = frozenset({"unmatched", "disjoint"})


def read_overlay(directory: Path, files: TermFiles) -> None:
    """
    Add the codes of every `*.json` below a folder to *files*; what is wrong is collected there.
    """
    if not directory.is_dir():
        files.errors.append(RuleError("there is no such folder", str(directory)))
    for path in sorted(directory.glob("*.json")):
        where = f"{directory.name}/{path.name}"
        try:
            found = list(_codes(json.loads(path.read_bytes()), where))
        except RuleError as error:
            files.errors.append(error)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            files.errors.append(RuleError(f"not a FHIR ValueSet or ConceptMap: {error!r}", where))
        else:
            unknown = {name: code.where for name, code in found if name not in files.terms}
            files.errors += [RuleError(f"there is no term '{name}'", at) for name, at in unknown.items()]
            files.codes += [(name, code) for name, code in found if name not in unknown]


def _codes(resource: dict[str, Any], where: str) -> Iterator[tuple[str, Code]]:
    kind = resource.get("resourceType")
    if kind == "ValueSet":
        return _value_set(resource, where)
    if kind == "ConceptMap":
        return _concept_map(resource, where)
    raise RuleError(f"'{kind}' is neither ValueSet nor ConceptMap", where)


def _value_set(resource: dict[str, Any], where: str) -> Iterator[tuple[str, Code]]:
    name = resource.get("id") or resource["name"]
    source = f"site: ValueSet {resource.get('url') or name}"
    compose = resource.get("compose", {})
    if compose.get("exclude"):
        raise RuleError("'compose.exclude' is not read; list the codes that belong to the term", where)
    for place, include in enumerate(compose.get("include", [])):
        at = f"{where}#/compose/include/{place}"
        if not include.get("concept") or include.get("filter") or include.get("valueSet"):
            raise RuleError("only 'system' with 'concept' is read; a filter or a whole system is not", at)
        for concept in include["concept"]:
            yield name, _code(include["system"], concept["code"], source, at)
    for contained in _contains(resource.get("expansion", {})):
        if "code" in contained and not contained.get("abstract"):
            yield name, _code(contained["system"], contained["code"], source, f"{where}#/expansion")


def _contains(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for contained in node.get("contains", []):
        yield contained
        yield from _contains(contained)


def _concept_map(resource: dict[str, Any], where: str) -> Iterator[tuple[str, Code]]:
    source = f"site: ConceptMap {resource.get('url') or resource.get('id', where)}"
    for place, group in enumerate(resource.get("group", [])):
        at = f"{where}#/group/{place}"
        if group.get("target") != TERMS:
            raise RuleError(f"the target is '{group.get('target')}', not {TERMS}", at)
        for element in group["element"]:
            for target in element.get("target", []):
                equivalence = target.get("equivalence", "")
                if equivalence in _NOT_IT:
                    continue
                if equivalence not in _MEANS_IT:
                    known = ", ".join(sorted(_MEANS_IT | _NOT_IT))
                    raise RuleError(f"'{equivalence}' does not say that the code means the term; it is {known}", at)
                yield target["code"], _code(group["source"], element["code"], source, at)


def _code(system: Any, code: Any, source: str, where: str) -> Code:
    if not (isinstance(system, str) and system and isinstance(code, str) and code):
        raise RuleError(f"system {system!r} and code {code!r} must be texts", where)
    return Code(system, code, "exact", source, where)
