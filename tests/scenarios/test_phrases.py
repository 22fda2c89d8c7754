"""
Every phrase of the scenarios is known, means one thing, and tells resources that are valid FHIR R4.

The Given and When steps are played here without a rule pack; `tests/test_features.py` asks the pack.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from pytest_bdd.feature import get_features
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from cds.scenarios.calls import Call
from cds.scenarios.case import Case
from cds.scenarios.feature_files import features_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_bdd.parser import Scenario, Step

CATALOGUE = Path(__file__).parents[3] / "shared" / "clinical" / "scenarios"
SOURCES = {"ours": features_directory(), "catalogue": Path(os.environ.get("CDS_SCENARIOS", CATALOGUE))}

Played = tuple[Case, Call]


@pytest.fixture(params=SOURCES)
def rendered(request: pytest.FixtureRequest) -> list[Scenario]:
    directory = SOURCES[request.param]
    if not directory.is_dir():
        pytest.skip("needs shared: the scenarios of the catalogue")
    return list(scenarios_of(directory))


def scenarios_of(directory: Path) -> Iterator[Scenario]:
    for feature in get_features([str(directory)]):
        for template in feature.scenarios.values():
            rows = [row for table in template.examples for row in table.as_contexts()] or [{}]
            for row in rows:
                yield template.render(row)


def matching(step: Step) -> list[StepFunctionContext]:
    contexts = step_function_context_registry.values()
    return [c for c in contexts if c.type == step.type and c.parser.is_matching(step.name)]


def played(scenario: Scenario) -> Played:
    """
    Do what the Given and When steps do; asking gives the case and the call back instead of cards.
    """
    case, asked = Case(), []
    for step in scenario.steps:
        if step.type == "then":
            break
        (context,) = matching(step)
        names = context.step_func.__code__.co_varnames[: context.step_func.__code__.co_argcount]
        given: dict[str, Any] = dict(context.parser.parse_arguments(step.name) or {})
        given |= {"case": case, "consult": lambda told, call: asked.append((told, call))}
        told = context.step_func(**{name: given[name] for name in names})
        if context.target_fixture == "case":
            case = told
    (last,) = asked
    return last


def test_every_step_has_one_meaning(rendered: list[Scenario]) -> None:
    found = {step.name: len(matching(step)) for scenario in rendered for step in scenario.steps}

    assert {} == {name: count for name, count in found.items() if count != 1}


def test_every_resource_that_a_scenario_tells_is_valid_r4(rendered: list[Scenario]) -> None:
    texts = set()
    for scenario in rendered:
        case, call = played(scenario)
        texts |= {json.dumps(case.bundle()), json.dumps(call.context.get("draftOrders"))} - {"null"}

    for text in texts:
        get_fhir_model_class("Bundle").model_validate_json(text)
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
