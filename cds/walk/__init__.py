"""
The walk: chart -> facts -> engine -> cards, one function everybody above calls.
"""

from cds.walk.checking import Checked, check, check_source
from cds.walk.consulting import Asked, Consultant, Result

__all__ = ["Asked", "Checked", "Consultant", "Result", "check", "check_source"]
