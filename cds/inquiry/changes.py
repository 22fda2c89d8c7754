"""
Every small change of a rule pack that a scenario ought to notice, in a clinician's words.

A limit moves by one of its unit (one in the last place given); a condition loses a fact, swaps `all`
and `any`, counts one more or one less, or takes a state more or less; a line of precedence goes.
"""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from cds.engine.engine import DATA_NEEDED
from cds.engine.fold import compile_fold
from cds.rules.conditions import AllOf, AnyOf, AtLeast, Condition, Is, Not, facts_of
from cds.rules.model import HOOKS, INDICATORS
from cds.rules.reach import Box, Reach, holds_in
from cds.terminology.units import printed
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cds.rules.model import Limit, Pack, Rule

__all__ = ["Change", "changes_of"]

_ALWAYS = AllOf(())
_MOST_COMPARED = 2000


class Change(Struct, frozen=True):
    """
    One change of the pack.

    Args:
        id: how an excuse names it.
        words: the change as the end of "no scenario would notice if ...".
        kind: limit, condition or precedence.
        build: makes the changed pack.
        entry: the dictionary entry whose limit moves, "" for another change.
        rules: the rules it may touch; those of a limit are found where it is read.
        before, after: the condition that changes.
        reaches: the change of a rule alters which facts the rule reads.
    """

    id: str
    words: str
    kind: str
    build: Callable[[], Pack]
    entry: str = ""
    rules: frozenset[str] = frozenset()
    before: Condition | None = None
    after: Condition | None = None
    reaches: bool = False


def changes_of(pack: Pack, *, limits_only: bool = False) -> Iterator[Change]:
    """
    Yield every change of the pack, each id once.
    """
    yield from _limits(pack)
    if limits_only:
        return
    for rule in pack.rules.values():
        if rule.id != DATA_NEEDED:  # its card is made of what the others ask for; its conditions decide nothing
            yield from _of_rule(pack, rule)
    yield from _of_precedence(pack)


# --- limits ----------------------------------------------------------------------------------------


def _limits(pack: Pack) -> Iterator[Change]:
    for entry in pack.entries.values():
        for name, limit in entry.limits.items():
            for sign in (-1, 1):
                moved = replace(limit, value=limit.value + sign * _step(limit.value))
                yield Change(
                    id=f"{entry.name}.{name} = {moved.value}",
                    words=f"{_amount(limit)} became {_amount(moved)} (the limit '{name.replace('_', ' ')}' "
                    f"of «{entry.name}»)",
                    kind="limit",
                    build=lambda entry=entry, name=name, moved=moved: replace(  # type: ignore[misc]
                        pack,
                        entries={
                            **pack.entries,
                            entry.name: replace(entry, limits={**entry.limits, name: moved}),
                        },
                    ),
                    entry=entry.name,
                )


def _step(value: int | Decimal) -> int | Decimal:
    if isinstance(value, int):
        return 1
    return Decimal(1).scaleb(int(value.as_tuple().exponent))


def _amount(limit: Limit) -> str:
    return f"{limit.value} {'' if limit.unit == 'count' else printed(limit.unit)}".strip()


# --- conditions ------------------------------------------------------------------------------------


def _of_rule(pack: Pack, rule: Rule) -> Iterator[Change]:
    for place, where, condition, put in _conditions(rule, pack):
        only_yes = place.startswith(("mentions", "needs", "suggest"))
        scope = _Scope(pack, rule.hooks, _asked_first(rule, place), _negates(condition), only_yes)
        for words, after in _altered(condition, scope):
            yield Change(
                id=f"{rule.id}, {place}: {words}",
                words=f"{words} ({rule.id}, {where})",
                kind="condition",
                build=lambda put=put, after=after: replace(  # type: ignore[misc]
                    pack, rules={**pack.rules, rule.id: put(after)}
                ),
                rules=frozenset({rule.id}),
                before=condition,
                after=after,
                reaches=set(facts_of(condition)) != set(facts_of(after)),
            )


def _conditions(rule: Rule, pack: Pack) -> Iterator[tuple[str, str, Condition, Callable[[Any], Rule]]]:
    """
    Yield each condition of a rule: its place, what it decides in words, the tree, and how to put another there.
    """
    yield "trigger", "when the rule is considered", rule.trigger, lambda c: replace(rule, trigger=c)
    for i, variant in enumerate(rule.fires):
        said = f"when the {variant.indicator} card “{variant.summary[:60]}…” is shown"
        yield f"fires {i + 1}", said, variant.when, _putting(rule, "fires", i)
    for i, mention in enumerate(rule.mentions):
        said = f"when it says “{mention.say[:60]}…”"
        yield f"mentions {i + 1}", said, mention.when, _putting(rule, "mentions", i)
    for i, need in enumerate(rule.needs):
        if need.when != Is(need.ask, frozenset({"unknown"})):
            yield f"needs {i + 1}", f"when «{need.ask}» is asked for", need.when, _putting(rule, "needs", i)
    for i, offer in enumerate(rule.suggest):
        if offer.when is not None:
            label = pack.drafts[offer.what].label if offer.what in pack.drafts else offer.what
            yield f"suggest {i + 1}", f"when “{label}” is offered", offer.when, _putting(rule, "suggest", i)


def _putting(rule: Rule, part: str, place: int) -> Callable[[Any], Rule]:
    def put(condition: Condition) -> Rule:
        parts = list(getattr(rule, part))
        parts[place] = replace(parts[place], when=condition)
        changed: dict[str, Any] = {part: tuple(parts)}
        return replace(rule, **changed)

    return put


def _asked_first(rule: Rule, place: str) -> tuple[Condition, ...]:
    """
    Return what must hold before a condition of a rule counts: its trigger; for a note or a suggestion, a card too.
    """
    kind = place.partition(" ")[0]
    if kind == "trigger":
        return ()
    cards = (AnyOf(tuple(variant.when for variant in rule.fires)),) if kind in {"mentions", "suggest"} else ()
    return (rule.trigger, *cards)


def _negates(condition: Condition) -> bool:
    match condition:
        case Not(_):
            return True
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return any(map(_negates, parts))
        case _:
            return False


class _Scope(Struct, frozen=True):
    """
    Which states a fact may have where a condition counts; to name one of the others, or not, is the same rule.

    An unknown fact that leaves the trigger open is asked for, whatever the conditions behind the trigger make of it;
    only a `not` could make a no of it, so with `negated` unknown always counts. With `only_yes` an answer that is not
    known is as good as no: a note, a draft, a question.
    """

    pack: Pack
    hooks: tuple[str, ...]
    first: tuple[Condition, ...] = ()
    negated: bool = False
    only_yes: bool = False

    def states(self, fact: str) -> Iterator[str]:
        entry = self.pack.entries[fact]
        for state in entry.states:
            unknown = state == "unknown"
            if not (unknown and entry.given) and ((unknown and self.negated) or self._meets(fact, state)):
                yield state

    def _meets(self, fact: str, state: str) -> bool:
        """
        Tell whether a patient in this state can come to the condition.
        """
        if fact == "hook" and state not in self.hooks:
            return False
        boxes = Reach(self.pack.entries).boxes(self.first, {fact: _alone(state)})
        return any(not _never(box, self.pack) for box in boxes)


def _altered(condition: Condition, scope: _Scope) -> Iterator[tuple[str, Condition]]:
    """
    Yield every altered form of a condition with its words, each form and each wording once.
    """
    seen, said = {condition}, dict[str, int]()
    root = [] if isinstance(condition, AllOf | AnyOf | AtLeast) else [(_dropped(condition), _ALWAYS)]
    for words, after in (*root, *_alterations(condition, scope)):
        if after not in seen and not _same(condition, after, scope):
            seen.add(after)
            said[words] = said.get(words, 0) + 1
            yield (words if said[words] == 1 else f"{words}, place {said[words]}"), after


def _same(before: Condition, after: Condition, scope: _Scope) -> bool:
    """
    Tell whether two conditions have the same answer in every state a record gives; with very many states, assume not.
    """
    facts = sorted({*facts_of(before), *facts_of(after)})
    states = [scope.pack.entries[fact].states for fact in facts]
    if math.prod(map(len, states)) > _MOST_COMPARED:
        return False
    fold = compile_fold([before, after])
    for chosen in product(*states):
        answer, other = fold(dict(zip(facts, chosen, strict=True)))
        differs = (answer is Truth.YES) is not (other is Truth.YES) if scope.only_yes else answer is not other
        if differs and not _never(dict(zip(facts, map(_alone, chosen), strict=True)), scope.pack):
            return False
    return True


def _alone(state: str) -> frozenset[str]:
    return frozenset({state})


def _never(box: Box, pack: Pack) -> bool:
    return any(holds_in(line.when, box) for line in pack.precedence.never_together)


def _alterations(condition: Condition, scope: _Scope) -> Iterator[tuple[str, Condition]]:
    match condition:
        case Is(fact, states):
            yield from _other_states(fact, states, scope)
        case Not(part):
            yield f"'not' before {_shown(part)} were left out", part
            yield from ((words, Not(after)) for words, after in _alterations(part, scope))
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            yield from _of_whole(condition)
            for i, part in enumerate(parts):
                yield _dropped(part), _with(condition, (*parts[:i], *parts[i + 1 :]))
                for words, after in _alterations(part, scope):
                    yield words, _with(condition, (*parts[:i], after, *parts[i + 1 :]))


def _of_whole(condition: AllOf | AnyOf | AtLeast) -> Iterator[tuple[str, Condition]]:
    listed = ", ".join(_shown(part) for part in condition.parts)
    match condition:
        case AllOf(parts) if len(parts) > 1:
            yield f"any one were enough, not all, of {listed}", AnyOf(parts)
        case AnyOf(parts) if len(parts) > 1:
            yield f"all were needed, not any one, of {listed}", AllOf(parts)
        case AtLeast(count, parts):
            yield f"at least {count} became at least {count + 1} of {listed}", AtLeast(count + 1, parts)
            yield f"at least {count} became at least {count - 1} of {listed}", AtLeast(count - 1, parts)


def _other_states(fact: str, states: frozenset[str], scope: _Scope) -> Iterator[tuple[str, Condition]]:
    for state in scope.states(fact):
        if state in states:
            yield f"«{fact}» {_is(state)} counted no longer", Is(fact, states - {state})
        else:
            yield f"«{fact}» {_is(state)} counted too", Is(fact, states | {state})
    others = frozenset(scope.pack.entries[fact].states) - states - {"unknown"}
    yield f"«{fact}» were the opposite of {_or(states)}", Is(fact, others)


def _with(condition: Condition, parts: tuple[Condition, ...]) -> Condition:
    match condition:
        case AllOf(_):
            return AllOf(parts)
        case AnyOf(_):
            return AnyOf(parts)
        case AtLeast(count, _):
            return AtLeast(count, parts)
    raise TypeError(condition)


def _dropped(part: Condition) -> str:
    return f"{_shown(part)} were not asked"


def _is(state: str) -> str:
    return f"being {state}"


def _or(states: frozenset[str]) -> str:
    return " or ".join(sorted(states))


def _shown(condition: Condition) -> str:
    match condition:
        case Is(fact, states):
            return f"«{fact}» ({_or(states)})"
        case Not(part):
            return f"not {_shown(part)}"
        case AllOf(parts):
            return f"[{' and '.join(map(_shown, parts))}]"
        case AnyOf(parts):
            return f"[{' or '.join(map(_shown, parts))}]"
        case AtLeast(count, parts):
            return f"[{count} of {', '.join(map(_shown, parts))}]"


# --- precedence ------------------------------------------------------------------------------------


def _of_precedence(pack: Pack) -> Iterator[Change]:
    for i, nobody in enumerate(pack.precedence.nobody):
        others = pack.precedence.nobody[:i] + pack.precedence.nobody[i + 1 :]
        yield Change(
            id=f"nobody {i + 1}: dropped",
            words=f"a card were shown although {nobody.why}",
            kind="precedence",
            build=lambda others=others: _preceding(pack, nobody=others),  # type: ignore[misc]
            rules=frozenset(pack.rules),
            before=nobody.when,
            after=AnyOf(()),
        )
    for i in range(len(pack.precedence.silences)):
        yield from _of_silence(pack, i)


def _of_silence(pack: Pack, place: int) -> Iterator[Change]:
    silence = pack.precedence.silences[place]
    cause = _shown(silence.when) if silence.when else ""
    if silence.shown:
        cause = f"{cause} and " * bool(cause) + f"{silence.shown} is shown"

    def change(words: str, rules: tuple[str, ...], *, after: Condition | None = None, **parts: Any) -> Change:
        def build() -> Pack:
            lines = list(pack.precedence.silences)
            lines[place] = replace(silence, **parts)
            return _preceding(pack, silences=tuple(lines))

        return Change(
            id=f"silence {place + 1}: {words}",
            words=f"{words} (precedence: {silence.why})",
            kind="precedence",
            build=build,
            rules=frozenset(rules),
            before=silence.when,
            after=after,
        )

    for rule in silence.silent:
        rest = tuple(other for other in silence.silent if other != rule)
        yield change(f"{rule} spoke although {cause}", (rule,), silent=rest)
    for draft in silence.drafts:
        rest = tuple(other for other in silence.drafts if other != draft)
        offering = tuple(r.id for r in pack.rules.values() if any(offer.what == draft for offer in r.suggest))
        yield change(f"“{pack.drafts[draft].label}” were offered although {cause}", offering, drafts=rest)
    for indicator in _indicators(pack, silence.shown):
        now = tuple(i for i in INDICATORS if (i in silence.indicators) != (i == indicator))
        wording = "no longer" if indicator in silence.indicators else "also"
        words = f"{silence.shown} as {indicator} {wording} silenced {', '.join(silence.silent)}"
        yield change(words, silence.silent, indicators=now)
    if silence.when is not None:
        for words, after in _altered(silence.when, _Scope(pack, HOOKS)):
            said = f"{words}, before {', '.join(silence.silent + silence.drafts)} fall silent"
            yield change(said, silence.silent, after=after, when=after)


def _indicators(pack: Pack, rule: str) -> list[str]:
    """
    Return the indicators that a rule's card may have, none for no rule.
    """
    fires = pack.rules[rule].fires if rule else ()
    return [indicator for indicator in INDICATORS if any(variant.indicator == indicator for variant in fires)]


def _preceding(pack: Pack, **parts: Any) -> Pack:
    return replace(pack, precedence=replace(pack.precedence, **parts))


def named(changes: Mapping[str, Change], words: str) -> list[Change]:
    """
    Return the changes that touch a rule or a fact called so.
    """
    return [
        change
        for change in changes.values()
        if words in change.rules or words == change.entry or words in _facts(change)
    ]


def _facts(change: Change) -> set[str]:
    return {fact for condition in (change.before, change.after) if condition for fact in facts_of(condition)}
