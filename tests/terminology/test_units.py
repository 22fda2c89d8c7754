"""
Units have one spelling, and conversions use the factors of the terminology, exactly.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.terminology.units import QUANTITIES, UnitError, canonical_unit, convert, fits, printed


@pytest.mark.parametrize(
    ("value", "unit", "to", "of", "expected"),
    [
        ("2.5", "mmol/L", "mg/dL", "calcium", "10.020"),
        ("8.016", "mg/dL", "mmol/L", "calcium", "2"),
        ("1", "mg/dL", "umol/L", "creatinine", "88.40"),
        ("176.8", "umol/L", "mg/dL", "creatinine", "2"),
        ("0.0884", "mmol/L", "mg/dL", "creatinine", "1"),
        ("0.0884", "mmol/L", "umol/L", "creatinine", "88.4"),
        ("40", "g/L", "g/dL", "albumin", "4"),
        ("3.5", "g/dL", "g/L", "albumin", "35"),
        ("20", "ng/mL", "nmol/L", "vitamin-d", "49.92"),
        ("49.92", "nmol/L", "ng/mL", "vitamin-d", "20"),
        ("1", "mL/s", "mL/min", "creatinine-clearance", "60"),
        ("0.4", "ng/mL", "pg/mL", "ctx", "400"),
        ("1.5", "mg/dL", "mg/L", "crp", "15"),
        ("70", "mm", "1", "pain", "7"),
        ("100", "[lb_av]", "kg", "weight", "45.359237"),
        ("60", "[in_i]", "cm", "height", "152.4"),
        ("100.4", "[degF]", "Cel", "temperature", "38"),
        ("38", "Cel", "[degF]", "temperature", "100.4"),
        ("250000", "/uL", "10*3/uL", "cell-count", "250"),
        ("250", "10*9/L", "10*3/uL", "cell-count", "250"),
        ("60000", "ug", "mg", "dose", "60"),
        ("-2.5", "{T-score}", "1", "t-score", "-2.5"),
    ],
)
def test_conversions(value: str, unit: str, to: str, of: str, expected: str) -> None:
    assert Decimal(expected) == convert(Decimal(value), unit, to, of=of)


def test_a_value_in_the_wanted_unit_stays_as_recorded() -> None:
    """
    Decimals are compared as recorded: 8.50 is not rounded, shortened or computed with.
    """
    assert "8.50" == str(convert(Decimal("8.50"), "mg/dL", "mg/dL", of="calcium"))


@pytest.mark.parametrize("unit", ["1", "{T-score}", "{Z-score}", "{INR}", "{score}", "", " 1 ", "{count}"])
def test_the_unity_in_any_form_is_no_unit(unit: str) -> None:
    assert "" == canonical_unit(unit)


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("mg/dl", "mg/dL"),
        ("\u03bcmol/L", "umol/L"),
        ("\u00b5mol/L", "umol/L"),
        ("mL/min/1.73.m2", "mL/min/{1.73_m2}"),
        ("mL/min/{1.73_m2}", "mL/min/{1.73_m2}"),
        ("mL/min", "mL/min"),
        ("10^9/L", "10*9/L"),
        ("lbs", "[lb_av]"),
        ("furlong", "furlong"),
    ],
)
def test_printed_units_become_ucum_and_unknown_ones_stay(printed: str, unit: str) -> None:
    assert unit == canonical_unit(printed)


@pytest.mark.parametrize(
    ("unit", "to", "of"),
    [
        ("mL/min/{1.73_m2}", "mL/min", "creatinine-clearance"),
        ("mL/min", "mL/min/{1.73_m2}", "egfr"),
        ("", "mg/dL", "calcium"),
        ("umol/L", "mg/dL", "calcium"),
        ("mg/dL", "mmol/L", "no-such-quantity"),
        ("Mg/dL", "mg/dL", "calcium"),
        ("kg", "mg/dL", "creatinine"),
    ],
)
def test_what_does_not_fit_is_an_error(unit: str, to: str, of: str) -> None:
    """
    Clearance per body surface is another quantity, a missing unit is no unit, and Mg is a megagram.
    """
    with pytest.raises(UnitError):
        convert(Decimal(1), unit, to, of=of)


def test_an_absurd_number_is_an_error_not_a_crash() -> None:
    with pytest.raises(UnitError):
        convert(Decimal("9E999999"), "mmol/L", "mg/dL", of="calcium")


def test_a_message_names_the_units_that_would_be_right() -> None:
    with pytest.raises(UnitError, match="albumin in 'mol/L'; known: g/dL, g/L"):
        convert(Decimal(1), "mol/L", "g/L", of="albumin")


@pytest.mark.parametrize(
    ("unit", "of", "answer"),
    [("1", "t-score", True), ("mg/dl", "calcium", True), ("%", "t-score", False), ("mg", "nothing", False)],
)
def test_fits(unit: str, of: str, *, answer: bool) -> None:
    assert answer is fits(unit, of=of)


@given(
    st.sampled_from([(of, a, b) for of, units in QUANTITIES.items() for a in units for b in units]),
    st.decimals(min_value="0.01", max_value="10000", places=2),
)
def test_there_and_back_is_the_same_value(case: tuple[str, str, str], value: Decimal) -> None:
    of, unit, to = case
    back = convert(convert(value, unit, to, of=of), to, unit, of=of)

    assert abs(back - value) < Decimal("1E-20")


@pytest.mark.parametrize(
    ("unit", "said"),
    [("mL/min/{1.73_m2}", "mL/min/1.73 m²"), ("{T-score}", ""), ("Cel", "°C"), ("mg/dL", "mg/dL"), ("", "")],
)
def test_a_unit_is_written_as_a_clinician_does(unit: str, said: str) -> None:
    assert said == printed(unit)
