"""
The chart: one patient's record as dated events, and the reading of FHIR into it.
"""
