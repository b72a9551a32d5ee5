"""Tickets that are linked to an incident."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from truepenny.platform.db.schema import metadata

incident_tickets = Table(
    "incident_tickets",
    metadata,
    Column("announcement_id", String(32), primary_key=True),
    Column("ticket_id", String(8), primary_key=True),
    Column("linked_at", BigInteger, nullable=False),
    Column("told_n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""One row while the link holds. told_n: number of the newest update that the ticket's customer was told, 0 before the first."""
Index("ix_incident_tickets_ticket", incident_tickets.c.ticket_id)
