"""Table of held hashes: 64 hex digits, sealed, until the customer has said whether they are a transaction hash."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from truepenny.platform.db.schema import metadata

held_hashes = Table(
    "held_hashes",
    metadata,
    Column("question", String(32), primary_key=True),
    Column("ticket_id", String(8), nullable=False),
    Column("about_seq", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
Index("ix_held_hashes_ticket_id", held_hashes.c.ticket_id, held_hashes.c.about_seq)
Index("ix_held_hashes_expires_at", held_hashes.c.expires_at)
