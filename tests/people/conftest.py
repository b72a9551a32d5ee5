"""The standing parts of sign-in: a clock that is moved by hand, a keyring, and the sign-in objects over a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect
from tests.people.house import House, build_house
from tests.postgresql_server import PostgresqlServer

from truepenny.main.tables import all_tables
from truepenny.platform.clock import SetClock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(bytes(range(32)))


@pytest.fixture
def house(db: Database, clock: SetClock, keyring: Keyring) -> House:
    return build_house(db, clock, keyring)


@pytest.fixture(scope="session")
def emptied_url(postgresql: PostgresqlServer) -> str:
    """One PostgreSQL database for all stories of this folder; its rows go before each."""
    return postgresql.make_database()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with all tables, once on SQLite and once on PostgreSQL."""
    url = request.getfixturevalue("emptied_url") if request.param == "postgresql" else ""
    database = make_database(Settings(data_dir=tmp_path, database_url=url))
    await database.start()
    await database.write(_empty)
    yield database
    await database.stop()


@pytest.fixture
async def two_nodes(emptied_url: str, tmp_path: Path) -> AsyncIterator[tuple[Database, Database]]:
    """Two nodes on one PostgreSQL database."""
    nodes = (
        make_database(Settings(data_dir=tmp_path, database_url=emptied_url)),
        make_database(Settings(data_dir=tmp_path, database_url=emptied_url)),
    )
    for node in nodes:
        await node.start()
    await nodes[0].write(_empty)
    yield nodes
    for node in nodes:
        await node.stop()


def _empty(conn: Connection) -> None:
    if not inspect(conn).has_table("agents"):
        all_tables().create_all(conn)
        return
    conn.exec_driver_sql("SET LOCAL session_replication_role = replica")  # the record of changes takes no DELETE otherwise
    for table in all_tables().tables:
        conn.exec_driver_sql(f'DELETE FROM "{table}"')
