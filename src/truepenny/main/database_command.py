"""How a command reads or writes the database when no desk does it for it: opened for one function, then closed again."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import OperationalError

from truepenny.main.trouble import BUSY, CommandFailed
from truepenny.platform.db.batch import Batch, BeginBatch
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.database import Database, DatabaseAway, DatabaseBusy
from truepenny.platform.settings import Settings

T = TypeVar("T")


async def read_once(settings: Settings, fn: Callable[[Connection], T]) -> T:
    """One consistent read, beside the desk that may be running. Raises CommandFailed when the database is away."""
    if settings.sqlite_path is not None:
        return await asyncio.to_thread(_read_sqlite, settings.sqlite_path, fn)
    return await _once(settings, fn, writes=False)


async def write_once(settings: Settings, fn: Callable[[Connection], T]) -> T:
    """One transaction. Raises CommandFailed when the database is away, or on SQLite when a desk has it."""
    return await _once(settings, fn, writes=True)


def write_now(settings: Settings, fn: Callable[[Connection], T]) -> T:
    """write_once for code that has no event loop."""
    return asyncio.run(write_once(settings, fn))


_NO_FILE = "{path} does not exist: run truepenny migrate first, or name the right folder with --data-dir"


def _read_sqlite(path: Path, fn: Callable[[Connection], T]) -> T:
    """A read-only connection: it neither commits nor checkpoints, so it may stand beside the writer of another process."""
    if not path.exists():
        raise CommandFailed(_NO_FILE.format(path=path))
    address = f"{path.resolve().as_uri()}?mode=ro"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True, timeout=10, isolation_level=None))
    event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
    try:
        with engine.begin() as conn:
            return fn(conn)
    except OperationalError as error:
        raise CommandFailed(f"{path} cannot be read: {error.orig}") from error
    finally:
        engine.dispose()


async def _once(settings: Settings, fn: Callable[[Connection], T], *, writes: bool) -> T:
    async with opened(settings) as db:
        return await (db.write(fn) if writes else db.read(fn))


@contextlib.asynccontextmanager
async def opened(settings: Settings, *, begin_of: Callable[[Database], BeginBatch] = lambda _db: Batch) -> AsyncIterator[Database]:
    """The database for the length of a command. begin_of: how its batches begin, for a command that writes to the log.

    Raises CommandFailed when it is away, or on SQLite when a desk has it.
    """
    if settings.sqlite_path is not None and not settings.sqlite_path.exists():
        raise CommandFailed(_NO_FILE.format(path=settings.sqlite_path))
    db = make_database(settings)
    try:
        await db.start(begin_of(db))
    except DatabaseBusy as busy:
        raise CommandFailed(f"{busy}; its control socket {settings.control_socket} does not answer", code=BUSY) from busy
    except DatabaseAway as away:
        raise CommandFailed(str(away)) from away
    try:
        yield db
    except DatabaseAway as away:
        raise CommandFailed(str(away)) from away
    finally:
        await db.stop()
