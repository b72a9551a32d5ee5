"""What every test may ask for: both databases for real, a running house on either, and three people who take part in every story."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.postgresql_server import PostgresqlServer, find_programs

from truepenny.main.running import running
from truepenny.main.wiring import House
from truepenny.platform.settings import Settings, load_settings

pytest_plugins = ["tests.no_skip"]
expect.set_options(timeout=20_000)  # a page on a busy machine is late, not wrong


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server of our own, on a free port of loopback, for the whole run."""
    if find_programs() is None:
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    server = PostgresqlServer()
    server.start()
    yield server
    server.stop()
    server.remove()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a desk of its own, once on each database."""
    found = load_settings({}, given={"data_dir": str(tmp_path / "data"), "undo_s": "1", "log_level": "error"})
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        return replace(found, database_url=server.make_database())
    return found


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    """The same on SQLite alone, where the database makes no difference."""
    return load_settings({}, given={"data_dir": str(tmp_path / "data"), "undo_s": "1", "log_level": "error"})


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    """A running house without a listening socket."""
    async with running(settings) as built:
        yield built
