"""Table of parked messages: what our own code could not handle, sealed, for a while."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table

from truepenny.platform.db.schema import metadata

parked = Table(
    "parked",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("channel", String(24), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("replayed_at", BigInteger),
)
Index("ix_parked_expires_at", parked.c.expires_at)
