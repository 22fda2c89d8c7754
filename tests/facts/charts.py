"""
Charts for the tests of facts, event by event; each factory has the clinical defaults a test need not say.

A day is written as in FHIR: "2025-09-01", or partial, "2025-09" and "2025"; "" is no date.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

import cds
from cds.chart.chart import (
    Allergy,
    Chart,
    Condition,
    Fetch,
    Medicine,
    MedicineKind,
    Observation,
    Order,
    Patient,
    Plan,
    Procedure,
    Quantity,
    Unreadable,
)
from cds.chart.dates import Span
from cds.chart.reading.dates import span as read_span
from cds.facts import measures
from cds.plain_yaml import read_yaml
from cds.rules.model import Ask, Entry, Limit
from cds.rules.rule_file import EntryFile
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cds.facts import Fact

YES, NO, MAYBE = Truth.YES, Truth.NO, Truth.UNKNOWN
GIVEN, STATED, DISPENSED, ORDERED = MedicineKind
TODAY = "2026-03-10"

_UTC = ZoneInfo("UTC")
_numbers = count(1)


@cache
def dictionary() -> Mapping[str, Entry]:
    """
    Return the entries of the real dictionary, whatever the state of the rules beside it.
    """
    found: dict[str, Entry] = {}
    for path in sorted((Path(cds.__file__).parent.parent / "rules" / "facts").glob("*.yaml")):
        for name, data in read_yaml(path).data.items():
            form = EntryFile.model_validate(data)
            found[name] = Entry(
                name,
                form.means,
                tuple(form.states),
                absent=form.absent,
                scope=form.scope,
                given=form.given is not None,
                ask=None if form.ask is None or isinstance(form.ask, str) else Ask(**form.ask.model_dump()),
                asked_as=form.ask if isinstance(form.ask, str) else "",
                limits={limit: Limit(*value.number(), value.source) for limit, value in form.limits.items()},
                says=tuple(form.says),
            )
    return {name: replace(e, ask=found[e.asked_as].ask) if e.asked_as else e for name, e in found.items()}


def limit(fact: str, name: str) -> Any:
    """
    Return a limit of the dictionary.
    """
    return dictionary()[fact].limits[name].value


def span(day: str) -> Span:
    return read_span(day, _UTC) if day else Span()


def until(day: str) -> Span:
    """
    Return the span of an event of which only the latest possible day is known.
    """
    return Span(None, span(day).last)


def terms(names: str) -> frozenset[str]:
    return frozenset(names.split())


def numbered(kind: str, ref: str) -> str:
    return ref or f"{kind}/{next(_numbers)}"


def condition(
    means: str, onset: str = "", *, recorded: str = "", levels: str = "", ref: str = "", **more: Any
) -> Condition:
    onsets = {"onset": span(onset) if onset else until(recorded), "onset_known": bool(onset)}
    at = {"levels": terms(levels)}
    return Condition(numbered("Condition", ref), terms(means), **(onsets | at | more))


def fracture(levels: str = "L1", onset: str = "", *, means: str = "vertebral-fracture-any", **more: Any) -> Condition:
    return condition(means, onset, levels=levels, **more)


def medicine(
    means: str, day: str = "", *, kind: MedicineKind = GIVEN, end: str = "", ref: str = "", **more: Any
) -> Medicine:
    status = {GIVEN: "completed", STATED: "completed", DISPENSED: "completed", ORDERED: "active"}[kind]
    told: dict[str, Any] = {"start": span(day), "end": span(end) if end else None, "status": status}
    for name in ("authored", "planned"):
        if isinstance(more.get(name), str):
            more[name] = span(more[name])
    if isinstance(more.get("strength"), int):
        more["strength"] = Decimal(more["strength"])
    if isinstance(more.get("confirmed"), str):
        more["confirmed"] = date.fromisoformat(more["confirmed"])
    name = means.split(maxsplit=1)[0].removeprefix("drug-").replace("-", " ")
    return Medicine(numbered(kind.name.title(), ref), kind, terms(means), **({"name": name} | told | more))


def denosumab(day: str = "", *, mg: int | None = 60, **more: Any) -> Medicine:
    """
    Return one dose of denosumab, given unless another kind is told.
    """
    return medicine("drug-denosumab", day, strength=None if mg is None else Decimal(mg), **more)


def zoledronate(day: str = "", **more: Any) -> Medicine:
    return medicine("drug-zoledronic-acid-5mg", day, strength=Decimal(5), **more)


def romosozumab(day: str = "", **more: Any) -> Medicine:
    return medicine("drug-romosozumab", day, **({"strength": Decimal(210)} | more))


def tablets(drug: str, start: str = "", *, confirmed: str = TODAY, **more: Any) -> Medicine:
    """
    Return a drug taken over time, as a medication list tells it.
    """
    told = {"status": "active", "confirmed": confirmed} | more
    return medicine(f"drug-{drug}", start, kind=STATED, **told)


def never_taken(drug: str = "denosumab", said: str = TODAY, **more: Any) -> Medicine:
    return medicine(f"drug-{drug}", kind=STATED, **({"certain": NO, "status": "not-taken", "authored": said} | more))


def other_drug(**more: Any) -> Medicine:
    """
    Return a drug that is none for bones: it shows that there is a medication record.
    """
    return Medicine(numbered("MedicationStatement", ""), STATED, frozenset(), status="active", **more)


def observation(means: str, day: str = "", *, ref: str = "", levels: str = "", **more: Any) -> Observation:
    return Observation(numbered("Observation", ref), terms(means), on=span(day), levels=terms(levels), **more)


def measured(
    means: str, value: str, unit: str, day: str = "", *, low: str = "", high: str = "", **more: Any
) -> Observation:
    """
    Return a number; `value` may begin with a comparator, `low` and `high` are the laboratory's own limits.
    """
    comparator = value.rstrip("0123456789.-")
    number = Quantity(Decimal(value.removeprefix(comparator)), unit, comparator)
    limits = {name: Quantity(Decimal(told), unit) for name, told in (("low", low), ("high", high)) if told}
    return observation(means, day, **({"quantity": number} | limits | more))


def procedure(means: str, day: str = "", *, levels: str = "", end: str = "", ref: str = "", **more: Any) -> Procedure:
    told = {"on": span(day), "end": span(end) if end else None, "levels": terms(levels), "status": "completed"}
    return Procedure(numbered("Procedure", ref), terms(means), **(told | more))


def kyphoplasty(day: str = "", *, levels: str = "L1", means: str = "procedure-kyphoplasty", **more: Any) -> Procedure:
    return procedure(means, day, levels=levels, **more)


def order(means: str = "procedure-kyphoplasty", levels: str = "", *, ref: str = "", **more: Any) -> Order:
    """
    Return an order being signed.
    """
    told = {"status": "draft", "draft": True, "in_context": True, "selected": True, "levels": terms(levels)}
    return Order(numbered("ServiceRequest", ref), terms(means), **(told | more))


def drafted(means: str, **more: Any) -> Medicine:
    """
    Return a drug being ordered.
    """
    told = {"status": "draft", "draft": True, "in_context": True, "selected": True}
    return medicine(means, kind=ORDERED, **(told | more))


def plan(means: str, first: str = "", last: str = "", *, kind: str = "CarePlan", ref: str = "", **more: Any) -> Plan:
    period = Span(span(first).first, span(last).last)
    return Plan(numbered(kind, ref), kind, terms(means), **({"period": period, "status": "active"} | more))


def allergy(means: str, *, ref: str = "", **more: Any) -> Allergy:
    return Allergy(numbered("AllergyIntolerance", ref), terms(means), **more)


def woman(birth: str = "1953-01-03", **more: Any) -> Patient:
    return Patient("Patient/1", span(birth), "female", **more)


def lost(kind: str, means: str = "", **more: Any) -> Unreadable:
    """
    Return a resource that could not be read.
    """
    return Unreadable(f"{kind}/lost", kind, terms(means), "its date is 'soon'", **more)


_PLACES: Mapping[type, str] = {
    Condition: "conditions",
    Observation: "observations",
    Medicine: "medicines",
    Procedure: "procedures",
    Order: "orders",
    Allergy: "allergies",
    Plan: "plans",
    Unreadable: "unreadable",
}


def chart(*events: Any, as_of: str = TODAY, patient: Patient | None = None, **more: Any) -> Chart:
    """
    Return the chart of an elderly woman with these events, as it could be known on the day.

    A chart with an order in context is one of order-sign about that order.
    """
    held: dict[str, list[Any]] = {place: [] for place in _PLACES.values()}
    for event in events:
        held[_PLACES[type(event)]].append(event)
    drafts = [e for e in (*held["orders"], *held["medicines"]) if getattr(e, "selected", False)]
    made = Chart(
        patient=patient or woman(),
        entries=dictionary(),
        hook="order-sign" if drafts else "patient-view",
        order=drafts[0] if drafts else None,
        **{place: tuple(found) for place, found in held.items()},
    )
    return replace(made, **more).until(date.fromisoformat(as_of))


def fact(name: str, *events: Any, as_of: str = TODAY, **more: Any) -> Fact:
    """
    Measure one fact of a chart with these events.
    """
    return measures[name](chart(*events, as_of=as_of, **more), date.fromisoformat(as_of))


def state(name: str, *events: Any, as_of: str = TODAY, **more: Any) -> str:
    """
    Return the state of one fact of a chart with these events.
    """
    return fact(name, *events, as_of=as_of, **more).state


def fetched(**types: Fetch) -> Mapping[str, Fetch]:
    return types


def refs(found: Iterable[Any]) -> list[str]:
    return [one.ref for one in found]
