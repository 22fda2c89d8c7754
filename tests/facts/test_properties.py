"""
What holds for every fact and every chart.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from facts.charts import (
    STATED,
    allergy,
    chart,
    condition,
    denosumab,
    dictionary,
    fracture,
    kyphoplasty,
    measured,
    observation,
    order,
    other_drug,
    procedure,
    romosozumab,
    tablets,
    zoledronate,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cds.facts import Status, measures
from cds.truth import Truth

if TYPE_CHECKING:
    from cds.chart.chart import Chart

DAY = date(2026, 3, 10)

_DAYS = st.sampled_from(
    [
        "",
        "2023",
        "2024-03",
        "2024-03-10",
        "2025-02-05",
        "2025-08-10",
        "2025-08-11",
        "2025-11",
        "2025-11-20",
        "2026-01-28",
        "2026-03-10",
    ]
)
_CERTAIN = st.sampled_from([Truth.YES, Truth.YES, Truth.UNKNOWN])
_LEVELS = st.sampled_from(["", "L1", "L1 L2", "T12"])

_EVENTS = st.one_of(
    st.builds(denosumab, _DAYS, mg=st.sampled_from([60, 60, 120, None]), certain=_CERTAIN),
    st.builds(denosumab, _DAYS, kind=st.just(STATED), certain=_CERTAIN, open_end=st.booleans()),
    st.builds(zoledronate, _DAYS, certain=_CERTAIN),
    st.builds(romosozumab, _DAYS),
    st.builds(tablets, st.sampled_from(["alendronate", "raloxifene", "vitamin-d"]), _DAYS),
    st.builds(fracture, _LEVELS, _DAYS, certain=_CERTAIN),
    st.builds(
        condition,
        st.sampled_from(
            [
                "multiple-myeloma-exclude",
                "bone-metastasis-exclude",
                "high-energy-trauma",
                "stroke-acute",
                "dialysis",
                "pregnancy",
            ]
        ),
        _DAYS,
        levels=_LEVELS,
        certain=_CERTAIN,
    ),
    st.builds(kyphoplasty, _DAYS, levels=_LEVELS, certain=_CERTAIN),
    st.builds(procedure, st.sampled_from(["procedure-vertebroplasty", "dialysis", "hospice-palliative-care"]), _DAYS),
    st.builds(
        measured,
        st.just("obs-calcium-corrected"),
        st.sampled_from(["8.0", "9.3", "<8.5", "11"]),
        st.just("mg/dL"),
        _DAYS,
        certain=_CERTAIN,
    ),
    st.builds(measured, st.just("obs-calcium-total"), st.sampled_from(["8.0", "9.3"]), st.just("mg/dL"), _DAYS),
    st.builds(measured, st.just("obs-albumin"), st.sampled_from(["3.0", "4.0"]), st.just("g/dL"), _DAYS),
    st.builds(measured, st.just("obs-creatinine"), st.sampled_from(["0.9", "1.8"]), st.just("mg/dL"), _DAYS),
    st.builds(measured, st.just("obs-body-weight"), st.sampled_from(["50", "70"]), st.just("kg"), _DAYS),
    st.builds(observation, st.just("obs-mri-unfavourable-prognosis"), _DAYS, answer=st.sampled_from(list(Truth))),
    st.builds(allergy, st.sampled_from(["drug-denosumab", "drug-romosozumab"]), certain=_CERTAIN),
    st.builds(order, levels=_LEVELS),
    st.builds(other_drug),
)


def _shuffled(of: Chart, draw: Any) -> Chart:
    kinds = ("conditions", "observations", "medicines", "procedures", "orders", "allergies")
    return replace(of, memo={}, **{kind: tuple(draw(st.permutations(getattr(of, kind)))) for kind in kinds})


@settings(max_examples=60, deadline=None)
@given(st.lists(_EVENTS, max_size=8), st.data())
def test_the_order_of_events_changes_no_fact(events: list[Any], data: st.DataObject) -> None:
    of = chart(*events)
    shuffled = _shuffled(of, data.draw)
    for name in measures:
        if name in dictionary():
            assert measures[name](of, DAY) == measures[name](shuffled, DAY), name


@settings(max_examples=60, deadline=None)
@given(st.lists(_EVENTS, max_size=8))
def test_every_fact_is_in_a_state_of_its_entry_with_a_status_that_allows_it(events: list[Any]) -> None:
    of = chart(*events)
    for name in measures:
        entry = dictionary().get(name)
        if entry is None:
            continue
        told = measures[name](of, DAY)

        assert told.state in entry.states, name
        assert set(told.says) <= set(entry.says), name
        assert not told.status.failed or told.state == "unknown", name
        assert told.status is not Status.STALE or told.state in {"unknown", entry.absent}, name


@settings(max_examples=40, deadline=None)
@given(st.lists(_EVENTS, max_size=8))
def test_a_warning_never_rests_on_less_when_a_medication_record_is_added(events: list[Any]) -> None:
    """
    A drug that is none for bones can settle that denosumab is not recorded; it changes no other exposure.
    """
    before = measures["denosumab-exposure"](chart(*events), DAY).state
    after = measures["denosumab-exposure"](chart(*events, other_drug()), DAY).state

    assert before == after or (before, after) == ("unknown", "none-recorded")
