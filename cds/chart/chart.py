"""
The chart: what one patient's record says, as frozen events in the words of the terms.

Reading FHIR ends here and measuring facts begins here. Nothing in this module knows a rule, a
limit or a FHIR element. Every event carries the reference of its resource (`ref`, always
`Type/id`), the terms its codes mean, and `certain`: YES when its status counts, UNKNOWN when it
only makes a fact *possible* (provisional, preliminary, text only, code and name disagree). Events
whose status never counts are not in the chart; a refuted Condition and a not-taken statement are,
because they say *no* (`certain` NO).
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from cds.chart.dates import UNDATED, Span
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

__all__ = [
    "CONTRADICTED",
    "Allergy",
    "Chart",
    "Condition",
    "Evidence",
    "Fetch",
    "Medicine",
    "MedicineKind",
    "Observation",
    "Order",
    "Patient",
    "Plan",
    "Problem",
    "Procedure",
    "Quantity",
    "Report",
    "Unreadable",
]


CONTRADICTED = "its code means another drug than its name"
"""The note of a medicine whose code and name disagree; reading names each one as a problem."""


class Fetch(StrEnum):
    """
    Whether the resources of one type were looked for.
    """

    PRESENT = "present"
    ABSENT = "absent"  # looked for, nothing there
    NOT_FETCHED = "not-fetched"
    FAILED = "fetch-failed"
    PARTIAL = "partial"  # a page is missing


class Problem(Struct, frozen=True):
    """
    Something in the input that could not be used, named for the reader.

    `where` is a JSON Pointer (`/entry/3/resource`) or `line N`. `unread`: something was not read;
    else it is only worth saying (no Patient resource, say).
    """

    source: str
    where: str
    message: str
    unread: bool = True


class Unreadable(Struct, frozen=True):
    """
    A resource that could not be read, and the terms it would have fed, read loosely.

    `coded`: its code could be read in a system we know, so that no terms means none of ours; a
    resource without a readable code may have fed any fact of its type.
    """

    ref: str
    type: str
    terms: frozenset[str]
    message: str
    coded: bool = False


class Quantity(Struct, frozen=True):
    """
    A number with its unit; `unit` is canonical UCUM (`mg/dL`) or "" where none is needed.

    `comparator` is "", "<", "<=", ">" or ">=".
    """

    value: Decimal
    unit: str = ""
    comparator: str = ""


class Evidence(Struct, frozen=True):
    """
    A resource that a fact rests on.

    `what` is said in the words of the pack ("denosumab 60 mg given"), never of the record.
    """

    ref: str
    what: str = ""
    on: Span = UNDATED


class Patient(Struct, frozen=True):
    """
    Who the chart is about. `sex` is female, male or unknown; `deceased` YES may lack a date.
    """

    ref: str = ""
    birth: Span = UNDATED
    sex: str = "unknown"
    deceased: Truth = Truth.NO
    died: Span = UNDATED
    on_file: bool = True  # False: no Patient resource was sent


class Condition(Struct, frozen=True):
    """
    A problem, diagnosis or past event.

    `certain`: YES confirmed, UNKNOWN provisional or text only, NO refuted. `active`: the clinical
    status is active, recurrence, relapse or absent and there is no abatement (UNKNOWN: not said).
    `levels`: vertebrae ("L1"); an ICD pair gives both ("T11-T12" -> T11, T12) with `paired` True.
    `due_to`: terms of the cause. `onset`: see recording.md ("Date of a Condition").
    """

    ref: str
    terms: frozenset[str]
    certain: Truth = Truth.YES
    active: Truth = Truth.YES
    onset: Span = UNDATED
    onset_known: bool = False  # an onset element was there (recordedDate alone is not one)
    abatement: Span | None = None
    levels: frozenset[str] = frozenset()
    paired: bool = False
    due_to: frozenset[str] = frozenset()
    text_only: bool = False
    note: str = ""


class Observation(Struct, frozen=True):
    """
    A measurement, finding or yes/no answer (a panel's components are Observations of their own).

    Exactly one of `quantity`, `answer`, `codes`, `when` is usually set; none of them: no value.
    `codes` are the terms of a coded value, `answer` the yes/no reading of it or of valueBoolean.
    """

    ref: str
    terms: frozenset[str]
    certain: Truth = Truth.YES
    on: Span = UNDATED
    updated: str = ""  # meta.lastUpdated, to break ties of one day
    quantity: Quantity | None = None
    answer: Truth | None = None
    codes: frozenset[str] = frozenset()
    when: Span | None = None  # valueDateTime
    low: Quantity | None = None  # reference range
    high: Quantity | None = None
    interpretation: frozenset[str] = frozenset()  # codes such as H, HH, POS
    levels: frozenset[str] = frozenset()
    components: tuple[Observation, ...] = ()
    text_only: bool = False
    unreadable: str = ""  # why the value can not be used (unit missing or impossible)
    note: str = ""


class MedicineKind(Enum):
    """
    What a medication resource says happened, best source first.
    """

    ADMINISTRATION = 1
    STATEMENT = 2
    DISPENSE = 3
    REQUEST = 4


class Medicine(Struct, frozen=True):
    """
    A drug given, stated, dispensed or ordered.

    `strength`: mg of one dose (product first, then ingredient, then dose); None: not known or
    product and dose disagree. `certain` NO: a not-taken statement. `start`: effective, handed over,
    or planned start of an order. `confirmed`: the last day on which use is confirmed (dateAsserted,
    handover, end of supply). `authored`: when an order was written or a statement asserted.
    `planned`: a start that was scheduled, None when only authored. `open_end`: a period that began
    and has no end was told, so that an injected drug may have been given again after its start.
    """

    ref: str
    kind: MedicineKind
    terms: frozenset[str]
    certain: Truth = Truth.YES
    status: str = ""
    start: Span = UNDATED
    end: Span | None = None
    confirmed: date | None = None
    authored: Span | None = None
    planned: Span | None = None
    open_end: bool = False
    strength: Decimal | None = None
    route: str = ""  # "oral", "intravenous", "subcutaneous", "vaginal", ... or ""
    draft: bool = False
    in_context: bool = False  # sent in the hook's context
    selected: bool = False
    text_only: bool = False
    name: str = ""  # the pack's words for the drug
    note: str = ""

    @property
    def levels(self) -> frozenset[str]:
        """
        A drug aims at no vertebra; orders of both kinds answer the question.
        """
        return frozenset()


class Procedure(Struct, frozen=True):
    """
    A procedure that was done. `on` is the start of its period; `open_end`: a period that began and
    has no end was told.
    """

    ref: str
    terms: frozenset[str]
    certain: Truth = Truth.YES
    on: Span = UNDATED
    end: Span | None = None
    open_end: bool = False
    status: str = ""
    levels: frozenset[str] = frozenset()
    text_only: bool = False
    note: str = ""


class Order(Struct, frozen=True):
    """
    A ServiceRequest, or a Procedure in preparation.

    `levels`: bodySite, else the levels of the reason Conditions. `reasons`: terms of reasonCode and
    of the Conditions that reasonReference names.
    """

    ref: str
    terms: frozenset[str]
    certain: Truth = Truth.YES
    status: str = ""
    draft: bool = False
    in_context: bool = False
    selected: bool = False
    planned: Span | None = None
    authored: Span | None = None
    levels: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    text_only: bool = False
    name: str = ""
    note: str = ""


class Allergy(Struct, frozen=True):
    """
    A recorded allergy or intolerance; `terms` of the code and of each reaction's substance.
    """

    ref: str
    terms: frozenset[str]
    certain: Truth = Truth.YES
    note: str = ""


class Plan(Struct, frozen=True):
    """
    A CarePlan (or one of its activities), Task, EpisodeOfCare or Encounter.

    `active` on the day asked: see `open_on`.
    """

    ref: str
    type: str
    terms: frozenset[str]
    certain: Truth = Truth.YES
    status: str = ""
    period: Span = UNDATED  # first day .. last day it is open; last None: still open
    planned: Span | None = None
    note: str = ""


class Report(Struct, frozen=True):
    """
    A DiagnosticReport with coded conclusions.
    """

    ref: str
    terms: frozenset[str]
    certain: Truth = Truth.YES
    on: Span = UNDATED
    conclusions: frozenset[str] = frozenset()
    note: str = ""


class Chart(Struct, frozen=True, eq=False):
    """
    One patient's record, and the order in question when there is one.

    Args:
        fetched: per resource type, whether it was looked for; a type that is missing here counts
            as looked for and absent.
        order: the order the facts of scope `order` are about.
        entries: the dictionary of facts (limits, scope), set by the walk; measures read their
            limits from it.
        memo: what was measured and indexed so far. A chart made from another one by adding or
            changing events (`replace`) needs a new one, `memo={}`.
    """

    patient: Patient = field(default_factory=Patient)
    conditions: tuple[Condition, ...] = ()
    observations: tuple[Observation, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    orders: tuple[Order, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    plans: tuple[Plan, ...] = ()
    reports: tuple[Report, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    fetched: Mapping[str, Fetch] = field(default_factory=dict)
    hook: str = "patient-view"
    profile: str = "us"
    order: Order | Medicine | None = None
    entries: Mapping[str, Any] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """
        Say whose it is, and nothing of what it holds: its memory leads back to itself.
        """
        return f"Chart({self.patient.ref!r})"

    def until(self, as_of: date) -> Chart:
        """
        Return the chart as it could have been known on *as_of*, with nothing measured yet.

        Events that can only have happened later are left out (orders stay: they may be planned);
        dates are cut at *as_of*, and an event without a date gets it as its latest possible day.
        """
        return replace(
            self,
            conditions=tuple(_past(self.conditions, as_of, "onset")),
            observations=tuple(_past(self.observations, as_of, "on")),
            medicines=tuple(_past_medicines(self.medicines, as_of)),
            procedures=tuple(_past(self.procedures, as_of, "on")),
            reports=tuple(_past(self.reports, as_of, "on")),
            memo={},
        )

    def about(self, order: Order | Medicine | None) -> Chart:
        """
        Return the chart with *order* as the order in question; measured facts are shared.
        """
        return self if order is self.order else replace(self, order=order)

    def conditions_of(self, terms: frozenset[str]) -> list[Condition]:
        """
        Return the conditions that mean one of *terms*, in the order of their references (so are those below).
        """
        return self._meaning("conditions", terms)

    def observations_of(self, terms: frozenset[str]) -> list[Observation]:
        """
        Return the observations that mean one of *terms*.
        """
        return self._meaning("observations", terms)

    def medicines_of(self, terms: frozenset[str]) -> list[Medicine]:
        """
        Return the medicines that mean one of *terms*, orders included.
        """
        return self._meaning("medicines", terms)

    def procedures_of(self, terms: frozenset[str]) -> list[Procedure]:
        """
        Return the procedures that mean one of *terms*.
        """
        return self._meaning("procedures", terms)

    def orders_of(self, terms: frozenset[str]) -> list[Order]:
        """
        Return the service orders that mean one of *terms*.
        """
        return self._meaning("orders", terms)

    def allergies_of(self, terms: frozenset[str]) -> list[Allergy]:
        """
        Return the allergies to one of *terms*.
        """
        return self._meaning("allergies", terms)

    def plans_of(self, terms: frozenset[str]) -> list[Plan]:
        """
        Return the plans, tasks, episodes and encounters that mean one of *terms*.
        """
        return self._meaning("plans", terms)

    def doses_of(self, *terms: str) -> Iterator[Medicine]:
        """
        Yield every medicine that is not an order and means one of *terms*.
        """
        return (m for m in self.medicines_of(frozenset(terms)) if m.kind is not MedicineKind.REQUEST)

    def _meaning(self, kind: str, terms: frozenset[str]) -> list[Any]:
        # A measure asks for few terms of many: the events of each term are found once.
        of_term = self.memo.get(kind)
        if of_term is None:
            of_term = self.memo[kind] = {}
            for place, event in enumerate(sorted(getattr(self, kind), key=_ref)):
                for term in event.terms:
                    of_term.setdefault(term, []).append((place, event))
        held = of_term.keys() & terms
        if not held:
            return []
        placed = dict(pair for term in held for pair in of_term[term])  # one of two terms is one event
        return [placed[place] for place in sorted(placed)]


def _ref(event: Any) -> str:
    ref: str = event.ref
    return ref


def _past(events: tuple[Any, ...], as_of: date, on: str) -> Iterator[Any]:
    for event in events:
        span: Span = getattr(event, on)
        if span.first is None or span.first <= as_of:
            yield event if span.last and span.last <= as_of else replace(event, **{on: span.until(as_of)})


def _past_medicines(medicines: tuple[Medicine, ...], as_of: date) -> Iterator[Medicine]:
    for medicine in medicines:
        if medicine.kind is MedicineKind.REQUEST:
            yield medicine
        else:
            yield from _past((medicine,), as_of, "start")
