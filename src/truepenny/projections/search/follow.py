"""The indexer: follows the log a little behind, in groups, and gives way to whoever waits for the writer.

Exactly once: what was indexed and how far that was are one transaction; a crash repeats a group or none. One node at a time, by a lease.
Words that were erased or replaced are taken out as their event is reached, and afterwards from SQLite's file too.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from truepenny.log.read import load_contents, load_kinds
from truepenny.log.recorded import Recorded
from truepenny.log.schema import event as event_table
from truepenny.platform.clock import SECOND, Clock
from truepenny.platform.db.batch import Batch, Work
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.platform.search.entries import Entry, Prepared
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.text import VERSION
from truepenny.projections.search import state
from truepenny.projections.search.entries import FOUND_KINDS, changed_contents, entry_of, ref_of
from truepenny.projections.search.project import that_say

log = logging.getLogger(__name__)
GROUP = 200
"""Events of one group: some milliseconds of the writer's time."""
LARGE_GROUP = 1_000
"""The same while far behind, as after a restore, and nobody waits for the writer."""
FAR_BEHIND = 10_000
GATHER_S = 0.25
LOOK_S = 2.0
"""What other nodes committed is looked for so often."""
LEASE_US = 15 * SECOND
BUSY = 8
RUSH_PER_S = 1_500
"""With more units waiting for the writer, or with more of them in a second, a group waits, but no longer than PATIENCE_S."""
PATIENCE_S = 1.0
WIPE_EVERY_S = 60.0
"""Between two rounds of tidying, once the index is large."""
LARGE = 50_000
READ_KINDS = (*FOUND_KINDS, "erased", "secrets_removed")


@dataclass(frozen=True, slots=True)
class Group:
    """Some events of the log, read: what to put, what to drop, and up to where. wipes: how often words had been taken out at that time."""

    before: int
    after: int
    wipes: int
    puts: Sequence[Entry] = ()
    drops: Sequence[str] = ()


def read_group(conn: Connection, limit: int = GROUP) -> Group | None:
    """What the next events say now; None when there are none."""
    standing, head = state.load_standing(conn), state.load_head(conn)
    if standing is None or head <= standing.position:
        return None
    after = standing.position
    events = load_kinds(conn, READ_KINDS, after=after, limit=limit)
    upto = events[-1].position if len(events) == limit else head
    changed = changed_contents(events)
    again = [one for ticket, ids in changed.items() for one in that_say(conn, ticket, ids) if one.position <= upto]
    found = {one.position: one for one in (*again, *events)}
    texts = load_contents(conn, [ref.id for one in found.values() if (ref := ref_of(one.body)) is not None])
    entries = {position: entry_of(one, texts) for position, one in sorted(found.items())}
    puts = [entry for entry in entries.values() if entry is not None]
    drops = [str(one.position) for one in again if entries[one.position] is None]
    return Group(after, upto, standing.wipes, puts, drops)


class Rush:
    """Whether many units were committed within the last second or so."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._units = 0
        self._rate = 0.0

    def count(self, units: int, _seconds: float) -> None:
        """An observer of the database's commits."""
        self._units += units
        past = time.monotonic() - self._since
        if past >= 1.0:
            self._rate, self._units, self._since = self._units / past, 0, time.monotonic()

    @property
    def is_on(self) -> bool:
        return self._rate > RUSH_PER_S and time.monotonic() - self._since < 2.0


class Indexer:
    """Started and stopped with the house. behind: events that are not indexed yet, as last seen."""

    def __init__(self, db: Database, clock: Clock, index: SearchIndex, *, node: str) -> None:
        self._db = db
        self._clock = clock
        self._index = index
        self._node = node
        self._wake = asyncio.Event()
        self._alone = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._wiped_at = -WIPE_EVERY_S
        self._rush = Rush()
        db.observers.append(self._rush.count)
        self.behind = 0
        self.behind_since_us = 0

    @property
    def lag_s(self) -> float:
        """How old the oldest event is that is not indexed yet, as last seen; 0 when all are."""
        return max(0, self._clock.now_us() - self.behind_since_us) / SECOND if self.behind else 0.0

    async def start(self) -> None:
        self._task = asyncio.create_task(self._forever(), name="search index")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def hear_commit(self, _events: Sequence[Recorded]) -> None:
        """A listener of the log."""
        self._wake.set()

    async def _forever(self) -> None:
        while True:
            try:
                await self.catch_up()
                await self.tidy()
            except DatabaseAway:
                log.warning("the search index waits for the database")
            except Exception:
                log.exception("the search index could not go on")
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._wake.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(GATHER_S)

    async def catch_up(self) -> int:
        """Indexes all that is committed, as long as no other node does; gives how many events it went over."""
        async with self._alone:
            return await self._catch_up()

    async def _catch_up(self) -> int:
        self._wake.clear()
        done = 0
        while True:
            if await self._ready() is None:
                return done
            size = LARGE_GROUP if self.behind > FAR_BEHIND and not self._rush.is_on else GROUP
            group = await self._db.read(lambda conn, size=size: read_group(conn, size))  # type: ignore[misc]
            await self._see(group)
            if group is None:
                return done
            rows = await asyncio.to_thread(self._index.prepare, self._db.dialect, group.puts)
            await self._give_way()
            try:
                await self._db.submit(Work(lambda tx, group=group, rows=rows: self._write(tx, group, rows)))  # type: ignore[misc]
            except (state.ReadAnew, state.NotOurs):
                continue
            done += group.after - group.before

    def _write(self, tx: Batch, group: Group, rows: Sequence[Prepared]) -> None:
        conn, now = tx.conn, self._clock.now_us()
        state.move(conn, node=self._node, now_us=now, lease_us=LEASE_US, before=group.before, after=group.after, wipes=group.wipes)
        self._index.drop(conn, group.drops)
        self._index.put_prepared(conn, rows)

    async def _ready(self) -> state.Standing | None:
        """Where the index stands, when it is for this node to go on with it. An index of an older normaliser is begun anew."""
        standing = await self._db.read(state.load_standing)
        if standing is None or standing.version < VERSION:
            await self.begin_anew(only_below=VERSION)
            standing = await self._db.read(state.load_standing)
        if standing is None or standing.version > VERSION:
            return None
        others = standing.holder not in ("", self._node) and standing.held_until >= self._clock.now_us()
        return None if others else standing

    async def begin_anew(self, *, only_below: int | None = None) -> None:
        """Empties the index; the log is followed from its first event."""

        def begin(tx: Batch) -> None:
            standing = state.load_standing(tx.conn)
            if standing is not None and only_below is not None and standing.version >= only_below:
                return
            self._index.clear(tx.conn)
            state.begin_anew(tx.conn, wipes=0 if standing is None else standing.wipes + 1)

        await self._db.submit(Work(begin))

    async def _see(self, group: Group | None) -> None:
        """Notes how far behind the index is."""
        if group is None:
            self.behind = 0
            return

        def look(conn: Connection) -> tuple[int, int]:
            next_ = select(event_table.c.at).where(event_table.c.position > group.before).order_by(event_table.c.position).limit(1)
            return state.load_head(conn) - group.before, conn.execute(next_).scalar() or 0

        self.behind, self.behind_since_us = await self._db.read(look)

    async def _give_way(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while (self._db.waiting > BUSY or self._rush.is_on) and time.monotonic() < until:  # noqa: ASYNC110 - nobody tells of an idle writer
            await asyncio.sleep(0.02)

    # What was taken out leaves SQLite's file too

    async def tidy(self, *, at_once: bool = False) -> bool:
        """A round of merging, in short steps, when words were taken out since the last one; True when nothing is left to do."""
        standing = await self._ready()
        if standing is None or standing.wiped >= standing.wipes:
            return standing is not None
        large = await self._db.read(self._index.size) > LARGE
        if large and not at_once and time.monotonic() - self._wiped_at < WIPE_EVERY_S:
            return False
        first, done = True, False
        while not done:
            await self._give_way()
            done = await self._db.write(lambda conn, first=first: self._index.wipe_step(conn, first=first))  # type: ignore[misc]
            first = False

        def end(tx: Batch) -> None:
            state.set_wiped(tx.conn, standing.wipes)
            tx.wipe()

        await self._db.submit(Work(end))
        self._wiped_at = time.monotonic()
        return True
