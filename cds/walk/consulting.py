"""
One patient, one hook, one day: measure the facts, decide, make the cards.
"""

from __future__ import annotations

import threading
import traceback
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog
from msgspec import Struct, field
from msgspec.structs import replace

from cds.cards import (
    GENERIC,
    Call,
    ClientProfile,
    decision_id,
    evidence_digest,
    make_cards,
    references,
    validate_resource,
)
from cds.chart.chart import Chart, Fetch, Patient, Problem
from cds.chart.reading.concepts import Meanings
from cds.engine import Engine, Subject, completed, pack_at
from cds.engine.engine import DATA_NEEDED
from cds.engine.outcome import Decision, Gap, Outcome, Verdict
from cds.facts import Fact, in_scope, measures
from cds.facts.fact import UNKNOWN, Status
from cds.walk.new_problem import NEW_PROBLEM, about_new, new_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from cds.chart.chart import Medicine, Order
    from cds.chart.reading.assembling import PatientRecord
    from cds.facts.measuring import Measure
    from cds.rules.model import Pack

__all__ = ["MOST_ORDERS", "Asked", "Consultant", "Result"]

MOST_ORDERS = 50
"""Orders evaluated in one call; the rest is named in data-needed (decisions.md, Subject)."""

UTC = ZoneInfo("UTC")

_LOG = structlog.get_logger(__name__)


class Asked(Struct, frozen=True):
    """
    What the caller asks: at which moment, for which day, under whose labels.

    Args:
        service: the service id, or the hook on the command line.
        digest: of the request's body; None: of the evidence (command line).
        client: how the caller wants its cards written.
        overridden: rules whose card was overridden for this patient before: the day and the reason's code.
        given: states of further entries of the dictionary that the caller says; else they have their `absent` state.
    """

    hook: str
    as_of: date
    profile: str = "us"
    service: str = ""
    digest: str | None = None
    issuer: str | None = None
    tenant: str | None = None
    hook_instance: str | None = None
    client: ClientProfile = GENERIC
    overridden: Mapping[str, tuple[date, str]] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)


class Result(Struct, frozen=True):
    """
    What is said of one patient: the cards, and the decision they were made from.

    `id` is the decision's; `subjects` holds every fact that was measured, for each order in scope.
    """

    source: str
    patient: str
    asked: Asked
    cards: tuple[dict[str, Any], ...]
    decision: Decision
    problems: tuple[Problem, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    id: str = ""
    subjects: tuple[Subject, ...] = ()


class _AtHook(Struct, frozen=True):
    """
    What one hook needs.
    """

    engine: Engine
    measured: tuple[tuple[str, Measure], ...]


class Consultant:
    """
    A rule pack with its engine, ready to be asked again and again.
    """

    def __init__(self, pack: Pack, *, zone: ZoneInfo = UTC, validate: str = "evidence") -> None:
        """
        Take the pack; the engine of a hook is built when the hook is first asked.

        Args:
            pack: the rules.
            zone: the time zone in which a dateTime becomes a date.
            validate: which resources are checked against R4: evidence, all or off.
        """
        self.pack = pack
        self.zone = zone
        self.validate = validate
        self.meanings = Meanings(pack.terms)
        self._at: dict[str, _AtHook] = {}
        self._building = threading.Lock()
        self._given = tuple((name, entry.absent or UNKNOWN) for name, entry in pack.entries.items() if entry.given)

    def consult(
        self, record: PatientRecord, asked: Asked, *, source: str, raw: Callable[[str], bytes | None] | None = None
    ) -> Result:
        """
        Say what the rules say of one patient.

        Args:
            record: the patient's chart, and where each resource stands in the source.
            asked: the moment, the day, the profile.
            source: the name of the source.
            raw: returns the bytes of the resource at a place of the source, for validation.
        """
        chart = replace(
            record.chart.until(asked.as_of),
            hook=asked.hook,
            profile=asked.profile,
            entries=self.pack.entries,
            memo={},
        )
        orders = sorted(in_scope(chart), key=lambda order: order.ref)
        subjects = [self.subject(chart, order, asked) for order in orders[:MOST_ORDERS] or (None,)]
        chart.memo.clear()  # it leads back to the chart: not even that is left to the garbage collector
        decision = self.decide(subjects, asked.hook)
        if asked.hook == NEW_PROBLEM:
            decision = about_new(decision, new_in(record))
        if len(orders) > MOST_ORDERS:
            decision = _too_many(decision, orders[MOST_ORDERS:])
        if asked.digest is not None:
            decision = self._with_unsent(decision, record.chart)
        invalid, problems = self._invalid(decision, record, source, raw)
        call = self._call(chart, decision, asked)
        own_id = decision_id(call, self.pack)
        cards = make_cards(decision, self.pack, call=call, invalid=invalid, own_id=own_id)
        return Result(
            source,
            chart.patient.ref,
            asked,
            tuple(cards),
            decision,
            tuple(problems),
            record.places,
            str(own_id),
            tuple(subjects),
        )

    def _with_unsent(self, decision: Decision, chart: Chart) -> Decision:
        """
        Say on one line which resources a call lacks for a rule to be decided: a client can send them.

        An export can not be asked again; for files it is said once for the whole source.
        """
        lacking = {
            kind
            for outcome in decision.outcomes
            if outcome.verdict is Verdict.UNDECIDED
            for name in outcome.missing
            if outcome.facts[name].status is Status.NOT_FETCHED
            for kind in self.pack.types_of.get(name, ())
            if chart.fetched.get(kind) is Fetch.NOT_FETCHED
        }
        if chart.fetched.get("Condition") is Fetch.NOT_FETCHED:
            lacking.add("Condition")  # without a problem list no rule has anything to speak of
        if decision.nobody or not lacking:
            return decision
        gap = Gap(
            item=f"not sent and not read: {', '.join(sorted(lacking))}",
            why="what is recorded in them is unknown, not absent",
            rules=(),
            how="the prefetch templates of this service, or access to the FHIR server",
        )
        return replace(decision, gaps=(*decision.gaps, gap))

    def not_evaluated(self, patient: str, asked: Asked, *, source: str, why: str) -> Result:
        """
        Say of every rule that it was not evaluated: silence would be read as "nothing to say".
        """
        outcomes = tuple(
            Outcome(rule, Verdict.FIRED, lead=0) if rule.id == DATA_NEEDED else Outcome(rule, Verdict.ERROR, why=why)
            for rule in self.pack.rules.values()
        )
        decision = Decision(outcomes, faults=tuple(rule for rule in self.pack.rules if rule != DATA_NEEDED))
        call = self._call(Chart(Patient(ref=patient)), decision, asked)
        cards = tuple(make_cards(decision, self.pack, call=call))
        return Result(source, patient, asked, cards, decision, id=str(decision_id(call, self.pack)))

    def at(self, hook: str) -> _AtHook:
        """
        Return what one hook needs: its rules in an engine of their own, and the measures of their facts.
        """
        if hook not in self._at:
            with self._building:
                if hook not in self._at:
                    part = pack_at(self.pack, hook)
                    measured = tuple((name, measures[name]) for name, entry in part.entries.items() if not entry.given)
                    self._at[hook] = _AtHook(Engine(part), measured)
        return self._at[hook]

    def close(self) -> None:
        """
        Free what the inference engines hold; the consultant can not be asked any more.
        """
        for part in self._at.values():
            part.engine.close()

    def decide(self, subjects: Sequence[Subject], hook: str) -> Decision:
        """
        Judge the rules of a hook; those of other hooks are not applicable.
        """
        return completed(self.at(hook).engine.decide(subjects, hook=hook), self.pack, hook)

    def subject(self, chart: Chart, order: Order | Medicine | None, asked: Asked) -> Subject:
        """
        Measure every fact that a rule of the hook needs, for one order or for the patient alone.

        A measure that breaks gives a state that no fact has, so that its rules are "not evaluated".
        """
        about = chart.about(order)
        facts: dict[str, Fact] = {}
        for name, measure in self.at(asked.hook).measured:
            try:
                facts[name] = measure(about, asked.as_of)
            except Exception as error:  # noqa: BLE001 - no record may end the process
                _LOG.error("measure-broken", fact=name, error=type(error).__name__, where=_last_line(error))
                facts[name] = Fact(BROKEN, status=Status.UNREADABLE, name=name)
        facts |= {name: Fact(asked.given.get(name, absent), name=name) for name, absent in self._given}
        facts["hook"] = Fact(asked.hook, name="hook")
        facts["profile"] = Fact(asked.profile, name="profile")
        return Subject(order, facts)

    def _call(self, chart: Chart, decision: Decision, asked: Asked) -> Call:
        orders: tuple[Order | Medicine, ...] = (*chart.orders, *chart.medicines)
        drafts = {order.ref: order.ref for order in orders if order.in_context and order.draft}
        return Call(
            service=asked.service or asked.hook,
            patient=chart.patient.ref,
            as_of=asked.as_of,
            digest=asked.digest or evidence_digest(_evidence(decision)),
            issuer=asked.issuer,
            tenant=asked.tenant,
            hook_instance=asked.hook_instance,
            drafts=drafts,
            overridden=asked.overridden,
            client=asked.client,
        )

    def _invalid(
        self,
        decision: Decision,
        record: PatientRecord,
        source: str,
        raw: Callable[[str], bytes | None] | None,
    ) -> tuple[dict[str, str], list[Problem]]:
        """
        Validate the resources the fired cards rest on against R4.
        """
        if self.validate == "off" or raw is None or decision.nobody:
            return {}, []
        invalid: dict[str, str] = {}
        problems: list[Problem] = []
        for ref in references(decision, self.pack):
            where = record.places.get(ref)
            data = raw(where) if where is not None else None
            reason = validate_resource(data) if data else None
            if reason is not None and where is not None:
                invalid[ref] = reason
                file, _, place = where.rpartition("\t")
                problems.append(
                    Problem(file or source, place, f"{ref} is not valid R4, and a card rests on it: {reason}")
                )
        return invalid, problems


BROKEN = "not-measured"
"""A state of no dictionary entry: the engine gives every rule that reads it the verdict `error`."""


def _last_line(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"


def _evidence(decision: Decision) -> list[str]:
    return [e.ref for outcome in decision.outcomes for fact in outcome.facts.values() for e in fact.evidence]


def _too_many(decision: Decision, rest: list[Order | Medicine]) -> Decision:
    names = ", ".join(order.ref for order in rest)
    gap = Gap(
        item=f"{len(rest)} orders were not evaluated: {names}",
        why=f"at most {MOST_ORDERS} orders are evaluated in one call",
        rules=(),
        how="ask again with fewer orders",
    )
    return replace(decision, gaps=(*decision.gaps, gap))
