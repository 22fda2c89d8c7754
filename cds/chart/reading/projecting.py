"""
From decoded resources to the events of a chart: one function a resource type.

Each function returns the event, or None when the resource says nothing that a fact could use. A
value that can not be read raises `ChartError`: the resource is then unreadable, and so are its facts.
Status tables: recording.md, "Status".
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cds.chart.chart import (
    CONTRADICTED,
    Allergy,
    Condition,
    Medicine,
    MedicineKind,
    Observation,
    Order,
    Patient,
    Plan,
    Procedure,
    Quantity,
    Report,
)
from cds.chart.dates import Span, days_after, months_after
from cds.chart.reading import elements as fhir
from cds.chart.reading.concepts import NOTHING_MEANT, Meaning, Meanings
from cds.chart.reading.dates import period_span, span
from cds.chart.reading.strength import dose_strength
from cds.errors import ChartError
from cds.terminology.terms import levels_of
from cds.terminology.units import UnitError, canonical_unit
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

__all__ = ["Projector", "patient_of"]

YES, NO, MAYBE = Truth.YES, Truth.NO, Truth.UNKNOWN

_OBSERVATION = {"final": YES, "amended": YES, "corrected": YES, "entered-in-error": NO, "cancelled": NO}
_PROCEDURE = {
    "completed": YES,
    "not-done": NO,
    "preparation": NO,
    "on-hold": NO,
    "stopped": NO,
    "entered-in-error": NO,
}
_ADMINISTRATION = {
    "completed": YES,
    "in-progress": YES,
    "not-done": NO,
    "entered-in-error": NO,
    "stopped": NO,
    "on-hold": NO,
    "unknown": NO,
}
_STATEMENT = {"active": YES, "completed": YES, "stopped": YES, "not-taken": YES, "entered-in-error": NO, "intended": NO}
_DISPENSE = {
    "completed": YES,
    "cancelled": NO,
    "declined": NO,
    "stopped": NO,
    "entered-in-error": NO,
    "preparation": NO,
    "in-progress": NO,
    "on-hold": NO,
    "unknown": NO,
}
_REQUEST = {
    "active": YES,
    "on-hold": YES,
    "completed": YES,
    "stopped": YES,
    "cancelled": YES,
    "draft": YES,
    "entered-in-error": NO,
}
_SERVICE = {"active": YES, "on-hold": YES, "completed": YES, "draft": YES, "revoked": NO, "entered-in-error": NO}
_REPORT = {
    "final": YES,
    "amended": YES,
    "corrected": YES,
    "appended": YES,
    "cancelled": NO,
    "entered-in-error": NO,
}
_PLAN = {"active": YES, "on-hold": MAYBE, "unknown": MAYBE}
_TASK = {
    "requested": YES,
    "received": YES,
    "accepted": YES,
    "ready": YES,
    "in-progress": YES,
    "on-hold": MAYBE,
    "draft": MAYBE,
}
_ENCOUNTER = {"in-progress": YES, "arrived": YES, "triaged": YES, "onleave": YES, "finished": YES, "unknown": MAYBE}
_ORDERED = frozenset({None, "order", "original-order", "reflex-order", "filler-order", "instance-order"})
_PROPOSED = frozenset({"proposal", "plan"})
"""Intents that are an order only as a draft, or in the hook's context."""
_NO_LONGER = frozenset({"stopped", "cancelled", "completed", "revoked", "entered-in-error", "on-hold"})

_ACTIVE = frozenset({"active", "recurrence", "relapse"})
_INACTIVE = frozenset({"inactive", "remission", "resolved"})
_CONFIRMED = frozenset({"confirmed"})
_DUE_TO = "http://hl7.org/fhir/StructureDefinition/condition-dueTo"

_YES_VALUES = frozenset({"value-yes", "value-present"})
_NO_VALUES = frozenset({"value-no", "value-absent"})

_HINT = "it is named in text only, without a code that is known"
_MODIFIED = "it carries a modifier extension that is not understood"


def patient_of(resource: fhir.Patient, ref: str, zone: ZoneInfo) -> Patient:
    """
    Read the person.
    """
    died = span(resource.deceasedDateTime, zone) if resource.deceasedDateTime else Span()
    dead = Truth.of(bool(resource.deceasedBoolean) or resource.deceasedDateTime is not None)
    sex = resource.gender if resource.gender in {"female", "male"} else "unknown"
    birth = span(resource.birthDate, zone) if resource.birthDate else Span()
    return Patient(ref, birth, sex, dead, died)


class Projector:
    """
    Projects the resources of one patient.

    Args:
        meanings: the terms.
        zone: the configured time zone.
        birth: the patient's date of birth, for ages.
        lookup: finds the resource a reference names, given the resource that holds it.
        canonical_ref: turns a reference as written into `Type/id`.
    """

    def __init__(
        self,
        meanings: Meanings,
        zone: ZoneInfo,
        birth: Span,
        lookup: Callable[[str, Any], tuple[Any, bool] | None],
    ) -> None:
        """
        Remember what every projection needs.
        """
        self._meanings = meanings
        self._zone = zone
        self._birth = birth
        self._lookup = lookup

    # -- findings

    def condition(self, resource: fhir.Condition, ref: str) -> Condition | None:
        """
        Read a Condition.
        """
        meaning = self._meanings.of(resource.code)
        if not meaning.all_terms:
            return None
        certain = _verified(_word(resource.verificationStatus))
        if certain is None:
            return None
        sites = self._meanings.codes_of(resource.bodySite)
        levels, paired = self._levels(meaning.all_terms, sites)
        onset, known = self._onset(resource)
        note = self._note(meaning, resource)
        return Condition(
            ref=ref,
            terms=meaning.all_terms | sites | self._meanings.values(resource.code),
            certain=_weakened(certain, doubtful=bool(note)),
            active=_clinical(_word(resource.clinicalStatus)),
            onset=onset,
            onset_known=known,
            abatement=self._abatement(resource),
            levels=levels,
            paired=paired,
            due_to=self._causes(resource),
            text_only=meaning.text_only,
            note=note or _unconfirmed(_word(resource.verificationStatus), certain),
        )

    def _levels(self, terms: frozenset[str], sites: frozenset[str]) -> tuple[frozenset[str], bool]:
        told = levels_of(sites)
        if told:
            return told, False
        coded = levels_of(terms)
        return coded, len(coded) > 1

    def _onset(self, resource: fhir.Condition) -> tuple[Span, bool]:
        if resource.onsetDateTime:
            return span(resource.onsetDateTime, self._zone), True
        if resource.onsetPeriod and (resource.onsetPeriod.start or resource.onsetPeriod.end):
            return period_span(resource.onsetPeriod, self._zone), True
        if resource.onsetAge:
            told = self._at_age(resource.onsetAge)
            if told:
                return told, True
        if resource.recordedDate:
            return Span(None, span(resource.recordedDate, self._zone).last), False
        return Span(), False

    def _at_age(self, age: fhir.Quantity) -> Span | None:
        years = _number(age)
        if years is None or (age.code or age.unit or "a") not in {"a", "year", "years", "yr"}:
            return None
        first, last = self._birth.first, self._birth.last
        if first is None or last is None:
            return None
        return Span(months_after(first, int(years) * 12), days_after(months_after(last, int(years) * 12 + 12), -1))

    def _abatement(self, resource: fhir.Condition) -> Span | None:
        if resource.abatementDateTime:
            return span(resource.abatementDateTime, self._zone)
        if resource.abatementPeriod:
            return period_span(resource.abatementPeriod, self._zone)
        if resource.abatementAge:
            return self._at_age(resource.abatementAge) or Span()
        return Span() if resource.abatementString else None

    def _causes(self, resource: fhir.Condition) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for extension in resource.extension or ():
            if extension.url != _DUE_TO:
                continue
            found |= self._meanings.codes(extension.valueCodeableConcept)
            if extension.valueReference:
                found |= self._terms_at(extension.valueReference, resource)
        return found

    def _terms_at(self, reference: fhir.Reference, holder: Any) -> frozenset[str]:
        target = self._lookup(reference.reference or "", holder)
        if target is None or not isinstance(target[0], fhir.Condition | fhir.Observation):
            return frozenset()
        return self._meanings.codes(target[0].code)

    def observation(self, resource: fhir.Observation, ref: str) -> Iterator[Observation]:
        """
        Read an Observation, and each component of it that has a meaning of its own.
        """
        terms = self._meanings.codes(resource.code)
        components = [(c, self._meanings.codes(c.code)) for c in resource.component or ()]
        if not terms and not any(meant for _, meant in components):
            return
        certain = _OBSERVATION.get(resource.status or "", MAYBE)
        if certain is NO:
            return
        note = _MODIFIED if _modified(resource) else ""
        certain = _weakened(certain, doubtful=bool(note))
        on = self._observed(resource)
        sites = self._meanings.codes(resource.bodySite)
        levels = levels_of(sites | terms)
        updated = (resource.meta.lastUpdated if resource.meta else None) or ""
        parts = tuple(
            self._measured(c, meant, ref=ref, certain=certain, on=on, updated=updated, levels=levels, note=note)
            for c, meant in components
            if meant
        )
        if terms:
            terms |= self._meanings.values(resource.code)
            whole = self._measured(
                resource, terms | sites, ref=ref, certain=certain, on=on, updated=updated, levels=levels, note=note
            )
            yield _with_components(whole, parts)
        yield from parts

    def _observed(self, resource: fhir.Observation | fhir.DiagnosticReport) -> Span:
        told = resource.effectiveDateTime or getattr(resource, "effectiveInstant", None)
        if told:
            return span(told, self._zone)
        if resource.effectivePeriod and resource.effectivePeriod.start:
            return span(resource.effectivePeriod.start, self._zone)
        return span(resource.issued, self._zone) if resource.issued else Span()

    def _measured(  # noqa: PLR0913 - a component has everything of its panel but its own value
        self,
        part: fhir.Observation | fhir.Component,
        terms: frozenset[str],
        *,
        ref: str,
        certain: Truth,
        on: Span,
        updated: str,
        levels: frozenset[str],
        note: str,
    ) -> Observation:
        quantity, unreadable = _quantity(part)
        codes = self._meanings.codes(part.valueCodeableConcept)
        if codes:
            codes |= self._meanings.values(part.valueCodeableConcept)
        elif quantity is None and not unreadable:
            unreadable = _not_understood(part)
        low, high = _range(part.referenceRange)
        return Observation(
            ref=ref,
            terms=terms,
            certain=certain,
            on=on,
            updated=updated,
            quantity=quantity,
            answer=_answer(part.valueBoolean, codes),
            codes=codes,
            when=span(part.valueDateTime, self._zone) if part.valueDateTime else None,
            low=low,
            high=high,
            interpretation=frozenset(
                coding.code.upper() for c in part.interpretation or () for coding in c.coding or () if coding.code
            ),
            levels=levels,
            unreadable=unreadable,
            note=note,
        )

    def allergy(self, resource: fhir.AllergyIntolerance, ref: str) -> Allergy | None:
        """
        Read an AllergyIntolerance; one without a term is kept, since it says that allergies are known.
        """
        clinical, verification = _word(resource.clinicalStatus), _word(resource.verificationStatus)
        if clinical in {"inactive", "resolved"} or verification in {"refuted", "entered-in-error"}:
            return None
        meanings = [self._meanings.of_drug(resource.code)]
        meanings += [self._meanings.of_drug(reaction.substance) for reaction in resource.reaction or ()]
        sure = frozenset(term for meaning in meanings for term in meaning.terms)
        hinted = frozenset(term for meaning in meanings for term in meaning.hinted)
        doubtful = verification not in {"", "confirmed"} or (not sure and bool(hinted)) or _modified(resource)
        note = _HINT if not sure and hinted else ""
        return Allergy(ref, sure or hinted, MAYBE if doubtful else YES, note)

    def report(self, resource: fhir.DiagnosticReport, ref: str) -> Report | None:
        """
        Read a DiagnosticReport with coded conclusions, or of an examination we know.
        """
        certain = _REPORT.get(resource.status or "", MAYBE)
        terms, conclusions = self._meanings.codes(resource.code), self._meanings.codes_of(resource.conclusionCode)
        if certain is NO or not (terms or conclusions):
            return None
        return Report(
            ref, terms, _weakened(certain, doubtful=_modified(resource)), self._observed(resource), conclusions
        )

    # -- medicines

    def medicine(self, resource: Any, ref: str, *, place: Mapping[str, bool]) -> Medicine | None:
        """
        Read a MedicationAdministration, -Statement, -Dispense or -Request.

        Every one of them is kept that may count, also of a drug no fact is about: it shows that
        there is a medication record.
        """
        kind, table = _KINDS[type(resource)]
        certain = table.get(resource.status or "", MAYBE)
        in_context = place.get("in_context", False)
        if in_context and resource.status is None:
            certain = YES
        if certain is NO or getattr(resource, "doNotPerform", None):
            return None
        status = resource.status or ""
        meaning, product, lacking = self._drug(resource)
        if not meaning.all_terms:
            return Medicine(ref, kind, frozenset(), certain, status, in_context=in_context)
        if status == "not-taken":
            certain = NO
        note = lacking or self._note(meaning, resource) or _only_intended(resource, status, in_context=in_context)
        strength, odd = dose_strength(meaning.all_terms, product, _doses(resource), resource)
        start, end = self._taken(resource)
        return Medicine(
            ref=ref,
            kind=kind,
            terms=meaning.all_terms,
            certain=certain if certain is NO else _weakened(certain, doubtful=bool(note)),
            status=status,
            start=start,
            end=end,
            confirmed=self._confirmed(resource, start),
            authored=self._authored(resource),
            planned=self._planned(resource),
            strength=strength,
            route=_route(resource),
            open_end=_open_end(getattr(resource, "effectivePeriod", None)),
            draft=status == "draft" or (in_context and status not in _NO_LONGER),
            in_context=in_context,
            selected=place.get("selected", False),
            text_only=meaning.text_only,
            name=self._called(meaning.all_terms),
            note=note or odd,
        )

    def _drug(self, resource: Any) -> tuple[Meaning, fhir.Medication | None, str]:
        """
        Return what the drug is, its product when one is named, and a note when that can not be found.
        """
        meaning = self._meanings.of_drug(resource.medicationCodeableConcept)
        reference = resource.medicationReference
        if reference is None:
            return meaning, None, ""
        target = self._lookup(reference.reference or "", resource)
        if target is None or not isinstance(target[0], fhir.Medication):
            hinted = (
                self._meanings.of_drug(fhir.Concept(text=reference.display)) if reference.display else NOTHING_MEANT
            )
            said = hinted if hinted.all_terms else meaning
            return said, None, "its Medication was not sent" if said.all_terms else ""
        product = target[0]
        of_product = self._meanings.of_drug(product.code)
        contained = frozenset(
            term for part in product.ingredient or () for term in self._meanings.codes(part.itemCodeableConcept)
        )
        terms = meaning.terms | of_product.terms | contained
        return Meaning(terms, of_product.hinted or meaning.hinted, of_product.conflict or meaning.conflict), product, ""

    def _called(self, terms: frozenset[str]) -> str:
        names = sorted(term for term in terms if term.startswith("drug-"))
        return self._meanings.terms.display(min(names, key=len)) if names else ""

    def _taken(self, resource: Any) -> tuple[Span, Span | None]:
        if isinstance(resource, fhir.MedicationDispense):
            told = resource.whenHandedOver or resource.whenPrepared
            return (span(told, self._zone) if told else Span()), self._supply_end(resource, told)
        if isinstance(resource, fhir.MedicationRequest):
            planned = self._planned(resource)
            return planned or self._authored(resource) or Span(), self._order_end(resource)
        if resource.effectiveDateTime:
            return span(resource.effectiveDateTime, self._zone), None
        period = resource.effectivePeriod
        if period is None or not (period.start or period.end):
            return Span(), None
        period_span(period, self._zone)
        start = span(period.start, self._zone) if period.start else Span(None, span(period.end or "", self._zone).last)
        return start, _end_of(period, self._zone)

    def _order_end(self, resource: fhir.MedicationRequest) -> Span | None:
        """
        Return when an order ended: as planned, else, for one that was stopped, when that was recorded.
        """
        planned = _end_of(_bounds(resource), self._zone)
        if planned or resource.status not in {"stopped", "cancelled", "on-hold"}:
            return planned
        changed = resource.meta.lastUpdated if resource.meta else None
        return span(changed, self._zone) if changed else None

    def _supply_end(self, resource: fhir.MedicationDispense, handed: str | None) -> Span | None:
        days = _number(resource.daysSupply) if resource.daysSupply else None
        if not handed or days is None:
            return None
        last = span(handed, self._zone).last
        return Span.day(days_after(last, int(days))) if last else None

    def _confirmed(self, resource: Any, start: Span) -> date | None:
        if isinstance(resource, fhir.MedicationStatement):
            asserted = span(resource.dateAsserted, self._zone).last if resource.dateAsserted else None
            observed = start.last if resource.effectiveDateTime else None
            return max((day for day in (asserted, observed) if day), default=None)
        if isinstance(resource, fhir.MedicationDispense):
            end = self._supply_end(resource, resource.whenHandedOver or resource.whenPrepared)
            return (end.last if end else None) or start.last
        if isinstance(resource, fhir.MedicationRequest):
            supply = resource.dispenseRequest
            duration = _days(supply.expectedSupplyDuration) if supply else None
            period = supply.validityPeriod if supply else None
            begun = span(period.start, self._zone).last if period and period.start else None
            authored = self._authored(resource)
            begun = begun or (authored.last if authored else None)
            return days_after(begun, duration or 0) if begun else None
        return start.last

    def _authored(self, resource: Any) -> Span | None:
        told = getattr(resource, "authoredOn", None) or getattr(resource, "dateAsserted", None)
        return span(told, self._zone) if told else None

    def _planned(self, resource: Any) -> Span | None:
        if not isinstance(resource, fhir.MedicationRequest):
            return None
        for dosage in resource.dosageInstruction or ():
            if dosage.timing and dosage.timing.event:
                return span(dosage.timing.event[0], self._zone)
        bounds = _bounds(resource)
        if bounds and bounds.start:
            return span(bounds.start, self._zone)
        supply = resource.dispenseRequest
        if supply and supply.validityPeriod and supply.validityPeriod.start:
            return span(supply.validityPeriod.start, self._zone)
        return None

    # -- procedures, orders, plans

    def procedure(self, resource: fhir.Procedure, ref: str) -> Procedure | Order | None:
        """
        Read a Procedure; one in preparation is an order.
        """
        meaning = self._meanings.of(resource.code)
        if not meaning.all_terms:
            return None
        if resource.status == "preparation":
            return self._order(resource, ref, meaning, YES, {})
        certain = _PROCEDURE.get(resource.status or "", MAYBE)
        if certain is NO:
            return None
        note = self._note(meaning, resource)
        on, end = Span(), None
        if resource.performedDateTime:
            on = span(resource.performedDateTime, self._zone)
        elif resource.performedPeriod:
            period_span(resource.performedPeriod, self._zone)
            on = span(resource.performedPeriod.start, self._zone) if resource.performedPeriod.start else Span()
            end = _end_of(resource.performedPeriod, self._zone)
        sites = self._meanings.codes_of(resource.bodySite)
        if not note and certain is MAYBE:
            note = f"its status is {resource.status or 'missing'}"
        return Procedure(
            ref=ref,
            terms=meaning.all_terms,
            certain=_weakened(certain, doubtful=bool(note)),
            on=on,
            end=end,
            open_end=_open_end(resource.performedPeriod),
            status=resource.status or "",
            levels=levels_of(sites),
            text_only=meaning.text_only,
            note=note,
        )

    def service(self, resource: fhir.ServiceRequest, ref: str, *, place: Mapping[str, bool]) -> Order | None:
        """
        Read a ServiceRequest.
        """
        meaning = self._meanings.of(resource.code)
        certain = _SERVICE.get(resource.status or "", MAYBE)
        if place.get("in_context") and resource.status is None:
            certain = YES
        if not meaning.all_terms or certain is NO or resource.doNotPerform:
            return None
        return self._order(resource, ref, meaning, certain, place)

    def _order(
        self,
        resource: fhir.ServiceRequest | fhir.Procedure,
        ref: str,
        meaning: Meaning,
        certain: Truth,
        place: Mapping[str, bool],
    ) -> Order:
        status = resource.status or ""
        note = self._note(meaning, resource)
        sites = levels_of(self._meanings.codes_of(resource.bodySite))
        reasons, reason_levels = self._reasons(resource)
        in_context = place.get("in_context", False)
        return Order(
            ref=ref,
            terms=meaning.all_terms,
            certain=_weakened(certain, doubtful=bool(note)),
            status=status,
            draft=status == "draft" or (in_context and status not in _NO_LONGER),
            in_context=in_context,
            selected=place.get("selected", False),
            planned=self._occurs(resource),
            authored=self._authored(resource),
            levels=sites or reason_levels,
            reasons=reasons,
            text_only=meaning.text_only,
            name=self._meanings.terms.display(min(meaning.all_terms, key=len)),
            note=note,
        )

    def _occurs(self, resource: fhir.ServiceRequest | fhir.Procedure) -> Span | None:
        if isinstance(resource, fhir.Procedure):
            return span(resource.performedDateTime, self._zone) if resource.performedDateTime else None
        if resource.occurrenceDateTime:
            return span(resource.occurrenceDateTime, self._zone)
        period = resource.occurrencePeriod
        return span(period.start, self._zone) if period and period.start else None

    def _reasons(self, resource: fhir.ServiceRequest | fhir.Procedure) -> tuple[frozenset[str], frozenset[str]]:
        terms = self._meanings.codes_of(resource.reasonCode)
        levels: frozenset[str] = frozenset()
        for reference in resource.reasonReference or ():
            target = self._lookup(reference.reference or "", resource)
            if target and isinstance(target[0], fhir.Condition):
                meant = self._meanings.codes(target[0].code)
                terms |= meant
                levels |= self._levels(meant, self._meanings.codes_of(target[0].bodySite))[0]
        return terms, levels

    def plans(self, resource: Any, ref: str) -> Iterator[Plan]:
        """
        Read a CarePlan with its activities, a Task, an EpisodeOfCare or an Encounter.
        """
        name = type(resource).__name__
        if isinstance(resource, fhir.CarePlan):
            terms, table, period = self._meanings.codes_of(resource.category), _PLAN, resource.period
            yield from self._activities(resource, ref)
        elif isinstance(resource, fhir.Task):
            terms, table, period = self._meanings.codes(resource.code), _TASK, resource.executionPeriod
        else:
            terms, period = self._meanings.codes_of(resource.type), resource.period
            table = _PLAN if isinstance(resource, fhir.EpisodeOfCare) else _ENCOUNTER
            if isinstance(resource, fhir.Encounter):
                terms |= self._meanings.codes(resource.serviceType)
        certain = table.get(resource.status or "", NO)
        if terms and certain is not NO:
            span_ = period_span(period, self._zone) if period else Span()
            yield Plan(
                ref, name, terms, certain, resource.status or "", span_, note=_MODIFIED if _modified(resource) else ""
            )

    def _activities(self, plan: fhir.CarePlan, ref: str) -> Iterator[Plan]:
        certain = _PLAN.get(plan.status or "", NO)
        period = period_span(plan.period, self._zone) if plan.period else Span()
        for activity in plan.activity or ():
            detail = activity.detail
            if detail is None or certain is NO or detail.status in {"cancelled", "entered-in-error"}:
                continue
            terms = self._meanings.codes(detail.code) | self._meanings.codes(detail.productCodeableConcept)
            if terms:
                yield Plan(ref, "CarePlan", terms, certain, plan.status or "", period, self._scheduled(detail))

    def _scheduled(self, detail: fhir.ActivityDetail) -> Span | None:
        if detail.scheduledTiming and detail.scheduledTiming.event:
            return span(detail.scheduledTiming.event[0], self._zone)
        if detail.scheduledPeriod and detail.scheduledPeriod.start:
            return span(detail.scheduledPeriod.start, self._zone)
        return None

    @staticmethod
    def _note(meaning: Meaning, resource: Any) -> str:
        if meaning.conflict:
            return f"{CONTRADICTED}, {meaning.conflict}"
        if meaning.text_only:
            return _HINT
        return _MODIFIED if _modified(resource) else ""


_KINDS: dict[type, tuple[MedicineKind, Mapping[str, Truth]]] = {
    fhir.MedicationAdministration: (MedicineKind.ADMINISTRATION, _ADMINISTRATION),
    fhir.MedicationStatement: (MedicineKind.STATEMENT, _STATEMENT),
    fhir.MedicationDispense: (MedicineKind.DISPENSE, _DISPENSE),
    fhir.MedicationRequest: (MedicineKind.REQUEST, _REQUEST),
}


def _with_components(whole: Observation, parts: tuple[Observation, ...]) -> Observation:
    """
    Return the observation with its components.
    """
    return replace(whole, components=parts) if parts else whole


def _only_intended(resource: Any, status: str, *, in_context: bool) -> str:
    """
    Say that an order is none yet, by its intent; "" when it is one.
    """
    intent = getattr(resource, "intent", None)
    if intent in _ORDERED or (intent in _PROPOSED and (in_context or status == "draft")):
        return ""
    return "its intent is no order"


def _open_end(period: fhir.Period | None) -> bool:
    return period is not None and bool(period.start) and not period.end


def _word(concept: fhir.Concept | None) -> str:
    """
    Return the first code of a status concept, in lower case; "" when there is none.
    """
    for coding in (concept.coding or ()) if concept else ():
        if coding.code:
            return coding.code.lower()
    return ""


def _verified(status: str) -> Truth | None:
    if status == "entered-in-error":
        return None
    if status == "refuted":
        return NO
    return YES if status in {"", "confirmed"} else MAYBE


def _unconfirmed(status: str, certain: Truth) -> str:
    return f"its verification status is {status}" if certain is MAYBE and status.isascii() and len(status) < 30 else ""  # noqa: PLR2004 - longer is no code of FHIR


def _clinical(status: str) -> Truth:
    if status in _INACTIVE:
        return NO
    return YES if not status or status in _ACTIVE else MAYBE


def _weakened(certain: Truth, *, doubtful: bool) -> Truth:
    return MAYBE if doubtful and certain is YES else certain


def _modified(resource: fhir.Resource) -> bool:
    return bool(resource.modifierExtension) or resource.implicitRules is not None


def _answer(boolean: bool | None, codes: frozenset[str]) -> Truth | None:  # noqa: FBT001 - FHIR's own boolean
    if boolean is not None:
        return Truth.of(boolean)
    yes, no = bool(codes & _YES_VALUES), bool(codes & _NO_VALUES)
    if yes == no:
        return MAYBE if yes else None
    return Truth.of(yes)


def _not_understood(part: fhir.Observation | fhir.Component) -> str:
    """
    Say why a value that is there can not be used; "" when there is none of this kind.
    """
    told = part.valueCodeableConcept
    if told is not None and (told.coding or told.text):
        return "its value has no code that is known"
    return "its value is told in words only" if part.valueString else ""


def _number(quantity: fhir.Quantity | None) -> Decimal | None:
    """
    Return the number of a quantity as recorded; None when it has none.

    Raises:
        ChartError: the value is not a number.
    """
    raw = bytes(quantity.value) if quantity else b""
    if not raw or raw == b"null":
        return None
    try:
        number = Decimal(raw.decode())
    except (InvalidOperation, UnicodeDecodeError):
        raise ChartError(f"a quantity's value is {raw[:20].decode(errors='replace')} where a number belongs") from None
    if not number.is_finite():
        raise ChartError("a quantity's value is no finite number")
    return number


def _quantity(part: fhir.Observation | fhir.Component) -> tuple[Quantity | None, str]:
    """
    Return the quantity, or why it can not be used.
    """
    if part.valueInteger is not None:
        return Quantity(Decimal(part.valueInteger)), ""
    if part.valueQuantity is None:
        return None, ""
    try:
        return _usable(part.valueQuantity), ""
    except (ChartError, UnitError) as error:
        return None, str(error)


def _usable(quantity: fhir.Quantity) -> Quantity | None:
    number = _number(quantity)
    if number is None:
        return None
    return Quantity(number, canonical_unit(quantity.code or quantity.unit or ""), quantity.comparator or "")


def _range(ranges: Iterable[fhir.Range] | None) -> tuple[Quantity | None, Quantity | None]:
    """
    Return the laboratory's own limits: those of the first range that has one.
    """
    for told in ranges or ():
        if told.low is None and told.high is None:
            continue
        try:
            return (_usable(told.low) if told.low else None), (_usable(told.high) if told.high else None)
        except (ChartError, UnitError):
            continue
    return None, None


def _doses(resource: Any) -> Iterator[fhir.Quantity]:
    dosage = getattr(resource, "dosage", None)
    if isinstance(dosage, fhir.GivenDosage):
        if dosage.dose:
            yield dosage.dose
        return
    for one in dosage or getattr(resource, "dosageInstruction", None) or ():
        for amount in one.doseAndRate or ():
            if amount.doseQuantity:
                yield amount.doseQuantity


def _bounds(resource: Any) -> fhir.Period | None:
    for dosage in getattr(resource, "dosageInstruction", None) or ():
        if dosage.timing and dosage.timing.repeat and dosage.timing.repeat.boundsPeriod:
            bounds: fhir.Period = dosage.timing.repeat.boundsPeriod
            return bounds
    return None


def _end_of(period: fhir.Period | None, zone: ZoneInfo) -> Span | None:
    return span(period.end, zone) if period and period.end else None


_DAYS = {"d": 1, "day": 1, "days": 1, "wk": 7, "week": 7, "weeks": 7, "mo": 30, "month": 30, "months": 30, "a": 365}


def _days(duration: fhir.Quantity | None) -> int | None:
    number = _number(duration)
    unit = (duration.code or duration.unit or "d") if duration else "d"
    return int(number * _DAYS[unit]) if number is not None and unit in _DAYS else None


_ROUTES = (
    ("vaginal", ("vaginal", "vagina")),
    ("intravenous", ("intravenous", "iv", "infusion", "静脈")),
    ("subcutaneous", ("subcutaneous", "sc", "皮下")),
    ("oral", ("oral", "mouth", "po", "経口")),
)


def _route(resource: Any) -> str:
    """
    Return the route by its words; no code of a route is among the verified codes.
    """
    dosages = getattr(resource, "dosage", None) or getattr(resource, "dosageInstruction", None) or ()
    for dosage in (dosages,) if isinstance(dosages, fhir.GivenDosage) else dosages:
        texts = [t for c in (dosage.route,) if c for t in (c.text, *(d.display for d in c.coding or ())) if t]
        words = {word.strip(".,()").lower() for text in texts for word in text.split()}
        for route, names in _ROUTES:
            if words & set(names) or any(name in text for text in texts for name in names if not name.isascii()):
                return route
    return ""
