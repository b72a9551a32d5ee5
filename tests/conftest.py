"""What every test may ask for: both databases for real, empty or with all tables, and a running house on either.

The tables come from a copy of one migrated database: moving an empty one takes longer than most stories, and has stories of its own
(tests/ops/test_migrate.py, tests/ops/test_revisions.py, tests/demo).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
from anyio.from_thread import start_blocking_portal
from argon2 import PasswordHasher
from playwright.async_api import expect as expect_async
from playwright.sync_api import expect
from tests.postgresql_server import MakeUrl, PostgresqlServer, find_programs

from truepenny.main.house import House
from truepenny.main.running import calm_collector, running
from truepenny.main.tables import SCRIPTS, all_tables
from truepenny.people import passwords
from truepenny.platform.db.migrate import migrate
from truepenny.platform.settings import Settings, load_settings

pytest_plugins = ["tests.no_skip", "tests.read_once", "tests.by_hand", "tests.email.servers.fixtures"]
STEADY = os.environ.get("TRUEPENNY_NO_SKIP") == "1"  # where nothing may be skipped, the examples are the same every time, too
hypothesis.settings.register_profile("house", deadline=None, derandomize=STEADY)  # a busy machine is late, not wrong
hypothesis.settings.load_profile("house")
for _expect in (expect, expect_async):
    _expect.set_options(timeout=20_000)  # a page on a busy machine is late, not wrong
Furnish = Callable[[Settings], Settings]


def pytest_collection_finish() -> None:
    calm_collector()  # as in a served desk: else each collection walks over all that the tests and their tools imported


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


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[Callable[[], PasswordHasher]]:
    """Passwords cost next to nothing here. What they cost in life is in tests/people/test_agents.py, with the hasher of life."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patched:
        real = passwords._hasher
        patched.setattr(passwords, "_hasher", lambda: cheap)
        yield real


def _migrate(settings: Settings) -> None:
    """In a thread of its own, because a loop of the tests may be there already."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with start_blocking_portal("asyncio") as portal:
        portal.call(migrate, settings, SCRIPTS, all_tables())


@pytest.fixture(scope="session")
def make_migrated(postgresql: PostgresqlServer) -> MakeUrl:
    """Makes PostgreSQL databases with all tables and no rows of a desk: make_migrated() is the URL of a new one."""
    migrated = postgresql.make_database()
    _migrate(Settings(database_url=migrated))
    return lambda: postgresql.make_database(like=migrated)


@pytest.fixture(scope="session")
def furnish_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Furnish:
    """Puts the file of a migrated SQLite database, and nothing else, into the folder that these settings name."""
    migrated = Settings(data_dir=tmp_path_factory.mktemp("migrated"))
    _migrate(migrated)

    def furnish(settings: Settings) -> Settings:
        assert migrated.sqlite_path is not None
        assert settings.sqlite_path is not None
        settings.sqlite_path.parent.mkdir(parents=True)
        shutil.copyfile(migrated.sqlite_path, settings.sqlite_path)
        return settings

    return furnish


def _desk_of_its_own(folder: Path) -> Settings:
    return load_settings({}, given={"data_dir": str(folder / "data"), "undo_s": "1", "log_level": "error"})


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a desk of its own with all tables, once on each database."""
    found = _desk_of_its_own(tmp_path)
    if request.param == "postgresql":
        make_migrated: MakeUrl = request.getfixturevalue("make_migrated")
        return replace(found, database_url=make_migrated())
    furnish: Furnish = request.getfixturevalue("furnish_sqlite")
    return furnish(found)


@pytest.fixture
def sqlite_settings(tmp_path: Path, furnish_sqlite: Furnish) -> Settings:
    """The same on SQLite alone, where the database makes no difference."""
    return furnish_sqlite(_desk_of_its_own(tmp_path))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a desk whose folder and database are empty, once on each database."""
    found = _desk_of_its_own(tmp_path)
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        return replace(found, database_url=server.make_database())
    return found


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    """A running house without a listening socket."""
    async with running(settings) as built:
        yield built
