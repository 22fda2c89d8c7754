"""
Whatever a scenario is offered is valid FHIR R4, and says nothing of the person it is about.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playing import SOURCES, as_fhir, played, scenarios_of

from cds.scenarios import Answer, ask
from cds.scenarios.answer import actions
from cds.scenarios.case import BIRTHDAY, MEDICAL_RECORD_NUMBER, NAME

if TYPE_CHECKING:
    from cds.walk import Consultant


@pytest.fixture(scope="module", params=SOURCES)
def answers(request: pytest.FixtureRequest, consultant: Consultant) -> list[Answer]:
    directory = SOURCES[request.param]
    if not directory.is_dir():
        pytest.skip("needs shared: the scenarios of the catalogue")
    return [ask(*played(scenario), consultant) for scenario in scenarios_of(directory)]


def test_every_draft_is_valid_r4_to_the_type_of_each_number(answers: list[Answer]) -> None:
    created = {json.dumps(a["resource"]) for answer in answers for a in actions(answer.cards) if a["type"] == "create"}

    assert created
    for text in sorted(created):
        assert as_fhir(text) == json.loads(text)


def test_a_removal_names_a_draft_of_the_call(answers: list[Answer]) -> None:
    for answer in answers:
        removed = {action["resourceId"] for action in actions(answer.cards) if action["type"] == "delete"}

        assert removed <= set(answer.call.orders.values())


def test_no_card_says_who_the_patient_is(answers: list[Answer]) -> None:
    birthday = "-{:02}-{:02}".format(*BIRTHDAY)
    born = {f"{year}{birthday}" for year in range(1920, 2015)}
    said = " ".join(json.dumps(answer.cards) for answer in answers)

    assert [] == [canary for canary in sorted(born | {NAME, MEDICAL_RECORD_NUMBER}) if canary in said]
