"""Mail on its way, as an admin looks at it: how many in which state, and which did not arrive. No address is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from truepenny.outbound.mail.schema import deliveries

_NOT_ARRIVED = ("failed", "bounced", "given_up")


@dataclass(frozen=True, slots=True)
class Troubled:
    """One mail that did not arrive. ticket "": of none, such as a sign-in code. at: when it was ordered; due_at: when it is tried again,
    for those that are; both in microseconds UTC. code: the other server's word for it, or ours."""

    what: str
    ticket: str
    state: str
    attempt: int
    at: int
    due_at: int
    code: str


def count_states(conn: Connection) -> dict[str, int]:
    state = deliveries.c.state
    return {row[0]: row[1] for row in conn.execute(select(state, func.count()).group_by(state))}


def list_troubled(conn: Connection, *, limit: int = 20) -> Sequence[Troubled]:
    """The newest first."""
    d = deliveries.c
    columns = select(d.what, d.ticket_id, d.state, d.attempt, d.created_at, d.due_at, d.code)
    rows = conn.execute(columns.where(d.state.in_(_NOT_ARRIVED)).order_by(d.created_at.desc(), d.id.desc()).limit(limit))
    return [Troubled(r.what, r.ticket_id or "", r.state, r.attempt, r.created_at, r.due_at, r.code or "") for r in rows]
