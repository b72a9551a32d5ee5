"""How a command reads or writes the database when no desk does it for it: opened for one function, then closed again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from truepenny.main.trouble import BUSY, CommandFailed
from truepenny.platform.db.database import DatabaseAway, DatabaseBusy, make_database
from truepenny.platform.settings import Settings

T = TypeVar("T")


async def read_once(settings: Settings, fn: Callable[[Connection], T]) -> T:
    """One consistent read. Raises CommandFailed when the database is away or another process has it."""
    return await _once(settings, fn, writes=False)


async def write_once(settings: Settings, fn: Callable[[Connection], T]) -> T:
    """One transaction. Raises as read_once."""
    return await _once(settings, fn, writes=True)


def write_now(settings: Settings, fn: Callable[[Connection], T]) -> T:
    """write_once for code that has no event loop."""
    return asyncio.run(write_once(settings, fn))


async def _once(settings: Settings, fn: Callable[[Connection], T], *, writes: bool) -> T:
    if settings.sqlite_path is not None and not settings.sqlite_path.exists():
        raise CommandFailed(f"{settings.sqlite_path} does not exist: run truepenny migrate first")
    db = make_database(settings)
    try:
        await db.start()
    except DatabaseBusy as busy:
        raise CommandFailed(f"{busy}; its control socket {settings.control_socket} does not answer", code=BUSY) from busy
    except DatabaseAway as away:
        raise CommandFailed(str(away)) from away
    try:
        return await (db.write(fn) if writes else db.read(fn))
    except DatabaseAway as away:
        raise CommandFailed(str(away)) from away
    finally:
        await db.stop()
