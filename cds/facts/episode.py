"""
The current episode: whether there is a fracture to speak of at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.facts.fact import Fact
from cds.facts.fractures import fractures_unusable, in_question
from cds.facts.measuring import absent, limits_of, measures

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Chart

__all__ = ["current_fracture"]


@measures("current-fracture")
def current_fracture(chart: Chart, as_of: date) -> Fact:
    """
    Is there a vertebral fracture of the last 12 months, or one without an onset?
    """
    months: int = limits_of(chart, "rebound")["episode"]
    found = [fracture for fracture, _ in in_question(chart.about(None), as_of, months=months)]
    if found:
        return Fact("yes", tuple(evidence for fracture in found for evidence in fracture.as_evidence()))
    return fractures_unusable(chart, "current-fracture") or absent(chart, "current-fracture")
