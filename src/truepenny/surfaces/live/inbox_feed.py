"""The inbox, live: rows that changed, gathered for a moment, to every agent who asked for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from typing import Any

from truepenny.contracts.identity import Agent
from truepenny.contracts.live import Inbox
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.projections.inbox.query import list_changed, load_counts, load_rows
from truepenny.surfaces.live.peer import Peer

log = logging.getLogger(__name__)
GATHER_S = 0.2
MAX_ROWS = 300


class InboxFeed:
    """position: up to which position this process has heard of all events."""

    def __init__(
        self, db: Database, peers: set[Peer], spawn: Callable[[Coroutine[Any, Any, None]], None], position: Callable[[], int]
    ) -> None:
        self._db = db
        self._peers = peers
        self._spawn = spawn
        self._position = position
        self._changed: set[str] = set()

    def changed(self, tickets: Collection[str]) -> None:
        if any(peer.inbox for peer in self._peers if isinstance(peer.principal, Agent)):
            if not self._changed:
                self._spawn(self._tell_soon())
            self._changed.update(tickets)

    async def begin(self, peer: Peer, since: int) -> None:
        """Sends what changed since that position, then goes on live."""
        agent = peer.principal
        assert isinstance(agent, Agent)
        peer.inbox = True
        position = self._position()
        changed = await self._db.read(lambda conn: list_changed(conn, since, MAX_ROWS))
        if changed is None:
            counts = await self._db.read(lambda conn: load_counts(conn, agent))
            peer.push_frame(Inbox(position, counts=counts, reset=True))
        else:
            await self._tell(peer, changed, position)

    async def _tell_soon(self) -> None:
        await asyncio.sleep(GATHER_S)
        changed, self._changed = sorted(self._changed), set()
        position = self._position()
        for peer in [peer for peer in self._peers if peer.inbox]:
            try:
                await self._tell(peer, changed, position)
            except DatabaseAway:
                peer.cut("resume", resume_in_ms=1_000)

    async def _tell(self, peer: Peer, tickets: list[str], position: int) -> None:
        agent = peer.principal
        assert isinstance(agent, Agent)
        if len(tickets) > MAX_ROWS:
            counts = await self._db.read(lambda conn: load_counts(conn, agent))
            peer.push_frame(Inbox(position, counts=counts, reset=True))
            return
        rows, counts = await self._db.read(lambda conn: (load_rows(conn, agent, tickets), load_counts(conn, agent)))
        shown = {row.ticket for row in rows}
        gone = tuple(ticket for ticket in tickets if ticket not in shown)
        peer.push_frame(Inbox(position, rows=tuple(rows), gone=gone if not agent.leads else (), counts=counts))
