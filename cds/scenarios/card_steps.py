"""
Phrases that look at the cards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import then

from cds.scenarios.answer import items, words
from cds.scenarios.phrases import phrase

if TYPE_CHECKING:
    from cds.scenarios.answer import Answer
    from cds.scenarios.drugs import Drug

SUMMARY_LIMIT = 140


@then(phrase('{a:An} {indicator:Indicator} card "{rule:Rule}" is shown'), target_fixture="answer")
def _(answer: Answer, indicator: str, rule: str) -> Answer:
    assert indicator == answer.of(rule)["indicator"]
    return answer.naming(rule)


@then(phrase('the card "{rule:Rule}" is not shown'))
def _(answer: Answer, rule: str) -> None:
    assert rule not in answer.shown


@then("no card is shown")
def _(answer: Answer) -> None:
    assert answer.shown == ()


@then(phrase('exactly one card "{rule:Rule}" is shown'), target_fixture="answer")
def _(answer: Answer, rule: str) -> Answer:
    assert answer.shown.count(rule) == 1
    return answer.naming(rule)


@then("it is the first card")
def _(answer: Answer) -> None:
    assert answer.named == answer.shown[0]


@then(phrase('the card mentions "{text:Text}"'))
def _(answer: Answer, text: str) -> None:
    assert text.lower() in words(answer.card)


@then(phrase('the "{rule:Rule}" card lists "{text:Text}"'), target_fixture="answer")
def _(answer: Answer, rule: str, text: str) -> Answer:
    assert text.lower() in words(answer.of(rule))
    return answer.naming(rule)


@then(phrase('the "{rule:Rule}" card does not list "{text:Text}"'))
def _(answer: Answer, rule: str, text: str) -> None:
    assert all(text.lower() not in words(card) for card in answer.all_of(rule))


@then(phrase('the notes of the "{rule:Rule}" card are {notes:Texts}'), target_fixture="answer")
def _(answer: Answer, rule: str, notes: tuple[str, ...]) -> Answer:
    """
    Compare all that the card says because of a state of this patient, beside the text it always has.
    """
    said = words(answer.of(rule))
    assert [note for note in notes if note.lower() not in said] == []
    assert len(notes) == answer.notes(rule)
    return answer.naming(rule)


@then(phrase('the findings of the "{rule:Rule}" card are {texts:Texts}'), target_fixture="answer")
def _(answer: Answer, rule: str, texts: tuple[str, ...]) -> Answer:
    """
    Compare all that the rule found, the leading finding first, with parts of what the card says of each.
    """
    found = answer.findings(rule)
    assert len(texts) == len(found), found
    assert all(text.lower() in full.lower() for text, full in zip(texts, found, strict=True)), found
    return answer.naming(rule)


@then(phrase('the suggestions of the "{rule:Rule}" card are {labels:Texts}'), target_fixture="answer")
def _(answer: Answer, rule: str, labels: tuple[str, ...]) -> Answer:
    offered = [suggestion["label"] for suggestion in answer.of(rule).get("suggestions", ())]
    assert len(labels) == len(offered), offered
    assert all(label.lower() in full.lower() for label, full in zip(labels, offered, strict=True)), offered
    return answer.naming(rule)


@then(phrase('the items that "{rule:Rule}" asks for are {texts:Texts}'))
def _(answer: Answer, rule: str, texts: tuple[str, ...]) -> None:
    """
    Compare all that `data-needed` lists for a rule, in the order of that card; of a longer item what stands before a colon.
    """
    asked = answer.asked_by(rule)
    assert len(texts) == len(asked), asked
    assert all(f"{item}:".startswith(f"{text}:") for text, item in zip(texts, asked, strict=True)), asked


@then(phrase('the first item of the "{rule:Rule}" card is "{text:Text}"'))
def _(answer: Answer, rule: str, text: str) -> None:
    assert text in items(answer.of(rule))[0]


@then(phrase("{a:An} {drug:Drug} draft is {offered:Offered}"))
def _(answer: Answer, drug: Drug, offered: bool) -> None:  # noqa: FBT001 - read from the phrase
    found = answer.drugs_offered(drug.terms, dose=drug.dose if offered else None)
    assert offered == bool(found)


@then(phrase("no {drug:Drug} draft is offered"))
def _(answer: Answer, drug: Drug) -> None:
    assert answer.drugs_offered(drug.terms) == []


@then("no drug draft is offered")
def _(answer: Answer) -> None:
    assert list(answer.drafts(kind="MedicationRequest")) == []


@then("no opioid draft is offered")
def _(answer: Answer) -> None:
    assert answer.drugs_offered(frozenset({"drug-opioid"})) == []


@then(phrase("the card suggests removing the {order:Order} order"))
def _(answer: Answer, order: str) -> None:
    assert answer.removed(order)


@then(phrase("the order for {order:Order} is left unchanged by the card"))
def _(answer: Answer, order: str) -> None:
    assert not answer.touched(order)


@then(phrase("the card suggests ordering {tests:Tests}"))
def _(answer: Answer, tests: tuple[frozenset[str], ...]) -> None:
    ordered = answer.tests_ordered()
    assert all(ordered & terms for terms in tests), f"ordered: {sorted(ordered)}"


@then(phrase('the card offers the override reason "{text:Text}"'))
def _(answer: Answer, text: str) -> None:
    assert text in [reason["display"] for reason in answer.card["overrideReasons"]]


@then("at most one suggestion can be chosen")
def _(answer: Answer) -> None:
    assert answer.card["selectionBehavior"] == "at-most-one"


@then(phrase("every card has a summary shorter than {limit:Count} characters"))
def _(answer: Answer, limit: int) -> None:
    assert all(len(card["summary"]) < limit for card in answer.every_card())


@then("every card names its source, certainty and strength")
def _(answer: Answer) -> None:
    for card in answer.every_card():
        assert card["source"]["label"]
        assert [word for word in ("source", "certainty", "strength") if word not in words(card)] == []


@then(phrase('every card except "{rule:Rule}" offers coded override reasons'))
def _(answer: Answer, rule: str) -> None:
    for card in answer.every_card(but=rule):
        assert card["overrideReasons"]
        assert all(r["code"] and r["system"] and r["display"] for r in card["overrideReasons"])


@then(phrase("the VBQ score is displayed as {score:Score}"))
def _(answer: Answer, score: str) -> None:
    assert score == answer.value("vbq")
