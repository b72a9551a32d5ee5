"""Replies wait some seconds before they go out, so that the agent can take them back.

In: an agent's reply, which is on disk before the agent is told so. Out: the same reply in the ticket's log, once, by whichever
process claims it first; or back in the agent's composer. A process that dies while sending loses its claim after its lease.
A reply that was taken back stays here for a while as undone: a late second sending of it must not hold it anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, or_, select, update

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, FileId, TicketId
from truepenny.contracts.live import HeldReply
from truepenny.log import schema as log_schema
from truepenny.outbound.schema import held_replies
from truepenny.platform.clock import DAY, SECOND, Clock
from truepenny.platform.db.combine import with_rows
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.platform.db.dialect import upsert
from truepenny.platform.web.i18n import fill
from truepenny.projections.timeline.query import load_ticket_state
from truepenny.tickets.access import check_live
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.words import check_message, key_of
from truepenny.tickets.needs import ContactsSaid, Needs
from truepenny.trust.never_ask.refusal import check_asks

log = logging.getLogger(__name__)
LEASE_US = 30 * SECOND
LOOK_S = 0.2
LOOK_IDLE_S = 2.0
BATCH = 50
KEEP_UNDONE_US = 30 * DAY
"""A browser that was asleep sends again what it never had an answer for."""
FindAgent = Callable[[str], Awaitable[Agent | None]]


class _NotOurs(Exception):
    """While we were sending, the lease ran out and the reply was taken back or sent by another."""


Say = Callable[[str, Mapping[str, object]], str]
"""A message id and what fills its places in, words in a reader's language out."""


class _Reason(msgspec.Struct, frozen=True):
    """Why a reply could not be sent, as it is kept: message ids, so that each agent reads it in their own language."""

    title: str
    cure: str
    params: Mapping[str, str]


class Taken(msgspec.Struct, frozen=True):
    """What came back from a reply that was undone."""

    text: str
    files: tuple[str, ...] = ()


class HeldReplies:
    """find_agent: the agent as they are now, None when disabled. on_change: told the ticket whose held replies changed."""

    def __init__(
        self, db: Database, clock: Clock, *, undo_s: int, needs: Needs, find_agent: FindAgent, on_change: Callable[[TicketId], None]
    ) -> None:
        self._db = db
        self._clock = clock
        self._undo_us = undo_s * SECOND
        self._needs = needs
        self._find_agent = find_agent
        self._on_change = on_change
        self._soonest: int | None = None
        self._task: asyncio.Task[None] | None = None

    async def hold(
        self, agent: Agent, ticket: TicketId, *, client_id: str, text: str, files: Sequence[str] = (), contacts: ContactsSaid = "ask"
    ) -> HeldReply:
        """Raises Refused: empty, too_long, too_many_files, never_ask, contact_typed, contact_never, ticket_merged; NotFound.

        The same client id again changes nothing: what waits still waits, and what was taken back is answered as undone.
        """
        doubt = check_asks(text)
        text = check_message(text, [FileId(file) for file in files])
        due_at = self._clock.now_us() + self._undo_us
        values = {
            "agent_id": agent.id, "id": client_id, "ticket_id": ticket, "agent_name": agent.name, "text": text,
            "files": msgspec.json.encode(list(files)).decode(), "due_at": due_at, "lease_until": 0, "state": "held", "reason": None,
        }  # fmt: skip

        def put(conn: Connection) -> HeldReply:
            if doubt is not None:
                doubt.settle(partial(self._needs.is_education, conn))
            check_live(load_ticket_state(conn, agent, ticket))
            self._needs.check_contacts(conn, (text,), ticket=ticket, by=agent.id, said=contacts)
            sent = select(log_schema.event.c.seq).where(log_schema.event.c.dedupe_key == key_of("reply", agent, client_id))
            if conn.execute(sent).first() is None:
                conn.execute(upsert(held_replies, conn).values(**values).on_conflict_do_nothing())
            same = and_(held_replies.c.agent_id == agent.id, held_replies.c.id == client_id)
            row = conn.execute(select(held_replies).where(same)).first()
            return HeldReply(client_id, ticket, agent.id, text, due_at, tuple(files)) if row is None else _view(row)

        held = await self._db.write(put)
        if held.state == "held":
            self._soonest = min(self._soonest or held.due_at, held.due_at)
        self._on_change(ticket)
        return held

    async def undo(self, agent: Agent, ticket: TicketId, *, reply_id: str) -> Taken:
        """Takes one's own reply back; asked again, gives the same words again. Raises Refused too_late when it has gone out."""
        now, h = self._clock.now_us(), held_replies.c
        this = and_(h.agent_id == agent.id, h.id == reply_id, h.ticket_id == ticket)

        def take(conn: Connection) -> Any:
            free = and_(this, h.state != "undone", h.lease_until <= now)
            taken = update(held_replies).where(free).values(state="undone", due_at=now, reason=None).returning(h.text, h.files)
            before = select(h.text, h.files).where(this, h.state == "undone")
            return conn.execute(taken).first() or conn.execute(before).first()

        row = await self._db.write(take)
        if row is None:
            raise Refused(409, "too_late", "This reply has gone out already.", "Write a second one to put it right.")
        self._on_change(ticket)
        return Taken(row.text, tuple(msgspec.json.decode(row.files)))

    # Sending

    async def start(self) -> None:
        self._task = asyncio.create_task(self._send_forever(), name="held replies")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _send_forever(self) -> None:
        waited = LOOK_IDLE_S
        while True:
            waited += LOOK_S
            soonest = self._soonest
            if (soonest is not None and soonest <= self._clock.now_us()) or waited >= LOOK_IDLE_S:
                waited = 0.0
                try:
                    await self.send_due()
                except DatabaseAway:
                    log.warning("held replies wait for the database")
                except Exception:
                    log.exception("held replies could not be sent")
            await asyncio.sleep(LOOK_S)

    async def send_due(self) -> int:
        """Sends every reply whose time has come; gives how many were claimed."""
        rows = await self._db.write(self._claim) if await self._db.read(self._list_due) else []
        for row in rows:
            try:
                await self._send(row)
            except DatabaseAway:
                raise
            except Exception:  # one that we fail on does not stop the others; its lease runs out, and it is tried again
                log.exception("a held reply could not be sent")
        first = select(func.min(held_replies.c.due_at)).where(held_replies.c.state == "held")
        self._soonest = await self._db.read(lambda conn: conn.execute(first).scalar())
        return len(rows)

    def _list_due(self, conn: Connection) -> list[tuple[str, str]]:
        """Agent and id of those whose time has come and that nobody is sending."""
        h = held_replies.c
        # Further ahead than it can have been put: the clock went back since, and must not hold it for longer.
        now = self._clock.now_us()
        is_due = or_(h.due_at <= now, h.due_at > now + self._undo_us + LEASE_US)
        found = select(h.agent_id, h.id).where(h.state == "held", is_due, self._is_free(now)).order_by(h.due_at).limit(BATCH)
        return [(row.agent_id, row.id) for row in conn.execute(found)]

    def _claim(self, conn: Connection) -> list[Row[Any]]:
        now, h = self._clock.now_us(), held_replies.c
        claimed: list[Row[Any]] = []
        for agent_id, reply_id in self._list_due(conn):
            this = and_(h.agent_id == agent_id, h.id == reply_id, h.state == "held", self._is_free(now))
            claimed += conn.execute(update(held_replies).where(this).values(lease_until=now + LEASE_US).returning(held_replies)).all()
        return claimed

    @staticmethod
    def _is_free(now: int) -> ColumnElement[bool]:
        return or_(held_replies.c.lease_until <= now, held_replies.c.lease_until > now + 2 * LEASE_US)

    async def _send(self, row: Row[Any]) -> None:
        ticket = TicketId(row.ticket_id)
        h = held_replies.c
        ours = and_(h.agent_id == row.agent_id, h.id == row.id, h.state == "held", h.lease_until == row.lease_until)
        try:
            agent = await self._find_agent(row.agent_id)
            if agent is None:
                raise Refused(403, "agent_disabled", "This agent may no longer answer.", "Another agent has to answer instead.")
            files = tuple(FileId(file) for file in msgspec.json.decode(row.files))
            work = reply(agent, ticket, client_id=row.id, text=row.text, needs=self._needs, files=files, contacts="held")

            def forget(conn: Connection) -> None:
                if conn.execute(delete(held_replies).where(ours)).rowcount == 0:
                    raise _NotOurs

            await self._db.submit(with_rows(work, forget))
        except _NotOurs:
            log.info("a held reply was settled elsewhere while it was being sent")
        except Refused as refused:
            reason = _kept_reason(refused)
            failed = update(held_replies).where(ours).values(state="failed", reason=reason, lease_until=0)
            await self._db.write(lambda conn: conn.execute(failed).rowcount)
        self._on_change(ticket)


def prune_undone(conn: Connection, *, now_us: int) -> int:
    """Forgets replies that were taken back long ago (due_at is then the time of the undoing)."""
    old = and_(held_replies.c.state == "undone", held_replies.c.due_at < now_us - KEEP_UNDONE_US)
    return conn.execute(delete(held_replies).where(old)).rowcount


def list_held(conn: Connection, ticket: TicketId, say: Say = fill) -> tuple[HeldReply, ...]:
    """The ticket's replies that have not gone out and were not taken back. say: for the reasons of those that failed."""
    waiting = and_(held_replies.c.ticket_id == ticket, held_replies.c.state != "undone")
    rows = conn.execute(select(held_replies).where(waiting).order_by(held_replies.c.due_at))
    return tuple(_view(row, say) for row in rows)


def _view(row: Row[Any], say: Say = fill) -> HeldReply:
    files = tuple(msgspec.json.decode(row.files))
    return HeldReply(row.id, row.ticket_id, row.agent_id, row.text, row.due_at, files, row.state, _reason(row.reason, say))


def _kept_reason(refused: Refused) -> str:
    params = {name: str(value) for name, value in refused.params.items()}
    return msgspec.json.encode(_Reason(refused.title, refused.cure, params)).decode()


def _reason(kept: str | None, say: Say) -> str | None:
    if kept is None or not kept.startswith("{"):  # as version 0.1.0 kept it: in English
        return kept
    reason = msgspec.json.decode(kept, type=_Reason)
    return f"{say(reason.title, reason.params)} {say(reason.cure, reason.params)}".strip()
