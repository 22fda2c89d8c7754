"""
Signs of an infection after a vertebral augmentation.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from facts.charts import MAYBE, NO, YES, condition, fact, kyphoplasty, lost, measured, observation, span, state
from msgspec.structs import replace

from cds.chart.chart import Quantity, Report
from cds.facts import Status

INFECTION = "infection-after-augmentation"
CEMENT = kyphoplasty("2026-02-15")
CULTURE = "obs-blood-culture"
LOW_CRP = (measured("obs-crp", "3", "mg/L", "2026-03-01"), measured("obs-crp", "4", "mg/L", "2026-03-08"))
WOUND = condition("wound-discharge", "2026-03-08")


def warm(value: str, day: str = "2026-03-09", unit: str = "Cel", **more: object) -> object:
    return measured("obs-body-temperature", value, unit, day, **more)


def crp(*values: str, unit: str = "mg/L", means: str = "obs-crp", **more: object) -> list[object]:
    return [measured(means, value, unit, f"2026-03-0{n}", **more) for n, value in enumerate(values, 1)]


def culture(day: str = "2026-03-08", *codes: str, **more: object) -> object:
    return observation(CULTURE, day, codes=frozenset(codes), **more)


def grown(day: str = "2026-03-08", **more: object) -> object:
    return culture(day, "value-culture-positive", **more)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([WOUND, warm("38.0")], "findings"),
        ([WOUND, warm("37.9"), *LOW_CRP], "one"),
        ([WOUND, warm("100.4", unit="[degF]")], "findings"),
        ([WOUND, warm("100.3", unit="[degF]"), *LOW_CRP], "one"),
        ([WOUND, warm(">38.0")], "findings"),
        ([WOUND, warm("38.4", certain=MAYBE), *LOW_CRP], "unknown"),
        ([WOUND, warm("38.4", unit="K"), *LOW_CRP], "unknown"),
        ([WOUND, warm("38.4", "2026-02-14", unit="K"), *LOW_CRP], "one"),
        ([WOUND, condition("fever", "2026-03-09")], "findings"),
        ([WOUND, condition("fever", "2026-02-01"), *LOW_CRP], "one"),
        ([WOUND, condition("fever", "2026-03-09", active=NO), *LOW_CRP], "one"),
        ([WOUND, condition("back-pain", "2026-03-09")], "findings"),
        ([WOUND, condition("back-pain", "2019"), *LOW_CRP], "one"),
        ([WOUND, observation("obs-back-pain-worse", "2026-03-09", answer=YES)], "findings"),
        ([WOUND, observation("obs-back-pain-worse", "2026-03-09", answer=NO), *LOW_CRP], "one"),
        ([warm("38.6"), observation("wound-discharge", "2026-03-09", answer=YES)], "findings"),
        ([warm("38.6"), condition("surgical-site-infection", "2026-03-09")], "findings"),
        ([warm("38.6"), condition("surgical-site-infection-ambiguous", "2026-03-09"), *LOW_CRP], "unknown"),
        ([warm("38.6"), condition("wound-discharge", ""), *LOW_CRP], "unknown"),
    ],
)
def test_two_signs_are_enough(events: list[object], expected: str) -> None:
    assert expected == state(INFECTION, CEMENT, *events)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (crp("40", "95"), "findings"),
        (crp("95", "40"), "one"),
        (crp("40", "40"), "one"),
        (crp("4", "10"), "one"),
        (crp("4", "10.1"), "findings"),
        (crp("0.4", "1.1", unit="mg/dL"), "findings"),
        (crp("40"), "unknown"),
        (crp("4"), "one"),
        ([], "unknown"),
        (crp("4", "6", high="5"), "findings"),
        (crp("4", "12", high="15"), "one"),
        ([crp("4")[0], replace(crp("4", "12")[1], high=Quantity(Decimal(15), "mmol/L"))], "findings"),
        (crp("4", "6", means="obs-crp-high-sensitivity", high="3"), "one"),
        (crp("4", "11", means="obs-crp-high-sensitivity", high="3"), "findings"),
        (crp("4", ">12"), "unknown"),
        (crp("4", "12", certain=MAYBE), "unknown"),
        ([measured("obs-crp", "3", "mg/L", "2025-06-01"), *crp("40")], "findings"),
        ([measured("obs-crp", "30", "mg/L", "2026-01-01"), measured("obs-crp", "40", "mg/L", "2026-02-01")], "unknown"),
    ],
)
def test_c_reactive_protein_counts_above_its_range_and_rising(values: list[object], expected: str) -> None:
    assert expected == state(INFECTION, CEMENT, WOUND, *values)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (grown(), "findings"),
        (grown("2026-02-14"), "no"),
        (grown("2026-02-15"), "findings"),
        (grown(certain=MAYBE), "unconfirmed"),
        (culture("2026-03-08", "value-culture-negative"), "no"),
        (culture("2026-03-08", interpretation=frozenset({"POS"})), "findings"),
        (culture("2026-03-08", interpretation=frozenset({"NEG"})), "no"),
        (culture("2026-03-08", unreadable="its value has no code that is known"), "unknown"),
        (culture(), "no"),
        (condition("vertebral-infection", "2026-03-08"), "findings"),
        (condition("discitis-unspecified", "2026-03-08", active=NO), "findings"),
        (condition("vertebral-infection", "2026-03-08", certain=MAYBE), "unconfirmed"),
        (condition("vertebral-infection", "2026-03-08", certain=NO), "no"),
        (condition("vertebral-infection", "2026-02-01"), "no"),
        (condition("vertebral-infection", ""), "unknown"),
    ],
)
def test_a_positive_culture_or_spondylodiscitis_is_enough_alone(event: object, expected: str) -> None:
    assert expected == state(INFECTION, CEMENT, event)


@pytest.mark.parametrize(("certain", "expected"), [(YES, "findings"), (MAYBE, "unconfirmed")])
def test_a_report_may_tell_spondylodiscitis(certain: object, expected: str) -> None:
    report = Report("DiagnosticReport/1", frozenset(), certain, span("2026-03-08"), frozenset({"vertebral-infection"}))

    assert expected == state(INFECTION, CEMENT, reports=(report,))


@pytest.mark.parametrize(
    ("cement", "day", "expected"),
    [
        ("2025-03-10", "2026-03-08", "findings"),
        ("2025-03-09", "2026-03-08", "no"),
        ("2026-01-20", "2026-02-08", "findings"),
        ("2026-01-20", "2026-02-07", "no"),
        ("2026-03", "2026-03-08", "unknown"),
    ],
)
def test_twelve_months_after_the_procedure_and_thirty_days_back(cement: str, day: str, expected: str) -> None:
    assert expected == state(INFECTION, kyphoplasty(cement), grown(day))


def test_one_sign_without_c_reactive_protein_is_asked_about() -> None:
    found = fact(INFECTION, CEMENT, warm("38.6"))

    assert ("unknown", Status.POSSIBLE) == (found.state, found.status)
    assert all("CRP" in line and "two values" in line for line in found.gaps)


def test_a_sign_that_is_only_possible_asks_for_nothing() -> None:
    found = fact(INFECTION, CEMENT, condition("fever", ""))

    assert ("unknown", Status.NOT_RECORDED, ()) == (found.state, found.status, found.gaps)


def test_two_signs_are_named_in_the_summary_and_more_are_counted() -> None:
    two, three = fact(INFECTION, CEMENT, WOUND, warm("38.6")), fact(INFECTION, CEMENT, WOUND, warm("38.6"), grown())

    assert ("fever, wound discharge", "3 findings") == (two.says["short"], three.says["short"])
    assert "temperature 38.6 °C (2026-03-09)" in three.says["findings"]


def test_without_cement_nobody_looks() -> None:
    assert "no" == state(INFECTION, WOUND, warm("38.6"), grown())


def test_what_could_not_be_read_leaves_it_open_unless_there_is_enough() -> None:
    assert "unknown" == state(INFECTION, CEMENT, lost("Observation", CULTURE))
    assert "findings" == state(INFECTION, CEMENT, lost("Observation", CULTURE), WOUND, warm("38.6"))
