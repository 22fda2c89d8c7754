"""
Time on teriparatide and abaloparatide together, and what raises the risk of osteosarcoma or of hypercalcaemia.
"""

from __future__ import annotations

import pytest
from facts.charts import (
    DISPENSED,
    GIVEN,
    MAYBE,
    NO,
    ORDERED,
    STATED,
    YES,
    allergy,
    condition,
    drafted,
    fact,
    fetched,
    lost,
    measured,
    medicine,
    observation,
    other_drug,
    state,
)

from cds.chart.chart import Fetch

TERIPARATIDE, ABALOPARATIDE = "drug-teriparatide", "drug-abaloparatide"
PROBLEM = condition("hypertension", "2010-01-01")


def course(first: str, last: str, drug: str = TERIPARATIDE) -> object:
    return medicine(drug, first, kind=STATED, end=last)


@pytest.mark.parametrize(
    ("courses", "expected"),
    [
        ([], "none"),
        ([course("2021-01-01", "2022-01-01")], "below"),
        ([course("2021-01-01", "2022-12-30")], "below"),
        ([course("2021-01-01", "2022-12-31")], "reached"),
        ([course("2021-01-01", "2023-01-01")], "reached"),
        ([course("2021-01-01", "2021-12-31"), course("2024-01-01", "2024-12-29")], "below"),
        ([course("2021-01-01", "2021-12-31"), course("2023-01-01", "2023-12-31")], "reached"),
        ([course("2021-01-01", "2021-12-31"), course("2023-01-01", "2023-12-31", ABALOPARATIDE)], "reached"),
        ([course("2021-01-01", "2022-06-30"), course("2022-01-01", "2022-12-30")], "below"),
        ([course("2021", "2022")], "unknown"),
        ([course("2021-01-01", "2023-06-01", "drug-palopegteriparatide-exclude")], "none"),
        ([course("2021-01-01", "2023-06-01", "drug-teriparatide-diagnostic-exclude")], "none"),
    ],
)
def test_disjoint_periods_of_both_drugs_add_up_to_a_lifetime(courses: list[object], expected: str) -> None:
    assert expected == state("teriparatide-use", other_drug(), *courses)


def test_an_order_proves_no_use() -> None:
    ordered = medicine(TERIPARATIDE, "2020-01-01", kind=ORDERED, authored="2020-01-01", end="2023-01-01")

    assert "unknown" == state("teriparatide-use", ordered)
    assert "none" == state("teriparatide-use", other_drug(), drafted(TERIPARATIDE))


def test_monthly_handovers_are_one_period() -> None:
    handed = [
        medicine(
            TERIPARATIDE,
            f"{2023 + n // 12}-{n % 12 + 1:02}-01",
            kind=DISPENSED,
            end=f"{2023 + n // 12}-{n % 12 + 1:02}-28",
        )
        for n in range(24)
    ]

    assert "below" == state("teriparatide-use", *handed)


def test_without_a_medication_record_the_use_is_unknown() -> None:
    assert "unknown" == state("teriparatide-use")
    assert "unknown" == state("teriparatide-use", lost("MedicationStatement", TERIPARATIDE))
    assert "below" == state(
        "teriparatide-use", medicine(TERIPARATIDE, "2026-01-01", kind=GIVEN, confirmed="2026-01-01")
    )


@pytest.mark.parametrize(
    "means",
    [
        "paget-disease-of-bone",
        "prior-radiation-any-site",
        "bone-metastasis-exclude",
        "primary-bone-malignancy-exclude",
        "bone-malignancy-history",
        "multiple-myeloma-exclude",
        "obs-open-epiphyses",
    ],
)
@pytest.mark.parametrize("active", [YES, NO])
def test_a_risk_counts_whatever_its_clinical_status(means: str, active: object) -> None:
    assert "yes" == state("osteosarcoma-risk", condition(means, "2015", active=active))


def test_a_raised_alkaline_phosphatase_counts_while_it_is_active() -> None:
    assert "yes" == state("osteosarcoma-risk", condition("alp-raised", "2026-01-01"))
    assert "none-recorded" == state("osteosarcoma-risk", condition("alp-raised", "2026-01-01", active=NO))


@pytest.mark.parametrize(
    ("value", "day", "more", "expected"),
    [
        ("121", "2026-03-01", {"high": "120"}, "yes"),
        ("120", "2026-03-01", {"high": "120"}, "none-recorded"),
        ("121", "2025-12-10", {"high": "120"}, "yes"),
        ("121", "2025-12-09", {"high": "120"}, "none-recorded"),
        ("300", "2026-03-01", {}, "none-recorded"),
        ("300", "2026-03-01", {"interpretation": frozenset({"H"})}, "yes"),
        ("121", "2026-03-01", {"high": "120", "certain": MAYBE}, "unknown"),
    ],
)
def test_alkaline_phosphatase_is_raised_above_the_laboratory_range(
    value: str, day: str, more: dict[str, str], expected: str
) -> None:
    assert expected == state("osteosarcoma-risk", PROBLEM, measured("obs-alp", value, "U/L", day, **more))


def test_the_latest_answer_on_the_epiphyses_counts() -> None:
    answers = (
        observation("obs-open-epiphyses", "2020-01-01", answer=YES),
        observation("obs-open-epiphyses", "2024-01-01", answer=NO),
    )

    assert "yes" == state("osteosarcoma-risk", PROBLEM, answers[0])
    assert "none-recorded" == state("osteosarcoma-risk", PROBLEM, *answers)


def test_a_refuted_risk_is_none_and_a_provisional_one_possible() -> None:
    assert "none-recorded" == state("osteosarcoma-risk", condition("paget-disease-of-bone", "2015", certain=NO))
    assert "unknown" == state("osteosarcoma-risk", condition("paget-disease-of-bone", "2015", certain=MAYBE))


@pytest.mark.parametrize("name", ["osteosarcoma-risk", "hypercalcaemic-disorder"])
def test_without_a_problem_list_the_history_is_unknown(name: str) -> None:
    assert "unknown" == state(name)
    assert "none-recorded" == state(name, fetched=fetched(Condition=Fetch.PRESENT))
    assert "unknown" == state(name, PROBLEM, lost("Condition"))


@pytest.mark.parametrize(
    ("means", "active", "expected"),
    [
        ("hypercalcaemia", YES, "yes"),
        ("hypercalcaemia", NO, "none-recorded"),
        ("hyperparathyroidism", YES, "yes"),
        ("hyperparathyroidism", NO, "yes"),
    ],
)
def test_hypercalcaemia_counts_while_active_and_hyperparathyroidism_ever(
    means: str, active: object, expected: str
) -> None:
    assert expected == state("hypercalcaemic-disorder", condition(means, "2022", active=active))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (course("2021-01-01", "2023-01-01"), "yes"),
        (condition("paget-disease-of-bone", "2015"), "yes"),
        (condition("hyperparathyroidism", "2015"), "yes"),
        (measured("obs-calcium-corrected", "10.6", "mg/dL", "2026-03-01"), "yes"),
        (measured("obs-calcium-corrected", "10.5", "mg/dL", "2026-03-01"), "none-recorded"),
        (condition("pregnancy", "2026-01-01"), "yes"),
        (allergy(TERIPARATIDE), "yes"),
        (allergy(TERIPARATIDE, certain=MAYBE), "none-recorded"),
        (PROBLEM, "none-recorded"),
        (lost("Condition"), "none-recorded"),
    ],
)
def test_what_is_known_contraindicates_and_what_is_unknown_does_not(event: object, expected: str) -> None:
    assert expected == fact("teriparatide-contraindicated", event).state
