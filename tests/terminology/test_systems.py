"""
Code systems are told by any of their names, and codes compared in one form.
"""

from __future__ import annotations

import pytest

from cds.terminology.systems import KNOWN, alias_of, canonical, normal


@pytest.mark.parametrize(
    ("sent", "alias"),
    [
        ("urn:oid:2.16.840.1.113883.6.90", "icd-10-cm"),
        ("urn:oid:2.16.840.1.113883.6.96", "snomed"),
        ("urn:oid:2.16.840.1.113883.6.88", "rxnorm"),
        ("urn:oid:2.16.840.1.113883.6.1", "loinc"),
        ("urn:oid:2.16.840.1.113883.6.69", "ndc"),
        ("urn:oid:2.16.840.1.113883.6.3", "icd-10"),
        ("urn:oid:2.16.840.1.113883.6.12", "cpt"),
        ("urn:oid:2.16.840.1.113883.6.4", "icd-10-pcs"),
        ("urn:oid:2.16.840.1.113883.6.73", "atc"),
        ("urn:oid:2.16.840.1.113883.6.285", "hcpcs"),
        ("urn:oid:2.16.840.1.113883.6.8", "ucum"),
        ("2.16.840.1.113883.6.96", "snomed"),
        ("urn:oid:1.2.392.100495.20.2.73", "yj"),
        ("urn:oid:1.2.392.100495.20.1.73", "yj"),
        ("urn:oid:1.2.392.200119.4.403.2", "hot7"),
        ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "hcpcs"),
        ("http://fhir.de/CodeSystem/dimdi/icd-10-gm", "icd-10-gm"),
        ("http://fhir.de/CodeSystem/dimdi/ops", "ops"),
        ("http://fhir.de/CodeSystem/bfarm/atc", "atc"),
        ("https://fhir.nhs.uk/Id/opcs-4", "opcs-4"),
        ("https://dmd.nhs.uk", "snomed"),
        ("http://snomed.info/sct/900000000000207008/version/20240101", "snomed"),
        ("http://snomed.info/sct|http://snomed.info/sct/83821000000107", "snomed"),
        ("http://loinc.org/", "loinc"),
        ("https://loinc.org", "loinc"),
        (" http://loinc.org ", "loinc"),
        ("http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full", "icd-10"),
    ],
)
def test_a_system_is_known_by_its_other_names(sent: str, alias: str) -> None:
    assert KNOWN[alias] == canonical(sent)


@pytest.mark.parametrize("alias", KNOWN)
def test_a_canonical_uri_is_its_own_name(alias: str) -> None:
    assert (KNOWN[alias], alias) == (canonical(KNOWN[alias]), alias_of(KNOWN[alias]))


@pytest.mark.parametrize(
    "sent", ["http://hl7.org/fhir/sid/icd-9", "urn:oid:2.16.840.1.113883.6.103", "", "icd", "snomed"]
)
def test_an_unknown_system_stays_itself(sent: str) -> None:
    """
    A system is never guessed from its looks; a short name of ours is no URI either.
    """
    assert (sent, "") == (canonical(sent), alias_of(sent))


@pytest.mark.parametrize("code", ["M80.08XA", "M8008XA", "m80.08xa", " M80.08XA "])
def test_icd_ignores_the_dot_and_case(code: str) -> None:
    assert (KNOWN["icd-10-cm"], "M8008XA") == normal(KNOWN["icd-10-cm"], code)


@pytest.mark.parametrize("code", ["M80.0†", "M80.0*", "M80.0+", "M80.0", "M80.0-"])
def test_marks_behind_an_icd_code_are_no_part_of_it(code: str) -> None:
    assert (KNOWN["icd-10"], "M800") == normal(KNOWN["icd-10"], code)


def test_japanese_icd_10_loses_its_fifth_digit_and_who_icd_10_does_not() -> None:
    japanese = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full"

    assert ((KNOWN["icd-10"], "M485"), (KNOWN["icd-10"], "M4856")) == (
        normal(japanese, "M48.56"),
        normal(KNOWN["icd-10"], "M48.56"),
    )


@pytest.mark.parametrize(
    ("alias", "code"), [("loinc", "38265-5"), ("snomed", "96290008"), ("local", "OF1"), ("cpt", "22510")]
)
def test_other_codes_are_compared_as_they_are(alias: str, code: str) -> None:
    assert (KNOWN[alias], code) == normal(KNOWN[alias], code)
