"""
Which bisphosphonate is ordered, its kidney limit, and what else speaks against it.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from facts.charts import (
    MAYBE,
    NO,
    YES,
    allergy,
    chart,
    condition,
    drafted,
    fact,
    lost,
    measured,
    medicine,
    observation,
    order,
    procedure,
    state,
)

ALENDRONATE, RISEDRONATE, IBANDRONATE = "drug-alendronate", "drug-risedronate", "drug-ibandronate"
ZOLEDRONATE, FOUR_MG = "drug-zoledronic-acid-5mg", "drug-zoledronic-acid-4mg-exclude"
CLEARANCE = "obs-creatinine-clearance-calculated"


@pytest.mark.parametrize(
    ("means", "more", "expected", "drug"),
    [
        (ZOLEDRONATE, {"strength": Decimal(5)}, "zoledronate", "zoledronate"),
        ("drug-zoledronic-acid", {}, "zoledronate", "zoledronate"),
        ("drug-zoledronic-acid", {"strength": Decimal(4)}, "other-dose", "zoledronate"),
        (FOUR_MG, {"strength": Decimal(4)}, "other-dose", "zoledronate"),
        (ALENDRONATE, {}, "oral", "alendronate"),
        (RISEDRONATE, {}, "oral", "risedronate"),
        (IBANDRONATE, {}, "oral", "ibandronate"),
        (IBANDRONATE, {"route": "intravenous"}, "iv-ibandronate", "ibandronate"),
        (IBANDRONATE, {"strength": Decimal(3)}, "iv-ibandronate", "ibandronate"),
        ("drug-minodronate", {}, "oral", "minodronate"),
        ("drug-bisphosphonate-class", {}, "oral", "bisphosphonate class"),
        ("drug-denosumab-60mg", {}, "none", ""),
        ("drug-teriparatide", {}, "none", ""),
    ],
)
def test_the_order_is_for_one_kind_of_bisphosphonate(
    means: str, more: dict[str, object], expected: str, drug: str
) -> None:
    ordered = fact("bisphosphonate-order", drafted(means, **more))

    assert (expected, drug) == (ordered.state, ordered.value)


def test_only_a_draft_in_question_is_an_order() -> None:
    assert "none" == state("bisphosphonate-order")
    assert "none" == state("bisphosphonate-order", order(levels="L1"))
    assert "none" == state("bisphosphonate-order", medicine(ALENDRONATE, "2026-01-01"))


def test_an_order_named_in_text_only_is_possible() -> None:
    hinted = fact("bisphosphonate-order", drafted(ALENDRONATE, certain=MAYBE, ref="MedicationRequest/text"))

    assert "unknown" == hinted.state
    assert "MedicationRequest/text may be an order for alendronate" in hinted.gaps[0]


@pytest.mark.parametrize(
    ("means", "clearance", "expected"),
    [
        (ZOLEDRONATE, "35", "enough"),
        (ZOLEDRONATE, "35.0", "enough"),
        (ZOLEDRONATE, "34.9", "contraindicated"),
        (ZOLEDRONATE, "29.9", "contraindicated"),
        (ALENDRONATE, "35.0", "enough"),
        (ALENDRONATE, "34.9", "not-recommended"),
        (RISEDRONATE, "34.9", "enough"),
        (RISEDRONATE, "30.0", "enough"),
        (RISEDRONATE, "29.9", "not-recommended"),
        (IBANDRONATE, "30.0", "enough"),
        (IBANDRONATE, "29.9", "not-recommended"),
        ("drug-minodronate", "12", "enough"),
        ("drug-denosumab-60mg", "12", "enough"),
    ],
)
def test_each_drug_has_its_own_kidney_limit(means: str, clearance: str, expected: str) -> None:
    assert expected == state("kidney-limit", drafted(means), measured(CLEARANCE, clearance, "mL/min", "2026-03-01"))


def test_the_oncology_dose_of_zoledronate_has_another_limit() -> None:
    assert "enough" == state(
        "kidney-limit", drafted(FOUR_MG, strength=Decimal(4)), measured(CLEARANCE, "12", "mL/min", "2026-03-01")
    )


def test_an_unknown_clearance_is_unknown_and_no_egfr_takes_its_place() -> None:
    egfr = measured("obs-egfr-ckdepi-2021", "20", "mL/min/{1.73_m2}", "2026-03-01")

    assert "unknown" == state("kidney-limit", drafted(ZOLEDRONATE))
    assert "unknown" == state("kidney-limit", drafted(ZOLEDRONATE), egfr)
    assert "enough" == state("kidney-limit")


def test_dialysis_is_said_in_place_of_a_number() -> None:
    on_dialysis = procedure("dialysis", "2026-01-05", status="in-progress", open_end=True)
    limit = fact("kidney-limit", drafted(ZOLEDRONATE), on_dialysis)

    assert "contraindicated" == limit.state
    assert "on dialysis, counted as below 30 mL/min," == limit.says["clearance"]


@pytest.mark.parametrize(
    ("means", "to", "expected"),
    [
        (ALENDRONATE, ALENDRONATE, "yes"),
        (ALENDRONATE, "drug-bisphosphonate-class", "yes"),
        (ZOLEDRONATE, ALENDRONATE, "none-recorded"),
        (ZOLEDRONATE, "drug-zoledronic-acid", "yes"),
        ("drug-teriparatide", "drug-teriparatide", "yes"),
        ("drug-abaloparatide", "drug-teriparatide", "none-recorded"),
        ("drug-romosozumab", "drug-romosozumab", "yes"),
        (ALENDRONATE, "drug-denosumab", "none-recorded"),
    ],
)
def test_an_allergy_counts_against_its_own_drug_and_class(means: str, to: str, expected: str) -> None:
    assert expected == state("order-allergy", drafted(means), allergy(to))


def test_an_adverse_reaction_on_the_problem_list_counts() -> None:
    reaction = condition("bisphosphonate-adverse-reaction", "2022-01-01")

    assert "yes" == state("order-allergy", drafted(RISEDRONATE), reaction)
    assert "none-recorded" == state("order-allergy", drafted("drug-teriparatide"), reaction)


def test_an_unconfirmed_allergy_is_possible() -> None:
    assert "unknown" == state("order-allergy", drafted(ALENDRONATE), allergy(ALENDRONATE, certain=MAYBE))
    assert "unknown" == state("order-allergy", drafted(ALENDRONATE), lost("AllergyIntolerance"))
    assert "none-recorded" == state("order-allergy", allergy(ALENDRONATE))
    assert chart(order(levels="L1")).order is not None
    assert "none-recorded" == state("order-allergy", order(levels="L1"), allergy(ALENDRONATE))


@pytest.mark.parametrize(("active", "expected"), [(YES, "yes"), (MAYBE, "unknown"), (NO, "no")])
def test_kidney_injury_counts_while_it_is_active(active: object, expected: str) -> None:
    assert expected == state("acute-kidney-injury", condition("acute-kidney-injury", "2026-03-01", active=active))


def test_no_kidney_injury_recorded_counts_as_none() -> None:
    assert "no" == state("acute-kidney-injury")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (condition("oesophageal-disorder-oral-bp-caution", "2020-01-01"), "yes"),
        (condition("oesophageal-disorder-oral-bp-caution", "2020-01-01", active=NO), "no"),
        (condition("bed-ridden", "2026-01-01"), "yes"),
        (observation("obs-unable-to-sit-upright-30-min", "2026-01-01", answer=YES), "yes"),
        (observation("obs-unable-to-sit-upright-30-min", "2026-01-01", answer=NO), "no"),
        (condition("unable-upright-ambiguous", "2026-01-01"), "unknown"),
    ],
)
def test_oesophagus_and_posture_speak_against_a_tablet(event: object, expected: str) -> None:
    assert expected == state("oral-caution", event)
