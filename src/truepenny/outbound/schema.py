"""Drafts, and replies on hold: on disk as soon as the agent sends them, in the ticket's log when their time to be undone has passed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from truepenny.platform.db.schema import metadata

held_replies = Table(
    "held_replies",
    metadata,
    Column("agent_id", String(12), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("ticket_id", String(8), nullable=False),
    Column("agent_name", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("reason", Text),
)
Index("ix_held_replies_due", held_replies.c.state, held_replies.c.due_at)
Index("ix_held_replies_ticket_id", held_replies.c.ticket_id)

drafts = Table(
    "drafts",
    metadata,
    Column("agent_id", String(12), primary_key=True),
    Column("ticket_id", String(8), primary_key=True),
    Column("mode", String(8), primary_key=True),
    Column("text", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
