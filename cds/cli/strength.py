"""
`cds test --strength`: which small changes of the rules would no scenario notice?
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from cds.inquiry import measure_strength
from cds.inquiry.report import page as page_of
from cds.inquiry.report import score_of, sentences
from cds.rules import load_pack

__all__ = ["run_strength"]


def run_strength(rules: str | None, *, only: str, limits_only: bool, page: str | None, check: str | None = None) -> int:
    """
    Try the changes, say which nobody notices, and write the page.

    Returns:
        The exit code: 0 all noticed or excused, 1 some not, or an excuse does not stand; with *check*,
        a page of the whole pack, 1 only when more than on that page is not noticed; 2 usage.
    """
    allowed = score_of(Path(check).read_text(encoding="utf-8")).survivors if check else 0
    pack = load_pack(Path(rules) if rules else None)
    if only and only not in pack.rules and only not in pack.entries:
        print(f"cds test: --only: '{only}' is neither a rule nor a fact of the pack", file=sys.stderr)  # noqa: T201
        return 2
    strength = measure_strength(pack, only=only, limits_only=limits_only)
    for line in sentences(strength):
        print(line)  # noqa: T201 - the command line speaks
    if page:
        options = [f"--only {only}" if only else "", "--limits-only" if limits_only else ""]
        command = " ".join(["cds test --strength", *filter(None, options)])
        today = datetime.now(tz=UTC).date()
        Path(page).write_text(page_of(strength, command=command, on=today), encoding="utf-8")
        print(f"written: {page}", file=sys.stderr)  # noqa: T201
    return 1 if len(strength.survivors) > allowed or strength.wrong else 0
