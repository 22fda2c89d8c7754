"""
The scenarios, played once: the chart of each call, what is looked at, and which facts read which limits.

A change of the pack is then tried on the recorded charts. Reading FHIR and parsing phrases is done
once; the Then steps are kept as they are and look at the new cards, so a scenario notices here
exactly what it would notice in `cds test`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from cds.chart.reading.files import read_bytes
from cds.errors import CdsError
from cds.facts import measures
from cds.scenarios import Answer, run_features
from cds.walk.consulting import Asked, Consultant

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.chart.chart import Chart
    from cds.chart.reading.assembling import PatientRecord
    from cds.facts import Fact
    from cds.rules.model import Entry, Pack
    from cds.scenarios import Call, Case
    from cds.walk.consulting import Result

__all__ = ["Look", "Recorded", "facts_with", "judged", "notices", "record_scenarios"]


class Look(Struct, frozen=True):
    """
    One Then step: the function that looks, and what its phrase says.
    """

    phrase: str
    step: Callable[..., Any]
    words: Mapping[str, Any]


class Recorded(Struct, frozen=True):
    """
    One call of a scenario: the chart, what was asked, what is looked at, and what the pack said.

    Args:
        reads: for each entry of the dictionary, the facts that read its limits in this chart.
        judged: what the rules decided, to see at once whether a changed pack decides otherwise.
    """

    name: str
    tags: frozenset[str]
    record: PatientRecord
    asked: Asked
    call: Call
    looks: tuple[Look, ...]
    result: Result
    reads: Mapping[str, frozenset[str]]
    judged: tuple[Any, ...]


def record_scenarios(pack: Pack, *, features: Path | None = None, keyword: str = "") -> tuple[Recorded, ...]:
    """
    Play every scenario once and keep what it saw.

    Raises:
        CdsError: a scenario fails, or none ran: there is nothing to measure changes against.
    """
    recorder = _Recorder()
    said = io.StringIO()
    with redirect_stdout(said):
        code = run_features(features, rules=Path(pack.root), keyword=keyword, plugins=[recorder])
    if code or not recorder.scenes:
        raise CdsError("the strength of scenarios is measured when all of them hold; see `cds test`")
    consultant = Consultant(pack, validate="off")
    recorded = tuple(_kept(scene, consultant) for scene in recorder.scenes if scene.looks)
    restless = [one.name for one in recorded if notices(one, consultant)]
    if restless:
        raise CdsError(f"scenarios that do not hold when they are played again: {', '.join(restless[:5])}")
    return recorded


def notices(recorded: Recorded, consultant: Consultant) -> bool:
    """
    Tell whether the scenario fails with this consultant's pack.
    """
    result = consultant.consult(recorded.record, recorded.asked, source="scenario")
    answer = Answer(tuple(result.cards), recorded.call, consultant.pack.terms, result.decision.outcomes)
    for look in recorded.looks:
        try:
            named = look.step(answer=answer, **look.words)
        except Exception:  # noqa: BLE001 - however a step fails, the scenario has noticed
            return True
        answer = named if isinstance(named, Answer) else answer
    return False


def judged(result: Result, consultant: Consultant) -> tuple[Any, ...]:
    """
    Return all that the cards are made from, when the facts of *result* are judged by a consultant's rules.
    """
    hook = result.asked.hook
    decision = consultant.at(hook).engine.decide(result.subjects, hook=hook, cross_check=False)
    outcomes = (
        (
            o.rule.id,
            o.verdict,
            o.lead,
            o.also,
            o.mentions,
            o.offered,
            o.missing,
            o.why,
            o.order and o.order.ref,
            {*o.facts},
        )
        for o in decision.outcomes
    )
    return (*outcomes, decision.gaps, decision.faults, decision.nobody)


def facts_with(recorded: Recorded, entries: Mapping[str, Entry], names: frozenset[str]) -> list[dict[str, Fact]]:
    """
    Measure some facts of a recorded chart again with other limits, once for each order in scope.

    A measure that breaks gives no fact, which differs from any.
    """
    chart = _chart(recorded.record, recorded.asked, entries)
    found = []
    for subject in recorded.result.subjects:
        about, facts = chart.about(subject.order), {}
        for name in names:
            try:
                facts[name] = measures[name](about, recorded.asked.as_of)
            except Exception:  # noqa: BLE001, S112 - the walk says "not evaluated" then; the scenarios decide
                continue
        found.append(facts)
    return found


class _Scene(Struct):
    name: str
    tags: frozenset[str]
    case: Case
    call: Call
    looks: list[Look] = field(default_factory=list)


class _Recorder:
    """
    A pytest plugin that keeps each call a scenario makes, and the steps that look at its cards.
    """

    def __init__(self) -> None:
        self.scenes: list[_Scene] = []

    def pytest_bdd_before_step_call(
        self,
        request: Any,
        feature: Any,
        scenario: Any,
        step: Any,  # noqa: ARG002
        step_func: Any,  # noqa: ARG002
        step_func_args: dict[str, Any],
    ) -> None:
        """
        Listen to what the step asks of the walk.
        """
        if "consult" not in step_func_args:
            return
        consult = step_func_args["consult"]
        tags = frozenset(scenario.tags) | frozenset(feature.tags)
        name = f"{feature.rel_filename}: {scenario.name} [{request.node.name.partition('[')[2].rstrip(']')}]"

        def listening(case: Case, call: Call) -> Answer:
            self.scenes.append(_Scene(name.removesuffix(" []"), tags, case, call))
            answer: Answer = consult(case, call)
            return answer

        step_func_args["consult"] = listening

    def pytest_bdd_after_step(self, step: Any, step_func: Any, step_func_args: dict[str, Any]) -> None:
        """
        Keep a step that looks.
        """
        if step.type == "then":
            words = {name: value for name, value in step_func_args.items() if name != "answer"}
            self.scenes[-1].looks.append(Look(step.name, step_func, words))


def _kept(scene: _Scene, consultant: Consultant) -> Recorded:
    read = read_bytes(
        scene.case.text(),
        source="scenario",
        meanings=consultant.meanings,
        zone=consultant.zone,
        context=dict(scene.call.context),
        hook=scene.call.hook,
    )
    (record,) = read.records
    asked = Asked(scene.call.hook, scene.case.day, scene.case.profile)
    result = consultant.consult(record, asked, source="scenario")
    looks, reads = tuple(scene.looks), _reads(record, asked, consultant, result)
    decided = judged(result, consultant)
    return Recorded(scene.name, scene.tags, record, asked, scene.call, looks, result, reads, decided)


def _reads(record: PatientRecord, asked: Asked, consultant: Consultant, result: Result) -> dict[str, frozenset[str]]:
    """
    Return for each entry the facts whose measure reads its limits in this chart, directly or through another.
    """
    found: dict[str, set[str]] = {}
    seen: set[str] = set()
    entries = {
        name: replace(entry, limits=_Watched(name, entry.limits, seen)) if entry.limits else entry
        for name, entry in consultant.pack.entries.items()
    }
    for subject in result.subjects:
        for name, measure in consultant.at(asked.hook).measured:
            seen.clear()
            measure(_chart(record, asked, entries).about(subject.order), asked.as_of)
            for entry in seen:
                found.setdefault(entry, set()).add(name)
    return {entry: frozenset(names) for entry, names in found.items()}


class _Watched(Mapping[str, Any]):
    """
    The limits of an entry, noting when somebody reads them.
    """

    def __init__(self, name: str, limits: Mapping[str, Any], seen: set[str]) -> None:
        self._name, self._limits, self._seen = name, limits, seen

    def __getitem__(self, limit: str) -> Any:
        self._seen.add(self._name)
        return self._limits[limit]

    def __iter__(self) -> Iterator[str]:
        return iter(self._limits)

    def __len__(self) -> int:
        return len(self._limits)


def _chart(record: PatientRecord, asked: Asked, entries: Mapping[str, Entry]) -> Chart:
    """
    Return the chart as the walk has it, with other limits and nothing remembered.
    """
    return replace(record.chart.until(asked.as_of), hook=asked.hook, profile=asked.profile, entries=entries, memo={})
