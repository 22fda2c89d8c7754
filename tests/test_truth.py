"""
Kleene's three values.
"""

from __future__ import annotations

from itertools import product

import pytest

from cds.truth import Truth, all_of, any_of, at_least

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


@pytest.mark.parametrize("truth", list(Truth))
def test_a_truth_is_never_used_as_a_bool(truth: Truth) -> None:
    """
    Unknown would slip through an `if` as yes.
    """
    with pytest.raises(TypeError, match=r"write `is Truth\.YES`"):
        bool(truth)


@pytest.mark.parametrize(("truth", "inverted"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)])
def test_not_unknown_is_unknown(truth: Truth, inverted: Truth) -> None:
    assert inverted is ~truth


@pytest.mark.parametrize(("known", "truth"), [(True, YES), (False, NO)])
def test_a_known_answer_becomes_a_truth(known: bool, truth: Truth) -> None:  # noqa: FBT001 - what is tested
    assert truth is Truth.of(known)


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (YES, YES, YES, YES),
        (YES, UNKNOWN, UNKNOWN, YES),
        (YES, NO, NO, YES),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, NO, NO, UNKNOWN),
        (NO, NO, NO, NO),
    ],
)
def test_and_and_or_in_both_orders(one: Truth, other: Truth, both: Truth, either: Truth) -> None:
    assert (both, both) == (all_of((one, other)), all_of((other, one)))
    assert (either, either) == (any_of((one, other)), any_of((other, one)))


def test_all_of_nothing_is_yes_and_any_of_nothing_is_no() -> None:
    assert (YES, NO) == (all_of(()), any_of(()))


@pytest.mark.parametrize(
    ("count", "truths", "expected"),
    [
        (2, (YES, YES, NO), YES),
        (2, (YES, UNKNOWN, NO), UNKNOWN),
        (2, (UNKNOWN, UNKNOWN, NO), UNKNOWN),
        (2, (YES, NO, NO), NO),
        (3, (YES, UNKNOWN), NO),
        (0, (), YES),
    ],
)
def test_at_least_so_many(count: int, truths: tuple[Truth, ...], expected: Truth) -> None:
    assert expected is at_least(count, iter(truths))


def test_settling_an_unknown_never_contradicts_what_was_known() -> None:
    """
    What holds with an unknown holds for each answer the unknown may turn out to have.
    """
    for truths in product(Truth, repeat=3):
        for count in range(5):
            before = at_least(count, truths)
            settled = {
                at_least(count, chosen)
                for chosen in product(*((YES, NO) if truth is UNKNOWN else (truth,) for truth in truths))
            }

            assert before is UNKNOWN or settled == {before}
            assert before is not UNKNOWN or settled == {YES, NO}
