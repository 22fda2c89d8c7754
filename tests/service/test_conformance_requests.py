# ruff: noqa: N802 - the tests are named after the labels of the requirements
"""
Requests as they really come: the five states of prefetch, pages, what is read elsewhere, whose data they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from service.exchange import dropped, fails_when, set_to, status
from service.patients import AS_OF, DRAFT, PATIENT_ID, bundle, patient, record, request
from service.requirements import requirement
from service.response_checker import check_answer, check_outcome

if TYPE_CHECKING:
    import io
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from service.exchange import Exchange
    from service.fhir_server import FhirServer
    from service.running import Client

    Serve = Callable[..., AbstractContextManager[Client]]

TOKEN = "t0ken-canary"
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
EPIC_EMPTY = {
    "resource": {
        "resourceType": "OperationOutcome",
        "issue": [
            {"severity": "warning", "code": "processing", "details": {"text": "Resource request returns no results"}}
        ],
    },
    "search": {"mode": "outcome"},
}
SEVERE = {"resource": OUTCOME, "search": {"mode": "outcome"}}


def decided(client: Client, exchange: Exchange) -> Any:
    """
    Return what the store has of the decision behind an answer.
    """
    found = client.journal.decision(exchange.body["extension"]["org.ovf-cds"]["decision"])
    assert found is not None
    return found


def fact(client: Client, exchange: Exchange, name: str) -> Any:
    return next(kept for kept in decided(client, exchange).facts if kept.name == name)


def readable(server: str, token: str = TOKEN, **more: Any) -> dict[str, Any]:
    """
    Return the members of a request that let us read a FHIR server.
    """
    granted = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/*.read patient/*.rs",
        "subject": "cds",
    }
    return {"fhirServer": server, "fhirAuthorization": granted | more}


STATES: dict[str, tuple[Any, str, str]] = {
    "resource": (record()["Condition"][0], "present", "not-recorded"),
    "bundle": (bundle(*record()["Condition"]), "present", "not-recorded"),
    "null": (None, "absent", "not-recorded"),
    "no-entries": (bundle(), "absent", "not-recorded"),
    "empty-entries": (bundle() | {"entry": []}, "absent", "not-recorded"),
    "missing": (..., "not-fetched", "not-fetched"),
    "outcome": (OUTCOME, "fetch-failed", "fetch-failed"),
    "a-string": ("x", "fetch-failed", "fetch-failed"),
    "next-page": (
        bundle(record()["Condition"][0], link=[{"relation": "next", "url": "https://x.example/Condition?page=2"}]),
        "partial",
        "partial",
    ),
}


@requirement(
    "R1", "L", "five states of a prefetch key, kept apart in the audit trail: present, null, empty, missing, failed"
)
@pytest.mark.parametrize(("value", "state", "status_"), STATES.values(), ids=STATES.keys())
def test_R1_the_states_of_prefetch_reach_the_fact(client: Client, value: Any, state: str, status_: str) -> None:
    body = request("patient-view")
    if value is ...:
        del body["prefetch"]["condition"]
    else:
        body["prefetch"]["condition"] = value
    answer = client.call(body)

    assert decided(client, answer).fetched["Condition"] == state
    assert fact(client, answer, "mi-stroke").status == status_


@requirement("R1", "L", "`null` is 'looked for, nothing there' or 'not asked', as the client means it")
def test_R1_what_null_means_is_a_matter_of_the_client(serve: Serve) -> None:
    from service.tokens import ISSUER, signer

    from cds.service.settings import Issuer

    issuer = Issuer(iss=ISSUER, jwks=signer().jwks, null_means="unknown")
    with serve(auth="jwt", issuers=(issuer,)) as client:
        body = request("patient-view")
        body["prefetch"]["condition"] = None
        url = f"{client.base_url}cds-services/ovf-patient-view".replace("8cds", "8/cds")
        url = str(client.base_url.join("/cds-services/ovf-patient-view"))
        answer = client.call(body, headers=signer().bearer(url))

        assert fact(client, answer, "mi-stroke").status == "not-fetched"


@requirement(
    "R1", "L", "an absence is concluded only from what was looked for: nothing is said about a key that failed"
)
def test_R1_a_failed_read_is_never_read_as_nothing_there(client: Client) -> None:
    whole = request()
    failed = request()
    failed["prefetch"]["medicationAdministration"] = OUTCOME

    def check(exchange: Exchange) -> None:
        check_answer(exchange)
        assert "rebound-no-augmentation" not in exchange.rules
        told = exchange.body["extension"]["org.ovf-cds"]["undecided"]
        assert "rebound-no-augmentation" in {one["rule"] for one in told}
        assert "data-needed" in exchange.rules

    fails_when(
        check,
        client.call(failed),
        dropped("extension"),
        set_to([], "cards"),
        set_to([], "extension", "org.ovf-cds", "undecided"),
    )
    assert "rebound-no-augmentation" in client.call(whole).rules


@requirement(
    "R2", "S", "an OperationOutcome inside a searchset is a side message; an empty search of Epic is 'nothing there'"
)
def test_R2_an_outcome_among_the_entries_is_no_failure(client: Client) -> None:
    empty, full, severe = request("patient-view"), request("patient-view"), request("patient-view")
    empty["prefetch"]["condition"] = {"resourceType": "Bundle", "type": "searchset", "total": 0, "entry": [EPIC_EMPTY]}
    full["prefetch"]["condition"]["entry"].append(EPIC_EMPTY)
    severe["prefetch"]["condition"]["entry"].append(SEVERE)

    found = [decided(client, client.call(body)).fetched["Condition"] for body in (empty, full, severe)]

    assert found == ["absent", "present", "partial"]


@requirement("R3", "S", "a Bundle with `next` is partial: the pages are read if that is allowed")
def test_R3_the_next_pages_are_read(serve: Serve, fhir: FhirServer) -> None:
    fhir.page, fhir.token = 1, TOKEN
    body = request() | readable(fhir.url)
    following = f"{fhir.url}/Observation?patient={PATIENT_ID}&_offset=1"
    first = bundle(record()["Observation"][0], link=[{"relation": "next", "url": following}])
    body["prefetch"]["observation"] = first
    with serve(fhir_servers=(fhir.url,)) as client:
        answer = client.call(body)

        assert decided(client, answer).fetched["Observation"] == "present"
        assert [path for path, _, _ in fhir.asked] == ["/fhir/Observation"] * 4
        assert fact(client, answer, "calcium").state == "normal"


@requirement("R3", "S", "'no X found' is not concluded from a partial Bundle; a `next` elsewhere is not followed")
def test_R3_a_page_elsewhere_is_not_read(serve: Serve, fhir: FhirServer) -> None:
    fhir.token = TOKEN
    body = request() | readable(fhir.url)
    elsewhere = "http://127.0.0.1:9/fhir/Observation?page=2"
    body["prefetch"]["observation"]["link"] = [{"relation": "next", "url": elsewhere}]
    with serve(fhir_servers=(fhir.url,)) as client:
        answer = client.call(body)

        assert fhir.asked == []
        assert decided(client, answer).fetched["Observation"] == "partial"
        assert fact(client, answer, "calcium").status == "partial"


@requirement("R4", "L", "412 if required data is neither in prefetch nor obtainable; the body names the prefetch key")
@pytest.mark.parametrize(
    "change",
    [
        {"prefetch": None},
        {"prefetch": {}},
        {"prefetch": {"patient": None}},
        {"prefetch": {"patient": OUTCOME}},
        {"prefetch": {"patient": OUTCOME, "condition": None, "observation": bundle()}},
    ],
)
def test_R4_without_a_patient_it_is_412(client: Client, change: dict[str, Any]) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.status == 412
        check_outcome(exchange)
        assert exchange.body["issue"][0]["expression"] == ["prefetch.patient"]

    answer = client.call(
        request("patient-view") | change if change["prefetch"] is not None else request("patient-view", prefetch=None)
    )
    fails_when(check, answer, status(200), status(400), dropped("issue", 0, "expression"))


@requirement("R4", "L", "otherwise 200, with one card that says what could not be evaluated")
def test_R4_missing_data_is_one_card(client: Client) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.status == 200
        (card,) = exchange.cards
        assert exchange.rules == ["data-needed"]
        assert card["indicator"] == "info"
        assert exchange.body["extension"]["org.ovf-cds"]["undecided"]

    answer = client.call(request(keys=frozenset({"patient", "condition"})))
    fails_when(
        check,
        answer,
        status(412),
        set_to([], "cards"),
        set_to("critical", "cards", 0, "indicator"),
        dropped("extension"),
    )


@requirement("R4", "L", "a warning that can be given without the Patient is given")
def test_R4_a_warning_does_not_wait_for_the_patient_resource(client: Client) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.status == 200
        assert "rebound-no-augmentation" in exchange.rules

    body = request()
    del body["prefetch"]["patient"]
    fails_when(check, client.call(body), status(412), set_to([], "cards"))


@requirement("R5", "S", "prefetch, FHIR access, or a mixture of both: the same cards")
@pytest.mark.parametrize("keys", [frozenset(), frozenset({"patient"}), frozenset({"condition", "observation"})])
def test_R5_what_is_missing_is_read(serve: Serve, fhir: FhirServer, keys: frozenset[str]) -> None:
    fhir.token = TOKEN
    body = request(keys=keys) | readable(fhir.url)
    with serve(fhir_servers=(fhir.url,)) as client:
        whole, mixed = client.call(request()), client.call(body)

        assert mixed.rebound == whole.rebound == ["rebound-no-augmentation", "rebound-antiresorptive-first"]
        assert [mixed.card(rule)["summary"] for rule in mixed.rebound] == [
            whole.card(rule)["summary"] for rule in whole.rebound
        ]
        asked = [path.rpartition("/fhir/")[2].partition("/")[0] for path, _, _ in fhir.asked]
        assert len(asked) == len(set(asked))
        assert keys.isdisjoint(kind[0].lower() + kind[1:] for kind in asked)


@requirement("R5", "S", "what the client looked for and did not find, or failed to read, is not asked for again")
def test_R5_nothing_is_asked_twice(serve: Serve, fhir: FhirServer) -> None:
    body = request() | readable(fhir.url)
    body["prefetch"] |= {"condition": None, "observation": OUTCOME, "procedure": bundle()}
    with serve(fhir_servers=(fhir.url,)) as client:
        client.call(body)

    assert fhir.asked == []


@requirement("R5", "S", "without a token, or at a server nobody allowed, nothing is read")
def test_R5_only_allowed_servers_are_read(serve: Serve, fhir: FhirServer) -> None:
    missing = request(keys=frozenset({"patient"}))
    with serve(fhir_servers=("https://ehr.example.org/fhir",)) as client:
        client.call(missing | readable(fhir.url))
    with serve(fhir_servers=(fhir.url,)) as client:
        client.call(missing | {"fhirServer": fhir.url})
        for trick in (
            f"{fhir.url}@evil.example",
            f"{fhir.url}x",
            fhir.url.replace("/fhir", "/fhi"),
            f"{fhir.url}/../x",
            f"{fhir.url}?x=",
            "file:///etc/passwd",
            "{{fhirServerUrl}}",
        ):
            client.call(missing | readable(trick))
    with serve(fhir_servers=(fhir.url,), mode="production") as client:
        client.call(missing | readable(fhir.url))

    assert fhir.asked == []


@requirement("R5", "S", "the scopes of the token decide what is read, in either version")
def test_R5_only_what_the_scopes_allow_is_read(serve: Serve, fhir: FhirServer) -> None:
    scopes = (
        "launch user/Patient.read patient/Condition.rs patient/Observation.rs?category=vital-signs user/Procedure.write"
    )
    body = request(keys=frozenset()) | readable(fhir.url, scope=scopes)
    with serve(fhir_servers=(fhir.url,)) as client:
        fetched = decided(client, client.call(body)).fetched

    assert {path.split("/")[2] for path, _, _ in fhir.asked} == {"Patient", "Condition", "Observation"}
    assert (fetched["Condition"], fetched["Observation"], fetched["Procedure"]) == ("present", "partial", "not-fetched")


@requirement("R6", "L", "every FHIR call carries `Authorization: Bearer`, and the token goes nowhere else")
def test_R6_the_token_goes_to_the_server_and_nowhere_else(
    serve: Serve, fhir: FhirServer, logs: io.StringIO, tmp_path: Any
) -> None:
    fhir.token, fhir.page = TOKEN, 1
    with serve(fhir_servers=(fhir.url,)) as client:
        answer = client.call(request(keys=frozenset()) | readable(fhir.url))
        stored = repr(decided(client, answer))

    assert answer.status == 200
    assert len(fhir.asked) > 10
    assert {authorization for _, _, authorization in fhir.asked} == {f"Bearer {TOKEN}"}
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert TOKEN not in logs.getvalue() + stored + answer.raw.decode()
    assert TOKEN.encode() not in files


@requirement("R6", "L", "no redirect is followed")
def test_R6_no_redirect_is_followed(serve: Serve, fhir: FhirServer) -> None:
    fhir.broken["Condition"] = "redirect"
    with serve(fhir_servers=(fhir.url,)) as client:
        answer = client.call(request(keys=frozenset({"patient"})) | readable(fhir.url))

        assert decided(client, answer).fetched["Condition"] == "fetch-failed"


BROKEN = {
    "500": 500,
    "401": 401,
    "404": 404,
    "truncated": "truncated",
    "text": "text",
    "outcome": "outcome",
    "elsewhere": "elsewhere",
}


@requirement("R6", "L", "a read that fails makes its facts unknown, and nothing else")
@pytest.mark.parametrize("how", BROKEN.values(), ids=BROKEN.keys())
def test_R6_a_broken_read_breaks_nothing_else(serve: Serve, fhir: FhirServer, how: int | str) -> None:
    fhir.broken["Condition"] = how
    with serve(fhir_servers=(fhir.url,)) as client:
        answer = client.call(request(keys=frozenset({"patient"})) | readable(fhir.url))

        assert answer.status == 200
        assert decided(client, answer).fetched["Condition"] == (
            "partial" if how in {"outcome", "elsewhere"} else "fetch-failed"
        )
        assert decided(client, answer).fetched["Observation"] == "present"
        assert fact(client, answer, "mi-stroke").status in {"fetch-failed", "partial"}


@requirement("R7", "S", "FHIR reads are boxed in time, in parallel; what is late is 'fetch-failed'")
def test_R7_slow_reads_end_in_time(serve: Serve, fhir: FhirServer) -> None:
    import time

    fhir.slow = {"Condition": 30.0, "Observation": 0.15, "Procedure": 0.15, "MedicationRequest": 0.15}
    with serve(fhir_servers=(fhir.url,), fetch_timeout=0.5) as client:
        began = time.perf_counter()
        answer = client.call(request(keys=frozenset({"patient"})) | readable(fhir.url))
        took = time.perf_counter() - began
        fetched = decided(client, answer).fetched

    assert answer.status == 200
    assert 0.4 < took < 2
    assert (fetched["Condition"], fetched["Observation"]) == ("fetch-failed", "present")


@requirement("R7", "S", "pages, bytes and resources of reads have a maximum; what was cut is partial")
@pytest.mark.parametrize("limit", [{"fetch_pages": 2}, {"fetch_resources": 9}, {"fetch_bytes": 4096}])
def test_R7_what_was_cut_is_partial(serve: Serve, fhir: FhirServer, limit: dict[str, int]) -> None:
    fhir.page = 1
    with serve(fhir_servers=(fhir.url,), **limit) as client:
        answer = client.call(request(keys=frozenset({"patient"})) | readable(fhir.url))
        fetched = decided(client, answer).fetched

    assert answer.status == 200
    assert fetched["Observation"] in {"partial", "fetch-failed"}


@requirement("R8", "S", "tolerant: `Patient/123`, absolute and versioned references, any kind of user")
@pytest.mark.parametrize(
    "identifier",
    [f"Patient/{PATIENT_ID}", f"https://ehr.example.org/r4/Patient/{PATIENT_ID}", f"Patient/{PATIENT_ID}/_history/3"],
)
def test_R8_references_are_read_in_any_form(client: Client, identifier: str) -> None:
    body = request()
    body["context"] |= {"patientId": identifier, "userId": "https://ehr.example.org/PractitionerRole/a.b-c"}
    for entry in body["prefetch"]["condition"]["entry"]:
        entry["resource"]["subject"]["reference"] = f"https://ehr.example.org/r4/Patient/{PATIENT_ID}/_history/7"
    answer = client.call(body)

    assert answer.rebound == ["rebound-no-augmentation", "rebound-antiresorptive-first"]
    assert decided(client, answer).user == "PractitionerRole/a.b-c"


@requirement("R8", "S", "a user may be missing, or be no reference")
@pytest.mark.parametrize("user", ["Practitioner/1", "Patient/2", "RelatedPerson/3", "", 7, None])
def test_R8_any_user_will_do(client: Client, user: Any) -> None:
    body = request()
    body["context"]["userId"] = user

    assert client.call(body).status == 200


@requirement("R9", "S", "patient mix-up is refused: 400")
@pytest.mark.parametrize("key", ["patient", "anything", "condition"])
def test_R9_another_patient_is_400(client: Client, key: str) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.status == 400
        check_outcome(exchange)

    body = request()
    other = patient("somebody-else")
    body["prefetch"][key] = other if key == "patient" else bundle(other)
    fails_when(check, client.call(body), status(200), status(500))


@requirement("R9", "S", "resources of another patient are dropped")
def test_R9_resources_of_another_patient_count_for_nothing(client: Client) -> None:
    body = request()
    for entry in body["prefetch"]["medicationAdministration"]["entry"]:
        entry["resource"]["subject"] = {"reference": "Patient/somebody-else"}

    assert "rebound-no-augmentation" not in client.call(body).rules


@requirement("R9", "S", "so are those that a FHIR server returns by mistake")
def test_R9_what_a_server_returns_by_mistake_counts_for_nothing(serve: Serve, fhir: FhirServer) -> None:
    for dose in fhir.held["MedicationAdministration"]:
        dose["subject"] = {"reference": "Patient/somebody-else"}
    fhir._search = lambda kind, _: bundle(*fhir.held.get(kind, ()))  # type: ignore[method-assign] # it ignores `patient`
    with serve(fhir_servers=(fhir.url,)) as client:
        answer = client.call(request(keys=frozenset({"patient"})) | readable(fhir.url))

    assert "rebound-no-augmentation" not in answer.rules


@requirement("R10", "O", "`hookInstance` in any case; no UUID is taken, unless the site is strict")
def test_R10_hook_instances_are_read_with_patience(client: Client, serve: Serve) -> None:
    upper = request() | {"hookInstance": "D1577C69-DFBE-44AD-BA6D-3E05E953B2EA"}
    other = request() | {"hookInstance": "html-test"}

    assert decided(client, client.call(upper)).hook_instance == "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
    assert client.call(other).status == 200
    with serve(hook_instance="strict") as strict:
        assert strict.call(other).status == 400
        assert strict.call(upper).status == 200


@requirement("R11", "O", "unknown fields and extensions are let through, of any JSON type")
@pytest.mark.parametrize("extra", [None, 7, "x", [1], {"a": None}, True])
def test_R11_what_we_do_not_know_is_let_through(client: Client, extra: Any) -> None:
    body = request() | {"future": extra}
    body["extension"] |= {"com.example.anything": extra}
    body["context"]["future"] = extra

    assert client.call(body).rebound == ["rebound-no-augmentation", "rebound-antiresorptive-first"]


@requirement("R11", "O", "an `extension` that is no object is no reason to refuse")
@pytest.mark.parametrize("extension", [[], "x", 7, [{"url": "x"}]])
def test_R11_an_extension_of_another_form_is_ignored(client: Client, extension: Any) -> None:
    assert client.call(request(extension=extension)).status == 200


@requirement("R12", "O", "prefetch is read by `resourceType`, whatever its key")
def test_R12_keys_may_have_any_name(client: Client) -> None:
    body = request()
    body["prefetch"] = {f"item{number}": value for number, value in enumerate(body["prefetch"].values())}
    one = request(keys=frozenset())
    one["prefetch"] = {"all": bundle(*(resource for resources in record().values() for resource in resources))}

    assert (
        client.call(body).rebound
        == client.call(one).rebound
        == ["rebound-no-augmentation", "rebound-antiresorptive-first"]
    )


@requirement("R12", "O", "OIDs for code systems, Medications among the drafts, orders without a type or an intent")
def test_R12_code_systems_may_be_oids(client: Client) -> None:
    import json

    oids = {
        "http://hl7.org/fhir/sid/icd-10-cm": "urn:oid:2.16.840.1.113883.6.90",
        "http://snomed.info/sct": "urn:oid:2.16.840.1.113883.6.96",
        "http://www.nlm.nih.gov/research/umls/rxnorm": "urn:oid:2.16.840.1.113883.6.88",
        "http://loinc.org": "urn:oid:2.16.840.1.113883.6.1",
    }
    text = json.dumps(request())
    for system, oid in oids.items():
        text = text.replace(f'"{system}"', f'"{oid}"')

    assert client.call(json.loads(text)).rebound == ["rebound-no-augmentation", "rebound-antiresorptive-first"]


@requirement("R12", "O", "a Medication that is only referred to is read")
def test_R12_a_medication_is_read_where_it_is(serve: Serve, fhir: FhirServer) -> None:
    code = fhir.held["MedicationAdministration"][0]["medicationCodeableConcept"]
    held = dict(fhir.held)
    held["Medication"] = [{"resourceType": "Medication", "id": "m1", "code": code}]
    for dose in held["MedicationAdministration"]:
        del dose["medicationCodeableConcept"]
        dose["medicationReference"] = {"reference": f"{fhir.url}/Medication/m1", "display": "PROLIA 60 MG"}
    fhir.held = held
    body = request(keys=frozenset({"patient"})) | readable(fhir.url)
    with serve(fhir_servers=(fhir.url,)) as client:
        assert "rebound-no-augmentation" in client.call(body).rules
        sent = request()
        sent["prefetch"]["medicationAdministration"] = bundle(*held["MedicationAdministration"])
        sent["context"]["draftOrders"]["entry"].append({"resource": held["Medication"][0]})
        assert "rebound-no-augmentation" in client.call(sent).rules
    assert [path for path, _, _ in fhir.asked].count("/fhir/Medication/m1") == 1


def test_a_draft_is_no_answer_to_what_drugs_are_taken(client: Client) -> None:
    """
    A draft MedicationRequest in the context does not mean that MedicationRequests were looked for.
    """
    body = request(keys=frozenset({"patient", "condition"}))
    draft = {
        "resourceType": "MedicationRequest",
        "id": "d",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
    }
    body["context"]["draftOrders"]["entry"].append({"resource": draft})

    assert decided(client, client.call(body)).fetched["MedicationRequest"] == "not-fetched"


def test_the_day_of_the_request_counts(client: Client) -> None:
    """
    A year later the fracture is old, and the rebound window closed.
    """
    later = client.call(request(extension={"org.ovf-cds.as-of": "2029-01-01"}))

    assert "rebound-antiresorptive-first" in client.call(request(extension={"org.ovf-cds.as-of": AS_OF})).rules
    assert "rebound-antiresorptive-first" not in later.rules
    assert DRAFT in {draft.ref for draft in decided(client, later).orders}
