"""
Facts to outcomes: every rule judged by both evaluators, precedence, and what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from msgspec import Struct

from cds.engine.evaluators import Evaluators
from cds.engine.gaps import gaps_of
from cds.engine.judging import Judged, Plan, Reading, judge, plan
from cds.engine.outcome import Decision, Outcome, Verdict
from cds.engine.precedence import order_of
from cds.errors import EngineError
from cds.facts.fact import UNKNOWN, Fact
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cds.chart.chart import Medicine, Order
    from cds.rules.conditions import Condition
    from cds.rules.model import Pack, Rule

__all__ = ["DATA_NEEDED", "Engine", "Subject"]

DATA_NEEDED = "data-needed"

_LOG = structlog.get_logger(__name__)


class Subject(Struct, frozen=True):
    """
    What is judged: an order, or the patient alone.

    Args:
        facts: every entry of the dictionary, `hook` and `profile` included.
    """

    order: Order | Medicine | None
    facts: Mapping[str, Fact]


class Engine:
    """
    A rule pack, ready to be asked; safe to share between threads.

    Raises:
        RuleError: the pack can not be evaluated.
        EngineError: the inference engine does not work.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._conditions: list[Condition] = []
        self._parts: list[str] = []
        self._numbers = {rule: number for number, rule in enumerate(pack.rules)}
        self._states = {name: frozenset(entry.states) for name, entry in pack.entries.items()}
        rules = (rule for rule in pack.rules.values() if rule.id != DATA_NEEDED)
        self._plans = tuple(plan(rule, pack.entries, self._ask) for rule in rules)
        precedence = pack.precedence
        self._nobody = tuple(self._ask(n.when, f"nobody[{i}]") for i, n in enumerate(precedence.nobody))
        self._order = order_of(precedence, pack.rules, self._ask)
        self.evaluators = Evaluators(self._conditions, {name: entry.states for name, entry in pack.entries.items()})

    def _ask(self, condition: Condition, part: str) -> int:
        self._conditions.append(condition)
        self._parts.append(part)
        return len(self._conditions) - 1

    def close(self) -> None:
        """
        Give the clauses back to the library.
        """
        self.evaluators.close()

    def decide(self, subjects: Sequence[Subject], *, hook: str, cross_check: bool = True) -> Decision:
        """
        Judge every rule for every subject.

        Args:
            subjects: one for each order in scope, or one without an order.
            hook: the moment of the call; rules of other hooks are not applicable.
            cross_check: False leaves the inference engine out and trusts the fold alone.

        Returns:
            The decision; when the inference engine fails it says of every rule that it was not evaluated.
        """
        if not subjects:
            raise ValueError("there is nothing to judge: give one subject without an order")
        try:
            readings = [self._read(subject, cross_check=cross_check) for subject in subjects]
            nobody = self._nobody_for(readings[0])
        except EngineError as error:
            _LOG.error("engine-failed", error=str(error))
            return self._not_evaluated(str(error))
        if nobody:
            return Decision(tuple(self._all(Verdict.NOT_APPLICABLE, why=nobody)), nobody=nobody)
        judged = {plan.rule.id: self._judge(plan, readings, hook) for plan in self._plans}
        settled = self._order.settle(judged, readings)
        return self._decision(settled, hook)

    # --- the steps of decide -----------------------------------------------------------------------

    def _read(self, subject: Subject, *, cross_check: bool) -> Reading:
        """
        Ask both evaluators everything, and note where they differ.
        """
        facts = subject.facts
        states = {
            name: facts[name].state if name in facts and facts[name].state in known else UNKNOWN
            for name, known in self._states.items()
        }
        foreign = frozenset(name for name in states if name not in facts or facts[name].state != states[name])
        if foreign:
            _LOG.error("facts-in-no-state", facts=sorted(foreign))
        answers: list[Truth | None] = [*self.evaluators.fold(states)]
        if cross_check:
            self._compare(answers, states)
        return Reading(subject.order, facts, states, answers, foreign, agreed=None not in answers)

    def _compare(self, answers: list[Truth | None], states: Mapping[str, str]) -> None:
        folded = [answer for answer in answers if answer is not None]
        for place, inferred in self.evaluators.differences(folded, states).items():
            _LOG.error("evaluators-differ", part=self._parts[place], durable=inferred.value, fold=folded[place].value)
            answers[place] = None

    def _nobody_for(self, reading: Reading) -> str:
        for nobody, place in zip(self.pack.precedence.nobody, self._nobody, strict=True):
            answer = reading.answers[place]
            if answer is None:
                raise EngineError("the two evaluators disagree on whether this patient gets a card at all")
            if answer is Truth.YES:
                return nobody.why
        return ""

    def _judge(self, plan: Plan, readings: Sequence[Reading], hook: str) -> list[Judged]:
        # A rule that does not depend on the order speaks once.
        return [judge(plan, reading, hook=hook) for reading in (readings if plan.per_order else readings[:1])]

    def _decision(self, judged: Sequence[Judged], hook: str) -> Decision:
        gaps = gaps_of(judged, self.pack.entries, self.pack.precedence)
        outcomes = [one.outcome for one in judged]
        faults = tuple(dict.fromkeys(o.rule.id for o in outcomes if o.verdict is Verdict.ERROR))
        if rule := self.pack.rules.get(DATA_NEEDED):
            held = {name: fact for outcome in outcomes for name, fact in outcome.facts.items()}
            facts = {gap.fact: held[gap.fact] for gap in gaps if gap.fact in held}
            outcomes.append(_data_needed(rule, hook, facts, asked=bool(gaps or faults)))
        return Decision(tuple(sorted(outcomes, key=lambda outcome: self._numbers[outcome.rule.id])), gaps, faults)

    def _all(self, verdict: Verdict, *, why: str) -> Iterable[Outcome]:
        return (Outcome(rule, verdict, why=why) for rule in self.pack.rules.values())

    def _not_evaluated(self, why: str) -> Decision:
        """
        Say of every rule that it was not evaluated; `data-needed` itself says so.
        """
        outcomes = tuple(
            Outcome(rule, Verdict.FIRED, lead=0) if rule.id == DATA_NEEDED else Outcome(rule, Verdict.ERROR, why=why)
            for rule in self.pack.rules.values()
        )
        return Decision(outcomes, faults=tuple(rule for rule in self.pack.rules if rule != DATA_NEEDED))


def _data_needed(rule: Rule, hook: str, facts: Mapping[str, Fact], *, asked: bool) -> Outcome:
    """
    Judge the one rule that speaks of the others: it fires when anything was asked for or not evaluated.
    """
    if hook not in rule.hooks:
        return Outcome(rule, Verdict.NOT_APPLICABLE, why=f"not a rule of {hook}")
    if not asked:
        return Outcome(rule, Verdict.NOT_FIRED)
    return Outcome(rule, Verdict.FIRED, facts, lead=0, offered=tuple(range(len(rule.suggest))))
