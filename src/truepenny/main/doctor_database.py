"""Doctor's look at the database: can it be reached, is it at the right revision, does its clock agree, is its library safe."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text

from truepenny.main.database_command import read_once
from truepenny.main.finding import Finding, error, fine, warning
from truepenny.main.postgresql_programs import find_program
from truepenny.main.tables import schema_state
from truepenny.main.trouble import CommandFailed
from truepenny.main.version import VERSION
from truepenny.platform.db.migrate import SchemaWrong, check_state
from truepenny.platform.settings import Settings

SAFE_SQLITE = (3, 51, 3)
OLDEST_POSTGRESQL = 13
CLOCK_DIFFERENCE_S = 5


def check_database(settings: Settings) -> Iterator[Finding]:
    if settings.sqlite_path is not None:
        yield from _check_library()
        if not settings.sqlite_path.exists():
            yield warning("database", f"{settings.sqlite_path} does not exist yet", "it is made by truepenny migrate or the first start")
            return
    try:
        yield from asyncio.run(read_once(settings, _look))
    except CommandFailed as failed:
        yield error("database", str(failed), "check database_url, that the server runs, and the rights of this user")


def _check_library() -> Iterator[Finding]:
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        yield fine("sqlite", f"library {sqlite3.sqlite_version}")
        return
    yield warning(
        "sqlite",
        f"library {sqlite3.sqlite_version} can damage a database that two connections write (fixed in 3.51.3)",
        "the desk writes on one connection only, so it is safe; never write to truepenny.db with another program while it runs",
    )


def _look(conn: Connection) -> list[Finding]:
    found = []
    state = schema_state(conn)
    try:
        check_state(state, VERSION)
    except SchemaWrong as wrong:
        found.append(error("tables", str(wrong), "truepenny migrate"))
    else:
        found.append(fine("tables", f"revision {state.found}"))
    if conn.dialect.name == "postgresql":
        found += _look_at_server(conn)
    else:
        found.append(fine("database", f"SQLite, {_size(conn) // 2**20} MiB"))
    found += _look_at_times(conn)
    return found


def _size(conn: Connection) -> int:
    pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    return int(pages) * int(conn.exec_driver_sql("PRAGMA page_size").scalar_one())


def _look_at_server(conn: Connection) -> Iterator[Finding]:
    major = int(conn.execute(text("SHOW server_version_num")).scalar_one()) // 10000
    if major < OLDEST_POSTGRESQL:
        yield error("database", f"PostgreSQL {major}", f"at least {OLDEST_POSTGRESQL} is needed")
    else:
        yield fine("database", f"PostgreSQL {major}")
    if conn.execute(text("SHOW synchronous_commit")).scalar_one() == "off":
        yield error("database", "synchronous_commit is off: acknowledged messages are lost at a power cut", "switch it on")
    if conn.execute(text("SHOW server_encoding")).scalar_one() != "UTF8":
        yield error("database", "the encoding of the database is not UTF8", "make the database with ENCODING 'UTF8'")
    apart = abs(float(conn.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()) - time.time())
    if apart > CLOCK_DIFFERENCE_S:
        yield warning("clock", f"this machine and the database are {apart:.0f} s apart", "run an NTP client on both")
    try:
        yield fine("backup", f"with {find_program('pg_dump', major)}")
    except CommandFailed as missing:
        yield warning("backup", "cannot be made on this machine", str(missing))


def _look_at_times(conn: Connection) -> Iterator[Finding]:
    if "event" not in inspect(conn).get_table_names():
        return
    newest = conn.execute(text("SELECT at FROM event ORDER BY position DESC LIMIT 1")).scalar_one_or_none()
    ahead = (newest or 0) / 1e6 - time.time()
    if ahead > CLOCK_DIFFERENCE_S:
        yield warning("clock", f"the last event is {ahead:.0f} s in the future", "the clock was or is wrong: run an NTP client")
