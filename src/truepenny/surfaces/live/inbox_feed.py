"""The inbox, live: rows that changed, gathered for a moment, to every agent who asked for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from typing import Any

from truepenny.contracts.identity import Agent
from truepenny.contracts.live import Inbox
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.projections.inbox.query import list_changed, list_moved, load_counts, load_rows
from truepenny.surfaces.live.peer import Peer

log = logging.getLogger(__name__)
GATHER_S = 0.2
MAX_ROWS = 300


class InboxFeed:
    """position: up to which position this process has heard of all events."""

    def __init__(self, db: Database, spawn: Callable[[Coroutine[Any, Any, None]], None], position: Callable[[], int]) -> None:
        self._db = db
        self._spawn = spawn
        self._position = position
        self._changed: set[str] = set()
        self._told = 0
        self._asked: set[Peer] = set()

    def changed(self, tickets: Collection[str]) -> None:
        if self._asked:
            if not self._changed:
                self._spawn(self._tell_soon())
            self._changed.update(tickets)

    async def begin(self, peer: Peer, since: int) -> None:
        """Sends what changed since that position, then goes on live."""
        agent = peer.principal
        assert isinstance(agent, Agent)
        self._asked.add(peer)
        position = self._position()
        self._told = self._told or position
        changed = await self._db.read(lambda conn: list_changed(conn, since, MAX_ROWS)) if since <= position else None
        if changed is None:  # too many, or the client knows more than the log, which came out of a backup
            counts = await self._db.read(lambda conn: load_counts(conn, agent))
            peer.push_frame(Inbox(position, counts=counts, reset=True))
        else:
            await self._tell(peer, changed, position, since=since)

    def leave(self, peer: Peer) -> None:
        self._asked.discard(peer)

    async def _tell_soon(self) -> None:
        await asyncio.sleep(GATHER_S)
        changed, self._changed = sorted(self._changed), set()
        since, position = self._told, self._position()
        self._told = position
        for peer in list(self._asked):
            try:
                await self._tell(peer, changed, position, since=since)
            except DatabaseAway:
                peer.cut("resume", resume_in_ms=1_000)
            except Exception:  # one that we fail on does not keep the rows from the others
                log.exception("an inbox could not be told")
                peer.cut("resume", resume_in_ms=1_000)

    async def _tell(self, peer: Peer, tickets: list[str], position: int, *, since: int) -> None:
        agent = peer.principal
        assert isinstance(agent, Agent)
        if len(tickets) > MAX_ROWS:
            counts = await self._db.read(lambda conn: load_counts(conn, agent))
            peer.push_frame(Inbox(position, counts=counts, reset=True))
            return

        def load(conn: Any) -> Inbox:
            rows = load_rows(conn, agent, tickets)
            hidden = set(tickets) - {row.ticket for row in rows}
            gone = () if agent.leads else tuple(list_moved(conn, hidden, after=since))
            return Inbox(position, rows=tuple(rows), gone=gone, counts=load_counts(conn, agent))

        peer.push_frame(await self._db.read(load))
