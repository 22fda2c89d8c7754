"""
Pages made from what they describe: the settings, so that the page can not be out of date.
"""

from __future__ import annotations

import re
import types
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from cds.service.settings import Issuer, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

__all__ = ["configuration_page"]

_HEAD = """# Configuration

Made from `cds/service/settings.py` by `python docs/write_configuration.py`; do not edit.

Every setting is an environment variable `CDS_*` or a line of a TOML file that `CDS_CONFIG` names. An option of `cds serve` wins
over the environment, the environment over the file. A list is written `a,b` in the environment, a table as JSON. `cds config`
shows the settings that hold, each with its origin, and says why the service would not start with them.

The defaults are safe: the service listens on this machine only, and without configured issuers it starts only with
`CDS_AUTH=off`.

| Setting | Default | What it does |
|---|---|---|
"""

_ISSUERS = """
## Issuers

A client that may call is an entry `[[issuers]]` of the TOML file:

```toml
[[issuers]]
iss = "https://ehr.example.org/fhir"
jku = ["https://ehr.example.org/jwks.json"]
fhir_servers = ["https://ehr.example.org/fhir"]
client = "epic"
links = ["doi.org"]
```

| Member | Default | What it does |
|---|---|---|
"""

_SECRETS = """
## Secrets

Secrets stand in files, never in the environment: `CDS_ADMIN_TOKEN_FILE`, `CDS_COMMENT_KEY_FILE` and, when its address has a
password, `CDS_DATABASE_URL_FILE`. A token of a request lives as long as its call; it is in no log and no store.
"""


def configuration_page() -> str:
    """
    Write the page of all settings.
    """
    settings = "\n".join(_rows(Settings, "CDS_"))
    issuers = "\n".join(_rows(Issuer, ""))
    return f"{_HEAD}{settings}\n{_ISSUERS}{issuers}\n{_SECRETS}"


def _rows(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        shown = f"{prefix}{name.upper()}" if prefix else name
        says = re.sub(r"\s+", " ", field.description or "").replace("|", "\\|")
        choices = _choices(field.annotation)
        more = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
        yield f"| `{shown}` | {_default(field)} | {says}{more} |"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ((), {}, ""):
        return "none"
    written = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"`{written.lower() if isinstance(value, bool) else written}`"


def _choices(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        words = get_args(annotation)
        return [str(word) for word in words] if len(words) > 1 else []
    if get_origin(annotation) in {Union, types.UnionType}:
        return [choice for part in get_args(annotation) for choice in _choices(part)]
    return []
