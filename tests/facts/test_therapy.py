"""
What treats the bone today, and the doses of romosozumab.
"""

from __future__ import annotations

import pytest
from facts.charts import (
    DISPENSED,
    GIVEN,
    MAYBE,
    NO,
    ORDERED,
    STATED,
    denosumab,
    drafted,
    fact,
    fetched,
    limit,
    lost,
    medicine,
    never_taken,
    other_drug,
    refs,
    romosozumab,
    state,
    tablets,
    zoledronate,
)

from cds.chart.chart import Fetch
from cds.facts import Status


def therapy(*events: object, **more: object) -> str:
    return state("therapy-now", *events, **more)


def test_a_medication_record_is_any_medication_resource() -> None:
    assert "yes" == state("medication-record", other_drug())
    assert "no" == state("medication-record")
    assert "no" == state("medication-record", drafted("drug-alendronate"))


def ibandronate(day: str) -> object:
    return medicine("drug-ibandronate", day, route="intravenous")


@pytest.mark.parametrize(
    ("drug", "lasts", "lapsed", "kind"),
    [
        (denosumab, "2025-08-10", "2025-08-09", "antiresorptive"),
        (zoledronate, "2024-12-10", "2024-12-09", "antiresorptive"),
        (ibandronate, "2025-11-10", "2025-11-09", "antiresorptive"),
        (romosozumab, "2026-01-10", "2026-01-09", "bone-forming"),
    ],
)
def test_how_long_a_dose_covers(drug: object, lasts: str, lapsed: str, kind: str) -> None:
    assert (kind, "none") == (therapy(drug(lasts)), therapy(drug(lapsed)))


def test_the_months_of_cover_stand_in_the_dictionary() -> None:
    names = ("denosumab", "zoledronate", "iv_ibandronate", "romosozumab", "confirmed_within")

    assert (7, 15, 4, 2, 6) == tuple(limit("therapy-now", name) for name in names)


@pytest.mark.parametrize("mg", [60, 120, None])
def test_denosumab_of_any_strength_counts(mg: int | None) -> None:
    assert "antiresorptive" == therapy(denosumab("2026-01-05", mg=mg))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((denosumab("2025-08"),), "unknown"),
        ((denosumab("2025-09"),), "antiresorptive"),
        ((denosumab("2026-01-05", certain=MAYBE),), "unknown"),
        ((denosumab("2026-01-05", kind=STATED),), "antiresorptive"),
        ((denosumab("2025-01-05"), denosumab("2026-01-05", kind=STATED)), "unknown"),  # a conflict
        ((denosumab("2026-01-05", certain=NO), other_drug()), "none"),
    ],
)
def test_how_sure_a_dose_covers(events: tuple[object, ...], expected: str) -> None:
    assert expected == therapy(*events)


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (denosumab("2026-01-05", kind=ORDERED), "none"),
        (denosumab("2026-01-05", kind=DISPENSED), "unknown"),
        (denosumab("2025-08-09", kind=DISPENSED), "none"),
        (denosumab("", kind=STATED, status="active"), "unknown"),
        (denosumab("", kind=STATED, status="stopped"), "none"),
        (denosumab("2021-03-01", kind=STATED, open_end=True), "unknown"),
        (denosumab("2021-03-01", kind=STATED, end="2025-08-09"), "none"),
        (denosumab("2021-03-01", kind=STATED, end="2025-08-10"), "unknown"),
        (never_taken(), "none"),
    ],
)
def test_an_order_is_no_dose_and_a_handover_or_an_open_statement_may_be(hint: object, expected: str) -> None:
    assert expected == therapy(hint)


@pytest.mark.parametrize(
    ("drug", "kind"),
    [
        ("teriparatide", "bone-forming"),
        ("abaloparatide", "bone-forming"),
        ("anabolic-class", "bone-forming"),
        ("alendronate", "antiresorptive"),
        ("alendronate-retired-rxcui", "antiresorptive"),
        ("risedronate", "antiresorptive"),
        ("minodronate", "antiresorptive"),
        ("ibandronate", "antiresorptive"),
        ("bisphosphonate-class", "antiresorptive"),
        ("raloxifene", "other"),
        ("bazedoxifene", "other"),
        ("calcitonin", "other"),
        ("estrogen-hrt", "other"),
        ("calcium", "calcium-vitamin-d"),
        ("vitamin-d", "calcium-vitamin-d"),
        ("alfacalcidol", "calcium-vitamin-d"),
        ("eldecalcitol", "calcium-vitamin-d"),
        ("opioid", "none"),
        ("palopegteriparatide-exclude", "none"),
        ("teriparatide-diagnostic-exclude", "none"),
    ],
)
def test_the_kind_of_each_daily_drug(drug: str, kind: str) -> None:
    assert kind == therapy(tablets(drug, "2024-01-05"))


def test_vaginal_oestrogen_is_no_bone_treatment() -> None:
    assert "none" == therapy(tablets("estrogen-hrt", "2024-01-05", route="vaginal"))


@pytest.mark.parametrize(("confirmed", "expected"), [("2025-09-10", "antiresorptive"), ("2025-09-09", "unknown")])
def test_an_older_active_entry_alone_is_unknown(confirmed: str, expected: str) -> None:
    assert expected == therapy(tablets("alendronate", "2024-01-05", confirmed=confirmed))


def test_an_older_active_entry_is_named_with_the_last_day_it_was_told() -> None:
    told = fact("therapy-now", tablets("alendronate", "2022-01-05", confirmed="2024-05-05"))

    assert (Status.STALE, {"drug": "alendronate"}) == (told.status, told.says)
    assert ("therapy record: alendronate, last told 2024-05-05; confirm whether it is still given",) == told.gaps


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            medicine("drug-alendronate", "2025-06-10", kind=DISPENSED, end="2025-09-10", confirmed="2025-09-10"),
            "antiresorptive",
        ),
        (medicine("drug-alendronate", "2025-06-09", kind=DISPENSED, end="2025-09-09", confirmed="2025-09-09"), "none"),
        (medicine("drug-alendronate", "2025-12-10", kind=ORDERED, confirmed="2025-12-10"), "antiresorptive"),
        (medicine("drug-alendronate", "2025-12-10", kind=ORDERED, confirmed="2025-12-10", status="stopped"), "none"),
        (tablets("alendronate", "2024-01-05", status="stopped", end="2026-03-09"), "none"),
        (tablets("alendronate", "2024-01-05", status="stopped", end="2026-03-10"), "antiresorptive"),
        (drafted("drug-alendronate", confirmed="2026-03-10"), "unknown"),  # no medication record at all
        (
            medicine(
                "drug-zoledronic-acid drug-bisphosphonate-class", "2026-02-10", kind=ORDERED, confirmed="2026-02-10"
            ),
            "none",
        ),
    ],
)
def test_supplies_orders_and_stops(event: object, expected: str) -> None:
    assert expected == therapy(event)


def test_of_several_the_strongest_counts() -> None:
    events = [
        tablets("vitamin-d", "2024-01-05"),
        tablets("raloxifene", "2024-01-05"),
        denosumab("2026-01-05"),
        romosozumab("2026-02-05"),
    ]

    assert ["calcium-vitamin-d", "other", "antiresorptive", "bone-forming"] == [
        therapy(*events[: n + 1]) for n in range(4)
    ]


def test_a_possible_stronger_drug_leaves_it_unknown_and_a_possible_weaker_one_does_not() -> None:
    stale = tablets("alendronate", "2024-01-05", confirmed="2024-06-05")

    assert "unknown" == therapy(stale, tablets("raloxifene", "2024-01-05"))
    assert "bone-forming" == therapy(stale, tablets("teriparatide", "2025-12-01"))


def test_an_old_entry_of_vitamin_d_is_calcium_and_vitamin_d_only() -> None:
    """
    Every rule treats "none" and "calcium and vitamin D only" alike; the gap in care must not hide behind it.
    """
    assert "calcium-vitamin-d" == therapy(tablets("vitamin-d", "2018-01-05", confirmed="2018-01-05"))


def test_the_drugs_are_named_newest_first() -> None:
    told = fact(
        "therapy-now",
        tablets("alendronate", "2024-01-05", ref="Statement/old"),
        medicine("drug-zoledronic-acid-5mg", "2026-01-05", ref="Administration/new"),
    )

    assert ("alendronate, zoledronic acid 5mg", ["Administration/new", "Statement/old"]) == (
        told.value,
        refs(told.evidence),
    )


def test_no_medication_resource_at_all_is_unknown() -> None:
    assert "unknown" == therapy()
    assert "none" == therapy(other_drug())


@pytest.mark.parametrize(
    "kind", ["MedicationAdministration", "MedicationStatement", "MedicationDispense", "MedicationRequest"]
)
def test_medicines_that_failed_to_load_make_it_unknown_unless_nothing_is_stronger(kind: str) -> None:
    failed = fetched(**{kind: Fetch.FAILED})

    assert "unknown" == therapy(other_drug(), fetched=failed)
    assert "unknown" == therapy(denosumab("2026-01-05"), fetched=failed)
    assert "bone-forming" == therapy(romosozumab("2026-02-05"), fetched=failed)
    assert "unknown" == therapy(other_drug(), lost(kind, "drug-denosumab"))


def test_doses_that_nobody_asked_for_are_not_absent() -> None:
    nobody = fetched(MedicationAdministration=Fetch.NOT_FETCHED)

    assert "unknown" == therapy(other_drug(), fetched=nobody)
    assert "antiresorptive" == therapy(tablets("alendronate", "2024-01-05"), fetched=nobody)
    assert "unknown" == state("romosozumab-doses", other_drug(), fetched=nobody)


def monthly(count: int, **more: object) -> list[object]:
    return [romosozumab(f"2024-{month:02}-10", **more) for month in range(1, count + 1)]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "none"), (1, "some"), (9, "some"), (10, "nearly-complete"), (11, "nearly-complete"), (12, "complete")],
)
def test_the_number_of_doses(count: int, expected: str) -> None:
    told = fact("romosozumab-doses", other_drug(), *monthly(count))

    assert (expected, str(count), str(12 - count)) == (told.state, told.says["count"], told.says["left"])
    assert (10, 12) == (limit("romosozumab-doses", "nearly"), limit("romosozumab-doses", "complete"))


def test_more_than_twelve_leave_none() -> None:
    told = fact("romosozumab-doses", *monthly(12), romosozumab("2025-01-10"))

    assert ("complete", "13", "0", "2025-01-10") == (
        told.state,
        told.says["count"],
        told.says["left"],
        told.says["last"],
    )


def test_two_syringes_of_one_day_are_one_dose_and_so_is_a_statement_of_it() -> None:
    syringes = romosozumab("2026-02-10", strength=105), romosozumab("2026-02-10", strength=105)

    assert "1" == fact("romosozumab-doses", *syringes).says["count"]
    assert (
        "1"
        == fact("romosozumab-doses", romosozumab("2026-02-10"), romosozumab("2026-02-15", kind=STATED)).says["count"]
    )


def test_doses_dated_to_a_month_are_counted_one_by_one() -> None:
    assert "complete" == state("romosozumab-doses", *(romosozumab("2024", kind=STATED) for _ in range(12)))


@pytest.mark.parametrize(
    ("doubtful", "expected"),
    [
        ([romosozumab("2025-01-10", certain=MAYBE)], "some"),
        ([romosozumab(f"2025-{n:02}-10", certain=MAYBE) for n in range(1, 10)], "unknown"),
        ([romosozumab("2024-01-05", kind=STATED, end="2024-12-05")], "unknown"),
        ([romosozumab("2024-12-05", kind=STATED, end="2025-02-05")], "some"),
        ([romosozumab("", kind=STATED)], "unknown"),
        ([romosozumab("2025-01-10", kind=DISPENSED)], "some"),
        ([romosozumab(f"2025-{n:02}-10", kind=DISPENSED) for n in range(1, 11)], "unknown"),
        ([romosozumab("2025-01-10", kind=ORDERED)], "some"),
        ([romosozumab("2025-01-10", certain=NO)], "some"),
    ],
)
def test_beside_one_sure_dose(doubtful: list[object], expected: str) -> None:
    assert expected == state("romosozumab-doses", romosozumab("2023-12-10"), *doubtful)


def test_doses_that_were_dispensed_and_given_are_counted_once() -> None:
    assert "nearly-complete" == state("romosozumab-doses", *monthly(10), *monthly(10, kind=DISPENSED))


@pytest.mark.parametrize("kind", [STATED, DISPENSED])
def test_a_hint_alone_is_no_none(kind: object) -> None:
    assert "unknown" == state("romosozumab-doses", romosozumab("" if kind is STATED else "2025-01-10", kind=kind))


def test_doses_that_could_not_be_read_are_unknown() -> None:
    assert "unknown" == state("romosozumab-doses", *monthly(3), lost("MedicationAdministration", "drug-romosozumab"))
    assert "some" == state("romosozumab-doses", *monthly(3), lost("MedicationAdministration", "drug-denosumab"))
    assert GIVEN is monthly(1)[0].kind
