"""
What the clinician does, as the hook call that the record system makes of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from cds.chart.dates import months_before
from cds.scenarios.case import AS_OF, PATIENT_ID
from cds.scenarios.codes import BODY_SITES, PROCEDURES, Code
from cds.scenarios.drugs import drafted, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cds.scenarios.case import Case, Resource
    from cds.scenarios.drugs import Drug

__all__ = [
    "HOOKS",
    "Call",
    "discharge",
    "medicine_order",
    "medicine_orders",
    "new_problem",
    "open_chart",
    "procedure_order",
    "stop",
]

HOOKS = {"selects": "order-select", "signs": "order-sign"}
"""What the clinician does with an order, and the hook that fires then."""


class Call(Struct, frozen=True):
    """
    One hook call. `orders` tells the reference of each draft by the name the phrase gave it.
    """

    hook: str
    context: Mapping[str, Any]
    orders: Mapping[str, str] = field(default_factory=dict)


def open_chart() -> Call:
    """
    Return the call that is made when the clinician opens the chart.
    """
    return Call("patient-view", _context())


def discharge() -> Call:
    """
    Return the call that is made when the clinician discharges the patient.
    """
    return Call("encounter-discharge", _context(encounterId="scenario-encounter"))


def new_problem(case: Case, problem: Resource) -> Call:
    """
    Return the call that is made when the clinician enters a problem.
    """
    entries = [{"resource": case.about_patient(problem | {"id": "new-problem"})}]
    return Call(
        "problem-list-item-create",
        _context(conditions={"resourceType": "Bundle", "type": "collection", "entry": entries}),
    )


def procedure_order(
    case: Case,
    hook: str,
    name: str,
    levels: Iterable[str],
    *,
    reason: Code | None = None,
    planned: str = "",
    coded: bool = True,
) -> Call:
    """
    Return the call that an order for a procedure makes; one that is not *coded* names it in words only.
    """
    order: Resource = {
        "resourceType": "ServiceRequest",
        "id": "order-in-question",
        "status": "draft",
        "intent": "order",
        "code": PROCEDURES[name].concept if coded else {"text": name},
        "authoredOn": AS_OF,
    }
    sites = [BODY_SITES[level].concept for level in levels]
    where = {"bodySite": sites} if sites else {}
    because = {"reasonCode": [reason.concept]} if reason else {}
    when = {"occurrenceDateTime": planned} if planned else {}
    return _ordering(case, hook, {name: order | where | because | when})


def medicine_order(case: Case, hook: str, name: str, drug: Drug, *, coded: bool = True) -> Call:
    """
    Return the call that an order for a drug makes; one that is not *coded* names it in words only.
    """
    words = {} if coded else {"medicationCodeableConcept": {"text": drug.code.display}}
    return _ordering(case, hook, {name: drafted(drug) | words | {"id": "order-in-question"}})


def medicine_orders(case: Case, hook: str, named: Mapping[str, Drug]) -> Call:
    """
    Return the call that orders for several drugs make together.
    """
    orders = {name: drafted(drug) for name, drug in named.items()}
    return _ordering(case, hook, {n: o | {"id": f"order-{place}"} for place, (n, o) in enumerate(orders.items(), 1)})


def stop(case: Case, name: str, drug: Drug, *, told: Resource | None) -> tuple[Case, Call]:
    """
    Return the call in which an active order is stopped, and the case that holds the order.

    The record still shows it as active: the clinician has not signed yet. Without an order that the
    scenario *told* the patient has one that is a year old.
    """
    if told is None:
        case = case.add(ordered(drug, months_before(case.day, 12).isoformat()))
        told = case.resources[-1]
    return case, _ordering(case, "order-sign", {name: told | {"status": "stopped"}})


def _ordering(case: Case, hook: str, orders: Mapping[str, Resource]) -> Call:
    references = {name: f"{order['resourceType']}/{order['id']}" for name, order in orders.items()}
    entries = [{"resource": case.about_patient(order)} for order in orders.values()]
    drafts = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    selected = {"selections": list(references.values())} if hook == "order-select" else {}
    return Call(hook, _context(draftOrders=drafts, **selected), references)


def _context(**elements: Any) -> dict[str, Any]:
    return {"userId": "Practitioner/example", "patientId": PATIENT_ID} | elements
