"""
Small packs and facts for the tests of the engine, written as the rule files are.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from cds.engine import Engine, Outcome, Subject
from cds.facts.fact import Fact, Status
from cds.rules.conditions import AllOf, AnyOf, Condition, Is
from cds.rules.model import HOOKS, Ask, Entry, Evidence, Need, Pack, Precedence, Rule, Suggestion, Variant
from cds.terminology.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cds.engine import Decision

HOOK = "patient-view"
NOTHING = Fact("unknown", status=Status.NOT_RECORDED)
FAILED = Fact("unknown", status=Status.FETCH_FAILED)
TEXT_ONLY = Fact("unknown", status=Status.POSSIBLE)


def is_(fact: str, *states: str) -> Is:
    """
    The fact is in one of the states; `yes` when none is named.
    """
    return Is(fact, frozenset(states or ("yes",)))


def all_of(*parts: Condition) -> AllOf:
    return AllOf(parts)


def any_of(*parts: Condition) -> AnyOf:
    return AnyOf(parts)


def entry(name: str, *states: str, scope: str = "patient", asked: bool = True) -> Entry:
    """
    A dictionary entry, with yes and no when no states are named.
    """
    ask = Ask(f"{name} please", f"{name} matters", f"record {name}") if asked else None
    return Entry(name, f"means {name}", (*(states or ("yes", "no")), "unknown"), scope=scope, ask=ask)


def rule(name: str, trigger: Condition, *fires: Condition | tuple[Condition, str], **more: Any) -> Rule:
    """
    A rule whose variants warn unless they say something else.
    """
    variants = [one if isinstance(one, tuple) else (one, "warning") for one in fires]
    given: dict[str, Any] = {
        "version": "1.0.0",
        "title": f"title of {name}",
        "hooks": HOOKS,
        "owner": "nobody",
        "review_by": date(2030, 1, 1),
        "dsi_type": "evidence-based",
        "detail": "",
        "evidence": Evidence((), "low", "conditional", "anybody"),
        "override": (),
    }
    variants_ = tuple(Variant(when, indicator, f"{name} {indicator}") for when, indicator in variants)
    return Rule(id=name, trigger=trigger, fires=variants_, **given | more)


DATA_NEEDED = rule("data-needed", all_of(), (is_("hook", *HOOKS), "info"))


def need(fact: str, *states: str, hooks: Iterable[str] = HOOKS, **more: Any) -> Need:
    """
    Ask for a fact while it is unknown, or in one of the states.
    """
    return Need(fact, is_(fact, *(states or ("unknown",))), frozenset(hooks), **more)


def draft(what: str, when: Condition | None = None) -> Suggestion:
    return Suggestion("draft", what, when)


def pack_of(*rules: Rule, entries: Iterable[Entry], precedence: Precedence | None = None) -> Pack:
    """
    A pack of these rules, with `data-needed`, over these entries and `hook`.
    """
    given = Entry("hook", "given", (*HOOKS, "unknown"), given=True)
    dictionary = {one.name: one for one in (given, *entries)}
    named = {one.id: one for one in (*rules, DATA_NEEDED)}
    return Pack(named, dictionary, precedence or Precedence(), {}, {}, {}, Terms({}), "0", "1.0.0")


def facts_of(pack: Pack, *, hook: str = HOOK, **given: str | Fact) -> dict[str, Fact]:
    """
    Every fact of the dictionary: as given (`_` for `-`), else not recorded.
    """
    said = {name.replace("_", "-"): one if isinstance(one, Fact) else Fact(one) for name, one in given.items()}
    assert said.keys() <= pack.entries.keys(), said
    return {**dict.fromkeys(pack.entries, NOTHING), "hook": Fact(hook), **said}


def decide(pack: Pack, *, hook: str = HOOK, **given: str | Fact) -> Decision:
    """
    Decide about one patient.
    """
    return Engine(pack).decide([Subject(None, facts_of(pack, hook=hook, **given))], hook=hook)


def outcomes(decision: Decision) -> Mapping[str, Outcome]:
    """
    The outcomes by rule; of a rule with several, the last.
    """
    return {outcome.rule.id: outcome for outcome in decision.outcomes}


def verdicts(decision: Decision) -> dict[str, str]:
    """
    The words of the verdicts, `data-needed` left out.
    """
    return {name: one.verdict.value for name, one in outcomes(decision).items() if name != "data-needed"}
