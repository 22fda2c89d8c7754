"""
The hash of a rule changes with what it says or for whom, and with nothing else.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from cds.rules import default_root, load_pack

if TYPE_CHECKING:
    from pathlib import Path

RULE = "rebound/rebound_no_augmentation.yaml"
ID = "rebound-no-augmentation"

SAME = {
    "a comment": (RULE, "owner:", "# a remark\nowner:"),
    "the owner": (RULE, "owner: spine-and-bone", "owner: somebody-else"),
    "the review date": (RULE, "review_by: 2027", "review_by: 2031"),
    "another rule": ("rebound/rebound_supportive_care.yaml", "Brace: evidence scarce", "Braces: evidence scarce"),
}
OTHER = {
    "a word of the detail": (RULE, "Vertebroplasty and kyphoplasty are strongly", "Cement is strongly"),
    "a limit of a fact": ("facts/rebound.yaml", "      months: 24\n", "      months: 25\n"),
    "an override text": ("overrides.yaml", "Fracture is malignant or infective", "Fracture is malignant"),
    "a code of a term": ("terms/procedures.yaml", "426243004", "426243005"),
}


def changed(folder: Path, file: str, old: str, new: str) -> str:
    root = folder / "rules"
    shutil.copytree(default_root(), root)
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_pack(root).rules[ID].hash


@pytest.mark.parametrize("what", SAME)
def test_the_hash_stays_when_nothing_changes_for_anybody(what: str, tmp_path: Path) -> None:
    assert load_pack().rules[ID].hash == changed(tmp_path, *SAME[what])


@pytest.mark.parametrize("what", OTHER)
def test_the_hash_changes_with(what: str, tmp_path: Path) -> None:
    assert load_pack().rules[ID].hash != changed(tmp_path, *OTHER[what])


def test_a_hash_is_sha_256_in_hex() -> None:
    assert {64} == {len(rule.hash) for rule in load_pack().rules.values()}


def test_the_terms_of_a_fact_are_found_through_the_functions_it_calls() -> None:
    pack = load_pack()

    assert {"drug-denosumab-60mg", "osteoporotic-vertebral-fracture", "drug-zoledronic-acid-5mg"} <= pack.terms_of[
        "rebound"
    ]
    assert frozenset() == pack.terms_of["hook"]
