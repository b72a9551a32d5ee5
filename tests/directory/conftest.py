"""A directory over each database, with a clock that is moved by hand, and Acme's usual entries."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.directory.acme import Acme, make_directory

from truepenny.platform.clock import SetClock
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def db(settings: Settings) -> AsyncIterator[Database]:
    database = make_database(settings)
    await database.start()
    yield database
    await database.stop()


@pytest.fixture
async def acme(db: Database, clock: SetClock) -> Acme:
    """An empty directory that Wen, an admin, fills."""
    return Acme(make_directory(db, clock), db, clock)
