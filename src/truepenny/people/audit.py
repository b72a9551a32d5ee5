"""The record of who changed what: one row a change, in the change's own transaction. Holds no secret and no customer's detail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from truepenny.people.schema import audit
from truepenny.platform.ids import new_id

COMMAND_LINE = "command line"
SYSTEM = "system"
CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """who: an agent ID, "command line", "system", or "customer" (then subject is the contact). subject: the id of what was changed."""

    id: str
    at: int
    who: str
    what: str
    subject: str
    detail: Mapping[str, object]


def record(conn: Connection, at: int, *, who: str, what: str, subject: str = "", detail: Mapping[str, object] | None = None) -> None:
    """Adds a line. what: a past-tense snake_case word such as agent_disabled. detail: plain JSON values."""
    conn.execute(
        audit.insert().values(id=new_id(), at=at, who=who, what=what, subject=subject, detail=msgspec.json.encode(detail or {}).decode())
    )


def list_lines(conn: Connection, *, before: str | None = None, limit: int = 100) -> list[AuditLine]:
    """Newest first; before: the id of the last line of the page before."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    return [AuditLine(r.id, r.at, r.who, r.what, r.subject, msgspec.json.decode(r.detail)) for r in conn.execute(query)]
