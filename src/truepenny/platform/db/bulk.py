"""Statements of a group commit, for many rows at once: built by SQLAlchemy once for each database, then handed to the driver as they are.

SQLite runs a statement again for each row, which costs it little. PostgreSQL takes all rows as one array a column, in one statement:
a row then costs the server no message of its own, and the text stays the same for any number of rows (bench/README.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Connection, FromClause, String, Table, Text, any_, bindparam, func, select, update

from truepenny.platform.db.dialect import upsert

OnConflict = Callable[[Any], Any]
"""Takes the dialect's insert(), gives it back with an on_conflict clause."""
_NEW = "new_"
"""Before the names of parameters: SQLAlchemy keeps the columns' own names to itself."""
_SIZES = (1, 8, 64, 512)
"""How many keys one look-up of SQLite takes; the last ones are said again to fill it up, so that few texts are ever prepared."""


class _Compiled:
    """places: which columns of a row the statement wants, in its order."""

    def __init__(self, statement: Any, conn: Connection, order: Sequence[str]) -> None:
        compiled = statement.compile(dialect=conn.dialect, column_keys=list(order) if statement.is_insert else None)
        self.text = str(compiled)
        self.places = tuple(order.index(name.removeprefix(_NEW)) for name in compiled.positiontup)
        self.in_order = self.places == tuple(range(len(order)))


class _Bulk:
    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        self._table = table
        self._columns = tuple(columns)
        self._compiled: dict[str, _Compiled] = {}

    def run(self, conn: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """rows: tuples in the order of the columns."""
        if not rows:
            return
        name = conn.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = _Compiled(self._build(conn), conn, self._columns)
        if name == "postgresql":
            columns = list(zip(*rows, strict=True))
            conn.exec_driver_sql(compiled.text, tuple(columns[place] for place in compiled.places))
        elif compiled.in_order:
            conn.exec_driver_sql(compiled.text, list(rows))
        else:
            conn.exec_driver_sql(compiled.text, [tuple(row[place] for place in compiled.places) for row in rows])

    def _build(self, conn: Connection) -> Any:
        raise NotImplementedError

    def _arrays(self) -> FromClause:
        """PostgreSQL's rows: an array for each column, side by side."""
        columns = [self._table.c[name] for name in self._columns]
        arrays = [bindparam(_NEW + column.name, type_=_array_of(column)) for column in columns]
        return func.unnest(*arrays).table_valued(*[column.name for column in columns]).render_derived(name="given")


class BulkInsert(_Bulk):
    """Inserts; with on_conflict, updates or leaves what is there. No two rows of one run may conflict with each other."""

    def __init__(self, table: Table, columns: Sequence[str], *, on_conflict: OnConflict = lambda statement: statement) -> None:
        super().__init__(table, columns)
        self._on_conflict = on_conflict

    def _build(self, conn: Connection) -> Any:
        statement = upsert(self._table, conn)
        if conn.dialect.name == "postgresql":
            statement = statement.from_select(list(self._columns), select(self._arrays()))
        return self._on_conflict(statement)


class BulkUpdate(_Bulk):
    """Sets every column but the last, in the row whose key is the last one."""

    def _build(self, conn: Connection) -> Any:
        *changed, key = self._columns
        if conn.dialect.name == "postgresql":
            given = self._arrays()
            fresh = {name: given.c[name] for name in changed}
            return update(self._table).values(fresh).where(self._table.c[key] == given.c[key])
        fresh = {name: bindparam(_NEW + name) for name in changed}
        return update(self._table).values(fresh).where(self._table.c[key] == bindparam(_NEW + key))


class BulkSelect:
    """The rows whose key is among those given. lock: held until the commit, taken in the order of the keys (SQLite has one writer)."""

    def __init__(self, table: Table, columns: Sequence[str], *, key: str, lock: bool = False) -> None:
        self._columns = [table.c[name] for name in columns]
        self._key: Column[Any] = table.c[key]
        self._lock = lock
        self._texts: dict[tuple[str, int], str] = {}

    def run(self, conn: Connection, keys: Sequence[Any]) -> Iterator[Any]:
        if conn.dialect.name == "postgresql":
            yield from conn.exec_driver_sql(self._text(conn, 0), (list(keys),))
            return
        for start in range(0, len(keys), _SIZES[-1]):
            some = tuple(keys[start : start + _SIZES[-1]])
            size = next(size for size in _SIZES if size >= len(some))
            yield from conn.exec_driver_sql(self._text(conn, size), some + some[-1:] * (size - len(some)))

    def _text(self, conn: Connection, size: int) -> str:
        text = self._texts.get((conn.dialect.name, size))
        if text is None:
            among: ColumnElement[bool]
            if size:
                among = self._key.in_([bindparam(f"key{n}", type_=self._key.type) for n in range(size)])
            else:
                among = self._key == any_(bindparam("keys", type_=_array_of(self._key)))
            statement = select(*self._columns).where(among)
            if self._lock:
                statement = statement.order_by(self._key).with_for_update()
            text = self._texts[conn.dialect.name, size] = str(statement.compile(dialect=conn.dialect))
        return text


def _array_of(column: Column[Any]) -> ARRAY[Any]:
    """Of texts without a length: a cast to VARCHAR(8) would cut what is too long, where the column itself refuses it."""
    return ARRAY(Text() if isinstance(column.type, String) else column.type)
