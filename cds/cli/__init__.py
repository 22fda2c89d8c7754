"""
The command line.
"""

from cds.cli.app import main

__all__ = ["main"]
