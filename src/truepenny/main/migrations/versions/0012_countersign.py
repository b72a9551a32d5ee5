"""Countersign.

Forward only; imports nothing of the application. oldest_code: the oldest version that can work with the tables after this.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
oldest_code = "0.1.0"


def upgrade() -> None:
    op.create_table(
        "countersigns",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=8), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=12), nullable=False),
        sa.Column("agent_name", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("asked_by", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("assurance", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("words_digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("purpose in ('talk', 'change', 'call')", name=op.f("ck_countersigns_purpose")),
        sa.CheckConstraint("outcome in ('matched', 'failed', 'expired')", name=op.f("ck_countersigns_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersigns")),
    )
    with op.batch_alter_table("countersigns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_countersigns_ticket_id_asked_at"), ["ticket_id", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_countersigns_contact_id_asked_at"), ["contact_id", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_countersigns_agent_id_words_digest"), ["agent_id", "words_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_countersigns_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(
            "uq_countersigns_running", ["ticket_id"], unique=True, sqlite_where=sa.text("outcome is null"),
            postgresql_where=sa.text("outcome is null"),
        )  # fmt: skip
