"""Hands mails to the edge and keeps each until the edge is done with it, also when whoever brought it has gone meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from truepenny.contracts.mail import Envelope, RawMail, Taken

Take = Callable[[RawMail, Envelope], Awaitable[Taken]]
"""Returns when the mail is on disk. Raises DatabaseAway, and Refused 413 for one that is too large; then nothing was accepted."""
AT_ONCE = 32


class Handing:
    """All ways in share one, so that no more than AT_ONCE mails are in work at a time."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._room = asyncio.Semaphore(AT_ONCE)
        self._open: set[asyncio.Task[Taken]] = set()

    def give(self, raw: RawMail, envelope: Envelope) -> Awaitable[Taken]:
        """Takes the mail over, with its file, at once. Cancelled, it still brings to an end what was begun. Raises what take raises."""
        task = asyncio.create_task(self._one(raw, envelope), name="mail comes in")
        self._open.add(task)
        task.add_done_callback(partial(self._done, raw))
        return asyncio.shield(task)

    async def settle(self) -> None:
        """Waits until nothing is in work."""
        while self._open:
            await asyncio.wait(self._open)

    async def _one(self, raw: RawMail, envelope: Envelope) -> Taken:
        async with self._room:
            return await self._take(raw, envelope)

    def _done(self, raw: RawMail, task: asyncio.Task[Taken]) -> None:
        raw.close()
        self._open.discard(task)
        if not task.cancelled():
            task.exception()  # seen: whoever brought the mail may not be there any more to see it
