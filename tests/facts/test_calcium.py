"""
Calcium against its limits: ionised, corrected, total without albumin; and vitamin D.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from facts.charts import MAYBE, NO, dictionary, fact, fetched, limit, lost, measured, observation, refs, state
from msgspec.structs import replace

from cds.chart.chart import Fetch, Observation, Quantity
from cds.facts import Status
from cds.facts.calcium import albumin_corrected_calcium

DAY = "2026-03-01"


def corrected(value: str, day: str = DAY, unit: str = "mg/dL", **more: object) -> Observation:
    return measured("obs-calcium-corrected", value, unit, day, **more)


def total(value: str, day: str = DAY, unit: str = "mg/dL", **more: object) -> Observation:
    return measured("obs-calcium-total", value, unit, day, **more)


def ionised(value: str, day: str = DAY, unit: str = "mmol/L", **more: object) -> Observation:
    return measured("obs-calcium-ionised", value, unit, day, **more)


def albumin(value: str, day: str = DAY, unit: str = "g/dL", **more: object) -> Observation:
    return measured("obs-albumin", value, unit, day, **more)


@pytest.mark.parametrize(
    ("calcium", "protein", "unit", "expected"),
    [
        ("8.0", "3.0", "mg/dL", "8.80"),
        ("9.4", "4.0", "mg/dL", "9.40"),
        ("9.4", "4.5", "mg/dL", "9.00"),
        ("2.00", "30", "mmol/L", "2.20"),
        ("2.10", "40", "mmol/L", "2.10"),
        ("2.10", "45", "mmol/L", "2.00"),
    ],
)
def test_albumin_correction_worked_examples(calcium: str, protein: str, unit: str, expected: str) -> None:
    assert Decimal(expected) == albumin_corrected_calcium(Decimal(calcium), Decimal(protein), unit)


def test_the_limits_stand_in_the_dictionary() -> None:
    limits = {name: str(limit.value) for name, limit in dictionary()["calcium"].limits.items()}

    assert {
        "low_mg_dl": "8.5",
        "low_mmol_l": "2.12",
        "high_mg_dl": "10.5",
        "high_mmol_l": "2.62",
        "counts_for": "90",
        "albumin_within": "7",
    } == limits


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("8.4", "mg/dL", "low"),
        ("8.49", "mg/dL", "low"),
        ("8.5", "mg/dL", "normal"),
        ("10.5", "mg/dL", "normal"),
        ("10.51", "mg/dL", "high"),
        ("2.11", "mmol/L", "low"),
        ("2.119", "mmol/L", "low"),
        ("2.12", "mmol/L", "normal"),
        ("2.62", "mmol/L", "normal"),
        ("2.63", "mmol/L", "high"),
    ],
)
def test_corrected_calcium_against_our_limits(value: str, unit: str, expected: str) -> None:
    assert expected == state("calcium", corrected(value, unit=unit))


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        ("8.5", "8.6", "10.2", "low"),
        ("8.6", "8.6", "10.2", "normal"),
        ("10.2", "8.6", "10.2", "normal"),
        ("10.3", "8.6", "10.2", "high"),
        ("8.3", "8.2", "", "normal"),
        ("8.4", "", "10.2", "low"),
        ("10.4", "8.2", "", "normal"),
    ],
)
def test_the_laboratory_s_own_limits_win_each_on_its_own(value: str, low: str, high: str, expected: str) -> None:
    assert expected == state("calcium", corrected(value, low=low, high=high))


@pytest.mark.parametrize(
    ("limit_", "unit", "expected"), [("2.15", "mmol/L", "low"), ("8.6", "", "low"), ("2.15", "[lb_av]", "unknown")]
)
def test_a_limit_in_another_unit_is_converted_or_decides_nothing(limit_: str, unit: str, expected: str) -> None:
    """
    2.15 mmol/L are 8.62 mg/dL.
    """
    assert expected == state("calcium", replace(corrected("8.5"), low=Quantity(Decimal(limit_), unit)))


@pytest.mark.parametrize(
    ("day", "expected"), [("2025-12-10", "normal"), ("2025-12-09", "unknown"), ("2026-03-10", "normal")]
)
def test_a_value_counts_for_ninety_days(day: str, expected: str) -> None:
    assert expected == state("calcium", corrected("9.3", day))


def test_an_older_value_is_stale_and_its_date_said() -> None:
    told = fact("calcium", corrected("9.3", "2025-12-09"), corrected("9.2", "2024-12-09"))

    assert ("unknown", Status.STALE, "2025-12-09") == (told.state, told.status, told.says["date"])


def test_none_at_all_is_not_recorded() -> None:
    assert Status.NOT_RECORDED is fact("calcium").status
    assert Status.NOT_RECORDED is fact("calcium", corrected("9.3", "")).status


@pytest.mark.parametrize("how", [Fetch.FAILED, Fetch.PARTIAL, Fetch.NOT_FETCHED])
def test_laboratory_values_that_were_not_read_make_it_unknown(how: Fetch) -> None:
    for name in ("calcium", "crcl", "egfr", "vitamin-d"):
        assert "unknown" == state(name, corrected("9.3"), fetched=fetched(Observation=how)), name


def test_an_unreadable_albumin_or_calcium_makes_it_unreadable() -> None:
    assert "unknown" == state("calcium", corrected("9.3"), lost("Observation", "obs-albumin"))
    assert "normal" == state("calcium", corrected("9.3"), lost("Observation", "obs-creatinine"))


@pytest.mark.parametrize(
    ("calcium", "protein", "expected"),
    [
        (total("8.0"), albumin("3.0"), "normal"),  # 8.8
        (total("8.0"), albumin("3.4"), "low"),  # 8.48
        (total("8.02"), albumin("3.4"), "normal"),  # 8.5
        (total("10.0"), albumin("3.0"), "high"),  # 10.8
        (total("9.7"), albumin("3.0"), "normal"),  # 10.5
        (total("2.0", unit="mmol/L"), albumin("30", unit="g/L"), "normal"),  # 2.2
        (total("2.0", unit="mmol/L"), albumin("35", unit="g/L"), "low"),  # 2.1
        (total("2.0", unit="mmol/L"), albumin("3.0"), "normal"),
        (total("8.0"), albumin("30", unit="g/L"), "normal"),
    ],
)
def test_total_calcium_is_corrected_for_albumin(calcium: Observation, protein: Observation, expected: str) -> None:
    assert expected == state("calcium", calcium, protein)


def test_a_corrected_value_names_both_sources() -> None:
    told = fact("calcium", total("8.0", ref="Observation/ca"), albumin("3.0", ref="Observation/alb"))

    assert ["Observation/ca", "Observation/alb"] == refs(told.evidence)
    assert {"value": "8.80 mg/dL", "date": DAY, "what": "albumin-corrected calcium"} == told.says


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-02-22", "normal"),
        ("2026-02-21", "possibly-low"),
        ("2026-03-08", "normal"),
        ("2026-03-09", "possibly-low"),
    ],
)
def test_albumin_counts_within_seven_days_on_either_side(day: str, expected: str) -> None:
    assert expected == state("calcium", total("8.0"), albumin("3.0", day))


def test_an_albumin_older_than_ninety_days_may_still_belong_to_its_calcium() -> None:
    assert "normal" == state("calcium", total("8.0", "2025-12-10"), albumin("3.0", "2025-12-03"))


def test_of_several_albumins_the_nearest_then_the_later_then_the_higher_counts() -> None:
    far, near = albumin("2.0", "2026-02-24"), albumin("4.0", "2026-02-28")
    before, after = albumin("2.0", "2026-02-27"), albumin("4.0", "2026-03-03")

    assert "low" == state("calcium", total("8.4"), far, near)
    assert "low" == state("calcium", total("8.4"), before, after)
    assert "low" == state("calcium", total("8.4"), albumin("3.0"), albumin("4.0"))


@pytest.mark.parametrize(
    "protein",
    [
        albumin("3.0", "2026-03"),
        albumin("3.0", unit="mg/dL"),
        albumin("<3.0"),
        observation("obs-albumin", DAY),
        albumin("3.0", ""),
    ],
)
def test_an_albumin_that_can_not_be_used_corrects_nothing(protein: Observation) -> None:
    assert "possibly-low" == state("calcium", total("8.0"), protein)


@pytest.mark.parametrize(
    ("calcium", "expected"),
    [
        (total("8.4"), "possibly-low"),
        (total("8.5"), "unknown"),
        (total("9.4"), "unknown"),
        (total("11.4"), "unknown"),
        (total("2.11", unit="mmol/L"), "possibly-low"),
        (total("8.5", low="8.6"), "possibly-low"),
        (total("8.4", low="8.2"), "unknown"),
    ],
)
def test_total_calcium_without_albumin_is_possibly_low_or_says_nothing(calcium: Observation, expected: str) -> None:
    """
    Normal total calcium is no normal calcium: a low albumin hides a high one, a high albumin a low one.
    """
    assert expected == state("calcium", calcium)


def test_a_low_total_value_newer_than_the_corrected_one_is_possibly_low() -> None:
    assert "possibly-low" == state("calcium", corrected("9.3", "2026-02-20"), total("8.0"))
    assert "normal" == state("calcium", corrected("9.3"), total("8.0"))
    assert "normal" == state("calcium", corrected("9.3"), total("8.0", "2026-02-20"))
    assert "normal" == state("calcium", corrected("9.3", "2026-02-20"), total("9.0"))


def test_the_latest_corrected_value_counts_reported_or_computed() -> None:
    assert "low" == state("calcium", corrected("9.3", "2026-02-20"), total("8.0"), albumin("4.0"))
    assert "normal" == state("calcium", corrected("8.0", "2026-02-20"), corrected("9.3"))


def test_of_one_day_the_worst_counts() -> None:
    assert "low" == state("calcium", corrected("9.3"), corrected("8.0"))
    assert "high" == state("calcium", corrected("9.3"), corrected("11.0"))
    assert "low" == state("calcium", corrected("8.0"), corrected("11.0"))


LIMITS = {"low": "1.15", "high": "1.33"}


@pytest.mark.parametrize(
    ("value", "more", "expected"),
    [
        ("1.14", LIMITS, "low"),
        ("1.15", LIMITS, "normal"),
        ("1.33", LIMITS, "normal"),
        ("1.34", LIMITS, "high"),
        ("1.20", {}, "unknown"),
        ("1.14", {"low": "1.15"}, "low"),
        ("1.20", {"low": "1.15"}, "unknown"),
        ("1.34", {"high": "1.33"}, "high"),
        ("1.20", {"high": "1.33"}, "unknown"),
    ],
)
def test_ionised_calcium_is_judged_by_the_laboratory_s_limits_alone(
    value: str, more: dict[str, str], expected: str
) -> None:
    assert expected == state("calcium", ionised(value, **more))


def test_ionised_calcium_is_preferred() -> None:
    assert "low" == state("calcium", ionised("1.10", **LIMITS), corrected("9.3"))
    assert "normal" == state("calcium", ionised("1.20", **LIMITS), corrected("8.0"))
    assert "low" == state("calcium", ionised("1.10", "2026-02-20", **LIMITS), corrected("9.3"))


def test_a_later_corrected_value_that_is_not_normal_takes_back_a_normal_ionised_one() -> None:
    older = ionised("1.20", "2026-01-20", **LIMITS)

    assert "low" == state("calcium", older, corrected("8.0"))
    assert "high" == state("calcium", older, corrected("11.0"))
    assert "possibly-low" == state("calcium", older, total("8.0"))
    assert "normal" == state("calcium", older, corrected("9.3"))


def test_an_ionised_value_without_limits_never_hides_a_low_corrected_one() -> None:
    assert "low" == state("calcium", ionised("1.20"), corrected("8.0", "2026-02-20"))
    assert "possibly-low" == state("calcium", ionised("1.20"), total("8.0", "2026-02-20"))
    assert "unknown" == state("calcium", ionised("1.20"), corrected("9.3", "2026-02-20"))
    assert "unknown" == state("calcium", ionised("1.20"), corrected("9.3"))
    assert "normal" == state("calcium", ionised("1.20", "2026-02-20"), corrected("9.3"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<8.5", "low"),
        ("<8.6", "unknown"),
        ("<=8.4", "low"),
        ("<=8.5", "unknown"),
        (">10.5", "high"),
        (">=10.6", "high"),
        (">=10.5", "unknown"),
        (">9.0", "unknown"),
    ],
)
def test_a_comparator_decides_only_if_every_possible_value_agrees(value: str, expected: str) -> None:
    assert expected == state("calcium", corrected(value))


def test_a_total_value_with_a_comparator_is_not_corrected() -> None:
    assert "possibly-low" == state("calcium", total("<8.0"), albumin("3.0"))


@pytest.mark.parametrize(
    "seen",
    [
        corrected("9.3", unit="meq/L"),
        observation("obs-calcium-corrected", DAY),
        observation("obs-calcium-corrected", DAY, unreadable="its unit is missing"),
        observation("obs-calcium-total", DAY, unreadable="its unit is missing"),
    ],
)
def test_a_value_that_can_not_be_used_is_unreadable_and_named(seen: Observation) -> None:
    told = fact("calcium", seen)

    assert ("unknown", Status.UNREADABLE) == (told.state, told.status)
    assert told.gaps[0].startswith(f"calcium: {seen.ref}: ")


def test_an_unreadable_newer_value_takes_back_a_normal_one_and_no_warning() -> None:
    broken = observation("obs-calcium-corrected", DAY, unreadable="its unit is missing")

    assert "unknown" == state("calcium", corrected("9.3", "2026-02-20"), broken)
    assert "low" == state("calcium", corrected("8.0", "2026-02-20"), broken)
    assert "normal" == state("calcium", corrected("9.3", "2026-03-05"), broken)


@pytest.mark.parametrize(
    ("value", "expected", "status"),
    [
        ("8.0", "possibly-low", Status.POSSIBLE),
        ("9.3", "unknown", Status.POSSIBLE),
        ("11.0", "unknown", Status.POSSIBLE),
    ],
)
def test_a_preliminary_value_is_possibly_low_or_unknown(value: str, expected: str, status: Status) -> None:
    told = fact("calcium", corrected(value, certain=MAYBE))

    assert (expected, status) == (told.state, told.status)


def test_a_preliminary_value_beside_a_final_one() -> None:
    final = corrected("9.3", "2026-02-20")

    assert "possibly-low" == state("calcium", final, corrected("8.0", certain=MAYBE))
    assert "unknown" == state("calcium", final, corrected("11.0", certain=MAYBE))
    assert "normal" == state("calcium", final, corrected("9.0", certain=MAYBE))
    assert "normal" == state("calcium", final, corrected("8.0", "2026-02-10", certain=MAYBE))
    assert "possibly-low" == state("calcium", total("8.0"), albumin("4.0", certain=MAYBE))


def test_a_partly_dated_value_that_may_be_too_old_is_in_doubt() -> None:
    assert "unknown" == state("calcium", corrected("9.3", "2025-12"))
    assert "possibly-low" == state("calcium", corrected("8.0", "2025-12"))
    assert "normal" == state("calcium", corrected("9.3", "2026-01"))


def test_a_cancelled_value_is_none() -> None:
    assert "unknown" == state("calcium", corrected("9.3", certain=NO))


@pytest.mark.parametrize(
    ("seen", "expected", "status"),
    [
        (measured("obs-25oh-vitamin-d-total", "32", "ng/mL", "2025-12-10"), "recorded", Status.ASSERTED),
        (measured("obs-25oh-vitamin-d-total", "80", "nmol/L", DAY), "recorded", Status.ASSERTED),
        (measured("obs-25oh-vitamin-d-total", "32", "ng/mL", "2025-12-09"), "not-recorded", Status.STALE),
        (measured("obs-25oh-vitamin-d-total", "32", "mg", DAY), "not-recorded", Status.STALE),
        (measured("obs-25oh-vitamin-d3", "32", "ng/mL", DAY), "not-recorded", Status.NOT_RECORDED),
    ],
)
def test_vitamin_d_was_measured_or_not(seen: Observation, expected: str, status: Status) -> None:
    told = fact("vitamin-d", seen)

    assert (expected, status) == (told.state, told.status)
    assert 90 == limit("vitamin-d", "counts_for")
