"""
What a card rests on: the facts its rule reads, and the resources behind them, newest first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.cards.prepared import DATA_NEEDED, PreparedRule, prepared
from cds.cards.wording import escaped, plain
from cds.engine.outcome import Verdict
from cds.facts.fact import Status
from cds.terminology.units import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from cds.chart.chart import Evidence
    from cds.engine.outcome import Decision, Outcome
    from cds.facts.fact import Fact
    from cds.rules.model import Pack

__all__ = ["MOST_RESOURCES", "as_shown", "facts_shown", "fired_by_rule", "none_recorded", "references", "rests_on"]

MOST_RESOURCES = 20
"""So many resources are named on a card (decisions.md), and validated; the rest are counted."""

_NO_DAY = "0000"


def references(decision: Decision, pack: Pack) -> tuple[str, ...]:
    """
    Return the resources that the cards of a decision name: those that are worth validating.

    The Patient is not one of them: what is read of it is checked where it is read.
    """
    rules = prepared(pack).rules
    named: dict[str, None] = {}
    for rule_id, outcomes in fired_by_rule(decision).items():
        rule = rules[rule_id]
        for evidence, _ in _newest(rule, outcomes)[:MOST_RESOURCES]:
            named[evidence.ref] = None
    return tuple(ref for ref in named if not ref.startswith("Patient/"))


def fired_by_rule(decision: Decision) -> dict[str, list[Outcome]]:
    """
    Return the fired outcomes of each rule; `data-needed` is made from gaps and faults instead.
    """
    fired: dict[str, list[Outcome]] = {}
    for outcome in decision.outcomes:
        if outcome.verdict is Verdict.FIRED and outcome.rule.id != DATA_NEEDED:
            fired.setdefault(outcome.rule.id, []).append(outcome)
    return fired


def _facts(rule: PreparedRule, outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Fact]]:
    """
    Yield the facts the rule reads; one that differs between orders once for each of its answers.
    """
    for name in rule.facts:
        seen: list[Fact] = []
        for outcome in outcomes:
            fact = outcome.facts.get(name)
            if fact is not None and fact not in seen:
                seen.append(fact)
                yield name, fact


def _newest(rule: PreparedRule, outcomes: Sequence[Outcome]) -> list[tuple[Evidence, str]]:
    """
    Return each resource once, with the value that was read from it, newest first.
    """
    found: dict[str, tuple[Evidence, str]] = {}
    for _, fact in _facts(rule, outcomes):
        for place, evidence in enumerate(fact.evidence):
            value = _value(fact) if place == 0 else ""
            if evidence.ref and (evidence.ref not in found or (value and not found[evidence.ref][1])):
                found[evidence.ref] = (evidence, value)
    return sorted(found.values(), key=_day, reverse=True)


def _day(named: tuple[Evidence, str]) -> str:
    last = named[0].on.last
    return last.isoformat() if last else _NO_DAY


def _value(fact: Fact) -> str:
    return f"{fact.value} {printed(fact.unit)}".strip() if fact.value and fact.unit else ""


def rests_on(rule: PreparedRule, outcomes: Sequence[Outcome], invalid: Mapping[str, str]) -> Iterator[str]:
    """
    Write the resources a card rests on, and which of them are not valid R4.
    """
    newest = _newest(rule, outcomes)
    if not newest:
        return
    lines = [_line(evidence, value) for evidence, value in newest[:MOST_RESOURCES]]
    if len(newest) > MOST_RESOURCES:
        lines.append(f"- and {len(newest) - MOST_RESOURCES} more")
    yield "**Rests on:**\n\n" + "\n".join(lines)
    wrong = [e.ref for e, _ in newest[:MOST_RESOURCES] if e.ref in invalid]
    if wrong:
        said = "\n".join(f"- {escaped(ref)}: {escaped(invalid[ref])}" for ref in wrong)
        yield f"Not valid FHIR R4, so check these in the record:\n\n{said}"


def _line(evidence: Evidence, value: str) -> str:
    what = escaped(evidence.what or evidence.ref.partition("/")[0])
    told = f"{what}: {escaped(value)}" if value and value not in evidence.what else what
    on = evidence.on
    dated = "" if on.first is None and on.last is None else f", {escaped(str(on))}"  # an order or an allergy has no day
    return f"- {told}{dated}, {escaped(evidence.ref)}"


def none_recorded(rule: PreparedRule, lead: Outcome, as_of: date) -> str:
    """
    Write what the card takes as absent because nothing of it is recorded, or "".
    """
    names = [*rule.triggers, *rule.variants[lead.lead or 0], *(n for place in lead.offered for n in rule.gates[place])]
    absent = [name for name in dict.fromkeys(names) if _is_absent(lead.facts.get(name))]
    if not absent:
        return ""
    return f"None recorded as of {as_of}: {'; '.join(name.replace('-', ' ') for name in absent)}."


def _is_absent(fact: Fact | None) -> bool:
    return fact is not None and fact.status is Status.NOT_RECORDED and fact.known


def facts_shown(rule: PreparedRule, outcomes: Sequence[Outcome]) -> list[dict[str, Any]] | None:
    """
    Return the facts of a card for machines.
    """
    return as_shown(_facts(rule, outcomes))


def as_shown(facts: Iterable[tuple[str, Fact]]) -> list[dict[str, Any]] | None:
    """
    Return facts for machines, each a `FactShown` to be, or None when there are none.
    """
    return [_shown(name, fact) for name, fact in facts] or None


def _shown(name: str, fact: Fact) -> dict[str, Any]:
    on = fact.on or (fact.evidence[0].on if fact.evidence else None)
    return {
        "name": name,
        "state": fact.state,
        "status": str(fact.status),
        "value": plain(fact.value) or None,
        "unit": plain(fact.unit) or None,
        "date": str(on) if on and not (on.first is None and on.last is None) else None,
        "references": list(dict.fromkeys([e.ref for e in fact.evidence[:MOST_RESOURCES] if e.ref])) or None,
    }
