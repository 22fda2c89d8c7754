"""
Time of one decision: both evaluators, verdicts, precedence and gaps, without reading the record.

Usage: python bench/engine.py

The pack of this repository, and a made-up one of 36 rules over 60 facts, with 20, 50 and 80 in 100
facts known. CPU time, the best of five; `fold` is the same without the inference engine. Two other
ways to find what may be true are timed beside the one that is used.
"""

from __future__ import annotations

import random
import time
from datetime import date
from typing import TYPE_CHECKING

from cds.engine import Engine, Subject
from cds.engine.clauses import Clause, Clauses
from cds.engine.durable_host import DurableHost
from cds.facts.fact import Fact, Status
from cds.rules.conditions import AllOf, AnyOf, AtLeast, Condition, Is
from cds.rules.model import Entry, Evidence, Pack, Precedence, Rule, Silence, Suggestion, Variant
from cds.rules.pack import load_pack
from cds.terminology.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HOOK = "patient-view"
ROUNDS, PATIENTS = 5, 100


def made_up_pack(*, rules: int = 36, facts: int = 60, seed: int = 7) -> Pack:
    """
    Make a pack of about the shape of the real one: triggers, variants, drafts, silences.
    """
    draw = random.Random(seed)
    entries = {f"fact-{n}": Entry(f"fact-{n}", "made up", _states(draw)) for n in range(facts)}
    made = {f"rule-{n}": _rule(f"rule-{n}", entries, draw) for n in range(rules)}
    signs = tuple(_literal(entries, draw, fact=f"fact-{n}") for n in range(8))
    made["rule-0"] = _rule("rule-0", entries, draw, AtLeast(3, signs))
    silences = tuple(
        Silence((f"rule-{n}",), "made up", _condition(entries, draw, 2), drafts=("draft",)) for n in range(12, 24)
    )
    tiers = dict.fromkeys(made, "T4")
    return Pack(made, entries, Precedence((), tiers, (), silences), {}, {}, {}, Terms({}), "0", "1.0.0")


def _states(draw: random.Random) -> tuple[str, ...]:
    return (*(f"state-{n}" for n in range(draw.choice((2, 2, 2, 3, 4, 5)))), "unknown")


def _literal(entries: Mapping[str, Entry], draw: random.Random, *, fact: str = "") -> Is:
    fact = fact or draw.choice(list(entries))
    known = entries[fact].states[:-1]
    return Is(fact, frozenset(draw.sample(known, 2 if draw.random() < 0.2 and len(known) > 2 else 1)))


def _condition(entries: Mapping[str, Entry], draw: random.Random, most: int) -> Condition:
    parts: list[Condition] = [_literal(entries, draw) for _ in range(draw.randint(1, most))]
    if draw.random() < 0.25:
        parts.append(AnyOf((_literal(entries, draw), _literal(entries, draw))))
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _rule(name: str, entries: Mapping[str, Entry], draw: random.Random, first: Condition | None = None) -> Rule:
    fires = [Variant(first or _condition(entries, draw, 4), "warning", "made up")]
    fires += [Variant(_condition(entries, draw, 3), "info", "made up") for _ in range(draw.choice((0, 0, 1)))]
    parts = tuple(_literal(entries, draw) for _ in range(6))
    suggest = (Suggestion("draft", "draft", AllOf(parts)),) if draw.random() < 0.4 else ()
    evidence = Evidence((), "low", "conditional", "anybody")
    head = {"version": "1.0.0", "title": name, "hooks": (HOOK,), "owner": "nobody", "dsi_type": "evidence-based"}
    return Rule(
        id=name,
        review_by=date(2030, 1, 1),
        trigger=_condition(entries, draw, 2),
        fires=tuple(fires),
        detail="",
        evidence=evidence,
        override=(),
        suggest=suggest,
        **head,  # type: ignore[arg-type]
    )


def subjects(pack: Pack, *, known: float, seed: int = 1) -> list[list[Subject]]:
    """
    Make patients in whom that share of the facts is known.
    """
    draw = random.Random(seed)
    return [[Subject(None, _facts(pack, draw, known))] for _ in range(PATIENTS)]


def _facts(pack: Pack, draw: random.Random, known: float) -> dict[str, Fact]:
    facts = {}
    for name, entry in pack.entries.items():
        states = [state for state in entry.states if state != "unknown"]
        nothing = Fact("unknown", status=Status.NOT_RECORDED)
        facts[name] = Fact(draw.choice(states)) if draw.random() < known else nothing
    settled = {"hook": Fact(HOOK), "profile": Fact("us"), "deceased": Fact("no"), "adult": Fact("yes")}
    return facts | {name: fact for name, fact in settled.items() if name in pack.entries}


def microseconds(work: Callable[[], object]) -> float:
    """
    Return the CPU time of one patient.
    """
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best / PATIENTS * 1e6


class TwoSessions:
    """
    The same clauses in a second session, in which every unknown fact is in every state it may have.
    """

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self.host = DurableHost(clauses.clauses)

    def infer(self, states: Mapping[str, str]) -> list[set[str]]:
        """
        Return what is concluded.
        """
        known, possible = self.clauses.known(states), self.clauses.possible(states)
        true = self.host.run((known,))
        return [*true, *(self.host.run(([*known, *possible],)) if possible else true)]


class Prefixed:
    """
    Every clause twice in one session, the second over facts named `may:...`.
    """

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        again = [Clause(may(c.name), tuple((may(fact), state) for fact, state in c.pairs)) for c in clauses.clauses]
        self.host = DurableHost([*clauses.clauses, *again])

    def infer(self, states: Mapping[str, str]) -> list[set[str]]:
        """
        Return what is concluded.
        """
        known, possible = self.clauses.known(states), self.clauses.possible(states)
        return self.host.run(([*known, *((may(fact), state) for fact, state in (*known, *possible))],))


def may(name: str) -> str:
    """
    Name the fact or conclusion that only may be.
    """
    return f"may.{name}"


def main() -> None:
    """
    Print the table.
    """
    print(f"{'pack':10}{'rules':>6}{'facts':>6}{'clauses':>8}{'known':>6}{'decide':>8}{'fold':>6}   microseconds")
    for name, pack in (("real", load_pack()), ("made up", made_up_pack())):
        engine = Engine(pack)
        clauses = engine.evaluators.clauses
        others = {"two sessions": TwoSessions(clauses), "prefixed": Prefixed(clauses)}
        for known in (0.2, 0.5, 0.8):
            patients = subjects(pack, known=known)
            _row(name, engine, patients, known=known)
            states = [{fact: one.facts[fact].state for fact in pack.entries} for (one,) in patients]
            _layouts(engine, others, states)
        engine.close()


def _row(name: str, engine: Engine, patients: Sequence[Sequence[Subject]], *, known: float) -> None:
    pack, clauses = engine.pack, engine.evaluators.clauses.clauses
    both = microseconds(lambda: [engine.decide(patient, hook=HOOK) for patient in patients])
    fold = microseconds(lambda: [engine.decide(patient, hook=HOOK, cross_check=False) for patient in patients])
    sizes = f"{len(pack.rules):6}{len(pack.entries):6}{len(clauses):8}"
    print(f"{name:10}{sizes}{known:6.0%}{both:8.0f}{fold:6.0f}")


def _layouts(engine: Engine, others: Mapping[str, TwoSessions | Prefixed], states: Sequence[Mapping[str, str]]) -> None:
    ways: dict[str, Callable[[Mapping[str, str]], object]] = {"one session, two batches": engine.evaluators.infer}
    ways |= {way: other.infer for way, other in others.items()}
    ways["generated fold"] = engine.evaluators.fold
    for way, infer in ways.items():
        took = microseconds(lambda infer=infer: [infer(one) for one in states])
        print(f"{'':12}{way:26}{took:6.0f}")


if __name__ == "__main__":
    main()
