"""A desk that takes mails and says what it has, for stories about the ways in; what a real one makes of them is told elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from truepenny.channels.email.fetch import FetchWays, MailboxFetcher
from truepenny.channels.email.handing import Handing
from truepenny.channels.email.mailbox import parse_mailbox
from truepenny.channels.email.marks import MailboxState, list_mailboxes
from truepenny.channels.email.spool import Spool
from truepenny.contracts.mail import Envelope, RawMail, Taken
from truepenny.platform.clock import SystemClock
from truepenny.platform.db.database import Database, DatabaseAway


def mail(words: str, *, number: int = 0, size: int = 0) -> bytes:
    """A mail that differs from every other one by its words and number. size: about so many bytes."""
    head = f"From: Customer <customer@mail.example>\r\nTo: support@acme.example\r\nMessage-ID: <{number}.{len(words)}@mail.example>\r\n"
    line = "and so the story goes on, line after line, without an end in sight\r\n"
    return (head + f"Subject: {words}\r\n\r\n{words} {number}\r\n" + line * (size // len(line))).encode()


def subject_of(content: bytes) -> str:
    return content.partition(b"\r\nSubject: ")[2].partition(b"\r\n")[0].decode()


@dataclass
class Desk:
    """taken: subject of each mail that is on disk, in order. offered: of all that came, known ones too. away: the database is.

    fails: says of a mail's bytes whether taking it breaks by a fault that nobody thought of. The bytes of a mail, from From on, are what
    makes it one: servers put lines of their own on top.
    """

    taken: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    known: set[bytes] = field(default_factory=set)
    away: bool = False
    fails: Callable[[bytes], bool] = lambda _content: False

    async def take(self, raw: RawMail, envelope: Envelope) -> Taken:
        content = b"".join(raw.pieces())
        subject = subject_of(content)
        self.offered.append(subject)
        await asyncio.sleep(0)
        if self.away:
            raise DatabaseAway
        if self.fails(content):
            raise RuntimeError("nobody thought of this")
        key = hashlib.sha256(content[content.index(b"From: ") :]).digest()
        if key in self.known:
            return Taken("known")
        self.known.add(key)
        self.taken.append(subject)
        self.envelopes.append(envelope)
        self.sizes.append(raw.size)
        return Taken("filed")


@dataclass
class Site:
    """Where mailboxes are fetched from, for one desk. node: whose leases these are."""

    db: Database
    folder: Path
    desk: Desk = field(default_factory=Desk)
    node: str = "one"
    max_bytes: int = 50 * 1024 * 1024
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ways(self) -> FetchWays:
        return FetchWays(
            db=self.db, clock=SystemClock(), handing=Handing(self.desk.take), spool=Spool(self.folder / "spool"), node=self.node,
            max_bytes=self.max_bytes, first_wait_s=0.05, **self.more,
        )  # fmt: skip

    @contextlib.asynccontextmanager
    async def fetching(self, *urls: str) -> AsyncIterator[None]:
        """These mailboxes are fetched from; afterwards they are let go of as when a desk stops."""
        fetchers = [MailboxFetcher(parse_mailbox(url), self.ways) for url in urls]
        tasks = [asyncio.create_task(one.run()) for one in fetchers]
        try:
            yield
        finally:
            for one in fetchers:
                one.stop()
            async with asyncio.timeout(20):
                await asyncio.gather(*tasks)

    def another(self, **changes: Any) -> Site:
        return replace(self, **changes)

    async def states(self) -> list[MailboxState]:
        now = SystemClock().now_us()
        return list(await self.db.read(lambda conn: list_mailboxes(conn, now_us=now)))

    async def troubles(self) -> list[str]:
        return [one.trouble for one in await self.states() if one.trouble]


async def until(true: Callable[[], Any], seconds: float = 15.0) -> None:
    """Waits for something that is on its way; fails when it does not come."""
    async with asyncio.timeout(seconds):
        while True:
            found = true()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return
            await asyncio.sleep(0.01)
