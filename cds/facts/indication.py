"""
Is augmentation indicated: severe pain, from an unhealed fracture, at its level, despite treatment?

The four criteria are those of NICE TA279 (P21). Findings from before the fracture are about another one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.chart.dates import Span, days_after
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import from_above
from cds.facts.gap_lines import gap_lines, with_lines
from cds.facts.measuring import measures, unusable
from cds.facts.quantities import Number, at_least, newest, numbers, within
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
LONG_SCALE = 100
"""A scale of 0 to 100 is divided by 10 (recording.md, "pain score")."""

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
    found, wrong = numbers(chart, PAIN, of="pain", to="")
    near = [_of_ten(n) for n in within(found, days_after(as_of, -counts_for), as_of)]
    wrong += [f"{n.observation.ref}: {n.text} is on no pain scale" for n in near if not _on_scale(n)]
    usable = newest([n for n in near if _on_scale(n)])
    if not usable:
        status = Status.UNREADABLE if wrong else Status.STALE if found else Status.NOT_RECORDED
        return Fact(UNKNOWN, status=status, gaps=gap_lines(chart, "severe-pain", wrong))
    answers = {at_least(n, severe) if n.sure is Truth.YES else Truth.UNKNOWN for n in usable}
    evidence = tuple(Evidence(n.observation.ref, "pain score", n.observation.on) for n in usable)
    score = usable[0]
    if len(answers) > 1 or Truth.UNKNOWN in answers:
        status = Status.CONFLICTING if len(answers) > 1 else Status.POSSIBLE
        text = f"{' and '.join(f'{n.text} of 10 ({n.observation.ref})' for n in usable)} does not decide"
        return Fact(UNKNOWN, evidence, status=status, gaps=gap_lines(chart, "severe-pain", (text,)))
    answer = answers.pop()
    says = {"score": score.text, "answer": f"{answer.value}, {score.text} of 10 ({score.observation.on})"}
    return Fact(answer.value, evidence, value=score.text, on=score.observation.on, says=says)


def _of_ten(number: Number) -> Number:
    if number.value <= WHOLE_SCALE or (number.observation.quantity is not None and number.observation.quantity.unit):
        return number
    return Number(number.value / WHOLE_SCALE, number.observation, number.comparator)


def _on_scale(number: Number) -> bool:
    return 0 <= number.value <= WHOLE_SCALE


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
