"""The readers' pool of PostgreSQL is used up: said in words, with a time to come again, and never as a fault of ours."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
from tests.postgresql_server import PostgresqlServer

from truepenny.platform.db import postgresql as module
from truepenny.platform.db.database import DatabaseAway
from truepenny.platform.db.postgresql import PostgresqlDatabase

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]


async def test_no_free_connection_is_called_away_like_no_server(postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POOL_WAIT_S", 0.2)
    db = PostgresqlDatabase(postgresql.make_database())
    await db.start()
    assert db._engine is not None
    async with AsyncExitStack() as taken:
        for _ in range(module.READERS + 1 + module.SPARE):
            await taken.enter_async_context(db._engine.connect())
        with pytest.raises(DatabaseAway):
            await db.read(lambda conn: conn.exec_driver_sql("SELECT 1").scalar())
        with pytest.raises(DatabaseAway):
            await db.write(lambda conn: conn.exec_driver_sql("SELECT 1").scalar())
    assert await db.read(lambda conn: conn.exec_driver_sql("SELECT 1").scalar()) == 1
    assert await db.write(lambda conn: conn.exec_driver_sql("SELECT 1").scalar()) == 1
    await db.stop()
