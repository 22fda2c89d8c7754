"""
Vertebral fractures: where, since when, how sure, and from what cause.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.chart.dates import Span, days_after, months_after
from cds.facts.orders import AUGMENTATION
from cds.facts.person import active_on
from cds.truth import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cds.chart.chart import Chart, Condition

__all__ = ["FRACTURES", "FRACTURE_TYPES", "Fracture", "causes_of", "in_question", "recent", "vertebral_fractures"]

LEVELS = tuple(f"T{n}" for n in range(1, 13)) + tuple(f"L{n}" for n in range(1, 6))
NEOPLASTIC = frozenset({"vertebral-fracture-neoplastic-exclude"})
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
        *(f"vertebral-fracture-level-{level}" for level in LEVELS),
        *(f"vertebral-fracture-level-{pair}" for pair in ("T5-T6", "T7-T8", "T9-T10", "T11-T12")),
    }
)
AMBIGUOUS = frozenset({"osteoporotic-fracture-trunk-site-ambiguous"})
MALIGNANT = frozenset({"bone-metastasis-exclude", "primary-bone-malignancy-exclude"})
MYELOMA = frozenset({"multiple-myeloma-exclude"})
INFECTIVE = frozenset({"vertebral-infection"})
DISCITIS = frozenset({"discitis-unspecified"})
HIGH_ENERGY = frozenset({"high-energy-trauma"})
MECHANISM = frozenset({"trauma-mechanism-high-energy-ambiguous"})
FRACTURE_TYPES = ("Condition",)

SAME_FRACTURE_DAYS = 14
TRAUMA_BEFORE_DAYS = 7
"""Both are choices of recording.md section 4."""


@dataclass(frozen=True, slots=True)
class Fracture:
    """
    One vertebral fracture event, from one or several Conditions.

    `levels`: the vertebrae it may be; several for an ICD pair. `confirmed` UNKNOWN: provisional or
    only hinted at. The three causes are yes, no or suspected (unknown).
    """

    levels: frozenset[str]
    onset: Span
    onset_known: bool
    confirmed: Truth
    refs: tuple[str, ...]
    malignant: Truth = Truth.NO
    infective: Truth = Truth.NO
    high_energy: Truth = Truth.NO

    @property
    def place(self) -> str:
        """
        Name the level, or say that it is not recorded.
        """
        return "/".join(sorted(self.levels, key=LEVELS.index)) or "level not recorded"

    @property
    def suspected_other_cause(self) -> bool:
        """
        Tell whether malignancy, infection or high-energy trauma is suspected and none is certain.
        """
        return Truth.UNKNOWN in (self.malignant, self.infective, self.high_energy)

    def as_evidence(self) -> tuple[Evidence, ...]:
        """
        Return the Conditions this fracture was read from.
        """
        return tuple(Evidence(ref, f"vertebral fracture ({self.place})", self.onset) for ref in self.refs)


def vertebral_fractures(chart: Chart, as_of: date) -> tuple[Fracture, ...]:
    """
    Return every vertebral fracture event, newest first, with the cause of each.

    Codes for an old fracture or its sequelae say nothing about an event and are not here; a refuted
    Condition is no fracture.
    """
    found: list[Fracture] = []
    for condition in chart.conditions:
        for fracture in _fractures_in(condition):
            _add(found, fracture)
    caused = [causes_of(fracture, chart, as_of) for fracture in found]
    return tuple(sorted(caused, key=lambda f: (str(f.onset.last), f.place, f.refs), reverse=True))


def _fractures_in(condition: Condition) -> Iterator[Fracture]:
    certain = condition.terms & (FRACTURES | NEOPLASTIC)
    hinted = condition.terms & AMBIGUOUS
    if condition.certain is Truth.NO or not (certain or hinted):
        return
    confirmed = condition.certain if certain else Truth.UNKNOWN
    malignant = Truth.YES if condition.terms & NEOPLASTIC or condition.due_to & (MALIGNANT | MYELOMA) else Truth.NO
    infective = Truth.YES if condition.due_to & INFECTIVE else Truth.NO
    high = Truth.YES if (condition.due_to | condition.terms) & HIGH_ENERGY else Truth.NO
    places = [condition.levels] if condition.paired or not condition.levels else [{level} for level in condition.levels]
    for levels in places:
        yield Fracture(
            frozenset(levels),
            condition.onset,
            condition.onset_known,
            confirmed,
            (condition.ref,),
            malignant,
            infective,
            high,
        )


def _add(found: list[Fracture], fracture: Fracture) -> None:
    for place, other in enumerate(found):
        if _same(other, fracture):
            found[place] = _joined(other, fracture)
            return
    found.append(fracture)


def _same(one: Fracture, other: Fracture) -> bool:
    if not (one.levels & other.levels or one.levels == other.levels):
        return False
    if one.onset == other.onset:
        return bool(one.levels) or one.onset_known
    if not (one.onset.first and one.onset.last and other.onset.first and other.onset.last):
        return False
    return one.onset.first <= days_after(other.onset.last, SAME_FRACTURE_DAYS) and other.onset.first <= days_after(
        one.onset.last, SAME_FRACTURE_DAYS
    )


def _joined(one: Fracture, other: Fracture) -> Fracture:
    exact = one if one.onset.exact or not other.onset.exact else other
    return replace(
        exact,
        levels=(one.levels & other.levels) or one.levels,
        onset_known=one.onset_known or other.onset_known,
        confirmed=any_of((one.confirmed, other.confirmed)),
        refs=tuple(dict.fromkeys(one.refs + other.refs)),
        malignant=any_of((one.malignant, other.malignant)),
        infective=any_of((one.infective, other.infective)),
        high_energy=any_of((one.high_energy, other.high_energy)),
    )


def causes_of(fracture: Fracture, chart: Chart, as_of: date) -> Fracture:
    """
    Return the fracture with its causes as the rest of the record tells them (recording.md section 4).
    """
    return replace(
        fracture,
        malignant=any_of((fracture.malignant, *_malignant(fracture, chart))),
        infective=any_of((fracture.infective, *_infective(fracture, chart, as_of))),
        high_energy=any_of((fracture.high_energy, *_high_energy(fracture, chart))),
    )


def _malignant(fracture: Fracture, chart: Chart) -> Iterator[Truth]:
    for condition in chart.conditions:
        if condition.certain is Truth.NO or condition.ref in fracture.refs:
            continue
        if condition.terms & MALIGNANT:
            at_level = bool(condition.levels & fracture.levels)
            yield condition.certain if at_level else Truth.UNKNOWN
        elif condition.terms & MYELOMA:
            yield Truth.UNKNOWN


def _infective(fracture: Fracture, chart: Chart, as_of: date) -> Iterator[Truth]:
    for condition in chart.conditions:
        if condition.terms & INFECTIVE and (not condition.levels or condition.levels & fracture.levels):
            yield active_on(condition, as_of)
        elif condition.terms & DISCITIS and active_on(condition, as_of) is not Truth.NO:
            yield Truth.UNKNOWN


def _high_energy(fracture: Fracture, chart: Chart) -> Iterator[Truth]:
    events: Iterable[tuple[frozenset[str], Truth, Span]] = (
        *((c.terms, c.certain, c.onset) for c in chart.conditions if c.ref not in fracture.refs),
        *((o.terms, o.answer if o.certain is Truth.YES else Truth.UNKNOWN, o.on) for o in chart.observations if o.answer is not None),
    )
    for terms, said, on in events:
        if terms & (HIGH_ENERGY | MECHANISM) and said is not Truth.NO:
            together = _together(on, fracture.onset)
            sure = said is Truth.YES and not terms.isdisjoint(HIGH_ENERGY)
            yield together if sure or together is Truth.NO else Truth.UNKNOWN


def _together(trauma: Span, onset: Span) -> Truth:
    """
    Tell whether the trauma fell on the onset or at most seven days before it.
    """
    if trauma.first is None or onset.first is None or onset.last is None or trauma.last is None:
        return Truth.UNKNOWN
    if trauma.last < days_after(onset.first, -TRAUMA_BEFORE_DAYS) or trauma.first > onset.last:
        return Truth.NO
    return Truth.YES if onset.exact and trauma.exact else Truth.UNKNOWN


def recent(fracture: Fracture, as_of: date, months: int) -> Truth:
    """
    Tell whether the onset plus *months* reaches the as-of date (rules.md section 2, Limits).
    """
    onset = fracture.onset
    if onset.first is None or onset.last is None:
        return Truth.UNKNOWN
    if months_after(onset.first, months) >= as_of:
        return Truth.YES
    return Truth.NO if months_after(onset.last, months) < as_of else Truth.UNKNOWN


def in_question(chart: Chart, as_of: date, months: int) -> tuple[tuple[Fracture, bool], ...]:
    """
    Return the fractures the question is about, each with whether the order surely aims at it.

    They are the targets of the order in question, and those with onset in the last *months* or
    without an onset (rules.md, `rebound`). An order without a level may aim at any of them.
    """
    fractures = vertebral_fractures(chart, as_of)
    levels = chart.order.levels if chart.order else frozenset()
    augmenting = chart.order is not None and bool(chart.order.terms & AUGMENTATION)
    chosen = []
    for fracture in fractures:
        aimed = bool(levels & fracture.levels)
        maybe = augmenting and (not levels or not fracture.levels)
        current = recent(fracture, as_of, months) is not Truth.NO
        if aimed or maybe or current:
            chosen.append((fracture, aimed or current))
    return tuple(chosen)
