"""
Cards: the outcomes of a decision as CDS Hooks cards, with suggestions, sources and stable ids.
"""

from cds.cards.draft_checks import check_drafts
from cds.cards.identity import Call, body_digest, decision_id, evidence_digest
from cds.cards.making import make_cards
from cds.cards.profile import GENERIC, ClientProfile
from cds.cards.resting import references
from cds.cards.validity import plainly_valid, validate_resource

__all__ = [
    "GENERIC",
    "Call",
    "ClientProfile",
    "body_digest",
    "check_drafts",
    "decision_id",
    "evidence_digest",
    "make_cards",
    "plainly_valid",
    "references",
    "validate_resource",
]
