"""What differs between the two databases in ordinary statements, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, Table, any_, func, literal, select

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def upsert(table: Table, conn: Connection) -> sqlite.Insert | postgresql.Insert:
    """The dialect's insert(), which has on_conflict_do_update and on_conflict_do_nothing in the same shape for both."""
    if conn.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def among(column: ColumnElement[int], numbers: Sequence[int], conn: Connection) -> ColumnElement[bool]:
    """Whether a number is one of these, as one parameter: thousands as a parameter each cost more than the look-up itself."""
    if conn.dialect.name == "sqlite":
        values = func.json_each(json.dumps(list(numbers))).table_valued("value")
        return column.in_(select(values.c.value))
    return column == any_(literal(list(numbers), ARRAY(BigInteger())))
