"""A house on SQLite alone, for stories to which the database makes no difference."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.settings import Settings


@pytest.fixture
async def sqlite_house(sqlite_settings: Settings) -> AsyncIterator[House]:
    async with running(sqlite_settings) as built:
        yield built
