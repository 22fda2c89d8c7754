"""
How many milligrams one dose of a drug is: product code first, then ingredient, then dose.

Product and dose that disagree leave the strength unknown; so does a record that names none.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from cds.terminology.units import UnitError, convert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cds.chart.reading.elements import Medication, Quantity

__all__ = ["dose_strength"]

_PRODUCT = re.compile(r"-(\d+)mg(?:-exclude)?$")
_BY_MILLIGRAM = "hcpcs-ambiguous-strength"
_VOLUMES = frozenset({"mL", "ml", "cm3", "cc"})
_CONCENTRATIONS = {("denosumab", Decimal(60)): Decimal(60), ("denosumab", Decimal(70)): Decimal(120)}
"""Prolia is 60 mg in 1 mL, Xgeva 120 mg in 1.7 mL (70 mg/mL): terminology README, Drugs."""


def dose_strength(
    terms: frozenset[str], product: Medication | None, doses: Iterable[Quantity], resource: Any
) -> tuple[Decimal | None, str]:
    """
    Return the mg of one dose, and a note when product and dose disagree.
    """
    named = {Decimal(match[1]) for term in terms if (match := _PRODUCT.search(term))}
    contained = set(_contained(product, terms))
    said = set(_said(doses, terms, contained, resource))
    of_product = named or {amount for amount, _ in contained if amount is not None}
    if len(of_product) > 1 or len(said) > 1:
        return None, "its strength is told in two ways"
    if of_product and said and of_product != said:
        return None, f"its product is {_mg(of_product)}, its dose {_mg(said)}"
    both = of_product | said
    return (both.pop(), "") if both else (None, "")


def _mg(amounts: set[Decimal]) -> str:
    return f"{next(iter(amounts)).normalize():f} mg"


def _contained(product: Medication | None, terms: frozenset[str]) -> Iterator[tuple[Decimal | None, Decimal | None]]:
    """
    Yield the mg of the whole product (None: not known), and mg per mL when the strength is told so.
    """
    for part in (product.ingredient or ()) if product else ():
        if part.strength is None or part.strength.numerator is None:
            continue
        amount = _milligrams(part.strength.numerator)
        if amount is None:
            continue
        per = part.strength.denominator
        volume = _value(per) if per and (per.code or per.unit) in _VOLUMES else None
        if volume is None or volume <= 0:
            yield amount, None
            continue
        concentration = amount / volume
        whole = next(
            (
                mg
                for (drug, strength), mg in _CONCENTRATIONS.items()
                if abs(concentration - strength) < 1 and any(drug in term for term in terms)
            ),
            amount if volume != 1 else None,
        )
        yield whole, concentration


def _said(
    doses: Iterable[Quantity],
    terms: frozenset[str],
    contained: set[tuple[Decimal | None, Decimal | None]],
    resource: Any,
) -> Iterator[Decimal]:
    by_milligram = any(_BY_MILLIGRAM in term for term in terms)
    amounts = [*doses, *((q,) if by_milligram and (q := getattr(resource, "quantity", None)) else ())]
    for dose in amounts:
        amount = _milligrams(dose)
        if amount is not None:
            yield amount
            continue
        value, unit = _value(dose), dose.code or dose.unit or ""
        if value is not None and by_milligram and unit in {"", "1", "{unit}", "[U]", "unit", "units"}:
            yield value
        if value is not None and unit in _VOLUMES:
            yield from {value * per for _, per in contained if per is not None}


def _milligrams(quantity: Quantity) -> Decimal | None:
    value, unit = _value(quantity), quantity.code or quantity.unit or ""
    if value is None or not unit:
        return None
    try:
        return convert(value, unit, "mg", of="dose")
    except UnitError:
        return None


def _value(quantity: Quantity | None) -> Decimal | None:
    raw = bytes(quantity.value) if quantity else b""
    try:
        return Decimal(raw.decode()) if raw and raw != b"null" else None
    except (InvalidOperation, UnicodeDecodeError):
        return None
