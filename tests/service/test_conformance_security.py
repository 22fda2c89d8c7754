# ruff: noqa: N802 - the tests are named after the labels of the requirements
"""
Who may call, with which token, from which page; and where the service itself may go.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import json
import ssl
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from service.exchange import Exchange, fails_when, header, status
from service.patients import request
from service.requirements import requirement
from service.response_checker import check_outcome
from service.running import serving
from service.tokens import ISSUER, Signer, signer

from cds.journal import open_journal
from cds.service.app import create_app
from cds.service.effective import refusals
from cds.service.outbound import is_public, outbound_client
from cds.service.security import keys as keys_module
from cds.service.security.sandbox import SANDBOX_KEY
from cds.service.settings import Issuer, Settings

if TYPE_CHECKING:
    import io
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from service.running import Client

    from cds.rules.model import Pack

    Serve = Callable[..., AbstractContextManager[Client]]

PATH = "/cds-services/ovf-order-sign"
ALGORITHMS = ("ES384", "RS384", "ES256", "RS256", "PS256", "PS384")


def issuer(*signers: Signer, **more: Any) -> Issuer:
    keys = [one.public for one in signers or (signer(),)]
    return Issuer(**({"iss": ISSUER, "jwks": {"keys": keys}} | more))


def url(client: Client, path: str = PATH) -> str:
    return str(client.base_url.join(path))


def call(client: Client, token: str | None, **headers: str) -> Exchange:
    given = {} if token is None else {"authorization": f"Bearer {token}"}
    return client.call(request(), headers=given | headers)


def refused(exchange: Exchange) -> None:
    """
    Check for 401 without a word of why.
    """
    assert exchange.status == 401
    check_outcome(exchange)
    assert exchange.headers["www-authenticate"] == "Bearer"
    (issue,) = exchange.body["issue"]
    assert issue == {"severity": "error", "code": "login", "diagnostics": "not authorised"}


@requirement("X1", "L", "TLS for everything, discovery included")
def test_X1_the_service_speaks_tls(pack: Pack, tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert, private = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    settings = Settings(auth="jwt", issuers=(issuer(),))
    app = create_app(settings, pack, open_journal(f"sqlite:///{tmp_path / 'j.db'}"))
    with serving(app, ssl_certfile=str(cert), ssl_keyfile=str(private)) as address:
        secure = address.replace("http://127.0.0.1", "https://localhost")
        with httpx.Client(verify=ssl.create_default_context(cafile=str(cert)), trust_env=False) as browser:
            assert browser.get(f"{secure}/cds-services").status_code == 200
            headers = signer().bearer(f"{secure}{PATH}")
            assert browser.post(f"{secure}{PATH}", json=request(extension=None), headers=headers).status_code == 200
            with pytest.raises(httpx.HTTPError):
                browser.get(f"{address}/cds-services")


@requirement("X1", "L", "`X-Forwarded-Proto` and `-Host` of a trusted proxy count for `aud`, of nobody else")
def test_X1_only_trusted_proxies_are_believed(serve: Serve) -> None:
    public = "https://cds.example.org"
    forwarded = {"x-forwarded-proto": "https", "x-forwarded-host": "cds.example.org", "x-forwarded-for": "203.0.113.9"}
    token = signer().token(f"{public}{PATH}")
    with serve(auth="jwt", issuers=(issuer(),), trusted_proxies=("127.0.0.0/8",), hosts=("cds.example.org",)) as client:
        assert call(client, token, **forwarded).status == 200
    for settings in (
        {"hosts": ("cds.example.org",)},
        {"trusted_proxies": ("10.0.0.0/8",), "hosts": ("cds.example.org",)},
        {"trusted_proxies": ("127.0.0.0/8",)},
    ):
        with serve(auth="jwt", issuers=(issuer(),), **settings) as client:
            refused(call(client, signer().token(f"{public}{PATH}"), **forwarded))
    with serve(auth="jwt", issuers=(issuer(),), base_url=f"{public}/ovf/") as client:
        assert call(client, signer().token(f"{public}/ovf{PATH}")).status == 200
        refused(call(client, signer().token(url(client))))


@requirement("X1", "L", "a token made out to another service is refused, whatever the `Host` header says")
def test_X1_the_host_header_decides_nothing(serve: Serve) -> None:
    with serve(auth="jwt", issuers=(issuer(),)) as client:
        refused(call(client, signer().token(f"http://other.example.org{PATH}"), host="other.example.org"))


@requirement("X2", "S", "authentication where anything sensitive is exposed: nothing starts open by accident")
@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({}, "no issuer"),
        ({"auth": "off", "host": "0.0.0.0"}, "--i-know-this-is-open"),
        ({"issuers": (Issuer(iss=ISSUER),)}, "no keys"),
        ({"issuers": (issuer(), issuer())}, "same `iss`"),
        ({"issuers": (Issuer(iss=ISSUER, jwks={"keys": [{"kty": "oct", "k": "x"}]}),)}, "private or shared"),
        ({"trust_sandbox": True, "mode": "production"}, "Sandbox"),
        ({"trust_sandbox": True, "host": "0.0.0.0"}, "Sandbox"),
        ({"auth": "off", "ssl_certfile": "x"}, "go together"),
    ],
)
def test_X2_what_would_be_open_does_not_start(settings: dict[str, Any], word: str) -> None:
    assert any(word in reason for reason in refusals(Settings(**settings)))


@requirement("X2", "S", "said aloud it starts")
@pytest.mark.parametrize("settings", [{"auth": "off"}, {"issuers": (issuer(),)}, {"trust_sandbox": True}])
def test_X2_what_was_said_aloud_starts(settings: dict[str, Any]) -> None:
    assert refusals(Settings(**settings)) == []
    assert refusals(Settings(auth="off", host="0.0.0.0"), open_said_aloud=True) == []


@requirement("X3", "L", "a JWT on every call: ES384, RS384 (recommended), ES256, RS256, PS*")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_X3_a_signed_token_is_accepted(serve: Serve, algorithm: str) -> None:
    one = signer(algorithm)
    with serve(auth="jwt", issuers=(issuer(one),)) as client:
        fails_when(lambda e: _is(e, 200), call(client, one.token(url(client))), status(401))
        assert (
            call(client, one.token(["https://x.example", f"{url(client).upper().replace(PATH.upper(), PATH)}/"])).status
            == 200
        )
        refused(call(client, None))


def _is(exchange: Exchange, code: int) -> None:
    assert exchange.status == code


def _unsigned(audience: str) -> str:
    return _by_hand({"alg": "none", "typ": "JWT", "kid": signer().kid}, audience, b"")


def _by_hand(head: dict[str, Any], audience: str, secret: bytes) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": audience, "exp": now + 300, "iat": now, "jti": "1"}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, claims)]
    mac = hmac.digest(secret, b".".join(parts), "sha256") if secret else b""
    return b".".join([*parts, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()


def _hmac_with_public_key(audience: str) -> str:
    public = signer().private.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return _by_hand({"alg": "HS256", "typ": "JWT", "kid": signer().kid}, audience, pem)


def _with_its_own_key(audience: str) -> str:
    other = signer("RS384", "evil")
    return other.token(audience, header={"kid": signer().kid, "jwk": other.public})


FORGED: dict[str, Callable[[str], str]] = {
    "none": _unsigned,
    "hmac-with-the-public-key": _hmac_with_public_key,
    "its-own-key": _with_its_own_key,
    "another-key": lambda audience: signer("ES384", "other").token(audience, header={"kid": signer().kid}),
    "unknown-kid": lambda audience: signer().token(audience, header={"kid": "nobody"}),
    "no-kid": lambda audience: signer().token(audience, header={"kid": None}),
    "no-typ": lambda audience: signer().token(audience, header={"typ": ""}),
    "another-typ": lambda audience: signer().token(audience, header={"typ": "at+jwt"}),
    "critical-header": lambda audience: signer().token(audience, header={"crit": ["x"], "x": 1}),
    "no-signature": lambda audience: signer().token(audience).rpartition(".")[0] + ".",
    "stray-characters": lambda audience: signer().token(audience) + "!",
    "cut": lambda audience: signer().token(audience)[:-8],
    "changed": lambda audience: _changed(signer().token(audience)),
    "two-parts": lambda audience: signer().token(audience).rpartition(".")[0],
    "no-token": lambda _: "x",
    "no-json": lambda _: "bm90.bm90.bm90",
    "long": lambda audience: signer().token(audience, padding="x" * 20_000),
}


def _changed(token: str) -> str:
    head, claims, mac = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"tenant": "other"}
    return ".".join([head, base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode(), mac])


@requirement("X3", "L", "`none` and every symmetric algorithm are rejected; `alg` must match the key")
@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_X3_a_forged_token_is_401(serve: Serve, forge: Callable[[str], str], logs: io.StringIO) -> None:
    with serve(auth="jwt", issuers=(issuer(signer()),)) as client:
        token = forge(url(client))
        answer = call(client, token)

        fails_when(refused, answer, status(200), status(403), header("www-authenticate", None))
        assert f"Bearer {token}" not in logs.getvalue()
        assert '"reason":' in logs.getvalue()


@requirement("X3", "L", "a key for another algorithm, or that is not for signing, is not used")
@pytest.mark.parametrize(
    "change",
    [{"alg": "ES256"}, {"use": "enc"}, {"crv": "P-256"}, {"kty": "RSA"}, {"key_ops": ["encrypt"]}, {"x": "AA"}],
)
def test_X3_only_a_key_that_fits_is_used(serve: Serve, change: dict[str, Any]) -> None:
    one = signer("ES384")
    with serve(auth="jwt", issuers=(issuer(jwks={"keys": [one.public | change]}),)) as client:
        refused(call(client, one.token(url(client))))


@requirement("X3", "L", "an algorithm the site does not allow is refused")
def test_X3_a_site_may_allow_fewer_algorithms(serve: Serve) -> None:
    with serve(auth="jwt", issuers=(issuer(signer("RS256"), algorithms=("ES384", "RS384")),)) as client:
        refused(call(client, signer("RS256").token(url(client))))


WRONG: dict[str, dict[str, Any]] = {
    "iss-unknown": {"iss": "https://other.example.org"},
    "iss-with-a-slash": {"iss": f"{ISSUER}/"},
    "iss-missing": {"iss": None},
    "exp-over": {"exp": int(time.time()) - 61},
    "exp-missing": {"exp": None},
    "exp-is-text": {"exp": "tomorrow"},
    "exp-is-true": {"exp": True},
    "exp-far": {"exp": int(time.time()) + 7200},
    "iat-missing": {"iat": None},
    "iat-later": {"iat": int(time.time()) + 6000},
    "nbf-later": {"nbf": int(time.time()) + 6000},
    "jti-missing": {"jti": None},
    "jti-empty": {"jti": ""},
    "aud-missing": {"aud": None},
    "aud-of-a-sandbox": {"aud": "sand_man"},
    "aud-empty": {"aud": []},
}


@requirement("X3", "L", "`iss`, `aud`, `exp`, `iat`, `nbf`, `jti` are checked")
@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG.keys())
def test_X3_a_wrong_claim_is_401(serve: Serve, claims: dict[str, Any]) -> None:
    with serve(auth="jwt", issuers=(issuer(),)) as client:
        told = {"audience": url(client)} | ({"audience": claims["aud"]} if "aud" in claims else {})
        rest = {name: value for name, value in claims.items() if name != "aud"}
        token = signer().token(told["audience"], **rest)

        fails_when(refused, call(client, token), status(200))


@requirement("X3", "L", "`aud` is the address of the endpoint that was called")
@pytest.mark.parametrize(
    "path", ["/cds-services/ovf-patient-view", "/cds-services", "", f"{PATH}/feedback", f"{PATH}?x=1"]
)
def test_X3_a_token_for_another_endpoint_is_401(serve: Serve, path: str) -> None:
    with serve(auth="jwt", issuers=(issuer(audiences=("https://typed.example/by-hand",)),)) as client:
        refused(call(client, signer().token(url(client, path or "/"))))
        assert call(client, signer().token("https://typed.example/by-hand")).status == 200


@requirement("X3", "L", "a leeway of a minute, and real extras of Epic: `nbf`, `sub`, a lifetime of 15 minutes")
def test_X3_real_tokens_are_accepted(serve: Serve) -> None:
    now = int(time.time())
    with serve(auth="jwt", issuers=(issuer(),)) as client:
        for claims in (
            {"exp": now - 30},
            {"iat": now + 30, "exp": now + 330},
            {"nbf": now - 300, "iat": now, "exp": now + 900, "sub": "x"},
        ):
            assert call(client, signer().token(url(client), **claims)).status == 200


@requirement("X3", "L", "tenant allow-list")
def test_X3_only_known_tenants_may_call(serve: Serve) -> None:
    with serve(auth="jwt", issuers=(issuer(tenants=("north", "south")),)) as client:
        answer = call(client, signer().token(url(client), tenant="north"))
        decision = client.journal.decision(answer.body["extension"]["org.ovf-cds"]["decision"])
        assert decision is not None
        assert (decision.issuer, decision.tenant) == (ISSUER, "north")
        for tenant in ("east", None, ""):
            refused(call(client, signer().token(url(client), tenant=tenant)))


@requirement("X3", "L", "a `jti` is seen once, by every worker and after a restart")
def test_X3_a_token_counts_once(serve: Serve) -> None:
    with serve(auth="jwt", issuers=(issuer(),)) as client:
        token = signer().token(url(client), aud=["http://localhost:1" + PATH, url(client)])
        assert call(client, token).status == 200
        refused(call(client, token))
    with serve(
        auth="jwt",
        issuers=(issuer(audiences=(json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))["aud"][1],)),),
    ) as restarted:
        refused(call(restarted, token))


@requirement("X3", "L", "the `jti` of a call that was refused is used up as well, after a restart too")
@pytest.mark.parametrize(("body", "status"), [({"hook": "order-sign"}, 400), (request() | {"prefetch": {}}, 412)])
def test_X3_the_token_of_a_refused_call_counts(serve: Serve, body: dict[str, Any], status: int) -> None:
    with serve(auth="jwt", issuers=(issuer(),)) as client:
        token = signer().token(url(client))
        assert client.call(body, headers={"authorization": f"Bearer {token}"}).status == status
        refused(call(client, token))
        address = url(client)
    with serve(auth="jwt", issuers=(issuer(audiences=(address,)),)) as restarted:
        refused(call(restarted, token))


@requirement("X3", "L", "two `Authorization` headers are none")
def test_X3_two_tokens_are_none(serve: Serve) -> None:
    with serve(auth="jwt", issuers=(issuer(),)) as client:
        headers = [("authorization", f"Bearer {signer().token(url(client))}") for _ in range(2)]
        refused(client.call(request(), headers=headers))


@requirement("X3", "S", "keys in a file are read again when they change")
def test_X3_keys_may_stand_in_a_file(serve: Serve, tmp_path: Path) -> None:
    import os

    path, first, second = tmp_path / "keys.json", signer("ES384", "1"), signer("ES384", "2")
    path.write_text(json.dumps(first.jwks))
    with serve(auth="jwt", issuers=(issuer(jwks=None, jwks_file=path),)) as client:
        assert call(client, first.token(url(client))).status == 200
        refused(call(client, second.token(url(client))))
        path.write_text(json.dumps(second.jwks))
        os.utime(path, ns=(1, 1))
        assert call(client, second.token(url(client))).status == 200
        path.write_text("{")
        os.utime(path, ns=(2, 2))
        refused(call(client, first.token(url(client))))


@pytest.fixture
def key_server(monkeypatch: pytest.MonkeyPatch) -> Any:
    """
    An address of keys. It is https only by name: the test serves it without TLS.
    """
    asked: list[str] = []
    told: dict[str, Any] = {"status": 200, "body": b""}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        asked.append(scope["path"])
        headers = [(b"location", b"/elsewhere")] if told["status"] == 302 else []
        await send({"type": "http.response.start", "status": told["status"], "headers": headers})
        await send({"type": "http.response.body", "body": told["body"]})

    real = keys_module._body_of
    with serving(app) as address:

        async def over_http(client: httpx.AsyncClient, where: str) -> bytes:
            return await real(client, where.replace("https://keys.example.org", address))

        monkeypatch.setattr(keys_module, "_body_of", over_http)
        told["asked"] = asked
        yield told


@requirement("X3", "S", "`iss` and `jku` are allow-listed; a `jku` that is not on the list is never fetched")
def test_X3_keys_are_fetched_only_from_known_addresses(serve: Serve, key_server: dict[str, Any]) -> None:
    one, jku = signer("ES384", "a"), "https://keys.example.org/jwks"
    key_server["body"] = json.dumps(one.jwks).encode()
    with serve(auth="jwt", issuers=(issuer(jwks=None, jku=(jku,)),)) as client:
        for elsewhere in ("https://keys.example.org/other", "http://127.0.0.1:1/x", "file:///etc/passwd"):
            refused(call(client, one.token(url(client), header={"jku": elsewhere})))
        assert key_server["asked"] == []
        for header_ in ({"jku": jku}, {}, {"jku": jku}):
            assert call(client, one.token(url(client), header=header_)).status == 200
        assert key_server["asked"] == ["/jwks"], "cached"


@requirement("X3", "S", "an unknown `kid` makes us ask again once, and not more often than once a minute")
def test_X3_new_keys_are_found(serve: Serve, key_server: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = signer("ES384", "old"), signer("ES384", "new")
    key_server["body"] = json.dumps(old.jwks).encode()
    with serve(auth="jwt", issuers=(issuer(jwks=None, jku=("https://keys.example.org/jwks",)),)) as client:
        assert call(client, old.token(url(client))).status == 200
        key_server["body"] = json.dumps({"keys": [old.public, new.public]}).encode()
        for _ in range(5):
            refused(call(client, new.token(url(client))))
        assert len(key_server["asked"]) == 1
        monkeypatch.setattr(keys_module, "REFETCH_SECONDS", -1)
        assert call(client, new.token(url(client))).status == 200


@requirement("X3", "S", "keys are fetched without redirects, and not without end")
@pytest.mark.parametrize(
    "told",
    [{"status": 302}, {"status": 500}, {"body": b"x"}, {"body": b"[]"}, {"body": b'{"keys":[]}' + b" " * 300_000}],
)
def test_X3_a_key_address_that_misbehaves_gives_no_keys(
    serve: Serve, key_server: dict[str, Any], told: dict[str, Any]
) -> None:
    one = signer("ES384")
    key_server |= {"body": json.dumps(one.jwks).encode()} | told
    with serve(auth="jwt", issuers=(issuer(jwks=None, jku=("https://keys.example.org/jwks",)),)) as client:
        refused(call(client, one.token(url(client))))
        assert client.ask("GET", "/healthz").status == 200
    assert key_server["asked"][0] == "/jwks"
    assert "/elsewhere" not in key_server["asked"]


@requirement("X3", "S", "workers share the keys they fetched")
def test_X3_workers_share_keys(serve: Serve, key_server: dict[str, Any], tmp_path: Path) -> None:
    one = signer("ES384")
    key_server["body"] = json.dumps(one.jwks).encode()
    for _ in range(2):
        with serve(
            auth="jwt",
            issuers=(issuer(jwks=None, jku=("https://keys.example.org/jwks",)),),
            runtime_dir=tmp_path / "run",
        ) as client:
            assert call(client, one.token(url(client))).status == 200
    assert len(key_server["asked"]) == 1


@requirement("X3", "L", "the Sandbox's public key is refused, by whatever name, unless it is trusted aloud")
def test_X3_the_sandbox_is_trusted_only_aloud(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Its private key is public. The test has another key in its place.
    """
    from cds.service.security import door, sandbox

    stand_in = signer("ES384", SANDBOX_KEY["kid"])
    monkeypatch.setattr(sandbox, "SANDBOX_KEY", stand_in.public)
    iss = "https://sandbox.cds-hooks.org"
    for configured in (
        Issuer(iss=iss, jwks=stand_in.jwks),
        issuer(jwks={"keys": [stand_in.public | {"kid": "renamed"}]}),
    ):
        with serve(auth="jwt", issuers=(configured,)) as client:
            refused(
                call(
                    client,
                    stand_in.token(url(client), iss=configured.iss, header={"kid": configured.jwks["keys"][0]["kid"]}),
                )
            )  # type: ignore[index]
    monkeypatch.setattr(door, "SANDBOX", Issuer(iss=iss, jwks=stand_in.jwks, client="sandbox"))
    with serve(auth="jwt", trust_sandbox=True) as client:
        assert call(client, stand_in.token(url(client), iss=iss)).status == 200


@requirement("X3", "O", "calls are limited by issuer: 429 with `Retry-After`")
def test_X3_an_issuer_that_calls_too_often_is_429(serve: Serve) -> None:
    def check(exchange: Exchange) -> None:
        assert exchange.status == 429
        check_outcome(exchange)
        assert exchange.headers["retry-after"] == "1"

    other = "https://second.example.org"
    two = (issuer(rate=0.5, burst=3), issuer(iss=other))
    for workers in (1, 2):  # with several workers the bucket is in the store
        with serve(auth="jwt", issuers=two, workers=workers) as client:
            seen = [call(client, signer().token(url(client))) for _ in range(5)]
            assert [exchange.status for exchange in seen[:3]] == [200, 200, 200]
            fails_when(check, seen[-1], status(503), header("retry-after", None))
            assert call(client, signer().token(url(client), iss=other)).status == 200


@requirement(
    "X4",
    "S",
    "`fhirServer` comes from the caller: loopback, link-local and private addresses are refused in production",
)
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "224.0.0.1",
    ],
)
def test_X4_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1::1")


@requirement("X4", "S", "the name is resolved once, and what was checked is what is called")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_X4_nothing_private_is_called(host: str) -> None:
    import asyncio

    asked: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        asked.append(scope)

    async def ask(address: str) -> None:
        async with outbound_client(public_only=True) as guarded:
            await guarded.get(address)

    with serving(app) as address, pytest.raises(httpx.ConnectError, match="not public"):
        asyncio.run(ask(address.replace("127.0.0.1", host)))
    assert asked == []


@requirement("X5", "L", "CORS for browsers: the preflight is answered without authentication, for explicit origins")
def test_X5_known_origins_may_call(serve: Serve) -> None:
    origin = "https://ehr.example.org"
    asking = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}

    def preflight(exchange: Exchange) -> None:
        assert exchange.status == 204
        assert exchange.headers["access-control-allow-origin"] == origin
        assert "POST" in exchange.headers["access-control-allow-methods"]
        assert {"authorization", "content-type"} <= set(exchange.headers["access-control-allow-headers"].split(", "))
        assert "access-control-allow-credentials" not in exchange.headers
        assert "Origin" in exchange.headers["vary"]

    def marked(exchange: Exchange) -> None:
        assert exchange.headers["access-control-allow-origin"] == origin
        assert "Origin" in exchange.headers["vary"]

    with serve(auth="jwt", issuers=(issuer(),), cors_origins=(origin,)) as client:
        for path in ("/cds-services", "/cds-services/", PATH, f"{PATH}/", f"{PATH}/feedback"):
            answer = client.ask("OPTIONS", path, headers=asking | {"origin": origin})
            fails_when(preflight, answer, status(401), header("access-control-allow-origin", "*"), header("vary", None))
        fails_when(
            marked,
            client.ask("GET", "/cds-services", headers={"origin": origin}),
            header("access-control-allow-origin", "*"),
        )
        marked(call(client, None, origin=origin))  # a refusal can be read too
        marked(call(client, signer().token(url(client)), origin=origin))


@requirement("X5", "L", "other origins are not let in, and none is reflected")
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://ehr.example.org.evil.example", "http://ehr.example.org"]
)
def test_X5_other_origins_may_not(serve: Serve, origin: str) -> None:
    asking = {"origin": origin, "access-control-request-method": "POST"}
    with serve(cors_origins=("https://ehr.example.org",)) as client:
        answers = [
            client.ask("OPTIONS", PATH, headers=asking),
            client.ask("GET", "/cds-services", headers={"origin": origin}),
        ]

    assert answers[0].status == 403
    assert all("access-control-allow-origin" not in answer.headers for answer in answers)


@requirement(
    "X6",
    "S",
    "a line for each call: hookInstance, issuer, tenant, service, rules with versions, prefetch states, latency",
)
def test_X6_each_call_leaves_a_line(serve: Serve, logs: io.StringIO) -> None:
    body = request()
    with serve(auth="jwt", issuers=(issuer(),)) as client:
        answer = client.call(
            body, headers=signer().bearer(url(client), tenant="north") | {"x-request-id": "0123456789abcdef"}
        )
    lines = [json.loads(line) for line in logs.getvalue().splitlines()]
    line = next(line for line in lines if line.get("route") == "/cds-services/{id}")

    assert line["event"] == "call"
    assert (line["hookInstance"], line["issuer"], line["tenant"]) == (body["hookInstance"], ISSUER, "north")
    assert (line["service"], line["hook"], line["status"]) == ("ovf-order-sign", "order-sign", 200)
    assert line["rules"] == [f"{rule}@{client.application.pack.rules[rule].version}" for rule in answer.rules]
    assert line["prefetch"]["Condition"] == "present"
    assert line["request"] == answer.headers["x-request-id"] == "0123456789abcdef"
    assert line["ms"] > 0


@requirement("X6", "S", "no patient data in any log, whatever goes wrong")
def test_X6_no_patient_data_is_logged(serve: Serve, logs: io.StringIO) -> None:
    """
    The fixture of the logs looks for every canary after each test of the suite; here they are put everywhere.
    """
    from service.patients import CANARIES, PATIENT_ID

    with serve(allow_as_of=True) as client:
        client.call(request(hookInstance=PATIENT_ID), headers={"x-request-id": PATIENT_ID})
        client.call(request(fhirServer=f"https://x.example/{PATIENT_ID}"))
        client.call(request(extension={"com.epic.cdshooks.request.bpa-trigger-action": PATIENT_ID}))
        body = request()
        body["prefetch"] |= {PATIENT_ID: None, f"{PATIENT_ID}/x": "canary comment", "b": {"resourceType": PATIENT_ID}}
        client.call(body)
        client.call(request(), service=PATIENT_ID)
        client.ask("GET", f"/decisions/{PATIENT_ID}?name=Zyxwvut")
        client.ask("GET", f"/{PATIENT_ID}")
        client.ask("POST", f"{PATH}/feedback", json={"feedback": [{"card": PATIENT_ID, "outcome": "canary comment"}]})

    assert len(logs.getvalue().splitlines()) > 8
    assert not any(canary in logs.getvalue() for canary in CANARIES)


@requirement("X7", "O", "what is stored and counted is for operators: a token, or this machine during development")
def test_X7_operators_have_a_door_of_their_own(serve: Serve, tmp_path: Path) -> None:
    token = tmp_path / "admin"
    token.write_text("operator\n")
    with serve() as client:
        decision = client.call(request()).body["extension"]["org.ovf-cds"]["decision"]
        for path in (f"/decisions/{decision}", "/metrics"):
            assert client.ask("GET", path).status == 200
            assert client.ask("GET", path, headers={"x-forwarded-for": "203.0.113.9"}).status == 401
        assert client.ask("GET", "/decisions/nothing").status == 404
    for settings in ({"admin_token_file": token}, {"mode": "production"}, {"base_url": "https://cds.example.org"}):
        with serve(**settings) as client:
            for path in (f"/decisions/{decision}", "/metrics"):
                assert client.ask("GET", path).status == 401
                wanted = 200 if "admin_token_file" in settings else 401
                assert client.ask("GET", path, headers={"authorization": "Bearer operator"}).status == wanted
                assert client.ask("GET", path, headers={"authorization": "Bearer operators"}).status == 401


@requirement("X8", "O", "pages carry security headers, and load nothing from elsewhere")
def test_X8_pages_are_closed(client: Client) -> None:
    def check(exchange: Exchange) -> None:
        assert "default-src 'none'" in exchange.headers["content-security-policy"]
        assert exchange.headers["x-frame-options"] == "DENY"
        assert exchange.headers["x-content-type-options"] == "nosniff"
        assert b"src=" not in exchange.raw

    for path in ("/", "/prefetch"):
        fails_when(
            check, client.ask("GET", path), header("content-security-policy", ""), header("x-frame-options", "ALLOW")
        )


@requirement("X8", "O", "pages can be switched off")
def test_X8_pages_can_be_off(serve: Serve) -> None:
    with serve(pages="off") as client:
        assert [client.ask("GET", path).status for path in ("/", "/prefetch", "/demo", "/docs")] == [404] * 4
