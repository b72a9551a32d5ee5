"""Statements for many rows at once, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Connection, LargeBinary, MetaData, String, Table, select
from sqlalchemy.exc import DBAPIError

from truepenny.platform.db.bulk import BulkInsert, BulkSelect, BulkUpdate
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
parcel = Table(
    "parcel",
    MetaData(),
    Column("key", LargeBinary, primary_key=True),
    Column("name", String(8)),
    Column("at", BigInteger, nullable=False),
    Column("is_sent", Boolean),
)
COLUMNS = [column.name for column in parcel.c]
ADD = BulkInsert(parcel, COLUMNS)
PUT = BulkInsert(
    parcel,
    ["at", "key"],
    on_conflict=lambda statement: statement.on_conflict_do_update(index_elements=["key"], set_={"at": parcel.c.at + statement.excluded.at}),
)
RENAME = BulkUpdate(parcel, ["is_sent", "name", "key"])
FIND = BulkSelect(parcel, ["at", "name"], key="key", lock=True)


@pytest.fixture
async def db(settings: Settings) -> AsyncIterator[Database]:
    found = make_database(settings)
    await found.start()
    await found.write(parcel.create)
    yield found
    await found.stop()


def key(n: int) -> bytes:
    return n.to_bytes(4, "big")


async def fill(db: Database, count: int) -> None:
    await db.write(lambda conn: ADD.run(conn, [(key(n), f"n{n}" if n % 3 else None, n, n % 2 == 0) for n in range(count)]))


async def load(db: Database) -> list[tuple[Any, ...]]:
    return await db.read(lambda conn: [tuple(row) for row in conn.execute(select(parcel).order_by(parcel.c.key))])


async def test_rows_are_written_as_given(db: Database) -> None:
    await fill(db, 5)
    assert await load(db) == [
        (key(0), None, 0, True), (key(1), "n1", 1, False), (key(2), "n2", 2, True), (key(3), None, 3, False), (key(4), "n4", 4, True),
    ]  # fmt: skip
    await db.write(lambda conn: ADD.run(conn, []))
    assert len(await load(db)) == 5


async def test_a_conflict_is_settled_as_said(db: Database) -> None:
    await fill(db, 2)
    await db.write(lambda conn: PUT.run(conn, [(10, key(1)), (20, key(7))]))
    assert [(row[0], row[2]) for row in await load(db)] == [(key(0), 0), (key(1), 11), (key(7), 20)]


async def test_only_the_named_rows_and_columns_change(db: Database) -> None:
    await fill(db, 3)
    await db.write(lambda conn: RENAME.run(conn, [(None, "new", key(2)), (True, None, key(1)), (True, "nobody", key(9))]))
    assert await load(db) == [(key(0), None, 0, True), (key(1), None, 1, True), (key(2), "new", 2, None)]


@pytest.mark.parametrize("count", [0, 1, 2, 8, 9, 500, 513, 1100])
async def test_every_row_among_the_keys_is_found_once(db: Database, count: int) -> None:
    await fill(db, 1200)
    wanted = [key(n) for n in range(count)]

    def find(conn: Connection) -> list[tuple[int, str]]:
        return [tuple(row) for row in FIND.run(conn, [*wanted, key(99_999)])]

    found = await db.write(find)
    assert found == [(n, f"n{n}" if n % 3 else None) for n in range(count)]


@pytest.mark.postgresql
async def test_what_does_not_fit_is_refused_and_not_cut(postgresql: Any, sqlite_settings: Settings) -> None:
    from dataclasses import replace

    db = make_database(replace(sqlite_settings, database_url=postgresql.make_database()))
    await db.start()
    try:
        await db.write(parcel.create)
        with pytest.raises(DBAPIError, match="too long"):
            await db.write(lambda conn: ADD.run(conn, [(key(1), "longer than eight", 1, True)]))
        assert await load(db) == []
    finally:
        await db.stop()
