"""
What is ordered, planned and stopped around denosumab: the next dose, the end, and what follows it.

Drafts of the hook's context that are not in question count as planned orders (decisions.md, Subject).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cds.chart.chart import Evidence, Medicine, MedicineKind
from cds.chart.dates import Span
from cds.facts.bridging import bridged
from cds.facts.continuity import (
    BISPHOSPHONATES,
    STOPPED,
    antiresorptive_since_denosumab,
    denosumab_schedule,
    last_dose,
    schedule_of,
)
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.measuring import absent, limits_of, measures, unusable
from cds.facts.medicines import DENOSUMAB, into_a_vein
from cds.facts.orders import ORDER_HOOKS
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart, Order, Plan

__all__ = [
    "antiresorptive_selected",
    "antiresorptive_to_follow",
    "denosumab_order",
    "denosumab_stop",
    "next_denosumab_dose",
]

DISCONTINUATION = frozenset({"plan-denosumab-discontinuation"})
KEPT_UP = frozenset({"early", "due", "overdue"})
"""The places of the schedule in which the next dose is not missed yet."""


class Planned(Struct, frozen=True):
    """
    A drug that is ordered or planned: for which day, and when that was written.
    """

    ref: str
    name: str
    on: Span | None = None
    written: Span | None = None
    infused: bool = False

    def as_evidence(self) -> tuple[Evidence, ...]:
        """
        Return the order or plan it was read from.
        """
        return (Evidence(self.ref, f"{self.name} planned", self.on or self.written or Span()),)


def _planned(chart: Chart, as_of: date, terms: frozenset[str]) -> Iterator[Planned]:
    """
    Yield what is ordered or planned of a drug: active orders, drafts of the context, open plans.
    """
    for medicine in chart.medicines_of(terms):
        ended = medicine.end is not None and medicine.end.last is not None and medicine.end.last < as_of
        if medicine.kind is MedicineKind.REQUEST and _stands(medicine) and not ended:
            infused = into_a_vein(medicine) is Truth.YES
            yield Planned(medicine.ref, medicine.name, medicine.planned, medicine.authored, infused)
    for order in chart.orders_of(terms):
        if _stands(order):
            yield Planned(order.ref, order.name, order.planned, order.authored)
    for plan in chart.plans_of(terms):
        if plan.certain is Truth.YES and plan.planned:
            yield Planned(plan.ref, "the drug of the plan", plan.planned)


def _stands(order: Order | Medicine) -> bool:
    now = order.status == "active" or (order.in_context and order.draft)
    return now and order.certain is Truth.YES


def _sixty(chart: Chart, medicine: Medicine) -> bool:
    """
    Tell whether an order is for the osteoporosis strength; one that tells no strength is.
    """
    return medicine.strength in {None, limits_of(chart, "denosumab-strength")["osteoporosis"]}


@measures("denosumab-order")
def denosumab_order(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - an order may be for later
    """
    Is the draft order in question one for denosumab 60 mg?
    """
    order = chart.order
    if not isinstance(order, Medicine) or not order.draft or order.terms.isdisjoint(DENOSUMAB):
        return Fact("no")
    evidence = (Evidence(order.ref, "draft order for denosumab"),)
    if order.certain is not Truth.YES:
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE)
    return Fact("yes" if _sixty(chart, order) else "other-strength", evidence)


@measures("antiresorptive-selected")
def antiresorptive_selected(chart: Chart, as_of: date) -> Fact:  # noqa: ARG001 - the context is of today
    """
    Is denosumab or a bisphosphonate, also by mouth, among the orders the clinician is placing now?
    """
    if chart.hook not in ORDER_HOOKS:
        return Fact("no")
    found = [m for m in chart.medicines_of(DENOSUMAB | BISPHOSPHONATES) if m.in_context and m.selected and m.draft]
    if not found:
        return Fact("no")
    evidence = tuple(Evidence(m.ref, f"draft order for {m.name}") for m in found)
    if all(m.certain is not Truth.YES for m in found):
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE)
    return Fact("yes", evidence)


@measures("next-denosumab-dose")
def next_denosumab_dose(chart: Chart, as_of: date) -> Fact:
    """
    Is the next dose scheduled in time, only ordered, or planned too late?
    """
    name = "next-denosumab-dose"
    if denosumab_schedule(chart, as_of).state not in KEPT_UP:
        return absent(chart, name)
    last, ends = last_dose(chart, as_of), schedule_of(chart).grace_ends(last_dose(chart, as_of).first)
    strong = {m.ref for m in chart.medicines_of(DENOSUMAB) if not _sixty(chart, m)}
    planned = [p for p in _planned(chart, as_of, DENOSUMAB) if p.ref not in strong]
    in_time = [p for p in planned if p.on and p.on.within(as_of, ends) is Truth.YES]
    open_day = [p for p in planned if _since(p, last.days[-1]) and not _is_dated(p, as_of, ends)]
    late = [p for p in planned if p.on and p.on.within(None, ends) is Truth.NO]
    for state, found in (("scheduled", in_time), ("ordered", open_day), ("late", late)):
        if found:
            first = min(found, key=lambda p: str((p.on or Span()).last))
            return Fact(state, first.as_evidence(), on=first.on, says={"date": str(first.on)} if first.on else {})
    return unusable(chart, name, ("MedicationRequest",), DENOSUMAB) or absent(chart, name)


def _since(planned: Planned, day: date) -> bool:
    """
    Tell whether an order was written on or after *day*, or is for a day after it.
    """
    if planned.on is not None:
        return planned.on.last is None or planned.on.last > day
    written = planned.written
    return written is not None and written.first is not None and written.first >= day


def _is_dated(planned: Planned, as_of: date, ends: date) -> bool:
    return planned.on is not None and planned.on.within(as_of, ends) is not Truth.UNKNOWN


@measures("denosumab-stop")
def denosumab_stop(chart: Chart, as_of: date) -> Fact:
    """
    Is denosumab being stopped: its order stopped, cancelled or on hold, or a discontinuation planned?
    """
    name = "denosumab-stop"
    stops = [m for m in chart.medicines_of(DENOSUMAB) if _is_stop(m, chart) and not _overruled(m, chart, as_of)]
    plans = [plan for plan in chart.plans_of(DISCONTINUATION) if _open(plan, as_of)]
    evidence = tuple(Evidence(m.ref, f"order for denosumab, {m.status}", m.authored or Span()) for m in stops)
    evidence += tuple(Evidence(plan.ref, "discontinuation of denosumab planned", plan.period) for plan in plans)
    if not evidence:
        kept_up = denosumab_schedule(chart, as_of).state in KEPT_UP
        lost = unusable(chart, name, ("MedicationRequest",), DENOSUMAB) if kept_up else None
        return lost if lost and lost.status is not Status.NOT_FETCHED else absent(chart, name)
    how = sorted({f"an order for denosumab is {m.status.replace('-', ' ')}" for m in stops})
    says = {"how": "; ".join(how + ["its discontinuation is planned"] * bool(plans))}
    if Truth.YES not in {*(m.certain for m in stops), *(plan.certain for plan in plans)}:
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says=says)
    return Fact("yes", evidence, says=says)


def _is_stop(medicine: Medicine, chart: Chart) -> bool:
    request = medicine.kind is MedicineKind.REQUEST and medicine.status in STOPPED
    return request and medicine.certain is not Truth.NO and _sixty(chart, medicine)


def _open(plan: Plan, as_of: date) -> bool:
    return plan.certain is not Truth.NO and (plan.period.last is None or plan.period.last >= as_of)


def _overruled(stop: Medicine, chart: Chart, as_of: date) -> bool:
    """
    Tell whether the treatment went on after a stop: a dose was given, or another order stands.
    """
    last, ended = last_dose(chart, as_of), _stopped_on(stop, as_of)
    if ended and last.days and ended < last.first:
        return True
    if next_denosumab_dose(chart, as_of).state in {"scheduled", "ordered"}:
        return True
    others = (m for m in chart.medicines_of(DENOSUMAB) if m.kind is MedicineKind.REQUEST and m.ref != stop.ref)
    return any(_renews(other, stop, ended) for other in others if _sixty(chart, other))


def _stopped_on(stop: Medicine, as_of: date) -> date | None:
    """
    Return the day of a stop: today in the context, else the end of the order when it tells one.
    """
    if stop.in_context:
        return as_of
    ended = stop.end.last if stop.end else None
    return ended if ended and ended <= as_of else None


def _renews(other: Medicine, stop: Medicine, ended: date | None) -> bool:
    """
    Tell whether another order took the place of the one that was stopped ("renewed under another id").
    """
    if other.certain is not Truth.YES:
        return False
    if other.status == "active":
        return _written(other) >= _written(stop)
    if other.in_context and other.draft:
        return True
    return other.status == "completed" and _written(other) > (ended.isoformat() if ended else _written(stop))


def _written(order: Medicine) -> str:
    return str(order.authored.last) if order.authored else ""


@measures("antiresorptive-to-follow")
def antiresorptive_to_follow(chart: Chart, as_of: date) -> Fact:
    """
    Is an antiresorptive that follows denosumab arranged in time, too late, possibly, or not at all?
    """
    name = "antiresorptive-to-follow"
    schedule = denosumab_schedule(chart, as_of)
    if schedule.state not in KEPT_UP and schedule.state != UNKNOWN:
        return absent(chart, name)
    planned = list(_planned(chart, as_of, BISPHOSPHONATES))
    last, since = last_dose(chart, as_of), antiresorptive_since_denosumab(chart, as_of)
    if since.state == "yes":
        return Fact("arranged", since.evidence, says=since.says)
    if schedule.state == UNKNOWN or not last.days:
        evidence = tuple(e for p in planned for e in p.as_evidence())
        if planned:
            return Fact(UNKNOWN, evidence, status=schedule.status)
        return _perhaps(since) if since.state == UNKNOWN else _taken_now(chart, as_of)
    ends = schedule_of(chart).grace_ends(last.first)
    for state in ("arranged", "late", "possible"):
        found = [p for p in planned if _follows(p, as_of, last.days[-1], ends) == state]
        if found:
            return _following(state, found[0])
    return _perhaps(since) if since.state == UNKNOWN else absent(chart, name)


def _perhaps(since: Fact) -> Fact:
    return Fact("possible", since.evidence, status=Status.POSSIBLE, says=since.says)


def _taken_now(chart: Chart, as_of: date) -> Fact:
    """
    Answer when no dose is known: a bisphosphonate that is taken by mouth now follows the last one, whenever that was.
    """
    now = bridged(chart, as_of, as_of, as_of=as_of, including=True)
    if now is Truth.NO:
        return absent(chart, "antiresorptive-to-follow")
    taken = [m for m in chart.medicines_of(BISPHOSPHONATES) if not m.in_context and m.certain is not Truth.NO]
    told = Fact(
        "arranged",
        tuple(Evidence(m.ref, m.name, m.start) for m in taken),
        says={"drug": ", ".join(sorted({m.name for m in taken if m.name}))},
    )
    return told if now is Truth.YES else _perhaps(told)


def _following(state: str, planned: Planned) -> Fact:
    says = {"drug": planned.name} | ({"date": str(planned.on)} if planned.on else {})
    status = Status.POSSIBLE if state == "possible" else Status.ASSERTED
    return Fact(state, planned.as_evidence(), status=status, on=planned.on, says=says)


def _follows(planned: Planned, as_of: date, last: date, ends: date) -> str:
    """
    Say how an ordered antiresorptive follows the last dose: a start that was planned, else when it was written.

    An infusion whose day has passed was not given, or was not recorded; an order older than the last
    dose and without a day plans nothing.
    """
    if planned.on is None:
        return "arranged" if _since(planned, last) else "possible" if planned.infused else ""
    if planned.on.within(None, ends) is Truth.NO:
        return "late"
    begun = planned.on.within(None, as_of) is Truth.YES and planned.on.last != as_of
    if planned.on.within(None, ends) is not Truth.YES or (begun and planned.infused):
        return "possible"
    return "arranged" if _since(planned, last) else "possible"
