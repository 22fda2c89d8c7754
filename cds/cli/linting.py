"""
`cds lint`: every error of a rule pack at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cds.cards import check_drafts
from cds.engine import Engine
from cds.errors import EngineError, RuleError
from cds.rules import default_root, read_pack
from cds.rules.lint import lint_pack
from cds.terminology.lint import blind_without, lint_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["errors_of", "run_lint"]


def errors_of(root: Path) -> list[RuleError]:
    """
    Return everything that is wrong in a pack: its files, its terms, its rules, its drafts, its clauses.
    """
    overlay = root / "overlay"
    errors = list(lint_terms(root / "terms", overlay=overlay if overlay.is_dir() else None))
    pack, wrong = read_pack(root)
    errors += [error for error in wrong if str(error) not in {str(known) for known in errors}]
    if pack is None:
        return errors
    errors += lint_pack(pack)
    errors += check_drafts(pack)
    try:
        Engine(pack).close()
    except RuleError as error:
        errors.append(error)
    except EngineError as error:
        errors.append(RuleError(str(error)))
    return errors


def run_lint(name: str | None, *, exclude: tuple[str, ...], output: str) -> int:
    """
    Lint a pack and write what is wrong.

    Returns:
        The exit code: 0 clean, 1 errors, 2 usage.
    """
    root = Path(name) if name else default_root()
    if not root.is_dir():
        print(f"cds lint: there is no folder '{root}'", file=sys.stderr)  # noqa: T201 - the command line speaks
        return 2
    try:
        blind = list(_blind(root, exclude)) if exclude else []
    except RuleError as error:
        print(f"cds lint: {error}", file=sys.stderr)  # noqa: T201 - the command line speaks
        return 2
    errors = sorted(errors_of(root), key=_place)
    if output == "json":
        told = {"errors": [{"where": error.where, "message": error.message} for error in errors], "blind": blind}
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
        return 1 if errors else 0
    for wrong in errors:
        print(wrong)  # noqa: T201 - the command line speaks
    for line in blind:
        print(f"note: without {', '.join(exclude)} {line}")  # noqa: T201 - the command line speaks
    count = len(errors)
    print(f"{root}: {count or 'no'} error{'' if count == 1 else 's'}")  # noqa: T201 - the command line speaks
    return 1 if errors else 0


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
