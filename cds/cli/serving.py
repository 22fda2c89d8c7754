"""
`cds serve` and `cds config`: the service, and the settings it would run with.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from cds.service.effective import WrongSettings, load_settings, refusals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.service.effective import Effective

__all__ = ["run_config", "run_serve"]


def run_serve(given: Mapping[str, object], *, open_said_aloud: bool) -> int:
    """
    Serve until stopped.

    Args:
        given: options of the command line by the name of their setting; None was not given.
        open_said_aloud: the operator knows that everybody in the network may call.

    Returns:
        The exit code 0; what keeps the service from starting is raised as `CdsError` (4).
    """
    effective = load_settings(given)
    _warn(effective)
    refused = refusals(effective.settings, open_said_aloud=open_said_aloud)
    if refused:
        raise WrongSettings("\n     ".join(refused))
    from cds.service.running import serve

    options = {f"CDS_{name.upper()}": str(value) for name, value in given.items() if value is not None}
    serve(effective.settings, options)
    return 0


def run_config(output: str) -> int:
    """
    Show the effective settings with their origin; secrets are shown as ***.

    Returns:
        The exit code: 0, or 4 when the service would not start with them.
    """
    effective = load_settings()
    shown = list(effective.shown())
    refused = refusals(effective.settings)
    if output == "json":
        told = [{"name": name, "value": value, "origin": origin} for name, value, origin in shown]
        print(json.dumps({"settings": told, "unknown": effective.unknown, "refused": refused}, indent=2))  # noqa: T201 - the answer
    else:
        width = max(len(name) for name, _, _ in shown)
        for name, value, origin in shown:
            print(f"{name:{width}}  {value or '-'}  ({origin})")  # noqa: T201 - the answer
        _warn(effective)
        for reason in refused:
            print(f"cds config: the service would not start: {reason}", file=sys.stderr)  # noqa: T201 - the command line speaks
    return 4 if refused else 0


def _warn(effective: Effective) -> None:
    for name in effective.unknown:
        print(f"cds: {name} is no setting and means nothing", file=sys.stderr)  # noqa: T201 - the command line speaks
