# ruff: noqa: N802 - the tests are named after the labels of the requirements
"""
Discovery and its prefetch templates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from service.exchange import dropped, fails_when, header, set_to, status
from service.requirements import requirement
from service.response_checker import TOKEN, check_discovery
from service.tokens import ISSUER, signer

from cds.chart.reading.request import PREFETCH_KEYS
from cds.service.prefetch.needs import needs_of
from cds.service.services import Discovery, services_of
from cds.service.settings import Issuer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from service.exchange import Exchange
    from service.running import Client

    from cds.rules.model import Pack

HOOKS = ("patient-view", "order-select", "order-sign", "encounter-discharge", "problem-list-item-create")
OPTIONAL = ("encounterId", "userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId")
FORBIDDEN = ("_include", "_revinclude", "_has", "_lastUpdated", "_text", "_content", "_filter")
FIRST = ("services", 0)


@pytest.fixture(scope="module")
def found(client: Client) -> Exchange:
    return client.ask("GET", "/cds-services")


@pytest.fixture(scope="module")
def templates(found: Exchange) -> list[tuple[str, str]]:
    return [(key, query) for service in found.body["services"] for key, query in service["prefetch"].items()]


def parameters(query: str) -> Iterator[tuple[str, str]]:
    for pair in filter(None, query.partition("?")[2].split("&")):
        name, _, value = pair.partition("=")
        yield name, value


@requirement("J2", "L", "no null, empty string, array or object; an optional element without a value is omitted")
def test_J2_nothing_in_discovery_is_empty(found: Exchange) -> None:
    fails_when(
        check_discovery,
        found,
        set_to(None, *FIRST, "title"),
        set_to("", *FIRST, "usageRequirements"),
        set_to({}, *FIRST, "prefetch"),
    )


@requirement("J3", "S", "no comments or trailing commas: strict JSON")
def test_J3_discovery_is_strict_json(found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.body is not None
        assert exchange.raw[:1] == b"{"
        assert not re.search(rb",\s*[}\]]", exchange.raw)

    from dataclasses import replace

    fails_when(check, found, lambda e: replace(e, raw=e.raw[:-1] + b",}", body=None))


@requirement("D1", "L", "`GET {baseUrl}/cds-services` always available, 200, object with array `services`")
def test_D1_discovery_is_available(found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.status == 200
        assert isinstance(exchange.body, dict)
        assert isinstance(exchange.body["services"], list)

    fails_when(check, found, status(503), dropped("services"), set_to(None, "services"), set_to({}, "services"))


@requirement("D2", "L", "each entry has `hook`, `description` and `id`, strings")
def test_D2_each_service_has_hook_description_and_id(found: Exchange) -> None:
    names = ("hook", "description", "id")
    spoilt = [
        mutate
        for name in names
        for mutate in (dropped(*FIRST, name), set_to(None, *FIRST, name), set_to(7, *FIRST, name))
    ]

    fails_when(check_discovery, found, *spoilt)


@requirement("D3", "S", "`title`; `version` names the version of CDS Hooks (3.0)")
def test_D3_each_service_has_title_and_version(found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        for service in exchange.body["services"]:
            assert service["title"]
            assert service["version"] == "2.0.1"

    fails_when(check, found, dropped(*FIRST, "title"), set_to("1.0", *FIRST, "version"), dropped(*FIRST, "version"))


@requirement("D3", "S", "`version` is semver of CDS Hooks, and can be set to 3.0.0")
def test_D3_the_version_can_be_set(serve: Callable[..., AbstractContextManager[Client]]) -> None:
    with serve(cds_hooks_version="3.0.0") as client:
        found = client.ask("GET", "/cds-services")

    assert {service["version"] for service in found.body["services"]} == {"3.0.0"}


@requirement(
    "D4", "L", "`prefetch` is an object of strings: relative FHIR reads or searches, no leading slash, no base"
)
def test_D4_prefetch_is_made_of_relative_queries(found: Exchange) -> None:
    place = (*FIRST, "prefetch", "patient")
    spoilt = (set_to("/Patient/1", *place), set_to("https://x.example/Patient/1", *place), set_to({"a": 1}, *place))

    fails_when(check_discovery, found, *spoilt)


@requirement("D5", "L", "each service is reachable at `{baseUrl}/cds-services/{id}`")
def test_D5_each_service_is_where_discovery_says(client: Client, found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        for service in exchange.body["services"]:
            assert client.ask("POST", f"/cds-services/{service['id']}", json={}).status == 400

    fails_when(check, found, set_to("elsewhere", *FIRST, "id"))


@requirement("D6", "M", "one id for each hook: the Sandbox keys services by address")
def test_D6_no_id_stands_twice(found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        pairs = [(service["id"], service["hook"]) for service in exchange.body["services"]]
        assert pairs == [(f"ovf-{hook}", hook) for hook in HOOKS]

    fails_when(check, found, set_to("ovf-order-sign", *FIRST, "id"), set_to("order-sign", *FIRST, "hook"))


@requirement("D7", "M", "discovery may require the JWT too; the `aud` is then the discovery URL")
def test_D7_discovery_may_ask_for_a_token(serve: Callable[..., AbstractContextManager[Client]]) -> None:
    issuer = Issuer(iss=ISSUER, jwks=signer().jwks)
    with serve(auth="jwt", issuers=(issuer,), discovery_auth=True) as client:
        url = f"{client.base_url}/cds-services".replace("//cds", "/cds")
        known = client.ask("GET", "/cds-services", headers=signer().bearer(url))

        fails_when(lambda e: _is(e, 200), known, status(401))
        assert client.ask("GET", "/cds-services").status == 401
        assert client.ask("GET", "/cds-services", headers=signer().bearer(f"{url}/ovf-order-sign")).status == 401
        assert "private" in known.headers["cache-control"]


def _is(exchange: Exchange, code: int) -> None:
    assert exchange.status == code


@requirement("D8", "O", "`ETag` and `Cache-Control`; the bytes are stable")
def test_D8_discovery_can_be_cached(client: Client, found: Exchange, pack: Pack) -> None:
    def check(exchange: Exchange) -> None:
        assert re.fullmatch(r'"[0-9a-f]{32}"', exchange.headers["etag"])
        assert "max-age" in exchange.headers["cache-control"]

    fails_when(check, found, header("etag", None), header("cache-control", "no-store"))
    again = client.ask("GET", "/cds-services", headers={"if-none-match": f'"other", W/{found.headers["etag"]}'})
    assert (again.status, again.raw, again.headers["etag"]) == (304, b"", found.headers["etag"])
    assert client.ask("GET", "/cds-services", headers={"if-none-match": '"other"'}).raw == found.raw
    assert Discovery(services_of(pack), "2.0.1").body == found.raw


@requirement("D9", "O", "`usageRequirements` says what happens without data, the FHIR version and the scopes")
def test_D9_usage_requirements_say_what_is_needed(found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        for service in exchange.body["services"]:
            said = service["usageRequirements"]
            assert all(word in said for word in ("R4", "412", "undecided", "patient/Patient.rs"))

    fails_when(check, found, dropped(*FIRST, "usageRequirements"), set_to("none", *FIRST, "usageRequirements"))


@requirement("P1", "L", "tokens hold only `context.<field>` or the ids of the user")
def test_P1_tokens_are_of_the_known_ones(found: Exchange) -> None:
    place = (*FIRST, "prefetch", "patient")

    fails_when(check_discovery, found, set_to("Patient/{{Patient.id}}", *place), set_to("Patient/{{today()}}", *place))


@requirement(
    "P2", "L", "only root-level primitive fields of the context; never draftOrders, selections, conditions ..."
)
def test_P2_tokens_are_the_patient_id_only(found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        for service in exchange.body["services"]:
            for query in service["prefetch"].values():
                assert set(TOKEN.findall(query)) == {"context.patientId"}

    place = (*FIRST, "prefetch", "condition")
    fails_when(
        check,
        found,
        set_to("Condition?x={{context.draftOrders.entry}}", *place),
        set_to("Condition?x={{context.selections}}", *place),
    )


@requirement(
    "P3", "S", "the query subset: read, search by reference, token, date, `_count`, `_sort`; no modifier, no `_include`"
)
def test_P3_queries_stay_in_the_subset(found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        for service in exchange.body["services"]:
            for query in service["prefetch"].values():
                for name, _ in parameters(query):
                    assert name not in FORBIDDEN
                    assert re.fullmatch(r"patient|code|status|_count|_sort|date", name), name

    place = (*FIRST, "prefetch", "condition")
    fails_when(
        check,
        found,
        set_to("Condition?patient={{context.patientId}}&_include=x", *place),
        set_to("Condition?code:not=x", *place),
        set_to("Condition?subject.name=x", *place),
    )


@requirement("P4", "S", "no parameter twice, no token of an optional field, no second `?`, `system|code` unencoded")
def test_P4_queries_survive_real_clients(found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        for service in exchange.body["services"]:
            for query in service["prefetch"].values():
                names = [name for name, _ in parameters(query)]
                assert len(names) == len(set(names))
                assert query.count("?") <= 1
                assert "%" not in query
                assert not any(field in query for field in OPTIONAL)

    place = (*FIRST, "prefetch", "condition")
    fails_when(
        check,
        found,
        set_to("Condition?date=ge1&date=le2", *place),
        set_to("Condition?a=1?b=2", *place),
        set_to("Condition?code=http%3A%2F%2Fx%7Cy", *place),
        set_to("Encounter/{{context.encounterId}}", *place),
    )


@requirement("P5", "S", "one key for each resource type, named after it")
def test_P5_one_key_a_type(found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        for service in exchange.body["services"]:
            for key, query in service["prefetch"].items():
                assert re.split(r"[/?]", query)[0] == PREFETCH_KEYS[key]

    fails_when(
        check,
        found,
        set_to("Condition?x=1", *FIRST, "prefetch", "patient"),
        set_to("Patient/1", *FIRST, "prefetch", "item1"),
    )


@requirement("P6", "S", "no `today()` tokens: a 2.0 client leaves such a key out")
def test_P6_no_query_depends_on_the_day(found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        assert b"today()" not in exchange.raw

    fails_when(check, found, set_to("Condition?date=ge{{today()}}", *FIRST, "prefetch", "condition"))


@requirement("P7", "S", "prefetch what is needed, and nothing else")
def test_P7_the_prefetch_of_a_hook_is_what_its_rules_read(pack: Pack, found: Exchange) -> None:
    def check(exchange: Exchange) -> None:
        for service in exchange.body["services"]:
            asked = {PREFETCH_KEYS[key] for key in service["prefetch"]}
            assert asked == needs_of(pack, service["hook"]).types

    fails_when(
        check,
        found,
        dropped(*FIRST, "prefetch", "condition"),
        set_to("Media?patient={{context.patientId}}", *FIRST, "prefetch", "media"),
    )


def test_an_address_made_of_a_template_stays_short(templates: list[tuple[str, str]]) -> None:
    """
    Servers and proxies take addresses of about 8,000 characters.
    """
    assert max(len(query) * 1.2 for _, query in templates) < 7500
