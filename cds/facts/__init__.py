"""
Facts: questions about a chart, each answered by a small function with its limits from the dictionary.
"""

from cds.facts import (
    allergies,
    augmentation,
    bisphosphonate_limits,
    bone_density,
    calcium,
    cardiovascular,
    care_gap,
    continuity,
    continuity_orders,
    denosumab,
    episode,
    kidney,
    neurology,
    orders,
    person,
    rebound,
    recent_fracture,
    teriparatide_limits,
    therapy,
    treatment_sequence,
    vbq,
)
from cds.facts.fact import Fact, Status
from cds.facts.measuring import MEASURES as measures  # noqa: N811 - the name of the public registry
from cds.facts.orders import in_scope

__all__ = [
    "Fact",
    "Status",
    "allergies",
    "augmentation",
    "bisphosphonate_limits",
    "bone_density",
    "calcium",
    "cardiovascular",
    "care_gap",
    "continuity",
    "continuity_orders",
    "denosumab",
    "episode",
    "in_scope",
    "kidney",
    "measures",
    "neurology",
    "orders",
    "person",
    "rebound",
    "recent_fracture",
    "teriparatide_limits",
    "therapy",
    "treatment_sequence",
    "vbq",
]
