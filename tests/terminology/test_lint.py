"""
Everything that is wrong with the term files is told at once, by file and line.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from cds.errors import RuleError
from cds.terminology import load_terms
from cds.terminology.lint import Blind, blind_without, lint_terms

TERMS = Path(__file__).resolve().parents[2] / "rules" / "terms"

GOOD = """\
role: drug
terms:
  drug-a:
    means: drug A
    codes:
      - rxnorm 993452 (s1)
sources:
  s1: "seen there"
"""


def folder(tmp_path: Path, **files: str) -> Path:
    directory = tmp_path / "terms"
    directory.mkdir()
    for name, text in files.items():
        (directory / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    return directory


def told(directory: Path) -> list[str]:
    return [str(error) for error in lint_terms(directory)]


def test_the_pack_is_clean() -> None:
    assert [] == told(TERMS)


def test_a_good_file_is_clean(tmp_path: Path) -> None:
    assert [] == told(folder(tmp_path, good=GOOD))


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("rxnorm 993452", "rxnrom 993452", "terms/good.yaml:6: unknown code system 'rxnrom'; known: snomed, loinc"),
        ("(s1)", "", "terms/good.yaml:6: 'rxnorm 993452' is no code line; write 'rxnorm 993452 993456 (s5)'"),
        ("(s1)", "(s2)", "terms/good.yaml:6: the source 's2' does not stand under 'sources' of this file"),
        ("993452", "993452*", "terms/good.yaml:6: '993452*': rxnorm has no prefixes, only atc, icd-10"),
        ("means: drug A", "means: drug A\n    display: A", "terms/good.yaml:5: unknown key 'display'; known: codes"),
        ("means: drug A", "words: [A]", "terms/good.yaml:3: 'drug-a' has no 'means': say it in our own words"),
        ("role: drug", "role: pill", "terms/good.yaml:3: 'drug-a' has the role 'pill'; a role is drug, condition"),
        ("role: drug", "roles: drug", "terms/good.yaml:1: unknown key 'roles'"),
        ("means: drug A", "means: A\n    measured: luck", "terms/good.yaml:5: no quantity 'luck'; known: albumin"),
        ("    codes:\n      - rxnorm 993452 (s1)\n", "", "terms/good.yaml:3: the term 'drug-a' has no code"),
        ("- rxnorm 993452 (s1)", "- rxnorm 993452 993452 (s1)", "terms/good.yaml:6: rxnorm 993452 stands in 'drug-a'"),
        ("rxnorm 993452", "snomed 96290009", "terms/good.yaml:6: snomed 96290009: the check digit is wrong"),
        ("rxnorm 993452", "snomed abc", "terms/good.yaml:6: snomed abc: the check digit is wrong"),
        ("rxnorm 993452", "loinc 38265-6", "terms/good.yaml:6: loinc 38265-6: the check digit is wrong"),
        ("rxnorm 993452", "loinc 38265", "terms/good.yaml:6: loinc 38265: the check digit is wrong"),
        ("rxnorm 993452", "cpt 22510", "terms/good.yaml:1: a file with codes of cpt begins with its 'notice'"),
        ('"seen there"', '"seen there"\n  s2: never', "terms/good.yaml:9: no code cites the source 's2'"),
        ("drug-a:", "drug-a-exclude:", "terms/good.yaml:3: 'drug-a-exclude' says what something is not"),
        ("means: drug A", "means: A\n    words: A", "terms/good.yaml:5: 'words' must be a list"),
        ('sources:\n  s1: "seen there"', "sources: none", "terms/good.yaml:7: 'sources' must be a mapping"),
        (
            "sources:",
            "codes:\n  drug-b:\n    - rxnorm 1 (s1)\nsources:",
            "terms/good.yaml:9: no file defines the term 'drug-b'",
        ),
        (
            "sources:",
            "exclusive:\n  - [drug-a, drug-c]\nsources:",
            "terms/good.yaml:8: no file defines the term 'drug-c'",
        ),
        ("  drug-a:", "  drug-z: nothing\n  drug-a:", "terms/good.yaml:3: the term 'drug-z' needs 'means' and 'codes'"),
        ("role: drug", "role: drug\nrole: drug", "terms/good.yaml:2: the key 'role' is given twice"),
    ],
)
def test_a_wrong_file(tmp_path: Path, wrong: str, right: str, message: str) -> None:
    assert wrong in GOOD
    errors = told(folder(tmp_path, good=GOOD.replace(wrong, right, 1)))

    assert any(message in error for error in errors), errors


def test_everything_wrong_is_told_at_once_in_order(tmp_path: Path) -> None:
    directory = folder(
        tmp_path,
        b="""\
        role: drug
        terms:
          drug-b:
            means: drug B
        """,
        a="""\
        role: drug
        terms:
          drug-a:
            means: drug A
            codes:
              - nowhere 1 (s1)
              - rxnorm 1 (s9)
        """,
        c="- a list",
    )

    assert [
        "terms/a.yaml:6: unknown code system 'nowhere'",
        "terms/a.yaml:7: the source 's9' does not stand under 'sources' of this file",
        "terms/b.yaml:3: the term 'drug-b' has no code",
        "terms/c.yaml:1: a term file is a mapping with 'terms' or 'codes'",
    ] == [error.partition(";")[0] for error in told(directory)]


def test_loading_stops_at_the_first_wrong_thing(tmp_path: Path) -> None:
    directory = folder(tmp_path, a=GOOD.replace("rxnorm", "rxnrom"))

    with pytest.raises(RuleError, match=r"terms/a\.yaml:6: unknown code system 'rxnrom'"):
        load_terms(directory)


def test_a_folder_without_term_files_is_an_error(tmp_path: Path) -> None:
    assert [f"{tmp_path}: there is no term file (*.yaml) here"] == told(tmp_path)


def test_a_term_defined_twice_names_the_first_place(tmp_path: Path) -> None:
    directory = folder(tmp_path, a=GOOD, b=GOOD)

    assert "terms/b.yaml:3: the term 'drug-a' stands already at terms/a.yaml:3" in told(directory)


def exclusive(first: str, second: str, line: str = "[drug-a, drug-a-exclude]") -> str:
    return f"""\
    role: drug
    terms:
      drug-a:
        means: drug A
        codes:
          - {first} (s1)
      drug-a-exclude:
        means: not drug A
        codes:
          - {second} (s1)
    exclusive:
      - {line}
    sources:
      s1: somewhere
    """


def test_a_code_in_two_exclusive_terms(tmp_path: Path) -> None:
    directory = folder(tmp_path, a=exclusive("rxnorm 5", "rxnorm 5"))

    assert ["terms/a.yaml:6: rxnorm 5 means 'drug-a' and 'drug-a-exclude', which exclude each other"] == told(directory)


def test_a_prefix_reaches_into_an_exclusive_term(tmp_path: Path) -> None:
    directory = folder(tmp_path, a=exclusive("atc M05*", "atc M05BX04"))

    assert ["terms/a.yaml:10: atc M05BX04 means 'drug-a-exclude' and 'drug-a', which exclude each other"] == told(
        directory
    )


def test_codes_of_two_systems_are_two_codes(tmp_path: Path) -> None:
    assert [] == told(folder(tmp_path, a=exclusive("icd-10 M81.0", "icd-10-cm M81.0")))


def test_overlap_that_is_not_exclusive_is_meant(tmp_path: Path) -> None:
    text = exclusive("atc M05BX*", "atc M05BX04", "[drug-a]").replace("drug-a-exclude", "drug-a-60mg")

    assert [] == told(folder(tmp_path, a=text))


def test_one_word_may_not_name_two_terms(tmp_path: Path) -> None:
    text = exclusive("rxnorm 1", "rxnorm 2").replace("means: drug A\n", "means: drug A\n        words: [Name-A]\n")
    text = text.replace("means: not drug A\n", "means: not drug A\n        words: [name a]\n")

    assert ["terms/a.yaml:8: the word 'name a' names 'drug-a' and 'drug-a-exclude'"] == told(folder(tmp_path, a=text))


def test_restricted_codes_stand_alone(tmp_path: Path) -> None:
    directory = folder(tmp_path, a=exclusive("cpt 22510", "rxnorm 2"))

    assert ["terms/a.yaml:6: codes of cpt stand in a file of their own"] == told(directory)


def test_an_overlay_is_linted_with_the_pack(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(
        '{"resourceType": "ValueSet", "id": "drug-denosumab-120mg-exclude", "compose": {"include": '
        '[{"system": "urn:oid:2.16.840.1.113883.6.88", "concept": [{"code": "993452"}]}]}}',
        encoding="utf-8",
    )
    told = [(error.where, error.message) for error in lint_terms(TERMS, overlay=tmp_path)]
    where = f"{tmp_path.name}/x.json#/compose/include/0"
    wrong = "rxnorm 993452 means 'drug-denosumab-120mg-exclude' and 'drug-denosumab-60mg', which exclude each other"

    assert [(where, wrong)] == told


def test_what_goes_blind_without_a_system() -> None:
    blind = blind_without(TERMS, ["cpt"])

    assert (
        "procedure-dxa-peripheral",
        "procedure-open-treatment-vertebral-fracture",
        "procedure-trabecular-bone-score",
    ) == blind.wholly
    assert "procedure-vertebroplasty" in blind.partly


def test_nothing_left_out_leaves_nothing_blind() -> None:
    assert Blind((), ()) == blind_without(TERMS, [])


def test_the_page_about_code_systems_names_what_goes_blind() -> None:
    page = (TERMS.parents[1] / "docs" / "code_systems.md").read_text(encoding="utf-8")
    for name in ("cpt", "medis", "yj"):
        row = f"| `{name}` | {', '.join(f'`{term}`' for term in blind_without(TERMS, [name]).wholly)} |"

        assert row in page
