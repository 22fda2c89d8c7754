"""
From the resources of one source to one chart a patient.

Nothing that was sent is lost without a word: a resource of nobody, one that is there twice with
different content, one that can not be read, each becomes a problem, and the facts it would feed
are unreadable or conflicting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from cds.chart.chart import CONTRADICTED, Chart, Fetch, Order, Patient, Problem, Unreadable
from cds.chart.dates import Span
from cds.chart.reading import elements as fhir
from cds.chart.reading.projecting import Projector, patient_of
from cds.chart.reading.references import Index
from cds.errors import ChartError
from cds.terminology.systems import alias_of
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from cds.chart.reading.concepts import Meanings
    from cds.chart.reading.decoding import Decoded, Found, Lost

__all__ = ["VALUE_NOT_USED", "Assembled", "PatientRecord", "assemble"]

_MEDICINES = (
    fhir.MedicationAdministration,
    fhir.MedicationStatement,
    fhir.MedicationDispense,
    fhir.MedicationRequest,
)
_LISTS = ("conditions", "observations", "medicines", "procedures", "orders", "allergies", "plans", "reports")
VALUE_NOT_USED = "the value is not used"
_PATIENTS = ("Patient/", "urn:", "Patient?")


class PatientRecord(Struct, frozen=True):
    """
    One patient's chart, and where each of its resources stands in the source.
    """

    chart: Chart
    places: Mapping[str, str]


class Assembled(Struct):
    """
    The charts of one source, in order of patient.
    """

    records: list[PatientRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    resources: int = 0
    left_out: int = 0


class _Share(Struct):
    """
    The resources of one patient while they are sorted.
    """

    ref: str
    person: fhir.Patient | None = None
    where: str = ""
    found: list[tuple[Found, str]] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)


def assemble(
    decoded: Decoded,
    *,
    meanings: Meanings,
    zone: ZoneInfo,
    source: str,
    fetched: Mapping[str, Fetch] | None = None,
    context: Mapping[str, Mapping[str, bool]] | None = None,
    only: str | None = None,
) -> Assembled:
    """
    Sort the resources of a source by patient and project each patient's into a chart.

    Args:
        decoded: the resources.
        meanings: the terms of the pack.
        zone: the configured time zone.
        source: the name of the source, for problems.
        fetched: per resource type whether it was looked for (default: all of it was).
        context: `where` of the resources that came in the hook's context, with `selected`.
        only: the one patient asked about (`Patient/id`); resources of others are a problem.
    """
    return _Assembling(meanings, zone, source, fetched or {}, context or {}).run(decoded, only)


class _Assembling:
    def __init__(
        self,
        meanings: Meanings,
        zone: ZoneInfo,
        source: str,
        fetched: Mapping[str, Fetch],
        context: Mapping[str, Mapping[str, bool]],
    ) -> None:
        self._meanings = meanings
        self._zone = zone
        self._source = source
        self._fetched = fetched
        self._context = context
        self._out = Assembled()

    def run(self, decoded: Decoded, only: str | None) -> Assembled:
        index = Index(decoded.found)
        shares = self._shares(decoded, index, only)
        self._out.resources = len(decoded.found) + len(decoded.lost)
        for lost in decoded.lost:
            self._problem(lost.where, lost.message)
        fetched = dict(self._fetched)
        if decoded.partial:
            self._problem("/link", "a page is missing (link next): what is not here may still exist")
            fetched = dict.fromkeys(_searched(decoded), Fetch.PARTIAL) | fetched
        self._out.records = [self._record(share, index, fetched) for _, share in sorted(shares.items())]
        return self._out

    def _problem(self, where: str, message: str, *, unread: bool = True) -> None:
        file, _, line = where.rpartition("\t")  # a line of an NDJSON file is named by file and line
        self._out.problems.append(Problem(file or self._source, line, message, unread))

    # -- whose is it

    def _shares(self, decoded: Decoded, index: Index, only: str | None) -> dict[str, _Share]:
        shares, held = self._persons(decoded, index)
        if only:
            shares.setdefault(only, _Share(only))
        nobodys: list[tuple[Found, str]] = []
        others = 0
        for found, ref in held:
            subject = _subject_of(found.resource)
            owner = index.canonical(subject) if subject else ""
            if not owner:
                nobodys.append((found, ref))
            elif only and owner != only:
                others += 1
            elif owner.startswith(_PATIENTS):  # else of a Group, Device or Location: no patient's
                shares.setdefault(owner, _Share(owner)).found.append((found, ref))
        if only:
            shares = {only: shares[only]}
        if others:
            self._problem("", f"{others} resources of another patient were left out")
        self._give(nobodys, shares)
        self._give_lost(decoded.lost, shares, index)
        return shares

    @staticmethod
    def _persons(decoded: Decoded, index: Index) -> tuple[dict[str, _Share], list[tuple[Found, str]]]:
        """
        Return a share for each Patient resource, and what belongs to some patient.
        """
        shares: dict[str, _Share] = {}
        held: list[tuple[Found, str]] = []
        for place, found in enumerate(decoded.found):
            if isinstance(found.resource, fhir.Patient):
                ref = index.name_of(found, place)
                share = shares.setdefault(ref, _Share(ref))
                if share.person is None:
                    share.person, share.where = found.resource, found.where
            elif isinstance(found.resource, fhir.PATIENT_TYPES):
                held.append((found, index.name_of(found, place)))
        return shares, held

    def _give(self, nobodys: list[tuple[Found, str]], shares: dict[str, _Share]) -> None:
        sole = next(iter(shares.values())) if len(shares) == 1 else None
        for found, ref in nobodys:
            if sole is not None:
                sole.found.append((found, ref))
            if found.where not in self._context and _subject_required(found.resource):
                told = f"read as of {sole.ref}" if sole else "not read: it is nobody's"
                self._problem(found.where, f"{ref} names no patient; {told}", unread=sole is None)

    @staticmethod
    def _give_lost(lost: Iterable[Lost], shares: dict[str, _Share], index: Index) -> None:
        for one in lost:
            owner = index.canonical(one.subject) if one.subject else ""
            for share in (shares[owner],) if owner in shares else shares.values():
                share.lost.append(one)

    # -- one patient

    def _record(self, share: _Share, index: Index, fetched: dict[str, Fetch]) -> PatientRecord:
        unreadable = [self._unreadable(lost) for lost in share.lost]
        person = self._person(share, unreadable)
        projector = Projector(self._meanings, self._zone, person.birth, index.lookup)
        events: dict[str, list[Any]] = {name: [] for name in _LISTS}
        places: dict[str, str] = {share.ref: share.where} if share.person else {}
        for found, ref in self._once(share.found, unreadable):
            places[ref] = found.where
            try:
                for kind, event in self._events(projector, found, ref):
                    events[kind].append(event)
                    if kind == "medicines" and event.note.startswith(CONTRADICTED):
                        self._problem(found.where, f"{ref}: {event.note}; it counts as neither", unread=False)
                    elif kind == "observations" and event.unreadable:
                        self._problem(found.where, f"{ref}: {event.unreadable}; {VALUE_NOT_USED}", unread=False)
            except ChartError as error:
                self._problem(found.where, f"{ref} can not be read: {error}")
                unreadable.append(self._unread(found, ref, str(error)))
        chart = Chart(
            patient=person,
            unreadable=tuple(unreadable),
            fetched=_looked_for(fetched, {type(found.resource).__name__ for found, _ in share.found}),
            conditions=tuple(events["conditions"]),
            observations=tuple(events["observations"]),
            medicines=tuple(events["medicines"]),
            procedures=tuple(events["procedures"]),
            orders=tuple(events["orders"]),
            allergies=tuple(events["allergies"]),
            plans=tuple(events["plans"]),
            reports=tuple(events["reports"]),
        )
        return PatientRecord(chart, places)

    def _person(self, share: _Share, unreadable: list[Unreadable]) -> Patient:
        if share.person is None:
            if not any(lost.type == "Patient" for lost in share.lost):
                self._problem("", f"no Patient resource for {share.ref}: age and sex are unknown", unread=False)
            return Patient(ref=share.ref, on_file=False)
        try:
            return patient_of(share.person, share.ref, self._zone)
        except ChartError as error:
            self._problem(share.where, f"{share.ref} can not be read: {error}")
            unreadable.append(Unreadable(share.ref, "Patient", frozenset(), str(error)))
            dead = bool(share.person.deceasedBoolean) or share.person.deceasedDateTime is not None
            return Patient(share.ref, Span(), "unknown", Truth.of(dead), Span())

    def _once(self, found: list[tuple[Found, str]], unreadable: list[Unreadable]) -> list[tuple[Found, str]]:
        """
        Return each resource once; two of one id with different content are both unreadable.
        """
        by_ref: dict[str, Found] = {}
        clashing: set[str] = set()
        for one, ref in found:
            first = by_ref.setdefault(ref, one)
            if first is not one and first.resource != one.resource and not _draft_of(one, first, self._context):
                clashing.add(ref)
                self._problem(one.where, f"{ref} was sent twice with different content; neither is used")
        words = "it was sent twice with different content"
        unreadable += [self._unread(by_ref[ref], ref, words) for ref in sorted(clashing)]
        return [(one, ref) for ref, one in by_ref.items() if ref not in clashing]

    def _unreadable(self, lost: Lost) -> Unreadable:
        terms = frozenset(t for system, code in lost.codings for t in self._meanings.terms.of(system, code))
        ref = f"{lost.type}/{lost.id}" if lost.type and lost.id else lost.type or "a resource"
        known = any(system and code and alias_of(system) for system, code in lost.codings)
        return Unreadable(ref, lost.type, terms, lost.message, coded=known)

    def _unread(self, found: Found, ref: str, message: str) -> Unreadable:
        resource = found.resource
        concepts = [getattr(resource, "code", None), getattr(resource, "medicationCodeableConcept", None)]
        terms = frozenset(t for concept in concepts if concept for t in self._meanings.codes(concept))
        known = any(
            c.system and c.code and alias_of(c.system) for concept in concepts if concept for c in concept.coding or ()
        )
        return Unreadable(ref, type(resource).__name__, terms, message, coded=known)

    def _events(self, projector: Projector, found: Found, ref: str) -> Iterable[tuple[str, Any]]:
        """
        Yield what one resource says, each with the list of the chart it belongs to.
        """
        resource = found.resource
        place = self._context.get(found.where, {})
        events: list[tuple[str, Any]]
        match resource:
            case fhir.Observation():
                events = [("observations", part) for part in projector.observation(resource, ref)]
            case fhir.Condition():
                events = [("conditions", projector.condition(resource, ref))]
            case fhir.Procedure():
                done = projector.procedure(resource, ref)
                events = [("orders" if isinstance(done, Order) else "procedures", done)]
            case fhir.ServiceRequest():
                events = [("orders", projector.service(resource, ref, place=place))]
            case fhir.AllergyIntolerance():
                events = [("allergies", projector.allergy(resource, ref))]
            case fhir.DiagnosticReport():
                events = [("reports", projector.report(resource, ref))]
            case _ if isinstance(resource, _MEDICINES):
                events = [("medicines", projector.medicine(resource, ref, place=place))]
            case _:
                events = [("plans", plan) for plan in projector.plans(resource, ref)]
        return [(kind, event) for kind, event in events if event is not None]


def _searched(decoded: Decoded) -> list[str]:
    """
    Return the types a page may lack: the one that was searched for, or all when several came together.
    """
    kinds = {type(found.resource) for found in decoded.found} & set(fhir.PATIENT_TYPES) - {fhir.Patient}
    return [t.__name__ for t in (kinds if len(kinds) == 1 else fhir.PATIENT_TYPES)]


def _looked_for(fetched: Mapping[str, Fetch], seen: set[str]) -> dict[str, Fetch]:
    """
    Return how each type was looked for: what was seen is present, unless a part of it is missing.
    """
    incomplete = {Fetch.FAILED, Fetch.PARTIAL}
    told = {name: how for name, how in fetched.items() if name not in seen or how in incomplete}
    return dict.fromkeys(sorted(seen), Fetch.PRESENT) | told


def _subject_of(resource: Any) -> str:
    for name in ("subject", "patient", "forPatient"):
        reference = getattr(resource, name, None)
        if isinstance(reference, fhir.Reference) and reference.reference:
            told: str = reference.reference
            return told
    return ""


def _subject_required(resource: Any) -> bool:
    return not isinstance(resource, fhir.Observation | fhir.DiagnosticReport | fhir.Encounter | fhir.Task)


def _draft_of(one: Found, other: Found, context: Mapping[str, Any]) -> bool:
    """
    Tell whether one of two is the draft of the hook's context: it is what the clinician sees now.
    """
    return (one.where in context) != (other.where in context)
