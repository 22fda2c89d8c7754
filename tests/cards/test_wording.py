"""
Placeholders and escaping: what comes from a record is never read as markup.
"""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cds.cards.wording import Slot, Wording, escaped, markdown, plain, shortened
from cds.chart.dates import Span
from cds.facts.fact import Fact

AS_OF = date(2026, 3, 10)
RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b>bold</b> & &lt;i&gt;",
    "[click](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "[ref]: http://evil.example",
    "**bold** _em_ ~~gone~~ `code` ```fence",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "12) item",
    "> quote",
    "--- rule",
    "=== setext",
    "| a | b |",
    "a\n\n# heading on a new line\n\n- list",
    "a\\*b\\",
    "    indented code",
    "<!-- comment -->",
    "<?php ?>",
    "&#60;b&#62;",
    "line\u2028separator\u202eright to left\u200b",
    "tab\tand\x00null",
]
LINKS = [
    ("http://evil.example/x", "://"),
    ("see https://evil.example", "://"),
    ("FTP://evil.example", "://"),
    ("www.evil.example", "www."),
    ("WWW.evil.example", "WWW."),
    ("a@evil.example", "@e"),
    ("ping @octocat", "@o"),
]


def rendered(text: str) -> str:
    return RENDERER.render(f"Value: {text}") + RENDERER.render(text) + RENDERER.render(f"- {text}")


def collapsed(text: str) -> str:
    return " ".join(re.sub("[\x00-\x1f\u200b\u2028\u202e]", " ", text).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_not_obeyed(text: str) -> None:
    page = rendered(escaped(text))
    tags = set(re.findall(r"<[^>]*>", page))
    shown = html.unescape(re.sub(r"<[^>]*>", "", RENDERER.render(escaped(text)))).strip()

    assert tags <= {"<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>"}
    assert collapsed(text) == shown.replace(": //", "://")


@given(st.text(max_size=60))
def test_any_text_stays_text(text: str) -> None:
    page = RENDERER.render(f"Value: {escaped(text)}")

    assert set(re.findall(r"<[^>]*>", page)) <= {"<p>", "</p>"}
    assert 1 == page.count("<p>")


@given(st.text(max_size=60))
def test_plain_text_is_one_line_that_opens_no_tag(text: str) -> None:
    line = plain(text)

    assert len(line.splitlines()) <= 1
    assert not re.search(r"<[A-Za-z/!?]", line)


@pytest.mark.parametrize(("text", "trigger"), LINKS)
def test_a_renderer_finds_nothing_to_link(text: str, trigger: str) -> None:
    """
    Some renderers make links from the text after escapes are undone, so escapes alone do not help.
    """
    shown = html.unescape(re.sub(r"<[^>]*>", "", RENDERER.render(escaped(text))))

    assert trigger in text
    assert trigger not in shown


@pytest.mark.parametrize(
    "text", ["2026-07-08", "L2 left out", "120 mg", "T11/T12", "-3.2", "9.4 mg/dL", "T-score", "4.0 %"]
)
def test_ordinary_values_are_left_alone(text: str) -> None:
    assert text == escaped(text) == plain(text)


def test_a_comparison_stays_readable_in_plain_text() -> None:
    assert "eGFR < 30, >= 5" == plain("eGFR < 30, >= 5")


def test_placeholders_are_filled_from_the_words_of_a_fact() -> None:
    wording = Wording.of("Dose on {denosumab.last}, {calcium.value} on {calcium.date} ({calcium.state}) as of {as-of}.")
    facts = {
        "denosumab": Fact("yes", says={"last": "2025-02-05"}),
        "calcium": Fact("low", value="8.1", unit="mg/dL", on=Span.day(date(2026, 3, 1))),
    }

    assert "Dose on 2025-02-05, 8.1 mg/dL on 2026-03-01 (low) as of 2026-03-10." == wording.filled(
        facts, AS_OF, write=plain
    )
    assert [Slot("denosumab", "last"), Slot("calcium", "value")] == list(wording.slots)[:2]


@pytest.mark.parametrize("facts", [{}, {"rebound": Fact("unknown")}, {"rebound": Fact("possible", says={"why": ""})}])
def test_a_placeholder_without_value_is_not_recorded(facts: dict[str, Fact]) -> None:
    assert "Uncertain: not recorded." == Wording.of("Uncertain: {rebound.why}.").filled(facts, AS_OF, write=escaped)


def test_braces_that_are_no_placeholder_stay() -> None:
    assert "{T-score} {Not A slot}" == Wording.of("{T-score} {Not A slot}").filled({}, AS_OF, write=plain)


def test_a_value_is_never_read_as_a_placeholder() -> None:
    facts = {"rebound": Fact("possible", says={"why": "{as-of}"})}

    assert "Uncertain: {as-of}" == Wording.of("Uncertain: {rebound.why}").filled(facts, AS_OF, write=plain)


def test_lines_of_the_pack_become_paragraphs_and_lists_stay_together() -> None:
    assert "The point.\n\nMore:\n\n- a\n- b\n\nEnd, p < .001, &lt;b> no." == markdown(
        "The point.\nMore:\n- a\n- b\nEnd, p < .001, <b> no.\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("x" * 10, "x" * 10),
        ("one two three four", "one two…"),
        ("one two, three four", "one two…"),
        ("x" * 30, "x" * 9 + "…"),
        ("\N{BONE}" * 11, "\N{BONE}" * 9 + "…"),
    ],
)
def test_a_text_that_is_too_long_is_cut_at_a_word(text: str, expected: str) -> None:
    cut = shortened(text, 10)

    assert expected == cut
    assert len(cut) <= 10
