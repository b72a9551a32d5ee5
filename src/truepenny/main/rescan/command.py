"""`truepenny screen --rescan`: slice by slice through the running desk when there is one, so that its clients hear of it; else alone.

Where it stands is written down now and then, so that a run that was broken off goes on there. Exit code 1 when anything was found.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from truepenny.intake.screening import Screening
from truepenny.main.database_command import opened
from truepenny.main.house import House
from truepenny.main.rescan.steps import Rescan
from truepenny.main.rescan.told import FILES, LOG, Cursor, Slice
from truepenny.main.secret_check import check_secret
from truepenny.main.tables import schema_current
from truepenny.main.trouble import FOUND, OK, USAGE, CommandFailed
from truepenny.main.version import VERSION
from truepenny.main.wiring import build
from truepenny.people import audit
from truepenny.platform.clock import SECOND, SystemClock
from truepenny.platform.control.client import ask_desk, desk_runs
from truepenny.platform.control.server import Command
from truepenny.platform.control.wire import ControlRefused
from truepenny.platform.crypto import load_or_create_keyring
from truepenny.platform.db.batch import BeginBatch
from truepenny.platform.db.database import Database
from truepenny.platform.db.dialect import upsert
from truepenny.platform.db.house_schema import house as facts
from truepenny.platform.settings import Settings

COMMAND = "rescan"
STANDING = "rescan"
WRITE_DOWN_S = 5.0
SAY_S = 2.0


class Asked(msgspec.Struct, frozen=True):
    """One slice that is asked for. cursor None: the first one, which goes on where a run was broken off unless anew."""

    cursor: Cursor | None = None
    since: int = 0
    dry_run: bool = False
    anew: bool = False
    files: bool = False


class Answer(msgspec.Struct, frozen=True):
    """went_on: the first slice went on where a run was broken off."""

    slice: Slice
    went_on: bool = False


Step = Callable[[Asked], Awaitable[Answer]]


class _Standing(msgspec.Struct, frozen=True):
    """Where a run stands. rules: of which program and rules it was; a run with others begins anew."""

    cursor: Cursor
    since: int
    rules: str
    files: bool


class RescanDesk:
    """Slices for those who ask, with the house's own objects."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._written = 0.0

    async def step(self, asked: Asked) -> Answer:
        house = self._house
        rules = _fingerprint(house)
        kept = None
        if asked.cursor is None and not asked.dry_run and not asked.anew:
            standing = await house.db.read(_load_standing)
            same = standing is not None and (standing.since, standing.rules, standing.files) == (asked.since, rules, asked.files)
            kept = standing.cursor if standing is not None and same else None
        rescan = Rescan(
            house.db, house.clock, _screening_of(house), audit.record, house.metrics.count_removed,
            house.files if asked.files else None, house.needs,
        )  # fmt: skip
        slice_ = await rescan.step(asked.cursor or kept or Cursor(), since=asked.since, dry_run=asked.dry_run)
        if not asked.dry_run:
            await self._write_down(slice_.cursor, asked, rules)
        return Answer(slice_, kept is not None)

    async def _write_down(self, cursor: Cursor | None, asked: Asked, rules: str) -> None:
        """The end at once; on the way every few seconds, and only in the log and the files, which are what takes long."""
        now = time.monotonic()
        if cursor is not None and (cursor.part not in (LOG, FILES) or now - self._written < WRITE_DOWN_S):
            return
        self._written = now
        if cursor is None and asked.files:
            await self._house.files.bury()
        standing = None if cursor is None else _Standing(cursor, asked.since, rules, asked.files)
        at = self._house.clock.now_us()
        await self._house.db.write(lambda conn: _put_standing(conn, standing, at=at))


def rescan_commands(house: House) -> dict[str, Command]:
    """The command of the running desk: one slice each time, so that the desk does other things between."""
    desk = RescanDesk(house)

    async def take(arguments: Mapping[str, Any]) -> Any:
        try:
            asked = msgspec.convert(arguments.get("asked"), Asked)
        except msgspec.ValidationError as wrong:
            raise ControlRefused(f"this is not a rescan: {wrong}") from wrong
        return msgspec.to_builtins(await desk.step(asked))

    return {COMMAND: take}


def run(settings: Settings, args: argparse.Namespace) -> int:
    asked = Asked(None, _time(args.since), args.dry_run, args.anew, args.files)
    if desk_runs(settings.control_socket):
        return asyncio.run(_go_over(asked, _through_the_desk(settings)))
    return asyncio.run(_alone(settings, asked))


def _through_the_desk(settings: Settings) -> Step:
    async def step(asked: Asked) -> Answer:
        try:
            said = await asyncio.to_thread(ask_desk, settings.control_socket, COMMAND, {"asked": msgspec.to_builtins(asked)})
        except (ControlRefused, ConnectionError) as error:
            raise CommandFailed(f"the running desk did not go on: {error}; run it again to go on where it stopped") from error
        return msgspec.convert(said, Answer)

    return step


async def _alone(settings: Settings, asked: Asked) -> int:
    async with house_alone(settings) as house:
        return await _go_over(asked, RescanDesk(house).step)


@contextlib.asynccontextmanager
async def house_alone(settings: Settings) -> AsyncIterator[House]:
    """The house with its writer and nothing else at work. Raises CommandFailed."""
    if not settings.secret_file.exists():
        raise CommandFailed(f"{settings.secret_file} does not exist: what is taken out cannot be recorded without the secret of the log")
    keyring = load_or_create_keyring(settings.secret_file)
    houses: list[House] = []

    def begin_of(db: Database) -> BeginBatch:
        houses.append(build(settings, db=db, clock=SystemClock(), keyring=keyring))
        return houses[0].ledger.begin

    try:
        async with opened(settings, begin_of=begin_of) as db:
            if not await db.read(schema_current):
                raise CommandFailed("the tables are not those of this version: run truepenny migrate first")
            await check_secret(db, keyring)
            await houses[0].rules.refresh()
            yield houses[0]
    finally:
        for house in houses:
            house.files.close()


async def _go_over(asked: Asked, step: Step) -> int:
    """Prints each finding as it comes, and how far it is now and then."""
    found: Counter[str] = Counter()
    events, said = 0, time.monotonic()
    while True:
        answer = await step(asked)
        one = answer.slice
        if answer.went_on:
            print("Going on where the last run stopped; --anew begins from the start.")
        for sighting in one.sightings:
            found["removed" if sighting.done else "told"] += 1
            what = "removed" if sighting.done else "found, left as it is"
            print(f"{sighting.where}: {sighting.kind} ({sighting.rule}, {sighting.certainty}), {sighting.size} {sighting.unit}: {what}")
        for where in one.unread:
            found["unread"] += 1
            print(f"{where}: could not be screened")
        events += one.events
        if one.cursor is None:
            break
        if time.monotonic() - said > SAY_S:
            said = time.monotonic()
            print(f"{events} of {events + one.left} events", file=sys.stderr, flush=True)
        asked = msgspec.structs.replace(asked, cursor=one.cursor)
    print(_summary(events, found, files=asked.files))
    return FOUND if found else OK


def _summary(events: int, found: Counter[str], *, files: bool) -> str:
    said = [f"{events} events gone over, and all drafts, held replies and names" + (", and the files" if files else "")]
    if not found:
        return f"{said[0]}: nothing found"
    if found["removed"]:
        said.append(f"{found['removed']} secrets removed")
    if found["told"]:
        said.append(f"{found['told']} left as they are")
    if found["unread"]:
        said.append(f"{found['unread']} texts that could not be screened")
    return "; ".join(said)


def _time(day: str | None) -> int:
    """Microseconds. Raises CommandFailed."""
    if day is None:
        return 0
    try:
        return int(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC).timestamp()) * SECOND
    except ValueError:
        raise CommandFailed(f"--since {day}: write the day as 2026-11-30 (UTC)", code=USAGE) from None


def _screening_of(house: House) -> Screening:
    return house.intake.screening


def _fingerprint(house: House) -> str:
    """Of the program and the operator's rules."""
    return hashlib.sha256(repr((VERSION, house.rules.current)).encode()).hexdigest()[:16]


def _load_standing(conn: Connection) -> _Standing | None:
    value = conn.execute(select(facts.c.value).where(facts.c.name == STANDING)).scalar()
    return None if value is None else msgspec.json.decode(value, type=_Standing)


def _put_standing(conn: Connection, standing: _Standing | None, *, at: int) -> None:
    """None: the run is complete, which goes into the record of changes."""
    if standing is None:
        conn.execute(delete(facts).where(facts.c.name == STANDING))
        audit.record(conn, at, who=audit.COMMAND_LINE, what="rescanned")
        return
    value = msgspec.json.encode(standing).decode()
    row = upsert(facts, conn).values(name=STANDING, value=value)
    conn.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
