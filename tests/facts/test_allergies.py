"""
Allergies to the drugs a card may draft.
"""

from __future__ import annotations

import pytest
from facts.charts import MAYBE, NO, allergy, condition, fact, fetched, lost, state

from cds.chart.chart import Fetch
from cds.facts import Status

NAMES = {
    "romosozumab-allergy": ["drug-romosozumab"],
    "denosumab-allergy": ["drug-denosumab", "drug-denosumab-60mg", "drug-denosumab-120mg-exclude"],
    "zoledronate-allergy": [
        "drug-zoledronic-acid",
        "drug-zoledronic-acid-5mg",
        "drug-alendronate",
        "drug-bisphosphonate-class",
        "bisphosphonate-adverse-reaction",
    ],
}


@pytest.mark.parametrize(("name", "means"), [(name, means) for name, terms in NAMES.items() for means in terms])
def test_an_allergy_to_the_drug_is_recorded_as_an_allergy_or_a_condition(name: str, means: str) -> None:
    assert "yes" == state(name, allergy(means))
    assert "yes" == state(name, condition(means))
    assert "none-recorded" == state(name, condition(means, certain=NO))


@pytest.mark.parametrize("name", NAMES)
def test_an_allergy_to_another_drug_is_none(name: str) -> None:
    assert "none-recorded" == state(name, allergy("drug-teriparatide"), allergy("drug-hypersensitivity"))
    assert "none-recorded" == state(name)


@pytest.mark.parametrize("name", NAMES)
def test_an_allergy_that_is_not_confirmed_is_possible_and_named(name: str) -> None:
    told = fact(name, allergy(NAMES[name][0], certain=MAYBE, ref="AllergyIntolerance/1"))

    assert ("unknown", Status.POSSIBLE) == (told.state, told.status)
    assert told.gaps[0].endswith("AllergyIntolerance/1 is only possible, it is not confirmed")
    assert fact(name, allergy(NAMES[name][0], certain=MAYBE, note="text only")).gaps[0].endswith("text only")
    assert "yes" == state(name, allergy(NAMES[name][0], certain=MAYBE), allergy(NAMES[name][0]))


@pytest.mark.parametrize("how", [Fetch.FAILED, Fetch.PARTIAL, Fetch.NOT_FETCHED])
@pytest.mark.parametrize("name", NAMES)
def test_allergies_that_were_not_read_are_not_absent(name: str, how: Fetch) -> None:
    """
    A drug is drafted only when its allergies were looked for.
    """
    assert "unknown" == state(name, fetched=fetched(AllergyIntolerance=how))
    assert "yes" == state(name, allergy(NAMES[name][0]), fetched=fetched(AllergyIntolerance=how))


def test_an_unreadable_allergy_may_be_to_any_drug() -> None:
    assert "unknown" == state("denosumab-allergy", lost("AllergyIntolerance"))
    assert "unknown" == state("denosumab-allergy", lost("AllergyIntolerance", "drug-denosumab"))
    assert "none-recorded" == state("denosumab-allergy", lost("AllergyIntolerance", "drug-teriparatide"))
