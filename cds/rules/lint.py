"""
What can be wrong in a pack whose files have the right form, and what is only worth a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.rules.lint_conditions import Places, opposite_advice, unreachable
from cds.rules.lint_drugs import drugs_in_two_classes
from cds.rules.lint_numbers import limits_out_of_order, reviews_due
from cds.rules.lint_texts import wrong_in, wrong_precedence
from cds.rules.lint_unused import unused

if TYPE_CHECKING:
    from datetime import date

    from cds.errors import RuleError
    from cds.rules.model import Pack

__all__ = ["lint_pack", "notes_of"]


def lint_pack(pack: Pack, *, as_of: date | None = None) -> list[RuleError]:
    """
    Return everything that is wrong, each with its file and line.

    *as_of* is the day on which reviews are due or not; None: nobody asks.
    """
    errors = [error for rule in pack.rules.values() for error in wrong_in(rule, pack)]
    errors += wrong_precedence(pack)
    if errors:
        return errors  # what follows looks up every name
    places = Places(pack)
    errors += unreachable(pack, places)
    errors += opposite_advice(pack, places)
    errors += limits_out_of_order(pack, places)
    errors += drugs_in_two_classes(pack)
    if as_of is not None:
        errors += reviews_due(pack, as_of)
    return errors


def notes_of(pack: Pack) -> list[RuleError]:
    """
    Return what is not wrong and yet worth a look: whatever no rule uses.
    """
    return list(unused(pack))
