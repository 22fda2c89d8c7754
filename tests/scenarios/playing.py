"""
Playing scenarios without pytest: what Given and When tell, the phrases a step matches, FHIR as written.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fhir.resources.R4B import get_fhir_model_class
from pytest_bdd.feature import get_features
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from cds.scenarios import Call, Case, features_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_bdd.parser import Scenario, Step

CATALOGUE = Path(__file__).parents[3] / "shared" / "clinical" / "scenarios"
SOURCES = {"ours": features_directory(), "catalogue": CATALOGUE}


def as_fhir(text: str) -> Any:
    """
    Return a resource as FHIR R4 writes it: the model takes "60" for a number, and writes 60.
    """
    model = get_fhir_model_class(json.loads(text)["resourceType"])
    return json.loads(model.model_validate_json(text).model_dump_json())


def scenarios_of(directory: Path) -> Iterator[Scenario]:
    """
    Yield every scenario of a directory, outlines once for each row.
    """
    for feature in get_features([str(directory)]):
        for template in feature.scenarios.values():
            rows = [row for table in template.examples for row in table.as_contexts()] or [{}]
            for row in rows:
                yield template.render(row)


def matching(step: Step) -> list[StepFunctionContext]:
    """
    Return every phrase that a step matches.
    """
    contexts = step_function_context_registry.values()
    return [c for c in contexts if c.type == step.type and c.parser.is_matching(step.name)]


def played(scenario: Scenario) -> tuple[Case, Call]:
    """
    Do what the Given and When steps do; asking gives the case and the call back instead of cards.
    """
    case, asked = Case(), []
    for step in scenario.steps:
        if step.type == "then":
            break
        (context,) = matching(step)
        known: dict[str, Any] = dict(context.parser.parse_arguments(step.name) or {})
        known |= {"case": case, "consult": lambda told, call: asked.append((told, call))}
        wanted = inspect.signature(context.step_func).parameters
        told = context.step_func(**{name: known[name] for name in wanted})
        if context.target_fixture == "case":
            case = told
    (last,) = asked
    return last
