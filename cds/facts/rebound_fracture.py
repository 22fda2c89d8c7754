"""
One fracture: did it begin while denosumab was wearing off?

The definition is rules.md section 3, `rebound-fracture`; first match wins, in its order. The gap is
measured at the fracture, so a dose given after it does not erase it.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.dates import days_after, first_reaching, months_after
from cds.facts.bridging import bridged, bridging_days
from cds.facts.denosumab import denosumab_exposure, injections
from cds.facts.doses import last_doses, last_two_doses
from cds.facts.fact import UNKNOWN
from cds.facts.measuring import limits_of
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart
    from cds.facts.denosumab import Injections
    from cds.facts.fractures import Fracture

__all__ = ["Judged", "Window", "rebound_fracture"]

NO, POSSIBLE, PROBABLE = "no", "possible", "probable"


class Window(Struct, frozen=True):
    """
    The limits of the rebound window, in months (evidence.md section 7).
    """

    window_start: int
    probable_end: int
    possible_end: int
    late_redose: int

    @classmethod
    def of(cls, chart: Chart) -> Window:
        """
        Read the window from the entry `rebound` of the dictionary.
        """
        limits = limits_of(chart, "rebound")
        return cls(limits["window_start"], limits["probable_end"], limits["possible_end"], limits["late_redose"])

    def turns_after(self, dose: date) -> Iterator[date]:
        """
        Yield the days of onset around which the answer for a dose may change.
        """
        for months in (0, self.late_redose, self.window_start, self.probable_end, self.possible_end):
            turn = months_after(dose, months)
            yield from (days_after(turn, -1), turn, days_after(turn, 1))

    def turns_before(self, onset: date) -> Iterator[date]:
        """
        Yield the days of a dose around which the answer for an onset may change.
        """
        yield days_after(onset, -1)
        for months in (self.late_redose, self.window_start, self.probable_end, self.possible_end):
            for day in (onset, days_after(onset, 1)):
                turn = first_reaching(day, months)
                yield from (days_after(turn, -1), turn)


class Judged(Struct, frozen=True):
    """
    A fracture with its state, why it is only possible, and the last dose before it.

    `last` lists every day the last dose may have been given on; `gaps` are the doubts that matter.
    """

    fracture: Fracture
    state: str
    why: str = ""
    last: tuple[date, ...] = ()
    gaps: tuple[str, ...] = ()


def rebound_fracture(fracture: Fracture, chart: Chart, as_of: date) -> Judged:
    """
    Judge one fracture: probable, possible, no or unknown.
    """
    exposure = denosumab_exposure(chart, as_of).state
    if fracture.causes.kind in {"malignant", "infective", "high-energy"}:
        return Judged(fracture, NO, f"the recorded cause is {fracture.causes.kind}")
    if exposure in {"no", "none-recorded"}:
        return Judged(fracture, NO)
    if exposure == UNKNOWN:
        return Judged(fracture, UNKNOWN)
    given = injections(chart, as_of)
    judged = _judged(fracture, _Question(chart, as_of, fracture, given, Window.of(chart)))
    if judged.state == NO and given.with_later() != given:
        return _judged(fracture, _Question(chart, as_of, fracture, given.with_later(), Window.of(chart)))
    return judged


def _judged(fracture: Fracture, question: _Question) -> Judged:
    answers = set(question.answers())
    states = {state for state, _ in answers}
    whys = sorted({why for _, why in answers if why})
    if len(states) == 1:
        return Judged(fracture, states.pop(), "; ".join(whys), question.last_doses())
    whys.append(question.open_dates())
    gaps = tuple(dose.doubt for dose in question.given.all if dose.doubt)
    return Judged(fracture, POSSIBLE, "; ".join(whys), question.last_doses(), gaps)


class _Question(Struct, frozen=True):
    """
    One fracture against the doses, for each date that partial, missing or conflicting dates allow.
    """

    chart: Chart
    as_of: date
    fracture: Fracture
    given: Injections
    window: Window

    def answers(self) -> Iterator[tuple[str, str]]:
        """
        Yield states with the reason why only possible, until two of them differ.
        """
        states = set()
        turns = self._days_of_doses()
        for onset in self._onsets():
            others = set(last_doses(self.given.other, onset, turns=turns))
            for (last, previous), other in product(self._lasts(onset, turns), others):
                state, why = self._at(onset, last, previous, other)
                yield state, why
                states.add(state)
            if len(states) > 1:
                return

    def _lasts(self, onset: date, turns: frozenset[date]) -> Iterator[tuple[date | None, date | None]]:
        """
        Yield the last 60 mg dose before the onset, with the one before it where a late re-dose is possible.
        """
        for last, previous in last_two_doses(self.given.sixty, onset, turns=turns):
            soon = last is not None and onset <= months_after(last, self.window.late_redose)
            yield from ((last, day) for day in (previous if soon else (None,)))

    def last_doses(self) -> tuple[date, ...]:
        """
        Return each day on which the last 60 mg dose before the fracture may have been given, oldest first.
        """
        assert self.fracture.onset.last is not None  # cut at the as-of date
        return tuple(sorted(day for day in set(last_doses(self.given.sixty, self.fracture.onset.last)) if day))

    def _days_of_doses(self) -> frozenset[date]:
        """
        Return the days to try inside the span of a partly dated dose.
        """
        if all(dose.on.exact for dose in self.given.all):
            return frozenset()
        ends = (self.fracture.onset.first, self.fracture.onset.last)
        return frozenset(turn for end in ends if end for turn in self.window.turns_before(end))

    def _onsets(self) -> Iterator[date]:
        """
        Yield the days of onset to try: the ends of its span, then each day on which the answer may change.
        """
        onset = self.fracture.onset
        assert onset.last is not None  # cut at the as-of date
        yield onset.last
        if onset.exact:
            return
        days = [day for dose in self.given.all for day in (dose.on.first, dose.on.last) if day]
        first = onset.first or min([days_after(day, -1) for day in days] + [onset.last])
        yield first
        turns = {turn for day in days for turn in self.window.turns_after(day)} | bridging_days(self.chart, self.as_of)
        yield from sorted((turn for turn in turns if first < turn < onset.last), reverse=True)

    def _at(self, onset: date, last: date | None, previous: date | None, other: date | None) -> tuple[str, str]:
        """
        Answer for one day of onset and one way the doses may have been.
        """
        if last is None and other is None:
            return NO, ""
        probable = last is not None and self._between(last, onset, self.window.window_start, self.window.probable_end)
        why = self._why_only_possible(onset, last, previous, other, probable=probable)
        if why:
            return POSSIBLE, why
        return (PROBABLE if probable else NO), ""

    def _why_only_possible(
        self, onset: date, last: date | None, previous: date | None, other: date | None, *, probable: bool
    ) -> str:
        window = self.window
        if last and probable and self._bridged(last, onset) is not Truth.NO:
            return "a follow-on antiresorptive was taken, or may have been"
        if last and not probable and self._between(last, onset, window.probable_end, window.possible_end):
            return f"late window, {window.probable_end} to {window.possible_end} months after the last dose"
        if probable and self.fracture.confirmed is not Truth.YES:
            return "the fracture is not confirmed"
        if probable and self.fracture.causes.kind == "suspected":
            return "malignancy, infection or high-energy trauma is suspected"
        if last and previous and self._late_redose(last, previous, onset):
            return "a late re-dose shortly before the fracture"
        if other and (last is None or other > last) and self._after_another_strength(last, other, onset):
            return "the last dose before the fracture is of another or unknown strength"
        return ""

    @staticmethod
    def _between(dose: date, onset: date, first: int, last: int) -> bool:
        return months_after(dose, first) <= onset <= months_after(dose, last)

    def _bridged(self, last: date, onset: date) -> Truth:
        return bridged(self.chart, last, onset, as_of=self.as_of, including=False)

    def _late_redose(self, last: date, previous: date, onset: date) -> bool:
        late = (
            months_after(previous, self.window.window_start) < last <= months_after(previous, self.window.possible_end)
        )
        return late and onset <= months_after(last, self.window.late_redose)

    def _after_another_strength(self, last: date | None, other: date, onset: date) -> bool:
        starts = [day for day in (other, last) if day]
        return any(self._between(day, onset, self.window.window_start, self.window.possible_end) for day in starts)

    def open_dates(self) -> str:
        """
        Say which dates leave the answer open.
        """
        fracture = self.fracture
        if not fracture.onset_known:
            return "the onset of the fracture is not recorded"
        if not fracture.onset.exact:
            return f"the fracture is dated {fracture.onset}"
        return "the dates of the last dose are partial or differ"
