"""
The truth tables: what each condition says of yes, no and unknown, asked of both evaluators.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from engine.factory import all_of, any_of, is_

from cds.engine.evaluators import Evaluators
from cds.engine.fold import explain, may_hold, unknown_facts
from cds.errors import RuleError
from cds.rules.conditions import AtLeast, Condition, Not
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
STATES = dict.fromkeys("abc", ("yes", "no", "maybe", "unknown"))
A, B, C = (is_(name) for name in "abc")


def both(condition: Condition, states: Mapping[str, str]) -> Truth:
    """
    The value of a condition, the same from the library, the generated fold and the explanation.
    """
    evaluators = Evaluators([condition], STATES)
    folded, inferred = evaluators.fold(states), evaluators.infer(states)
    evaluators.close()
    assert folded == inferred == [explain(condition, states).value]
    return folded[0]


@pytest.mark.parametrize(
    ("condition", "yes", "no", "unknown"),
    [
        (is_("a"), YES, NO, UNKNOWN),
        (is_("a", "yes", "no"), YES, YES, UNKNOWN),
        (is_("a", "yes", "unknown"), YES, NO, YES),
        (is_("a", "unknown"), NO, NO, YES),
        (is_("a", "yes", "no", "maybe"), YES, YES, UNKNOWN),
        (is_("a", "yes", "no", "maybe", "unknown"), YES, YES, YES),
        (Not(is_("a")), NO, YES, UNKNOWN),
        (Not(is_("a", "no", "maybe")), YES, NO, UNKNOWN),
        (Not(is_("a", "yes", "unknown")), NO, YES, NO),
        (Not(is_("a", "unknown")), YES, YES, NO),
        (Not(is_("a", "yes", "no", "maybe")), NO, NO, UNKNOWN),
        (Not(is_("a", "yes", "no", "maybe", "unknown")), NO, NO, NO),
        (Not(Not(is_("a"))), YES, NO, UNKNOWN),
        (all_of(), YES, YES, YES),
        (any_of(), NO, NO, NO),
        (all_of(is_("a"), is_("a")), YES, NO, UNKNOWN),
        (all_of(is_("a"), is_("a", "no")), NO, NO, UNKNOWN),
        (AtLeast(2, (is_("a"), is_("a"), is_("a", "no"))), YES, NO, UNKNOWN),
        (AtLeast(0, (is_("a"),)), YES, YES, YES),
        (AtLeast(2, (is_("a"),)), NO, NO, NO),
    ],
)
def test_one_fact(condition: Condition, yes: Truth, no: Truth, unknown: Truth) -> None:
    answers = [both(condition, {"a": state, "b": "no", "c": "no"}) for state in ("yes", "no", "unknown")]
    assert answers == [yes, no, unknown]


def kleene(values: list[Truth], count: int) -> Truth:
    true, unknown = values.count(YES), values.count(UNKNOWN)
    return YES if true >= count else UNKNOWN if true + unknown >= count else NO


@pytest.mark.parametrize(
    ("condition", "count"), [(all_of(A, B, C), 3), (AtLeast(2, (A, B, C)), 2), (any_of(A, B, C), 1)]
)
def test_three_facts(condition: Condition, count: int) -> None:
    evaluators = Evaluators([condition, Not(condition)], STATES)
    values = {"yes": YES, "no": NO, "unknown": UNKNOWN}
    for states in product(values, repeat=3):
        expected = kleene([values[state] for state in states], count)
        facts = dict(zip("abc", states, strict=True))
        assert evaluators.fold(facts) == evaluators.infer(facts) == [expected, ~expected]
    evaluators.close()


def test_three_of_eight_signs_are_56_clauses_in_a_layer_of_their_own() -> None:
    names = "abcdefgh"
    signs = AtLeast(3, tuple(is_(name) for name in names))
    evaluators = Evaluators([all_of(is_("order"), signs)], dict.fromkeys([*names, "order"], ("yes", "no", "unknown")))
    assert len(evaluators.clauses.clauses) == 57
    states = {**dict.fromkeys(names, "no"), "order": "yes", "a": "yes", "d": "yes", "h": "unknown"}
    assert evaluators.infer(states) == [UNKNOWN]
    assert evaluators.infer({**states, "h": "yes"}) == [YES]
    evaluators.close()


def test_an_explanation_keeps_every_part() -> None:
    node = explain(all_of(any_of(A, Not(B)), C), {"a": "no", "b": "no", "c": "unknown"})
    assert (node.value, [child.value for child in node.children]) == (UNKNOWN, [YES, UNKNOWN])
    assert [leaf.value for leaf in node.children[0].children] == [NO, YES]


@pytest.mark.parametrize(
    ("condition", "missing"),
    [
        (all_of(A, B), {"a", "b"}),
        (all_of(A, C), set()),
        (any_of(A, C), {"a"}),
        (any_of(A, Not(C)), set()),
        (Not(any_of(A, C)), {"a"}),
        (AtLeast(2, (A, B, Not(C))), {"a", "b"}),
    ],
)
def test_only_unknown_facts_that_matter_are_missing(condition: Condition, missing: set[str]) -> None:
    node = explain(condition, {"a": "unknown", "b": "unknown", "c": "no"})
    assert unknown_facts(node) == missing


@pytest.mark.parametrize(
    ("condition", "possible"),
    [
        (A, False),
        (B, True),
        (Not(A), False),
        (Not(B), True),
        (all_of(A, B), False),
        (any_of(A, B), True),
        (Not(all_of(A, B)), True),
        (Not(any_of(A, B)), False),
        (AtLeast(2, (A, B, Not(C))), True),
        (AtLeast(2, (A, B, C)), False),
        (Not(AtLeast(2, (A, B, C))), True),
        (Not(C), True),
        (C, False),
    ],
)
def test_nothing_is_hoped_for_from_a_fact_nobody_recorded(condition: Condition, *, possible: bool) -> None:
    node = explain(condition, {"a": "unknown", "b": "unknown", "c": "no"})
    assert may_hold(node, without={"a"}) is possible


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (is_("a", "likely"), "'a' is never 'likely'; it is yes, no, maybe, unknown"),
        (is_("z"), "'z' is never 'yes'; it is not in the dictionary"),
        (
            AtLeast(5, tuple(is_(fact, state) for fact in "abc" for state in ("yes", "no", "maybe", "unknown"))),
            "at_least 5 of 12 needs 792 clauses, more than 200; conclude it in steps",
        ),
    ],
)
def test_a_wrong_condition_is_refused(condition: Condition, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        Evaluators([condition], STATES)
