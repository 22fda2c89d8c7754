"""
What one patient costs: facts to outcomes with both evaluators, and bytes to cards.

Usage: python bench/pack.py [--profile]

The patient is a story of ours: a rebound fracture with laboratory values, its bundle filled up to 64
resources with other findings. Goals: 2 ms for facts to outcomes (one subject order), 5 ms for bytes to cards.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cds.chart.reading.files import read_bytes
from cds.facts import in_scope
from cds.rules import load_pack
from cds.walk import Asked, Consultant, check

if TYPE_CHECKING:
    from collections.abc import Callable

STORY = Path(__file__).resolve().parent.parent / "fhir_examples/01_rebound_kyphoplasty_order"
AS_OF = date(2026, 3, 10)
RESOURCES = 64
ROUNDS, TIMES = 9, 200


def bundle() -> bytes:
    document = json.loads((STORY / "bundle.json").read_text())
    subject = (
        f"Patient/{next(e['resource']['id'] for e in document['entry'] if e['resource']['resourceType'] == 'Patient')}"
    )
    for number in range(RESOURCES - len(document["entry"])):
        pressure: dict[str, Any] = {
            "resourceType": "Observation",
            "id": f"other-{number}",
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
            "subject": {"reference": subject},
            "effectiveDateTime": f"2025-{number % 12 + 1:02}-01",
            "valueQuantity": {
                "value": 60 + number,
                "unit": "/min",
                "system": "http://unitsofmeasure.org",
                "code": "/min",
            },
        }
        document["entry"].append({"fullUrl": f"urn:uuid:other-{number}", "resource": pressure})
    return json.dumps(document).encode()


def milliseconds(work: Callable[[], Any]) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(TIMES):
            work()
        taken.append((time.process_time() - started) / TIMES * 1e3)
    return sorted(taken)


def main() -> None:
    consultant = Consultant(load_pack())
    data, context = bundle(), json.loads((STORY / "context.json").read_text())
    asked = Asked("order-sign", AS_OF)
    read = read_bytes(
        data, source="b", meanings=consultant.meanings, zone=consultant.zone, context=context, hook="order-sign"
    )
    chart = replace(read.records[0].chart.until(AS_OF), hook="order-sign", entries=consultant.pack.entries)
    order = next(iter(in_scope(chart)))

    def decide() -> Any:
        subject = consultant.subject(replace(chart, memo={}), order, asked)
        return consultant.decide([subject], "order-sign")

    def whole() -> Any:
        return check(
            data, source="b", hook="order-sign", as_of=AS_OF, context=context, profile="us", consultant=consultant
        )

    works = {"facts to outcomes, both evaluators": (decide, 2), f"bytes to cards, {RESOURCES} resources": (whole, 5)}
    for work, _ in works.values():
        work()
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        profile.runcall(lambda: [decide() for _ in range(TIMES)])
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
        return
    print(
        f"{len(consultant.pack.rules)} rules, {len(consultant.pack.entries)} facts; at order-sign {len(consultant.at('order-sign').measured)} facts"
    )
    for name, (work, goal) in works.items():
        taken = milliseconds(work)
        print(f"{name:38} {taken[0]:.2f} ms CPU at best, median {taken[len(taken) // 2]:.2f} (goal: {goal})")


if __name__ == "__main__":
    main()
