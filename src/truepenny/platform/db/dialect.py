"""What differs between the two databases in ordinary statements, and nothing else."""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(table: Table, conn: Connection) -> sqlite.Insert | postgresql.Insert:
    """The dialect's insert(), which has on_conflict_do_update and on_conflict_do_nothing in the same shape for both."""
    if conn.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
