"""
Phrases about what the clinician does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import when

from cds.scenarios.calls import (
    discharge,
    medicine_order,
    medicine_orders,
    new_problem,
    open_chart,
    procedure_order,
    stop,
)
from cds.scenarios.drugs import DRUGS
from cds.scenarios.findings import fracture
from cds.scenarios.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.scenarios.answer import Answer
    from cds.scenarios.calls import Call
    from cds.scenarios.case import Case
    from cds.scenarios.codes import Code

    Consult = Callable[[Case, Call], Answer]


@when("the clinician opens the chart", target_fixture="answer")
def _(case: Case, consult: Consult) -> Answer:
    return consult(case, open_chart())


@when("the clinician discharges the patient", target_fixture="answer")
def _(case: Case, consult: Consult) -> Answer:
    return consult(case, discharge())


@when(
    phrase("the clinician enters a vertebral fracture of {level:Level} with onset {onset:Day}"), target_fixture="answer"
)
def _(case: Case, consult: Consult, level: str, onset: str) -> Answer:
    return consult(case, new_problem(case, fracture(level, onset)))


@when(phrase("the clinician {hook:Hook} an order for {name:Procedure} without a level"), target_fixture="answer")
def _(case: Case, consult: Consult, hook: str, name: str) -> Answer:
    return consult(case, procedure_order(case, hook, name, ()))


@when(phrase("the clinician {hook:Hook} an order for {name:Procedure} of {levels:Levels}"), target_fixture="answer")
def _(case: Case, consult: Consult, hook: str, name: str, levels: tuple[str, ...]) -> Answer:
    return consult(case, procedure_order(case, hook, name, levels))


@when(
    phrase('the clinician {hook:Hook} an order for {name:Procedure} of {levels:Levels} with reason "{reason:Reason}"'),
    target_fixture="answer",
)
def _(case: Case, consult: Consult, hook: str, name: str, levels: tuple[str, ...], reason: Code) -> Answer:
    return consult(case, procedure_order(case, hook, name, levels, reason=reason))


@when(
    phrase("the clinician {hook:Hook} an order for {name:Procedure} of {levels:Levels} planned for {day:Day}"),
    target_fixture="answer",
)
def _(case: Case, consult: Consult, hook: str, name: str, levels: tuple[str, ...], day: str) -> Answer:
    return consult(case, procedure_order(case, hook, name, levels, planned=day))


@when(
    phrase("the clinician {hook:Hook} an order for {name:Procedure} of {levels:Levels} in words only"),
    target_fixture="answer",
)
def _(case: Case, consult: Consult, hook: str, name: str, levels: tuple[str, ...]) -> Answer:
    return consult(case, procedure_order(case, hook, name, levels, coded=False))


@when(
    phrase(
        'the clinician {hook:Hook} an order for {name:Procedure} of {levels:Levels} in words only with reason "{reason:Reason}"'
    ),
    target_fixture="answer",
)
def _(case: Case, consult: Consult, hook: str, name: str, levels: tuple[str, ...], reason: Code) -> Answer:
    return consult(case, procedure_order(case, hook, name, levels, reason=reason, coded=False))


@when(phrase("the clinician {hook:Hook} an order for {name:DrugName}"), target_fixture="answer")
def _(case: Case, consult: Consult, hook: str, name: str) -> Answer:
    return consult(case, medicine_order(case, hook, name, DRUGS[name]))


@when(phrase("the clinician {hook:Hook} an order for {name:DrugName} in words only"), target_fixture="answer")
def _(case: Case, consult: Consult, hook: str, name: str) -> Answer:
    return consult(case, medicine_order(case, hook, name, DRUGS[name], coded=False))


@when(phrase("the clinician {hook:Hook} orders for {first:DrugName} and {second:DrugName}"), target_fixture="answer")
def _(case: Case, consult: Consult, hook: str, first: str, second: str) -> Answer:
    return consult(case, medicine_orders(case, hook, {name: DRUGS[name] for name in (first, second)}))


@when(phrase("the clinician stops the {name:DrugName} order"), target_fixture="answer")
def _(case: Case, consult: Consult, name: str) -> Answer:
    drug = DRUGS[name]
    told = case.last(resourceType="MedicationRequest", medicationCodeableConcept=drug.code.concept, status="active")
    return consult(*stop(case, name, drug, told=told))


@when(phrase("the clinician stops the previous {name:DrugName} order"), target_fixture="answer")
def _(case: Case, consult: Consult, name: str) -> Answer:
    return consult(*stop(case, name, DRUGS[name], told=None))
