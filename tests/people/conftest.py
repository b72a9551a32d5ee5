"""The standing parts of sign-in: a clock that is moved by hand, a keyring, and the sign-in objects over a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.people.house import House, build_house

from truepenny.platform.clock import SetClock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(bytes(range(32)))


@pytest.fixture
def house(db: Database, clock: SetClock, keyring: Keyring) -> House:
    return build_house(db, clock, keyring)


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
