"""
Outcomes are found by their day first: reports and alarms read a period, of all rules, in one piece.
"""

from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    """
    Make the index anew.
    """
    op.drop_index("outcomes_by_rule", "outcomes")
    op.create_index("outcomes_by_day", "outcomes", ["day", "rule", "verdict", "issuer", "tenant"])
