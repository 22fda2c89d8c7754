"""
A call writes to fewer places of the file.

An index of outcomes that begins with the rule is a page for each rule, so they are found by their day,
in whose order they are written; only an outcome with a card is looked for by its card. Used tokens are
few, and looked for by their id alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    """
    Make the indexes anew.
    """
    with_card = sa.text("card IS NOT NULL")
    op.drop_index("outcomes_by_day", "outcomes")
    op.create_index("outcomes_by_day", "outcomes", ["day"])
    op.drop_index("outcomes_by_card", "outcomes")
    op.create_index("outcomes_by_card", "outcomes", ["card"], sqlite_where=with_card, postgresql_where=with_card)
    op.drop_index("tokens_by_expiry", "tokens")
    if op.get_bind().dialect.name == "sqlite":
        _tokens_in_their_index()


def _tokens_in_their_index() -> None:
    op.rename_table("tokens", "tokens_before")
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO tokens (id, expires) SELECT id, expires FROM tokens_before")
    op.drop_table("tokens_before")
