"""
Doses: injected drugs given on a day, what two sources disagree about, and which dose was the last.

Source ranks and conflicts: rules.md section 2, "Dates of injected drugs". An order is never a dose.
A dispense is none either; sites that give at dispense have it read as an administration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cds.chart.chart import Evidence, MedicineKind
from cds.chart.dates import Span, days_after
from cds.facts.measuring import limits_of
from cds.facts.medicines import into_a_vein
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart, Medicine

    Given = tuple[tuple[date, ...], bool]  # the possible days of a dose, and whether it may not have been given

__all__ = ["Dose", "evidence_of", "infusions", "last_doses", "last_two_doses", "merged", "newest_first", "told_doses"]

_DOSE_KINDS = frozenset({MedicineKind.ADMINISTRATION, MedicineKind.STATEMENT})


class Dose(Struct, frozen=True):
    """
    A drug given on a day, or on one of several possible days.

    Args:
        strength: mg; None when not known.
        sure: its status and code count; else the record only hints at it.
        doubt: why it may not have been given at all; "" when it surely was.
        listed: the doubt is listed in `data-needed` whether or not it changes an answer.
        later: days on which the drug may have been given again, told only as a period.
    """

    on: Span
    kind: MedicineKind
    strength: Decimal | None
    ref: str
    name: str = ""
    sure: bool = True
    note: str = ""
    doubt: str = ""
    listed: bool = False
    later: Span | None = None

    @property
    def source(self) -> str:
        """
        Name the kind of source and the resource.
        """
        return f"{self.kind.name.lower()}, {self.ref}"


def evidence_of(given: Iterable[Dose]) -> tuple[Evidence, ...]:
    """
    Return the resources of doses, newest first.
    """
    return tuple(Evidence(dose.ref, f"{dose.name} given", dose.on) for dose in newest_first(given))


def newest_first(given: Iterable[Dose]) -> list[Dose]:
    """
    Return doses, the latest first.
    """
    return sorted(given, key=lambda dose: (str(dose.on.last), dose.ref), reverse=True)


def told_doses(medicines: Iterable[Medicine], as_of: date) -> Iterator[Dose]:
    """
    Yield the dated doses of injected drugs as each resource tells them; one that can only be later is none.
    """
    for medicine in medicines:
        start = medicine.start
        if medicine.kind not in _DOSE_KINDS or medicine.certain is Truth.NO:
            continue
        if start.first is not None and start.first <= as_of:
            yield Dose(
                start.until(as_of),
                medicine.kind,
                medicine.strength,
                medicine.ref,
                medicine.name,
                sure=medicine.certain is Truth.YES,
                note=medicine.note,
                later=_later(medicine, as_of),
            )


def infusions(chart: Chart, as_of: date, terms: frozenset[str]) -> tuple[Dose, ...]:
    """
    Return the doses of bisphosphonates that went into a vein, or may have.
    """
    found = [m for m in chart.medicines_of(terms) if into_a_vein(m) is not Truth.NO]
    if not found:
        return ()
    return merged(chart, told_doses((_perhaps_infused(m) for m in found), as_of), item="date of last infusion")


def _perhaps_infused(medicine: Medicine) -> Medicine:
    if into_a_vein(medicine) is Truth.YES or medicine.certain is not Truth.YES:
        return medicine
    return replace(medicine, certain=Truth.UNKNOWN, note="its route is not recorded")


def _later(medicine: Medicine, as_of: date) -> Span | None:
    """
    Return the days on which a statement about a period leaves room for further doses.
    """
    if medicine.kind is not MedicineKind.STATEMENT or medicine.start.first is None:
        return None
    last = as_of if medicine.open_end else medicine.end.last if medicine.end else None
    first = days_after(medicine.start.first, 1)
    return Span(first, min(last, as_of)) if last and first <= min(last, as_of) else None


def merged(chart: Chart, told: Iterable[Dose], *, item: str, hint: str = "") -> tuple[Dose, ...]:
    """
    Return each dose once, by the best source that tells it, oldest first.

    A lesser source within the tolerance of a better one tells the same dose. Later than that it is
    doubtful, and a conflict when it is later than every better one.

    Args:
        chart: the record.
        told: the doses as each resource tells them.
        item: how `data-needed` asks for the dates of the drug.
        hint: how it asks whether the drug was given at all (default: likewise).
    """
    tolerance: int = limits_of(chart, "denosumab-doses")["tolerance"]
    kept: list[Dose] = []
    for dose in sorted(told, key=_best_first):
        alike = [d for d in kept if d.strength == dose.strength or None in (d.strength, dose.strength)]
        better = [d for d in alike if d.sure and (d.kind.value < dose.kind.value or not dose.sure)]
        same = next((d for d in alike if _one_day(d, dose) or (d in better and _same_dose(dose, d, tolerance))), None)
        if same is None:
            kept.append(
                _doubted(dose, [d for d in better if not d.doubt], tolerance, item if dose.sure else hint or item)
            )
        else:
            kept[kept.index(same)] = _joined(same, dose)
    return tuple(sorted(kept, key=lambda d: (str(d.on.last), d.ref)))


def _best_first(dose: Dose) -> tuple[object, ...]:
    unknown = dose.strength is None
    return (not dose.sure, dose.kind.value, unknown, str(dose.on.last), str(dose.on.first), dose.ref)


def _one_day(one: Dose, other: Dose) -> bool:
    return one.on.exact and one.on == other.on


def _same_dose(dose: Dose, better: Dose, tolerance: int) -> bool:
    """
    Tell whether a lesser source tells the better source's dose: near it, and surely not much later.
    """
    first, last = better.on.first, better.on.last
    assert first is not None
    assert last is not None
    assert dose.on.last is not None
    return days_after(first, -tolerance) <= dose.on.last <= days_after(last, tolerance)


def _joined(better: Dose, dose: Dose) -> Dose:
    """
    Add to a dose what only the lesser source knows of it: the strength, and that it went on.
    """
    if better.strength is None and dose.strength is not None and dose.sure:
        better = replace(better, strength=dose.strength, name=dose.name)
    return replace(better, later=better.later or dose.later)


def _doubted(dose: Dose, better: Sequence[Dose], tolerance: int, item: str) -> Dose:
    if not dose.sure:
        what = f"{dose.name} on {dose.on} ({dose.source}) is only possible"
        return replace(
            dose, doubt=f"{item}: {what}, {dose.note or 'its status does not say that it was given'}", listed=True
        )
    earlier = [d for d in better if _after(dose.on.last, d, tolerance)]
    if not earlier:
        return dose
    last = newest_first(earlier)[0]
    conflict = all(_after(dose.on.first, d, tolerance) for d in better)
    return replace(dose, doubt=f"{item}: {last.on} ({last.source}) or {dose.on} ({dose.source})", listed=conflict)


def _after(day: date | None, better: Dose, tolerance: int) -> bool:
    return day is not None and better.on.last is not None and days_after(better.on.last, tolerance) < day


def last_doses(given: Sequence[Dose], before: date, *, turns: frozenset[date] = frozenset()) -> Iterator[date | None]:
    """
    Yield every day on which the last dose before a day may have been given, newest first.

    Args:
        given: the doses, some of which may be doubtful or dated to a month only.
        before: the day; a dose on it counts as given after it.
        turns: days on which an answer may change, tried inside the span of a partial date.

    Yields:
        Days; None where there may have been no dose.
    """
    return (last for last, _ in _last(_choices(given, turns), before))


def last_two_doses(
    given: Sequence[Dose], before: date, *, turns: frozenset[date] = frozenset()
) -> Iterator[tuple[date | None, Iterator[date | None]]]:
    """
    Yield likewise every day of the last dose, each with the days of the dose before that one.
    """
    for last, rest in _last(_choices(given, turns), before):
        yield last, (previous for previous, _ in _last(rest, last)) if last else iter((None,))


def _choices(given: Sequence[Dose], turns: frozenset[date]) -> list[Given]:
    return [(_days(dose, turns), bool(dose.doubt)) for dose in given]


def _days(dose: Dose, turns: frozenset[date]) -> tuple[date, ...]:
    first, last = dose.on.first, dose.on.last
    assert first is not None
    assert last is not None
    if first == last:
        return (first,)
    return tuple(sorted({first, last} | {day for day in turns if first < day < last}))


def _last(given: Sequence[Given], before: date) -> Iterator[tuple[date | None, list[Given]]]:
    """
    Yield each possible day of the last dose before a day, with the choices left to the other doses.
    """
    days = sorted(((day, place) for place, (of, _) in enumerate(given) for day in of if day < before), reverse=True)
    for day, place in days:
        rest = [(_outside(of, day, before), doubtful) for at, (of, doubtful) in enumerate(given) if at != place]
        if not all(of or doubtful for of, doubtful in rest):
            return  # a dose that was surely given has no day left: it was the last one
        yield day, rest
    if all(doubtful or any(day >= before for day in of) for of, doubtful in given):
        yield None, list(given)


def _outside(days: tuple[date, ...], after: date, before: date) -> tuple[date, ...]:
    if all(day <= after or day >= before for day in days):
        return days
    return tuple(day for day in days if day <= after or day >= before)
