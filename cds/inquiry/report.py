"""
What the strength run says: on the screen, and as the page `docs/scenario_strength.md`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from cds.errors import CdsError
from cds.inquiry.excuses import NEVER_EXCUSED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from cds.inquiry.changes import Change
    from cds.inquiry.strength import Strength

__all__ = ["Score", "page", "score", "score_of", "sentences"]

_SCORE = re.compile(r"\*\*Score: (\d+) of (\d+) changes noticed \([\d.]+ %\), (\d+) not noticed")

KINDS = {"limit": "limits", "condition": "conditions", "precedence": "precedence"}


class Score(Struct, frozen=True):
    """
    What a page says of the whole pack.
    """

    noticed: int
    changes: int
    survivors: int


def score_of(written: str) -> Score:
    """
    Read the score of a page.

    Raises:
        CdsError: it tells none.
    """
    found = _SCORE.search(written)
    if found is None:
        raise CdsError("the page tells no score; write it with `cds test --strength --page FILE`")
    noticed, changes, survivors = map(int, found.groups())
    return Score(noticed, changes, survivors)


def score(strength: Strength) -> str:
    """
    Return the score in one line.
    """
    noticed, count = strength.noticed, len(strength.outcomes)
    excused = count - noticed - len(strength.survivors)
    share = 100 * noticed / count if count else 100.0
    more = f", {excused} excused" if excused else ""
    return f"{noticed} of {count} changes noticed ({share:.1f} %), {len(strength.survivors)} not noticed{more}"


def sentences(strength: Strength) -> Iterator[str]:
    """
    Yield a line for each change that nobody would notice, then the excuses that do not stand, then the score.
    """
    for change in strength.survivors:
        yield f"no scenario would notice if {change.words}{_protects(change, strength)}"
    yield from (f"{wrong} (features/equivalent.yaml)" for wrong in strength.wrong)
    yield score(strength)


def page(strength: Strength, *, command: str, on: date) -> str:
    """
    Write the page that tells how strong the scenarios of the whole pack are.
    """
    return "\n".join((*_head(strength, command, on), *_excused(strength), *_survivors(strength))) + "\n"


def _head(strength: Strength, command: str, on: date) -> Iterator[str]:
    yield "# Scenario strength"
    yield ""
    yield "How many small changes of the rules would a scenario notice? Every limit is moved by one of its unit, every"
    yield "condition loses a fact, swaps `all` and `any`, counts one more or one less, takes a state more or less or is"
    yield "turned round, and every line of precedence goes; after each change the scenarios look at the cards again."
    yield "What no record can tell apart is no change: a state that the trigger excludes, states that never meet."
    yield "A change that no scenario notices is a sentence below. Comparisons inside a measure (`<=` or `<`) are in"
    yield "Python and not changed here; a date just on a limit and one day off it are in the scenarios of the limits."
    yield ""
    yield f"`{command}` on {on.isoformat()}, {strength.scenarios} scenarios, pack `{strength.pack.hash[:12]}`:"
    yield ""
    yield f"**Score: {score(strength)}.**"
    yield ""
    yield "| Changes of | noticed | of | share |"
    yield "|---|---|---|---|"
    for kind, name in KINDS.items():
        noticed, count = strength.of_kind(kind)
        if count:
            yield f"| {name} | {noticed} | {count} | {100 * noticed / count:.1f} % |"
    protected = [c for c in strength.changes.values() if strength.protected(c)]
    noticed = sum(not strength.outcomes[c.id].survives for c in protected)
    if protected:
        named = ", ".join(NEVER_EXCUSED.values())
        share = 100 * noticed / len(protected)
        yield f"| any that touches {named} | {noticed} | {len(protected)} | {share:.1f} % |"
    yield ""


def _excused(strength: Strength) -> Iterator[str]:
    yield "## Excused"
    yield ""
    stands = {name: why for name, why in strength.excuses.items() if name in strength.outcomes}
    if not stands:
        yield "None. An excuse stands in `features/equivalent.yaml` with a clinical sentence; there is none for "
        yield f"{', '.join(NEVER_EXCUSED.values())}."
    yield from (f"- {name}: {why}" for name, why in stands.items())
    yield ""


def _survivors(strength: Strength) -> Iterator[str]:
    yield "## No scenario would notice if ..."
    yield ""
    if not strength.survivors:
        yield "Every change is noticed."
        return
    yield "In brackets: of how many scenarios the rules decide or measure something else, without any looking at it."
    yield "*Never excused* marks a change that touches one of the rules above."
    for heading, changes in _by_place(strength).items():
        yield from ("", f"### {heading}", "")
        for change in changes:
            tried = strength.outcomes[change.id].tried
            yield f"- {change.words} [{tried}]{_protects(change, strength)}"


def _by_place(strength: Strength) -> Mapping[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for change in strength.survivors:
        place = next(iter(change.rules)) if change.kind == "condition" else KINDS[change.kind].capitalize()
        found[place].append(change)
    return found


def _protects(change: Change, strength: Strength) -> str:
    return " *never excused*" if strength.protected(change) else ""
