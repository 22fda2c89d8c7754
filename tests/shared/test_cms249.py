"""
The 53 test cases of a public bone density measure: women, and a man, with one finding each.

They are about who is to be measured, so no card is expected. No case has a T-score, a hip fracture, a vertebral
fracture or an augmentation. Osteoporosis alone triggers no rule, and the one "pathological fracture" has no site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.chart.reading.files import MOST_BYTES, find_sources
from cds.walk import Asked, Consultant, check_source
from shared.reviewing import CASES_FILE, SETS, SHARED, case_names, cases_table, seen_in

if TYPE_CHECKING:
    from cds.rules.model import Pack
    from shared.reviewing import Seen

CASES = "cms249_dxa"
pytestmark = pytest.mark.skipif(not (SHARED / CASES).is_dir(), reason="needs shared: the cases of CMS249")


@pytest.fixture(scope="module")
def consultant(pack: Pack) -> Consultant:
    return Consultant(pack)


@pytest.fixture(scope="module")
def seen(consultant: Consultant) -> list[Seen]:
    return list(seen_in(CASES, consultant))


def test_every_case_is_read_without_a_problem(consultant: Consultant) -> None:
    as_of, profile = SETS[CASES]
    checked = [
        check_source(source, Asked("patient-view", as_of, profile), consultant, most=MOST_BYTES)
        for source in find_sources([str(SHARED / CASES)])
        if source.path and source.path.suffix == ".json"
    ]

    assert len(case_names()) == len(checked)
    assert [1] * len(checked) == [len(one.results) for one in checked]
    assert [] == [problem for one in checked for problem in one.problems]
    assert [] == [one.source for one in checked if one.incomplete]


def test_cards_and_reasons_stand_in_the_reviewed_file(seen: list[Seen]) -> None:
    assert 53 == len(seen)
    assert CASES_FILE.read_text(encoding="utf-8") == cases_table(seen)


def test_a_screening_case_without_a_fracture_gets_no_card(seen: list[Seen]) -> None:
    assert {} == {case_names()[one.patient]: one.cards for one in seen if one.cards}
