"""
How the answer of `cds check` is written: as text, JSON, lines of JSON, or a page.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from cds.cli.versions import engine_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cds.chart.chart import Problem
    from cds.chart.reading.files import Input, Source
    from cds.engine.outcome import Outcome
    from cds.facts import Fact
    from cds.rules.model import Pack
    from cds.walk import Checked, Result

__all__ = ["Answer", "answer_for", "result_json"]


class Answer(Protocol):
    """
    Something that writes what was checked.
    """

    def tracked(self, sources: Sequence[Source]) -> Iterator[Source]:
        """
        Yield the sources, showing progress when somebody watches.
        """

    def add(self, checked: Checked) -> None:
        """
        Write one source.
        """

    def problem(self, source: str, message: str) -> None:
        """
        Write a problem that no source has.
        """

    def note(self, message: str) -> None:
        """
        Write a remark about the whole run.
        """

    def story(self, name: str, differences: list[str]) -> None:
        """
        Write whether a story is as expected.
        """

    def end(self) -> None:
        """
        Finish: counts, and what was left out.
        """


def answer_for(output: str, pack: Pack, *, explain: bool) -> Answer:
    """
    Return the writer of a format.
    """
    if output == "json":
        return JsonAnswer(pack)
    if output == "ndjson":
        return LinesAnswer(pack)
    if output == "html":
        from cds.cli.page import PageAnswer

        return PageAnswer(pack, explain=explain)
    from cds.cli.text import TextAnswer

    return TextAnswer(pack, explain=explain)


class _Quiet:
    """
    What the machine formats share: no progress on standard output, notes on standard error.
    """

    def tracked(self, sources: Sequence[Source]) -> Iterator[Source]:
        yield from sources

    def note(self, message: str) -> None:
        print(f"cds check: {message}", file=sys.stderr)  # noqa: T201 - the command line speaks

    def story(self, name: str, differences: list[str]) -> None:
        for difference in differences:
            self.note(f"{name}: {difference}")


class JsonAnswer(_Quiet):
    """
    One JSON object; results are ordered by source, then patient.
    """

    def __init__(self, pack: Pack) -> None:
        """
        Begin the object.
        """
        self._pack = pack
        self._results: list[dict[str, Any]] = []
        self._problems: list[dict[str, str]] = []
        self._inputs: list[dict[str, Any]] = []
        self._stories: list[dict[str, Any]] = []

    def add(self, checked: Checked) -> None:
        """
        Keep one source for the end.
        """
        self._results += [result_json(result) for result in checked.results]
        self._problems += [problem_json(problem) for problem in checked.problems]
        self._inputs += [input_json(one) for one in checked.inputs]

    def problem(self, source: str, message: str) -> None:
        """
        Keep a problem.
        """
        self._problems.append({"source": source, "where": "", "message": message})

    def story(self, name: str, differences: list[str]) -> None:
        """
        Keep whether a story is as expected.
        """
        self._stories.append({"story": name, "asExpected": not differences, "differences": differences})

    def end(self) -> None:
        """
        Write the object.
        """
        self._results.sort(key=lambda result: (result["source"], result["patient"]))
        told = {
            "engine": engine_of(self._pack),
            "results": self._results,
            "problems": self._problems,
            "inputs": self._inputs,
        }
        if self._stories:
            told["stories"] = self._stories
        _write(told)


class LinesAnswer(_Quiet):
    """
    One JSON object a line, written at once: engine, then result, problem and input lines.
    """

    def __init__(self, pack: Pack) -> None:
        """
        Write the first line.
        """
        _write({"engine": engine_of(pack)})

    def add(self, checked: Checked) -> None:
        """
        Write one source.
        """
        for result in checked.results:
            _write({"result": result_json(result)})
        for problem in checked.problems:
            _write({"problem": problem_json(problem)})
        for one in checked.inputs:
            _write({"input": input_json(one)})

    def problem(self, source: str, message: str) -> None:
        """
        Write a problem.
        """
        _write({"problem": {"source": source, "where": "", "message": message}})

    def end(self) -> None:
        """
        Nothing is left to write.
        """


def _write(told: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.buffer.flush()


def problem_json(problem: Problem) -> dict[str, str]:
    """
    Return a problem as the answer holds it.
    """
    return {"source": problem.source, "where": problem.where, "message": problem.message}


def input_json(one: Input) -> dict[str, Any]:
    """
    Return an input as the answer holds it.
    """
    return {
        "source": one.source,
        "kind": one.kind,
        "resources": one.resources,
        "patients": one.patients,
        "left_out": one.left_out,
    }


def result_json(result: Result) -> dict[str, Any]:
    """
    Return what is said of one patient as the answer holds it.
    """
    told: dict[str, Any] = {
        "source": result.source,
        "patient": result.patient,
        "asOf": result.asked.as_of.isoformat(),
        "hook": result.asked.hook,
        "profile": result.asked.profile,
        "cards": list(result.cards),
        "outcomes": [_outcome_json(outcome) for outcome in result.decision.outcomes],
    }
    if result.decision.nobody:
        told["noCardBecause"] = result.decision.nobody
    return told


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {
        "rule": outcome.rule.id,
        "version": outcome.rule.version,
        "hash": outcome.rule.hash,
        "verdict": outcome.verdict.value,
    }
    if outcome.order is not None:
        told["order"] = outcome.order.ref
    if outcome.verdict.value != "not-applicable":
        told["facts"] = [_fact_json(fact) for fact in outcome.facts.values()]
    if outcome.missing:
        told["missing"] = list(outcome.missing)
    if outcome.silenced_by:
        told["silencedBy"] = outcome.silenced_by
    if outcome.why:
        told["why"] = outcome.why
    return told


def _fact_json(fact: Fact) -> dict[str, Any]:
    told: dict[str, Any] = {"name": fact.name, "state": fact.state, "status": fact.status.value}
    if fact.value:
        told["value"] = fact.value
    if fact.unit:
        told["unit"] = fact.unit
    if fact.on is not None:
        told["date"] = str(fact.on)
    if fact.evidence:
        told["evidence"] = [evidence.ref for evidence in fact.evidence]
    return told
