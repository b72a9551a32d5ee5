"""The ways in together: mailboxes that are fetched from, the listener for the site's own server, and what a pipe hands over.

Started after everything that a mail needs, stopped before any of it. Each way gives a mail to the same edge and keeps it until that has it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from truepenny.channels.email.fetch import FetchWays, MailboxFetcher
from truepenny.channels.email.handing import Handing
from truepenny.channels.email.listener import Listener
from truepenny.channels.email.mailbox import Mailbox
from truepenny.channels.email.spool import Spool
from truepenny.contracts.mail import Envelope, RawMail, Taken

log = logging.getLogger(__name__)
GRACE_S = 10.0
SWEEP_S = 3600.0


@dataclass(frozen=True, slots=True)
class Started:
    fetcher: MailboxFetcher
    task: asyncio.Task[None]


class WaysIn:
    """fetch: None where no mailbox is named. listener: None where nobody is listened to."""

    def __init__(
        self, handing: Handing, spool: Spool, *, mailboxes: Sequence[Mailbox], fetch: FetchWays | None, listener: Listener | None
    ) -> None:
        self._handing = handing
        self._spool = spool
        self._mailboxes = mailboxes
        self._fetch = fetch
        self.listener = listener
        self._started: list[Started] = []
        self._sweeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Raises OSError when the listener's address is taken or not ours."""
        self._sweeping = asyncio.create_task(self._sweep(), name="spool")
        if self.listener is not None:
            await self.listener.start()
        if self._fetch is not None:
            for mailbox in self._mailboxes:
                fetcher = MailboxFetcher(mailbox, self._fetch)
                self._started.append(Started(fetcher, asyncio.create_task(fetcher.run(), name="mailbox")))

    async def stop(self) -> None:
        """Takes nothing new, and waits for what is in work. A server that does not answer is not waited for."""
        for one in self._started:
            one.fetcher.stop()
        if self.listener is not None:
            await self.listener.stop()
        if self._started:
            tasks = [one.task for one in self._started]
            _, late = await asyncio.wait(tasks, timeout=GRACE_S)
            for one in self._started:
                if one.task in late:
                    one.fetcher.abort()
                    one.task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._started.clear()
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)
        await self._handing.settle()

    async def receive(self, content: bytes | str, envelope: Envelope) -> Taken:
        """A mail out of a pipe: its bytes, or the name of its file in the spool, which is gone afterwards. Raises what the edge raises,
        and OSError when there is no such file."""
        raw = RawMail(content if isinstance(content, bytes) else self._spool.find(content))
        return await self._handing.give(raw, envelope)

    async def _sweep(self) -> None:
        while True:
            if swept := await asyncio.to_thread(self._spool.sweep):
                log.info("files of mails that never came to their end were removed", extra={"files": swept})
            await asyncio.sleep(SWEEP_S)


def accepts_for(own: str) -> Callable[[str], bool]:
    """For the desk's address: itself and everything behind a + of it, in any case of letters."""
    ours, _, our_domain = own.casefold().rpartition("@")

    def accepts(address: str) -> bool:
        local, _, domain = address.casefold().rpartition("@")
        return domain == our_domain and local.partition("+")[0] == ours

    return accepts
