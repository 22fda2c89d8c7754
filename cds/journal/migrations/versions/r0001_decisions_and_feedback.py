"""
Decisions, outcomes, feedback, packs, and what several workers count together.
"""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None


def upgrade() -> None:
    """
    Make the first tables.
    """
    _decisions()
    _outcomes()
    _feedback()
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("expires", sa.BigInteger(), nullable=False),
    )
    op.create_index("tokens_by_expiry", "tokens", ["expires"])
    op.create_table(
        "buckets",
        sa.Column("issuer", sa.Text(), primary_key=True),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
    )
    op.create_table(
        "packs",
        sa.Column("hash", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("hook_instance", "issuer", "tenant", "service", "hook", "patient", "encounter", "user_ref", "location"),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        *_texts("profile", "client", "language", "pack_hash"),
        *(
            sa.Column(name, sa.JSON(), nullable=False)
            for name in ("engine", "verdicts", "facts", "orders_in_scope", "fetched", "problems", "links")
        ),
        sa.Column("latency_ms", sa.Double(), nullable=False),
    )
    op.create_index("decisions_by_time", "decisions", ["asked_at"])
    op.create_index("decisions_by_patient", "decisions", ["patient"])
    op.create_index("decisions_by_site", "decisions", ["issuer", "tenant", "hook", "asked_at"])


def _outcomes() -> None:
    op.create_table(
        "outcomes",
        sa.Column("decision", sa.Text(), primary_key=True),
        sa.Column("rule", sa.Text(), primary_key=True),
        *_texts("version", "verdict", "indicator"),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("shadow", sa.Boolean(), nullable=False),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        *_texts("issuer", "tenant"),
        sa.ForeignKeyConstraint(["decision"], ["decisions.id"], name="outcomes_of_decision", ondelete="CASCADE"),
    )
    op.create_index("outcomes_by_card", "outcomes", ["card"])
    op.create_index("outcomes_by_rule", "outcomes", ["rule", "verdict", "day", "issuer", "tenant"])


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("service", "card", "issuer", "tenant", "outcome"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("suggestions", sa.JSON(), nullable=False),
        *_texts("comment_kept", "comment_key"),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        *_texts("user_ref", "decision", "rule", "version", "patient", "encounter"),
    )
    op.create_index("feedback_by_patient", "feedback", ["patient", "rule"])
    op.create_index("feedback_by_decision", "feedback", ["decision", "rule"])
    op.create_index("feedback_by_time", "feedback", ["at"])
