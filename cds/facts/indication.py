"""
Is augmentation indicated: severe pain, from an unhealed fracture, at its level, despite treatment?

The four criteria are those of NICE TA279 (P21). Findings from before the fracture are about another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cds.chart.dates import Span
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import from_above
from cds.facts.gap_lines import gap_lines, with_lines
from cds.facts.measuring import measures, unusable
from cds.facts.readings import Reading, below, never_read, plain, readings
from cds.facts.statements import answer_at, joined, statements
from cds.facts.target import augmenting, only_target, target_fractures, targets
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from cds.chart.chart import Chart, Observation

__all__ = ["fracture_unhealed", "indication_record", "pain_at_target", "pain_management_tried", "severe_pain"]

PAIN = frozenset(
    {
        "obs-pain-nrs",
        "obs-pain-nrs-past-week",
        "obs-pain-vas",
        "obs-pain-severity",
        "obs-pain-severity-unspecified-scale",
    }
)
ACUITY = frozenset({"obs-fracture-age-acuity"})
AT_LEVEL = frozenset({"obs-pain-at-fracture-level"})
MANAGED = frozenset({"obs-optimal-pain-management-tried"})

WHOLE_SCALE = 10
"""A scale of 0 to 100 is divided by it (recording.md, "pain score")."""

NOT_ASKED = Fact(UNKNOWN, status=Status.NOT_RECORDED)


@measures("severe-pain")
def severe_pain(chart: Chart, as_of: date, *, severe: Decimal, counts_for: int) -> Fact:
    """
    Is the latest pain score of the last 14 days severe?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    lost = unusable(chart, "severe-pain", ("Observation",), PAIN)
    if lost:
        return lost
    found = [
        _of_ten(r) for r in readings(chart, as_of, PAIN, days=counts_for, units=("",), of="pain", what="pain score")
    ]
    if not found:
        return never_read(chart, "severe-pain", as_of, PAIN)
    latest = [r for r in found if (r.day, r.sources[0].updated) == (found[0].day, found[0].sources[0].updated)]
    answers = {Truth.UNKNOWN if r.why or not r.sure else ~below(r, severe) for r in latest}
    evidence = tuple(resource for r in latest for resource in r.evidence)
    if len(answers) > 1 or Truth.UNKNOWN in answers:
        status = Status.CONFLICTING if len(answers) > 1 else Status.UNREADABLE if latest[0].why else Status.POSSIBLE
        texts = (f"{r.sources[0].ref}: {r.why or f'{_score(r)} of 10 does not decide'}" for r in latest)
        return Fact(UNKNOWN, evidence, status=status, gaps=gap_lines(chart, "severe-pain", texts))
    answer, score = answers.pop().value, _score(latest[0])
    says = {"score": score, "answer": f"{answer}, {score} of 10 ({latest[0].on})"}
    return Fact(answer, evidence, value=score, on=latest[0].on, says=says)


def _score(reading: Reading) -> str:
    return reading.comparator + plain(reading.value)


def _of_ten(reading: Reading) -> Reading:
    """
    Return a score on the scale of 0 to 10; one above 10 without a unit stands on the scale of 0 to 100.
    """
    given = reading.sources[0].quantity
    if reading.value > WHOLE_SCALE and given is not None and not given.unit:
        reading = replace(reading, value=reading.value / WHOLE_SCALE)
    off = not reading.why and not 0 <= reading.value <= WHOLE_SCALE
    return replace(reading, why="it is on no pain scale") if off else reading


# --- answers about the fracture ---------------------------------------------------------------------


def _answered(
    chart: Chart,
    as_of: date,
    name: str,
    terms: frozenset[str],
    *,
    what: str,
    read: Callable[[Observation], Truth | None] | None = None,
    anywhere: bool = False,
) -> Fact:
    """
    Answer a question about the fracture at each target, since its onset: no when one of them says no.

    `anywhere`: the question is about the patient, whatever level its answer names.
    """
    levels = targets(chart, as_of)
    if not levels:
        return NOT_ASKED
    lost = unusable(chart, name, ("Observation",), terms)
    if lost:
        return lost
    said = statements(chart, terms, read=read)
    if anywhere:
        said = [replace(one, levels=frozenset()) for one in said]
    only = anywhere or (len(levels) == 1 and only_target(chart, as_of, levels))
    ordered = sorted(levels, key=from_above)
    found = [(level, answer_at(level, said, only=only, since=_onset(level, chart, as_of))) for level in ordered]
    return with_lines(chart, name, joined(found, what, leading=Truth.NO))


def _onset(level: str, chart: Chart, as_of: date) -> Span:
    fractures = target_fractures(chart, as_of, frozenset({level}))
    return fractures[0].onset if fractures else Span()


@measures("fracture-unhealed")
def fracture_unhealed(chart: Chart, as_of: date) -> Fact:
    """
    Does MRI since the fracture show oedema, so that it is recent and unhealed?
    """
    return _answered(chart, as_of, "fracture-unhealed", ACUITY, what="oedema on MRI", read=_oedema)


def _oedema(seen: Observation) -> Truth | None:
    if "oedema-present" in seen.codes:
        return Truth.YES
    return Truth.NO if "oedema-absent" in seen.codes else seen.answer


@measures("pain-at-target")
def pain_at_target(chart: Chart, as_of: date) -> Fact:
    """
    Was the pain found at the level of the fracture by examination and imaging?
    """
    return _answered(chart, as_of, "pain-at-target", AT_LEVEL, what="pain at the fracture level")


@measures("pain-management-tried")
def pain_management_tried(chart: Chart, as_of: date) -> Fact:
    """
    Has optimal pain management been tried since the fracture?
    """
    what = "optimal pain management"
    return _answered(chart, as_of, "pain-management-tried", MANAGED, what=what, anywhere=True)


@measures("indication-record")
def indication_record(chart: Chart, as_of: date) -> Fact:
    """
    Are all four criteria of the indication known, and which are not?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    told = {
        "pain score": severe_pain(chart, as_of),
        "MRI": fracture_unhealed(chart, as_of),
        "pain at the level": pain_at_target(chart, as_of),
        "pain management": pain_management_tried(chart, as_of),
    }
    missing = [name for name, fact in told.items() if not fact.known]
    state = "incomplete" if missing else "complete"
    return Fact(state, status=Status.NOT_RECORDED if missing else Status.ASSERTED, says={"missing": ", ".join(missing)})
