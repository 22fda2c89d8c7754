"""
Units: one spelling each (UCUM), and the conversions that measures need, in exact decimals.

The factors are those of the terminology README. A unit that does not fit a quantity is an error
here and an unreadable value in the chart, never a guess.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["QUANTITIES", "UnitError", "canonical_unit", "convert", "fits", "printed"]

NO_UNIT = ""

_WRITTEN = {
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "Cel": "°C",
    "[degF]": "°F",
    "deg": "degrees",
    "{T-score}": "",
    "{score}": "",
    "1": "",
}


class UnitError(ValueError):
    """
    A value can not be had in the unit asked for.
    """


class _Scale(Struct, frozen=True):
    """
    How a unit relates to the base unit of its quantity: base = (value - zero) * times / over.
    """

    times: Decimal = Decimal(1)
    over: Decimal = Decimal(1)
    zero: Decimal = Decimal(0)


_ONE = _Scale()


def _times(factor: str) -> _Scale:
    return _Scale(times=Decimal(factor))


def _over(factor: str) -> _Scale:
    return _Scale(over=Decimal(factor))


_CALCIUM = {"mg/dL": _ONE, "mmol/L": _times("4.008")}
_SAME_MASS = {"ug/L": _ONE, "ng/mL": _ONE}
_FILTRATION = {"mL/min/{1.73_m2}": _ONE}

QUANTITIES: Mapping[str, Mapping[str, _Scale]] = {
    "albumin": {"g/dL": _ONE, "g/L": _over("10")},
    "alp": {"U/L": _ONE},
    "angle": {"deg": _ONE},
    "bmi": {"kg/m2": _ONE},
    "bone-density": {"g/cm2": _ONE},
    "calcium": _CALCIUM,
    "cell-count": {"10*3/uL": _ONE, "10*9/L": _ONE, "/uL": _over("1000")},
    "creatinine": {"mg/dL": _ONE, "umol/L": _over("88.40"), "mmol/L": _Scale(Decimal(1000), Decimal("88.40"))},
    "creatinine-clearance": {"mL/min": _ONE, "mL/s": _times("60")},
    "crp": {"mg/L": _ONE, "mg/dL": _times("10")},
    "ctx": {"pg/mL": _ONE, "ng/L": _ONE, "ng/mL": _times("1000")},
    "dose": {"mg": _ONE, "ug": _over("1000"), "g": _times("1000")},
    "duration": {"d": _ONE, "wk": _times("7")},
    "egfr": _FILTRATION,
    "haemoglobin": {"g/dL": _ONE, "g/L": _over("10")},
    "hba1c": {"%": _ONE},
    "height": {"cm": _ONE, "m": _times("100"), "[in_i]": _times("2.54")},
    "inr": {NO_UNIT: _ONE},
    "ionised-calcium": _CALCIUM,
    "magnesium": {"mg/dL": _ONE},
    "p1np": _SAME_MASS,
    "pain": {NO_UNIT: _ONE, "mm": _over("10")},
    "percent": {"%": _ONE},
    "phosphate": {"mg/dL": _ONE},
    "pth": {"pg/mL": _ONE, "ng/L": _ONE},
    "score": {NO_UNIT: _ONE},
    "signal": {NO_UNIT: _ONE},
    "t-score": {NO_UNIT: _ONE},
    "temperature": {"Cel": _ONE, "[degF]": _Scale(Decimal(5), Decimal(9), Decimal(32))},
    "vitamin-d": {"ng/mL": _ONE, "ug/L": _ONE, "nmol/L": _over("2.496")},
    "weight": {"kg": _ONE, "g": _over("1000"), "[lb_av]": _times("0.45359237")},
    "z-score": {NO_UNIT: _ONE},
}
"""Every quantity with the units it is understood in."""

_PRINTED: Mapping[str, str] = {
    "mg/dl": "mg/dL",
    "MG/DL": "mg/dL",
    "mg%": "mg/dL",
    "mmol/l": "mmol/L",
    "MMOL/L": "mmol/L",
    "umol/l": "umol/L",
    "µmol/L": "umol/L",
    "µmol/l": "umol/L",
    "UMOL/L": "umol/L",
    "g/dl": "g/dL",
    "G/DL": "g/dL",
    "g/l": "g/L",
    "G/L": "g/L",
    "mg/l": "mg/L",
    "MG/L": "mg/L",
    "ng/ml": "ng/mL",
    "NG/ML": "ng/mL",
    "pg/ml": "pg/mL",
    "PG/ML": "pg/mL",
    "nmol/l": "nmol/L",
    "NMOL/L": "nmol/L",
    "ng/l": "ng/L",
    "ug/l": "ug/L",
    "µg/L": "ug/L",
    "µg/l": "ug/L",
    "µg": "ug",
    "mcg": "ug",
    "U/l": "U/L",
    "IU/L": "U/L",
    "[IU]/L": "U/L",
    "ml/min": "mL/min",
    "ml/s": "mL/s",
    "mL/min/1.73.m2": "mL/min/{1.73_m2}",
    "mL/min/1.73m2": "mL/min/{1.73_m2}",
    "mL/min/1.73 m2": "mL/min/{1.73_m2}",
    "mL/min/1.73m*2": "mL/min/{1.73_m2}",
    "mL/min/1.73m^2": "mL/min/{1.73_m2}",
    "mL/min/1.73m²": "mL/min/{1.73_m2}",
    "mL/min/1.73 m²": "mL/min/{1.73_m2}",
    "mL/min/{1.73m2}": "mL/min/{1.73_m2}",
    "ml/min/{1.73_m2}": "mL/min/{1.73_m2}",
    "ml/min/1.73m2": "mL/min/{1.73_m2}",
    "ml/min/1.73 m2": "mL/min/{1.73_m2}",
    "10^3/uL": "10*3/uL",
    "10^3/µL": "10*3/uL",
    "K/uL": "10*3/uL",
    "10^9/L": "10*9/L",
    "/µL": "/uL",
    "°C": "Cel",
    "°F": "[degF]",
    "lb": "[lb_av]",
    "lbs": "[lb_av]",
    "in": "[in_i]",
    "kg/m²": "kg/m2",
    "g/cm²": "g/cm2",
    "°": "deg",
    "days": "d",
    "day": "d",
    "Day": "d",
    "Days": "d",
    "week": "wk",
    "weeks": "wk",
    "T-score": NO_UNIT,
    "Z-score": NO_UNIT,
    "INR": NO_UNIT,
    "score": NO_UNIT,
    "(score)": NO_UNIT,
    "1": NO_UNIT,
}
"""Spellings that stand in records for a unit we know and can mean no other."""


@lru_cache(maxsize=4096)
def canonical_unit(code: str) -> str:
    """
    Return the UCUM spelling of a unit, "" for the unity in any of its forms (`1`, `{T-score}`).

    A unit we do not know stays itself; no quantity will take it.
    """
    unit = code.strip().replace("\u03bc", "\u00b5")  # Greek mu, micro sign
    if unit.startswith("{") and unit.endswith("}") and unit.count("{") == 1:
        return NO_UNIT
    return _PRINTED.get(unit, unit)


def fits(unit: str, *, of: str) -> bool:
    """
    Tell whether a quantity can be given in *unit*.
    """
    return canonical_unit(unit) in QUANTITIES.get(of, {})


def convert(value: Decimal, unit: str, to: str, *, of: str) -> Decimal:
    """
    Convert a value of one quantity into another unit.

    Args:
        value: the number as recorded.
        unit: its unit.
        to: the unit wanted.
        of: the quantity, one of `QUANTITIES`; mass and moles meet only through it.

    Returns:
        The value itself when the unit is the one wanted; otherwise exact up to 28 digits.

    Raises:
        UnitError: the quantity is unknown, has no such unit, or the value is out of all bounds.
    """
    scales = QUANTITIES.get(of)
    if scales is None:
        raise UnitError(f"no quantity '{of}'; known: {', '.join(QUANTITIES)}")
    given, wanted = canonical_unit(unit), canonical_unit(to)
    for name in (given, wanted):
        if name not in scales:
            raise UnitError(f"{of} in '{name}'; known: {', '.join(known or 'no unit' for known in scales)}")
    if given == wanted:
        return value
    source, target = scales[given], scales[wanted]
    try:
        product = (value - source.zero) * source.times * target.over
        return product / (source.over * target.times) + target.zero
    except ArithmeticError:
        raise UnitError(f"{of} of {value} {given} is out of bounds") from None


def printed(unit: str) -> str:
    """
    Write a UCUM unit as a clinician does.
    """
    return _WRITTEN.get(unit, unit)
