"""
What the card about a planned stop drafts: dated six months after the last dose, or today when that is past.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cds.scenarios.calls import stop
from cds.scenarios.case import Case
from cds.scenarios.codes import LABORATORY
from cds.scenarios.drugs import DRUGS, given
from cds.scenarios.findings import measured

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from cds.scenarios.answer import Answer
    from cds.scenarios.calls import Call

DENOSUMAB = DRUGS["denosumab 60 mg"]


def drafts_of(consult: Callable[[Case, Call], Answer], as_of: str) -> dict[str, Mapping[str, Any]]:
    """
    Stop the order of a woman whose last dose was on 8 January 2026, and return the timing of each drug drafted.
    """
    case = Case(as_of=date.fromisoformat(as_of)).add(
        given(DENOSUMAB, "2025-07-08"),
        given(DENOSUMAB, "2026-01-08"),
        measured(LABORATORY["albumin-corrected calcium"], 9.4, "mg/dL", as_of),
        measured(LABORATORY["creatinine clearance"], 80.0, "mL/min", as_of),
    )
    answer = consult(*stop(case, "denosumab", DENOSUMAB, told=None))
    drafts = answer.drafts(kind="MedicationRequest", cards=[answer.of("denosumab-planned-stop")])
    return {
        draft["medicationCodeableConcept"]["text"]: timing
        for draft in drafts
        for timing in [draft["dosageInstruction"][0]["timing"]]
    }


@pytest.mark.parametrize(
    ("as_of", "start"),
    [
        ("2026-03-02", "2026-07-08"),
        ("2026-07-08", "2026-07-08"),
        ("2026-07-09", "2026-07-09"),
        ("2026-08-08", "2026-08-08"),
    ],
)
def test_a_follow_on_is_drafted_for_six_months_after_the_last_dose_or_today(
    consult: Callable[[Case, Call], Answer], as_of: str, start: str
) -> None:
    drafts = drafts_of(consult, as_of)

    assert {"zoledronate 5 mg", "alendronate 70 mg weekly"} == set(drafts)
    assert [start] == drafts["zoledronate 5 mg"]["event"]
    assert {"start": start} == drafts["alendronate 70 mg weekly"]["repeat"]["boundsPeriod"]
