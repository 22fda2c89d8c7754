"""
Symptoms and findings: what, since when, how sure; and whether they began after a vertebral augmentation.

The onset decides what is new (recording.md section 7). Of a condition it is the onset; of answered
questions, the first yes of those that no other answer followed.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cds.chart.chart import Evidence
from cds.chart.dates import Span, days_after, months_after
from cds.facts.care_gap import DONE, REPOSITION, augmentations
from cds.facts.fact import Fact, Status
from cds.facts.fractures import from_above
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, unusable
from cds.facts.orders import KYPHOPLASTY, VERTEBROPLASTY
from cds.facts.person import active_on
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cds.chart.chart import Chart, Observation, Procedure

__all__ = [
    "Since",
    "Symptom",
    "answered",
    "asserted",
    "complaints",
    "left_open",
    "listed",
    "new_after",
    "nothing_after",
]


class Symptom(Struct, frozen=True):
    """
    A complaint or finding that is there on the day.

    `certain` UNKNOWN: provisional, preliminary or contradicted. `seen`: the day it was last seen, of
    a condition its onset. `hint`: why it may be something else, "" when it can only be this.
    """

    what: str
    onset: Span
    certain: Truth
    ref: str
    seen: Span
    hint: str = ""

    @property
    def evidence(self) -> Evidence:
        """
        Return the resource it was read from.
        """
        return Evidence(self.ref, self.what, self.onset)

    @property
    def since(self) -> str:
        """
        Write its onset.
        """
        return "onset not recorded" if self.onset.undated else f"onset {self.onset}"

    def hinting(self, hint: str) -> Symptom:
        """
        Return it as something that may be another thing, and why.
        """
        return replace(self, certain=Truth.UNKNOWN, hint=hint)


def complaints(
    chart: Chart, as_of: date, words: Mapping[str, str], *, but: frozenset[str] = frozenset()
) -> Iterator[Symptom]:
    """
    Yield each condition that is, or may be, present and means one of the terms in *words*.

    Args:
        chart: the record.
        as_of: the day asked about.
        words: what to call each term; of several the first.
        but: causes with which a condition does not count.
    """
    for condition in chart.conditions_of(frozenset(words)):
        present = active_on(condition, as_of)
        if present is not Truth.NO and condition.due_to.isdisjoint(but):
            what = next(words[term] for term in words if term in condition.terms)
            yield Symptom(what, condition.onset, present, condition.ref, condition.onset)


def answered(chart: Chart, terms: frozenset[str], what: str) -> tuple[Symptom | None, Span | None]:
    """
    Return what answered questions say at last: the finding with its onset, or the day it was not there.

    A yes and a no of one moment contradict each other: the finding is then only possible.
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
    return Symptom(what, first, certain, latest.ref, latest.on), None


def _moment(seen: Observation) -> tuple[str, str]:
    return str(seen.on.last or ""), seen.updated


def _answer(seen: Observation) -> Truth:
    return Truth.UNKNOWN if seen.answer is None or seen.certain is not Truth.YES else seen.answer


def listed(symptoms: Sequence[Symptom]) -> str:
    """
    Write symptoms with their onsets, each once, the latest first.
    """
    latest = sorted(symptoms, key=lambda s: (str(s.onset.last or ""), s.what), reverse=True)
    return ", ".join(dict.fromkeys(f"{s.what} ({s.since})" for s in latest))


# --- after an augmentation -------------------------------------------------------------------------


class Since(Struct, frozen=True):
    """
    A symptom and how its onset lies to an augmentation.

    `when`: "after" it; "open" when the dates do not tell; "doubtful" when the procedure may be none.
    """

    symptom: Symptom
    when: str
    done: Procedure

    @property
    def confirmed(self) -> bool:
        """
        Tell whether the symptom is there for sure.
        """
        return self.symptom.certain is Truth.YES

    @property
    def procedure(self) -> str:
        """
        Name the procedure with its levels and its day.
        """
        return f"{_name(self.done)} of {_levels(self.done)} on {self.done.on}"

    @property
    def doubt(self) -> str:
        """
        Say why it is only possible.
        """
        if self.when == "doubtful":
            return f"{self.done.ref} may be a vertebral augmentation, {self.done.note or 'it is not certain'}"
        if self.symptom.hint:
            return f"{self.symptom.ref} ({self.symptom.what}) {self.symptom.hint}"
        if self.symptom.certain is not Truth.YES:
            return f"{self.symptom.ref} ({self.symptom.what}) is not confirmed"
        return f"{self.symptom.ref} ({self.symptom.what}), {self.symptom.since}"


def _name(done: Procedure) -> str:
    if done.terms & KYPHOPLASTY:
        return "kyphoplasty"
    return "vertebroplasty" if done.terms & VERTEBROPLASTY else "vertebral augmentation"


def _levels(done: Procedure) -> str:
    return ", ".join(sorted(done.levels, key=from_above)) or "a level that is not recorded"


def new_after(
    chart: Chart, as_of: date, symptoms: Sequence[Symptom], *, months: int, first_day: int = 0
) -> list[Since]:
    """
    Return the symptoms that began, or may have begun, after an augmentation and are new on the day.

    Args:
        chart: the record.
        as_of: the day asked about.
        symptoms: what is there.
        months: for so long after the procedure a symptom is set against it, and for so long it is new.
        first_day: the day after the procedure from which it is (the day of the procedure is day 0).
    """
    if not symptoms:
        return []
    done = augmentations(chart, as_of)
    new = (symptom for symptom in symptoms if symptom.onset.reaches(as_of, months=months) is not Truth.NO)
    placed = (_placed(symptom, done, first_day, months) for symptom in new)
    return [since for since in placed if since is not None]


def _placed(
    symptom: Symptom, augmented: Sequence[tuple[Procedure, Truth]], first_day: int, months: int
) -> Since | None:
    found: dict[str, Procedure] = {}
    for done, certain in augmented:
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


def asserted(state: str, since: Sequence[Since], **words: str) -> Fact:
    """
    Answer with what began after a procedure, the decisive symptom first; *words* are said beside.
    """
    symptoms = [one.symptom for one in since]
    evidence = tuple(symptom.evidence for symptom in symptoms)
    evidence += tuple(Evidence(one.done.ref, f"{_name(one.done)} done", one.done.on) for one in since[:1])
    says = {"findings": listed(symptoms), "since": symptoms[0].since, "procedure": since[0].procedure, **words}
    sure = since[0].confirmed and since[0].when == "after"
    return Fact(state, evidence, status=Status.ASSERTED if sure else Status.POSSIBLE, on=symptoms[0].onset, says=says)


def left_open(chart: Chart, name: str, since: Sequence[Since]) -> Fact:
    """
    Answer unknown, with what would settle it.
    """
    evidence = tuple(one.symptom.evidence for one in since)
    gaps = gap_lines(chart, name, (one.doubt for one in since))
    return Fact("unknown", evidence, status=Status.POSSIBLE, gaps=gaps)


def nothing_after(
    chart: Chart, as_of: date, name: str, types: tuple[str, ...], terms: frozenset[str], *, symptoms: bool
) -> Fact:
    """
    Answer that nothing began after an augmentation, unless what would tell could not be read.

    A procedure that could not be read matters only where there are symptoms, and a symptom only where
    there is a procedure.
    """
    lost = unusable(chart, name, ("Procedure",), DONE | REPOSITION) if symptoms else None
    if augmentations(chart, as_of):
        lost = lost or unusable(chart, name, types, terms)
    return absent(chart, name) if lost is None or lost.status is Status.NOT_FETCHED else lost
