"""
Small factories: a decision as the engine would hand it over, one call, a few facts.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cds.cards import Call
from cds.chart.chart import Evidence, Medicine, MedicineKind, Order
from cds.chart.dates import Span
from cds.engine.outcome import Decision, Gap, Outcome, Verdict
from cds.facts.fact import Fact, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.rules.model import Pack, Rule

AS_OF = date(2026, 3, 10)
CALL = Call("ovf-order-sign", "Patient/p1", AS_OF, "0" * 64, drafts={"ServiceRequest/o1": "ServiceRequest/o1"})
CEMENT = "rebound-no-augmentation"
FIRST_DRUG = "rebound-antiresorptive-first"


def day(text: str) -> Span:
    return Span.day(date.fromisoformat(text))


DOSE = Evidence("MedicationAdministration/d1", "denosumab 60 mg given", day("2025-02-05"))
FRACTURE = Evidence("Condition/f1", "vertebral fracture (L1)", day("2025-11-20"))


def cement_order(number: int = 1, level: str = "L1") -> Order:
    return Order(
        f"ServiceRequest/o{number}", frozenset({"procedure-kyphoplasty"}), draft=True, levels=frozenset({level})
    )


def drug_order(number: int = 1, drug: str = "teriparatide") -> Medicine:
    return Medicine(f"MedicationRequest/m{number}", MedicineKind.REQUEST, frozenset(), draft=True, name=drug)


def cement_facts(**says: str) -> dict[str, Fact]:
    words = {"levels": "L1", "onset": "2025-11-20", "last": "2025-02-05", "interval": "9", "number": "single"} | says
    ordered = {"procedure": "balloon kyphoplasty", "targets": "L1"}
    return {
        "augmentation-order": Fact(
            "yes", (Evidence("ServiceRequest/o1", "order for balloon kyphoplasty of L1"),), says=ordered
        ),
        "rebound": Fact("probable", (FRACTURE, DOSE), says=words),
    }


def drug_facts(**states: str) -> dict[str, Fact]:
    """
    Facts of a patient for whom both drugs of a rebound fracture may be drafted.
    """
    none = Status.NOT_RECORDED
    calcium = Evidence("Observation/c1", "albumin-corrected calcium", day("2026-03-01"))
    facts = {
        "rebound-current": Fact(
            "probable", (FRACTURE, DOSE), says={"levels": "L1", "onset": "2025-11-20", "number": "single"}
        ),
        "antiresorptive-in-context": Fact("no", status=none),
        "rebound-cover": Fact("none", status=none),
        "calcium": Fact("normal", (calcium,), value="9.4", unit="mg/dL", on=day("2026-03-01")),
        "egfr": Fact("at-least-30"),
        "crcl": Fact("at-least-35"),
        "dialysis": Fact("no", status=none),
        "denosumab-allergy": Fact("none-recorded", status=none),
        "zoledronate-allergy": Fact("none-recorded", status=none),
    }
    return facts | {
        name.replace("_", "-"): replace(facts[name.replace("_", "-")], state=s) for name, s in states.items()
    }


def fired(rule: Rule, facts: Mapping[str, Fact], **changes: Any) -> Outcome:
    """
    An outcome in which the first variant leads and every suggestion is offered.
    """
    offered = tuple(range(len(rule.suggest)))
    return replace(Outcome(rule, Verdict.FIRED, dict(facts), lead=0, offered=offered), **changes)


def cement_outcome(pack: Pack, number: int = 1, level: str = "L1", **changes: Any) -> Outcome:
    outcome = fired(pack.rules[CEMENT], cement_facts(), order=cement_order(number, level))
    return replace(outcome, **changes)


def drug_outcome(pack: Pack, **states: str) -> Outcome:
    return fired(pack.rules[FIRST_DRUG], drug_facts(**states))


def gap(item: str, fact: str = "", **changes: str) -> Gap:
    return Gap(
        item, changes.get("why", "it decides"), ("rebound-no-augmentation",), changes.get("how", "an Observation"), fact
    )


def everything(pack: Pack) -> Decision:
    """
    A decision with a critical card, a warning card with drugs, and a data-needed card.
    """
    gaps = (gap("denosumab history", "denosumab-exposure"), gap("calcium", "calcium"))
    return Decision((drug_outcome(pack), cement_outcome(pack)), gaps)
