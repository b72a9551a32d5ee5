"""Sends what is queued: claims it, writes it into the registry, asks the mail server, and records what came of it as a fact of the ticket.

A mail is "sent" only when the server said so and that is on disk. Between the two lies the one moment that SMTP leaves open: who dies
in it sends the same mail with the same Message-ID once more (docs/adr/0014-mail-out.md).
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, Row

from truepenny.contracts.errors import Retry, Undeliverable, Unsure
from truepenny.contracts.identity import TicketId
from truepenny.contracts.mail import Delivery, OutboundFile, OutboundMail, SentMail
from truepenny.outbound.mail import registry, rows
from truepenny.outbound.mail.letter import Letter, Sources, write_letter
from truepenny.outbound.mail.limits import COUNTED, Stopped, count_mail
from truepenny.outbound.mail.masking import mask_addresses
from truepenny.outbound.mail.rows import NotOurs, Settled
from truepenny.outbound.mail.waits import next_try
from truepenny.platform.clock import MINUTE, SECOND, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.combine import with_rows
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.tickets.actions.deliver import record_delivery

log = logging.getLogger(__name__)
LOOK_S = 1.0
LANES = 4
"""Mails side by side, so that a slow server for one does not hold up a sign-in code."""
BATCH = 20
STOP_S = 10.0
POST_S = 75.0
POST_FILES_S = 300.0
KEEP_TRYING_S = 0.5
FILES_WAIT_US = 30 * SECOND
FILES_PATIENCE_US = 30 * MINUTE
"""How long a mail waits for a file that is being checked, before it goes without it."""
_IN_RED = ("reply", "solution")


@dataclass(frozen=True, slots=True)
class FilesToSend:
    """files: with their bytes. left_out: names of those that may not or cannot go by mail. waiting: one of them is still being checked."""

    files: tuple[OutboundFile, ...] = ()
    left_out: tuple[str, ...] = ()
    waiting: bool = False


class Look(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def hue(self) -> int: ...


Post = Callable[[OutboundMail], Awaitable[SentMail]]
"""Makes the mail and hands it to a server. Raises Retry, Unsure, Undeliverable."""


class MailSender:
    """look: the brand as it is now. read_files: what a mail may carry, by file ids. repeated: told when a mail goes that may have gone."""

    def __init__(
        self, db: Database, clock: Clock, keyring: Keyring, sources: Sources, *, post: Post, look: Callable[[], Awaitable[Look]],
        read_files: Callable[[tuple[str, ...]], Awaitable[FilesToSend]], repeated: Callable[[], None],
        chance: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self._db = db
        self._clock = clock
        self._keyring = keyring
        self._sources = sources
        self._post = post
        self._look = look
        self._read_files = read_files
        self._repeated = repeated
        self._chance = chance
        self._task: asyncio.Task[None] | None = None
        self._sending: dict[asyncio.Task[None], str | None] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._large = asyncio.Semaphore(1)  # files are in memory, several times over

    async def start(self) -> None:
        self._task = asyncio.create_task(self._send_forever(), name="mail out")

    async def stop(self) -> None:
        """Lets what is under way finish for some seconds."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._sending:
            await asyncio.wait(self._sending, timeout=STOP_S)
        for task in list(self._sending):
            task.cancel()
        await asyncio.gather(*self._sending, *self._writing, return_exceptions=True)

    def wake(self) -> None:
        """There is something new: do not wait for the next look."""
        self._wake.set()

    async def _send_forever(self) -> None:
        while True:
            try:
                free = LANES - len(self._sending)
                for row in await self._claim(free) if free > 0 else ():
                    task = asyncio.create_task(self._send_one(row), name="mail")
                    self._sending[task] = row.ticket_id
                    task.add_done_callback(self._done)
            except DatabaseAway:
                log.warning("mails wait for the database")
            except Exception:
                log.exception("mails could not be claimed")
            self._wake.clear()
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._sending[task]
        self._wake.set()

    async def send_due(self) -> int:
        """Sends what is due now, and waits for it; gives how many were claimed."""
        claimed = await self._claim(BATCH)
        await asyncio.gather(*(self._send_one(row) for row in claimed))
        return len(claimed)

    async def _claim(self, limit: int) -> list[Row[Any]]:
        now = self._clock.now_us()
        busy = {ticket for ticket in self._sending.values() if ticket is not None}
        if not await self._db.read(lambda conn: rows.list_due(conn, now_us=now, limit=1, busy=busy)):
            return []
        return await self._db.write(lambda conn: rows.claim(conn, now_us=now, limit=limit, busy=busy))

    async def _send_one(self, row: Row[Any]) -> None:
        """One that we fail on does not stop the others; its lease runs out, and it is tried again."""
        try:
            await self._send(row)
        except NotOurs:
            log.info("a mail was settled elsewhere")
        except DatabaseAway:
            log.warning("a mail waits for the database")
        except Exception:
            log.exception("a mail could not be sent")

    async def _send(self, row: Row[Any]) -> None:
        try:
            letter = await self._with_link(row, await self._db.read(self._writer(row)))
        except Stopped as stopped:
            return await self._not_sent(row, stopped.code)
        if not letter.files:
            return await self._send_letter(row, letter)
        async with self._large:
            return await self._send_letter(row, letter)

    async def _send_letter(self, row: Row[Any], letter: Letter) -> None:
        try:
            mail = await self._with_files(row, letter)
            if mail is None:
                until = self._clock.now_us() + FILES_WAIT_US
                return await self._db.write(lambda conn: rows.postpone(conn, row, until_us=until))
            begun = await self._db.write(lambda conn: self._begin(conn, row, letter, with_files=bool(mail.files)))
        except Stopped as stopped:
            return await self._not_sent(row, stopped.code)
        if rows.may_have_gone(row):
            self._repeated()
            log.warning("a mail is sent again that may have gone already", extra={"what": row.what})
        # The date of the first try, whenever it goes: who asks whether a mail is ours is shown the date that they have before them.
        await self._hand_over(begun, letter, msgspec.structs.replace(mail, at=begun.tried_at))
        return None

    def _writer(self, row: Row[Any]) -> Callable[[Connection], Letter]:
        now = self._clock.now_us()
        return lambda conn: write_letter(conn, self._keyring, self._sources, row, now_us=now)

    async def _with_link(self, row: Row[Any], letter: Letter) -> Letter:
        if (guest := letter.guest) is None:
            return letter
        url = await self._db.write(lambda conn: self._sources.link_to(conn, TicketId(row.ticket_id), guest))
        return replace(letter, mail=msgspec.structs.replace(letter.mail, ticket_url=url))

    async def _with_files(self, row: Row[Any], letter: Letter) -> OutboundMail | None:
        """The mail with brand and files; None when it has to wait for one of them."""
        carried = await self._read_files(letter.files) if letter.files else FilesToSend()
        if carried.waiting and self._clock.now_us() < row.created_at + FILES_PATIENCE_US:
            return None
        if letter.files and not (letter.mail.text or carried.files or carried.left_out):
            raise Stopped("erased")
        look = await self._look()
        return msgspec.structs.replace(letter.mail, brand=look.name, hue=look.hue, files=carried.files, left_out=carried.left_out)

    def _begin(self, conn: Connection, row: Row[Any], letter: Letter, *, with_files: bool) -> Row[Any]:
        now = self._clock.now_us()
        begun = rows.begin(conn, row, now_us=now, with_files=with_files)
        is_new = registry.register(conn, self._keyring, letter.entry, at=begun.tried_at)
        if is_new and row.what in COUNTED:
            count_mail(conn, self._keyring, letter.mail.to, what=row.what, proven=letter.proven, now_us=now)
        return begun

    async def _hand_over(self, row: Row[Any], letter: Letter, mail: OutboundMail) -> None:
        try:
            async with asyncio.timeout(POST_FILES_S if mail.files else POST_S):
                sent = await self._post(mail)
        except Undeliverable as refused:
            return await self._over(row, "given_up", code=refused.code, reason=refused.reason)
        except Retry as failed:
            code = rows.UNSURE if isinstance(failed, Unsure) else failed.code
            return await self._failed(row, letter, code=code, reason=failed.reason, after_s=failed.after_s)
        except TimeoutError:
            return await self._failed(row, letter, code=rows.UNSURE, reason="")
        except Exception:
            log.exception("a mail could not be made")
            return await self._failed(row, letter, code="broken", reason="")
        # From here on it has gone: neither a stop nor an absent database may keep us from writing that down.
        writing = asyncio.create_task(self._insist(lambda: self._sent(row, letter, sent)), name="mail sent")
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)
        return await asyncio.shield(writing)

    async def _sent(self, row: Row[Any], letter: Letter, sent: SentMail) -> None:
        now = self._clock.now_us()

        def change(conn: Connection) -> None:
            registry.complete(conn, letter.entry.id, digest=sent.digest)
            rows.settle(conn, row, Settled("sent", now))

        try:
            await self._record(row, "sent", change)
        except NotOurs:  # a report on it was here first, or it was settled as sent elsewhere
            await self._db.write(lambda conn: registry.complete(conn, letter.entry.id, digest=sent.digest))
            raise

    async def _failed(self, row: Row[Any], letter: Letter, *, code: str, reason: str, after_s: float = 0.0) -> None:
        now, first = self._clock.now_us(), row.tried_at
        due = next_try(
            first_us=first, now_us=now, after_us=int(after_s * SECOND), chance=self._chance(), code=row.what == "code"
        )  # fmt: skip
        if due is None or (letter.expires_at is not None and due >= letter.expires_at):
            return await self._over(row, "given_up", code=code, reason=reason)
        settled = Settled("failed", due, code[:40])
        return await self._record(row, "failed", lambda conn: rows.settle(conn, row, settled), code=code, reason=reason)

    async def _not_sent(self, row: Row[Any], code: str) -> None:
        """It never went to a server: an agent's words show that in red, the rest is left quietly."""
        await self._over(row, "given_up" if row.what in _IN_RED or code == "expired" else "dropped", code=code)

    async def _over(self, row: Row[Any], state: Delivery, *, code: str, reason: str = "") -> None:
        settled = Settled(state, self._clock.now_us(), code[:40])
        await self._record(row, state, lambda conn: rows.settle(conn, row, settled), code=code, reason=reason)

    async def _record(
        self, row: Row[Any], state: Delivery, change: Callable[[Connection], None], *, code: str = "", reason: str = ""
    ) -> None:
        """Row and fact in one transaction. Raises NotOurs, and then neither is there."""
        if row.ticket_id is None:
            await self._db.write(change)
            return
        work = record_delivery(
            TicketId(row.ticket_id), about_seq=row.about_seq, what=row.what, state=state, attempt=row.attempt, code=code[:40],
            reason=mask_addresses(reason),
        )  # fmt: skip
        await self._db.submit(with_rows(work, change))

    async def _insist(self, job: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                return await job()
            except DatabaseAway:
                log.warning("a mail that was sent cannot be written down yet")
                await asyncio.sleep(KEEP_TRYING_S)
