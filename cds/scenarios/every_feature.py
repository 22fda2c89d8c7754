"""
The module that pytest collects for `cds test`: one test for each scenario of the directory it was given.
"""

from pytest_bdd import scenarios

scenarios(".")
