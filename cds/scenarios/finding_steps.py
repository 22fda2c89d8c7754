"""
Phrases about fractures, other events, measurements, images and procedures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import given

from cds.scenarios.case import AS_OF
from cds.scenarios.codes import (
    ANSWERS,
    BODY_SITES,
    CARE,
    FRACTURES,
    OBSERVATIONS,
    PROCEDURES,
)
from cds.scenarios.findings import (
    bone_quality,
    coded,
    condition,
    fracture,
    high_energy_fracture,
    imaging,
    measured,
    ordered,
    preliminary,
    procedure,
    unreadable,
    yes_or_no,
)
from cds.scenarios.phrases import phrase

if TYPE_CHECKING:
    from cds.scenarios.case import Case, Resource
    from cds.scenarios.codes import Code


@given(phrase("a vertebral fracture of {level:Level} with onset {onset:Day}"), target_fixture="case")
def _(case: Case, level: str, onset: str) -> Case:
    return case.add(fracture(level, onset))


@given(phrase("a vertebral fracture of {level:Level} with no onset date"), target_fixture="case")
def _(case: Case, level: str) -> Case:
    return case.add(fracture(level))


@given(
    phrase("a {verification:Verification} vertebral fracture of {level:Level} with onset {onset:Day}"),
    target_fixture="case",
)
def _(case: Case, verification: str, level: str, onset: str) -> Case:
    return case.add(fracture(level, onset, verification=verification))


@given(phrase("a malignant vertebral fracture of {level:Level} with onset {onset:Day}"), target_fixture="case")
def _(case: Case, level: str, onset: str) -> Case:
    return case.add(fracture(level, onset, kind="malignant"))


@given(
    phrase("a high-energy traumatic vertebral fracture of {level:Level} with onset {onset:Day}"), target_fixture="case"
)
def _(case: Case, level: str, onset: str) -> Case:
    return case.add(*high_energy_fracture(level, onset))


@given(phrase("a non-traumatic hip fracture with onset {onset:Day}"), target_fixture="case")
def _(case: Case, onset: str) -> Case:
    return case.add(condition(FRACTURES["hip"], onset))


@given(phrase("the fracture of {level:Level} is refuted"), target_fixture="case")
def _(case: Case, level: str) -> Case:
    refuted = fracture(level, verification="refuted")["verificationStatus"]
    return case.change(_fracture_of(case, level), verificationStatus=refuted)


@given(phrase("a {event:Condition} on {onset:Day}"), target_fixture="case")
@given(phrase("{event:Condition} diagnosed on {onset:Day}"), target_fixture="case")
@given(phrase("{event:Condition} to the pelvis in {onset:Day}"), target_fixture="case")
@given(phrase("{event:Condition} with onset {onset:Day}"), target_fixture="case")
@given(phrase("{event:Condition} with onset {onset:Day}, unchanged"), target_fixture="case")
@given(phrase("new {event:Condition} with onset {onset:Day}"), target_fixture="case")
def _(case: Case, event: Code, onset: str) -> Case:
    return case.add(condition(event, onset))


@given(phrase("a {event:Condition} with no recorded date"), target_fixture="case")
def _(case: Case, event: Code) -> Case:
    return case.add(condition(event))


@given(phrase("{verification:Verification} {event:Condition} is on the problem list"), target_fixture="case")
def _(case: Case, verification: str, event: Code) -> Case:
    return case.add(condition(event, verification=verification))


@given(phrase("{name:Procedure} of {level:Level} was completed on {day:Day}"), target_fixture="case")
def _(case: Case, name: str, level: str, day: str) -> Case:
    return case.add(procedure(PROCEDURES[name], day, levels=[level]))


@given(phrase("a {name:Procedure} of {level:Level} dated {day:Day} is {status:Status}"), target_fixture="case")
def _(case: Case, name: str, level: str, day: str, status: str) -> Case:
    return case.add(procedure(PROCEDURES[name], day, levels=[level], status=status))


@given(phrase("{test:Laboratory} was {value:Number} {unit:Unit} on {day:Day}"), target_fixture="case")
def _(case: Case, test: Code, value: float, unit: str, day: str) -> Case:
    return case.add(measured(test, value, unit, day))


@given(
    phrase(
        "{test:Laboratory} was {value:Number} {unit:Unit} on {day:Day} with reference range {low:Number} to {high:Number}"
    ),
    target_fixture="case",
)
def _(case: Case, test: Code, value: float, unit: str, day: str, low: float, high: float) -> Case:
    return case.add(measured(test, value, unit, day, limits=[low, high]))


@given(
    phrase(
        "{test:Laboratory} was {first:Number} {unit:Unit} on {earlier:Day} and {second:Number} {same:Unit} on {later:Day}"
    ),
    target_fixture="case",
)
def _(case: Case, test: Code, first: float, unit: str, earlier: str, second: float, later: str) -> Case:
    return case.add(measured(test, first, unit, earlier), measured(test, second, unit, later))


@given(phrase("an unreadable entry of {test:Laboratory}"), target_fixture="case")
def _(case: Case, test: Code) -> Case:
    return case.add(unreadable(measured(test, 1, "1")))


@given(phrase("{test:Laboratory} was {value:Number} on {day:Day}"), target_fixture="case")
def _(case: Case, test: Code, value: float, day: str) -> Case:
    return case.add(measured(test, value, "1", day))


@given(phrase("a {site:Site} T-score of {value:Number} on {day:Day}"), target_fixture="case")
def _(case: Case, site: Code, value: float, day: str) -> Case:
    return case.add(measured(site, value, "{T-score}", day))


@given(phrase("pain is {value:Number} of 10 on {day:Day}"), target_fixture="case")
def _(case: Case, value: float, day: str) -> Case:
    return case.add(measured(OBSERVATIONS["pain"], value, "{score}", day))


@given(phrase("ASA class {asa:AsaClass}"), target_fixture="case")
def _(case: Case, asa: Code) -> Case:
    return case.add(coded(OBSERVATIONS["ASA class"], asa))


@given(phrase("ASA class {asa:AsaClass} on {day:Day}"), target_fixture="case")
def _(case: Case, asa: Code, day: str) -> Case:
    return case.add(coded(OBSERVATIONS["ASA class"], asa, day))


@given(phrase("a positive blood culture on {day:Day}"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return case.add(coded(OBSERVATIONS["blood culture"], ANSWERS["positive"], day))


@given(phrase("a preliminary positive blood culture on {day:Day}"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return case.add(preliminary(coded(OBSERVATIONS["blood culture"], ANSWERS["positive"], day)))


@given("optimal pain management has not been tried", target_fixture="case")
def _(case: Case) -> Case:
    return case.add(yes_or_no("optimal pain management", answer=False))


@given("optimal pain management has been tried", target_fixture="case")
def _(case: Case) -> Case:
    return case.add(yes_or_no("optimal pain management", answer=True))


@given(phrase("pain has been located at {level:Level} by examination"), target_fixture="case")
def _(case: Case, level: str) -> Case:
    return case.add(yes_or_no("pain at the level", answer=True, levels=[level]))


@given(phrase("pain has not been located at {level:Level} by examination"), target_fixture="case")
def _(case: Case, level: str) -> Case:
    return case.add(yes_or_no("pain at the level", answer=False, levels=[level]))


@given(phrase("a plan for the anticoagulant was written on {day:Day}"), target_fixture="case")
def _(case: Case, day: str) -> Case:
    return case.add(yes_or_no("anticoagulant plan", answer=True, day=day))


@given("posterior wall involvement without neurological deficit", target_fixture="case")
def _(case: Case) -> Case:
    wall = yes_or_no("posterior wall involvement", answer=True)
    return case.add(wall, yes_or_no("neurological deficit", answer=False))


@given(phrase("{a:An} {sign:Sign} of {level:Level}"), target_fixture="case")
@given(phrase("the {level:Level} fracture is a {sign:Sign}"), target_fixture="case")
def _(case: Case, sign: str, level: str) -> Case:
    return case.add(yes_or_no(sign, answer=True, levels=[level]))


@given(phrase("{event:Condition} of {level:Level} with onset {onset:Day}"), target_fixture="case")
def _(case: Case, event: Code, level: str, onset: str) -> Case:
    return case.add(condition(event, onset, levels=[level]))


@given(phrase("an active order for {name:Procedure} of {level:Level} in words only exists"), target_fixture="case")
def _(case: Case, name: str, level: str) -> Case:
    return case.add(ordered(PROCEDURES[name], levels=[level]) | {"code": {"text": name}})


@given(phrase("a {verification:Verification} {event:Condition} with onset {onset:Day}"), target_fixture="case")
def _(case: Case, verification: str, event: Code, onset: str) -> Case:
    return case.add(condition(event, onset, verification=verification))


@given(phrase("{sign:Sign} was found on {day:Day}"), target_fixture="case")
def _(case: Case, sign: str, day: str) -> Case:
    return case.add(yes_or_no(sign, answer=True, day=day))


@given(phrase("{sign:Sign} of {level:Level} was not found on {day:Day}"), target_fixture="case")
def _(case: Case, sign: str, level: str, day: str) -> Case:
    return case.add(yes_or_no(sign, answer=False, day=day, levels=[level]))


@given(phrase("by a preliminary report {sign:Sign} of {level:Level} was found on {day:Day}"), target_fixture="case")
def _(case: Case, sign: str, level: str, day: str) -> Case:
    return case.add(preliminary(yes_or_no(sign, answer=True, day=day, levels=[level])))


@given(phrase("{sign:Sign} was not found on {day:Day}"), target_fixture="case")
def _(case: Case, sign: str, day: str) -> Case:
    return case.add(yes_or_no(sign, answer=False, day=day))


@given(phrase("an unreadable entry of {event:Condition}"), target_fixture="case")
def _(case: Case, event: Code) -> Case:
    return case.add(unreadable(condition(event)))


@given(phrase("an unreadable entry of a vertebral fracture of {level:Level}"), target_fixture="case")
def _(case: Case, level: str) -> Case:
    return case.add(unreadable(fracture(level)))


@given(phrase("an unreadable entry of {sign:Sign}"), target_fixture="case")
def _(case: Case, sign: str) -> Case:
    return case.add(unreadable(yes_or_no(sign, answer=True)))


@given(phrase("an unreadable entry of a {site:Site} T-score"), target_fixture="case")
def _(case: Case, site: Code) -> Case:
    return case.add(unreadable(measured(site, -2.0, "{T-score}")))


@given(phrase("an unreadable entry of {name:Procedure}"), target_fixture="case")
def _(case: Case, name: str) -> Case:
    return case.add(unreadable(procedure(PROCEDURES[name], AS_OF)))


@given(phrase("an active order for {name:Procedure} of {level:Level} exists"), target_fixture="case")
def _(case: Case, name: str, level: str) -> Case:
    return case.add(ordered(PROCEDURES[name], levels=[level]))


@given("an active order for a bone density measurement exists", target_fixture="case")
def _(case: Case) -> Case:
    return case.add(ordered(CARE["bone density measurement"]))


@given(phrase("the fracture of {level:Level} is classified OF {number:OfClass}"), target_fixture="case")
def _(case: Case, level: str, number: Code) -> Case:
    return case.add(coded(OBSERVATIONS["OF classification"], number, levels=[level]))


@given(phrase("spine imaging on {day:Day} reports {conclusion:Conclusion}"), target_fixture="case")
def _(case: Case, day: str, conclusion: Code) -> Case:
    return case.add(imaging(conclusion, day))


@given(phrase("the MRI of {level:Level} on {day:Day} shows {answer:Oedema}"), target_fixture="case")
def _(case: Case, level: str, day: str, answer: Code) -> Case:
    return case.add(coded(OBSERVATIONS["fracture age"], answer, day, levels=[level]))


@given(phrase("the MRI of {level:Level} showed {sign:Sign}"), target_fixture="case")
def _(case: Case, level: str, sign: str) -> Case:
    onset = _fracture_of(case, level)["onsetDateTime"]
    return case.add(yes_or_no(sign, answer=True, levels=[level], day=onset))


@given(
    phrase("a {sequence:Sequence} MRI on {day:Day} with signal intensities {signals:Signals}"), target_fixture="case"
)
def _(case: Case, sequence: Code, day: str, signals: dict[str, float]) -> Case:
    return case.add(bone_quality(sequence, day, signals))


@given(phrase("angular motion of {level:Level} is {angle:Number} degrees"), target_fixture="case")
def _(case: Case, level: str, angle: float) -> Case:
    return case.add(measured(OBSERVATIONS["angular motion"], angle, "deg", levels=[level]))


@given(
    phrase("{level:Level} wedge angle is {flexion:Number} in flexion and {extension:Number} in extension"),
    target_fixture="case",
)
def _(case: Case, level: str, flexion: float, extension: float) -> Case:
    bent = measured(OBSERVATIONS["wedge angle in flexion"], flexion, "deg", levels=[level])
    return case.add(bent, measured(OBSERVATIONS["wedge angle in extension"], extension, "deg", levels=[level]))


@given(
    phrase(
        "{level:Level} wedge angle is {flexion:Number} in flexion on {first:Day} and {extension:Number} in extension on {second:Day}"
    ),
    target_fixture="case",
)
def _(case: Case, level: str, flexion: float, first: str, extension: float, second: str) -> Case:
    bent = measured(OBSERVATIONS["wedge angle in flexion"], flexion, "deg", first, levels=[level])
    return case.add(bent, measured(OBSERVATIONS["wedge angle in extension"], extension, "deg", second, levels=[level]))


@given(phrase("cement leakage into the disc beside {level:Level}"), target_fixture="case")
def _(case: Case, level: str) -> Case:
    return case.add(coded(OBSERVATIONS["cement leakage"], ANSWERS["leakage into the disc"], levels=[level]))


@given(phrase("the wedge angle of {level:Level} was corrected by {angle:Number} degrees"), target_fixture="case")
def _(case: Case, level: str, angle: float) -> Case:
    return case.add(measured(OBSERVATIONS["correction"], angle, "deg", levels=[level]))


def _fracture_of(case: Case, level: str) -> Resource:
    told = case.last(resourceType="Condition", bodySite=[BODY_SITES[level].concept])
    assert told is not None, f"no fracture of {level} was told before"
    return told
