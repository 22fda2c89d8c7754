"""
Which scenario notices a change: only those whose facts or conditions it alters are played again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from cds.engine.fold import compile_fold
from cds.engine.judging import facts_reached
from cds.engine.outcome import Verdict
from cds.errors import CdsError
from cds.inquiry.recorded import facts_with, judged, notices
from cds.rules.conditions import facts_of
from cds.truth import Truth
from cds.walk.consulting import Consultant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cds.inquiry.changes import Change
    from cds.inquiry.recorded import Recorded
    from cds.rules.model import Entry, Pack

__all__ = ["Noticed", "noticed_by", "rules_touched"]


class Noticed(Struct, frozen=True):
    """
    What became of one change: the scenario that notices it, "" when none does.

    Args:
        refused: the changed pack can not be loaded, so nobody could ship it.
        tried: how many scenarios were played again because something is decided or measured otherwise in them.
    """

    change: str
    by: str = ""
    refused: str = ""
    tried: int = 0

    @property
    def survives(self) -> bool:
        """
        Tell whether no scenario would notice.
        """
        return not (self.by or self.refused)


def noticed_by(change: Change, scenarios: Sequence[Recorded]) -> Noticed:
    """
    Play the scenarios that a change may alter until one notices.
    """
    changed = change.build()
    candidates = _affected(change, changed, scenarios)
    nearest_first = sorted(candidates, key=lambda one: (not (one.tags & change.rules), one.asked.hook))
    if not nearest_first:
        return Noticed(change.id)
    consultant = Consultant(changed, validate="off")
    tried = 0
    try:
        for recorded in nearest_first:
            if not change.entry and judged(recorded.result, consultant) == recorded.judged:
                continue
            tried += 1
            if notices(recorded, consultant):
                return Noticed(change.id, by=recorded.name, tried=tried)
    except CdsError as error:
        return Noticed(change.id, refused=str(error), tried=tried)
    finally:
        with suppress(CdsError):
            consultant.close()
    return Noticed(change.id, tried=tried)


def rules_touched(change: Change, pack: Pack, scenarios: Sequence[Recorded]) -> frozenset[str]:
    """
    Return the rules that a change may alter.

    A limit touches every rule that reads it in some scenario, or is silenced by a fact that does.
    """
    if not change.entry:
        return change.rules
    facts = {change.entry}.union(*(one.reads.get(change.entry, frozenset()) for one in scenarios))
    precedence = pack.precedence
    if any(facts & set(facts_of(nobody.when)) for nobody in precedence.nobody):
        return frozenset(pack.rules)
    silenced = {
        rule for line in precedence.silences if line.when and facts & set(facts_of(line.when)) for rule in line.silent
    }
    return frozenset(rule.id for rule in pack.rules.values() if facts & set(facts_reached(rule))) | silenced


def _affected(change: Change, changed: Pack, scenarios: Sequence[Recorded]) -> list[Recorded]:
    if change.entry:
        return [one for one in scenarios if _measures_otherwise(change, one, changed.entries)]
    if change.after is not None and change.before is not None:
        return list(_judged_otherwise(change, changed, scenarios))
    if change.before is not None:
        fold = compile_fold([change.before])
        needed = frozenset(facts_of(change.before))
        return [one for one in scenarios if any(fold(s)[0] is not Truth.NO for s in _states(one, needed))]
    return list(scenarios)


def _measures_otherwise(change: Change, recorded: Recorded, entries: Mapping[str, Entry]) -> bool:
    """
    Tell whether any fact that reads the limit is another one now.
    """
    names = recorded.reads.get(change.entry)
    if not names:
        return False
    for subject, now in zip(recorded.result.subjects, facts_with(recorded, entries, names), strict=True):
        if any(name not in now or now[name] != subject.facts[name] for name in names):
            return True
    return False


def _judged_otherwise(change: Change, changed: Pack, scenarios: Sequence[Recorded]) -> Iterator[Recorded]:
    """
    Yield the scenarios in which a condition is answered otherwise, or not known.

    What an unknown answer asks for depends on the whole tree. Where a change alters which facts a rule
    reads, every scenario is played in which the rule has anything to say: contradictions in a fact are listed.
    """
    assert change.before is not None
    assert change.after is not None
    fold = compile_fold([change.before, change.after])
    needed = frozenset((*facts_of(change.before), *facts_of(change.after)))
    hooks = {hook for rule in change.rules for hook in changed.rules[rule].hooks}
    anywhere = change.kind == "precedence"
    for one in scenarios:
        if not anywhere and one.asked.hook not in hooks:
            continue
        answers = [fold(states) for states in _states(one, needed)]
        otherwise = any(before is not after or before is Truth.UNKNOWN for before, after in answers)
        if otherwise or (change.reaches and _speaks(one, change.rules)):
            yield one


def _states(recorded: Recorded, needed: frozenset[str]) -> Iterator[dict[str, str]]:
    for subject in recorded.result.subjects:
        if needed <= subject.facts.keys():
            yield {name: subject.facts[name].state for name in needed}


def _speaks(recorded: Recorded, rules: frozenset[str]) -> bool:
    return any(
        outcome.rule.id in rules and outcome.verdict is not Verdict.NOT_APPLICABLE
        for outcome in recorded.result.decision.outcomes
    )
