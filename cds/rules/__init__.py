"""
Rules: the knowledge as written under `rules/`, read, checked, resolved and hashed.
"""

from cds.rules.model import Pack, Rule
from cds.rules.pack import default_root, load_pack, read_pack

__all__ = ["Pack", "Rule", "default_root", "load_pack", "read_pack"]
