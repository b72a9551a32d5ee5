"""Fetches one mailbox: by UID and mark, in order, put away only after the commit.

The mark moves over what was taken, and over what stays in the mailbox for good (too large, or not given out). A mail that fails otherwise
holds the mark and is tried again, while the later ones go on. Nothing here looks at flags. One node at a time, by a lease.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from truepenny.channels.email.handing import Handing
from truepenny.channels.email.imap import ImapSession, MailboxTrouble, is_gone, open_session
from truepenny.channels.email.mailbox import Mailbox
from truepenny.channels.email.mark_keeping import LeaseLost, MarkKeeping
from truepenny.channels.email.marks import LEASE_S, Mark
from truepenny.channels.email.oauth import AccessTokens, OAuthFailed
from truepenny.channels.email.portions import LONGEST_WAIT_S, portions, wait_before
from truepenny.channels.email.spool import SPOOL_ABOVE, Incoming, Spool
from truepenny.channels.email.worker import Worker
from truepenny.contracts.errors import Refused
from truepenny.contracts.mail import Envelope, RawMail
from truepenny.intake.screening import place_of
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database, DatabaseAway

log = logging.getLogger(__name__)
TRIES = 3
"""How often a server is asked for a mail that it does not give out."""
TOO_LARGE = 413
LONGEST_PAUSE_S = 15.0
"""While one mail fails, others must not wait for long; and not for a database that is back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchWays:
    """What all mailboxes share. node: who holds the leases. tls: makes the context by which servers are trusted."""

    db: Database
    clock: Clock
    handing: Handing
    spool: Spool
    node: str
    max_bytes: int
    tokens: AccessTokens | None = None
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    first_wait_s: float = 1.0


@dataclass(slots=True)
class _Round:
    """mark: as it is on disk. failed: UIDs above it that must be tried again. settled: those above it that must not. away: portions in a
    row of which nothing could be saved."""

    mark: Mark
    failed: set[int] = field(default_factory=set)
    settled: set[int] = field(default_factory=set)
    left_out: int = 0
    away: int = 0
    trouble: str | None = None


class MailboxFetcher:
    """run() goes on until it is cancelled or stop() was called; it raises nothing else."""

    def __init__(self, mailbox: Mailbox, ways: FetchWays) -> None:
        self.mailbox = mailbox
        self._ways = ways
        self._keeping = MarkKeeping(mailbox.key, ways.node, ways.db, ways.clock)
        self._tries: dict[int, int] = {}
        self._session: ImapSession | None = None
        self._stopping = asyncio.Event()
        self._wake, self._waker = socket.socketpair()
        self._worker = Worker(f"imap {mailbox.key}")

    async def run(self) -> None:
        failures = 0
        try:
            while not self._stopping.is_set():
                longest = LONGEST_WAIT_S
                try:
                    await self._attend()
                    failures = 0
                except LeaseLost:
                    failures = 0
                    await self._rest(LEASE_S / 3)
                    continue
                except DatabaseAway:
                    longest = LONGEST_PAUSE_S
                    log.warning("a mailbox waits for the database", extra={"mailbox": self.mailbox.key})
                except (MailboxTrouble, OAuthFailed) as trouble:
                    await self._keeping.tell(str(trouble))
                except Exception as error:
                    await self._tell_fault(error)
                failures += 1
                await self._rest(min(wait_before(failures, self._ways.first_wait_s), longest))
            await self._keeping.end()
        finally:
            self._worker.end(self._close)
            self._wake.close()
            self._waker.close()

    def stop(self) -> None:
        """Lets what is in hand come to its end."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._waker.send(b"\0")

    def abort(self) -> None:
        if self._session is not None:
            self._session.abort()

    # One connection

    async def _attend(self) -> None:
        ways = self._ways
        mark = await self._keeping.lease()
        session = await self._worker.do(partial(self._open, ways))
        keeping = asyncio.create_task(self._keeping.renew_until_lost(session.abort), name="lease of a mailbox")
        try:
            if mark.uidvalidity != session.uidvalidity:
                if mark.uidvalidity:
                    log.warning("a mailbox was numbered anew: all of it is looked at again", extra={"mailbox": self.mailbox.key})
                mark = Mark(session.uidvalidity, 0)
            await self._follow(session, _Round(mark))
        except BaseException:
            session.abort()
            raise
        finally:
            keeping.cancel()
            closed = self._worker.do(self._close)
            if self._stopping.is_set():
                await closed

    def _open(self, ways: FetchWays) -> ImapSession:
        """In the thread, which also closes what nobody waits for any more."""
        self._session = open_session(self.mailbox, ways.tokens, ways.tls)
        return self._session

    def _close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    async def _follow(self, session: ImapSession, work: _Round) -> None:
        cursor, failures = work.mark.last_uid, 0
        while not self._stopping.is_set():
            uids = await self._worker.do(partial(session.look, cursor))
            if uids:
                await self._go_through(session, work, uids)
                cursor = uids[-1]
            elif work.failed:
                await self._keeping.tell(f"mails that could not be taken: {len(work.failed)}; they are tried again")
                failures += 1
                await self._rest(min(wait_before(failures, self._ways.first_wait_s), LONGEST_PAUSE_S))
                cursor, work.away = work.mark.last_uid, 0
            else:
                failures = 0
                await self._keeping.tell(work.trouble)
                await self._worker.do(partial(session.wait, self._wake))

    async def _go_through(self, session: ImapSession, work: _Round, uids: list[int]) -> None:
        sizes = await self._worker.do(partial(session.sizes, uids))
        for portion in portions(uids, sizes):
            if self._stopping.is_set():
                return
            wanted = [uid for uid in portion if uid in sizes and uid not in work.settled]
            if sizes.get(portion[0], 0) > self._ways.max_bytes:
                mails = {}
                self._leave(work, portion[0], "it is larger than mail_max_bytes")
            elif sizes.get(portion[0], 0) > SPOOL_ABOVE:
                mails = await self._fetch_large(session, work, wanted)
            else:
                mails = await self._fetch_small(session, work, wanted)
            taken = await self._give(work, mails)
            try:
                await self._worker.do(partial(session.put_away, taken))
                work.trouble = None if taken else work.trouble
            except MailboxTrouble as trouble:
                work.trouble = str(trouble)
            await self._advance(work, portion[-1])
            if work.away > 1:  # one alone may be a mail that does not fit on the disk, which must not hold up the others
                raise DatabaseAway

    # Mails

    async def _fetch_small(self, session: ImapSession, work: _Round, uids: list[int]) -> dict[int, RawMail]:
        if not uids:
            return {}
        try:
            found = dict(await self._worker.do(partial(session.fetch, uids)))
        except MailboxTrouble:
            found = {}
        for uid in [uid for uid in uids if uid not in found]:  # gone meanwhile, or not given out: then perhaps alone
            try:
                found |= dict(await self._worker.do(partial(session.fetch, [uid])))
            except MailboxTrouble:
                self._not_given_out(work, uid)
                continue
            if uid not in found and await self._is_there(session, uid):
                self._not_given_out(work, uid)
        return {uid: RawMail(content) for uid, content in sorted(found.items())}

    async def _is_there(self, session: ImapSession, uid: int) -> bool:
        return uid in await self._worker.do(partial(session.sizes, [uid]))

    async def _fetch_large(self, session: ImapSession, work: _Round, uids: list[int]) -> dict[int, RawMail]:
        mails: dict[int, RawMail] = {}
        for uid in uids:
            try:
                mail = await self._worker.do(partial(_spooled, session, uid, self._ways.spool, self._ways.max_bytes), unwanted=_close_mail)
            except MailboxTrouble:
                self._not_given_out(work, uid)
                continue
            if isinstance(mail, RawMail):
                mails[uid] = mail
            elif mail:
                self._leave(work, uid, "it is larger than mail_max_bytes")
            elif await self._is_there(session, uid):
                self._not_given_out(work, uid)
        return mails

    async def _give(self, work: _Round, mails: dict[int, RawMail]) -> list[int]:
        """Those that are on disk now."""
        envelope = Envelope(source=f"imap:{self.mailbox.key}")
        answers = await asyncio.gather(*(self._ways.handing.give(raw, envelope) for raw in mails.values()), return_exceptions=True)
        taken, away = [], 0
        for uid, answer in zip(mails, answers, strict=True):
            if isinstance(answer, Refused) and answer.status == TOO_LARGE:
                self._leave(work, uid, answer.code)
            elif isinstance(answer, DatabaseAway):
                away += 1
                work.failed.add(uid)
            elif isinstance(answer, Exception):
                work.failed.add(uid)
                facts = {"mailbox": self.mailbox.key, "uid": uid, "fault": type(answer).__name__, "place": place_of(answer)}
                log.error("a mail could not be taken and stays in its mailbox", extra=facts)
            elif isinstance(answer, BaseException):
                raise answer
            else:
                work.failed.discard(uid)
                work.settled.add(uid)
                taken.append(uid)
        if mails:
            work.away = work.away + 1 if away == len(mails) else 0
        return taken

    def _not_given_out(self, work: _Round, uid: int) -> None:
        self._tries[uid] = self._tries.get(uid, 0) + 1
        if self._tries[uid] >= TRIES:
            del self._tries[uid]
            self._leave(work, uid, "its server does not give it out")
        else:
            work.failed.add(uid)

    def _leave(self, work: _Round, uid: int, why: str) -> None:
        """For good; said once, because the mark moves over it."""
        work.failed.discard(uid)
        if uid not in work.settled:
            work.settled.add(uid)
            work.left_out += 1
            log.warning("a mail stays in its mailbox", extra={"mailbox": self.mailbox.key, "uid": uid, "why": why})

    async def _advance(self, work: _Round, upto: int) -> None:
        last = min(work.failed) - 1 if work.failed else upto
        if last <= work.mark.last_uid:
            return
        mark = Mark(work.mark.uidvalidity, last)
        await self._keeping.move(mark, left_out=work.left_out)
        work.mark, work.left_out = mark, 0
        work.settled = {uid for uid in work.settled if uid > last}

    async def _tell_fault(self, error: Exception) -> None:
        if is_gone(error):
            await self._keeping.tell("the connection to the server was lost; it is tried again")
            return
        facts = {"mailbox": self.mailbox.key, "fault": type(error).__name__, "place": place_of(error)}
        log.error("fetching from a mailbox failed", extra=facts)
        await self._keeping.tell(f"fetching failed by a fault of our own ({facts['fault']} in {facts['place']}); please report it")

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()


def _spooled(session: ImapSession, uid: int, spool: Spool, limit: int) -> RawMail | bool:
    """The mail in a file; False when it is gone, True when it is larger than the limit."""
    incoming = Incoming(spool)
    try:
        if session.fetch_into(uid, incoming, limit=limit) and incoming.size <= limit:
            return incoming.finish()
        return incoming.size > limit
    finally:
        incoming.drop()


def _close_mail(mail: RawMail | bool) -> None:  # noqa: FBT001 - what _spooled gives
    if isinstance(mail, RawMail):
        mail.close()
