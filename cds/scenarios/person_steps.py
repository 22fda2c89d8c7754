"""
Phrases about the person, the day and the place.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace
from pytest_bdd import given

from cds.scenarios.codes import CARE, CONDITIONS
from cds.scenarios.findings import condition, dialysis, episode, fracture, plan, procedure
from cds.scenarios.phrases import phrase

if TYPE_CHECKING:
    from cds.scenarios.case import Case
    from cds.scenarios.codes import Code


@given(phrase("the as-of date is {day:Day}"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return replace(case, as_of=date.fromisoformat(day))


@given(phrase("{a:An} {age:Age}-year-old {sex:Sex}"), target_fixture="case")
def _(case: Case, age: int, sex: str) -> Case:
    return replace(case, age=age, sex=sex)


@given(phrase("of the date of birth only {day:Day} is recorded"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return replace(case, born=day)


@given("the date of birth is not recorded", target_fixture="case")
def _(case: Case) -> Case:
    return replace(case, born="unknown")


@given("the sex is not recorded", target_fixture="case")
def _(case: Case) -> Case:
    return replace(case, sex="unknown")


@given(phrase("the jurisdiction profile is {profile:Profile}"), target_fixture="case")
def _(case: Case, profile: str) -> Case:
    return replace(case, profile=profile)


@given(phrase("the patient died on {day:Day}"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return replace(case, died=day)


@given("the patient is on haemodialysis", target_fixture="case")
def _(case: Case) -> Case:
    return case.add(dialysis(since="2020-02"))


@given(phrase("haemodialysis was last done on {day:Day}"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return case.add(procedure(CARE["haemodialysis"], day))


@given(phrase("hospice care has been active since {day:Day}"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return case.add(episode(CARE["hospice care"], since=day))


@given("a bone specialist has a plan for the treatment", target_fixture="case")
def _(case: Case) -> Case:
    return case.add(plan(CARE["plan of a bone specialist"]))


@given("the plan of a bone specialist for the treatment is on hold", target_fixture="case")
def _(case: Case) -> Case:
    return case.add(plan(CARE["plan of a bone specialist"], status="on-hold"))


@given(phrase("an active pregnancy since {day:Day}"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return case.add(condition(CONDITIONS["pregnancy"], day))


@given("there is no problem list", target_fixture="case")
def _(case: Case) -> Case:
    return replace(case, problems=False)


@given("her weight is not recorded")
def _() -> None:
    """
    Add nothing: the phrase tells the reader what is missing.
    """


@given(phrase("active conditions: {codes:Conditions}"), target_fixture="case")
def _(case: Case, codes: tuple[Code, ...]) -> Case:
    return case.add(*(condition(code) for code in codes))


@given(
    phrase("active conditions: {codes:Conditions}, vertebral fracture of {level:Level} in {day:Day}"),
    target_fixture="case",
)
def _(case: Case, codes: tuple[Code, ...], level: str, day: str) -> Case:
    return case.add(*(condition(code) for code in codes), fracture(level, day))
