"""
Verdicts, precedence and the lines of data-needed.
"""

from __future__ import annotations

from typing import Any

import pytest
from engine.factory import (
    FAILED,
    HOOK,
    NOTHING,
    TEXT_ONLY,
    all_of,
    any_of,
    decide,
    draft,
    entry,
    facts_of,
    is_,
    need,
    outcomes,
    pack_of,
    rule,
    verdicts,
)

from cds.chart.chart import Order
from cds.engine import Decision, Engine, Gap, Subject, Verdict
from cds.errors import RuleError
from cds.facts.fact import Fact, Status
from cds.rules.conditions import Not
from cds.rules.model import Mention, Nobody, Precedence, Silence, Suggestion
from cds.truth import Truth

ORDERED = is_("ordered")
RISK = is_("risk", "high")
ENTRIES = [
    entry("ordered"),
    entry("risk", "high", "some", "no"),
    entry("sign"),
    entry("dead"),
    entry("plan", asked=False),
    entry("target", "spine", "other", scope="order"),
]


def items(decision: Decision) -> list[str]:
    return [gap.said for gap in decision.gaps]


# --- one rule ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "verdict", "missing"),
    [
        ({"ordered": "yes", "risk": "high"}, "fired", ()),
        ({"ordered": "yes", "risk": "no"}, "not-fired", ()),
        ({"ordered": "yes"}, "undecided", ("risk",)),
        ({"ordered": "yes", "risk": FAILED}, "undecided", ("risk",)),
        ({"ordered": "no", "risk": "high"}, "not-applicable", ()),
        ({"ordered": NOTHING, "risk": "high"}, "not-applicable", ()),
        ({"ordered": Fact("unknown", status=Status.STALE), "risk": "high"}, "not-applicable", ()),
        ({"ordered": Fact("unknown", status=Status.NOT_FETCHED), "risk": "high"}, "not-applicable", ()),
        ({"ordered": FAILED, "risk": "high"}, "undecided", ("ordered",)),
        ({"ordered": TEXT_ONLY, "risk": "high"}, "undecided", ("ordered",)),
        ({"ordered": TEXT_ONLY}, "undecided", ("ordered", "risk")),
        ({"ordered": FAILED, "risk": "no"}, "not-fired", ()),
    ],
)
def test_the_verdict_of_a_rule(given: dict[str, Any], verdict: str, missing: tuple[str, ...]) -> None:
    decision = decide(pack_of(rule("one", ORDERED, RISK), entries=ENTRIES), **given)
    assert (verdicts(decision), outcomes(decision)["one"].missing) == ({"one": verdict}, missing)


@pytest.mark.parametrize("status", [s for s in Status if s.failed and s is not Status.NOT_FETCHED])
def test_a_trigger_that_could_not_be_read_is_undecided(status: Status) -> None:
    pack = pack_of(rule("one", ORDERED, RISK), entries=ENTRIES)
    assert verdicts(decide(pack, ordered=Fact("unknown", status=status), risk="high")) == {"one": "undecided"}


def test_a_trigger_is_not_hoped_for_from_what_nobody_recorded() -> None:
    pack = pack_of(rule("one", all_of(ORDERED, is_("sign")), RISK), entries=ENTRIES)
    assert verdicts(decide(pack, ordered=FAILED, risk="high")) == {"one": "not-applicable"}
    assert verdicts(decide(pack, ordered=FAILED, sign="yes", risk="high")) == {"one": "undecided"}


def test_a_rule_of_another_hook_is_not_applicable() -> None:
    pack = pack_of(rule("one", ORDERED, RISK, hooks=("order-sign",)), entries=ENTRIES)
    assert verdicts(decide(pack, ordered="yes", risk="high")) == {"one": "not-applicable"}
    assert verdicts(decide(pack, hook="order-sign", ordered="yes", risk="high")) == {"one": "fired"}


def test_the_first_true_variant_leads_and_the_others_join() -> None:
    fires = ((is_("risk", "some"), "critical"), (RISK, "warning"), (is_("sign"), "info"), (is_("plan"), "critical"))
    pack = pack_of(rule("one", ORDERED, *fires), entries=ENTRIES)
    found = outcomes(decide(pack, ordered="yes", risk="high", sign="yes", plan="yes"))["one"]
    assert (found.lead, found.also, found.indicator) == (1, (2, 3), "warning")


def test_a_fired_rule_asks_for_what_could_make_it_worse_only() -> None:
    fires = ((is_("sign"), "warning"), (is_("plan"), "critical"), (RISK, "warning"))
    pack = pack_of(rule("one", ORDERED, *fires), entries=ENTRIES)
    found = outcomes(decide(pack, ordered="yes", risk="high"))["one"]
    assert (found.verdict, found.lead, found.missing) == (Verdict.FIRED, 2, ("plan",))


def test_only_true_mentions_and_suggestions_are_given() -> None:
    suggest = (
        draft("a"),
        draft("b", is_("sign")),
        draft("c", is_("plan")),
        Suggestion("refer", "d", Not(is_("sign"))),
        Suggestion("refer", "e", is_("plan")),
    )
    mentions = (Mention(is_("sign"), "s"), Mention(is_("plan"), "p"), Mention(RISK, "r"))
    pack = pack_of(rule("one", ORDERED, RISK, suggest=suggest, mentions=mentions), entries=ENTRIES)
    found = outcomes(decide(pack, ordered="yes", risk="high", sign="yes"))["one"]
    assert (found.offered, found.mentions) == ((0, 1), (0, 2))


def test_an_outcome_holds_every_fact_its_card_may_name() -> None:
    pack = pack_of(rule("one", ORDERED, RISK, detail="{plan.date} and {as-of}"), entries=ENTRIES)
    assert set(outcomes(decide(pack, ordered="yes", risk="high"))["one"].facts) == {"ordered", "risk", "plan"}


# --- orders -----------------------------------------------------------------------------------------


def test_a_rule_speaks_once_a_patient_or_once_an_order() -> None:
    each = rule("each", is_("target", "spine"), RISK)
    pack = pack_of(rule("once", ORDERED, RISK), each, entries=ENTRIES)
    orders = [Order("ServiceRequest/1", frozenset()), Order("ServiceRequest/2", frozenset())]
    subjects = [
        Subject(order, facts_of(pack, ordered="yes", risk="high", target=target))
        for order, target in zip(orders, ("spine", "other"), strict=True)
    ]
    decision = Engine(pack).decide(subjects, hook=HOOK)
    found = [(o.rule.id, o.order, o.verdict.value) for o in decision.outcomes if o.rule.id != "data-needed"]
    assert found == [("once", None, "fired"), ("each", orders[0], "fired"), ("each", orders[1], "not-applicable")]


def test_a_silence_for_one_order_silences_that_order_and_the_rules_of_the_patient() -> None:
    each, once = (
        rule("each", ORDERED, all_of(RISK, is_("target", "spine", "other"))),
        rule("once", ORDERED, RISK, suggest=(draft("x"),)),
    )
    silence = Silence(("each", "once"), "because", is_("target", "spine"))
    elsewhere = rule("elsewhere", ORDERED, RISK, suggest=(draft("x"), draft("y")))
    withheld = Silence((), "because", is_("target", "spine"), drafts=("x",))
    pack = pack_of(each, once, elsewhere, entries=ENTRIES, precedence=Precedence(silences=(silence, withheld)))
    subjects = [
        Subject(
            Order(f"ServiceRequest/{target}", frozenset()), facts_of(pack, ordered="yes", risk="high", target=target)
        )
        for target in ("other", "spine")
    ]
    decision = Engine(pack).decide(subjects, hook=HOOK)
    found = [(o.rule.id, o.verdict.value) for o in decision.outcomes if o.rule.id != "data-needed"]
    assert found == [("each", "fired"), ("each", "silenced"), ("once", "silenced"), ("elsewhere", "fired")]
    assert outcomes(decision)["elsewhere"].offered == (1,)


# --- precedence -------------------------------------------------------------------------------------


def silenced(*silences: Silence, **given: str | Fact) -> Decision:
    """
    Decide with three rules: strong when the risk is high, middle and weak when ordered.
    """
    rules = (
        rule("strong", ORDERED, (RISK, "critical"), (is_("risk", "some"), "info")),
        rule("middle", ORDERED, is_("sign")),
        rule("weak", ORDERED, is_("plan"), needs=(need("dead"),), suggest=(draft("drug"),)),
    )
    pack = pack_of(*rules, entries=ENTRIES, precedence=Precedence(silences=silences))
    return decide(pack, ordered="yes", **given)


def test_a_condition_silences() -> None:
    decision = silenced(Silence(("weak",), "the label", RISK), risk="high", sign="no", plan="yes")
    found = outcomes(decision)["weak"]
    assert (found.verdict, found.silenced_by, found.why) == (Verdict.SILENCED, "precedence", "the label")
    assert decision.gaps == ()


def test_a_shown_rule_silences_with_its_indicators_only() -> None:
    silence = Silence(("weak",), "stronger", shown="strong", indicators=("critical",))
    found = outcomes(silenced(silence, risk="high", sign="no", plan="yes"))["weak"]
    assert (found.verdict, found.silenced_by) == (Verdict.SILENCED, "strong")
    assert verdicts(silenced(silence, risk="some", sign="no", plan="yes"))["weak"] == "fired"
    assert verdicts(silenced(silence, risk="no", sign="no", plan="yes"))["weak"] == "fired"


def test_a_silenced_rule_silences_nobody() -> None:
    chain = (Silence(("weak",), "middle speaks", shown="middle"), Silence(("middle",), "strong speaks", shown="strong"))
    decision = silenced(*chain, risk="high", sign="yes", plan="yes")
    assert verdicts(decision) == {"strong": "fired", "middle": "silenced", "weak": "fired"}
    decision = silenced(*chain, risk="no", sign="yes", plan="yes")
    assert verdicts(decision) == {"strong": "not-fired", "middle": "fired", "weak": "silenced"}


def test_an_undecided_rule_that_is_covered_is_silenced_and_asks_for_nothing() -> None:
    decision = silenced(Silence(("weak",), "the label", RISK), risk="high", sign="no")
    assert verdicts(decision)["weak"] == "silenced"
    assert decision.gaps == ()


@pytest.mark.parametrize(
    "silence",
    [Silence(("weak",), "x", RISK, drafts=("drug",)), Silence(("weak",), "x", shown="strong", drafts=("drug",))],
)
def test_a_silence_that_only_may_hold_withholds_drafts(silence: Silence) -> None:
    found = outcomes(silenced(silence, sign="no", plan="yes"))["weak"]
    assert (found.verdict, found.offered) == (Verdict.FIRED, ())


def test_a_silence_that_does_not_hold_withholds_nothing() -> None:
    found = outcomes(silenced(Silence(("weak",), "x", RISK, drafts=("drug",)), risk="no", sign="no", plan="yes"))[
        "weak"
    ]
    assert (found.verdict, found.offered) == (Verdict.FIRED, (0,))


def test_a_rule_that_may_be_worse_than_shown_withholds_drafts() -> None:
    fires = ((is_("sign"), "critical"), (RISK, "info"))
    safety, weak = rule("safety", ORDERED, *fires), rule("weak", ORDERED, RISK, suggest=(draft("drug"),))
    silence = Silence((), "safety", shown="safety", indicators=("critical",), drafts=("drug",))
    pack = pack_of(safety, weak, entries=ENTRIES, precedence=Precedence(silences=(silence,)))
    assert outcomes(decide(pack, ordered="yes", risk="high"))["weak"].offered == ()
    assert outcomes(decide(pack, ordered="yes", risk="high", sign="no"))["weak"].offered == (0,)


@pytest.mark.parametrize(
    ("precedence", "message"),
    [
        (
            Precedence(silences=(Silence(("b",), "", shown="a"), Silence(("a",), "", shown="b"))),
            "in a circle: [ab] -> [ab] -> [ab]",
        ),
        (Precedence(silences=(Silence(("a",), "", shown="a"),)), "in a circle: a -> a"),
        (Precedence(silences=(Silence(("z",), "", RISK),)), "there is no rule 'z'"),
        (Precedence(silences=(Silence(("a",), "", shown="z"),)), "there is no rule 'z'"),
        (Precedence(tiers={"a": "T2"}, silences=(Silence(("a",), "", RISK),)), "'a' is of tier T2 and never silenced"),
        (Precedence(tiers={"data-needed": "T7"}, silences=(Silence(("data-needed",), "", RISK),)), "never silenced"),
    ],
)
def test_a_precedence_that_can_not_be_followed_is_refused(precedence: Precedence, message: str) -> None:
    pack = pack_of(rule("a", ORDERED, RISK), rule("b", ORDERED, RISK), entries=ENTRIES, precedence=precedence)
    with pytest.raises(RuleError, match=message):
        Engine(pack)


def test_only_an_emergency_silences_an_emergency() -> None:
    by_emergency = Precedence(tiers={"a": "T0", "b": "T0"}, silences=(Silence(("a",), "", shown="b"),))
    by_another = Precedence(tiers={"a": "T0", "b": "T1"}, silences=(Silence(("a",), "", shown="b"),))
    rules = rule("a", ORDERED, RISK), rule("b", ORDERED, RISK)
    decided = outcomes(decide(pack_of(*rules, entries=ENTRIES, precedence=by_emergency), ordered="yes", risk="high"))
    assert (Verdict.SILENCED, Verdict.FIRED) == (decided["a"].verdict, decided["b"].verdict)
    with pytest.raises(RuleError, match="'a' is of tier T0 and never silenced"):
        Engine(pack_of(*rules, entries=ENTRIES, precedence=by_another))


def test_nobody_gets_a_card() -> None:
    precedence = Precedence(nobody=(Nobody(is_("dead"), "has died"),))
    pack = pack_of(rule("one", ORDERED, RISK, needs=(need("sign"),)), entries=ENTRIES, precedence=precedence)
    decision = decide(pack, ordered="yes", risk="high", dead="yes")
    assert (decision.nobody, decision.gaps, decision.faults) == ("has died", (), ())
    assert {outcome.verdict for outcome in decision.outcomes} == {Verdict.NOT_APPLICABLE}
    for dead in ("no", NOTHING, FAILED):
        assert verdicts(decide(pack, ordered="yes", risk="high", dead=dead)) == {"one": "fired"}


# --- data-needed -----------------------------------------------------------------------------------


def test_a_need_is_asked_for_at_its_hook_while_it_is_true() -> None:
    needs = (need("sign"), need("plan", "no", hooks=["order-sign"]))
    pack = pack_of(rule("one", ORDERED, RISK, needs=needs), entries=ENTRIES)
    decision = decide(pack, ordered="yes", risk="high", plan="no")
    assert decision.gaps == (Gap("sign please", "sign matters", ("one",), "record sign", "sign"),)
    assert outcomes(decision)["data-needed"].verdict is Verdict.FIRED
    assert items(decide(pack, hook="order-sign", ordered="yes", risk="high", plan="no", sign="no")) == ["plan"]


@pytest.mark.parametrize(
    "given", [{"ordered": "no"}, {}, {"ordered": "yes", "risk": "no"}, {"ordered": "yes", "risk": "high", "sign": "no"}]
)
def test_nothing_is_asked_for_without_a_reason(given: dict[str, Any]) -> None:
    pack = pack_of(rule("one", ORDERED, RISK, needs=(need("sign"),)), entries=ENTRIES)
    decision = decide(pack, **given)
    assert decision.gaps == ()
    assert outcomes(decision)["data-needed"].verdict is Verdict.NOT_FIRED


def test_a_triggered_rule_that_does_not_fire_asks_only_what_it_asks_once_triggered() -> None:
    needs = (need("sign"), need("dead", once_triggered=True))
    silence = Silence(("one",), "because", is_("plan"))
    pack = pack_of(rule("one", ORDERED, RISK, needs=needs), entries=ENTRIES, precedence=Precedence(silences=(silence,)))
    decision = decide(pack, ordered="yes", risk="no")
    assert (verdicts(decision), items(decision)) == ({"one": "not-fired"}, ["dead please"])
    assert items(decide(pack, ordered="yes", risk="no", plan="yes")) == []
    assert items(decide(pack, ordered=FAILED, risk="no")) == []
    assert items(decide(pack, ordered="no", risk="no")) == []


def test_a_need_may_have_words_of_its_own() -> None:
    needs = (need("sign", "yes", item="date of {sign.event}, {sign.date}", why="since {sign.value}"),)
    pack = pack_of(rule("one", ORDERED, RISK, needs=needs), entries=ENTRIES)
    sign = Fact("yes", value="3", unit="mo", says={"event": "stroke"})
    (gap,) = decide(pack, ordered="yes", risk="high", sign=sign).gaps
    assert (gap.item, gap.why) == ("date of stroke, not recorded", "since 3 mo")


def test_what_is_wrong_with_a_fact_is_said_though_its_state_is_known() -> None:
    pack = pack_of(rule("one", ORDERED, RISK, needs=(need("sign"),)), entries=ENTRIES)
    risk = Fact("high", gaps=("2025-01-02 and 2025-03-04 differ", "note not read"))
    sign = Fact("unknown", status=Status.UNREADABLE, gaps=("Observation/9 could not be read",))
    decision = decide(pack, ordered="yes", risk=risk, sign=sign)
    assert items(decision) == [
        "risk please: 2025-01-02 and 2025-03-04 differ",
        "risk please: note not read",
        "sign please: Observation/9 could not be read",
    ]


def test_while_a_trigger_is_open_only_the_trigger_is_asked_about() -> None:
    pack = pack_of(rule("one", ORDERED, RISK, needs=(need("sign"),)), entries=ENTRIES)
    assert items(decide(pack, ordered=TEXT_ONLY)) == ["ordered please"]


def test_what_is_wrong_with_one_resource_is_said_once() -> None:
    pack = pack_of(rule("one", ORDERED, all_of(RISK, is_("sign"))), entries=ENTRIES)
    lost = Fact("unknown", status=Status.UNREADABLE, gaps=("Observation/9 could not be read",))
    assert items(decide(pack, ordered="yes", risk=lost, sign=lost)) == ["risk please: Observation/9 could not be read"]


def test_what_is_missing_is_asked_for_even_without_words() -> None:
    pack = pack_of(rule("one", ORDERED, all_of(RISK, is_("plan"))), entries=ENTRIES)
    decision = decide(pack, ordered="yes")
    assert items(decision) == ["plan", "risk please"]
    assert decision.gaps[0].why == "means plan"


def test_lines_are_merged_and_ordered_by_first_then_tier_then_name() -> None:
    early = rule("early", ORDERED, RISK, needs=(need("sign"), need("dead")))
    late = rule("late", ORDERED, RISK, needs=(need("sign"), need("plan"), need("target")))
    precedence = Precedence(tiers={"early": "T1", "late": "T5", "data-needed": "T7"}, ask_first=("target",))
    pack = pack_of(late, early, entries=ENTRIES, precedence=precedence)
    decision = decide(pack, ordered="yes", risk="high")
    assert items(decision) == ["target please", "dead please", "sign please", "plan"]
    assert [gap.rules for gap in decision.gaps] == [("late",), ("early",), ("late", "early"), ("late",)]


def test_data_needed_is_not_applicable_at_a_hook_it_does_not_have() -> None:
    pack = pack_of(rule("one", ORDERED, RISK), entries=ENTRIES)
    decision = Engine(pack).decide([Subject(None, facts_of(pack, hook=HOOK))], hook="no-such-hook")
    assert outcomes(decision)["data-needed"].verdict is Verdict.NOT_APPLICABLE


def test_the_order_of_facts_and_rules_changes_nothing() -> None:
    rules = [rule("one", ORDERED, any_of(RISK, is_("sign"))), rule("two", is_("sign"), is_("plan"))]
    forward = pack_of(*rules, entries=ENTRIES)
    backward = pack_of(*rules[::-1], entries=ENTRIES[::-1])
    given: dict[str, Any] = {"ordered": "yes", "sign": "yes"}
    facts = dict(reversed(facts_of(backward, **given).items()))
    assert verdicts(Engine(backward).decide([Subject(None, facts)], hook=HOOK)) == verdicts(decide(forward, **given))


# --- the pack of this repository ----------------------------------------------------------------------


def test_the_pack_stays_small(pack: Any) -> None:
    engine = Engine(pack)
    assert len(engine.evaluators.clauses.clauses) < 400
    assert max(len(clause.pairs) for clause in engine.evaluators.clauses.clauses) <= 16
    engine.close()


def test_a_record_of_nothing_gets_nothing(pack: Any) -> None:
    facts = {name: Fact(one.absent or "unknown", status=Status.NOT_RECORDED) for name, one in pack.entries.items()}
    facts |= {
        "hook": Fact(HOOK),
        "profile": Fact("us"),
        "adult": Fact("yes"),
        "rebound": Fact("no"),
        "rebound-exposure": Fact("no"),
    }
    decision = Engine(pack).decide([Subject(None, facts)], hook=HOOK)
    assert {outcome.verdict for outcome in decision.outcomes} <= {Verdict.NOT_APPLICABLE, Verdict.NOT_FIRED}
    assert decision.gaps == ()


def test_a_rebound_fracture_is_not_cemented(pack: Any) -> None:
    facts = {name: Fact(one.absent or "unknown", status=Status.NOT_RECORDED) for name, one in pack.entries.items()}
    facts |= {"hook": Fact("order-sign"), "augmentation-order": Fact("yes"), "rebound": Fact("probable")}
    decision = Engine(pack).decide([Subject(None, facts)], hook="order-sign")
    found = outcomes(decision)["rebound-no-augmentation"]
    assert (found.verdict, found.indicator) == (Verdict.FIRED, "critical")
    assert Truth.of(known=not decision.faults) is Truth.YES
