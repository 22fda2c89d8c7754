"""
The settings as they hold, each with where it came from; and what is refused before anything starts.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from pydantic import ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsError

from cds.errors import CdsError
from cds.journal import default_url
from cds.service.settings import Settings, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_settings import PydanticBaseSettingsSource

__all__ = ["Effective", "WrongSettings", "database_url", "load_settings", "refusals", "secret"]

CONFIG = "CDS_CONFIG"
_OTHERS = frozenset({CONFIG, "CDS_MAX_FILE"})
"""Variables of other commands."""

_PASSWORD = re.compile(r"(?<=:)[^:@/]+(?=@)")
_SECRETS = frozenset({"jwks"})


class WrongSettings(CdsError):  # noqa: N818 - says what it is
    """
    The service can not start with these settings.
    """


class Effective(Struct, frozen=True):
    """
    The settings, the origin of each, and names in the environment that mean nothing.
    """

    settings: Settings
    origins: Mapping[str, str]
    unknown: tuple[str, ...] = ()

    def shown(self) -> Iterator[tuple[str, str, str]]:
        """
        Yield name, value and origin of every setting, without secrets.
        """
        for name in Settings.model_fields:
            yield name, _written(name, getattr(self.settings, name)), self.origins[name]


def load_settings(given: Mapping[str, Any] | None = None) -> Effective:
    """
    Read the settings: what was given, else the environment, else the TOML file, else the default.

    Args:
        given: options of the command line; None values were not given.

    Raises:
        WrongSettings: a value is wrong; every wrong one is named.
    """
    options = {name: value for name, value in (given or {}).items() if value is not None}
    file = os.environ.get(CONFIG, "")
    from_file = _read_toml(Path(file)) if file else {}

    class _Sources(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the parent names it
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            del settings_cls
            return init_settings, env_settings, lambda: from_file  # type: ignore[return-value] # called, nothing else

    try:
        environment = EnvSettingsSource(Settings)()
        held = _Sources(**options)
    except ValidationError as error:
        raise WrongSettings("\n".join(_sentences(error))) from None
    except SettingsError as error:
        raise WrongSettings(f"the environment can not be read: {error}") from None
    settings = Settings.model_construct(**{name: getattr(held, name) for name in Settings.model_fields})
    origins = {name: _origin(name, options, environment, from_file, file) for name in Settings.model_fields}
    return Effective(settings, origins, tuple(_meaningless()))


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettings(f"{CONFIG}: '{path}' can not be read as TOML: {error}") from None


def _sentences(error: ValidationError) -> Iterator[str]:
    for wrong in error.errors(include_url=False, include_input=False, include_context=False):
        first, *rest = (str(part) for part in wrong["loc"]) if wrong["loc"] else ("settings",)
        place = ".".join((f"CDS_{first.upper()}", *rest))
        unknown = wrong["type"] == "extra_forbidden"
        yield f"{place}: {'there is no such setting' if unknown else wrong['msg'].removeprefix('Value error, ')}"


def _origin(
    name: str, options: Mapping[str, Any], environment: Mapping[str, Any], from_file: Mapping[str, Any], file: str
) -> str:
    if name in options:
        return "command line"
    if name in environment:
        return f"environment CDS_{name.upper()}"
    return f"file {file}" if name in from_file else "default"


def _meaningless() -> Iterator[str]:
    """
    Yield the variables that look like settings and are none: a misspelt one would be silently safe or unsafe.
    """
    known = {f"CDS_{name.upper()}" for name in Settings.model_fields} | _OTHERS
    yield from sorted(name for name in os.environ if name.upper().startswith("CDS_") and name.upper() not in known)


def _written(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "database_url":
        return _PASSWORD.sub("***", str(value))
    if name == "issuers":
        return ", ".join(issuer.iss for issuer in value)
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {', '.join(item)}" for key, item in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)


def refusals(settings: Settings, *, open_said_aloud: bool = False) -> list[str]:
    """
    Return why the service must not start with these settings; nothing starts open by accident.
    """
    return list(_refusals(settings, open_said_aloud=open_said_aloud))


def _refusals(settings: Settings, *, open_said_aloud: bool) -> Iterator[str]:
    sandbox = settings.trust_sandbox
    if settings.auth == "jwt" and not settings.issuers and not sandbox:
        yield (
            "no issuer is configured, so nobody could call. Name the clients under `issuers` (docs/configuration.md), "
            "or say CDS_AUTH=off to serve without authentication on this machine only"
        )
    if settings.auth == "off" and not is_loopback(settings.host) and not open_said_aloud:
        yield (
            f"CDS_AUTH=off on {settings.host} would let anybody in the network send patient data and read the answers; "
            "listen on 127.0.0.1, configure issuers, or add --i-know-this-is-open"
        )
    if sandbox and settings.production:
        yield "CDS_TRUST_SANDBOX: the Sandbox signs with a published private key, so it is refused in production"
    for issuer in settings.issuers:
        if not (issuer.jwks or issuer.jwks_file or issuer.jku):
            yield f"issuer {issuer.iss}: no keys; give `jwks`, `jwks_file` or `jku`"
        if issuer.jwks and any("d" in key or key.get("kty") == "oct" for key in issuer.jwks.get("keys", [])):
            yield f"issuer {issuer.iss}: `jwks` holds a private or shared key; only public keys belong there"
    if len({issuer.iss for issuer in settings.issuers}) != len(settings.issuers):
        yield "two issuers have the same `iss`"
    if bool(settings.ssl_certfile) != bool(settings.ssl_keyfile):
        yield "ssl_certfile and ssl_keyfile go together"
    if settings.database_url and settings.database_url_file:
        yield "database_url and database_url_file contradict each other; give one"


def database_url(settings: Settings) -> str:
    """
    Return where decisions are stored.

    Raises:
        WrongSettings: the file that says it can not be read.
    """
    if settings.database_url_file:
        return secret(settings.database_url_file, "CDS_DATABASE_URL_FILE")
    if settings.database_url:
        return settings.database_url
    return default_url(os.environ)


def secret(path: Path, name: str) -> str:
    """
    Return what a file of a secret holds.

    Raises:
        WrongSettings: it can not be read, or is empty.
    """
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings(f"{name}: '{path}' can not be read: {error}") from None
    if not value:
        raise WrongSettings(f"{name}: '{path}' is empty")
    return value
