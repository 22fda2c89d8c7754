"""
`cds lint`: every error of a rule pack at once.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cds.cards import check_drafts
from cds.engine import Engine
from cds.errors import EngineError, RuleError
from cds.rules import default_root, read_pack
from cds.rules.lint import lint_pack, notes_of
from cds.terminology.lint import blind_without, lint_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cds.rules.model import Pack

__all__ = ["run_lint"]


def run_lint(name: str | None, *, exclude: tuple[str, ...], output: str, as_of: str | None = None) -> int:
    """
    Lint a pack and write what is wrong; *as_of* is the day on which reviews are due or not, None: today.

    Returns:
        The exit code: 0 clean, 1 errors, 2 usage.
    """
    root = Path(name) if name else default_root()
    if not root.is_dir():
        print(f"cds lint: there is no folder '{root}'", file=sys.stderr)  # noqa: T201 - the command line speaks
        return 2
    try:
        day = date.fromisoformat(as_of) if as_of else datetime.now(UTC).date()
    except ValueError:
        print(f"cds lint: '{as_of}' is no day; write YYYY-MM-DD", file=sys.stderr)  # noqa: T201 - the command line speaks
        return 2
    try:
        blind = list(_blind(root, exclude)) if exclude else []
    except RuleError as error:
        print(f"cds lint: {error}", file=sys.stderr)  # noqa: T201 - the command line speaks
        return 2
    pack, errors = _errors_of(root, day)
    notes = notes_of(pack) if pack is not None and not errors else []
    if output == "json":
        told = {"errors": _told(errors), "notes": _told(notes), "blind": blind}
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
        return 1 if errors else 0
    for wrong in sorted(errors, key=_place):
        print(wrong)  # noqa: T201 - the command line speaks
    for note in sorted(notes, key=_place):
        print(f"note: {note}")  # noqa: T201 - the command line speaks
    for line in blind:
        print(f"note: without {', '.join(exclude)} {line}")  # noqa: T201 - the command line speaks
    count = len(errors)
    print(f"{root}: {count or 'no'} error{'' if count == 1 else 's'}")  # noqa: T201 - the command line speaks
    return 1 if errors else 0


def _told(errors: Iterable[RuleError]) -> list[dict[str, str]]:
    return [{"where": error.where, "message": error.message} for error in sorted(errors, key=_place)]


def _errors_of(root: Path, as_of: date) -> tuple[Pack | None, list[RuleError]]:
    """
    Return the pack with everything that is wrong: its files, its terms, its rules, its drafts, its clauses.
    """
    overlay = root / "overlay"
    errors = list(lint_terms(root / "terms", overlay=overlay if overlay.is_dir() else None))
    pack, wrong = read_pack(root)
    errors += [error for error in wrong if str(error) not in {str(known) for known in errors}]
    if pack is None:
        return None, errors
    errors += lint_pack(pack, as_of=as_of)
    errors += check_drafts(pack)
    try:
        Engine(pack).close()
    except RuleError as error:
        errors.append(error)
    except EngineError as error:
        errors.append(RuleError(str(error)))
    return pack, errors


def _blind(root: Path, exclude: Iterable[str]) -> Iterator[str]:
    """
    Yield, for each fact, the terms it can not see any more.
    """
    blind = blind_without(root / "terms", exclude)
    pack, _ = read_pack(root)
    for fact, terms in sorted((pack.terms_of if pack else {}).items()):
        for how, lost in (("does not see", blind.wholly), ("sees less of", blind.partly)):
            names = sorted(terms.intersection(lost))
            if names:
                yield f"the fact {fact} {how} {', '.join(names)}"


def _place(error: RuleError) -> tuple[str, int]:
    file, _, line = error.where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (error.where, 0)
