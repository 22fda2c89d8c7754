"""
What a site can set: the environment (`CDS_*`), a TOML file, and safe values for all the rest.

Every field says what it does; `docs/configuration.md` is made from these sentences.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path  # noqa: TC003 - pydantic reads the annotations
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

__all__ = ["ALGORITHMS", "CLIENTS", "Issuer", "Settings", "is_loopback"]

Profile = Literal["us", "eu", "jp"]
Client = Literal["generic", "epic", "oracle", "sandbox"]
Algorithm = Literal["ES384", "RS384", "ES256", "RS256", "ES512", "RS512", "PS256", "PS384", "PS512"]
ALGORITHMS: tuple[Algorithm, ...] = ("ES384", "RS384", "ES256", "RS256", "PS256", "PS384", "PS512")
CLIENTS: tuple[Client, ...] = ("generic", "epic", "oracle", "sandbox")


def _listed(value: Any) -> Any:
    """
    Take `a, b` of an environment variable as two words.
    """
    if isinstance(value, str):
        return tuple(word for part in value.split(",") if (word := part.strip()))
    return value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


def is_loopback(host: str) -> bool:
    """
    Tell whether only this machine can reach *host*.
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Issuer(BaseModel):
    """
    A client that may call: how its tokens are verified, and how it wants to be answered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    iss: str = Field(min_length=1, description="The `iss` of its tokens, letter by letter.")
    jwks: dict[str, Any] | None = Field(
        default=None, description="Its public keys, a JSON Web Key Set, written out here."
    )
    jwks_file: Path | None = Field(default=None, description="A file with its public keys; read again when it changes.")
    jku: tuple[str, ...] = Field(
        default=(), description="The https addresses its keys may be fetched from; no other is ever called."
    )
    audiences: tuple[str, ...] = Field(
        default=(), description="Further `aud` values to accept beside the address that was called."
    )
    tenants: tuple[str, ...] = Field(default=(), description="The tenants that may call; empty: every one, and none.")
    algorithms: tuple[Algorithm, ...] = Field(
        default=ALGORITHMS, description="The signatures to accept; never `none` or a shared secret."
    )
    max_lifetime: int = Field(default=3600, gt=0, description="Seconds a token may be valid at most.")
    fhir_servers: tuple[str, ...] = Field(
        default=(), description="Base addresses of the FHIR servers that may be read for it."
    )
    private_network: bool = Field(
        default=False, description="Its FHIR server or key address lies in a private network; allow such addresses."
    )
    client: Client = Field(
        default="generic", description="How it wants cards written: generic, epic, oracle or sandbox."
    )
    links: tuple[str, ...] | None = Field(
        default=None,
        description="Hosts whose links it shows; links elsewhere are left out (the citation stays in the text).",
    )
    codes: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="Site codes to add to what a suggestion creates: `system|code` of ours, then `system|code` of theirs.",
    )
    profile: Profile | None = Field(default=None, description="Whose drug labels hold for it; else `profile`.")
    null_means: Literal["absent", "unknown"] = Field(
        default="absent", description="What a prefetch value `null` says: looked for and nothing there, or not asked."
    )
    rate: float | None = Field(
        default=None, gt=0, description="Calls a second it may make in the long run; else `rate`."
    )
    burst: int | None = Field(default=None, gt=0, description="Calls it may make at once; else `burst`.")

    @field_validator("jku")
    @classmethod
    def _only_https(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            if urlsplit(address).scheme != "https":
                raise ValueError(f"'{address}' is not an https address")
        return addresses


class Settings(BaseSettings):
    """
    The settings of the service.
    """

    model_config = SettingsConfigDict(
        env_prefix="CDS_", frozen=True, extra="forbid", env_ignore_empty=True, hide_input_in_errors=True
    )

    host: str = Field(
        default="127.0.0.1", description="The address to listen on. The default is reached from this machine only."
    )
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on; 0 for any free one.")
    workers: int = Field(default=1, ge=1, le=64, description="Processes that answer.")
    threads: int = Field(
        default=1,
        ge=1,
        le=32,
        description="Calls a process evaluates at the same time; more than 1 pays only when storing a decision takes long.",
    )
    mode: Literal["auto", "production", "development"] = Field(
        default="auto",
        description="`production` refuses what only a test may do. `auto`: development when only this machine can reach the "
        "service and neither `base_url` nor `trusted_proxies` is set, else production.",
    )
    base_url: str | None = Field(
        default=None, description="The public address before `/cds-services`, as registered at the clients."
    )
    hosts: Words = Field(
        default=(),
        description="Public names of this service, when `base_url` is not set: a token for another name is refused.",
    )
    trusted_proxies: Words = Field(
        default=(), description="Addresses or networks of proxies whose `X-Forwarded-*` headers are believed."
    )
    ssl_certfile: Path | None = Field(
        default=None, description="Certificate chain (PEM), to speak TLS without a proxy."
    )
    ssl_keyfile: Path | None = Field(default=None, description="Private key (PEM) of the certificate.")

    auth: Literal["jwt", "off"] = Field(
        default="jwt",
        description="`jwt`: every call carries a token of a known issuer. `off`: nobody is asked who they are.",
    )
    issuers: tuple[Issuer, ...] = Field(default=(), description="The clients that may call; see below.")
    trust_sandbox: bool = Field(
        default=False,
        description="Accept the public CDS Hooks Sandbox. Its private key is public, so this is the same as no authentication; refused in production.",
    )
    discovery_auth: bool = Field(default=False, description="Ask for a token on `GET /cds-services` too.")
    admin_token_file: Path | None = Field(
        default=None, description="File with the token that `/metrics` and `/decisions/{id}` ask for."
    )
    cors_origins: Words = Field(
        default=(), description="Origins of browser clients that may call, such as `https://ehr.example.org`."
    )
    rate: float = Field(
        default=200, gt=0, description="Calls a second that one issuer may make in the long run; more get 429."
    )
    burst: int = Field(default=400, gt=0, description="Calls that one issuer may make at once.")

    rules: Path | None = Field(
        default=None, description="A folder with another rule pack; it replaces the one that came along."
    )
    terms_exclude: Words = Field(
        default=(), description="Code systems not to load, such as `cpt,medis`, for a site without their licence."
    )
    require_signed: bool = Field(default=False, description="Refuse to start with a rule that no clinician signed.")
    profile: Profile = Field(default="us", description="Whose drug labels hold: us, eu or jp.")
    time_zone: str = Field(
        default="UTC", description="IANA name of the zone in which a time becomes a date and a day begins."
    )
    language: Literal["en"] = Field(default="en", description="The language of the cards.")
    validate_evidence: bool = Field(default=True, description="Check the resources a card rests on against FHIR R4.")
    allow_as_of: bool = Field(
        default=False,
        description="Honour the request extensions `org.ovf-cds.as-of` and `org.ovf-cds.profile`; else 400.",
    )
    shadow: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="Rules that are evaluated and stored but never shown: rule id, then tenants or issuers, `*` for all.",
    )
    cds_hooks_version: Literal["2.0.1", "3.0.0"] = Field(
        default="2.0.1", description="The version of CDS Hooks that discovery names."
    )
    hook_instance: Literal["lenient", "strict"] = Field(
        default="lenient", description="`strict` answers 400 to a `hookInstance` that is no UUID."
    )

    fhir_servers: Words = Field(
        default=(),
        description="Base addresses of FHIR servers that may be read for every caller, also without an issuer.",
    )
    fhir_without_token: bool = Field(
        default=False, description="Read an allowed FHIR server also when the request brings no token for it."
    )
    fetch_timeout: float = Field(default=2.0, gt=0, le=60, description="Seconds for all FHIR reads of a call together.")
    fetch_pages: int = Field(default=10, ge=1, description="Pages that are read of one search at most.")
    fetch_bytes: int = Field(default=16 * 1024 * 1024, ge=1024, description="Bytes that are read for one call at most.")
    fetch_resources: int = Field(default=5000, ge=1, description="Resources that are read for one call at most.")

    max_body: int = Field(default=8 * 1024 * 1024, ge=1024, description="Bytes of a request body; more get 413.")
    max_entries: int = Field(default=5000, ge=1, description="Resources in one request; more get 413.")
    max_nesting: int = Field(default=64, ge=8, le=500, description="Levels of JSON in a request; more get 400.")
    body_timeout: float = Field(default=10.0, gt=0, description="Seconds a client may take to send its body; then 408.")
    call_timeout: float = Field(
        default=10.0, gt=0, description="Seconds the evaluation of one call may take; then 503."
    )
    max_wait: float = Field(
        default=0.25,
        gt=0,
        description="Seconds a call would have to wait for its turn; if it is more it gets 503 at once.",
    )
    shutdown_timeout: float = Field(
        default=15.0, gt=0, description="Seconds that running calls get to finish when the service is stopped."
    )

    database_url: str | None = Field(
        default=None,
        description="Where decisions are stored: `sqlite:///path` or `postgresql+psycopg://...`. Default: SQLite in the user's state folder.",
    )
    database_url_file: Path | None = Field(
        default=None, description="A file that holds `database_url`, when it has a password."
    )
    store_required: bool = Field(
        default=False,
        description="Answer 503 when the decision can not be stored, instead of sending the cards without a record.",
    )
    retention_days: int = Field(default=365, ge=1, description="Days after which decisions and feedback are deleted.")
    comment_key_file: Path | None = Field(
        default=None,
        description="File with the key that encrypts the comments of clinicians; without one comments are not kept.",
    )

    pages: Literal["auto", "book", "demo", "off"] = Field(
        default="auto",
        description="Pages for people at `/`. `auto`: `demo` in development without authentication, else `book`.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least severe log line that is written."
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="`json` for machines, `console` for a terminal."
    )
    runtime_dir: Path | None = Field(
        default=None, description="A folder that the workers share for metrics and fetched keys; `cds serve` makes one."
    )

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
            raise ValueError("it is an address such as https://cds.example.org")
        return url.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            ipaddress.ip_network(network, strict=False)
        return networks

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            parts = urlsplit(origin)
            if origin == "*" or parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
                raise ValueError(
                    f"'{origin}' is no origin; one looks like https://ehr.example.org, and * is not allowed"
                )
        return origins

    @property
    def production(self) -> bool:
        """
        Tell whether what only a test may do is refused.
        """
        if self.mode != "auto":
            return self.mode == "production"
        return not is_loopback(self.host) or self.base_url is not None or bool(self.trusted_proxies)

    @property
    def pages_shown(self) -> str:
        """
        Return which pages there are: book, demo or off.
        """
        if self.pages != "auto":
            return self.pages
        return "demo" if self.auth == "off" and not self.production else "book"

    def in_shadow(self, tenant: str | None, issuer: str | None) -> frozenset[str]:
        """
        Return the rules that are never shown to a caller.
        """
        names = {"*", tenant, issuer}
        return frozenset(rule for rule, of in self.shadow.items() if names.intersection(of))
