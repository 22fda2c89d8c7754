"""
How each fact is recorded in FHIR, as a page made from the dictionary, the terms and the measures.

The page can not be stale: what a fact reads is found in the code of its measure, the codes in the
terms, the words in the dictionary. `make docs` writes it to `docs/recording.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.rules.hashing import Hashing, facts_read_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.rules.model import Entry, Limit, Pack

__all__ = ["recording_page"]

_READ_BY: dict[str, tuple[str, ...]] = {
    "conditions_of": ("Condition",),
    "conditions": ("Condition",),
    "observations_of": ("Observation",),
    "observations": ("Observation",),
    "medicines_of": ("MedicationAdministration", "MedicationStatement", "MedicationDispense", "MedicationRequest"),
    "medicines": ("MedicationAdministration", "MedicationStatement", "MedicationDispense", "MedicationRequest"),
    "procedures_of": ("Procedure",),
    "procedures": ("Procedure",),
    "orders_of": ("ServiceRequest",),
    "orders": ("ServiceRequest",),
    "plans_of": ("CarePlan", "Task", "EpisodeOfCare", "Encounter"),
    "plans": ("CarePlan", "Task", "EpisodeOfCare", "Encounter"),
    "allergies_of": ("AllergyIntolerance",),
    "allergies": ("AllergyIntolerance",),
    "reports_of": ("DiagnosticReport",),
    "reports": ("DiagnosticReport",),
    "patient": ("Patient",),
}
"""What a measure calls on the chart, and the resource types that stand behind it."""

_DATES = {
    "Condition": "onset[x], else on or before recordedDate",
    "Observation": "effective[x], else issued",
    "Procedure": "performed[x] (start)",
    "MedicationAdministration": "effective[x] (start)",
    "MedicationStatement": "effective[x]; dateAsserted confirms",
    "MedicationDispense": "whenHandedOver and daysSupply",
    "MedicationRequest": "dosage timing, else dispenseRequest.validityPeriod, else authoredOn",
    "ServiceRequest": "occurrence[x], authoredOn",
    "CarePlan": "period, activity.detail.scheduled[x]",
    "Task": "executionPeriod",
    "EpisodeOfCare": "period",
    "Encounter": "period",
    "DiagnosticReport": "effective[x], else issued",
    "AllergyIntolerance": "no date is read",
    "Patient": "birthDate, deceased[x]",
}

_STATUSES = (
    (
        "Condition",
        "verificationStatus confirmed or absent",
        "unconfirmed, provisional, differential",
        "entered-in-error (refuted says *no*)",
    ),
    ("Observation", "final, amended, corrected", "preliminary, registered, unknown", "entered-in-error, cancelled"),
    ("Procedure", "completed", "in-progress, unknown", "not-done, preparation, on-hold, stopped, entered-in-error"),
    ("MedicationAdministration", "completed, in-progress", "none", "all others"),
    (
        "MedicationStatement",
        "active, completed, stopped; not-taken says *no*",
        "unknown, on-hold",
        "entered-in-error, intended",
    ),
    ("MedicationDispense", "completed", "none", "all others"),
    ("MedicationRequest", "active, on-hold, completed, stopped; never a dose", "unknown", "entered-in-error"),
    ("ServiceRequest", "draft, active, on-hold, completed", "unknown", "revoked, entered-in-error"),
    (
        "AllergyIntolerance",
        "active or absent, confirmed or absent",
        "unconfirmed",
        "inactive, resolved, refuted, entered-in-error",
    ),
    ("DiagnosticReport", "final, amended, corrected, appended", "preliminary, partial", "cancelled, entered-in-error"),
    ("CarePlan, EpisodeOfCare", "active", "on-hold, unknown", "all others"),
    ("Task", "requested to in-progress", "on-hold, draft", "all others"),
    (
        "Encounter",
        "in-progress, finished and others with a period covering the day",
        "unknown",
        "planned, cancelled, entered-in-error",
    ),
)


def recording_page(pack: Pack) -> str:
    """
    Return the page as Markdown.
    """
    return "\n".join(_page(pack)) + "\n"


def _page(pack: Pack) -> Iterator[str]:
    yield "# Recording: how each fact is found in FHIR R4"
    yield ""
    yield "Made by `make docs` from the dictionary (`rules/facts/`), the terms (`rules/terms/`) and the measures (`cds/facts/`)."
    yield "Send what stands here and a fact is known; what is missing is asked for on the card `data-needed`."
    yield ""
    yield from _conventions()
    yield "## Status"
    yield ""
    yield "| Resource | counts | makes it only possible | never counts |"
    yield "|---|---|---|---|"
    yield from (f"| {' | '.join(row)} |" for row in _STATUSES)
    yield ""
    yield "## Facts"
    yield ""
    for entry in sorted(pack.entries.values(), key=lambda entry: entry.name):
        yield from _entry(entry, pack)
    yield "## Terms and their codes"
    yield ""
    yield "`prefix`: every longer code counts too. `descendants`: subtypes that are not listed are not recognised. `U`: the quantity a value is read as."
    yield ""
    used = sorted({term for terms in pack.terms_of.values() for term in terms})
    for name in used:
        yield from _term(name, pack)


def _conventions() -> Iterator[str]:
    yield "## Conventions"
    yield ""
    yield "- A code is matched by system and code, in any coding of the concept; OIDs of the systems are accepted. ICD codes match with and without dot."
    yield "- A text without a code never asserts a fact; it makes it possible. A code whose name is another drug is a conflict."
    yield "- A yes/no finding is an Observation with `valueBoolean`, or a coded yes or no; the local code in `Condition.code` also says yes."
    yield "- The level of the spine is `bodySite` (a vertebra), or the level that the code itself names."
    yield "- A partial date is an interval; a time becomes a date in the configured time zone."
    yield "- Drafts of a hook's context are orders in question, never history."
    yield "- A site adds codes of its own with a FHIR ValueSet or ConceptMap in `overlay/` beside the rule pack."
    yield ""


def _entry(entry: Entry, pack: Pack) -> Iterator[str]:
    yield f"### {entry.name}"
    yield ""
    yield entry.means
    yield ""
    yield f"- States: {', '.join(entry.states)}. When nothing is recorded: {entry.absent or 'unknown'}."
    if entry.given:
        yield "- Said by the caller, not read from the record."
    types = pack.types_of.get(entry.name, ())
    if types:
        yield f"- Read from: {'; '.join(f'{name} ({_DATES[name]})' for name in types)}."
    terms = sorted(pack.terms_of.get(entry.name, ()))
    if terms:
        yield f"- Terms: {', '.join(f'[{term}](#{term})' for term in terms)}."
    if entry.ask and not entry.asked_as:
        yield f"- Record it as: {entry.ask.how}"
    for name, limit in entry.limits.items():
        yield f"- Limit {_limit(name, limit)}"
    hooks = sorted({hook for rule in pack.rules.values() if entry.name in facts_read_by(rule) for hook in rule.hooks})
    if hooks:
        yield f"- Read at: {', '.join(hooks)}."
    yield ""


def _limit(name: str, limit: Limit) -> str:
    return f"{name.replace('_', ' ')}: {limit.value} {limit.unit} ({limit.source})"


def _term(name: str, pack: Pack) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    yield f"{pack.terms.display(name)}."
    yield ""
    by_system: dict[str, list[str]] = {}
    for code in pack.terms.codes(name):
        by_system.setdefault(code.system, []).append(
            f"{code.code}{'' if code.match == 'exact' else f' ({code.match})'}"
        )
    for system, codes in sorted(by_system.items()):
        yield f"- `{system}`: {', '.join(codes)}"
    yield ""


def types_read(hashing: Hashing, fact: str) -> tuple[str, ...]:
    """
    Return the resource types a measure reads, found in its code.
    """
    called = hashing.attributes_of(fact)
    return tuple(dict.fromkeys(name for word in _READ_BY if word in called for name in _READ_BY[word]))
