"""
Values of a set are told apart by words; everything else has none.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cds.chart.reading.concepts import Meanings
from cds.chart.reading.elements import Coding, Concept
from cds.terminology.systems import KNOWN, LOCAL
from cds.terminology.terms import load_terms
from cds.terminology.values import word_of_value

TERMS = Path(__file__).resolve().parents[2] / "rules" / "terms"
SNOMED, LOINC = KNOWN["snomed"], KNOWN["loinc"]


@pytest.fixture(scope="module")
def meanings() -> Meanings:
    return Meanings(load_terms(TERMS))


@pytest.mark.parametrize(
    ("system", "code", "expected"),
    [
        (LOCAL, "OF4", {"OF4"}),
        (LOCAL, "oedema-absent", {"oedema-absent"}),
        (LOCAL, "leakage-intradiscal", {"leakage-intradiscal"}),
        (LOCAL, "t1-weighted-contrast", {"t1-weighted-contrast"}),
        (SNOMED, "413495001", {"asa-1"}),
        (SNOMED, "413499007", {"asa-5"}),
        ("urn:oid:2.16.840.1.113883.6.96", "413498004", {"asa-4"}),
        (KNOWN["icd-10-cm"], "M80.051A", {"femur"}),
        (KNOWN["icd-10-cm"], "m8085xS", {"femur"}),
        (KNOWN["icd-10-cm"], "M80.08XA", set()),
        (KNOWN["icd-10-cm"], "S72.001A", set()),
        (SNOMED, "413500003", set()),  # ASA 6 is a donor
        (LOINC, "97816-3", set()),  # the question, not an answer
        (LOCAL, "OF6", set()),
        (SNOMED, "373066001", set()),  # yes is no value of a set
        (LOCAL, "of-classification", set()),
        (None, "OF4", set()),
        (LOCAL, None, set()),
    ],
)
def test_a_value_of_a_set_is_its_word(
    meanings: Meanings, system: str | None, code: str | None, expected: set[str]
) -> None:
    assert expected == meanings.values(Concept(coding=[Coding(system, code)]))


def test_no_concept_has_no_value(meanings: Meanings) -> None:
    assert frozenset() == meanings.values(None)
    assert frozenset() == meanings.values(Concept(text="OF 4"))


def test_every_code_of_a_value_set_has_a_word(meanings: Meanings) -> None:
    values = [
        name for name in meanings.terms.named if name.startswith("value-") and len(meanings.terms.codes(name)) > 1
    ]
    ours = [(name, code) for name in values for code in meanings.terms.codes(name) if code.system == LOCAL]

    assert 20 < len(ours)
    assert [code.code for _, code in ours] == [word_of_value(c.system, c.code, frozenset({n})) for n, c in ours]
