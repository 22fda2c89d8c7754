"""
The words that the phrases of a scenario are made of, and what each is read as.

`phrase("{drug:Drug} was given on {days:Days}")` matches only drugs and dates that the scenarios know,
so that no two phrases ever match one line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from pytest_bdd import parsers

from cds.scenarios.calls import HOOKS
from cds.scenarios.codes import (
    ALLERGIES,
    ANSWERS,
    ASA_CLASSES,
    BODY_SITES,
    CONDITIONS,
    LABORATORY,
    OBSERVATIONS,
    OF_CLASSES,
    PROCEDURES,
    REASONS,
    SEQUENCES,
    T_SCORES,
    TESTS,
)
from cds.scenarios.drugs import DRUGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["UNITS", "number", "phrase"]

UNITS = {
    "mg/dL": "mg/dL",
    "mg/L": "mg/L",
    "mmol/L": "mmol/L",
    "g/dL": "g/dL",
    "ng/mL": "ng/mL",
    "mL/min": "mL/min",
    "mL/min/1.73 m²": "mL/min/{1.73_m2}",
    "U/L": "U/L",
    "10^9/L": "10*9/L",
    "°C": "Cel",
    "%": "%",
}
"""The units of the phrases, and the same in UCUM."""

_DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_NUMBER = r"-?\d+(?:\.\d+)?"
_SIGNAL = rf"(?:L[1-4]|cerebrospinal fluid) {_NUMBER}"
_LEVEL = "|".join(sorted(BODY_SITES, key=len, reverse=True))


class Word(Struct, frozen=True):
    """
    A kind of word: its pattern, and how it is read (`parse` looks for both).
    """

    pattern: str
    read: Callable[[str], Any] = str

    def __call__(self, text: str) -> Any:
        """
        Read the word.
        """
        return self.read(text)


def number(text: str) -> float:
    """
    Read a number; whole ones stay whole.
    """
    return float(text) if "." in text else int(text)


def _one_of(words: Iterable[str], read: Callable[[str], Any] = str) -> Word:
    longest_first = sorted(words, key=len, reverse=True)
    return Word("|".join(re.escape(word) for word in longest_first), read)


def _list_of(word: Word, *, none: str = "") -> Word:
    """
    Return one or more of a word as `a, b and c`, read one by one; *none* stands for an empty list.
    """
    between = "(?:, | and )"
    several = f"(?:{word.pattern})(?:{between}(?:{word.pattern}))*"

    def read(text: str) -> tuple[Any, ...]:
        return () if text == none else tuple(word(part) for part in re.split(between, text))

    return Word(f"{several}|{none}" if none else several, read)


def _signals(text: str) -> dict[str, float]:
    """
    Read signal intensities by place; that of the cerebrospinal fluid was measured at L3.
    """
    parts = (part.removeprefix("L3 ") if "fluid" in part else part for part in re.split(", | and ", text))
    return {place: number(value) for place, value in (part.rsplit(" ", 1) for part in parts)}


WORDS: dict[str, Word] = {
    "An": Word("an?"),
    "Age": Word(r"\d{1,3}", int),
    "AsaClass": _one_of(ASA_CLASSES, ASA_CLASSES.__getitem__),
    "Conclusion": _one_of(("no vertebral fracture",), ANSWERS.__getitem__),
    "Condition": _one_of(CONDITIONS, CONDITIONS.__getitem__),
    "Conditions": _list_of(_one_of(CONDITIONS, CONDITIONS.__getitem__), none="none"),
    "Count": Word(r"\d+", int),
    "Day": Word(_DAY),
    "Days": _list_of(Word(_DAY)),
    "Drug": _one_of(DRUGS, DRUGS.__getitem__),
    "DrugName": _one_of(DRUGS),
    "Ended": _one_of(("stopped", "cancelled", "on-hold", "completed")),
    "Hook": _one_of(HOOKS, HOOKS.__getitem__),
    "Indicator": _one_of(("critical", "warning", "info")),
    "Laboratory": _one_of(LABORATORY, LABORATORY.__getitem__),
    "Level": Word(_LEVEL),
    "Levels": _list_of(Word(_LEVEL)),
    "Number": Word(_NUMBER, number),
    "Offered": _one_of(("offered", "not offered"), "offered".__eq__),
    "Oedema": _one_of(("oedema", "no oedema"), ANSWERS.__getitem__),
    "OfClass": _one_of(OF_CLASSES, OF_CLASSES.__getitem__),
    "Order": _one_of((*DRUGS, *PROCEDURES)),
    "Procedure": _one_of(PROCEDURES),
    "Profile": _one_of(("us", "eu", "jp")),
    "Reason": _one_of(REASONS, REASONS.__getitem__),
    "Rule": Word(r"[a-z0-9-]+"),
    "Score": Word(r"\d+\.\d+"),
    "Sequence": _one_of(SEQUENCES, SEQUENCES.__getitem__),
    "Sex": _one_of(("woman", "man"), {"woman": "female", "man": "male"}.__getitem__),
    "Sign": _one_of(OBSERVATIONS),
    "Signals": Word(f"{_SIGNAL}(?:, {_SIGNAL})+ and L3 {_SIGNAL}", _signals),
    "Site": _one_of(T_SCORES, T_SCORES.__getitem__),
    "Status": _one_of(("entered in error", "not done"), lambda text: text.replace(" ", "-")),
    "Substance": _one_of(ALLERGIES, ALLERGIES.__getitem__),
    "Tests": _list_of(_one_of(TESTS, TESTS.__getitem__)),
    "Text": Word(r"[^\"]+"),
    "Texts": Word(r'"[^"]+"(?:(?:, | and )"[^"]+")*|none', lambda text: tuple(re.findall(r'"([^"]+)"', text))),
    "Unit": _one_of(UNITS, UNITS.__getitem__),
    "Verification": _one_of(
        ("confirmed", "provisional", "refuted", "entered in error"), lambda text: text.replace(" ", "-")
    ),
}


def phrase(text: str) -> parsers.parse:
    """
    Return the step parser of a phrase whose words stand as `{name:Kind}`.
    """
    return parsers.parse(text, extra_types=WORDS, case_sensitive=True)
