"""
Code systems: one canonical URI each, whatever OID, alias or older URI a record uses.

`canonical` never guesses: a system it does not know stays as it was sent, and no term has codes in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KNOWN", "LOCAL", "PREFIXED", "RESTRICTED", "alias_of", "canonical", "normal"]

LOCAL = "https://ovf-cds.example.org/fhir/CodeSystem/ovf-observation"
"""Our own codes, where no standard code was found."""

KNOWN: Mapping[str, str] = {
    "snomed": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "ucum": "http://unitsofmeasure.org",
    "ndc": "http://hl7.org/fhir/sid/ndc",
    "icd-10-cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "icd-10": "http://hl7.org/fhir/sid/icd-10",
    "icd-10-gm": "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
    "icd-10-pcs": "http://www.cms.gov/Medicare/Coding/ICD10",
    "cpt": "http://www.ama-assn.org/go/cpt",
    "hcpcs": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "atc": "http://www.whocc.no/atc",
    "ops": "http://fhir.de/CodeSystem/bfarm/ops",
    "opcs-4": "https://fhir.hl7.org.uk/Id/opcs-4",
    "yj": "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code",
    "hot7": "http://medis.or.jp/CodeSystem/master-HOT7",
    "hot9": "http://medis.or.jp/CodeSystem/master-HOT9",
    "hot13": "http://medis.or.jp/CodeSystem/master-HOT13",
    "medis": "http://medis.or.jp/CodeSystem/master-disease-exCode",
    "medis-key": "http://medis.or.jp/CodeSystem/master-disease-keyNumber",
    "jlac10": "http://medis.or.jp/CodeSystem/master-JLAC10-17digits",
    "jp-procedure": "http://jpfhir.jp/fhir/core/CodeSystem/JP_ProcedureCodesMedical_CS",
    "stem7": "http://jpfhir.jp/fhir/core/CodeSystem/JP_ProcedureCodesSTEM7_CS",
    "k-code": "urn:oid:1.2.392.200119.4.401",
    "local": LOCAL,
}
"""Every system by the short name the term files use."""

PREFIXED = frozenset({"icd-10-cm", "icd-10", "icd-10-gm", "atc", "yj", "ops"})
"""Systems whose longer codes mean a kind of the shorter one."""

RESTRICTED = frozenset({"cpt", "medis", "yj"})
"""Systems whose codes stand in a file of their own, under a notice."""

_FOLDED = PREFIXED | {"opcs-4"}
_MARKS = "†*+!-"
"""Dagger, asterisk and other marks that follow an ICD code and are no part of it."""

_WHO_LENGTH = 4
_JAPANESE_ICD_10 = "jpfhir.jp/fhir/core/mhlw/codesystem/icd10-2013-full"

_ALIASES: Mapping[str, str] = {
    "2.16.840.1.113883.6.96": "snomed",
    "2.16.840.1.113883.6.1": "loinc",
    "2.16.840.1.113883.6.88": "rxnorm",
    "2.16.840.1.113883.6.8": "ucum",
    "2.16.840.1.113883.6.69": "ndc",
    "2.16.840.1.113883.6.90": "icd-10-cm",
    "2.16.840.1.113883.6.3": "icd-10",
    "2.16.840.1.113883.6.4": "icd-10-pcs",
    "2.16.840.1.113883.6.12": "cpt",
    "2.16.840.1.113883.6.285": "hcpcs",
    "2.16.840.1.113883.6.73": "atc",
    "1.2.392.100495.20.2.73": "yj",
    "1.2.392.100495.20.1.73": "yj",
    "1.2.392.200119.4.403.2": "hot7",
    "1.2.392.200119.4.403.1": "hot9",
    "1.2.392.200119.4.402.1": "hot13",
    "1.2.392.200119.4.401": "k-code",
    "dmd.nhs.uk": "snomed",
    "hl7.org/fhir/sid/icd-10-pcs": "icd-10-pcs",
    "fhir.nhs.uk/id/opcs-4": "opcs-4",
    "fhir.de/codesystem/bfarm/atc": "atc",
    "fhir.de/codesystem/dimdi/atc": "atc",
    "fhir.de/codesystem/dimdi/icd-10-gm": "icd-10-gm",
    "fhir.de/codesystem/dimdi/ops": "ops",
    _JAPANESE_ICD_10: "icd-10",
}


def _bare(system: str) -> str:
    """
    Reduce a URI to what tells systems apart: no scheme, no version, no case, no closing slash.
    """
    bare = system.strip().partition("|")[0].rstrip("/").lower()
    for scheme in ("http://", "https://", "urn:oid:"):
        bare = bare.removeprefix(scheme)
    return bare


_BY_BARE: Mapping[str, str] = {**{_bare(uri): alias for alias, uri in KNOWN.items()}, **_ALIASES}
_BY_URI: Mapping[str, str] = {uri: alias for alias, uri in KNOWN.items()}


def alias_of(system: str) -> str:
    """
    Return the short name of a system, "" for one we do not know.
    """
    bare = _bare(system)
    if bare.startswith("snomed.info/sct/"):  # an edition or a version of it
        return "snomed"
    return _BY_BARE.get(bare, "")


def canonical(system: str) -> str:
    """
    Return the canonical URI of a system sent as OID, alias, https or older URI; an unknown one stays itself.
    """
    if system in _BY_URI:
        return system
    alias = alias_of(system)
    return KNOWN[alias] if alias else system


def normal(system: str, code: str) -> tuple[str, str]:
    """
    Return the canonical system and the form of a code in which codes are compared.

    ICD, ATC, YJ and OPS ignore case and the dot; the Japanese ICD-10 loses its fifth digit, which
    is no part of the WHO code. Every other code is compared as it is.
    """
    uri, plain = canonical(system), code.strip()
    if _BY_URI.get(uri) not in _FOLDED:
        return uri, plain
    folded = plain.rstrip(_MARKS).replace(".", "").upper()
    if _bare(system) == _JAPANESE_ICD_10:
        folded = folded[:_WHO_LENGTH]
    return uri, folded
