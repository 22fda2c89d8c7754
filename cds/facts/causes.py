"""
Causes of a vertebral fracture that lead another way: malignancy, infection, high-energy trauma.

What is only suspected turns a probable rebound fracture into a possible one, never into none
(rules.md section 2, Trauma). Where each cause is recorded: recording.md section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.dates import Span, days_after
from cds.facts.measuring import limits_of
from cds.facts.person import active_on
from cds.truth import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart, Condition

__all__ = ["NEOPLASTIC", "NONE_TOLD", "Causes", "Place", "causes_around", "causes_told"]

NEOPLASTIC = frozenset({"vertebral-fracture-neoplastic-exclude"})
MALIGNANT = frozenset({"bone-metastasis-exclude", "primary-bone-malignancy-exclude"})
MYELOMA = frozenset({"multiple-myeloma-exclude"})
INFECTIVE = frozenset({"vertebral-infection"})
DISCITIS = frozenset({"discitis-unspecified"})
HIGH_ENERGY = frozenset({"high-energy-trauma"})
MECHANISM = frozenset({"trauma-mechanism-high-energy-ambiguous"})


class Causes(Struct, frozen=True):
    """
    Three causes, each yes, no or suspected (unknown).
    """

    malignant: Truth = Truth.NO
    infective: Truth = Truth.NO
    high_energy: Truth = Truth.NO

    def __or__(self, other: Causes) -> Causes:
        """
        Return what two records of one fracture say together.
        """
        return Causes(
            any_of((self.malignant, other.malignant)),
            any_of((self.infective, other.infective)),
            any_of((self.high_energy, other.high_energy)),
        )

    @property
    def kind(self) -> str:
        """
        Name the cause: the first that is certain, else suspected, else fragility.
        """
        named = (("malignant", self.malignant), ("infective", self.infective), ("high-energy", self.high_energy))
        for name, truth in named:
            if truth is Truth.YES:
                return name
        return "suspected" if Truth.UNKNOWN in (truth for _, truth in named) else "fragility"


NONE_TOLD = Causes()


class Place(Struct, frozen=True):
    """
    Where and when a fracture was: its levels (none: not recorded), its onset, the Conditions that tell it.
    """

    levels: frozenset[str]
    onset: Span
    refs: tuple[str, ...] = ()


def causes_told(condition: Condition) -> Causes:
    """
    Return the causes that a fracture's own Condition tells, by its code or its cause.
    """

    def said(told: bool) -> Truth:  # noqa: FBT001 - joins a known answer to a certainty
        return all_of((Truth.of(told), condition.certain))

    return Causes(
        said(bool(condition.terms & NEOPLASTIC or condition.due_to & (NEOPLASTIC | MALIGNANT | MYELOMA))),
        said(bool(condition.due_to & INFECTIVE)),
        said(bool((condition.due_to | condition.terms) & HIGH_ENERGY)),
    )


def causes_around(chart: Chart, as_of: date, place: Place) -> Causes:
    """
    Return the causes that the rest of the record tells.
    """
    return Causes(
        any_of(_malignant(chart, place)),
        any_of(_infective(chart, as_of, place)),
        any_of(_high_energy(chart, place)),
    )


def _malignant(chart: Chart, place: Place) -> Iterator[Truth]:
    for condition in chart.conditions_of(MALIGNANT | NEOPLASTIC | MYELOMA):
        if condition.certain is not Truth.NO and condition.ref not in place.refs:
            at_level = condition.levels & place.levels and condition.terms & (MALIGNANT | NEOPLASTIC)
            yield condition.certain if at_level else Truth.UNKNOWN


def _infective(chart: Chart, as_of: date, place: Place) -> Iterator[Truth]:
    for condition in chart.conditions_of(INFECTIVE | DISCITIS):
        active = active_on(condition, as_of)
        here = not condition.levels or bool(condition.levels & place.levels)
        if active is Truth.NO or (condition.levels and place.levels and not here):
            continue
        yield active if here and condition.terms & INFECTIVE else Truth.UNKNOWN


def _high_energy(chart: Chart, place: Place) -> Iterator[Truth]:
    terms = HIGH_ENERGY | MECHANISM
    before: int = limits_of(chart, "target-cause")["trauma_before"]
    told = [(c.terms, c.certain, c.onset) for c in chart.conditions_of(terms) if c.ref not in place.refs]
    told += [
        (o.terms, all_of((o.answer, o.certain)), o.on) for o in chart.observations_of(terms) if o.answer is not None
    ]
    for meant, said, on in told:
        sure = said if meant & HIGH_ENERGY or said is Truth.NO else Truth.UNKNOWN
        yield all_of((sure, _together(on, place.onset, before)))


def _together(trauma: Span, onset: Span, before: int) -> Truth:
    """
    Tell whether the trauma fell on the onset or at most some days before it.
    """
    if onset.last is None or onset.first is None:
        return Truth.NO if onset.last and trauma.first and trauma.first > onset.last else Truth.UNKNOWN
    widest = trauma.within(days_after(onset.first, -before), onset.last)
    if widest is Truth.NO or (onset.exact and trauma.exact):
        return widest
    return Truth.UNKNOWN
