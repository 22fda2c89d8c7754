"""
Creatinine clearance, eGFR and dialysis.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from facts.charts import (
    MAYBE,
    NO,
    condition,
    fact,
    fetched,
    limit,
    lost,
    measured,
    observation,
    order,
    procedure,
    refs,
    span,
    state,
    woman,
)

from cds.chart.chart import Fetch, Observation, Patient, Procedure
from cds.facts import Status
from cds.facts.kidney import cockcroft_gault

DAY = "2026-03-01"


def clearance(value: str, day: str = DAY, unit: str = "mL/min", **more: object) -> Observation:
    return measured("obs-creatinine-clearance-calculated", value, unit, day, **more)


def creatinine(value: str, day: str = DAY, unit: str = "mg/dL", **more: object) -> Observation:
    return measured("obs-creatinine", value, unit, day, **more)


def weight(value: str = "60", day: str = DAY, unit: str = "kg", **more: object) -> Observation:
    return measured("obs-body-weight", value, unit, day, **more)


def egfr(value: str, day: str = DAY, unit: str = "mL/min/{1.73_m2}", **more: object) -> Observation:
    return measured("obs-egfr-ckdepi-2021", value, unit, day, **more)


@pytest.mark.parametrize(
    ("age", "kilograms", "mg_dl", "female", "expected"),
    [
        (60, "72", "1.0", False, "80"),
        (60, "72", "1.0", True, "68.00"),
        (80, "54", "1.5", True, "25.5000"),
        (70, "70.56", "2.0", False, "34.3"),
        (140, "72", "1.0", False, "0"),
    ],
)
def test_cockcroft_gault_worked_examples(age: int, kilograms: str, mg_dl: str, female: bool, expected: str) -> None:  # noqa: FBT001 - what is tested
    value = cockcroft_gault(age=age, weight=Decimal(kilograms), creatinine=Decimal(mg_dl), female=female)

    assert Decimal(expected) == value


@pytest.mark.parametrize(("kilograms", "mg_dl"), [("0", "1"), ("-1", "1"), ("60", "0"), ("60", "-1")])
def test_creatinine_and_weight_are_above_zero(kilograms: str, mg_dl: str) -> None:
    with pytest.raises(ValueError, match="above zero"):
        cockcroft_gault(age=70, weight=Decimal(kilograms), creatinine=Decimal(mg_dl), female=True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("29.9", "below-30"),
        ("30.0", "30-to-35"),
        ("34.9", "30-to-35"),
        ("35.0", "at-least-35"),
        ("35", "at-least-35"),
        ("120", "at-least-35"),
    ],
)
def test_a_reported_clearance(value: str, expected: str) -> None:
    told = fact("crcl", clearance(value))

    assert (expected, f"{value} mL/min") == (told.state, told.says["value"])
    assert (35, 30) == (limit("crcl", "zoledronate"), limit("crcl", "others"))


@pytest.mark.parametrize(
    "seen",
    [
        measured("obs-creatinine-clearance-measured", "34", "mL/min", DAY),
        measured("obs-creatinine-clearance-measured", "0.5", "mL/s", DAY),
    ],
)
def test_a_measured_clearance_counts_and_is_converted(seen: Observation) -> None:
    assert "30-to-35" == state("crcl", seen)


@pytest.mark.parametrize(
    "seen",
    [
        measured("obs-creatinine-clearance-bsa-normalised-exclude", "25", "mL/min/{1.73_m2}", DAY),
        egfr("25"),
    ],
)
def test_a_value_normalised_to_body_surface_is_no_clearance(seen: Observation) -> None:
    assert "unknown" == state("crcl", seen)


def test_a_clearance_in_the_unit_of_egfr_is_unreadable() -> None:
    assert Status.UNREADABLE is fact("crcl", clearance("25", unit="mL/min/{1.73_m2}")).status


@pytest.mark.parametrize(("day", "expected"), [("2025-12-10", "at-least-35"), ("2025-12-09", "unknown")])
def test_values_count_for_ninety_days(day: str, expected: str) -> None:
    assert expected == state("crcl", clearance("60", day))
    assert expected == state("crcl", creatinine("0.9", day), weight())
    assert expected == state("crcl", creatinine("0.9"), weight(day=day))
    assert ("at-least-30" if expected != "unknown" else "unknown") == state("egfr", egfr("60", day))


@pytest.mark.parametrize(
    ("mg_dl", "expected"),
    [
        ("1.58", "30-to-35"),  # 67 * 60 / (72 * 1.58) * 0.85 = 30.04
        ("1.59", "below-30"),
        ("1.35", "at-least-35"),  # 35.15
        ("1.36", "30-to-35"),
    ],
)
def test_cockcroft_gault_of_a_woman_of_73(mg_dl: str, expected: str) -> None:
    assert expected == state("crcl", creatinine(mg_dl), weight())


def test_the_units_are_converted() -> None:
    in_moles = fact("crcl", creatinine("119.34", unit="umol/L"), weight("132.2773573", unit="[lb_av]"))

    assert "35.15 mL/min" == in_moles.says["value"]
    assert "at-least-35" == in_moles.state


def test_a_man_has_no_factor() -> None:
    man = Patient("Patient/1", span("1953-01-03"), "male")

    assert ("at-least-35", "30-to-35") == (
        state("crcl", creatinine("1.5"), weight(), patient=man),
        state("crcl", creatinine("1.5"), weight()),
    )


def test_the_computed_value_rests_on_creatinine_and_weight() -> None:
    told = fact("crcl", creatinine("0.9", ref="Observation/c"), weight(ref="Observation/w"))

    assert ["Observation/c", "Observation/w"] == refs(told.evidence)


def test_of_reported_and_computed_on_one_day_the_lower_counts() -> None:
    """
    Computed from 1.36 mg/dL and 60 kg it is 34.9.
    """
    assert "30-to-35" == state("crcl", clearance("60"), creatinine("1.36"), weight())
    assert "below-30" == state("crcl", clearance("25"), creatinine("1.36"), weight())
    assert "30-to-35" == state("crcl", clearance("60"), clearance("34"))


def test_a_reported_value_is_preferred_unless_a_newer_creatinine_says_less() -> None:
    older, newer = "2026-02-20", "2026-03-05"

    assert "30-to-35" == state("crcl", clearance("60"), creatinine("1.36", newer), weight())
    assert "at-least-35" == state("crcl", clearance("60"), creatinine("1.36", older), weight())
    assert "30-to-35" == state("crcl", clearance("34"), creatinine("0.9", newer), weight())


def test_of_two_creatinines_of_one_day_the_higher_and_of_two_weights_the_lower_counts() -> None:
    assert "30-to-35" == state("crcl", creatinine("1.0"), creatinine("1.36"), weight())
    assert "30-to-35" == state("crcl", creatinine("1.35"), weight("60"), weight("59"))


def test_the_latest_creatinine_and_weight_count() -> None:
    assert "at-least-35" == state("crcl", creatinine("2.0", "2026-02-01"), creatinine("1.0"), weight())
    assert "30-to-35" == state("crcl", creatinine("1.36"), weight("90", "2026-02-01"), weight("60"))


@pytest.mark.parametrize(
    ("birth", "mg_dl", "expected"),
    [
        ("1953", "0.9", "at-least-35"),
        ("1940", "1.1076", "unknown"),
        ("1940", "1.12", "30-to-35"),
        ("", "0.9", "unknown"),
    ],
)
def test_a_partial_birth_date_decides_only_if_every_age_agrees(birth: str, mg_dl: str, expected: str) -> None:
    """
    Born in 1940 she is 85 or 86: 35.2 or 34.5 mL/min.
    """
    assert expected == state("crcl", creatinine(mg_dl), weight(), patient=woman(birth))


def test_of_unknown_sex_both_answers_must_agree() -> None:
    somebody = Patient("Patient/1", span("1953-01-03"))

    assert "at-least-35" == state("crcl", creatinine("0.9"), weight(), patient=somebody)
    told = fact("crcl", creatinine("1.36"), weight(), patient=somebody)
    assert ("unknown", Status.UNREADABLE) == (told.state, told.status)
    assert "date of birth or sex is not complete" in told.gaps[0]


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ((), Status.NOT_RECORDED),
        ((creatinine("0.9"),), Status.STALE),
        ((weight(),), Status.NOT_RECORDED),
        ((creatinine("0.9", "2025-01-01"), weight()), Status.STALE),
        ((creatinine("0"), weight()), Status.UNREADABLE),
        ((creatinine("<0.3"), weight()), Status.UNREADABLE),
        ((creatinine("0.9", unit="mL"), weight()), Status.UNREADABLE),
        ((observation("obs-creatinine", DAY), weight()), Status.UNREADABLE),
        ((creatinine("0.9", certain=MAYBE), weight()), Status.POSSIBLE),
    ],
)
def test_what_is_missing_or_can_not_be_used_leaves_it_unknown(events: tuple[object, ...], status: Status) -> None:
    told = fact("crcl", *events)

    assert ("unknown", status) == (told.state, told.status)


@pytest.mark.parametrize("broken", [weight("60", unit="mL"), weight("<60"), observation("obs-body-weight", DAY)])
def test_a_weight_that_can_not_be_used_is_passed_over(broken: Observation) -> None:
    assert "at-least-35" == state("crcl", creatinine("0.9"), weight(day="2026-02-20"), broken)
    assert "unknown" == state("crcl", creatinine("0.9"), broken)


def test_a_preliminary_value_takes_back_a_permission_and_no_warning() -> None:
    assert "unknown" == state("crcl", clearance("60", "2026-02-20"), clearance("25", certain=MAYBE))
    assert "at-least-35" == state("crcl", clearance("60", "2026-02-20"), clearance("50", certain=MAYBE))
    assert "below-30" == state("crcl", clearance("25", "2026-02-20"), clearance("60", certain=MAYBE))
    assert "unknown" == state("egfr", egfr("60", "2026-02-20"), egfr("25", certain=MAYBE))


def test_a_cancelled_value_is_none() -> None:
    assert "unknown" == state("crcl", clearance("60", certain=NO))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (">60", "at-least-35"),
        (">=35", "at-least-35"),
        (">34", "unknown"),
        ("<30", "below-30"),
        ("<=30", "unknown"),
        ("<=29.9", "below-30"),
        ("<35", "unknown"),
    ],
)
def test_a_clearance_with_a_comparator(value: str, expected: str) -> None:
    assert expected == state("crcl", clearance(value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("29", "below-30"),
        ("29.9", "below-30"),
        ("30", "at-least-30"),
        (">60", "at-least-30"),
        (">=30", "at-least-30"),
        (">29", "unknown"),
        ("<15", "below-30"),
        ("<30", "below-30"),
        ("<=30", "unknown"),
        ("<60", "unknown"),
    ],
)
def test_egfr_as_reported(value: str, expected: str) -> None:
    assert expected == state("egfr", egfr(value))
    assert 30 == limit("egfr", "severe")


def test_an_egfr_that_does_not_decide_says_so() -> None:
    told = fact("egfr", egfr("<60", ref="Observation/1"))

    assert (Status.POSSIBLE, ("eGFR: Observation/1: <60 does not decide",)) == (told.status, told.gaps)


@pytest.mark.parametrize(
    "means", ["obs-egfr-ckdepi-2021", "obs-egfr-ckdepi-2009-or-unversioned", "obs-egfr-mdrd", "obs-egfr-other"]
)
def test_every_equation_counts(means: str) -> None:
    assert "below-30" == state("egfr", measured(means, "24", "mL/min/{1.73_m2}", DAY))


def test_of_egfr_the_latest_and_of_one_day_the_lower() -> None:
    assert "at-least-30" == state("egfr", egfr("24", "2026-02-20"), egfr("41"))
    assert "below-30" == state("egfr", egfr("41"), egfr("24"))


def test_egfr_in_the_unit_of_clearance_is_unreadable() -> None:
    assert Status.UNREADABLE is fact("egfr", egfr("41", unit="mL/min")).status
    assert "41 mL/min/1.73 m²" == fact("egfr", egfr("41")).says["value"]


def test_long_decimals_are_shown_with_two_and_compared_in_full() -> None:
    told = fact("crcl", clearance("34.9996"))

    assert ("30-to-35", "35.00") == (told.state, told.value)


def running(day: str, **more: object) -> Procedure:
    return procedure("dialysis", day, **more)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (condition("dialysis", "2020-01-01"), "yes"),
        (condition("dialysis", "2020-01-01", active=NO), "no"),
        (condition("dialysis", "2020-01-01", certain=MAYBE), "unknown"),
        (condition("end-stage-renal-disease", "2020-01-01"), "no"),
        (running("2026-02-08"), "yes"),
        (running("2026-02-07"), "no"),
        (running("2026-02"), "unknown"),
        (running("2020-02", status="in-progress", certain=MAYBE), "yes"),
        (running("2020-02", status="in-progress", certain=MAYBE, text_only=True), "no"),
        (running("2020-02", open_end=True), "yes"),
        (running("2020-02-01", end="2026-02-08"), "yes"),
        (running("2020-02-01", end="2026-02-07"), "no"),
        (running("2026-02-08", certain=MAYBE), "unknown"),
        (order("dialysis", status="active", draft=False, in_context=False, selected=False), "yes"),
        (order("dialysis", status="completed", draft=False, in_context=False, selected=False), "no"),
    ],
)
def test_dialysis_is_active_recent_or_ordered(event: object, expected: str) -> None:
    assert expected == state("dialysis", event)


def test_no_dialysis_recorded_counts_as_no_unless_reading_failed() -> None:
    assert "no" == state("dialysis")
    assert "unknown" == state("dialysis", fetched=fetched(Condition=Fetch.FAILED))
    assert "unknown" == state("dialysis", lost("Procedure", "dialysis"))
    assert "yes" == state("dialysis", running("2026-03-08"), fetched=fetched(Condition=Fetch.FAILED))
    assert 30 == limit("dialysis", "procedure_within")


@pytest.mark.parametrize("events", [(clearance("60"), egfr("60")), ()])
def test_on_dialysis_both_count_as_below_thirty_whatever_the_number_says(events: tuple[object, ...]) -> None:
    on = (condition("dialysis", "2020-01-01"), *events)

    assert ("below-30", "below-30") == (state("crcl", *on), state("egfr", *on))
    assert "dialysis, counted as below 30" == fact("egfr", *on).says["value"]


def test_on_dialysis_a_failed_laboratory_changes_nothing() -> None:
    assert "below-30" == state("egfr", condition("dialysis", "2020-01-01"), fetched=fetched(Observation=Fetch.FAILED))


def test_possible_dialysis_takes_back_a_permission_and_no_warning() -> None:
    maybe = condition("dialysis", "2020-01-01", certain=MAYBE)

    assert ("unknown", "unknown") == (state("crcl", maybe, clearance("60")), state("egfr", maybe, egfr("60")))
    assert ("below-30", "below-30") == (state("crcl", maybe, clearance("20")), state("egfr", maybe, egfr("20")))
    assert Status.POSSIBLE is fact("egfr", maybe, egfr("60")).status
