"""
The values of coded answers, as words: "OF4", "oedema-present", "asa-4".

A term such as `value-of-class` stands for a whole set of values; a fact asks which of them it is. A
value of our own code system is its own word. The ASA classes are codes of SNOMED CT and get theirs
here; they may stand as the value of an observation or as what it is about. So does the one site of an
osteoporotic fracture that the codes of "any site" tell and a fact asks for, the femur.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.terminology.systems import alias_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["word_of_value"]

_SETS = "value-"
_ASA = "obs-asa-class"

_ASA_CLASSES: Mapping[str, str] = {
    "413495001": "asa-1",
    "413496000": "asa-2",
    "413497009": "asa-3",
    "413498004": "asa-4",
    "413499007": "asa-5",
}

_ANY_SITE = "osteoporotic-fracture-any"
_FEMUR = ("M8005", "M8085")
"""ICD-10 and its national forms: M80.05x and M80.85x (recording.md section 4, hip fracture)."""


def word_of_value(system: str, code: str, terms: frozenset[str]) -> str:
    """
    Return the word of a value, "" for a code that is no value of a set.

    Args:
        system: the system of the code, as sent.
        code: the code.
        terms: what the code means.
    """
    if _ASA in terms:
        return _ASA_CLASSES.get(code.strip(), "") if alias_of(system) == "snomed" else ""
    if _ANY_SITE in terms:
        return "femur" if code.strip().replace(".", "").upper().startswith(_FEMUR) else ""
    if any(name.startswith(_SETS) for name in terms) and alias_of(system) == "local":
        return code.strip()
    return ""
