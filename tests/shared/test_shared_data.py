"""
Real public data: it runs through, nobody without bone disease gets a card, and changes are reviewed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.walk import Consultant
from shared.reviewing import (
    COUNTS_FILE,
    PATIENTS_FILE,
    SETS,
    SHARED,
    bone_patients,
    cards_in,
    counts_table,
    patients_table,
    seen_in,
)

if TYPE_CHECKING:
    from cds.rules.model import Pack
    from shared.reviewing import Seen

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="needs shared: the public sample data")


@pytest.fixture(scope="module")
def seen(pack: Pack) -> list[Seen]:
    consultant = Consultant(pack)
    return [one for name in SETS for one in seen_in(name, consultant)]


def test_nobody_without_bone_disease_gets_a_card(seen: list[Seen]) -> None:
    known = bone_patients()

    assert [] == [
        (one.set, one.patient, one.cards) for one in seen if one.cards and (one.set, one.patient) not in known
    ]


def test_every_patient_with_bone_disease_stands_in_the_reviewed_file(seen: list[Seen]) -> None:
    """
    Which cards, and why none: `python tests/shared/reviewing.py` writes the file, people review the difference.
    """
    assert PATIENTS_FILE.read_text(encoding="utf-8") == patients_table(seen)
    assert len(bone_patients()) == len(patients_table(seen).splitlines()) - 1


def test_the_count_of_cards_by_rule_stands_in_the_reviewed_file(seen: list[Seen]) -> None:
    assert COUNTS_FILE.read_text(encoding="utf-8") == counts_table(seen)


def test_data_needed_stays_rare_among_patients_with_bone_disease(seen: list[Seen]) -> None:
    known = bone_patients()
    asked = [one for one in seen if (one.set, one.patient) in known]
    needed = [one for one in asked if any(card.startswith("data-needed") for card in one.cards)]

    assert len(needed) < 0.4 * len(asked)


def test_a_bundle_and_the_same_data_as_bulk_export_give_equal_cards(pack: Pack) -> None:
    """
    The 25 bundles of 2019 are 25 of the 300 patients of the bulk export; ids and words are the same.
    """
    consultant, as_of = Consultant(pack), SETS["bulk_ndjson/smart_300"][0]
    bulk = cards_in("bulk_ndjson/smart_300", consultant, as_of)
    single = {patient: cards for patient, cards in cards_in("synthea_r4", consultant, as_of).items() if patient in bulk}

    assert 25 == len(single)
    assert {patient: bulk[patient] for patient in single} == single
