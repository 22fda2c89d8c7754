"""
Strict YAML: what a rule file says is what stands in it, and what is not strict is named by file and line.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from cds.errors import RuleError
from cds.plain_yaml import read_yaml_text


def test_words_stay_words_and_numbers_lose_no_digit() -> None:
    document = read_yaml_text("a: yes\nb: 2026-03-10\nc: 1.50\nd: '7'\ne: [no, 3]\nf: {g: null}\n", "rule.yaml")

    expected = {"a": "yes", "b": "2026-03-10", "c": Decimal("1.50"), "d": "7", "e": ["no", 3], "f": {"g": "null"}}
    assert expected == document.data
    assert document.where(("e", 1)) == "rule.yaml:5"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("a:\n", "a value is missing"),
        ("a: 1\na: 2\n", "the key 'a' is given twice"),
        ("a: 1\n? {b: c}\n: d\n", "a key must be a word"),
        ("b: 1\na: &x [1]\nc: *x\n", "an alias ('*name') repeats this value"),
        ("b: 1\na: &x [*x]\n", "an alias ('*name') repeats this value"),
        ("b: 1\na: !!int 5\n", "a tag ('tag:yaml.org,2002:int') is not read"),
        ("b: 1\na: !python/object:os.system x\n", "a tag ('!python/object:os.system') is not read"),
        ("a: [1\n", "not YAML"),
    ],
)
def test_what_is_not_strict_is_an_error_at_its_line(text: str, message: str) -> None:
    with pytest.raises(RuleError) as refused:
        read_yaml_text(text, "rule.yaml")

    assert message in str(refused.value)
    assert "rule.yaml" in str(refused.value)
    assert not text.startswith("b: 1") or "rule.yaml:2" in str(refused.value)
