"""A served desk: once on each database, or on SQLite alone where the database makes no difference."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.live.serving import Served, serving

from truepenny.platform.settings import Settings


@pytest.fixture
async def served(settings: Settings) -> AsyncIterator[Served]:
    async with serving(settings) as desk:
        yield desk


@pytest.fixture
async def desk(sqlite_settings: Settings) -> AsyncIterator[Served]:
    async with serving(sqlite_settings) as served_on_sqlite:
        yield served_on_sqlite
