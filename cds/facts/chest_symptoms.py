"""
Chest symptoms that began after a vertebral augmentation: breathlessness, low oxygen, pain, fainting, a fast heart.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from cds.chart.dates import Span, days_after, months_before
from cds.facts.care_gap import augmentations
from cds.facts.measuring import measures
from cds.facts.quantities import at_least, numbers, plain_number
from cds.facts.symptoms import Symptom, asserted, complaints, left_open, new_after, nothing_after
from cds.truth import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart, Observation
    from cds.facts.fact import Fact
    from cds.facts.quantities import Number
    from cds.facts.symptoms import Since

__all__ = ["chest_symptoms_after_augmentation"]

CHEST = {
    "dyspnoea": "breathlessness",
    "hypoxaemia": "low blood oxygen",
    "chest-pain": "chest pain",
    "syncope": "fainting",
    "tachycardia": "fast heartbeat",
}
EMBOLISM = {"cement-pulmonary-embolism": "cement pulmonary embolism", "pulmonary-embolism": "pulmonary embolism"}
SATURATION = frozenset({"obs-oxygen-saturation"})
INHALED = frozenset({"obs-inhaled-oxygen"})
OXYGEN = frozenset({"procedure-oxygen-therapy"})
ALL = frozenset(CHEST) | SATURATION | INHALED | OXYGEN
CHEST_TYPES = ("Condition", "Observation", "Procedure")


@measures("chest-symptoms-after-augmentation")
def chest_symptoms_after_augmentation(
    chart: Chart, as_of: date, *, acute: int, window: int, low_saturation: Decimal, room_air: Decimal, baseline: int
) -> Fact:
    """
    Did a chest symptom begin on or after the day of a vertebral augmentation, and how soon?
    """
    name = "chest-symptoms-after-augmentation"
    found = [*complaints(chart, as_of, CHEST)]
    if chart.observations_of(SATURATION):
        found += _low_oxygen(chart, low_saturation, baseline)
    if chart.procedures_of(OXYGEN) or chart.observations_of(INHALED):
        found += _oxygen_need(chart, as_of, room_air, baseline)
    since = new_after(chart, as_of, found, months=window)
    likely = [one for one in since if one.when != "doubtful" and not one.symptom.hint]
    if likely:
        return _judged(chart, likely, acute)
    if since:
        return left_open(chart, name, since)
    return nothing_after(chart, name, CHEST_TYPES, ALL, symptoms=bool(found))


def _judged(chart: Chart, likely: Sequence[Since], acute: int) -> Fact:
    confirmed = [one for one in likely if one.confirmed]
    after = [one for one in confirmed if one.when == "after"]
    soon = [one for one in after if _within(one, acute)]
    state = "acute" if soon else "later" if after else "onset-open" if confirmed else "unconfirmed"
    fact = asserted(state, list(dict.fromkeys([*soon, *after, *confirmed, *likely])))
    return fact.saying(embolism=_embolism(chart))


def _within(since: Since, days: int) -> bool:
    """
    Tell whether a symptom may have begun within so many days after the procedure (the more urgent answer).
    """
    last = since.done.on.last
    return last is None or since.symptom.onset.within(None, days_after(last, days)) is not Truth.NO


def _embolism(chart: Chart) -> str:
    told = [c for c in chart.conditions_of(frozenset(EMBOLISM)) if c.certain is not Truth.NO]
    named = {f"{next(EMBOLISM[t] for t in EMBOLISM if t in c.terms)} ({c.onset})" for c in told}
    return ", ".join(sorted(named)) or "none recorded"


def _low_oxygen(chart: Chart, limit: Decimal, baseline: int) -> Iterator[Symptom]:
    """
    Yield low oxygen saturation with the first day of the low values that no normal one interrupted.

    On the latest day the lowest value decides; an earlier day counts as low only if all its values are.
    """
    found, _ = numbers(chart, SATURATION, of="percent", to="%")
    dated = sorted((n for n in found if n.observation.on.last), key=_day, reverse=True)
    days = [list(group) for _, group in groupby(dated, key=_day)]
    if not days:
        return
    latest = min(days[0], key=lambda number: number.value)
    low = any_of(_low(number, limit) for number in days[0])
    if low is Truth.NO:
        return
    first = latest.observation.on
    for day in days[1:]:
        near = first.first is None or day[0].observation.on.within(months_before(first.first, baseline), None)
        if near is Truth.NO or any(_low(number, limit) is not Truth.YES for number in day):
            break
        first = day[0].observation.on
    what = f"oxygen saturation {latest.text} %"
    yield Symptom(what, first, low, latest.observation.ref, latest.observation.on)


def _day(number: Number) -> str:
    return str(number.observation.on.last)


def _low(number: Number, limit: Decimal) -> Truth:
    low = ~at_least(number, limit)
    return low if number.sure is Truth.YES or low is Truth.NO else Truth.UNKNOWN


def _oxygen_need(chart: Chart, as_of: date, room_air: Decimal, baseline: int) -> Iterator[Symptom]:
    """
    Yield for each augmentation the first oxygen given after its day, if none was given in the months before.

    Oxygen on the day itself belongs to the procedure.
    """
    given = sorted(_given(chart, room_air), key=lambda oxygen: str(oxygen.onset.first))
    for done, _ in augmentations(chart):
        if done.on.first is None or done.on.last is None or _over(chart, as_of, room_air):
            continue
        before = months_before(done.on.first, baseline), days_after(done.on.first, -1)
        if any(Span(o.onset.first, o.seen.last).within(*before) is not Truth.NO for o in given if _began_before(o, done.on)):
            continue
        yield from [o for o in given if o.onset.within(days_after(done.on.last, 1), None) is Truth.YES][:1]
