"""The client: stays connected, resumes by its cursors, keeps what was not acknowledged and says it again.

In: words and wishes of one customer or agent. Out: acknowledgements, frames, and copies of the followed tickets and of the inbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, TypeVar

import msgspec

from truepenny.client.copy import InboxCopy, TicketCopy
from truepenny.client.http import Declined, Http, Unreachable
from truepenny.client.ways import StreamWay, Way, WebSocketWay
from truepenny.contracts.live import (
    HEARTBEAT_S,
    Accepted,
    AnyClientFrame,
    AnyServerFrame,
    Bye,
    Event,
    Follow,
    Hello,
    Inbox,
    Look,
    Marks,
    Ping,
    Read,
    RefusedFrame,
    Resume,
    Send,
    Ticket,
    Typing,
    Unfollow,
    Welcome,
)
from truepenny.contracts.views import ActorView, EventView, InboxCounts, InboxRow, TicketView

T = TypeVar("T")
SILENT_S = 2.0 * HEARTBEAT_S
SHORTEST_S, LONGEST_S = 0.5, 15.0
_AGAIN = frozenset({"too_fast", "store_unavailable"})
"""Refusals that pass: the message waits here and is said again."""


class SignedOut(Exception):
    """The session has ended or never was. Sign in again."""


class _Loaded(msgspec.Struct):
    ticket: TicketView
    events: list[EventView]
    marks: Marks


class _InboxPage(msgspec.Struct):
    rows: list[InboxRow]
    counts: InboxCounts
    position: int


@dataclass(slots=True)
class _Unsent:
    frame: Send
    answer: asyncio.Future[Accepted]


class Client:
    """A connection that mends itself, to use as `async with`.

    url: of the desk. token: of a customer's session; cookies: of an agent's (AgentSession.cookies) or of a portal page.
    by: "websocket", or "stream" for networks that break WebSockets. inbox: an agent who wants its changes. tickets: numbers to follow.
    Entering waits for the desk's welcome. Raises SignedOut, Unreachable (after within_s).
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        cookies: Mapping[str, str] | None = None,
        side: Literal["agent", "customer"] | None = None,
        language: str = "en",
        by: Literal["websocket", "stream"] = "websocket",
        inbox: bool = False,
        tickets: Iterable[str] = (),
        within_s: float = 30.0,
    ) -> None:
        self.http = Http(url, token=token, cookies=cookies or {}, language=language)
        self.me: ActorView | None = None
        self.tickets: dict[str, TicketCopy] = {number: TicketCopy(number) for number in map(plain, tickets)}
        self.inbox = InboxCopy() if inbox else None
        self.connections = 0
        """How many connections were welcomed so far."""
        self._side = side
        self._by: type[WebSocketWay] | type[StreamWay] = WebSocketWay if by == "websocket" else StreamWay
        self._within_s = within_s
        self._way: Way | None = None
        self._unsent: dict[str, _Unsent] = {}
        self._listeners: set[asyncio.Queue[AnyServerFrame | None]] = set()
        self._changed = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._ended: Exception | None = None
        self._bye_s: float | None = None
        self._heard_at = self._said_at = 0.0

    async def __aenter__(self) -> Client:
        self._running = asyncio.create_task(self._run(), name="live client")
        try:
            await self.until(lambda: self.connections > 0, within_s=self._within_s)
        except TimeoutError as late:
            await self.close()
            raise Unreachable(f"{self.http.origin} does not answer") from late
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    @property
    def connected(self) -> bool:
        """Welcomed, and not lost since."""
        return self._way is not None

    async def close(self) -> None:
        """Ends the connection; what was not acknowledged raises Unreachable where it is awaited."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        self._end(self._ended or Unreachable("the client was closed"))

    # What one says

    async def send(
        self,
        text: str,
        *,
        ticket: str | None = None,
        files: Sequence[str] = (),
        subject: str | None = None,
        topic: str | None = None,
        client_id: str | None = None,
    ) -> Accepted:
        """A customer's words, once they are on disk. ticket None opens a new ticket. Survives lost connections: it is said again until it
        is answered, and the client id makes that free. Raises Declined when the desk refuses it for good, SignedOut, Unreachable (closed).
        """
        frame = Send(client_id or new_client_id(), None if ticket is None else plain(ticket), text, tuple(files), subject, topic)
        while True:
            unsent = self._unsent[frame.id] = _Unsent(frame, asyncio.get_running_loop().create_future())
            if self._ended is not None:
                raise self._ended
            await self._say(frame)
            try:
                return await unsent.answer
            except Declined as declined:
                if declined.code not in _AGAIN:
                    raise
                await asyncio.sleep(declined.retry_after_s or SHORTEST_S)
            finally:
                self._unsent.pop(frame.id, None)

    async def follow(self, ticket: str, *, after: int | None = None) -> TicketCopy:
        """Follows a ticket and waits until all of it is here. after: the last seq that one has. Raises Declined."""
        number = plain(ticket)
        copy = self.tickets.setdefault(number, TicketCopy(number))
        if after is not None:
            copy.seq = after
        if self._way is not None and self._way.follows_by_frame:
            await self._say(Follow(number, copy.seq))
        else:
            await self.reconnect()
        await self.until(lambda: copy.caught_up or number not in self.tickets)
        if number not in self.tickets:
            raise Declined(404, "not_found", "This does not exist, or it is not yours to see.")
        return copy

    async def unfollow(self, ticket: str) -> None:
        self.tickets.pop(plain(ticket), None)
        await self._say(Unfollow(plain(ticket)))

    async def typing(self, ticket: str, mode: Literal["", "reply", "note"] = "reply") -> None:
        await self._say(Typing(plain(ticket), mode))

    async def look(self, ticket: str | None) -> None:
        await self._say(Look(None if ticket is None else plain(ticket)))

    async def read(self, ticket: str, seq: int) -> None:
        await self._say(Read(plain(ticket), seq))

    async def reconnect(self) -> None:
        """Drops the connection; it comes back by itself, at once."""
        self._bye_s = 0.0
        if self._way is not None:
            await self._way.close()

    # What one hears

    async def frames(self) -> AsyncIterator[AnyServerFrame]:
        """Every frame from now on, over all connections. Ends when the client is closed; raises SignedOut."""
        waiting: asyncio.Queue[AnyServerFrame | None] = asyncio.Queue()
        self._listeners.add(waiting)
        try:
            while (frame := await waiting.get()) is not None:
                yield frame
            if isinstance(self._ended, SignedOut):
                raise self._ended
        finally:
            self._listeners.discard(waiting)

    async def until(self, true: Callable[[], T], *, within_s: float = 10.0) -> T:
        """Waits until it is true, looking after each frame; gives what it gave. Raises TimeoutError, SignedOut, Unreachable (closed)."""
        async with asyncio.timeout(within_s):
            while not (found := true()):
                if self._ended is not None:
                    raise self._ended
                self._changed.clear()
                await self._changed.wait()
            return found

    # What one loads anew by HTTP

    async def load_ticket(self, ticket: str) -> TicketCopy:
        """The ticket as a fresh start sees it (of an agent's view the newest 200 events). Raises Declined, Unreachable."""
        side = "desk" if self.me is not None and self.me.kind == "agent" else "customer"
        loaded = (await self.http.get(f"/api/{side}/tickets/{plain(ticket)}")).into(_Loaded)
        copy = TicketCopy(plain(ticket), loaded.ticket.seq, loaded.ticket, loaded.marks, caught_up=True)
        for event in loaded.events:
            copy.put_event(event)
        return copy

    async def load_inbox(self, view: str = "mine", **filters: Any) -> InboxCopy:
        """One page of the agent's inbox: the filters of GET /api/desk/inbox. Raises Declined, Unreachable."""
        page = (await self.http.get("/api/desk/inbox", view=view, **filters)).into(_InboxPage)
        return InboxCopy(page.position, {row.ticket: row for row in page.rows}, page.counts)

    async def act(self, ticket: str, verb: str, **said: object) -> Any:
        """An agent's action (reply, note, assign, solve, ...), or a customer's (confirm, dispute, rating); the answer's JSON."""
        side = "desk" if self.me is not None and self.me.kind == "agent" else "customer"
        body = {"id": new_client_id(), **said}
        return (await self.http.post(f"/api/{side}/tickets/{plain(ticket)}/{verb}", body)).into(dict)

    # The connection

    async def _run(self) -> None:
        tries = 0
        while self._ended is None:
            before, self._bye_s = self.connections, None
            with contextlib.suppress(Unreachable, TimeoutError):
                try:
                    await self._connection()
                except Declined as declined:
                    if declined.status == 401:
                        self._end(SignedOut(declined.title))
                except SignedOut as out:
                    self._end(out)
            tries = 0 if self.connections > before else tries + 1
            if self._ended is None:
                await asyncio.sleep(self._pause_s(tries))

    def _pause_s(self, tries: int) -> float:
        """After a goodbye, as long as the desk said; otherwise anything up to twice as long each time."""
        if self._bye_s is not None:
            return self._bye_s * random.uniform(1.0, 1.5)  # noqa: S311 - spreads clients, keeps no secret
        return random.uniform(0, min(LONGEST_S, SHORTEST_S * 2**tries))  # noqa: S311

    async def _connection(self) -> None:
        cursors = Resume({copy.number: copy.seq for copy in self.tickets.values()}, None if self.inbox is None else self.inbox.position)
        hello = Hello(token=self.http.token, side=self._side, language=self.http.language, resume=cursors)
        way = await self._by.open(self.http, hello)
        self._heard_at = self._said_at = time.monotonic()
        watch = asyncio.create_task(self._keep_alive(way), name="heartbeat")
        try:
            async for frame in way.hear():
                self._heard_at = time.monotonic()
                if frame is None:
                    continue
                if isinstance(frame, Welcome):
                    self._way = way
                    self._welcomed(frame)
                    watch.set_name("heartbeat of a welcomed connection")
                    for unsent in list(self._unsent.values()):
                        await self._say(unsent.frame)
                self._hear(frame)
                if isinstance(frame, Bye):
                    return
        finally:
            self._way = None
            watch.cancel()
            await way.close()

    async def _keep_alive(self, way: Way) -> None:
        while True:
            await asyncio.sleep(1.0)
            now = time.monotonic()
            if now - self._heard_at > SILENT_S:
                await way.close()
                return
            if now - self._said_at >= HEARTBEAT_S and self._way is way:
                await self._say(Ping())

    async def _say(self, frame: AnyClientFrame) -> None:
        """Says it now if there is a connection. What must not be lost is in _unsent."""
        if self._way is None:
            return
        self._said_at = time.monotonic()
        with contextlib.suppress(Unreachable):
            try:
                await self._way.say(frame)
            except Declined as declined:
                self._settle(getattr(frame, "id", None), declined)

    def _welcomed(self, frame: Welcome) -> None:
        self.me = frame.me
        self.connections += 1

    def _hear(self, frame: AnyServerFrame) -> None:
        match frame:
            case Accepted():
                self.tickets.setdefault(frame.ticket, TicketCopy(frame.ticket))
                self._settle(frame.id, frame)
            case RefusedFrame():
                self._refused(frame)
            case Bye():
                self._bye_s = frame.resume_in_ms / 1000
                if frame.reason == "signed_out":
                    raise SignedOut("The desk ended this session.")
            case Inbox():
                if self.inbox is not None:
                    self.inbox.hear(frame)
            case _:
                number = _ticket_of(frame)
                if number is not None:
                    self.tickets.setdefault(number, TicketCopy(number)).hear(frame)
        for waiting in self._listeners:
            waiting.put_nowait(frame)
        self._changed.set()

    def _refused(self, frame: RefusedFrame) -> None:
        declined = Declined(frame.status, frame.code, frame.title, frame.detail, retry_after_s=frame.retry_after_s)
        if frame.id is not None:
            self._settle(frame.id, declined)
        elif frame.status == 401:
            raise SignedOut(frame.title)
        elif frame.status == 404 and frame.ticket is not None:
            self.tickets.pop(plain(frame.ticket), None)

    def _settle(self, client_id: str | None, outcome: Accepted | Declined) -> None:
        unsent = self._unsent.get(client_id or "")
        if unsent is None or unsent.answer.done():
            return
        if isinstance(outcome, Accepted):
            unsent.answer.set_result(outcome)
        else:
            unsent.answer.set_exception(outcome)

    def _end(self, why: Exception) -> None:
        self._ended = self._ended or why
        for unsent in self._unsent.values():
            if not unsent.answer.done():
                unsent.answer.set_exception(self._ended)
        for waiting in self._listeners:
            waiting.put_nowait(None)
        self._changed.set()


def new_client_id() -> str:
    """A name for one message, never used before."""
    return secrets.token_urlsafe(18)


def plain(number: str) -> str:
    """K7M2-4QDX -> K7M24QDX."""
    return number.replace("-", "").strip().upper()


def _ticket_of(frame: AnyServerFrame) -> str | None:
    if isinstance(frame, Event):
        return frame.event.ticket
    if isinstance(frame, Ticket):
        return frame.ticket.ticket
    return getattr(frame, "ticket", None)
