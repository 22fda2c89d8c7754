"""
What images of the target show: signs that are there or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import from_above
from cds.facts.gap_lines import with_lines
from cds.facts.measuring import measures, unusable
from cds.facts.statements import answer_at, joined, statements
from cds.facts.target import only_target, setting
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from cds.chart.chart import Chart, Observation

__all__ = [
    "endplate_deficit",
    "intradiscal_leakage",
    "intravertebral_cleft",
    "non_integrating_filler",
    "posterior_wall",
    "split_type",
    "wedge_type",
]

SPLIT = frozenset({"obs-split-type-fracture"})
ENDPLATE = frozenset({"obs-large-endplate-deficit"})
CLEFT = frozenset({"obs-intravertebral-cleft"})
WEDGE = frozenset({"obs-wedge-type-fracture"})
WEDGE_FRACTURE = frozenset({"vertebral-wedge-compression-fracture-traumatic"})
WALL = frozenset({"obs-posterior-wall-involvement"})
FILLER = frozenset({"obs-non-integrating-filler"})
LEAKAGE = frozenset({"obs-cement-leakage"})


def _sign(
    chart: Chart,
    as_of: date,
    name: str,
    terms: frozenset[str],
    *,
    read: Callable[[Observation], Truth | None] | None = None,
    after_cement: bool = False,
) -> Fact:
    """
    Answer for the target of the order, or the treated vertebra, whether a sign is there.
    """
    now = setting(chart, as_of)
    if not now.levels or (after_cement and now.state != "done"):
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    lost = unusable(chart, name, ("Observation",), terms)
    if lost:
        return lost
    said = statements(chart, terms, read=read)
    only = len(now.levels) == 1 and (after_cement or only_target(chart, as_of, now.levels))
    found = []
    for level in sorted(now.levels, key=from_above):
        done = now.done_at(level) if after_cement else None
        found.append((level, answer_at(level, said, only=only, since=done)))
    return with_lines(chart, name, joined(found, name.replace("-", " ")))


@measures("split-type")
def split_type(chart: Chart, as_of: date) -> Fact:
    """
    Is the fracture at the target a split type?
    """
    return _sign(chart, as_of, "split-type", SPLIT)


@measures("endplate-deficit")
def endplate_deficit(chart: Chart, as_of: date) -> Fact:
    """
    Has the target a large endplate deficit?
    """
    return _sign(chart, as_of, "endplate-deficit", ENDPLATE)


@measures("intravertebral-cleft")
def intravertebral_cleft(chart: Chart, as_of: date) -> Fact:
    """
    Is there a cleft inside the target?
    """
    return _sign(chart, as_of, "intravertebral-cleft", CLEFT)


@measures("posterior-wall")
def posterior_wall(chart: Chart, as_of: date) -> Fact:
    """
    Is the posterior wall of the target involved?
    """
    return _sign(chart, as_of, "posterior-wall", WALL)


@measures("wedge-type")
def wedge_type(chart: Chart, as_of: date) -> Fact:
    """
    Is the fracture at the target a wedge type, by an image or by its code?
    """
    told = _sign(chart, as_of, "wedge-type", WEDGE)
    if told.known or told.status is not Status.NOT_RECORDED:
        return told
    levels = setting(chart, as_of).levels
    coded = [c for c in chart.conditions_of(WEDGE_FRACTURE) if c.certain is Truth.YES and c.levels & levels]
    if not coded:
        return told
    evidence = tuple(Evidence(c.ref, "wedge fracture", c.onset) for c in coded)
    return Fact("yes", evidence, says={"answer": f"yes ({coded[0].onset})"})


@measures("non-integrating-filler")
def non_integrating_filler(chart: Chart, as_of: date) -> Fact:
    """
    Was a filler used that does not join the bone?
    """
    return _sign(chart, as_of, "non-integrating-filler", FILLER, after_cement=True)


@measures("intradiscal-leakage")
def intradiscal_leakage(chart: Chart, as_of: date) -> Fact:
    """
    Did cement leak into the disc beside the treated vertebra?
    """
    return _sign(chart, as_of, "intradiscal-leakage", LEAKAGE, read=_into_disc, after_cement=True)


def _into_disc(seen: Observation) -> Truth | None:
    # Each place of leakage is an observation of its own, so another place says nothing of the disc.
    if "leakage-intradiscal" in seen.codes:
        return Truth.YES
    if "leakage-none" in seen.codes or seen.answer is Truth.NO:
        return Truth.NO
    return Truth.UNKNOWN if seen.answer is Truth.YES else None
