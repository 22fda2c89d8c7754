"""
One rule and one reading of the facts: the verdict, before precedence has its say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cds.engine.fold import compile_fold, explain, may_hold, unknown_facts
from cds.engine.outcome import Outcome, Verdict
from cds.facts.fact import UNKNOWN, Status
from cds.rules.conditions import AllOf, facts_of
from cds.rules.model import INDICATORS
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cds.chart.chart import Medicine, Order
    from cds.engine.fold import Fold
    from cds.facts.fact import Fact
    from cds.rules.conditions import Condition
    from cds.rules.model import Entry, Need, Rule

__all__ = ["Judged", "Plan", "Reading", "facts_reached", "judge", "plan"]

_PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)[.}]")
_ALWAYS = AllOf(())


class Reading(Struct, frozen=True):
    """
    The facts of one subject and what both evaluators answer to every condition asked.

    Args:
        states: the state of each fact; `unknown` for one that has no state of its entry.
        answers: one a condition; None where the evaluators differ.
        foreign: facts that are missing or in a state their entry does not have.
        agreed: the evaluators differ nowhere.
    """

    order: Order | Medicine | None
    facts: Mapping[str, Fact]
    states: Mapping[str, str]
    answers: Sequence[Truth | None]
    foreign: frozenset[str] = frozenset()
    agreed: bool = True


class Plan(Struct, frozen=True):
    """
    A rule with the places of its conditions among all that is asked.

    Args:
        drafts: the place of the condition of each suggested draft, by its place in `suggest`.
        asides: folds the mentions, then the needs, then the suggestions (an always true one where
            there is no condition, or both evaluators are asked).
        facts: everything the rule reads or says.
        trigger_facts: what its trigger reads.
        decisive: what its trigger and variants read.
        places: every place of this rule that both evaluators are asked for.
        per_order: it reads a fact that is measured for each order.
    """

    rule: Rule
    trigger: int
    fires: tuple[int, ...]
    drafts: Mapping[int, int]
    asides: Fold
    facts: tuple[str, ...]
    trigger_facts: tuple[str, ...]
    decisive: frozenset[str]
    places: tuple[int, ...]
    per_order: bool


class Judged(Struct, frozen=True):
    """
    An outcome, and what precedence and the gaps need to know of it.

    Args:
        unsure: indicators of the variants that might lead the card and are unknown.
        needs: what the rule asks for.
        triggered: its trigger is known to be there.
    """

    plan: Plan
    outcome: Outcome
    reading: Reading
    unsure: frozenset[str] = frozenset()
    needs: tuple[Need, ...] = ()
    triggered: bool = True

    @property
    def speaks(self) -> bool:
        """
        Tell whether the rule fired or may fire.
        """
        return self.outcome.verdict is Verdict.FIRED or self.outcome.verdict is Verdict.UNDECIDED

    def silenced(self, *, by: str, why: str) -> Judged:
        """
        Return it silenced: it asks for nothing.
        """
        outcome = replace(self.outcome, verdict=Verdict.SILENCED, silenced_by=by, why=why)
        return replace(self, outcome=outcome, needs=(), unsure=frozenset())


def plan(rule: Rule, entries: Mapping[str, Entry], ask: Callable[[Condition, str], int]) -> Plan:
    """
    Have *ask* note each condition that both evaluators answer, and prepare the rest.
    """
    trigger = ask(rule.trigger, f"{rule.id}: trigger")
    fires = tuple(ask(variant.when, f"{rule.id}: fires[{i}]") for i, variant in enumerate(rule.fires))
    drafts = {
        place: ask(offer.when, f"{rule.id}: suggest[{place}]")
        for place, offer in enumerate(rule.suggest)
        if offer.kind == "draft" and offer.when is not None
    }
    asides = [mention.when for mention in rule.mentions] + [need.when for need in rule.needs]
    asides += [
        _ALWAYS if place in drafts or offer.when is None else offer.when for place, offer in enumerate(rule.suggest)
    ]
    trigger_facts = tuple(dict.fromkeys(facts_of(rule.trigger)))
    decisive = frozenset(trigger_facts).union(*(facts_of(variant.when) for variant in rule.fires))
    places = (trigger, *fires, *drafts.values())
    facts = tuple(sorted(set(facts_reached(rule)) & set(entries)))
    per_order = any(entries[fact].scope == "order" for fact in facts)
    return Plan(rule, trigger, fires, drafts, compile_fold(asides), facts, trigger_facts, decisive, places, per_order)


def facts_reached(rule: Rule) -> Iterator[str]:
    """
    Yield the name of every fact a rule reads or says, with repetitions.
    """
    conditions = [rule.trigger, *(variant.when for variant in rule.fires), *(need.when for need in rule.needs)]
    conditions += [mention.when for mention in rule.mentions]
    conditions += [offer.when for offer in rule.suggest if offer.when is not None]
    for condition in conditions:
        yield from facts_of(condition)
    yield from (need.ask for need in rule.needs)
    texts = (rule.detail, *(variant.summary for variant in rule.fires), *(mention.say for mention in rule.mentions))
    for text in (*texts, *(need.item for need in rule.needs)):
        yield from _PLACEHOLDER.findall(text)


def judge(plan: Plan, reading: Reading, *, hook: str) -> Judged:
    """
    Say what a rule says of one subject.
    """
    rule = plan.rule
    if hook not in rule.hooks:
        return _judged(plan, reading, Verdict.NOT_APPLICABLE, why=f"not a rule of {hook}")
    if fault := _fault(plan, reading):
        return _judged(plan, reading, Verdict.ERROR, why=fault)
    trigger = reading.answers[plan.trigger]
    if trigger is Truth.NO:
        return _judged(plan, reading, Verdict.NOT_APPLICABLE, why="its trigger is not there")
    if trigger is Truth.UNKNOWN and not _may_be_triggered(plan, reading):
        return _judged(plan, reading, Verdict.NOT_APPLICABLE, why="nothing of its trigger is recorded")
    fires = [_both(trigger, reading.answers[place]) for place in plan.fires]
    lead = next((place for place, answer in enumerate(fires) if answer is Truth.YES), None)
    unsure = [place for place, answer in enumerate(fires[:lead]) if answer is Truth.UNKNOWN]
    if lead is None and not unsure:
        silent = _judged(plan, reading, Verdict.NOT_FIRED)
        return silent if trigger is Truth.UNKNOWN else replace(silent, needs=_asked(plan, reading, hook, fired=False))
    return _speaking(plan, reading, hook, lead=lead, fires=fires, unsure=unsure)


def _fault(plan: Plan, reading: Reading) -> str:
    if reading.foreign and (wrong := sorted(reading.foreign & set(plan.facts))):
        return f"{', '.join(wrong)} is in no state of the dictionary"
    if reading.agreed or all(reading.answers[place] is not None for place in plan.places):
        return ""
    return "the two evaluators disagree"


def _may_be_triggered(plan: Plan, reading: Reading) -> bool:
    """
    Tell a trigger that reading failed to settle, or that is only possible, from one nothing is recorded of.
    """
    unknown = {name for name in plan.trigger_facts if reading.states[name] == UNKNOWN}
    hoped = {name for name in unknown if _was_there(reading.facts[name].status)}
    return bool(hoped) and may_hold(explain(plan.rule.trigger, reading.states), without=unknown - hoped)


def _was_there(status: Status) -> bool:
    """
    Tell what was read in part, or only hinted at, from what nobody recorded or nobody asked for.
    """
    return status is not Status.NOT_FETCHED and (status.failed or status is Status.POSSIBLE)


def _both(trigger: Truth | None, variant: Truth | None) -> Truth:
    if variant is Truth.NO:
        return Truth.NO
    return Truth.YES if trigger is variant is Truth.YES else Truth.UNKNOWN


def _speaking(
    plan: Plan, reading: Reading, hook: str, *, lead: int | None, fires: Sequence[Truth], unsure: Sequence[int]
) -> Judged:
    """
    Fill in the outcome of a rule that fired or may fire.
    """
    rule = plan.rule
    asides = plan.asides(reading.states)
    true = [answer is Truth.YES for answer in asides]
    mentions, needs = len(rule.mentions), len(rule.needs)
    offers = [
        offered and (place not in plan.drafts or reading.answers[plan.drafts[place]] is Truth.YES)
        for place, offered in enumerate(true[mentions + needs :])
    ]
    worse = [place for place in unsure if lead is None or _worse(rule, place, lead)]
    outcome = Outcome(
        rule,
        Verdict.UNDECIDED if lead is None else Verdict.FIRED,
        facts={fact: reading.facts[fact] for fact in plan.facts},
        order=reading.order if plan.per_order else None,
        lead=lead,
        also=tuple(p for p, answer in enumerate(fires) if answer is Truth.YES and p != lead),
        mentions=tuple(place for place in range(mentions) if true[place]),
        offered=tuple(place for place, offered in enumerate(offers) if offered),
        missing=_missing(plan, reading, worse),
    )
    triggered = reading.answers[plan.trigger] is Truth.YES
    asked = _asked(plan, reading, hook, fired=True) if triggered else ()
    indicators = frozenset(rule.fires[place].indicator for place in unsure)
    return Judged(plan, outcome, reading, indicators, asked, triggered)


def _asked(plan: Plan, reading: Reading, hook: str, *, fired: bool) -> tuple[Need, ...]:
    """
    Return what a triggered rule asks for; one that is silent asks only what is asked once it is triggered.
    """
    rule = plan.rule
    needs = [need for need in rule.needs if hook in need.hooks and (fired or need.once_triggered)]
    if not needs:
        return ()
    answers = plan.asides(reading.states)
    true = {need for place, need in enumerate(rule.needs) if answers[len(rule.mentions) + place] is Truth.YES}
    return tuple(need for need in needs if need in true)


def _worse(rule: Rule, place: int, lead: int) -> bool:
    rank = INDICATORS.index
    return rank(rule.fires[place].indicator) < rank(rule.fires[lead].indicator)


def _missing(plan: Plan, reading: Reading, variants: Sequence[int]) -> tuple[str, ...]:
    """
    Name the facts whose being unknown keeps the trigger or one of the variants unknown.
    """
    if not variants:
        return ()
    conditions = (plan.rule.trigger, *(plan.rule.fires[place].when for place in variants))
    return tuple(sorted(frozenset().union(*(unknown_facts(explain(c, reading.states)) for c in conditions))))


def _judged(plan: Plan, reading: Reading, verdict: Verdict, *, why: str = "") -> Judged:
    facts = plan.facts if verdict is Verdict.NOT_FIRED else plan.trigger_facts
    held = {fact: reading.facts[fact] for fact in facts if fact in reading.facts}
    order = reading.order if plan.per_order else None
    return Judged(plan, Outcome(plan.rule, verdict, held, order=order, why=why), reading)
