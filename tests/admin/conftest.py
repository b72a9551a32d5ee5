"""The application over a real database; a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.admin.site import Site

from truepenny.main.wiring import build
from truepenny.platform.clock import SetClock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings


@pytest.fixture
async def site(db: Database, tmp_path: Path) -> AsyncIterator[Site]:
    clock = SetClock()
    house = build(Settings(data_dir=tmp_path), db=db, clock=clock, keyring=Keyring(bytes(range(32))))
    yield Site(house, clock)
    house.files.close()


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    from truepenny.main.tables import all_tables
    from truepenny.platform.db.sqlite import SqliteDatabase

    database = SqliteDatabase(tmp_path / "test.db")
    await database.start()
    await database.write(lambda conn: all_tables().create_all(conn))
    yield database
    await database.stop()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
