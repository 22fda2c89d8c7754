"""
Chest symptoms that began after a vertebral augmentation: breathlessness, low oxygen, pain, fainting, a fast heart.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.dates import days_after, months_before
from cds.facts.care_gap import augmentations
from cds.facts.measuring import measures
from cds.facts.readings import below, plain, readings
from cds.facts.symptoms import Symptom, asserted, complaints, left_open, new_after, nothing_after
from cds.truth import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from cds.chart.chart import Chart, Observation
    from cds.chart.dates import Span
    from cds.facts.fact import Fact
    from cds.facts.readings import Reading
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
    if augmentations(chart, as_of):
        first = months_before(as_of, window + baseline)
        found += _low_oxygen(chart, as_of, low_saturation, since=first, apart=baseline)
        found += _oxygen_need(chart, as_of, room_air, baseline)
    since = new_after(chart, as_of, found, months=window)
    likely = [one for one in since if one.when != "doubtful" and not one.symptom.hint]
    if likely:
        return _judged(chart, likely, acute)
    if since:
        return left_open(chart, name, since)
    return nothing_after(chart, as_of, name, CHEST_TYPES, ALL, symptoms=bool(found))


def _judged(chart: Chart, likely: Sequence[Since], acute: int) -> Fact:
    confirmed = [one for one in likely if one.confirmed]
    after = [one for one in confirmed if one.when == "after"]
    soon = [one for one in after if _within(one, acute)]
    state = "acute" if soon else "later" if after else "onset-open" if confirmed else "unconfirmed"
    return asserted(state, list(dict.fromkeys([*soon, *after, *confirmed, *likely])), embolism=_embolism(chart))


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


def _low_oxygen(chart: Chart, as_of: date, limit: Decimal, *, since: date, apart: int) -> Iterator[Symptom]:
    """
    Yield low oxygen saturation with the first day of the low values that no normal one interrupted.

    The latest value decides; a low and a normal one of the same moment leave it open.
    """
    told = readings(
        chart, as_of, SATURATION, days=(as_of - since).days, units=["%"], of="percent", what="oxygen saturation"
    )
    moments = [list(group) for _, group in groupby((r for r in told if not r.why), key=_moment)]
    if not moments:
        return
    latest, answers = min(moments[0], key=lambda r: r.value), {_low(r, limit) for r in moments[0]}
    if answers == {Truth.NO}:
        return
    first = latest.on
    for moment in moments[1:]:
        near = first.first is None or moment[0].on.within(months_before(first.first, apart), None) is not Truth.NO
        if not near or any(_low(r, limit) is not Truth.YES for r in moment):
            break
        first = moment[0].on
    low = Truth.YES if answers == {Truth.YES} else Truth.UNKNOWN
    what = f"oxygen saturation {latest.comparator}{plain(latest.value)} %"
    yield Symptom(what, first, low, latest.sources[0].ref, latest.on)


def _moment(reading: Reading) -> tuple[date, str]:
    return reading.day, reading.sources[0].updated


def _low(reading: Reading, limit: Decimal) -> Truth:
    low = below(reading, limit)
    return Truth.UNKNOWN if low is Truth.YES and not reading.sure else low


class _Oxygen(Struct, frozen=True):
    """
    Oxygen that was given from a day on; `last`: the last day, as far as it is told; `over`: it ended.
    """

    start: Span
    last: date
    over: bool
    certain: Truth
    ref: str


def _oxygen_need(chart: Chart, as_of: date, room_air: Decimal, baseline: int) -> Iterator[Symptom]:
    """
    Yield for each augmentation the first oxygen after its day, if none was given in the months before.

    Oxygen on the day itself belongs to the procedure. A need that ended is none.
    """
    given = sorted(_given(chart, as_of, room_air), key=lambda oxygen: (oxygen.last, oxygen.ref))
    for done, _ in augmentations(chart, as_of):
        if done.on.first is None or done.on.last is None:
            continue
        before = months_before(done.on.first, baseline)
        if any(g.start.within(None, days_after(done.on.first, -1)) is Truth.YES and g.last >= before for g in given):
            continue
        after = [g for g in given if g.start.within(days_after(done.on.last, 1), None) is not Truth.NO]
        if after and not all(g.over for g in after):
            yield Symptom("new need of oxygen", after[0].start, after[0].certain, after[0].ref, after[-1].start)


def _given(chart: Chart, as_of: date, room_air: Decimal) -> Iterator[_Oxygen]:
    inhaled = [(o, _more_than_air(o, room_air)) for o in chart.observations_of(INHALED)]
    air = max((o.on.first for o, more in inhaled if more is Truth.NO and o.on.first), default=date.min)
    for seen, more in inhaled:
        if more is not Truth.NO:
            last = seen.on.last or as_of
            yield _Oxygen(seen.on, last, last < air, all_of((more, seen.certain)), seen.ref)
    for therapy in chart.procedures_of(OXYGEN):
        goes_on = therapy.status == "in-progress" or therapy.on.last is None
        told = therapy.end.last if therapy.end else None if goes_on else therapy.on.last
        last = told or as_of
        ended = therapy.end is not None and therapy.end.within(None, days_after(as_of, -1)) is Truth.YES
        # A procedure in progress is oxygen that is being given now; only a doubtful code makes it doubtful.
        certain = Truth.YES if therapy.status == "in-progress" and not therapy.text_only else therapy.certain
        yield _Oxygen(therapy.on, last, ended or last < air, certain, therapy.ref)


def _more_than_air(seen: Observation, room_air: Decimal) -> Truth:
    """
    Tell whether oxygen was given: a flow, or a concentration above that of air.
    """
    amount = seen.quantity
    if amount is None:
        return Truth.UNKNOWN
    percent = amount.value * 100 if amount.unit == "" and amount.value <= 1 else amount.value
    return Truth.of(percent > room_air if amount.unit in {"%", ""} else percent > 0)
