"""
Symptoms and findings: what, since when, how sure; and whether they began after a vertebral augmentation.

The onset decides what is new (recording.md section 7). Of a condition it is the onset; of answered
questions, the first yes of those that were not followed by a no.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.chart.dates import Span, days_after, months_after
from cds.facts.care_gap import augmentations
from cds.facts.person import active_on
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cds.chart.chart import Chart, Observation, Procedure

__all__ = ["Since", "Symptom", "answered", "complaints", "listed", "new_after", "since_augmentation"]


@dataclass(frozen=True, slots=True)
class Symptom:
    """
    A complaint or finding that is there on the day.

    `certain` UNKNOWN: provisional, preliminary or contradicted. `telling` False: its code only hints
    at it and can mean something else.
    """

    what: str
    onset: Span
    certain: Truth
    ref: str
    telling: bool = True

    @property
    def evidence(self) -> Evidence:
        """
        Return the resource it was read from.
        """
        return Evidence(self.ref, self.what, self.onset)

    @property
    def words(self) -> str:
        """
        Name it with its onset.
        """
        return f"{self.what} (onset {'not recorded' if self.onset.undated else self.onset})"


def complaints(
    chart: Chart, as_of: date, words: Mapping[str, str], *, but: frozenset[str] = frozenset()
) -> Iterator[Symptom]:
    """
    Yield each condition that is, or may be, present and means one of the terms in *words*.

    Args:
        chart: the record.
        as_of: the day asked about.
        words: what to call each term.
        but: causes for which a condition does not count.
    """
    for condition in chart.conditions_of(frozenset(words)):
        present = active_on(condition, as_of)
        if present is not Truth.NO and condition.due_to.isdisjoint(but):
            what = next(words[term] for term in words if term in condition.terms)
            yield Symptom(what, condition.onset, present, condition.ref)


def answered(chart: Chart, terms: frozenset[str], what: str) -> tuple[Symptom | None, Span | None]:
    """
    Return what answered questions say at last: the finding with its onset, or the day it was not there.

    A yes and a no of one moment contradict each other, and the finding is then only possible.
    """
    said = sorted((o for o in chart.observations_of(terms) if o.answer is not None), key=_moment)
    moments = [list(group) for _, group in groupby(said, key=_moment)]
    if not moments:
        return None, None
    latest, answers = moments[-1][-1], {_answer(o) for o in moments[-1]}
    if answers == {Truth.NO}:
        return None, latest.on
    first = latest.on
    for moment in reversed(moments[:-1]):
        if Truth.NO in {_answer(o) for o in moment}:
            break
        first = moment[0].on
    certain = Truth.YES if answers == {Truth.YES} else Truth.UNKNOWN
    return Symptom(what, first, certain, latest.ref), None


def _moment(seen: Observation) -> tuple[str, str]:
    return str(seen.on.last or ""), seen.updated


def _answer(seen: Observation) -> Truth:
    return Truth.UNKNOWN if seen.answer is None or seen.certain is not Truth.YES else seen.answer


def listed(symptoms: Sequence[Symptom]) -> str:
    """
    Write symptoms with their onsets, each once.
    """
    return ", ".join(dict.fromkeys(symptom.words for symptom in symptoms))


# --- after an augmentation -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Since:
    """
    A symptom and how it lies to the augmentations.

    `when`: "after" one; "open" when its onset does not tell; "doubtful" when the procedure may be none.
    `done`: that procedure, the latest if several.
    """

    symptom: Symptom
    when: str
    done: Procedure


def new_after(
    chart: Chart, as_of: date, symptoms: Sequence[Symptom], *, months: int, first_day: int = 0
) -> list[Since]:
    """
    Return the symptoms that began, or may have begun, after an augmentation and are new on the day.

    Args:
        chart: the record.
        as_of: the day asked about.
        symptoms: what is there.
        months: after the procedure, until which a symptom is set against it; and before the day, since
            which a symptom is new.
        first_day: after the procedure, from which it is (the day of the procedure is day 0).
    """
    new = [symptom for symptom in symptoms if symptom.onset.reaches(as_of, months=months) is not Truth.NO]
    placed = (since_augmentation(chart, symptom, months=months, first_day=first_day) for symptom in new)
    return [since for since in placed if since is not None]


def since_augmentation(chart: Chart, symptom: Symptom, *, months: int, first_day: int = 0) -> Since | None:
    """
    Tell how the onset of a symptom lies to the augmentations; None when it began after none of them.
    """
    found: dict[str, Procedure] = {}
    for done, certain in augmentations(chart):
        began = _began(symptom.onset, done.on, first_day, months)
        if began is not Truth.NO:
            when = "doubtful" if certain is not Truth.YES else "after" if began is Truth.YES else "open"
            found.setdefault(when, done)
    when = next((name for name in ("after", "open", "doubtful") if name in found), "")
    return Since(symptom, when, found[when]) if when else None


def _began(onset: Span, done: Span, first_day: int, months: int) -> Truth:
    """
    Tell whether something began between a day and some months after a procedure, both included.
    """
    if done.first and done.last:
        narrowest = onset.within(days_after(done.last, first_day), months_after(done.first, months))
        if narrowest is Truth.YES:
            return narrowest
    earliest = days_after(done.first, first_day) if done.first else None
    widest = onset.within(earliest, months_after(done.last, months) if done.last else None)
    return Truth.NO if widest is Truth.NO else Truth.UNKNOWN
