"""
OVF-CDS: rule-based clinical decision support for osteoporotic vertebral fractures.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
