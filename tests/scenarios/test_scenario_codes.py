"""
The codes that scenarios record things with mean in the pack what the scenarios mean by them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cds.scenarios import codes
from cds.scenarios.codes import Code
from cds.scenarios.drugs import DRUGS
from cds.terminology.terms import Terms, load_terms

TABLES = [table for table in vars(codes).values() if isinstance(table, dict)]
CODES = {code for table in TABLES for code in table.values() if isinstance(code, Code)} | {codes.AMLODIPINE}
KNOWN = [*CODES, *(drug.code for drug in DRUGS.values())]


@pytest.fixture(scope="module")
def terms() -> Terms:
    return load_terms(Path(__file__).parents[2] / "rules" / "terms")


def test_every_code_means_its_term(terms: Terms) -> None:
    wrong = {code for code in KNOWN if code.term and code.term not in terms.of(code.system, code.code)}

    assert set() == wrong


def test_what_no_rule_may_notice_means_no_term_and_names_none(terms: Terms) -> None:
    harmless = [code for code in KNOWN if not code.term and code.system != codes.LOCAL]
    noticed = {code.code: terms.of(code.system, code.code) | terms.words_of(code.display) for code in harmless}

    assert {} == {code: found for code, found in noticed.items() if found}


def test_no_code_is_said_in_the_words_of_another_drug(terms: Terms) -> None:
    conflicts = {code.display: terms.read(code.system, code.code, code.display).conflict for code in KNOWN}

    assert {} == {display: drug for display, drug in conflicts.items() if drug}


def test_further_terms_of_a_drug_or_test_exist(terms: Terms) -> None:
    further = frozenset().union(*(drug.others for drug in DRUGS.values()), *codes.TESTS.values())

    assert frozenset() == further - frozenset(terms.named)
