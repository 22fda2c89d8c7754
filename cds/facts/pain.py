"""
Back pain that began, or became worse, after a vertebral augmentation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.facts.measuring import measures
from cds.facts.symptoms import answered, asserted, complaints, left_open, new_after, nothing_after

if TYPE_CHECKING:
    from datetime import date

    from cds.chart.chart import Chart
    from cds.facts.fact import Fact
    from cds.facts.symptoms import Symptom

__all__ = ["pain_after_augmentation"]

BACK_PAIN = {"back-pain": "back pain"}
WORSE = frozenset({"obs-back-pain-worse"})
PAIN_TYPES = ("Condition", "Observation")


@measures("pain-after-augmentation")
def pain_after_augmentation(chart: Chart, as_of: date, *, first_day: int, window: int) -> Fact:
    """
    Did back pain begin, or become worse, from the day after a vertebral augmentation on?
    """
    name = "pain-after-augmentation"
    found = _pain(chart, as_of)
    since = new_after(chart, as_of, found, months=window, first_day=first_day)
    new = [one for one in since if one.confirmed and one.when == "after"]
    if new:
        return asserted("new", new)
    if since:
        return left_open(chart, name, since)
    return nothing_after(chart, as_of, name, PAIN_TYPES, WORSE | set(BACK_PAIN), symptoms=bool(found))


def _pain(chart: Chart, as_of: date) -> list[Symptom]:
    """
    Return back pain with its onset, and the latest answer that it is worse with the day of that answer.
    """
    found = [*complaints(chart, as_of, BACK_PAIN)]
    worse, _ = answered(chart, WORSE, "back pain, worse")
    return [*found, replace(worse, onset=worse.seen)] if worse else found
