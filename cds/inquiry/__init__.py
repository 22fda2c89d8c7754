"""
Questions about the rules themselves: which changes of the pack would no scenario notice?
"""

from cds.inquiry.strength import Strength, measure_strength

__all__ = ["Strength", "measure_strength"]
