"""
The OF class of a recent osteoporotic fracture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import Fracture, recent, vertebral_fractures
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, measures, unusable
from cds.facts.statements import not_before
from cds.truth import Truth

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Chart, Observation

__all__ = ["of_class"]

OF_CLASS = frozenset({"obs-of-classification"})
CLASSES = {f"OF{number}": number for number in range(1, 6)}


@measures("of-class")
def of_class(chart: Chart, as_of: date, *, recent_within: int) -> Fact:
    """
    Which OF class is recorded for a fracture of the last 12 months (of several, the highest)?
    """
    seen = [o for o in chart.observations_of(OF_CLASS) if o.certain is not Truth.NO]
    if not seen:
        lost = unusable(chart, "of-class", ("Observation",), OF_CLASS)
        return lost or absent(chart, "of-class")
    fractures = [f for f in vertebral_fractures(chart, as_of) if _is_recent(f, as_of, recent_within)]
    classed = [(f, told) for f in fractures if (told := _latest(f, seen, only=len(fractures) == 1))]
    known = [(number, f, told[0]) for f, told in classed if (number := _agreed(told))]
    gaps = gap_lines(chart, "of-class", (_wrong(f, told) for f, told in classed if not _agreed(told)))
    evidence = tuple(Evidence(o.ref, f"OF class of {f.place}", o.on) for f, told in classed for o in told)
    if known:
        number, fracture, chosen = max(known, key=lambda k: (k[0], k[1].place))
        every = "; ".join(f"{f.place}: OF {n} ({o.on})" for n, f, o in known)
        says = {"number": str(number), "level": fracture.place, "all": every}
        return Fact(f"of-{number}", evidence, value=f"OF {number}", on=chosen.on, says=says, gaps=gaps)
    if not gaps:
        return absent(chart, "of-class")
    return Fact(UNKNOWN, evidence, status=Status.UNREADABLE, gaps=gaps)


def _is_recent(fracture: Fracture, as_of: date, months: int) -> bool:
    """
    Tell whether a fracture is surely recent, confirmed, and of no other cause than fragility.
    """
    fragile = fracture.causes.kind in {"fragility", "suspected"}
    return fragile and fracture.confirmed is Truth.YES and recent(fracture, as_of, months) is Truth.YES


def _latest(fracture: Fracture, seen: list[Observation], *, only: bool) -> list[Observation]:
    """
    Return the latest class of a fracture, with any of the same moment; one without a value is none.
    """
    of = [
        o
        for o in seen
        if (o.codes or o.unreadable or o.quantity is not None)
        and (o.levels & fracture.levels or (only and not o.levels))
        and not_before(o.on, fracture.onset) is not Truth.NO
    ]
    latest = max((_moment(o) for o in of), default=None)
    return [o for o in of if _moment(o) == latest]


def _moment(seen: Observation) -> tuple[str, str]:
    return str(seen.on.last or ""), seen.updated


def _agreed(told: list[Observation]) -> int:
    """
    Return the one class that observations give and count for, else 0.
    """
    numbers = {_number(o) if o.certain is Truth.YES else 0 for o in told}
    return numbers.pop() if len(numbers) == 1 else 0


def _number(seen: Observation) -> int:
    found = {CLASSES[code] for code in seen.codes if code in CLASSES}
    return found.pop() if len(found) == 1 else 0


def _wrong(fracture: Fracture, told: list[Observation]) -> str:
    refs = " and ".join(o.ref for o in told)
    if len(told) > 1:
        return f"{fracture.place}: {refs} differ"
    reason = "is preliminary" if _number(told[0]) else "is none of OF 1 to OF 5"
    return f"{fracture.place}: {refs} of {told[0].on} {reason}"
