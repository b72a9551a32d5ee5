"""Statements that run for many rows at once: compiled once for each database, then handed to the driver as plain tuples.

SQLAlchemy's own executemany costs about twice as much a row (bench/README.md); the statement is still built by SQLAlchemy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.dml import UpdateBase


class Bulk:
    """build(conn) gives the statement, with bindparams named as in `order`; rows are tuples in that order."""

    def __init__(self, build: Callable[[Connection], UpdateBase], order: Sequence[str]) -> None:
        self._build = build
        self._order = tuple(order)
        self._compiled: dict[str, tuple[str, tuple[int, ...]]] = {}

    def run(self, conn: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        if not rows:
            return
        name = conn.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = self._compile(conn)
        text, places = compiled
        if places != tuple(range(len(self._order))):
            rows = [tuple(row[place] for place in places) for row in rows]
        conn.exec_driver_sql(text, list(rows))

    def _compile(self, conn: Connection) -> tuple[str, tuple[int, ...]]:
        compiled = self._build(conn).compile(dialect=conn.dialect, column_keys=list(self._order))
        names = getattr(compiled, "positiontup", None) or ()
        return str(compiled), tuple(self._order.index(name) for name in names)
