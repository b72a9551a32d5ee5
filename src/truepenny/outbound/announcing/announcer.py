"""Tells what was announced: in every linked ticket, and by mail to those who asked. Follows jobs that the update left in the database.

A ticket is told an update once, by the key of its event; a subscriber is mailed it once, by the id of the row: so a job that a crash
cut off begins again where its mark stands, and nobody is told twice or forgotten. What was corrected meanwhile is told as it is right.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from truepenny.knowledge.announcements.bodies import told_words
from truepenny.knowledge.announcements.kinds import Announcement
from truepenny.knowledge.announcements.rows import load_one
from truepenny.outbound.announcing import jobs
from truepenny.outbound.announcing.mailing import ROOM, count_open, queue_next
from truepenny.outbound.announcing.subscribers import count_confirmed
from truepenny.platform.clock import SECOND, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.projections.incidents.query import count_linked, list_linked
from truepenny.tickets.actions.tell import tell_incident
from truepenny.tickets.needs import Needs

log = logging.getLogger(__name__)
LOOK_S = 1.0
AT_ONCE = 250
"""Tickets that are told in one group commit."""
WAIT_US = SECOND
"""Before it is looked again whether there is room for more mails."""


@dataclass(frozen=True, slots=True)
class _Found:
    job: Row[Any]
    one: Announcement


class Announcer:
    """mails: the desk sends mail. queued: told when mails wait to be sent. languages: all that the desk speaks."""

    def __init__(
        self, db: Database, clock: Clock, keyring: Keyring, needs: Needs, *, languages: tuple[str, ...], mails: bool,
        queued: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._db = db
        self._clock = clock
        self._keyring = keyring
        self._needs = needs
        self._languages = languages
        self._mails = mails
        self._queued = queued
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()

    async def start(self) -> None:
        self._task = asyncio.create_task(self._work_forever(), name="announcer")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wake(self) -> None:
        """Something was announced: do not wait for the next look."""
        self._wake.set()

    async def _work_forever(self) -> None:
        while True:
            self._wake.clear()
            try:
                while await self.work_once():
                    pass
            except DatabaseAway:
                log.warning("telling waits for the database")
            except jobs.NotOurs:
                log.info("a telling went on elsewhere")
            except Exception:
                log.exception("a telling failed")
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def work_once(self) -> bool:
        """Takes one job as far as it goes; False when there is none. Raises NotOurs, DatabaseAway."""
        now = self._clock.now_us()
        job = await self._db.write(lambda conn: jobs.claim(conn, now_us=now))
        if job is None:
            return False
        one = await self._db.read(lambda conn: load_one(conn, job.announcement_id))
        if job.what == "tell":
            await self._tell(_Found(job, one))
        else:
            await self._mail(_Found(job, one))
        return True

    async def _tell(self, found: _Found) -> None:
        job, one, made = found.job, found.one, found.one.id
        total = await self._db.read(lambda conn: count_linked(conn, [made]).get(made, 0))
        while (n := one.told_as(job.n)) is not None:
            words = await asyncio.to_thread(self._words, one, n)
            later = [update.n for update in one.updates if update.n > job.n]
            mark = job.mark
            tickets = await self._db.read(lambda conn, mark=mark: list_linked(conn, made, after=mark, limit=AT_ONCE))  # type: ignore[misc]
            works = [tell_incident(ticket, announcement=made, n=job.n, words=words, needs=self._needs, later=later) for ticket in tickets]
            outcomes = await asyncio.gather(*(self._db.submit(work) for work in works), return_exceptions=True)
            failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
            for fault in failed:
                if not isinstance(fault, Exception) or isinstance(fault, DatabaseAway):
                    raise fault
                log.error("a ticket could not be told", exc_info=fault)
            last = len(tickets) < AT_ONCE
            job = await self._advance(
                job, mark=tickets[-1] if tickets else mark, total=max(total, job.done + len(tickets)), done=len(tickets) - len(failed),
                failed=len(failed), finished=last,
            )  # fmt: skip
            self._queued()
            if last:
                return
            one = await self._db.read(lambda conn: load_one(conn, made))
        await self._advance(job, mark=job.mark, total=job.done, finished=True)

    async def _advance(self, job: Row[Any], **progress: Any) -> Row[Any]:
        now = self._clock.now_us()
        return await self._db.write(lambda conn: jobs.advance(conn, job, now_us=now, **progress))

    async def _mail(self, found: _Found) -> None:
        """Some at a time: what customers wait for goes before, and never has to wait for thousands of these."""
        job, one, now = found.job, found.one, self._clock.now_us()

        def queue(conn: Connection) -> bool:
            if not self._mails or one.told_as(job.n) is None:
                jobs.advance(conn, job, now_us=now, mark=job.mark, total=job.done, finished=True)
                return True
            room = ROOM - count_open(conn)
            if room <= 0:
                jobs.advance(conn, job, now_us=now, mark=job.mark, total=job.total, pause_us=WAIT_US)
                return True
            mark, looked, queued = queue_next(conn, self._keyring, one, job.n, after=job.mark, limit=room, now_us=now)
            last = looked < room
            total = job.total or count_confirmed(conn)
            pause = 0 if last else WAIT_US
            jobs.advance(
                conn, job, now_us=now, mark=mark, total=job.done + queued if last else total, done=queued, finished=last, pause_us=pause
            )
            return last

        await self._db.write(queue)
        self._queued()

    def _words(self, one: Announcement, n: int) -> dict[str, str]:
        return {language: told_words(one, n, language) for language in self._languages}
