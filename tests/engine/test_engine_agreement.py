"""
The two evaluators agree on random conditions over random dictionaries, whatever the order of the facts.

500 cases; 20,000 with OVF_CDS_NIGHTLY=1.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds.engine.evaluators import Evaluators
from cds.engine.fold import explain
from cds.rules.conditions import AllOf, AnyOf, AtLeast, Condition, Is, Not

if TYPE_CHECKING:
    from random import Random

settings.register_profile("evaluators", max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("evaluators-nightly", settings.get_profile("evaluators"), max_examples=20_000)
PROFILE = settings.get_profile("evaluators-nightly" if os.environ.get("OVF_CDS_NIGHTLY") == "1" else "evaluators")

STATES = {
    "exposure": ("yes", "no", "unknown"),
    "status": ("on-time", "overdue", "discontinued", "unknown"),
    "calcium": ("low", "possibly-low", "normal", "high", "unknown"),
    "order": ("yes", "no", "unknown"),
    "flag": ("yes", "unknown"),
    "nothing": ("unknown",),
}


@dataclass(frozen=True)
class Case:
    conditions: tuple[Condition, ...]
    patients: tuple[dict[str, str], ...]


def literals() -> st.SearchStrategy[Condition]:
    return st.sampled_from(sorted(STATES)).flatmap(
        lambda fact: st.builds(Is, st.just(fact), st.frozensets(st.sampled_from(STATES[fact])))
    )


def compounds(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Not, parts),
        st.builds(AllOf, several),
        st.builds(AnyOf, several),
        st.builds(AtLeast, st.integers(0, 4), several),
    )


CASES = st.builds(
    Case,
    st.lists(st.recursive(literals(), compounds, max_leaves=8), min_size=1, max_size=5).map(tuple),
    st.lists(
        st.fixed_dictionaries({fact: st.sampled_from(states) for fact, states in STATES.items()}),
        min_size=1,
        max_size=4,
    ).map(tuple),
)


@settings(PROFILE)
@given(CASES, st.randoms(use_true_random=False))
def test_both_evaluators_give_the_same_three_values(case: Case, random: Random) -> None:
    evaluators = Evaluators(case.conditions, STATES)
    try:
        for states in case.patients:
            answers = evaluators.fold(states)
            assert answers == evaluators.infer(states)
            assert answers == [explain(condition, states).value for condition in case.conditions]
            shuffled_agree(evaluators, states, random)
    finally:
        evaluators.close()


def shuffled_agree(evaluators: Evaluators, states: dict[str, str], random: Random) -> None:
    batches = [evaluators.clauses.known(states), evaluators.clauses.possible(states)]
    expected = evaluators.host.run(batches)
    for batch in batches:
        random.shuffle(batch)
    assert evaluators.host.run(batches) == expected
