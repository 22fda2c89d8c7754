"""
Excuses: changes that no scenario can notice because they change nothing clinically, each with a sentence why.

They stand in `features/equivalent.yaml` and nowhere else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cds.errors import RuleError
from cds.plain_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cds.inquiry.noticing import Noticed

__all__ = ["NEVER_EXCUSED", "read_excuses", "wrong_excuses"]

NEVER_EXCUSED = {
    "rebound-no-augmentation": "R01",
    "rebound-antiresorptive-first": "R02",
    "rebound-no-bone-forming-first": "R03",
    "rebound-supportive-care": "R04",
    "rebound-possible-review": "R05",
    "denosumab-start-safety": "R10",
    "romosozumab-order-safety": "R13",
    "teriparatide-order-safety": "R18",
    "bisphosphonate-order-safety": "R19",
}
"""The rules whose every change a scenario must notice: rebound fractures, and the label checks of orders."""

_FEWEST_WORDS = 8
_SENTENCE = re.compile(r"[A-Z«].*\.", re.DOTALL)


def read_excuses(path: Path) -> dict[str, str]:
    """
    Read the excuses: the sentence by the id of the change. No file, no excuse.

    Raises:
        RuleError: an excuse has no clinical sentence, or the file another form.
    """
    if not path.is_file():
        return {}
    document = read_yaml(path, root=path.parent)
    data = document.data
    if not isinstance(data, dict) or set(data) != {"excuses"} or not isinstance(data["excuses"] or [], list):
        raise RuleError("the file is one list, `excuses:`", document.where())
    found: dict[str, str] = {}
    for place, excuse in enumerate(data["excuses"] or []):
        where = document.where(("excuses", place))
        if not isinstance(excuse, dict) or set(excuse) != {"change", "because"}:
            raise RuleError("an excuse names a `change` and says `because`, nothing else", where)
        change, because = str(excuse["change"]), " ".join(str(excuse["because"]).split())
        if len(because.split()) < _FEWEST_WORDS or not _SENTENCE.fullmatch(because):
            raise RuleError(
                f"'{change}' is excused without a clinical sentence: say in at least {_FEWEST_WORDS} words, "
                "ending with a full stop, why no patient is treated otherwise",
                where,
            )
        if change in found:
            raise RuleError(f"'{change}' is excused twice", where)
        found[change] = because
    return found


def wrong_excuses(
    excuses: Mapping[str, str],
    outcomes: Mapping[str, Noticed],
    touched: Mapping[str, frozenset[str]],
    *,
    known: frozenset[str],
) -> Iterator[str]:
    """
    Say which excuses do not stand: for a rule that has none, for no change at all, or for one that is noticed.

    Args:
        excuses: the sentence by change.
        outcomes: the changes that were tried.
        touched: the rules that each of them may alter.
        known: every change of the pack, also those that were not tried this time.
    """
    for change in excuses:
        if change not in known:
            yield f"'{change}' is excused, and there is no such change of this pack"
        elif change in outcomes:
            protected = sorted(NEVER_EXCUSED[rule] for rule in touched[change] & NEVER_EXCUSED.keys())
            if protected:
                yield f"'{change}' touches {', '.join(protected)}, for which no change is excused: write a scenario"
            if not outcomes[change].survives:
                why = outcomes[change].by or outcomes[change].refused
                yield f"'{change}' is excused and needs no excuse: noticed by {why}"
