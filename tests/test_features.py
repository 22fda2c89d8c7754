"""
Every scenario of `features/`, asked of the rule pack as the command line would ask it.
"""

from pytest_bdd import scenarios

from cds.scenarios.feature_files import features_directory

scenarios(str(features_directory()))
