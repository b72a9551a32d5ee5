"""Marks move forward only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, case, select

from truepenny.contracts.identity import TicketId
from truepenny.contracts.live import Marks
from truepenny.platform.db.dialect import upsert
from truepenny.projections.timeline.schema import read_marks


def move_marks(conn: Connection, ticket: TicketId, *, customer_delivered: int = 0, customer_read: int = 0, desk_read: int = 0) -> Marks:
    """Each mark becomes the larger of old and new; gives the marks afterwards."""
    statement = upsert(read_marks, conn).values(
        ticket_id=ticket, customer_delivered=max(customer_delivered, customer_read), customer_read=customer_read, desk_read=desk_read
    )
    fresh: Any = statement.excluded
    further = {
        name: case((fresh[name] > read_marks.c[name], fresh[name]), else_=read_marks.c[name])
        for name in ("customer_delivered", "customer_read", "desk_read")
    }
    conn.execute(statement.on_conflict_do_update(index_elements=["ticket_id"], set_=further))
    return load_marks(conn, ticket)


def load_marks(conn: Connection, ticket: TicketId) -> Marks:
    row = conn.execute(select(read_marks).where(read_marks.c.ticket_id == ticket)).first()
    if row is None:
        return Marks(ticket)
    return Marks(ticket, row.customer_delivered, row.customer_read, row.desk_read)


def load_read_by_customer(conn: Connection, tickets: Sequence[str]) -> dict[str, int]:
    statement = select(read_marks.c.ticket_id, read_marks.c.customer_read).where(read_marks.c.ticket_id.in_(tickets))
    return {row.ticket_id: row.customer_read for row in conn.execute(statement)}
