"""The state of the tables: which revision they are at, which this code wants, and the way from one to the other.

Reading the state needs no Alembic; moving does, and imports it then. Forward only. One process moves at a time: on SQLite by the
lock on the file, on PostgreSQL by an advisory lock, and there no statement waits long for others (lock_timeout).
"""

from __future__ import annotations

import asyncio
import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, inspect, select, text

from truepenny.platform.db.dialect import upsert
from truepenny.platform.db.file_lock import hold_file
from truepenny.platform.db.house_schema import OLDEST_CODE, house
from truepenny.platform.settings import Settings

_REVISION_FILE = re.compile(r"(\d{4})_[a-z0-9_]+\.py")
_ADVISORY_LOCK = 0x7472_7565
LOCK_TIMEOUT = "5s"


class SchemaWrong(Exception):
    """The tables cannot be brought to what this code wants; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class SchemaState:
    """found: revision of the tables, None for an empty database. wanted: newest revision that this code has.
    oldest_code: the oldest version that may work with these tables, "" when the database does not say."""

    found: str | None
    wanted: str
    oldest_code: str = ""

    @property
    def current(self) -> bool:
        return self.found == self.wanted


def newest_revision(scripts: Path) -> str:
    """The highest number among the revision files versions/NNNN_name.py; "" when there are none."""
    found = [match[1] for file in (scripts / "versions").glob("*.py") if (match := _REVISION_FILE.fullmatch(file.name))]
    return max(found, default="")


def read_state(conn: Connection, wanted: str) -> SchemaState:
    """Reads what the database says of itself."""
    names = set(inspect(conn).get_table_names())
    found = oldest = None
    if "alembic_version" in names:
        found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if house.name in names:
        oldest = conn.execute(select(house.c.value).where(house.c.name == OLDEST_CODE)).scalar_one_or_none()
    return SchemaState(found=found, wanted=wanted, oldest_code=oldest or "")


def check_state(state: SchemaState, version: str) -> None:
    """Raises SchemaWrong when this version must not work with these tables."""
    if state.oldest_code and _numbers(version) < _numbers(state.oldest_code):
        raise SchemaWrong(f"this database needs Truepenny {state.oldest_code} or newer, and this is {version}: install the newer version")
    if state.found is not None and state.found > state.wanted:
        return  # newer tables that still allow this version
    if not state.current:
        raise SchemaWrong(f"the tables are at revision {state.found or 'none'} and {state.wanted} is needed: run truepenny migrate")


async def migrate(settings: Settings, scripts: Path, metadata: MetaData) -> SchemaState:
    """Moves the tables to the newest revision. Gives the state before. Raises SchemaWrong, DatabaseBusy, or what the database says."""
    wanted = newest_revision(scripts)
    if settings.database_url:
        return await _migrate_postgresql(settings.database_url, scripts, metadata, wanted=wanted)
    assert settings.sqlite_path is not None
    return await asyncio.to_thread(_migrate_sqlite, settings.sqlite_path, scripts, metadata, wanted=wanted)


def _migrate_sqlite(path: Path, scripts: Path, metadata: MetaData, *, wanted: str) -> SchemaState:
    from truepenny.platform.db.sqlite import open_engine

    with hold_file(path):
        engine = open_engine(path, writes=True)
        try:
            with engine.connect() as conn:
                driver: Any = conn.connection.driver_connection
                driver.execute("PRAGMA foreign_keys=OFF")  # rebuilding a table must not cascade; checked before the commit
                with conn.begin():
                    before = read_state(conn, wanted)
                    _upgrade(conn, before, scripts, metadata)
                    if conn.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                        raise SchemaWrong("the move would leave references to rows that do not exist; nothing was changed")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            engine.dispose()
    return before


async def _migrate_postgresql(url: str, scripts: Path, metadata: MetaData, *, wanted: str) -> SchemaState:
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    from truepenny.platform.db.postgresql import async_url

    def move(conn: Connection) -> SchemaState:
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        before = read_state(conn, wanted)
        _upgrade(conn, before, scripts, metadata)
        return before

    options = {"timeout": 10, "server_settings": {"lock_timeout": LOCK_TIMEOUT, "application_name": "truepenny migrate"}}
    engine = create_async_engine(async_url(url), poolclass=NullPool, connect_args=options)
    try:
        async with engine.begin() as conn:
            return await conn.run_sync(move)
    finally:
        await engine.dispose()


def _upgrade(conn: Connection, before: SchemaState, scripts: Path, metadata: MetaData) -> None:
    if before.current or not before.wanted or (before.found is not None and before.found > before.wanted):
        return
    from alembic import command

    command.upgrade(alembic_config(scripts, {"connection": conn, "metadata": metadata}), "head")
    oldest = _oldest_code(scripts, before.wanted)
    if oldest:
        row = upsert(house, conn).values(name=OLDEST_CODE, value=oldest)
        conn.execute(row.on_conflict_do_update(index_elements=[house.c.name], set_={"value": oldest}))


def alembic_config(scripts: Path, attributes: Mapping[str, object]) -> Any:
    """An Alembic configuration without a file. attributes: connection and metadata, for env.py."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes.update(attributes)
    return config


def _oldest_code(scripts: Path, revision: str) -> str:
    """The revision file says in oldest_code which version can still work with the tables after it."""
    file = next((scripts / "versions").glob(f"{revision}_*.py"))
    spec = importlib.util.spec_from_file_location(f"truepenny_revision_{revision}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(getattr(module, "oldest_code", ""))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3])
