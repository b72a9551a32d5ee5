"""What differs between the two databases in ordinary statements, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def upsert(table: Table, conn: Connection) -> sqlite.Insert | postgresql.Insert:
    """The dialect's insert(), which has on_conflict_do_update and on_conflict_do_nothing in the same shape for both."""
    if conn.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
