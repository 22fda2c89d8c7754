"""
A case is told step by step and put together when the clinician acts.
"""

from __future__ import annotations

import json
from datetime import date

import pytest
from msgspec.structs import replace

from cds.scenarios import Case
from cds.scenarios.calls import discharge, medicine_order, open_chart, procedure_order, stop
from cds.scenarios.case import MEDICAL_RECORD_NUMBER, NAME
from cds.scenarios.codes import ALLERGIES
from cds.scenarios.drugs import DRUGS, ordered, taken
from cds.scenarios.findings import allergy, fracture

DENOSUMAB = DRUGS["denosumab"]
AS_OF = date(2026, 3, 10)


def resources(case: Case) -> dict[str, dict[str, object]]:
    return {entry["resource"]["id"]: entry["resource"] for entry in case.bundle()["entry"]}


def patient(case: Case) -> dict[str, object]:
    return next(r for r in resources(case).values() if r["resourceType"] == "Patient")


@pytest.mark.parametrize(
    ("as_of", "born"),
    [("2026-03-10", "1954-01-03"), ("2026-01-03", "1954-01-03"), ("2026-01-02", "1953-01-03")],
    ids=["after the birthday", "on it", "before it"],
)
def test_the_birth_date_gives_the_age_on_the_as_of_date(as_of: str, born: str) -> None:
    case = Case(age=72, as_of=date.fromisoformat(as_of))

    assert born == patient(case)["birthDate"]


def test_the_age_may_be_told_before_or_after_the_day() -> None:
    before = replace(replace(Case(), age=72), as_of=AS_OF)
    after = replace(replace(Case(), as_of=AS_OF), age=72)

    assert before.text() == after.text()


def test_without_a_day_nothing_is_sent() -> None:
    with pytest.raises(AssertionError, match="does not say 'the as-of date is"):
        Case().text()


def test_the_patient_is_a_canary() -> None:
    text = Case(as_of=AS_OF).text().decode()

    assert NAME in text
    assert MEDICAL_RECORD_NUMBER in text


def test_a_medication_record_and_a_problem_list_exist_unless_told_otherwise() -> None:
    told = Case(as_of=AS_OF)
    kinds = [r["resourceType"] for r in resources(told).values()]
    without = [r["resourceType"] for r in resources(replace(told, medicines=False)).values()]

    assert ["Patient", "Condition", "MedicationStatement"] == kinds
    assert ["Patient", "Condition"] == without


def test_use_is_confirmed_on_the_as_of_date() -> None:
    case = Case(as_of=AS_OF).add(taken(DRUGS["alendronate"], "2025-12-20"))

    assert "2026-03-10" == resources(case)["medicationstatement-1"]["dateAsserted"]


def test_an_allergy_is_the_patients_and_a_finding_is_about_the_subject() -> None:
    told = resources(Case(as_of=AS_OF).add(allergy(ALLERGIES["polymethyl methacrylate"]), fracture("L1")))

    assert "patient" in told["allergyintolerance-1"]
    assert "subject" not in told["allergyintolerance-1"]
    assert "subject" in told["condition-2"]


def test_telling_more_leaves_the_earlier_case_as_it_was() -> None:
    first = Case(as_of=AS_OF).add(fracture("L1", "2026-01-05"))
    told = first.resources[0]
    changed = first.add(fracture("L2")).change(told, onsetDateTime="2026-02")

    assert ["2026-01-05"] == [r.get("onsetDateTime") for r in first.resources]
    assert ["2026-02", None] == [r.get("onsetDateTime") for r in changed.resources]


def test_what_was_entered_in_error_has_no_clinical_status() -> None:
    assert "clinicalStatus" not in fracture("L1", verification="entered-in-error")
    assert "clinicalStatus" in fracture("L1", verification="refuted")


def test_a_selected_order_is_named_in_the_selections() -> None:
    call = procedure_order(Case(as_of=AS_OF), "order-select", "vertebroplasty", ["L1", "L2"])

    assert ["ServiceRequest/order-in-question"] == call.context["selections"]
    assert {"vertebroplasty": "ServiceRequest/order-in-question"} == call.orders


def test_a_signed_order_is_a_draft_of_the_as_of_date_about_the_patient() -> None:
    call = medicine_order(Case(as_of=AS_OF), "order-sign", "denosumab 60 mg", DENOSUMAB)
    (entry,) = call.context["draftOrders"]["entry"]
    order = entry["resource"]

    assert "selections" not in call.context
    assert ("draft", "2026-03-10") == (order["status"], order["authoredOn"])
    assert f"Patient/{call.context['patientId']}" == order["subject"]["reference"]


def test_an_order_that_is_stopped_is_still_active_in_the_record() -> None:
    case, call = stop(Case(as_of=AS_OF), "denosumab", DENOSUMAB, told=None)
    (entry,) = call.context["draftOrders"]["entry"]
    record = resources(case)[entry["resource"]["id"]]

    assert ("stopped", "active") == (entry["resource"]["status"], record["status"])
    assert "2025-03-10" == record["authoredOn"]


def test_an_order_that_was_told_is_the_one_that_is_stopped() -> None:
    told = Case(as_of=AS_OF).add(ordered(DENOSUMAB, "2025-06-10"))
    case, call = stop(told, "denosumab", DENOSUMAB, told=told.resources[0])

    assert case is told
    assert {"denosumab": "MedicationRequest/medicationrequest-1"} == call.orders


def test_opening_and_discharging_send_no_orders() -> None:
    sent = json.dumps([open_chart().context, discharge().context])

    assert "draftOrders" not in sent
    assert ["patient-view", "encounter-discharge"] == [open_chart().hook, discharge().hook]
