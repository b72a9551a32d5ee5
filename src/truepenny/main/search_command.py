"""`truepenny search status | rebuild`: how far the index of tickets is; made anew, by the running desk when there is one."""

from __future__ import annotations

import argparse
import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from truepenny.main.database_command import opened, read_once
from truepenny.main.tables import schema_current
from truepenny.main.trouble import OK, CommandFailed
from truepenny.platform.clock import SystemClock
from truepenny.platform.control.client import ask_desk, desk_runs
from truepenny.platform.control.server import Command
from truepenny.platform.control.wire import ControlRefused
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.text import VERSION
from truepenny.platform.settings import Settings
from truepenny.projections.search.follow import Indexer
from truepenny.projections.search.schema import SAID
from truepenny.projections.search.state import Standing, load_head, load_standing

REBUILD = "search_rebuild"


def search_commands(indexer: Indexer) -> dict[str, Command]:
    """The command of the running desk, which goes on indexing afterwards."""

    async def rebuild(_arguments: Mapping[str, Any]) -> str:
        await indexer.begin_anew()
        indexer.hear_commit(())
        return "the index was emptied; the running desk fills it, and searches find what is in it so far"

    return {REBUILD: rebuild}


def status(settings: Settings, _args: argparse.Namespace) -> int:
    def look(conn: Connection) -> tuple[Standing | None, int, int]:
        if not schema_current(conn):
            raise CommandFailed("the tables are not those of this version: run truepenny migrate first")
        return load_standing(conn), load_head(conn), SearchIndex(SAID, numbered=True).size(conn)

    standing, head, entries = asyncio.run(read_once(settings, look))
    print(describe(standing, head, entries))
    return OK


def rebuild(settings: Settings, _args: argparse.Namespace) -> int:
    if desk_runs(settings.control_socket):
        try:
            print(ask_desk(settings.control_socket, REBUILD, {}))
        except (ControlRefused, ConnectionError) as error:
            raise CommandFailed(f"the running desk did not do it: {error}") from error
        return OK
    events = asyncio.run(_alone(settings))
    print(f"{events} events indexed anew")
    return OK


async def _alone(settings: Settings) -> int:
    async with opened(settings) as db:
        if not await db.read(schema_current):
            raise CommandFailed("the tables are not those of this version: run truepenny migrate first")
        indexer = Indexer(db, SystemClock(), SearchIndex(SAID, numbered=True), node=secrets.token_hex(6))
        await indexer.begin_anew()
        events = await indexer.catch_up()
        await indexer.tidy(at_once=True)
        return events


def describe(standing: Standing | None, head: int, entries: int) -> str:
    """How the index stands, in a few lines."""
    if standing is None or standing.version != VERSION:
        return f"not made yet; {head} events wait for the desk"
    lines = [f"{entries} texts of {standing.position} events; {head - standing.position} events wait"]
    if not standing.whole:
        lines.append(f"it is being made anew: whole again at event {standing.target}")
    if standing.wiped < standing.wipes:
        lines.append("erased words are being taken out of the file")
    return "\n".join(lines)
