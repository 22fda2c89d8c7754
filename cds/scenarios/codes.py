"""
The codes that scenarios record things with, as a hospital would send them.

Each stands beside the term it means; a test asks the pack's terms whether it does. A code without a
term is one that no rule may notice. Drugs are in `drugs.py`.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

__all__ = [
    "ALLERGIES",
    "AMLODIPINE",
    "ANSWERS",
    "ASA_CLASSES",
    "BODY_SITES",
    "CARE",
    "CONDITIONS",
    "FRACTURES",
    "LABORATORY",
    "LOCAL",
    "OBSERVATIONS",
    "OF_CLASSES",
    "PROCEDURES",
    "REASONS",
    "ROUTES",
    "RXNORM",
    "SEQUENCES",
    "TESTS",
    "T_SCORES",
    "Code",
]

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
LOCAL = "https://ovf-cds.example.org/fhir/CodeSystem/ovf-observation"


class Code(Struct, frozen=True):
    """
    A code, our words for it, and the term it means ("" when it means none).
    """

    term: str
    system: str
    code: str
    display: str

    @property
    def concept(self) -> dict[str, Any]:
        """
        Return it as a CodeableConcept.
        """
        return {"coding": [{"system": self.system, "code": self.code, "display": self.display}]}


def _local(term: str, code: str) -> Code:
    return Code(term, LOCAL, code, code.replace("-", " "))


AMLODIPINE = Code("", RXNORM, "197361", "amlodipine 5 mg oral tablet")

CONDITIONS = {
    "osteoarthritis of the knee": Code("", SNOMED, "239873007", "osteoarthritis of knee"),
    "acute kidney injury": Code("acute-kidney-injury", SNOMED, "14669001", "acute kidney injury"),
    "achalasia": Code("oesophageal-disorder-oral-bp-caution", SNOMED, "45564002", "achalasia of oesophagus"),
    "back pain": Code("back-pain", SNOMED, "161891005", "backache"),
    "blood clotting disorder": Code("coagulopathy", SNOMED, "64779008", "blood coagulation disorder"),
    "chest pain": Code("chest-pain", SNOMED, "29857009", "chest pain"),
    "dementia": Code("dementia", SNOMED, "52448006", "dementia"),
    "diabetes": Code("diabetes", SNOMED, "73211009", "diabetes mellitus"),
    "dyspnoea": Code("dyspnoea", SNOMED, "267036007", "dyspnoea"),
    "external beam radiotherapy": Code("prior-radiation-any-site", SNOMED, "429479009", "history of radiation therapy"),
    "foot drop": Code("foot-drop", SNOMED, "6077001", "foot drop"),
    "frailty": Code("frailty", SNOMED, "248279007", "frailty"),
    "high-energy trauma": _local("high-energy-trauma", "high-energy-trauma"),
    "hyperparathyroidism": Code("hyperparathyroidism", SNOMED, "66999008", "hyperparathyroidism"),
    "hyperlipidaemia": Code("hyperlipidaemia", SNOMED, "55822004", "hyperlipidaemia"),
    "hypertension": Code("hypertension", SNOMED, "38341003", "hypertension"),
    "kidney failure on dialysis": Code("dialysis", SNOMED, "236435004", "end-stage kidney failure on dialysis"),
    "palliative care": Code("hospice-palliative-care", ICD_10_CM, "Z51.5", "encounter for palliative care"),
    "ischaemic heart disease": Code("ischaemic-heart-disease", SNOMED, "414545008", "ischaemic heart disease"),
    "leg weakness": Code("leg-weakness", SNOMED, "102568007", "paresis of lower extremity"),
    "muscle weakness": Code("limb-weakness-site-ambiguous", SNOMED, "26544005", "muscle weakness"),
    "myocardial infarction": Code("myocardial-infarction-acute", SNOMED, "57054005", "acute myocardial infarction"),
    "Paget disease of bone": Code("paget-disease-of-bone", SNOMED, "2089002", "Paget disease of bone"),
    "postmenopausal state": Code("postmenopausal", SNOMED, "76498008", "postmenopausal state"),
    "premenopausal state": Code("not-postmenopausal", SNOMED, "22636003", "premenopausal state"),
    "pregnancy": Code("pregnancy", SNOMED, "77386006", "pregnant"),
    "spinal instability": Code("spinal-instability", SNOMED, "202823006", "spinal instability"),
    "spondylodiscitis": Code("vertebral-infection", ICD_10_CM, "M46.36", "infection of a lumbar disc"),
    "stroke": Code("stroke-acute", SNOMED, "230690007", "stroke"),
    "urinary retention": Code("bladder-bowel-dysfunction", SNOMED, "267064002", "urinary retention"),
    "wound discharge": Code("wound-discharge", SNOMED, "225550006", "discharge from a wound"),
}

FRACTURES = {
    "vertebral": Code(
        "vertebral-compression-fracture-cause-unspecified",
        SNOMED,
        "42942008",
        "compression fracture of vertebral column",
    ),
    "malignant": Code(
        "vertebral-fracture-neoplastic-exclude", SNOMED, "203449003", "fracture of bone in neoplastic disease"
    ),
    "hip": Code(
        "osteoporotic-fracture-any",
        ICD_10_CM,
        "M80.051A",
        "osteoporosis with current pathological fracture, right femur",
    ),
}

BODY_SITES = {
    level: Code(f"body-site-{level}", SNOMED, code, f"{level} vertebra")
    for level, code in {
        "T1": "64864005",
        "T2": "53733008",
        "T3": "1626008",
        "T4": "73071006",
        "T5": "56401006",
        "T6": "45296009",
        "T7": "62487009",
        "T8": "11068009",
        "T9": "82687006",
        "T10": "7610001",
        "T11": "12989004",
        "T12": "23215003",
        "L1": "66794005",
        "L2": "14293000",
        "L3": "36470004",
        "L4": "11994002",
        "L5": "49668003",
    }.items()
}

PROCEDURES = {
    "balloon kyphoplasty": Code("procedure-kyphoplasty", SNOMED, "426243004", "balloon kyphoplasty"),
    "vertebroplasty": Code("procedure-vertebroplasty", SNOMED, "401226007", "vertebroplasty"),
}

CARE = {
    "bone density measurement": Code("procedure-dxa", LOINC, "38268-9", "bone density of skeletal system, DXA"),
    "end of denosumab": _local("plan-denosumab-discontinuation", "denosumab-discontinuation-planned"),
    "haemodialysis": Code("dialysis", SNOMED, "302497006", "haemodialysis"),
    "hospice care": Code("hospice-palliative-care", SNOMED, "385763009", "hospice care"),
    "plan of a bone specialist": _local("plan-specialist-bone", "specialist-bone-plan"),
    "spine imaging": Code("procedure-spine-xray", LOINC, "28613-8", "X-ray of spine"),
}

REASONS = {
    "osteoporosis": Code("osteoporosis", SNOMED, "64859006", "osteoporosis"),
    "prevention of fracture": _local("reason-prophylactic-augmentation", "prophylactic-augmentation"),
}

ALLERGIES = {
    "denosumab": Code("drug-denosumab", RXNORM, "993449", "denosumab"),
    "alendronate": Code("drug-alendronate", RXNORM, "904431", "alendronic acid 70 mg oral tablet"),
    "romosozumab": Code("drug-romosozumab", RXNORM, "2123126", "romosozumab"),
    "teriparatide": Code("drug-teriparatide", RXNORM, "1435118", "teriparatide 20 micrograms per dose pen"),
    "zoledronate": Code("drug-zoledronic-acid-5mg", RXNORM, "705824", "zoledronic acid 5 mg in 100 mL injection"),
    "polymethyl methacrylate": Code("substance-bone-cement", SNOMED, "427811002", "polymethyl methacrylate"),
}

LABORATORY = {
    "albumin-corrected calcium": Code("obs-calcium-corrected", LOINC, "29265-6", "calcium corrected for albumin"),
    "albumin": Code("obs-albumin", LOINC, "1751-7", "albumin"),
    "alkaline phosphatase": Code("obs-alp", LOINC, "6768-6", "alkaline phosphatase"),
    "C-reactive protein": Code("obs-crp", LOINC, "1988-5", "C-reactive protein"),
    "creatinine": Code("obs-creatinine", LOINC, "2160-0", "creatinine"),
    "creatinine clearance": Code(
        "obs-creatinine-clearance-calculated", LOINC, "35591-7", "creatinine clearance by Cockcroft-Gault"
    ),
    "eGFR": Code("obs-egfr-ckdepi-2021", LOINC, "98979-8", "estimated glomerular filtration rate, CKD-EPI 2021"),
    "25-OH vitamin D": Code("obs-25oh-vitamin-d-total", LOINC, "62292-8", "25-hydroxyvitamin D"),
    "INR": Code("obs-inr", LOINC, "6301-6", "international normalised ratio"),
    "inhaled oxygen": Code("obs-inhaled-oxygen", LOINC, "3150-0", "inhaled oxygen concentration"),
    "oxygen saturation": Code("obs-oxygen-saturation", LOINC, "59408-5", "oxygen saturation by pulse oximetry"),
    "platelet count": Code("obs-platelets", LOINC, "777-3", "platelets"),
    "total calcium": Code("obs-calcium-total", LOINC, "17861-6", "calcium"),
    "temperature": Code("obs-body-temperature", LOINC, "8310-5", "body temperature"),
}

TESTS = {
    "albumin": frozenset({"obs-albumin"}),
    "bone density": frozenset({"procedure-dxa"}),
    "calcium": frozenset({"obs-calcium-total", "obs-calcium-corrected", "obs-calcium-ionised"}),
    "creatinine": frozenset({"obs-creatinine"}),
}
"""Terms that an order for a test may be coded with."""

T_SCORES = {
    "femoral neck": _local("obs-tscore-femoral-neck", "tscore-femoral-neck"),
    "lumbar spine": Code("obs-tscore-lumbar-spine", LOINC, "38267-1", "T-score of lumbar spine"),
    "total hip": Code("obs-tscore-total-hip", LOINC, "38264-8", "T-score of hip"),
}

OBSERVATIONS = {
    "anticoagulant plan": _local("obs-anticoagulant-plan-documented", "anticoagulant-plan-documented"),
    "angular motion": _local("obs-angular-motion", "angular-motion"),
    "ASA class": Code("obs-asa-class", LOINC, "97816-3", "ASA physical status class"),
    "blood culture": Code("obs-blood-culture", LOINC, "600-7", "blood culture"),
    "cement leakage": _local("obs-cement-leakage", "cement-leakage"),
    "correction": _local("obs-angle-correction", "angle-correction"),
    "fracture age": _local("obs-fracture-age-acuity", "fracture-age-acuity"),
    "intravertebral cleft": _local("obs-intravertebral-cleft", "intravertebral-cleft"),
    "large endplate deficit": _local("obs-large-endplate-deficit", "large-endplate-deficit"),
    "neurological deficit": _local("obs-spinal-neurological-deficit", "spinal-neurological-deficit"),
    "non-integrating filler": _local("obs-non-integrating-filler", "non-integrating-filler"),
    "OF classification": _local("obs-of-classification", "of-classification"),
    "optimal pain management": _local("obs-optimal-pain-management-tried", "optimal-pain-management-tried"),
    "pain": Code("obs-pain-nrs", LOINC, "72514-3", "pain severity, 0-10 verbal numeric rating"),
    "pain at the level": _local("obs-pain-at-fracture-level", "pain-at-fracture-level"),
    "posterior wall involvement": _local("obs-posterior-wall-involvement", "posterior-wall-involvement"),
    "spinal instability": _local("obs-spinal-instability", "spinal-instability"),
    "split type": _local("obs-split-type-fracture", "split-type-fracture"),
    "unfavourable prognostic factors": _local("obs-mri-unfavourable-prognosis", "mri-unfavourable-prognosis"),
    "VBQ score": _local("obs-vbq-score", "vbq-score"),
    "VBQ sequence": _local("obs-mri-sequence", "mri-sequence"),
    "wedge angle in extension": _local(
        "obs-vertebral-wedge-angle-extension-supine", "vertebral-wedge-angle-extension-supine"
    ),
    "wedge angle in flexion": _local(
        "obs-vertebral-wedge-angle-flexion-sitting", "vertebral-wedge-angle-flexion-sitting"
    ),
    "wedge type": _local("obs-wedge-type-fracture", "wedge-type-fracture"),
    "signal of L1": _local("obs-signal-intensity-l1", "signal-intensity-l1"),
    "signal of L2": _local("obs-signal-intensity-l2", "signal-intensity-l2"),
    "signal of L3": _local("obs-signal-intensity-l3", "signal-intensity-l3"),
    "signal of L4": _local("obs-signal-intensity-l4", "signal-intensity-l4"),
    "signal of cerebrospinal fluid": _local("obs-signal-intensity-csf-l3", "signal-intensity-csf-l3"),
}

ANSWERS = {
    "leakage into the disc": _local("value-cement-leakage", "leakage-intradiscal"),
    "no vertebral fracture": _local("conclusion-no-vertebral-fracture", "no-vertebral-fracture"),
    "no oedema": _local("value-fracture-acuity", "oedema-absent"),
    "oedema": _local("value-fracture-acuity", "oedema-present"),
    "positive": Code("value-culture-positive", SNOMED, "10828004", "positive"),
}

SEQUENCES = {
    "STIR": _local("value-mri-sequence", "stir"),
    "T1-weighted": _local("value-mri-sequence", "t1-weighted"),
}

ASA_CLASSES = {
    "I": Code("obs-asa-class", SNOMED, "413495001", "ASA class 1"),
    "II": Code("obs-asa-class", SNOMED, "413496000", "ASA class 2"),
    "III": Code("obs-asa-class", SNOMED, "413497009", "ASA class 3"),
    "IV": Code("obs-asa-class", SNOMED, "413498004", "ASA class 4"),
    "V": Code("obs-asa-class", SNOMED, "413499007", "ASA class 5"),
}

OF_CLASSES = {number: _local("value-of-class", f"OF{number}") for number in "12345"} | {"6": _local("", "OF6")}
"""There is no class 6: it stands for a value that is none."""

ROUTES = {
    "intravenous": Code("", SNOMED, "47625008", "intravenous route"),
    "oral": Code("", SNOMED, "26643006", "oral route"),
    "subcutaneous": Code("", SNOMED, "34206005", "subcutaneous route"),
}
