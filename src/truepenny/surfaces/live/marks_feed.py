"""How far each side has got and read, live: gathered for a moment, written, and told to those at the ticket. Not facts; they only grow."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from truepenny.contracts.identity import TicketId
from truepenny.contracts.live import Marks
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.projections.timeline.marks import load_marks, move_marks
from truepenny.surfaces.live.peer import Following, encode_frame

log = logging.getLogger(__name__)
MARKS_AFTER_S = 0.25
AGAIN_S = 2.0


@dataclass(slots=True)
class _Reach:
    """How far the customer's side of a ticket was served since the last write."""

    delivered: int = 0
    read: int = 0
    desk: int = 0


class MarksFeed:
    """pass_on: tells the other processes that a ticket's marks have moved."""

    def __init__(
        self,
        db: Database,
        followers: Mapping[TicketId, set[Following]],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        pass_on: Callable[[bytes, bytes], None],
    ) -> None:
        self._db = db
        self._followers = followers
        self._spawn = spawn
        self._pass_on = pass_on
        self._reach: dict[TicketId, _Reach] = {}

    def reach(self, ticket: TicketId, *, delivered: int = 0, read: int = 0, desk: int = 0) -> None:
        """Someone has got or seen the ticket up to here."""
        reach = self._reach.get(ticket)
        if reach is None:
            if not self._reach:
                self._spawn(self._write_soon())
            reach = self._reach[ticket] = _Reach()
        reach.delivered = max(reach.delivered, delivered)
        reach.read = max(reach.read, read)
        reach.desk = max(reach.desk, desk)

    async def _write_soon(self) -> None:
        await asyncio.sleep(MARKS_AFTER_S)
        await self.write()

    async def write(self) -> None:
        due, self._reach = self._reach, {}
        if not due:
            return
        try:
            moved = await self._db.write(
                lambda conn: [
                    move_marks(conn, ticket, customer_delivered=r.delivered, customer_read=r.read, desk_read=r.desk)
                    for ticket, r in sorted(due.items())
                ]
            )
        except DatabaseAway:
            log.warning("marks wait for the database", extra={"tickets": len(due)})
            self._spawn(self._reach_again(due))
            return
        for marks in moved:
            self._tell(marks)
            self._pass_on(b"marks", marks.ticket.encode())

    async def _reach_again(self, due: dict[TicketId, _Reach]) -> None:
        await asyncio.sleep(AGAIN_S)
        for ticket, r in due.items():
            self.reach(ticket, delivered=r.delivered, read=r.read, desk=r.desk)

    def _tell(self, marks: Marks) -> None:
        frame = encode_frame(marks)
        for following in tuple(self._followers.get(TicketId(marks.ticket), ())):
            following.peer.push(frame)

    def hear(self, kind: bytes, payload: bytes) -> None:
        """Another process moved the marks of a ticket."""
        if kind == b"marks" and (ticket := TicketId(payload.decode())) in self._followers:
            self._spawn(self._read(ticket))

    async def _read(self, ticket: TicketId) -> None:
        self._tell(await self._db.read(lambda conn: load_marks(conn, ticket)))
