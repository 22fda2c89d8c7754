"""
The date of a heart or brain event, where a label counts the months since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.facts.cardiovascular import mi_stroke
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import measures

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["mi_stroke_date"]


@measures("mi-stroke-date")
def mi_stroke_date(chart: Chart, as_of: date) -> Fact:
    """
    Is the date of a recorded myocardial infarction or stroke known well enough to count the months since?
    """
    event = mi_stroke(chart, as_of)
    if event.state == UNKNOWN:
        return Fact(UNKNOWN, event.evidence, status=event.status)
    if event.state == "undated":
        return Fact(UNKNOWN, event.evidence, status=Status.NOT_RECORDED)
    return Fact("no-event" if event.state == "none-recorded" else "recorded", event.evidence, on=event.on)
