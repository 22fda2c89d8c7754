# ruff: noqa: N802 - the tests are named after the labels of the requirements
"""
Hooks as their library defines them, and the clients as they really are: the Sandbox, Epic, Oracle Health.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from service.exchange import fails_when, set_to, status
from service.patients import DRAFT, PATIENT_ID, bundle, record, request
from service.requirements import requirement
from service.tokens import ISSUER, signer

from cds.service.settings import Issuer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from service.exchange import Exchange
    from service.running import Client

    Serve = Callable[..., AbstractContextManager[Client]]

HOOKS = ("patient-view", "order-select", "order-sign", "encounter-discharge", "problem-list-item-create")
TRIGGER = "com.epic.cdshooks.request.bpa-trigger-action"
BOTH = ["rebound-no-augmentation", "rebound-antiresorptive-first"]


def call(client: Client, body: dict[str, Any]) -> Exchange:
    """
    Call as the issuer of the token.
    """
    url = str(client.base_url.join(f"/cds-services/ovf-{body['hook']}"))
    return client.call(body, headers=signer().bearer(url))


@pytest.fixture
def as_client(serve: Serve) -> Callable[..., AbstractContextManager[Client]]:
    def start(name: str, **more: Any) -> AbstractContextManager[Client]:
        return serve(auth="jwt", issuers=(Issuer(iss=ISSUER, jwks=signer().jwks, client=name, **more),))  # type: ignore[arg-type]

    return start


def decided(client: Client, exchange: Exchange) -> Any:
    return client.journal.decision(exchange.body["extension"]["org.ovf-cds"]["decision"])


# --- hooks ------------------------------------------------------------------------------------------


@requirement("K1", "L", "each hook with the context its library defines")
@pytest.mark.parametrize("hook", HOOKS)
def test_K1_each_hook_is_answered(client: Client, hook: str) -> None:
    fails_when(lambda e: _is(e, 200), client.call(request(hook)), status(400))


def _is(exchange: Exchange, code: int) -> None:
    assert exchange.status == code


@requirement("K2", "L", "order-select: the drafts named in `selections`; all of them when it names none")
@pytest.mark.parametrize(
    ("selections", "orders"),
    [
        ([DRAFT], {DRAFT}),
        (["ServiceRequest/other"], {"ServiceRequest/other"}),
        ([], {DRAFT, "ServiceRequest/other"}),
        (["x/y"], {DRAFT, "ServiceRequest/other"}),
        (None, {DRAFT, "ServiceRequest/other"}),
        (["ServiceRequest/other", 7, None], {"ServiceRequest/other"}),
    ],
)
def test_K2_selections_choose_among_the_drafts(client: Client, selections: Any, orders: set[str]) -> None:
    body = request("order-select")
    first = body["context"]["draftOrders"]["entry"][0]["resource"]
    body["context"]["draftOrders"] = bundle(first, dict(first, id="other"))
    body["context"]["selections"] = selections

    assert {order.ref for order in decided(client, client.call(body)).orders} == orders


@requirement("K3", "L", "order-sign fires on revision too: drafts may have another status")
@pytest.mark.parametrize("state", ["draft", "active", "on-hold"])
def test_K3_a_revised_order_counts(client: Client, state: str) -> None:
    body = request()
    body["context"]["draftOrders"]["entry"][0]["resource"]["status"] = state

    assert "rebound-no-augmentation" in client.call(body).rules


@requirement("K4", "L", "problem-list-item-create: the new Condition counts as recorded")
def test_K4_the_new_problem_is_read(client: Client) -> None:
    body = request("problem-list-item-create")
    body["prefetch"]["condition"] = bundle()
    found = decided(client, client.call(body))

    seen = {resource.ref for fact in found.facts for resource in fact.refs}
    assert f"Condition/{record()['Condition'][1]['id']}" in seen


SHAPES: dict[str, Callable[[dict[str, Any]], None]] = {
    "bundle-without-type": lambda context: context["draftOrders"].pop("type"),
    "bundle-without-resource-type": lambda context: context["draftOrders"].pop("resourceType"),
    "entries-without-full-url": lambda context: context["draftOrders"]["entry"][0].pop("fullUrl"),
    "category-is-an-object": lambda context: _draft(context).update(category={"coding": [{}]}),
    "category-is-a-string": lambda context: _draft(context).update(category="x"),
    "empty-coding-beside": lambda context: _draft(context)["code"]["coding"].append({}),
    "no-intent": lambda context: _draft(context).pop("intent"),
    "empty-reason": lambda context: _draft(context).update(reasonCode=[]),
    "requester-is-an-extension": lambda context: _draft(context).update(
        requester={"extension": [{"url": "x", "valueCode": "unknown"}]}
    ),
    "identifier-without-value": lambda context: _draft(context).update(identifier=[{}]),
    "unknown-elements": lambda context: _draft(context).update(future={"a": [1, None]}),
}


def _draft(context: dict[str, Any]) -> dict[str, Any]:
    resource: dict[str, Any] = context["draftOrders"]["entry"][0]["resource"]
    return resource


@requirement("K5", "S", "errors of the definitions and of clients are read: both ways count")
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_K5_drafts_of_any_shape_are_read(client: Client, shape: Callable[[dict[str, Any]], None]) -> None:
    body = request()
    shape(body["context"])

    assert client.call(body).rebound == BOTH


# --- the Sandbox ------------------------------------------------------------------------------------

EMPTY_DRAFT = {
    "resourceType": "MedicationRequest",
    "id": "request-123",
    "status": "draft",
    "category": {"coding": [{"code": "community"}]},
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
}


@requirement("S1", "S", "the Sandbox's malformed drafts break nothing: no drug, ids that repeat, `coding: [{}]`")
def test_S1_drafts_of_the_sandbox_break_nothing(client: Client) -> None:
    body = request("order-select")
    other = {
        "resourceType": "ServiceRequest",
        "id": "request-123",
        "status": "draft",
        "code": {"coding": [{}]},
        "reasonCode": [],
    }
    for resource in (EMPTY_DRAFT, EMPTY_DRAFT, other, {"resourceType": "MedicationRequest"}, {}):
        body["context"]["draftOrders"]["entry"].append({"resource": resource})
    del body["context"]["draftOrders"]["type"]

    fails_when(lambda e: _says(e, BOTH[0]), client.call(body), status(400), set_to([], "cards"))


def _says(exchange: Exchange, rule: str) -> None:
    assert exchange.status == 200
    assert rule in exchange.rules


@requirement("S2", "S", "a key it failed to read is missing; nothing is concluded from that")
def test_S2_a_missing_key_is_not_nothing_there(client: Client) -> None:
    body = request(
        keys=frozenset(request()["prefetch"])
        - {"medicationAdministration", "medicationStatement", "medicationDispense"}
    )

    assert "data-needed" in client.call(body).rules


@requirement(
    "S3", "S", "each card has a uuid and stands alone: the Sandbox sorts again, and has no Dismiss without one"
)
def test_S3_cards_are_written_as_the_specification_says(as_client: Serve) -> None:
    with as_client("sandbox") as client:
        card = call(client, request()).cards[0]

    assert card["uuid"]
    assert {"suggestions", "selectionBehavior", "links", "overrideReasons"} <= set(card)


# --- Epic -------------------------------------------------------------------------------------------


@requirement("EP1", "S", "patient-view stands for native triggers: 6 and 7 a new problem, 27 discharge")
@pytest.mark.parametrize(
    ("trigger", "hook"), [("6", HOOKS[4]), ("7", HOOKS[4]), (27, HOOKS[3]), ("60", HOOKS[0]), ("x", HOOKS[0])]
)
def test_EP1_triggers_choose_the_rules(client: Client, trigger: Any, hook: str) -> None:
    body = request("patient-view")
    body["extension"][TRIGGER] = trigger
    found = decided(client, client.call(body))

    assert (found.service, found.hook) == ("ovf-patient-view", hook)


@requirement("EP2", "S", "a printable table key -> query, because discovery is not read")
def test_EP2_the_prefetch_table_can_be_printed(client: Client) -> None:
    from html import escape

    page = client.ask("GET", "/prefetch").raw.decode()
    for service in client.ask("GET", "/cds-services").body["services"]:
        assert f"<caption>{service['id']} ({service['hook']})</caption>" in page
        for key, query in service["prefetch"].items():
            assert f"<code>{key}</code></th><td><code>{escape(query)}</code>" in page


@requirement("EP3", "S", "a stripped payload gives a clean 400 or 412")
@pytest.mark.parametrize("names", [("context",), ("prefetch",), ("context", "prefetch")])
def test_EP3_a_stripped_payload_is_no_accident(client: Client, names: tuple[str, ...]) -> None:
    body = {name: value for name, value in request().items() if name not in names}

    assert client.call(body).status in {400, 412}


@requirement("EP4", "S", "Medications among the drafts, absolute references, long opaque ids, several RxNorm codes")
def test_EP4_an_order_by_reference_is_read(client: Client) -> None:
    body = request()
    opaque = "eNh.QmXk-Vt9w3" * 4
    medication = {
        "resourceType": "Medication",
        "id": opaque,
        "code": {
            "coding": [
                {"system": "urn:oid:2.16.840.1.113883.6.88", "code": "993449"},
                {"system": "urn:oid:2.16.840.1.113883.6.88", "code": "993452"},
            ]
        },
    }
    doses = copy.deepcopy(record()["MedicationAdministration"])
    for dose in doses:
        del dose["medicationCodeableConcept"]
        dose["medicationReference"] = {
            "reference": f"https://host.example/api/FHIR/R4/Medication/{opaque}",
            "display": "DENOSUMAB 60 MG/ML SC SOSY",
        }
    body["prefetch"]["medicationAdministration"] = bundle(*doses)
    body["context"]["draftOrders"]["entry"].append({"resource": medication})

    assert client.call(body).rebound == BOTH


@requirement("EP4", "S", "a Medication that is nowhere: its display makes the drug possible, never certain")
def test_EP4_a_display_alone_asserts_nothing(client: Client) -> None:
    body = request()
    for entry in body["prefetch"]["medicationAdministration"]["entry"]:
        del entry["resource"]["medicationCodeableConcept"]
        entry["resource"]["medicationReference"] = {
            "reference": "Medication/nowhere",
            "display": "DENOSUMAB 60 MG/ML SC SOSY",
        }
    found = client.call(body)

    assert "rebound-no-augmentation" not in found.rules
    assert {"rebound-possible-review", "data-needed"} & set(found.rules)


def suggestions(exchange: Exchange) -> Iterator[dict[str, Any]]:
    for card in exchange.cards:
        yield from card.get("suggestions", ())


@requirement(
    "EP5", "S", "`selectionBehavior` is `any`, one action a suggestion, the content type of the detail is said"
)
def test_EP5_cards_for_epic(as_client: Serve, client: Client) -> None:
    def check(exchange: Exchange) -> None:
        for card in exchange.cards:
            assert card.get("selectionBehavior", "any") == "any"
            assert card["extension"]["com.epic.cdshooks.card.detail.content-type"] == "text/markdown"
            labels = [suggestion["label"] for suggestion in card.get("suggestions", ())]
            assert len(labels) == len(set(labels)), "nothing is offered twice"
        assert all(len(suggestion["actions"]) == 1 for suggestion in suggestions(exchange))

    with as_client("epic") as epic:
        answer = call(epic, request())
        stored = decided(epic, answer)
    first = (("cards", 0), ("suggestions", 0))
    fails_when(
        check,
        answer,
        set_to("at-most-one", "cards", 0, "selectionBehavior"),
        set_to([], *first[0], *first[1], "actions"),
        set_to({}, "cards", 0, "extension", "com.epic.cdshooks.card.detail.content-type"),
    )
    plain = client.call(request())
    assert [card["summary"] for card in answer.cards] == [card["summary"] for card in plain.cards], (
        "profiles change no words"
    )
    assert stored.client == "epic"
    kept = {uuid for verdict in stored.verdicts for uuid in verdict.suggestion_uuids}
    assert {suggestion["uuid"] for suggestion in suggestions(answer)} <= kept, "feedback finds them"


@requirement("EP6", "S", "a code map of the site for what suggestions create")
def test_EP6_site_codes_are_added(as_client: Serve, client: Client) -> None:
    own = next(
        f"{coding['system']}|{coding['code']}"
        for suggestion in suggestions(client.call(request()))
        for action in suggestion.get("actions", ())
        for coding in action.get("resource", {}).get("code", {}).get("coding", ())
    )
    theirs = "urn:com.epic.cdshooks.action.code.system.preference-list-item"
    with as_client("epic", codes={own: (f"{theirs}|7501",)}) as epic:
        answer = call(epic, request())

    codings = [
        c
        for s in suggestions(answer)
        for a in s["actions"]
        for c in a.get("resource", {}).get("code", {}).get("coding", ())
    ]
    assert {"system": theirs, "code": "7501"} in codings


@requirement(
    "EP7", "S", "links elsewhere vanish: what is not on the list is left out, and the citation stays in the detail"
)
def test_EP7_only_listed_links_are_sent(as_client: Serve, client: Client) -> None:
    links = client.call(request()).cards[0]["links"]
    with as_client("epic", links=("guideline.example.org",)) as epic:
        none = call(epic, request()).cards[0]
    with as_client("epic", links=("doi.org",)) as epic:
        all_ = call(epic, request()).cards[0]

    assert "links" not in none
    assert all_["links"] == [link for link in links if "//doi.org/" in link["url"]]
    assert "**Source:**" in none["detail"]


# --- Oracle Health ----------------------------------------------------------------------------------


@requirement("OR1", "S", "CDS Hooks 1.0: `at-most-one` only, no `appContext`, no tables in the text")
def test_OR1_cards_for_oracle(as_client: Serve) -> None:
    def check(exchange: Exchange) -> None:
        for card in exchange.cards:
            assert card.get("selectionBehavior", "at-most-one") == "at-most-one"
            assert not any("appContext" in link for link in card.get("links", ()))
            assert "|--" not in card["detail"]

    with as_client("oracle") as oracle:
        answer = call(oracle, request())

    fails_when(
        check, answer, set_to("any", "cards", 0, "selectionBehavior"), set_to("a|b\n|--|--", "cards", 0, "detail")
    )


@requirement("OR2", "S", "the labels of the issuer's region hold")
def test_OR2_the_profile_is_the_issuers(as_client: Serve) -> None:
    with as_client("oracle", profile="eu") as oracle:
        assert decided(oracle, call(oracle, request())).profile == "eu"
        asked = request(extension={"org.ovf-cds.as-of": "2025-05-20", "org.ovf-cds.profile": "jp"})
        assert decided(oracle, call(oracle, asked)).profile == "jp"
