"""
The schedule of a drug that is given at intervals: where a day lies after the last dose.

The one place in which due, overdue and missed are told apart. It knows no drug and no number: the
limits are months of the dictionary, counted from the last dose in one step each, both ends included.
"""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.dates import months_after

if TYPE_CHECKING:
    from datetime import date

__all__ = ["DoseSchedule", "Place"]


class Place(Enum):
    """
    Where a day lies: each place begins on the day after the one before it ends.
    """

    EARLY = "early"  # the next dose is not due yet
    DUE = "due"  # it is to be planned now
    OVERDUE = "overdue"  # late, within the grace period
    MISSED = "missed"  # the effect is wearing off: the window of harm
    LONG_MISSED = "long-missed"  # later than that, when harm is uncertain
    PAST = "past"

    @property
    def in_time(self) -> bool:
        """
        Tell whether a dose on that day still keeps the treatment going.
        """
        return self in {Place.EARLY, Place.DUE, Place.OVERDUE}


class DoseSchedule(Struct, frozen=True):
    """
    The last days of each place, in calendar months after a dose.

    Args:
        early: until then the next dose is not spoken of.
        due: the next dose is to be given by then (the dosing interval).
        grace: until then a late dose is overdue; after it the dose is missed.
        window: until then missing it is dangerous.
        late_window: until then it may be.

    Raises:
        ValueError: a place would end before the one before it.
    """

    early: int
    due: int
    grace: int
    window: int
    late_window: int

    def __post_init__(self) -> None:
        """
        Refuse limits that are not in order.
        """
        months = (0, self.early, self.due, self.grace, self.window, self.late_window)
        if any(later < earlier for earlier, later in pairwise(months)):
            raise ValueError(f"the months of a dose schedule rise; {months[1:]} do not")

    def place(self, day: date, *, after: date) -> Place:
        """
        Say where *day* lies after a dose; a day before the dose is early.
        """
        for place, months in self._ends():
            if day <= months_after(after, months):
                return place
        return Place.PAST

    def due_on(self, dose: date) -> date:
        """
        Return the day on which the dose after *dose* is due.
        """
        return months_after(dose, self.due)

    def grace_ends(self, dose: date) -> date:
        """
        Return the last day on which the dose after *dose* is only overdue.
        """
        return months_after(dose, self.grace)

    def _ends(self) -> tuple[tuple[Place, int], ...]:
        return (
            (Place.EARLY, self.early),
            (Place.DUE, self.due),
            (Place.OVERDUE, self.grace),
            (Place.MISSED, self.window),
            (Place.LONG_MISSED, self.late_window),
        )
