"""
Statements that a finding is there or not, and which of them holds for a vertebra.

The latest wins; a yes and a no of one moment are a conflict. A finding belongs to the vertebra it
names. One that names none belongs to the target when that is the only recent fracture, else nobody
knows to which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.chart import Evidence
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.truth import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cds.chart.chart import Chart, Observation
    from cds.chart.dates import Span

__all__ = ["Answer", "Statement", "answer_at", "joined", "not_before", "statements"]


class Statement(Struct, frozen=True):
    """
    One yes or no about a finding; `answer` is unknown when its resource only makes it possible.
    """

    answer: Truth
    on: Span
    updated: str
    ref: str
    levels: frozenset[str]

    @property
    def when(self) -> tuple[str, str]:
        """
        Return what tells which of two statements is the latest.
        """
        return str(self.on.last or ""), self.updated


def statements(
    chart: Chart, terms: frozenset[str], *, read: Callable[[Observation], Truth | None] | None = None
) -> list[Statement]:
    """
    Return what observations and conditions say of a finding.

    Args:
        chart: the record.
        terms: the finding.
        read: how the value of an observation is read; None: as a yes or no.
    """
    said = []
    for seen in chart.observations_of(terms):
        answer = seen.answer if read is None else read(seen)
        if answer is not None:
            sure = answer if seen.certain is Truth.YES else Truth.UNKNOWN
            said.append(Statement(sure, seen.on, seen.updated, seen.ref, seen.levels))
    said += [Statement(c.certain, c.onset, "", c.ref, c.levels) for c in chart.conditions_of(terms)]
    return said


class Answer(Struct, frozen=True):
    """
    What the latest statement about a vertebra says; `truth` None: nothing is said.
    """

    truth: Truth | None
    said: tuple[Statement, ...] = ()
    conflict: bool = False


def answer_at(level: str, said: Iterable[Statement], *, only: bool, since: Span | None = None) -> Answer:
    """
    Return what the latest statement about a vertebra says.

    Args:
        level: the vertebra.
        said: the statements about the finding.
        only: a statement that names no level can only be about this one.
        since: the fracture or procedure; statements from before it are about something else.
    """
    counted = []
    for one in said:
        about = Truth.of(level in one.levels) if one.levels else Truth.YES if only else Truth.UNKNOWN
        counts = all_of((about, not_before(one.on, since)))
        if counts is not Truth.NO:
            counted.append((one, one.answer if counts is Truth.YES else Truth.UNKNOWN))
    if not counted:
        return Answer(None)
    latest = max(one.when for one, _ in counted)
    answers = {answer for one, answer in counted if one.when == latest}
    told = tuple(one for one, _ in counted if one.when == latest)
    return Answer(answers.pop(), told) if len(answers) == 1 else Answer(Truth.UNKNOWN, told, conflict=True)


def not_before(on: Span, since: Span | None) -> Truth:
    """
    Tell whether something happened on or after an event, each on one of several possible days.
    """
    if since is None:
        return Truth.YES
    if since.last is not None and on.within(since.last, None) is Truth.YES:
        return Truth.YES
    earlier = since.first is not None and on.last is not None and on.last < since.first
    return Truth.NO if earlier else Truth.UNKNOWN


def joined(found: Sequence[tuple[str, Answer]], what: str, *, leading: Truth = Truth.YES) -> Fact:
    """
    Join the answers of several vertebrae: *leading* when one says so, the other when all say that.
    """
    evidence = tuple(dict.fromkeys(Evidence(s.ref, what, s.on) for _, one in found for s in one.said))
    decisive = [one for _, one in found if one.truth is leading]
    if decisive:
        return _known(leading, decisive[0], evidence)
    open_ones = [(level, one) for level, one in found if one.truth is Truth.UNKNOWN]
    if open_ones:
        status = Status.CONFLICTING if any(one.conflict for _, one in open_ones) else Status.POSSIBLE
        gaps = tuple(f"{what} of {level}: {_doubt(one)}" for level, one in open_ones)
        return Fact(UNKNOWN, evidence, status=status, gaps=gaps, says={"answer": "not certain"})
    if not found or any(one.truth is None for _, one in found):
        return Fact(UNKNOWN, evidence, status=Status.NOT_RECORDED)
    return _known(~leading, found[0][1], evidence)


def _known(truth: Truth, answer: Answer, evidence: tuple[Evidence, ...]) -> Fact:
    on = answer.said[0].on
    status = Status.ASSERTED if truth is Truth.YES else Status.REFUTED
    return Fact(truth.value, evidence, status=status, on=on, says={"answer": f"{truth.value} ({on})"})


def _doubt(one: Answer) -> str:
    refs = " and ".join(dict.fromkeys(f"{s.ref} ({s.on})" for s in one.said))
    return f"{refs} contradict each other" if one.conflict else f"{refs} is preliminary, or its level or date is open"
