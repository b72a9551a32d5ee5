"""The mark, the lease and the trouble of one mailbox, as the node that fetches from it writes them down."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from truepenny.channels.email.marks import LEASE_S, Mark, end_lease, move_mark, take_lease, tell_trouble
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database, DatabaseAway

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another node fetches from this mailbox now."""


class MarkKeeping:
    def __init__(self, mailbox: str, node: str, db: Database, clock: Clock) -> None:
        self._mailbox = mailbox
        self._node = node
        self._db = db
        self._clock = clock
        self._told: str | None = ""

    async def lease(self) -> Mark:
        """Takes or renews it. Raises LeaseLost, DatabaseAway."""
        now = self._clock.now_us()
        mark = await self._db.write(lambda conn: take_lease(conn, self._mailbox, self._node, now_us=now))
        if mark is None:
            raise LeaseLost
        return mark

    async def renew_until_lost(self, when_lost: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(LEASE_S / 3)
            try:
                await self.lease()
            except LeaseLost:
                when_lost()
                return
            except DatabaseAway:
                continue

    async def move(self, mark: Mark, *, left_out: int) -> None:
        """left_out: how many more stay in the mailbox for good. Raises LeaseLost, DatabaseAway; then nothing is written."""
        now = self._clock.now_us()
        if not await self._db.write(lambda conn: move_mark(conn, self._mailbox, self._node, mark, left_out=left_out, now_us=now)):
            raise LeaseLost

    async def tell(self, trouble: str | None) -> None:
        """What is wrong now, None for nothing. Written and logged when it is another than before."""
        if trouble == self._told:
            return
        if trouble is not None:
            log.warning("a mailbox cannot be fetched from as it should", extra={"mailbox": self._mailbox, "trouble": trouble})
        with contextlib.suppress(DatabaseAway):
            await self._db.write(lambda conn: tell_trouble(conn, self._mailbox, self._node, trouble))
            self._told = trouble

    async def end(self) -> None:
        with contextlib.suppress(DatabaseAway):
            await self._db.write(lambda conn: end_lease(conn, self._mailbox, self._node))
