"""
Facts: questions about a chart, each answered by a small function with its limits from the dictionary.
"""

from cds.facts import augmentation, cardiovascular, denosumab, laboratory, orders, person, rebound, therapy
from cds.facts.fact import Fact, Status
from cds.facts.measuring import MEASURES as measures
from cds.facts.orders import in_scope

__all__ = [
    "Fact",
    "Status",
    "augmentation",
    "cardiovascular",
    "denosumab",
    "in_scope",
    "laboratory",
    "measures",
    "orders",
    "person",
    "rebound",
    "therapy",
]
