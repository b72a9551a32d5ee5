"""Whether this process lives, and whether it can do its work now. The second is found out, not remembered.

In: the database, a few questions passed in by the wiring. Out: named checks. The notes are safe to show to anyone.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from truepenny.platform.clock import SECOND, Clock
from truepenny.platform.db.database import Database
from truepenny.platform.db.dialect import upsert
from truepenny.platform.observe.schema import node_pulse

ANSWER_WITHIN_S = 3.0
WRITE_AT_LEAST_EVERY_US = 10 * SECOND
DOUBT_FOR_US = 60 * SECOND
FULL_BELOW_BYTES = 64 * 1024 * 1024
"""With less than this free, the desk says that it is not ready, so that what it holds can still be finished."""


@dataclass(frozen=True, slots=True)
class Check:
    """name: stopping, database, writer, schema or disk. note: what is wrong, empty when ok."""

    name: str
    ok: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the checks need. schema_current and stopping are asked each time; folder is where the desk writes its files."""

    db: Database
    clock: Clock
    node: str
    folder: Path
    schema_current: Callable[[Connection], bool]
    stopping: Callable[[], bool]


async def check_ready(vitals: Vitals) -> list[Check]:
    """All checks, each bounded in time; ready when all are ok."""
    if vitals.stopping():
        return [Check("stopping", ok=False, note="This process is stopping.")]
    disk = _check_disk(vitals.folder)
    database, schema = await _check_database(vitals)
    writer = await _check_writer(vitals) if database.ok and schema.ok else Check("writer", ok=False, note="Not tried.")
    return [Check("stopping", ok=True), database, schema, writer, disk]


async def _check_database(vitals: Vitals) -> tuple[Check, Check]:
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            current = await vitals.db.read(vitals.schema_current)
    except Exception:  # whatever it is, the database does not answer as it should
        return Check("database", ok=False, note="The database does not answer."), Check("schema", ok=False, note="Not tried.")
    note = "" if current else "The tables are not those of this version."
    return Check("database", ok=True), Check("schema", ok=current, note=note)


async def _check_writer(vitals: Vitals) -> Check:
    """A commit of the last seconds is proof, unless the store refused lately (a commit may be empty); otherwise one is made."""
    now, commit, refusal = time.monotonic_ns() // 1000, vitals.db.last_commit_us, vitals.db.last_refusal_us
    if commit and now - commit < WRITE_AT_LEAST_EVERY_US and not (refusal and now - refusal < DOUBT_FOR_US):
        return Check("writer", ok=True)

    def pulse(conn: Connection) -> None:
        row = upsert(node_pulse, conn).values(node=vitals.node, at=vitals.clock.now_us())
        conn.execute(row.on_conflict_do_update(index_elements=[node_pulse.c.node], set_={"at": row.excluded.at}))

    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            await vitals.db.write(pulse)
    except TimeoutError:
        return Check("writer", ok=False, note="The writer does not come to an end.")
    except Exception:  # full, read-only, gone: nothing can be accepted
        return Check("writer", ok=False, note="The database does not take anything.")
    return Check("writer", ok=True)


def _check_disk(folder: Path) -> Check:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return Check("disk", ok=False, note="The disk does not answer.")
    return Check("disk", ok=True) if free >= FULL_BELOW_BYTES else Check("disk", ok=False, note="The disk is full.")


def last_pulses(conn: Connection) -> dict[str, int]:
    """node -> when it last wrote its pulse, for doctor."""
    return {str(row.node): int(row.at) for row in conn.execute(select(node_pulse.c.node, node_pulse.c.at))}
