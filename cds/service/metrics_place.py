"""
Where prometheus_client looks for the folder of the workers; it looks when it is imported.
"""

__all__ = ["SHARED"]

SHARED = "PROMETHEUS_MULTIPROC_DIR"
