"""
Every phrase of the scenarios is known, means one thing, and tells resources that are valid FHIR R4.

The Given and When steps are played here without a rule pack; `tests/test_features.py` asks the pack.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from playing import SOURCES, as_fhir, matching, played, scenarios_of

from cds.scenarios.findings import is_unreadable

if TYPE_CHECKING:
    from pytest_bdd.parser import Scenario


@pytest.fixture(scope="module", params=SOURCES)
def rendered(request: pytest.FixtureRequest) -> list[Scenario]:
    directory = SOURCES[request.param]
    if not directory.is_dir():
        pytest.skip("needs shared: the scenarios of the catalogue")
    return list(scenarios_of(directory))


def test_every_step_has_one_meaning(rendered: list[Scenario]) -> None:
    found = {step.name: len(matching(step)) for scenario in rendered for step in scenario.steps}

    assert {} == {name: count for name, count in found.items() if count != 1}


def test_every_resource_that_a_scenario_tells_is_valid_r4(rendered: list[Scenario]) -> None:
    """
    Only an entry that was damaged on purpose is not.
    """
    texts = set()
    for scenario in rendered:
        case, call = played(scenario)
        case = replace(case, resources=tuple(told for told in case.resources if not is_unreadable(told)))
        texts |= {json.dumps(case.bundle()), json.dumps(call.context.get("draftOrders"))} - {"null"}

    for text in texts:
        assert as_fhir(text) == json.loads(text)
    assert texts


def test_every_resource_has_an_id_of_its_own_and_is_about_the_patient(rendered: list[Scenario]) -> None:
    for scenario in rendered:
        entries = played(scenario)[0].bundle()["entry"]
        ids = [entry["resource"]["id"] for entry in entries]
        patient, *others = [entry["resource"] for entry in entries]
        subjects = {(r.get("subject") or r.get("patient"))["reference"] for r in others}

        assert len(ids) == len(set(ids))
        assert {entries[0]["fullUrl"]} == subjects
        assert "Patient" == patient["resourceType"]


def test_no_date_of_a_scenario_is_left_open(rendered: list[Scenario]) -> None:
    for scenario in rendered:
        case, call = played(scenario)

        assert "{as-of}" not in case.text().decode() + json.dumps(call.context)
