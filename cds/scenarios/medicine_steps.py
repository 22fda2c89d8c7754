"""
Phrases about medicines: given, stated, taken, ordered, not tolerated.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace
from pytest_bdd import given

from cds.chart.dates import months_after, months_before
from cds.scenarios import drugs
from cds.scenarios.case import AS_OF
from cds.scenarios.codes import ALLERGIES, CARE
from cds.scenarios.drugs import DRUGS
from cds.scenarios.findings import allergy, plan, unreadable
from cds.scenarios.phrases import phrase

if TYPE_CHECKING:
    from cds.scenarios.case import Case
    from cds.scenarios.codes import Code
    from cds.scenarios.drugs import Drug


@given(phrase("{drug:Drug} was given on {days:Days}"), target_fixture="case")
def _(case: Case, drug: Drug, days: tuple[str, ...]) -> Case:
    return case.add(*(drugs.given(drug, day) for day in days))


@given(
    phrase("{drug:Drug} was given every {months:Count} months from {first:Day} to {last:Day}"), target_fixture="case"
)
def _(case: Case, drug: Drug, months: int, first: str, last: str) -> Case:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    count = ((end.year - start.year) * 12 + end.month - start.month) // months + 1
    return case.add(*(drugs.given(drug, months_after(start, months * n).isoformat()) for n in range(count)))


@given(phrase("{drug:Drug} was given monthly for {count:Count} doses, the last on {last:Day}"), target_fixture="case")
def _(case: Case, drug: Drug, count: int, last: str) -> Case:
    end = date.fromisoformat(last)
    return case.add(*(drugs.given(drug, months_before(end, n).isoformat()) for n in reversed(range(count))))


@given(phrase("denosumab of unknown strength was given on {day:Day}"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return case.add(drugs.given_without_strength(ALLERGIES["denosumab"], day))


@given(phrase("a {drug:Drug} administration dated {day:Day} is {status:Status}"), target_fixture="case")
def _(case: Case, drug: Drug, day: str, status: str) -> Case:
    return case.add(drugs.given(drug, day, status=status))


@given(phrase("the patient states that {drug:Drug} was given on {day:Day}"), target_fixture="case")
def _(case: Case, drug: Drug, day: str) -> Case:
    return case.add(drugs.stated(drug, day))


@given(phrase("the patient states that {drug:Drug} was never taken"), target_fixture="case")
def _(case: Case, drug: Drug) -> Case:
    return case.add(drugs.never_taken(drug))


@given(phrase("the patient stated on {day:Day} that {drug:Drug} was never taken"), target_fixture="case")
def _(case: Case, day: str, drug: Drug) -> Case:
    return case.add(drugs.never_taken(drug, said=day))


@given(phrase("the patient states that {drug:Drug} was given, but not when"), target_fixture="case")
def _(case: Case, drug: Drug) -> Case:
    return case.add(drugs.undated(drug))


@given(phrase("{drug:Drug} active since {first:Day} was last confirmed on {day:Day}"), target_fixture="case")
def _(case: Case, drug: Drug, first: str, day: str) -> Case:
    return case.add(drugs.taken(drug, first, confirmed=day))


@given(phrase("{drug:Drug} has been active since {day:Day}"), target_fixture="case")
def _(case: Case, drug: Drug, day: str) -> Case:
    return case.add(drugs.taken(drug, day))


@given(phrase("calcium and vitamin D have been active since {day:Day}"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return case.add(drugs.taken(DRUGS["calcium"], day), drugs.taken(DRUGS["vitamin D"], day))


@given(phrase("{drug:Drug} was active from {first:Day} to {last:Day}"), target_fixture="case")
def _(case: Case, drug: Drug, first: str, last: str) -> Case:
    return case.add(drugs.taken(drug, first, last, status="completed"))


@given(phrase("{drug:Drug} was stopped on {day:Day}"), target_fixture="case")
def _(case: Case, drug: Drug, day: str) -> Case:
    begun = months_before(date.fromisoformat(day), 12).isoformat()
    return case.add(drugs.taken(drug, begun, day, status="stopped"))


@given(phrase("{drug:Drug} active with no interruption plan"), target_fixture="case")
def _(case: Case, drug: Drug) -> Case:
    return case.add(drugs.taken(drug, months_before(case.day, 12).isoformat()))


@given(phrase("an active {drug:Drug} order dated {day:Day} exists"), target_fixture="case")
@given(phrase("a new active {drug:Drug} order dated {day:Day} exists"), target_fixture="case")
def _(case: Case, drug: Drug, day: str) -> Case:
    return case.add(drugs.ordered(drug, day))


@given(phrase("a {status:Ended} {drug:Drug} order dated {day:Day} exists"), target_fixture="case")
def _(case: Case, status: str, drug: Drug, day: str) -> Case:
    return case.add(drugs.ordered(drug, day, status=status))


@given(phrase("a {drug:Drug} dose is scheduled for {day:Day}"), target_fixture="case")
@given(phrase("{drug:Drug} is ordered to start on {day:Day}"), target_fixture="case")
def _(case: Case, drug: Drug, day: str) -> Case:
    return case.add(drugs.ordered(drug, case.day.isoformat(), starts=day))


@given(phrase("an unreadable order for {drug:Drug}"), target_fixture="case")
def _(case: Case, drug: Drug) -> Case:
    return case.add(unreadable(drugs.ordered(drug, AS_OF)))


@given(phrase("an unreadable entry of {drug:Drug}"), target_fixture="case")
def _(case: Case, drug: Drug) -> Case:
    return case.add(unreadable(drugs.given(drug, AS_OF)))


@given("the end of denosumab is planned", target_fixture="case")
def _(case: Case) -> Case:
    return case.add(plan(CARE["end of denosumab"]))


@given("the plan to end denosumab is on hold", target_fixture="case")
def _(case: Case) -> Case:
    return case.add(plan(CARE["end of denosumab"], status="on-hold"))


@given("a medication record exists without osteoporosis drugs", target_fixture="case")
def _(case: Case) -> Case:
    return replace(case, medicines=True)


@given("there is no medication record", target_fixture="case")
def _(case: Case) -> Case:
    return replace(case, medicines=False)


@given("no osteoporosis drug has been recorded since")
@given("no denosumab dose is recorded")
def _() -> None:
    """
    Add nothing: the phrase tells the reader what is missing.
    """


@given(phrase("an unconfirmed allergy to {substance:Substance}"), target_fixture="case")
def _(case: Case, substance: Code) -> Case:
    return case.add(allergy(substance, verification="unconfirmed"))


@given(phrase("an active allergy to {substance:Substance}"), target_fixture="case")
def _(case: Case, substance: Code) -> Case:
    return case.add(allergy(substance))
