"""
Terms are found by the codes and texts of a record, and by nothing else.
"""

# ruff: noqa: RUF001 - full-width letters are what is tested

from __future__ import annotations

import csv
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.codesystem import CodeSystem
from fhir.resources.R4B.valueset import ValueSet

from cds.errors import RuleError
from cds.terminology import Reading, Terms, levels_of, load_terms
from cds.terminology.systems import KNOWN, LOCAL
from cds.terminology.words import plain

ROOT = Path(__file__).resolve().parents[2]
TERMS = ROOT / "rules" / "terms"
CODES = ROOT.parent / "shared" / "terminology" / "codes.csv"

CM, WHO, RXNORM, LOINC, SNOMED = (KNOWN[name] for name in ("icd-10-cm", "icd-10", "rxnorm", "loinc", "snomed"))
JAPANESE_ICD = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full"


@pytest.fixture(scope="module")
def terms() -> Terms:
    return load_terms(TERMS)


def rows() -> list[dict[str, str]]:
    if not CODES.exists():
        pytest.skip("needs shared: ../shared/terminology/codes.csv")
    with CODES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_verified_and_local_code_is_found(terms: Terms) -> None:
    usable = [row for row in rows() if row["status"] in {"verified", "local"}]
    lost = [row for row in usable if row["concept"] not in terms.of(row["system_uri"], row["code"])]

    assert (1439, []) == (len(usable), lost)


def test_codes_match_and_come_from_where_the_table_says(terms: Terms) -> None:
    told = {
        (row["concept"], row["system_uri"], row["code"], row["match"], row["source"])
        for row in rows()
        if row["status"] != "unverified"
    }
    ours = {
        (name, code.system, code.code, code.match, code.source)
        for name, term in terms.named.items()
        for code in term.codes
    }

    assert told == ours


def test_roles_are_those_of_the_table(terms: Terms) -> None:
    assert {row["concept"]: row["role"] for row in rows()} == {name: term.role for name, term in terms.named.items()}


def test_no_unverified_code_means_anything(terms: Terms) -> None:
    unverified = [row for row in rows() if row["status"] == "unverified"]
    found = [row["code"] for row in unverified if terms.of(row["system_uri"], row["code"])]

    assert (4, []) == (len(unverified), found)


@pytest.mark.parametrize(
    ("system", "code", "expected"),
    [
        (CM, "M80.08XA", {"osteoporotic-vertebral-fracture", "osteoporotic-fracture-any"}),
        (CM, "M8008XA", {"osteoporotic-vertebral-fracture", "osteoporotic-fracture-any"}),
        (CM, "m80.08xa", {"osteoporotic-vertebral-fracture", "osteoporotic-fracture-any"}),
        (
            "urn:oid:2.16.840.1.113883.6.90",
            "M80.08XA",
            {"osteoporotic-vertebral-fracture", "osteoporotic-fracture-any"},
        ),
        (CM, "M80.08", {"osteoporotic-vertebral-fracture", "osteoporotic-fracture-any"}),
        (CM, "M80.08X", {"osteoporotic-vertebral-fracture", "osteoporotic-fracture-any"}),
        (CM, "M80.08XD", {"osteoporotic-vertebral-fracture-subsequent", "osteoporotic-fracture-any"}),
        (CM, "M80.08XS", {"osteoporotic-vertebral-fracture-sequela", "osteoporotic-fracture-any"}),
        (CM, "M80.0", {"osteoporotic-fracture-any"}),
        (CM, "M80.051A", {"osteoporotic-fracture-any"}),
        (CM, "M81.0", {"osteoporosis"}),
        (WHO, "M81.0", {"osteoporosis"}),
        (WHO, "M80.0", {"osteoporotic-fracture-any"}),
        (WHO, "M80.08XA", {"osteoporotic-fracture-any"}),
        (JAPANESE_ICD, "M80.0", {"osteoporotic-fracture-any"}),
        (JAPANESE_ICD, "M48.5", {"collapsed-vertebra-nec"}),
        (JAPANESE_ICD, "M48.59", {"collapsed-vertebra-nec"}),
        (CM, "M48.50XA", {"collapsed-vertebra-nec"}),
        (CM, "M84.58XA", {"vertebral-fracture-neoplastic-exclude"}),
        (KNOWN["icd-10-gm"], "M80.08", {"osteoporotic-fracture-trunk-site-ambiguous"}),
        ("http://fhir.de/CodeSystem/dimdi/icd-10-gm", "M80.88", {"osteoporotic-fracture-trunk-site-ambiguous"}),
        (LOINC, "38265-5", {"obs-tscore-radius-ulna"}),
        (LOINC, "13959-2", {"obs-calcium-ionised-calculated"}),
        (LOINC, "35592-5", {"obs-creatinine-clearance-bsa-normalised-exclude"}),
        (RXNORM, "993452", {"drug-denosumab-60mg"}),
        (RXNORM, "1046398", {"drug-denosumab-120mg-exclude"}),
        (RXNORM, "993449", {"drug-denosumab"}),
        (RXNORM, "2693643", {"drug-palopegteriparatide-exclude"}),
        (
            "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
            "J0897",
            {"drug-denosumab-hcpcs-ambiguous-strength"},
        ),
        (KNOWN["atc"], "M05BA04", {"drug-alendronate", "drug-bisphosphonate-class"}),
        (KNOWN["atc"], "M05BX04", {"drug-denosumab"}),
        (KNOWN["yj"], "3999018F9999", {"drug-alendronate"}),
        ("urn:oid:1.2.392.100495.20.1.73", "3999435G1023", {"drug-denosumab-60mg"}),
        (LOCAL, "OF4", {"value-of-class"}),
    ],
)
def test_a_code_means(terms: Terms, system: str, code: str, expected: set[str]) -> None:
    assert expected == terms.of(system, code)


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (RXNORM, "3002"),  # cyclophosphamide, called alendronate in some records
        (KNOWN["hot7"], "3999435"),  # a YJ number under another system
        (KNOWN["yj"], "3999435"),  # the stem of both strengths
        ("http://hl7.org/fhir/sid/icd-9", "M80.08XA"),
        ("", "M80.08XA"),
        (CM, ""),
        (None, "M80.08XA"),
        (CM, None),
        (CM, "M"),
        (CM, "E835"),  # a category; only its .51 is hypocalcaemia
        (SNOMED, "112141AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        (LOINC, "38265"),
        (KNOWN["ndc"], "0000-0000-02"),
    ],
)
def test_a_code_means_nothing(terms: Terms, system: str | None, code: str | None) -> None:
    assert frozenset() == terms.of(system, code)


def test_osteoporosis_without_fracture_is_no_fracture(terms: Terms) -> None:
    found = [name for system in (CM, WHO) for name in terms.of(system, "M81.0") if "fracture" in name]

    assert [] == found


def test_an_answer_is_remembered_and_the_same(terms: Terms) -> None:
    assert terms.of(CM, "M80.08XA") is terms.of(CM, "M80.08XA")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds.terminology.terms._MOST_REMEMBERED", 3)
    fresh = load_terms(TERMS)
    for number in range(10):
        fresh.of(CM, f"X{number}")
        fresh.words_of(f"text {number}")

    assert (1, 1) == (len(fresh._remembered), len(fresh._said))


def test_terms_travel_to_another_process(terms: Terms) -> None:
    copy = pickle.loads(pickle.dumps(terms))

    assert {"osteoporosis"} == copy.of(CM, "M81.0")


def test_a_term_is_said_in_our_own_words(terms: Terms) -> None:
    assert "denosumab 60 mg" == terms.display("drug-denosumab-60mg")


@pytest.mark.parametrize(
    ("names", "levels"),
    [
        ({"body-site-L1"}, {"L1"}),
        ({"vertebral-fracture-level-T11-T12", "vertebral-fracture-traumatic"}, {"T11", "T12"}),
        ({"vertebral-fracture-level-T12", "body-site-L2"}, {"T12", "L2"}),
        ({"body-site-spine-region"}, set()),
        (set(), set()),
    ],
)
def test_levels(names: set[str], levels: set[str]) -> None:
    assert levels == levels_of(names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kyphoplasty (Balloon kyphoplasty under fluoroscopy)", {"procedure-kyphoplasty"}),
        ("PERCUTANEOUS VERTEBROPLASTY, L1", {"procedure-vertebroplasty"}),
        ("椎体形成術 (経皮的椎体形成術 下 透視)", {"procedure-vertebral-augmentation-any"}),
        ("経皮的バルーン椎体形成術", {"procedure-kyphoplasty"}),
        ("Prolia", {"drug-denosumab"}),
        ("XGEVA 120 mg", {"drug-denosumab"}),
        ("denosumab-bbdz", {"drug-denosumab"}),
        ("denosu\u200bmab 60\u200b mg", {"drug-denosumab"}),
        ("デノスマブ（遺伝子組換え）", {"drug-denosumab"}),
        ("ﾃﾞﾉｽﾏﾌﾞ", {"drug-denosumab"}),
        ("アレンドロン酸ナトリウム錠35mg", {"drug-alendronate"}),
        ("ミノドロン酸錠50mg", {"drug-minodronate"}),
        ("ロモソズマブ", {"drug-romosozumab"}),
        ("alendronic acid 70 MG / cholecalciferol 5600 UNT", {"drug-alendronate", "drug-vitamin-d"}),
        ("palopegteriparatide", {"drug-palopegteriparatide-exclude"}),
        ("パロペグテリパラチド", {"drug-palopegteriparatide-exclude"}),
        ("Vertebral compression fracture of L1", {"vertebral-compression-fracture-cause-unspecified"}),
        ("Age-related osteoporosis with current pathological fracture, vertebra(e)", {"vertebral-fracture-any"}),
        ("Acute myocardial infarction", {"myocardial-infarction-acute"}),
        ("Myocardial-infarction", {"myocardial-infarction-undated"}),
        ("History of stroke", {"stroke-history"}),
        ("No vertebral fracture; stroke", {"stroke-acute"}),
        ("心筋梗塞", {"myocardial-infarction-undated"}),
    ],
)
def test_a_text_names(terms: Terms, text: str, expected: set[str]) -> None:
    assert expected == terms.words_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Age-related osteoporosis without current pathological fracture",
        "Osteoporosis without current pathological fracture or vertebral fracture",
        "no evidence of vertebral fracture",
        "Family history of stroke",
        "椎体骨折なし",
        "Stroke volume",
        "NIH stroke scale",
        "CT Guidance for percutaneous vertebroplasty of Spine",
        "Vertebral fracture assessment",
        "Non-vertebral fracture",
        "Procalcitonin",
        "calcitonin gene-related peptide antagonist",
        "Prolian",
        "sunstroke",
        "Fracture of clavicle",
        "25-hydroxyvitamin D3",
        "",
        None,
    ],
)
def test_a_text_names_nothing(terms: Terms, text: str | None) -> None:
    assert frozenset() == terms.words_of(text)


def test_a_text_says_no_strength(terms: Terms) -> None:
    """
    A name in a text is the drug, never its 60 mg product.
    """
    assert {"drug-denosumab"} == terms.words_of("Prolia 60 mg/mL syringe")


def test_a_very_long_text_is_read_to_a_limit(terms: Terms) -> None:
    assert frozenset() == terms.words_of("x " * 5000 + "Prolia")


def test_plain_text_has_one_width_and_no_invisible_characters() -> None:
    assert "rate/1.73 sq m t score" == plain("Rate/\u200b1.73 sq M  T-score")


@pytest.mark.parametrize(
    ("system", "code", "text", "other"),
    [
        (RXNORM, "46041", "Alendronate", None),
        (RXNORM, "46041", "Fosamax", None),
        (RXNORM, "904492", "alendronic acid 70 MG / cholecalciferol 2800 UNT Oral Tablet", None),
        (KNOWN["atc"], "M05BA08", "Bisphosphonate", None),
        (KNOWN["atc"], "M05BB08", "zoledronic acid, calcium and colecalciferol", None),
        (RXNORM, "993452", "Denosumab 120 mg", None),  # the strength is read from the code
        (RXNORM, "46041", "Denosumab", "denosumab"),
        (RXNORM, "7804", "Alendronate", "alendronate"),
        (RXNORM, "3002", "Alendronate (Fosamax)", "alendronate"),
        (RXNORM, "72143", "a bisphosphonate", "a bisphosphonate"),
        (SNOMED, "293295008", "Alendronate adverse reaction", None),
        (RXNORM, "46041", "once a week", None),
        (RXNORM, "46041", "", None),
        (RXNORM, "46041", None, None),
    ],
)
def test_another_drug_in_the_text(terms: Terms, system: str, code: str, text: str | None, other: str | None) -> None:
    assert other == terms.drug_conflict(terms.of(system, code), text)


ALENDRONATE, DENOSUMAB = frozenset({"drug-alendronate"}), frozenset({"drug-denosumab"})


@pytest.mark.parametrize(
    ("system", "code", "text", "expected"),
    [
        (RXNORM, "46041", "Alendronate", Reading(ALENDRONATE)),
        (RXNORM, "3002", "Alendronate (Fosamax)", Reading(possible=ALENDRONATE, conflict="alendronate")),
        (RXNORM, "999999", "alendronate 70 MG Oral Tablet", Reading(possible=ALENDRONATE)),
        (KNOWN["hot7"], "3999435", "デノスマブ（遺伝子組換え）", Reading(possible=DENOSUMAB)),
        (KNOWN["atc"], "L01AA01", "Alendronate", Reading(possible=ALENDRONATE, conflict="alendronate")),
        (RXNORM, "1799", "Calcitonin nasal spray", Reading(possible=frozenset({"drug-calcitonin"}))),
        (SNOMED, "9999999", "Alendronic acid", Reading(possible=ALENDRONATE)),
        (KNOWN["ndc"], "0000-0000-01", "Fosamax", Reading(possible=ALENDRONATE)),
        (RXNORM, "46041", "Denosumab", Reading(possible=ALENDRONATE | DENOSUMAB, conflict="denosumab")),
        (None, None, "Prolia", Reading(possible=DENOSUMAB)),
        (RXNORM, "3002", "cyclophosphamide", Reading()),
        (CM, "M81.0", "Osteoporosis without vertebral fracture", Reading(frozenset({"osteoporosis"}))),
    ],
)
def test_a_code_and_its_text_are_weighed(
    terms: Terms, system: str | None, code: str | None, text: str, expected: Reading
) -> None:
    """
    Whatever a text says, only a code in our terms asserts, and a code that disagrees asserts nothing.
    """
    assert expected == terms.read(system, code, text)


def test_a_system_can_be_left_out() -> None:
    without = load_terms(TERMS, exclude=["cpt", " MEDIS "])

    assert (frozenset(), frozenset(), {"procedure-vertebroplasty"}) == (
        without.of(KNOWN["cpt"], "22510"),
        without.of(KNOWN["medis"], "H3UC"),
        without.of(SNOMED, "401226007"),
    )


def test_leaving_out_what_is_no_system_is_an_error() -> None:
    with pytest.raises(RuleError, match="CDS_TERMS_EXCLUDE: 'ctp' is no code system; known: snomed, loinc"):
        load_terms(TERMS, exclude=["ctp"])


def test_restricted_systems_stand_in_files_of_their_own_without_descriptors() -> None:
    for name in ("cpt", "medis", "yj"):
        text = (TERMS / f"{name}.yaml").read_text(encoding="utf-8")
        lines = [line.split() for line in text.splitlines() if line.strip().startswith(f"- {name} ")]

        assert "notice:" in text
        assert all(
            word[0].isdigit() or word.isalnum() or word[0] == "(" or word[-1] == "*"
            for line in lines
            for word in line[2:]
        )


def overlay(folder: Path, *resources: dict[str, Any]) -> Path:
    for number, resource in enumerate(resources):
        (folder / f"{number}.json").write_text(json.dumps(resource), encoding="utf-8")
    return folder


NDC = {"system": KNOWN["ndc"], "concept": [{"code": "0000-0000-02"}]}


def test_a_value_set_adds_codes(tmp_path: Path) -> None:
    site = overlay(
        tmp_path,
        {"resourceType": "ValueSet", "id": "drug-denosumab-60mg", "compose": {"include": [NDC]}},
        {
            "resourceType": "ValueSet",
            "name": "vertebral-fracture-any",
            "expansion": {
                "contains": [
                    {
                        "system": SNOMED,
                        "code": "1",
                        "abstract": True,
                        "contains": [{"system": "urn:oid:2.16.840.1.113883.6.96", "code": "2"}],
                    }
                ]
            },
        },
    )
    terms = load_terms(TERMS, overlay=site)

    assert ({"drug-denosumab-60mg"}, frozenset(), {"vertebral-fracture-any"}, {"drug-denosumab-60mg"}) == (
        terms.of(KNOWN["ndc"], "0000-0000-02"),
        terms.of(SNOMED, "1"),
        terms.of(SNOMED, "2"),
        terms.of(RXNORM, "993452"),
    )


def test_a_concept_map_adds_codes_whose_meaning_is_within_the_term(tmp_path: Path) -> None:
    targets = {"A": "equivalent", "B": "wider", "C": "unmatched", "D": "subsumes", "E": "disjoint"}
    site = overlay(
        tmp_path,
        {
            "resourceType": "ConceptMap",
            "group": [
                {
                    "source": "http://site.example/codes",
                    "target": "https://ovf-cds.example.org/fhir/terms",
                    "element": [
                        {"code": code, "target": [{"code": "dialysis", "equivalence": equivalence}]}
                        for code, equivalence in targets.items()
                    ],
                }
            ],
        },
    )
    terms = load_terms(TERMS, overlay=site)
    found = {code for code in targets if terms.of("http://site.example/codes", code)}

    assert {"A", "B", "D"} == found


def value_set(compose: dict[str, Any], name: str = "dialysis") -> dict[str, Any]:
    return {"resourceType": "ValueSet", "id": name, "compose": compose}


def concept_map(target: str, equivalence: str) -> dict[str, Any]:
    element = {"code": "A", "target": [{"code": "dialysis", "equivalence": equivalence}]}
    return {"resourceType": "ConceptMap", "group": [{"source": "http://s", "target": target, "element": [element]}]}


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        (value_set({"include": [NDC]}, "dialisis"), "there is no term 'dialisis'"),
        (value_set({"include": [{"system": SNOMED, "filter": [{}]}]}), "only 'system' with 'concept' is read"),
        (value_set({"include": [{"system": SNOMED}]}), "only 'system' with 'concept' is read"),
        (value_set({"include": [NDC], "exclude": [NDC]}), "'compose.exclude' is not read"),
        (value_set({"include": [{"system": SNOMED, "concept": [{"code": 5}]}]}), "must be texts"),
        (value_set({"include": [{"concept": [{"code": "5"}]}]}), "not a FHIR ValueSet or ConceptMap"),
        (concept_map("http://other", "equal"), "the target is 'http://other'"),
        (concept_map("https://ovf-cds.example.org/fhir/terms", "narrower"), "'narrower' does not say"),
        ({"resourceType": "Patient"}, "'Patient' is neither ValueSet nor ConceptMap"),
    ],
)
def test_an_overlay_that_would_lose_codes_is_an_error(tmp_path: Path, resource: dict[str, Any], message: str) -> None:
    site = overlay(tmp_path, resource)

    with pytest.raises(RuleError, match=message) as caught:
        load_terms(TERMS, overlay=site)

    assert caught.value.where.startswith(f"{tmp_path.name}/0.json")


def test_an_overlay_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="there is no such folder"):
        load_terms(TERMS, overlay=tmp_path / "nowhere")


def test_the_code_system_is_valid_fhir_and_holds_our_codes(terms: Terms) -> None:
    resource = CodeSystem.model_validate_json((TERMS / "ovf_observation.codesystem.json").read_bytes())
    ours = {code.code for term in terms.named.values() for code in term.codes if code.system == LOCAL}

    assert (LOCAL, len(ours), ours) == (resource.url, resource.count, {one.code for one in resource.concept})
    assert all(one.display and one.definition for one in resource.concept)


@pytest.mark.parametrize(
    ("file", "term_names"),
    [
        ("ovf_yes_no", {"value-yes", "value-no", "value-present", "value-absent"}),
        ("ovf_of_class", {"value-of-class"}),
        ("ovf_genant_grade", {"value-genant-grade"}),
        ("ovf_mri_sequence", {"value-mri-sequence"}),
        ("ovf_fracture_acuity", {"value-fracture-acuity"}),
        ("ovf_cement_leakage", {"value-cement-leakage"}),
        ("ovf_cement_pattern", {"value-cement-pattern"}),
    ],
)
def test_a_value_set_is_valid_fhir_and_holds_the_codes_of_its_terms(
    terms: Terms, file: str, term_names: set[str]
) -> None:
    resource = ValueSet.model_validate_json((TERMS / f"{file}.valueset.json").read_bytes())
    told = {(include.system, concept.code) for include in resource.compose.include for concept in include.concept}

    assert {(code.system, code.code) for name in term_names for code in terms.codes(name)} == told


def test_every_term_of_a_measured_quantity_is_an_observation(terms: Terms) -> None:
    assert {"observation"} == {term.role for term in terms.named.values() if term.measured}
