"""
The scenarios: Gherkin phrases that build FHIR resources, ask the walk, and look at the cards.
"""

from cds.scenarios.answer import Answer
from cds.scenarios.calls import Call
from cds.scenarios.case import Case
from cds.scenarios.feature_files import features_directory
from cds.scenarios.running import ask, run_features

__all__ = ["Answer", "Call", "Case", "ask", "features_directory", "run_features"]
