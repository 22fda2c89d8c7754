"""
The risk of the procedure itself: anaesthetic class, creatinine, frailty, and how soon it is planned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.chart.chart import Evidence
from cds.chart.dates import days_after
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, measures, unusable
from cds.facts.readings import Reading, above, never_read, plain, readings
from cds.facts.risk_factors import in_a_summary
from cds.facts.target import augmenting
from cds.terminology.units import UnitError, convert, printed
from cds.truth import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cds.chart.chart import Chart, Condition, Observation
    from cds.chart.dates import Span

__all__ = ["asa_class", "creatinine_range", "frailty", "perioperative_factors", "planned_soon"]

ASA = frozenset({"obs-asa-class"})
CLASSES = {"asa-1": "I", "asa-2": "II", "asa-3": "III", "asa-4": "IV", "asa-5": "V"}
HIGH = frozenset({"IV", "V"})
CREATININE = frozenset({"obs-creatinine"})
ABOVE = frozenset({"H", "HH", "HU"})
NOT_ABOVE = frozenset({"N", "L", "LL", "LU"})
FRAILTY = frozenset({"frailty"})
SCORES = {
    "obs-clinical-frailty-scale": "clinical frailty scale",
    "obs-frailty-index": "frailty index",
    "obs-mfi-5": "five-item frailty index",
}

NOT_ASKED = Fact(UNKNOWN, status=Status.NOT_RECORDED)


@measures("asa-class")
def asa_class(chart: Chart, as_of: date, *, counts_for: int) -> Fact:
    """
    Is the latest ASA class of the last 90 days IV or V?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    lost = unusable(chart, "asa-class", ("Observation",), ASA)
    if lost:
        return lost
    since = days_after(as_of, -counts_for)
    told = [one for one in _classes(chart) if one[1].within(since, as_of) is not Truth.NO]
    latest = max((moment for *_, moment in told), default=None)
    newest = [one for one in told if one[3] == latest]
    if not newest:
        return absent(chart, "asa-class")
    evidence = tuple(Evidence(ref, f"ASA {name}" if name else "ASA class", on) for name, on, ref, _ in newest)
    names = {name if on.within(since, as_of) is Truth.YES else "" for name, on, _, _ in newest}
    if len({name in HIGH for name in names}) > 1 or "" in names:
        status = Status.CONFLICTING if len(newest) > 1 else Status.POSSIBLE
        texts = (f"{ref} ({name or 'no class that is known'}, {on}) does not decide" for name, on, ref, _ in newest)
        return Fact(UNKNOWN, evidence, status=status, gaps=gap_lines(chart, "asa-class", texts))
    name = max(names, key=list(CLASSES.values()).index)
    on = newest[0][1]
    return Fact("high" if name in HIGH else "low", evidence, value=f"ASA {name}", on=on, says={"class": name})


def _classes(chart: Chart) -> Iterator[tuple[str, Span, str, tuple[str, str]]]:
    """
    Yield each ASA class ("" when it is not certain), its day, its resource and its moment.
    """
    for seen in chart.observations_of(ASA):
        found = _class_in(seen)
        if found or seen.unreadable or seen.codes or seen.quantity is not None:
            sure = found if seen.certain is Truth.YES else ""
            yield sure, seen.on, seen.ref, (str(seen.on.last or ""), seen.updated)
    for condition in chart.conditions_of(ASA):
        if condition.certain is not Truth.NO:
            sure = _class_in(condition) if condition.certain is Truth.YES else ""
            yield sure, condition.onset, condition.ref, (str(condition.onset.last or ""), "")


def _class_in(told: Observation | Condition) -> str:
    meant = told.terms | getattr(told, "codes", frozenset())
    found = {CLASSES[word] for word in meant if word in CLASSES}
    return found.pop() if len(found) == 1 else ""


@measures("creatinine-range")
def creatinine_range(chart: Chart, as_of: date, *, counts_for: int) -> Fact:
    """
    Is the latest creatinine of the last 90 days above the laboratory's upper limit?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    lost = unusable(chart, "creatinine-range", ("Observation",), CREATININE)
    if lost:
        return lost
    units = ("mg/dL", "umol/L", "mmol/L")
    found = readings(chart, as_of, CREATININE, days=counts_for, units=units, of="creatinine", what="creatinine")
    if not found:
        return never_read(chart, "creatinine-range", as_of, CREATININE)
    newest = [r for r in found if (r.day, r.sources[0].updated) == (found[0].day, found[0].sources[0].updated)]
    answers = {_above_range(r) for r in newest}
    evidence = tuple(resource for r in newest for resource in r.evidence)
    leading = newest[0]
    value = f"{leading.comparator}{plain(leading.value)}"
    says = {"value": f"{value} {printed(leading.unit)}", "date": str(leading.on)}
    if len(answers) > 1 or Truth.UNKNOWN in answers:
        status = Status.CONFLICTING if len(answers) > 1 else Status.UNREADABLE if leading.why else Status.POSSIBLE
        texts = (f"{r.sources[0].ref}: {r.why or 'it has no upper limit of the laboratory'}" for r in newest)
        return Fact(UNKNOWN, evidence, status=status, says=says, gaps=gap_lines(chart, "creatinine-range", texts))
    state = "above" if Truth.YES in answers else "within"
    return Fact(state, evidence, value=value, unit=leading.unit, on=leading.on, says=says)


def _above_range(reading: Reading) -> Truth:
    """
    Tell whether a value is above the laboratory's own limit, else whether it is marked as high.
    """
    sure = Truth.of(not reading.why) if reading.sure else Truth.UNKNOWN
    limit, marks = reading.high, reading.sources[0].interpretation
    if limit is not None and not reading.why:
        try:
            answer = above(reading, convert(limit.value, limit.unit or reading.unit, reading.unit, of="creatinine"))
        except UnitError:
            answer = Truth.UNKNOWN
    else:
        answer = Truth.YES if marks & ABOVE else Truth.NO if marks & NOT_ABOVE else Truth.UNKNOWN
    return answer if sure is Truth.YES else Truth.UNKNOWN


@measures("frailty")
def frailty(chart: Chart, as_of: date) -> Fact:
    """
    Is frailty recorded? Frailty scores are shown, and decide nothing.
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    found = [c for c in chart.conditions_of(FRAILTY) if c.certain is not Truth.NO]
    sure = [c for c in found if c.certain is Truth.YES]
    scores = _scores(chart, as_of)
    says = {"scores": scores} if scores else {}
    if sure:
        return Fact("yes", tuple(Evidence(c.ref, "frailty", c.onset) for c in sure), says=says)
    lost = unusable(chart, "frailty", ("Condition",), FRAILTY)
    if lost:
        return lost
    if found:
        evidence = tuple(Evidence(c.ref, "frailty", c.onset) for c in found)
        gaps = gap_lines(chart, "frailty", (f"{c.ref} is not confirmed" for c in found))
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, says=says, gaps=gaps)
    return Fact("none-recorded", status=Status.NOT_RECORDED, says=says)


def _scores(chart: Chart, as_of: date) -> str:
    seen = [o for o in chart.observations_of(frozenset(SCORES)) if o.quantity and o.on.within(None, as_of) is Truth.YES]
    latest = sorted(seen, key=lambda o: str(o.on.last), reverse=True)[:1]
    return ", ".join(
        f"{words} {plain(o.quantity.value)} on {o.on}"
        for o in latest
        for term, words in SCORES.items()
        if term in o.terms and o.quantity
    )


@measures("perioperative-factors")
def perioperative_factors(chart: Chart, as_of: date) -> Fact:
    """
    Which factors of a higher risk of the procedure are there?
    """
    if augmenting(chart) is None:
        return NOT_ASKED
    asa, creatinine = asa_class(chart, as_of), creatinine_range(chart, as_of)
    there = [asa.value] if asa.state == "high" else []
    there += ["creatinine above range"] if creatinine.state == "above" else []
    there += ["frailty"] if frailty(chart, as_of).state == "yes" else []
    if not there:
        return absent(chart, "perioperative-factors")
    return Fact("some", says={"factors": in_a_summary(there), "list": ", ".join(there)})


@measures("planned-soon")
def planned_soon(chart: Chart, as_of: date, *, within_days: int) -> Fact:
    """
    Is the procedure planned for one of the next 7 days?
    """
    order = augmenting(chart)
    if order is None or order.planned is None:
        return NOT_ASKED
    soon = order.planned.within(days_after(as_of, -within_days), days_after(as_of, within_days))
    evidence = (Evidence(order.ref, "procedure planned", order.planned),)
    status = Status.POSSIBLE if soon is Truth.UNKNOWN else Status.ASSERTED
    return Fact(all_of((soon,)).value, evidence, status=status, on=order.planned)
