"""
Codes, units and words of a record, turned into the terms of the house.
"""

from cds.terminology.terms import Code, Reading, Term, Terms, levels_of, load_terms

__all__ = ["Code", "Reading", "Term", "Terms", "levels_of", "load_terms"]
