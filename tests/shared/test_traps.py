"""
The traps of the public data, each with the safe answer and the line that names it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from cds.chart.reading.files import MOST_BYTES, find_sources, read_source
from cds.facts import Fact, measures
from cds.walk import Asked, Consultant, check, check_source
from shared.reviewing import SHARED

if TYPE_CHECKING:
    from cds.rules.model import Pack
    from cds.walk import Result

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
US, JP, HIP = "bulk_ndjson/clinosim_vcf_us_60", "bulk_ndjson/clinosim_vcf_jp_40", "bulk_ndjson/clinosim_hip_us_10"
AFTER = date(2024, 8, 1)
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="needs shared: the public sample data")


@pytest.fixture(scope="module")
def consultant(pack: Pack) -> Consultant:
    return Consultant(pack)


def results(consultant: Consultant, name: str, as_of: date = AFTER, profile: str = "us") -> list[Result]:
    return [
        result
        for source in find_sources([str(SHARED / name)])
        for result in check_source(source, Asked("patient-view", as_of, profile), consultant, most=MOST_BYTES).results
    ]


def verdict(result: Result, rule: str) -> str:
    return next(o.verdict.value for o in result.decision.outcomes if o.rule.id == rule)


def lines(result: Result) -> str:
    """
    Return everything data-needed lists.
    """
    return "\n".join(gap.said for gap in result.decision.gaps)


def rules_shown(result: Result) -> set[str]:
    return {card["extension"]["org.ovf-cds"]["rule"] for card in result.cards}


def after_kyphoplasty(*more: dict[str, Any]) -> bytes:
    """
    A woman of 76 three weeks after balloon kyphoplasty, with calcium known: romosozumab may be considered.
    """
    subject = {"reference": "Patient/p"}
    snomed = "http://snomed.info/sct"
    resources: list[dict[str, Any]] = [
        {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1950-01-03"},
        {
            "resourceType": "Condition",
            "id": "fracture",
            "subject": subject,
            "code": {"coding": [{"system": snomed, "code": "240198002"}]},
            "bodySite": [{"coding": [{"system": snomed, "code": "181844002"}]}],
            "onsetDateTime": "2026-01-05",
        },
        {
            "resourceType": "Procedure",
            "id": "bkp",
            "status": "completed",
            "subject": subject,
            "code": {"coding": [{"system": snomed, "code": "426243004"}]},
            "performedDateTime": "2026-01-28",
        },
        {
            "resourceType": "MedicationStatement",
            "id": "other",
            "status": "active",
            "subject": subject,
            "dateAsserted": "2026-02-10",
            "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "17767", "display": "amlodipine"}]},
        },
        *more,
    ]
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}
    ).encode()


def checked(consultant: Consultant, data: bytes) -> Result:
    (result,) = check(
        data,
        source="x",
        hook="patient-view",
        as_of=date(2026, 2, 16),
        context=None,
        profile="us",
        consultant=consultant,
    ).results
    return result


def active_drug(code: str, display: str, system: str = RXNORM) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "rx",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p"},
        "authoredOn": "2026-02-01",
        "medicationCodeableConcept": {
            "coding": [{"system": system, "code": code, "display": display}],
            "text": display,
        },
    }


def test_cyclophosphamide_named_alendronate_is_no_treatment_and_is_named(consultant: Consultant) -> None:
    """
    RxNorm 3002 is cyclophosphamide. Neither "treated" nor "untreated" may rest on it.
    """
    data = after_kyphoplasty(active_drug("3002", "Alendronate"))
    answer = check(
        data,
        source="x",
        hook="patient-view",
        as_of=date(2026, 2, 16),
        context=None,
        profile="us",
        consultant=consultant,
    )
    (result,) = answer.results

    therapy = next(o.facts["therapy-now"] for o in result.decision.outcomes if "therapy-now" in o.facts)
    assert ("unknown", "conflicting") == (therapy.state, therapy.status.value)
    assert {"undecided"} == {verdict(result, rule) for rule in ("post-augmentation-care-gap", "osteoporosis-untreated")}
    (problem,) = answer.problems
    assert ("/entry/4/resource", False) == (problem.where, problem.unread)
    assert "MedicationRequest/rx: its code means another drug than its name, alendronate" in problem.message


@needs_shared
def test_the_american_alendronate_is_named_for_each_of_57_patients(consultant: Consultant) -> None:
    (source,) = find_sources([str(SHARED / US)])
    answer = check_source(source, Asked("patient-view", AFTER), consultant, most=MOST_BYTES)

    assert 57 == len(
        [problem for problem in answer.problems if "another drug than its name, alendronate" in problem.message]
    )


def test_a_yj_number_under_the_hot7_system_is_no_denosumab(consultant: Consultant) -> None:
    result = checked(
        consultant,
        after_kyphoplasty(active_drug("3999435", "デノスマブ", system="http://medis.or.jp/CodeSystem/master-HOT7")),
    )

    assert "post-bkp-consider-romosozumab" not in rules_shown(result)
    assert "undecided" == verdict(result, "post-bkp-consider-romosozumab")
    assert "denosumab history" in lines(result)


@needs_shared
def test_the_japanese_denosumab_orders_never_count_as_doses(consultant: Consultant) -> None:
    found = results(consultant, JP, profile="jp")

    assert 40 == len(found)
    for result in found:
        assert not {"rebound-antiresorptive-first", "rebound-no-augmentation", "rebound-supportive-care"} & rules_shown(
            result
        )
    asked = [result for result in found if "denosumab" in lines(result)]
    assert 39 == len(asked)


@needs_shared
def test_a_kyphoplasty_in_text_only_is_asked_about(consultant: Consultant) -> None:
    """
    Nine American patients had one that stands in `code.text` alone.
    """
    asked = [result for result in results(consultant, US) if "named in text only" in lines(result)]

    assert 9 == len(asked)
    verdicts = {verdict(result, "post-bkp-consider-romosozumab") for result in asked}
    assert {"undecided", "not-applicable"} == verdicts  # women; men, for whom it is not labelled
    for result in asked:
        assert "Procedure/" in lines(result)
        assert {"undecided"} <= {verdict(result, "post-augmentation-care-gap")}


@needs_shared
def test_osteoporosis_without_fracture_is_no_fracture(consultant: Consultant) -> None:
    """
    M81.0 says "without current pathological fracture".
    """
    found = results(consultant, HIP)

    assert 10 == len(found)
    for result in found:
        assert {"not-applicable"} == {
            verdict(result, rule) for rule in ("rebound-antiresorptive-first", "rebound-supportive-care")
        }
        assert not [e.ref for o in result.decision.outcomes for e in o.facts.get("recent-vf", Fact("no")).evidence]


@needs_shared
def test_a_forearm_t_score_never_says_spine(consultant: Consultant) -> None:
    """
    LOINC 38265-5 is radius and ulna, whatever its display says.
    """
    found = results(consultant, "synthea_r4", date(2020, 1, 1))

    scores = [o.facts["t-score-min"] for r in found for o in r.decision.outcomes if "t-score-min" in o.facts]
    assert all("spine" not in str(score.says) for score in scores)
    terms = consultant.pack.terms.of("http://loinc.org", "38265-5")
    assert frozenset({"obs-tscore-radius-ulna"}) == terms


@needs_shared
def test_the_dead_get_no_card_whatever_is_active(consultant: Consultant) -> None:
    found = results(consultant, "synthea_r4", date(2025, 12, 31))
    dead = [result for result in found if result.decision.nobody == "the patient has died"]

    assert len(dead) >= 13
    assert [] == [card for result in dead for card in result.cards]


@needs_shared
def test_a_drug_that_never_ends_is_not_taken_for_granted(consultant: Consultant) -> None:
    """
    Alendronate "active" since before 2016 without a supply: whether it is taken is unknown.
    """
    measure = measures["therapy-now"]
    states = set()
    for source in find_sources([str(SHARED / "synthea_r4")]):
        read = read_source(source, meanings=consultant.meanings, zone=consultant.zone)
        for record in read.records:
            old = [
                m
                for m in record.chart.medicines
                if "drug-alendronate" in m.terms and m.status == "active" and m.authored and m.authored.last.year < 2016
            ]
            if old:
                chart = replace(record.chart.until(date(2019, 12, 31)), entries=consultant.pack.entries, memo={})
                states.add(measure(chart, date(2019, 12, 31)).state)
    assert {"unknown"} == states
