"""
What a decision adds to the indexes of its outcomes lies together: they are written in order of time.

An index that begins with the rule is a page for each rule to be written by every call; and only an outcome
with a card is ever looked for by its card.
"""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    """
    Make both indexes anew.
    """
    with_card = sa.text("card IS NOT NULL")
    op.drop_index("outcomes_by_day", "outcomes")
    op.create_index("outcomes_by_day", "outcomes", ["day"])
    op.drop_index("outcomes_by_card", "outcomes")
    op.create_index("outcomes_by_card", "outcomes", ["card"], sqlite_where=with_card, postgresql_where=with_card)
