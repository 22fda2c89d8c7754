"""
Every way in which a pack can be wrong is said with the file and the line.

Each case takes the real pack and breaks one thing in it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cds.errors import RuleError
from cds.rules import default_root, load_pack, read_pack
from cds.rules.lint import lint_pack, notes_of

if TYPE_CHECKING:
    from pathlib import Path

    from cds.rules.model import Pack

RULE = "rebound/rebound_no_augmentation.yaml"
FACTS = "facts/rebound.yaml"


@dataclass(frozen=True)
class Bad:
    """
    One thing replaced in one file, and what must be said about it.
    """

    file: str
    old: str
    new: str
    says: str
    line_of: str = ""


FORM = {
    "a state the fact never has": Bad(
        RULE, "rebound: probable", "rebound: likely", "'rebound' is never 'likely'", "rebound: likely"
    ),
    "a fact nobody knows": Bad(
        RULE, "rebound: probable", "rebownd: probable", "'rebownd' is not in the dictionary", "rebownd: probable"
    ),
    "two keys in a condition": Bad(
        RULE, "      rebound: probable", "      rebound: probable\n      hook: order-sign", "exactly one key"
    ),
    "an unknown key": Bad(RULE, "owner:", "ownr:", "owner"),
    "no certainty": Bad(RULE, "  certainty: very low\n", "", "certainty"),
    "no override reasons": Bad(RULE, "override:\n  - not-rebound\n", "override: []\nx:\n  - a\n", "override"),
    "an unknown hook": Bad(RULE, "hooks: [patient-view,", "hooks: [patient-vew,", "hooks"),
    "a link without https": Bad(RULE, "https://doi.org", "http://doi.org", "url"),
    "two kinds in a suggestion": Bad(
        RULE, "  - refer: bone-clinic", "  - refer: bone-clinic\n    task: pain-review", "exactly one of"
    ),
    "a key given twice": Bad(
        RULE, "owner: spine-and-bone", "owner: spine-and-bone\nowner: twice", "given twice", "owner: twice"
    ),
    "a tab where a space belongs": Bad(RULE, "  - refer: bone-clinic", "\t- refer: bone-clinic", "not YAML"),
    "a missing value": Bad(RULE, "owner: spine-and-bone", "owner:", "a value is missing", "owner:"),
    "another id than its file": Bad(
        RULE, "id: rebound-no-augmentation", "id: rebound-no-cement", "rebound_no_cement.yaml"
    ),
    "a need nobody can be asked for": Bad(RULE, "needs:\n", "needs:\n  - hook\n", "has no `ask:`"),
    "a limit without source": Bad(FACTS, "      source: one month past", "      origin: one month past", "source"),
    "a limit with two numbers": Bad(
        FACTS, "      months: 7\n", "      months: 7\n      days: 3\n", "exactly one of months"
    ),
    "a number without unit": Bad(
        "facts/laboratory.yaml", "      unit: mL/min\n", "", "a value has a unit", "zoledronate:"
    ),
    "a fact without unknown": Bad(
        FACTS, "states: [probable, possible, no, unknown]", "states: [probable, possible, no]", "no state unknown"
    ),
    "a fact without a measure": Bad(
        FACTS, "rebound-acute:\n", "rebound-akute:\n", "no measure answers 'rebound-akute'"
    ),
    "a rule without a tier": Bad("precedence.yaml", "      - rebound-no-augmentation\n", "", "has no tier"),
    "a silence without reason": Bad(
        "precedence.yaml", "    why: label of romosozumab", "    because: label of romosozumab", "why"
    ),
    "an override without display": Bad("overrides.yaml", "display:", "dispaly:", "display"),
}

MEANING = {
    "an evidence label nobody wrote": Bad(RULE, "source: [F1-4,", "source: [F9-9,", "'F9-9' is not in sources.yaml"),
    "an override reason nobody wrote": Bad(
        RULE, "  - mdt-decision", "  - mdt-decisions", "'mdt-decisions' is not in overrides.yaml"
    ),
    "a draft nobody wrote": Bad(
        RULE, "refer: bone-clinic", "refer: bone-klinic", "'refer: bone-klinic' is not in drafts.yaml"
    ),
    "a removal of no order": Bad(
        RULE, "remove: augmentation-order", "remove: denosumab-doses", "must name a fact of scope order"
    ),
    "a placeholder of no fact": Bad(RULE, "{rebound.last}", "{rebownd.last}", "'{rebownd}' is no fact"),
    "a placeholder the fact does not say": Bad(RULE, "{rebound.last}", "{rebound.lasst}", "rebound says"),
    "a summary that is too long": Bad(
        RULE, "do not perform vertebroplasty", "do not " + "ever " * 20 + "perform vertebroplasty", "more than 139"
    ),
    "two drafts that can both be chosen": Bad(
        "rebound/rebound_antiresorptive_first.yaml", "selection: at-most-one", "selection: any", "at-most-one"
    ),
    "a silenced rule nobody wrote": Bad(
        "precedence.yaml",
        "      rule: rebound-antiresorptive-first",
        "      rule: no-such-rule",
        "there is no rule 'no-such-rule'",
    ),
}

CONTRADICTIONS = {
    "two states of one fact at once": Bad(
        RULE,
        "fires:\n  - when:\n      rebound: probable\n",
        "fires:\n  - when:\n      all:\n        - rebound: probable\n        - rebound: no\n",
        "'rebound' would be probable and no at once",
        "  - when:",
    ),
    "a hook at which the rule is not asked": Bad(
        RULE,
        "trigger:\n",
        "trigger:\n  - hook: encounter-discharge\n",
        "never speaks, its trigger is never true",
        "trigger:",
    ),
    "a need at a hook at which the rule is not asked": Bad(
        RULE,
        "needs:\n",
        "needs:\n  - ask: calcium\n    hooks: [encounter-discharge]\n",
        "'calcium' is asked for at hooks",
    ),
    "a suggestion that is never made": Bad(
        RULE,
        "  - remove: augmentation-order\n",
        "  - remove: augmentation-order\n    when:\n      augmentation-order: no\n",
        "this line of 'rebound-no-augmentation' is never used",
        "  - remove: augmentation-order",
    ),
    "a line of precedence that never holds": Bad(
        "precedence.yaml",
        "  - when:\n      rebound: unknown\n    silent",
        "  - when:\n      all:\n        - rebound: unknown\n        - rebound: no\n    silent",
        "this line never holds",
    ),
    "a patient whom there can not be": Bad(
        "precedence.yaml",
        "      deceased: yes\n",
        "      all:\n        - deceased: yes\n        - deceased: no\n",
        "this state of a patient never holds",
    ),
    "one rule drafts what another removes": Bad(
        "rebound/rebound_antiresorptive_first.yaml",
        "        - acute-kidney-injury: no\n",
        "",
        "'bisphosphonate-order-safety' asks to remove zoledronate and 'rebound-antiresorptive-first' drafts it",
    ),
    "a silence that kept two rules apart": Bad(
        "precedence.yaml",
        "        - kidney-limit: contraindicated\n",
        "        - kidney-limit: enough\n",
        "'bisphosphonate-order-safety' asks to remove zoledronate",
    ),
    "limits that overlap": Bad(
        FACTS,
        "    probable_end:\n      months: 24\n",
        "    probable_end:\n      months: 40\n",
        "'rebound.possible_end' (36 months) must be above 'rebound.probable_end' (40 months): they overlap",
        "    possible_end:",
    ),
    "limits with nothing between them": Bad(
        "facts/care_gap.yaml", "      months: 24\n", "      days: 60\n", "nothing lies between them", "    window:"
    ),
    "a gap between two intervals": Bad(
        FACTS,
        "    window_start:\n      months: 7\n",
        "    window_start:\n      months: 8\n",
        "there is a gap between them",
        "    window_start:",
    ),
    "an overlap of two intervals": Bad(
        FACTS,
        "    window_start:\n      months: 7\n",
        "    window_start:\n      months: 6\n",
        "there is an overlap between them",
    ),
    "limits that can not be compared": Bad(
        "facts/therapy.yaml",
        "    nearly:\n      count: 10\n",
        "    nearly:\n      days: 10\n",
        "other units",
        "    complete:",
    ),
    "a drug named in two classes": Bad(
        "terms/drugs.yaml",
        "    drugs: [romosozumab]\n",
        "    drugs: [romosozumab, denosumab]\n",
        "'denosumab' is a drug of two classes, denosumab and bone-forming",
        "  drug-romosozumab:",
    ),
    "a code of two classes": Bad(
        "terms/drugs.yaml",
        "      - atc M05BX06 (s2)\n",
        "      - atc M05BX06 (s2)\n      - atc G03XC01 (s2)\n",
        "the code G03XC01 is a drug of two classes, bone-forming and other bone drug",
    ),
}

UNUSED = {
    "a draft": Bad("drafts.yaml", "spine-ct-urgent:\n", "spine-ct-now:\n", "no rule suggests the draft 'spine-ct-now'"),
    "a fact": Bad(
        "before/augmentation_contraindication_check.yaml",
        "      posterior-wall: yes\n",
        "      neuro-deficit: yes\n",
        "no rule and no measure reads the fact 'posterior-wall'",
    ),
    "an override reason": Bad(
        "overrides.yaml",
        "not-available:\n",
        "not-in-stock:\n  display: Not in stock\nnot-available:\n",
        "no rule offers the override reason 'not-in-stock'",
    ),
    "an evidence label": Bad("sources.yaml", "\nF1-4:\n", "\nZ1:\n  says: x\n  citation: x\nF1-4:\n", "Z1"),
    "a term": Bad("terms/drugs.yaml", "  drug-opioid:\n", "  drug-opiate:\n", "drug-opiate"),
}


def broken(bad: Bad, folder: Path) -> Path:
    root = folder / "rules"
    shutil.copytree(default_root(), root)
    path = root / bad.file
    text = path.read_text(encoding="utf-8")
    assert bad.old in text
    path.write_text(text.replace(bad.old, bad.new, 1), encoding="utf-8")
    return root


@pytest.mark.parametrize("name", FORM)
def test_a_file_of_the_wrong_form_is_refused_by_name(name: str, tmp_path: Path) -> None:
    bad = FORM[name]
    root = broken(bad, tmp_path)

    _, errors = read_pack(root)

    said = [error for error in errors if bad.says in error.message]
    assert said, [str(error) for error in errors]
    if bad.line_of:
        lines = (root / bad.file).read_text(encoding="utf-8").splitlines()
        expected = next(number for number, line in enumerate(lines, start=1) if bad.line_of in line)
        assert f"{bad.file}:{expected}" == said[0].where
    with pytest.raises(RuleError):
        load_pack(root)


@pytest.mark.parametrize("name", MEANING)
def test_lint_says_what_has_the_right_form_and_is_wrong(name: str, tmp_path: Path) -> None:
    bad = MEANING[name]

    pack, errors = read_pack(broken(bad, tmp_path))

    assert pack is not None, [str(error) for error in errors]
    assert any(bad.says in error.message for error in lint_pack(pack)), [str(e) for e in lint_pack(pack)]


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_lint_says_what_contradicts_itself(name: str, tmp_path: Path) -> None:
    bad = CONTRADICTIONS[name]
    root = broken(bad, tmp_path)

    pack, errors = read_pack(root)
    assert pack is not None, [str(error) for error in errors]
    said = [error for error in lint_pack(pack) if bad.says in error.message]

    assert said, [str(error) for error in lint_pack(pack)]
    if bad.line_of:
        lines = (root / bad.file).read_text(encoding="utf-8").splitlines()
        assert bad.line_of in lines[int(said[0].where.rpartition(":")[2]) - 1]


@pytest.mark.parametrize("name", UNUSED)
def test_what_no_rule_uses_is_a_note(name: str, tmp_path: Path) -> None:
    bad = UNUSED[name]

    pack, errors = read_pack(broken(bad, tmp_path))

    assert pack is not None, [str(error) for error in errors]
    assert any(bad.says in note.message for note in notes_of(pack)), [str(note) for note in notes_of(pack)]


def test_a_review_that_is_due_is_said_on_the_day_that_is_asked_for(pack: Pack) -> None:
    last = max(rule.review_by for rule in pack.rules.values())

    assert [] == lint_pack(pack, as_of=min(rule.review_by for rule in pack.rules.values()))
    assert [] == lint_pack(pack)
    due = lint_pack(pack, as_of=last + timedelta(days=1))
    assert len(pack.rules) == len(due)
    assert f"was to be reviewed by {last}" in due[-1].message


def test_the_pack_of_this_repository_is_clean(pack: Pack) -> None:
    assert [] == lint_pack(pack)


def test_all_errors_are_said_at_once(tmp_path: Path) -> None:
    root = broken(FORM["a state the fact never has"], tmp_path)
    path = root / "rebound/rebound_supportive_care.yaml"
    path.write_text(path.read_text().replace("indicator: info", "indicator: urgent"))

    _, errors = read_pack(root)

    assert {RULE, "rebound/rebound_supportive_care.yaml"} <= {error.where.split(":")[0] for error in errors}


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="not a rule pack"):
        load_pack(tmp_path)
