"""How far each side of a ticket has read. Not facts of the log: only the newest mark counts."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from truepenny.platform.db.schema import metadata

read_marks = Table(
    "read_marks",
    metadata,
    Column("ticket_id", String(8), primary_key=True),
    Column("customer_delivered", Integer, nullable=False),
    Column("customer_read", Integer, nullable=False),
    Column("desk_read", Integer, nullable=False),
    sqlite_with_rowid=False,
)
