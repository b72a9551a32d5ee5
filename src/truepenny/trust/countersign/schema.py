"""Table of countersigns: who asked whom for what, until when, and what came of it. Never the words themselves."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, String, Table, text

from truepenny.platform.db.schema import metadata

countersigns = Table(
    "countersigns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ticket_id", String(8), nullable=False),
    Column("contact_id", String(32), nullable=False),
    Column("agent_id", String(12), nullable=False),
    Column("agent_name", String(60), nullable=False),
    Column("channel", String(12), nullable=False),
    Column("purpose", String(8), nullable=False),
    Column("asked_by", String(8), nullable=False),
    Column("language", String(12), nullable=False),
    Column("assurance", Integer, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("outcome", String(8), nullable=True),
    Column("words_digest", String(64), nullable=False),
    CheckConstraint("purpose in ('talk', 'change', 'call')", name="purpose"),
    CheckConstraint("outcome in ('matched', 'failed', 'expired')", name="outcome"),
    Index(None, "ticket_id", "asked_at"),
    Index(None, "contact_id", "asked_at"),
    Index(None, "agent_id", "words_digest"),
    Index(None, "expires_at"),
    # one at a time in a ticket
    Index(
        "uq_countersigns_running", "ticket_id", unique=True, sqlite_where=text("outcome is null"), postgresql_where=text("outcome is null")
    ),
)
"""A row is kept for a day, to count how often was asked; the facts are in the ticket's log. words_digest: keyed, over agent and words."""
