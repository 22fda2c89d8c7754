"""
FHIR R4 in, charts out: the only place that knows resource types, elements and statuses.
"""
