"""
The walk of one call: read the request, complete it, consult, remember, answer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from msgspec import Struct, field
from msgspec.structs import replace

from cds.cards import body_digest, plainly_valid
from cds.cards.card import EXTENSION
from cds.cards.profile import PROFILES
from cds.chart.chart import Fetch
from cds.chart.reading.assembling import PatientRecord, assemble
from cds.engine.engine import DATA_NEEDED
from cds.engine.outcome import Verdict
from cds.errors import CdsError, HookError, MissingData
from cds.journal import CallKept, decision_record
from cds.service.prefetch.completing import Completed, complete, may_read, missing
from cds.service.received import receive
from cds.service.refusals import TooManyCalls
from cds.service.valid_before import ValidBefore
from cds.service.versions import engine_versions
from cds.service.where import where_it_broke
from cds.walk import Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from cds.cards.profile import ClientProfile
    from cds.chart.reading.request import HookRequest
    from cds.engine.outcome import Outcome
    from cds.journal import DecisionRecord
    from cds.service.consultants import Consultants
    from cds.service.lane import Lane
    from cds.service.memory import Memory
    from cds.service.metrics import Metrics
    from cds.service.outbound import Outbound
    from cds.service.prefetch.reading import Search
    from cds.service.received import Received
    from cds.service.security.tokens import Caller
    from cds.service.services import Service
    from cds.service.settings import Issuer, Settings
    from cds.walk import Result

__all__ = ["Answer", "Calls"]

_LOG = structlog.get_logger(__name__)

TRIGGERS = {"6": "problem-list-item-create", "7": "problem-list-item-create", "27": "encounter-discharge"}
"""Epic calls patient-view for what happens elsewhere, and says by a number what it was: a problem or diagnosis
was entered, the patient is discharged."""

ACKNOWLEDGED = "-acknowledged"
"""A given fact `<rule>-acknowledged` is answered from the feedback in the store."""

_STRONGEST = (Verdict.FIRED, Verdict.ERROR, Verdict.UNDECIDED, Verdict.SILENCED, Verdict.NOT_FIRED)


class Answer(Struct, frozen=True):
    """
    The body of an answer, and what the log may say of it.
    """

    body: bytes
    told: Mapping[str, Any] = field(default_factory=dict)


class _Call(Struct, frozen=True):
    """
    One call on its way.
    """

    service: Service
    caller: Caller
    received: Received
    hook: str
    asked_at: datetime
    began: float
    searches: tuple[Search, ...] = ()


class Calls:
    """
    Answers calls of the services.
    """

    def __init__(
        self,
        settings: Settings,
        consultants: Consultants,
        memory: Memory,
        metrics: Metrics,
        *,
        lane: Lane,
        outbound: Outbound,
        services: Mapping[str, Service],
    ) -> None:
        self._settings = settings
        self._consultants = consultants
        self._memory = memory
        self._metrics = metrics
        self._lane = lane
        self._outbound = outbound
        self._zone = consultants.all.zone
        self._clients: dict[str, ClientProfile] = {}
        self._valid = ValidBefore()
        self._engine = engine_versions(consultants.pack)
        self._prefetch = {service.hook: service.prefetch for service in services.values()}
        self._asked_by_name = {
            name: name.removesuffix(ACKNOWLEDGED)
            for name, entry in consultants.pack.entries.items()
            if entry.given and name.endswith(ACKNOWLEDGED)
        }

    async def answer(self, service: Service, body: bytes, caller: Caller) -> Answer:
        """
        Answer one call.

        Raises:
            CdsError: it can not be answered; `app.py` says with which status.
        """
        began, asked_at = time.perf_counter(), datetime.now(UTC)
        self._lane.admit()
        call = await self._lane.run(self._begin, service, body, caller, asked_at, began)
        if isinstance(call, Answer):
            return call
        completed = await complete(
            call.received,
            list(call.searches),
            outbound=self._outbound,
            settings=self._settings,
            rules=caller.rules,
        )
        return await self._lane.run(self._conclude, call, completed)

    def _begin(self, service: Service, body: bytes, caller: Caller, asked_at: datetime, began: float) -> Answer | _Call:
        """
        Read the request; if nothing must be read elsewhere, answer it at once.
        """
        rules = caller.rules
        if self._memory.shared and not self.take(caller):
            raise TooManyCalls("too many calls")
        self._memory.use_token_here(caller)
        try:
            received = receive(body, service, self._settings, rules)
        except (CdsError, RecursionError) as error:
            self._memory.keep_token(caller)
            if isinstance(error, RecursionError):
                raise HookError("not read: the JSON is nested too deeply") from None
            raise
        readable = may_read(received.access, self._settings, rules)
        hook = TRIGGERS.get(received.trigger, service.hook) if service.hook == "patient-view" else service.hook
        call = _Call(service, caller, received, hook, asked_at, began)
        templates = {**service.prefetch, **self._prefetch[hook]}
        searches = tuple(missing(received, templates)) if readable else ()
        return replace(call, searches=searches) if searches else self._conclude(call, Completed())

    def take(self, caller: Caller) -> bool:
        """
        Take one call from the caller's bucket, False when it is empty; who has no name has no bucket.
        """
        if caller.issuer is None:
            return True
        rules, settings = caller.rules, self._settings
        return self._memory.take(caller, rules.rate or settings.rate, rules.burst or settings.burst)

    def _conclude(self, call: _Call, completed: Completed) -> Answer:
        received, caller = call.received, call.caller
        asked = self._asked(call)
        shadow = self._settings.in_shadow(caller.tenant, caller.issuer)
        try:
            record = self._record(call)
            raw = _Raw(received.request, self._valid)
            shown, stored = self._consultants.consult(record, asked, shadow=shadow, raw=raw.at)
            raw.remember(problem.where for problem in shown.problems)
        except Exception as error:  # noqa: BLE001 - no answer would be read as "nothing to say"
            _LOG.error("not-evaluated", error=type(error).__name__, where=where_it_broke(error.__traceback__))
            patient = received.request.patient
            shown = stored = self._consultants.all.not_evaluated(
                patient, asked, source="request", why="the evaluation broke"
            )
            record = None
        if record is not None and _is_nothing_known(record, shown):
            self._memory.keep_token(caller)
            raise MissingData(
                "prefetch.patient: the Patient was neither sent nor could it be read from the FHIR server"
            )
        fetched = received.request.fetched if record is None else record.chart.fetched
        states = {kind: str(how) for kind, how in fetched.items()}
        if record is not None and record.chart.patient.on_file:
            states["Patient"] = str(Fetch.PRESENT)
        self._memory.record(self._kept(call, stored, shown, states, shadow), caller)
        self._count(shown, stored, completed, states, shadow)
        body = msgspec.json.encode({"cards": shown.cards, "extension": {EXTENSION: _told(shown)}})
        return Answer(body, self._line(call, shown, states, completed))

    # -- the question

    def _asked(self, call: _Call) -> Asked:
        received, caller = call.received, call.caller
        day = received.as_of or call.asked_at.astimezone(self._zone).date()
        patient = received.request.patient
        rules = self._consultants.pack.rules
        given = {
            name: "yes"
            if self._memory.acknowledged(rule, (patient, received.encounter), caller, day=day, zone=self._zone)
            else "no"
            for name, rule in self._asked_by_name.items()
        }
        return Asked(
            call.hook,
            day,
            received.profile or caller.rules.profile or self._settings.profile,
            service=call.service.id,
            digest=body_digest(received.request.members),
            issuer=caller.issuer,
            tenant=caller.tenant,
            hook_instance=received.hook_instance,
            client=self._client(caller.rules),
            overridden=_WhenAsked(
                lambda: self._memory.overridden(patient, rules.keys(), caller, until=day, zone=self._zone)
            ),
            given=given,
        )

    def _client(self, rules: Issuer) -> ClientProfile:
        if rules.iss not in self._clients:
            hosts = frozenset(rules.links) if rules.links is not None else None
            self._clients[rules.iss] = replace(PROFILES[rules.client], hosts=hosts, codes=rules.codes)
        return self._clients[rules.iss]

    def _record(self, call: _Call) -> PatientRecord:
        request = call.received.request
        assembled = assemble(
            request.decoded,
            meanings=self._consultants.all.meanings,
            zone=self._zone,
            source="request",
            fetched=request.fetched,
            context=request.context,
            only=request.patient,
        )
        record = assembled.records[0]
        # A draft of the context is no answer to the question what drugs the patient takes.
        unasked = {kind: how for kind, how in request.fetched.items() if how is Fetch.NOT_FETCHED}
        return replace(record, chart=replace(record.chart, fetched={**record.chart.fetched, **unasked}))

    # -- what is kept

    def _kept(
        self, call: _Call, stored: Result, shown: Result, states: Mapping[str, str], shadow: frozenset[str]
    ) -> DecisionRecord:
        received = call.received
        orders = [(subject.order.ref if subject.order else None, subject.facts) for subject in stored.subjects]
        kept = CallKept(
            decision=stored.id,
            asked_at=call.asked_at,
            latency_ms=round((time.perf_counter() - call.began) * 1000, 2),
            encounter=received.encounter,
            user=received.user,
            client=call.caller.rules.client,
            language=self._settings.language,
            engine=self._engine,
            fetched=states,
            shadow=shadow,
            facts=orders,
        )
        return decision_record(stored, self._consultants.pack, kept, shown=shown.cards)

    def _count(
        self,
        shown: Result,
        stored: Result,
        completed: Completed,
        states: Mapping[str, str],
        shadow: frozenset[str],
    ) -> None:
        metrics = self._metrics
        for card in shown.cards:
            own = card["extension"][EXTENSION]
            metrics.card(own["rule"], own["version"], card["indicator"]).inc()
        for rule, verdict in _strongest(stored.decision.outcomes).items():
            metrics.outcome(rule, verdict).inc()
            if rule in shadow and verdict is Verdict.FIRED:
                metrics.shadowed.labels(rule).inc()
        for rule in stored.decision.faults:
            metrics.faults.labels(rule).inc()
        for kind in completed.why:
            metrics.reads.labels(kind, states.get(kind, "fetch-failed")).inc()

    def _line(self, call: _Call, shown: Result, states: Mapping[str, str], completed: Completed) -> dict[str, Any]:
        received = call.received
        fired = (card["extension"][EXTENSION] for card in shown.cards)
        undecided = sum(1 for outcome in shown.decision.outcomes if outcome.verdict is Verdict.UNDECIDED)
        return {
            "hook": call.hook,
            "hookInstance": received.hook_instance if received.is_uuid else "no-uuid",
            "decision": shown.id,
            "cards": len(shown.cards),
            "rules": [f"{own['rule']}@{own['version']}" for own in fired],
            "undecided": undecided,
            "prefetch": states,
            "trigger": received.trigger,
        } | ({"reads": completed.why} if completed.why else {})


def _is_nothing_known(record: PatientRecord, shown: Result) -> bool:
    """
    Tell whether there is no Patient, and nothing else that says anything: an empty answer would mean "nothing to say".
    """
    chart = record.chart
    if chart.patient.on_file or shown.decision.nobody:
        return False
    rules = {card["extension"][EXTENSION]["rule"] for card in shown.cards}
    looked = any(how in {Fetch.PRESENT, Fetch.PARTIAL} for kind, how in chart.fetched.items())
    return not (rules - {DATA_NEEDED} or (looked and rules))


def _told(shown: Result) -> dict[str, Any]:
    undecided = list(_undecided(shown.decision.outcomes))
    return {"decision": shown.id} | ({"undecided": undecided} if undecided else {})


def _undecided(outcomes: tuple[Outcome, ...]) -> Iterator[dict[str, Any]]:
    for outcome in outcomes:
        if outcome.verdict is Verdict.UNDECIDED:
            told: dict[str, Any] = {"rule": outcome.rule.id, "version": outcome.rule.version}
            if outcome.rule.hash:
                told["hash"] = outcome.rule.hash
            if outcome.order is not None:
                told["order"] = outcome.order.ref
            if outcome.missing:
                told["missing"] = list(outcome.missing)
            yield told


def _strongest(outcomes: tuple[Outcome, ...]) -> dict[str, Verdict]:
    """
    Return the verdict of each rule that is counted; rules of other hooks and without a trigger are not.
    """
    found: dict[str, Verdict] = {}
    for outcome in outcomes:
        rule, verdict = outcome.rule.id, outcome.verdict
        if verdict in _STRONGEST:
            held = found.get(rule, verdict)
            found[rule] = min(held, verdict, key=_STRONGEST.index)
    return found


class _WhenAsked(Mapping[str, tuple["date", str]]):
    """
    What was overridden before: looked up when the first card asks, and not at all when there is no card.
    """

    def __init__(self, look: Callable[[], Mapping[str, tuple[date, str]]]) -> None:
        self._look = look

    @cached_property
    def _found(self) -> Mapping[str, tuple[date, str]]:
        return self._look()

    def __getitem__(self, rule: str) -> tuple[date, str]:
        return self._found[rule]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class _Raw:
    """
    The bytes of single resources, found when one must be validated.
    """

    def __init__(self, request: HookRequest, before: ValidBefore) -> None:
        self._request = request
        self._before = before
        self._looked_at: dict[str, bytes] = {}

    def at(self, where: str) -> bytes | None:
        """
        Return the bytes of the resource at a place, None when it is not there, plainly valid or found valid before.
        """
        data = self._request.raw(where)
        if data is None or plainly_valid(data):
            return None
        digest = self._before.digest(data)
        if digest in self._before:
            return None
        self._looked_at[where] = digest
        return data

    def remember(self, wrong: Iterable[str]) -> None:
        """
        Keep in mind which of the resources that were looked at are valid.
        """
        for place in wrong:
            self._looked_at.pop(place, None)
        self._before.add(self._looked_at.values())
