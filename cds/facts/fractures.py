"""
Vertebral fractures: where, since when, how sure; and which of them an order is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cds.chart.chart import Evidence
from cds.chart.dates import Span, days_after
from cds.facts.causes import NEOPLASTIC, NONE_TOLD, Causes, Place, causes_around, causes_told
from cds.facts.measuring import limits_of, remembered, unusable
from cds.facts.orders import AUGMENTATION
from cds.truth import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart, Condition
    from cds.facts.fact import Fact

__all__ = [
    "FRACTURE_TYPES",
    "Fracture",
    "fractures_unusable",
    "from_above",
    "in_question",
    "recent",
    "vertebral_fractures",
]

LEVELS = tuple(f"T{n}" for n in range(1, 13)) + tuple(f"L{n}" for n in range(1, 6))
PAIRS = ("T5-T6", "T7-T8", "T9-T10", "T11-T12")
FRACTURES = frozenset(
    {
        "osteoporotic-vertebral-fracture",
        "osteoporotic-vertebral-fracture-subsequent",
        "vertebral-compression-fracture-cause-unspecified",
        "collapsed-vertebra-nec",
        "vertebral-fracture-any",
        "vertebral-fracture-traumatic",
        "vertebral-wedge-compression-fracture-traumatic",
        "vertebral-fracture-nonunion",
        "kummell-disease",
        *(f"vertebral-fracture-level-{level}" for level in (*LEVELS, *PAIRS)),
    }
)
OLD = frozenset(
    {
        "osteoporotic-vertebral-fracture-sequela",
        "history-of-osteoporotic-fracture",
        "history-of-vertebral-fracture-cause-unspecified",
    }
)
"""Codes of a state after a fracture: never a target, never a new one."""
AMBIGUOUS = frozenset({"osteoporotic-fracture-trunk-site-ambiguous"})
ANY_SITE = frozenset({"osteoporotic-fracture-any", "pathological-fracture-other-site-ambiguous"})
"""Vertebral when a vertebra is named as the site."""
FRACTURE_TYPES = ("Condition",)
_VERTEBRAL = FRACTURES | NEOPLASTIC | AMBIGUOUS | ANY_SITE


class Fracture(Struct, frozen=True):
    """
    One vertebral fracture event, from one or several Conditions.

    `levels`: the vertebrae it may be; several for an ICD pair. `confirmed` UNKNOWN: provisional or
    only hinted at, `note` says why.
    """

    levels: frozenset[str]
    onset: Span
    onset_known: bool
    confirmed: Truth
    refs: tuple[str, ...]
    causes: Causes = NONE_TOLD
    note: str = ""

    @property
    def place(self) -> str:
        """
        Name the level, or say that it is not recorded.
        """
        return "/".join(sorted(self.levels, key=LEVELS.index)) or "level not recorded"

    def as_evidence(self) -> tuple[Evidence, ...]:
        """
        Return the Conditions this fracture was read from.
        """
        return tuple(Evidence(ref, f"vertebral fracture ({self.place})", self.onset) for ref in self.refs)


def from_above(place: str) -> int:
    """
    Return the rank of a level that `Fracture.place` names, counted from the head.
    """
    return LEVELS.index(place.split("/", maxsplit=1)[0])


def fractures_unusable(chart: Chart, name: str) -> Fact | None:
    """
    Answer unknown when the problem list could not be read.
    """
    return unusable(chart, name, FRACTURE_TYPES, _VERTEBRAL)


@remembered
def vertebral_fractures(chart: Chart, as_of: date) -> tuple[Fracture, ...]:
    """
    Return every vertebral fracture event, newest first, with the causes of each.

    Codes for an old fracture or its sequelae say nothing about an event and are not here; a refuted
    Condition is no fracture.
    """
    told = [fracture for condition in chart.conditions_of(_VERTEBRAL) for fracture in _fractures_in(condition, as_of)]
    days: int = limits_of(chart, "fracture-onset")["same_fracture"]
    found: list[Fracture] = []
    for fracture in sorted(told, key=lambda f: (str(f.onset.first), str(f.onset.last), f.place, f.refs)):
        same = next((place for place, other in enumerate(found) if _same(other, fracture, days)), None)
        if same is None:
            found.append(fracture)
        else:
            found[same] = _joined(found[same], fracture)
    # A fracture that is told to be malignant casts a doubt on those at other levels.
    malignant = any_of(fracture.causes.malignant for fracture in found)
    around = NONE_TOLD if malignant is Truth.NO else Causes(malignant=Truth.UNKNOWN)
    caused = (
        replace(f, causes=f.causes | around | causes_around(chart, as_of, Place(f.levels, f.onset, f.refs)))
        for f in found
    )
    return tuple(sorted(caused, key=lambda f: (str(f.onset.last), f.place, f.refs), reverse=True))


def _fractures_in(condition: Condition, as_of: date) -> Iterator[Fracture]:
    vertebral = condition.terms & (FRACTURES | NEOPLASTIC) or (
        condition.terms & (AMBIGUOUS | ANY_SITE) and condition.levels
    )
    hinted = condition.terms & AMBIGUOUS
    if condition.certain is Truth.NO or condition.terms & OLD or not (vertebral or hinted):
        return
    if condition.onset.first is not None and condition.onset.first > as_of:
        return
    onset = condition.onset.until(as_of)
    confirmed = condition.certain if vertebral else Truth.UNKNOWN
    places = [condition.levels] if condition.paired or not condition.levels else [{level} for level in condition.levels]
    for levels in places:
        yield Fracture(
            frozenset(levels),
            onset,
            condition.onset_known,
            confirmed,
            (condition.ref,),
            causes_told(condition),
            condition.note,
        )


def _same(one: Fracture, other: Fracture, days: int) -> bool:
    """
    Tell whether two findings are one fracture: the same level, and onsets close together.
    """
    if not (one.levels & other.levels or one.levels == other.levels):
        return False
    if one.onset == other.onset:
        return bool(one.levels) or one.onset_known
    if not (one.onset.first and one.onset.last and other.onset.first and other.onset.last):
        return False
    return one.onset.first <= days_after(other.onset.last, days) and other.onset.first <= days_after(
        one.onset.last, days
    )


def _joined(one: Fracture, other: Fracture) -> Fracture:
    return Fracture(
        levels=(one.levels & other.levels) or one.levels,
        onset=_joint_onset(one.onset, other.onset),
        onset_known=one.onset_known or other.onset_known,
        confirmed=any_of((one.confirmed, other.confirmed)),
        refs=tuple(dict.fromkeys(one.refs + other.refs)),
        causes=one.causes | other.causes,
        note=one.note or other.note,
    )


def _joint_onset(one: Span, other: Span) -> Span:
    """
    Return the days that both dates allow; when they differ, the days from the first to the last of them.
    """
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return one
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Span(first, last) if first <= last else Span(last, first)


def recent(fracture: Fracture, as_of: date, months: int) -> Truth:
    """
    Tell whether the onset lies at most so many months back; without an onset it may.
    """
    return fracture.onset.reaches(as_of, months=months) if fracture.onset_known else Truth.UNKNOWN


def in_question(chart: Chart, as_of: date, *, months: int) -> tuple[tuple[Fracture, bool], ...]:
    """
    Return the fractures the question is about, each with whether it surely is.

    They are the targets of the order in question, and those with onset in the last *months* or
    without an onset (rules.md, `rebound`). An order without a level may aim at any of them.
    """
    levels = chart.order.levels if chart.order else frozenset()
    augmenting = chart.order is not None and bool(chart.order.terms & AUGMENTATION)
    chosen = []
    for fracture in vertebral_fractures(chart, as_of):
        aimed = bool(levels & fracture.levels)
        current = recent(fracture, as_of, months) is not Truth.NO
        maybe = augmenting and not (levels and fracture.levels)
        if aimed or current or maybe:
            chosen.append((fracture, aimed or current))
    return tuple(chosen)
