"""The hub: tells every live connection of this process what was committed, here or elsewhere.

In: committed events of this process, and notices (positions) of the others. Out: frames to those who follow the ticket.
Order and completeness come from `seq` alone: a gap is read from the log, so a lost notice costs a delay and never a message.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from truepenny.contracts.errors import NotFound
from truepenny.contracts.fanout import Fanout
from truepenny.contracts.identity import Customer, Principal, TicketId
from truepenny.contracts.live import CaughtUp, Event, Ticket
from truepenny.log.events import SecretsRemoved, TicketOpened, files_of
from truepenny.log.read import list_range
from truepenny.log.recorded import Recorded
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.projections.inbox.query import load_position
from truepenny.projections.timeline.query import (
    Conversation,
    LoadFiles,
    find_ticket_state,
    load_conversation,
    load_heads,
    load_ticket_state,
)
from truepenny.projections.timeline.render import Audience, is_visible, render_event
from truepenny.surfaces.live.inbox_feed import InboxFeed
from truepenny.surfaces.live.marks_feed import MarksFeed
from truepenny.surfaces.live.peer import Following, Peer, encode_frame
from truepenny.tickets.access import may_see
from truepenny.tickets.state import TicketState

log = logging.getLogger(__name__)
K = TypeVar("K")
V = TypeVar("V")
HEADS_AFTER_S = 0.03
LOOK_AGAIN_S = 2.0
PAGE = 500
RANGE = 5_000
"""So many events are looked at together after a long silence."""
_PLAIN = frozenset({"message_received", "message_sent", "note_added"})


def _head_changed(before: TicketState | None, after: TicketState) -> bool:
    """Whether a plain message changed more of the head than its event says."""
    return (
        before is None
        or before.status != after.status
        or before.last_agent != after.last_agent
        or (before.waiting_since is None) != (after.waiting_since is None)
    )


def _sight_changed(before: TicketState | None, after: TicketState) -> bool:
    """Whether someone who saw the ticket may not see it any more (tickets/access.py)."""
    return before is not None and (before.team, before.assignee, before.contact) != (after.team, after.assignee, after.contact)


class Hub:
    def __init__(self, db: Database, fanout: Fanout, load_files: LoadFiles) -> None:
        self._db = db
        self._fanout = fanout
        self._load_files = load_files
        self.peers: set[Peer] = set()
        self.followers: defaultdict[TicketId, set[Following]] = defaultdict(set)
        self._contacts: defaultdict[str, set[Peer]] = defaultdict(set)
        self._streams: defaultdict[str, set[Peer]] = defaultdict(set)
        self._position = 0
        self._ahead: list[tuple[int, int]] = []
        self._stale_heads: set[TicketId] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._empty: asyncio.Event | None = None
        self.passing_listeners: list[Callable[[bytes, bytes], None]] = []
        self.marks = MarksFeed(db, self.followers, self.spawn, self.pass_on)
        self.passing_listeners.append(self.marks.hear)
        self.inbox = InboxFeed(db, self.spawn, lambda: self._position)

    async def start(self) -> None:
        self._position = await self._db.read(load_position)
        await self._fanout.start(self.hear_log, self._hear_passing, self.look_again)
        if self._db.dialect == "postgresql":
            self.spawn(self._look_again_forever())

    async def say_goodbye(self, within_s: float) -> None:
        """Tells every live connection to resume elsewhere. New ones find the door closed by then."""
        for peer in list(self.peers):
            peer.cut("stopping", resume_in_ms=300)
        if self.peers:
            self._empty = asyncio.Event()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within_s):
                    await self._empty.wait()

    async def stop(self) -> None:
        await self._fanout.stop()
        await self.marks.write()
        for task in list(self._tasks):
            task.cancel()

    # Connections

    def join(self, peer: Peer) -> None:
        self.peers.add(peer)
        if peer.streams:
            self._streams[peer.token].add(peer)
        if isinstance(peer.principal, Customer) and peer.principal.only_ticket is None:
            self._contacts[peer.principal.contact].add(peer)

    def leave(self, peer: Peer) -> None:
        peer.end()
        self.peers.discard(peer)
        self.inbox.leave(peer)
        if not self.peers and self._empty is not None:
            self._empty.set()
        for ticket in list(peer.following):
            self.unfollow(peer, ticket)
        _drop(self._streams, peer.token, peer)
        if isinstance(peer.principal, Customer):
            _drop(self._contacts, peer.principal.contact, peer)

    def streams_of(self, token: str) -> tuple[Peer, ...]:
        """The event streams of a session at this process."""
        return tuple(self._streams.get(token, ()))

    def end_sessions(self, sessions: Sequence[str]) -> None:
        """These sessions were ended: so are their connections here (other processes notice at the next heartbeat)."""
        for peer in [peer for peer in self.peers if peer.principal.session in sessions]:
            peer.cut("signed_out")

    async def follow(self, peer: Peer, ticket: TicketId, after: int) -> None:
        """Sends what comes after `after`, the head and the marks, then follows. Raises NotFound."""
        following = peer.following.get(ticket)
        if following is None:
            following = Following(peer, ticket, after)
            peer.following[ticket] = following
            self.followers[ticket].add(following)
        else:
            following.asked = after if following.asked is None else min(following.asked, after)
        try:
            await self._catch_up(following)
        except Exception:
            self.unfollow(peer, ticket)
            raise

    def unfollow(self, peer: Peer, ticket: TicketId) -> None:
        following = peer.following.pop(ticket, None)
        if following is not None:
            _drop(self.followers, ticket, following)

    def _part(self, followers: set[Following], state: TicketState) -> None:
        for following in tuple(followers):
            if not may_see(following.peer.principal, state):
                self.unfollow(following.peer, state.ticket)

    async def check_followed(self, peer: Peer) -> None:
        """The peer's teams or role have changed: what it may not see any more, it follows no longer."""
        for ticket in list(peer.following):
            state = await self._find_state(ticket)
            if state is not None and not may_see(peer.principal, state):
                self.unfollow(peer, ticket)

    async def check_sees(self, who: Principal, ticket: TicketId) -> int:
        """The last seq of a ticket that they may see. Raises NotFound."""
        return (await self._db.read(lambda conn: load_ticket_state(conn, who, ticket))).seq

    # What was committed here

    def hear_commit(self, events: Sequence[Recorded]) -> None:
        """The ledger's listener; runs on the event loop, in the order of the commits."""
        for event in events:
            try:
                self._hear_event(event)
            except Exception:  # one that we fail to show holds up no other; who follows it reads it from the log
                log.exception("an event could not be told")
                for following in tuple(self.followers.get(event.ticket_id, ())):
                    self.spawn(self._catch_up_quietly(following))
        self._reached(events[0].position, events[-1].position)
        self.inbox.changed({event.ticket_id for event in events})

    def _hear_event(self, event: Recorded) -> None:
        if isinstance(event.body, TicketOpened):
            self._follow_new(event.ticket_id, event.body.contact)
        followers = self.followers.get(event.ticket_id)
        if followers:
            if _sight_changed(event.before, event.after):
                self._part(followers, event.after)
            self._tell(event, followers)
            if event.kind not in _PLAIN or _head_changed(event.before, event.after):
                self._head_is_stale(event.ticket_id)

    def _tell(self, event: Recorded, followers: set[Following]) -> None:
        frames: dict[Audience, bytes] = {}
        complete = not files_of(event.body) and not (isinstance(event.body, SecretsRemoved) and event.body.afterwards)
        for following in tuple(followers):
            if following.busy or following.asked is not None:
                following.stale = True
            elif event.seq == following.cursor + 1 and complete and not following.peer.is_behind:
                audience: Audience = following.peer.side
                if not is_visible(event, audience):
                    following.cursor = event.seq
                    continue
                frame = frames.get(audience)
                if frame is None:
                    frame = encode_frame(Event(render_event(event, audience=audience, texts=event.texts, files={})))
                    frames[audience] = frame
                following.cursor = event.seq
                following.peer.push(frame)
                if audience == "customer" and event.kind in ("message_sent", "solved"):
                    self.marks.reach(event.ticket_id, delivered=event.seq)
            elif event.seq > following.cursor and not following.stale:
                following.stale = True
                self.spawn(self._catch_up_quietly(following))

    def _follow_new(self, ticket: TicketId, contact: str) -> None:
        for peer in self._contacts.get(contact, ()):
            if ticket not in peer.following:
                following = peer.following[ticket] = Following(peer, ticket, 0)
                self.followers[ticket].add(following)
                self.spawn(self._catch_up_quietly(following))

    # What was committed elsewhere

    def hear_log(self, node: str, first: int, last: int) -> None:
        if node != self._fanout.node:
            self.spawn(self._read_range(first, last))

    def look_again(self) -> None:
        """Notices may have been lost: look at the log itself."""
        self.spawn(self._look())

    async def _look_again_forever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            try:
                await self._look()
            except Exception:  # without this look, a lost notice would be lost for ever
                log.exception("the look at the log failed")

    async def _look(self) -> None:
        try:
            last = await self._db.read(load_position)
            for first in range(self._position + 1, last + 1, RANGE):
                await self._read_range(first, min(first + RANGE - 1, last))
        except DatabaseAway:
            log.warning("cannot look at the log")

    async def _read_range(self, first: int, last: int) -> None:
        try:
            found = await self._db.read(lambda conn: list_range(conn, first, last))
            for ticket, kind in found:
                if kind == "opened" and self._contacts:
                    state = await self._find_state(ticket)
                    if state is not None:
                        self._follow_new(state.ticket, state.contact)
        except DatabaseAway:
            log.warning("cannot read a range of the log")
            return
        tickets = {ticket for ticket, _ in found}
        for ticket in tickets:
            for following in tuple(self.followers.get(ticket, ())):
                self.spawn(self._catch_up_quietly(following))
            self._head_is_stale(ticket)
        self._reached(first, last)
        self.inbox.changed(tickets)

    def _reached(self, first: int, last: int) -> None:
        """Positions up to _position were all heard of; ranges that came early wait for the gap before them."""
        self._ahead.append((first, last))
        self._ahead.sort()
        while self._ahead and self._ahead[0][0] <= self._position + 1:
            self._position = max(self._position, self._ahead.pop(0)[1])

    # Reading up from the log

    async def _catch_up_quietly(self, following: Following) -> None:
        try:
            await self._catch_up(following)
        except DatabaseAway:
            following.peer.cut("resume", resume_in_ms=1_000)
        except NotFound:  # the ticket went to a team, or a contact, that is not theirs
            self.unfollow(following.peer, following.ticket)
        except Exception:
            log.exception("a follower could not catch up")
            following.peer.cut("resume", resume_in_ms=1_000)

    async def _catch_up(self, following: Following) -> None:
        if following.busy:
            following.stale = True
            return
        following.busy = True
        try:
            await self._read_up(following)
            while following.stale or following.asked is not None:
                await self._read_up(following)
        finally:
            following.busy = False

    async def _read_up(self, following: Following) -> None:
        peer, ticket = following.peer, following.ticket
        asked, following.asked, following.stale = following.asked, None, False
        if asked is not None:
            following.cursor = min(following.cursor, asked)
        found = await self._read_after(following)
        end = found.state.seq
        if asked is not None and end < following.cursor:  # the client knows more than the log, which came out of a backup
            following.cursor = following.asked = 0
            return
        if asked is None and end <= following.cursor:
            return
        while True:
            for view in found.events:
                await peer.drained()
                peer.push_frame(Event(view))
                if peer.side == "customer" and view.kind in ("message_sent", "solved"):
                    self.marks.reach(ticket, delivered=view.seq)
            following.cursor = max(following.cursor, found.last)
            if found.last >= found.state.seq or peer.closed:
                break
            found = await self._read_after(following)
        peer.push_frame(Ticket(found.ticket))
        if asked is not None:
            peer.push_frame(found.marks)
            peer.push_frame(CaughtUp(ticket, found.state.seq))

    def show_again(self, ticket: TicketId) -> None:
        """What an event shows has changed though the log has not (a file was scanned): tell it anew."""
        for following in tuple(self.followers.get(ticket, ())):
            following.asked = 0
            self.spawn(self._catch_up_quietly(following))

    # Heads, gathered for a moment so that a storm of events costs one read

    def _head_is_stale(self, ticket: TicketId) -> None:
        if ticket in self.followers:
            if not self._stale_heads:
                self.spawn(self._send_heads())
            self._stale_heads.add(ticket)

    async def _send_heads(self) -> None:
        await asyncio.sleep(HEADS_AFTER_S)
        tickets, self._stale_heads = self._stale_heads, set()
        for ticket in tickets:
            followers = tuple(self.followers.get(ticket, ()))
            try:
                state = await self._find_state(ticket)
                if state is None:
                    continue
                for following in followers:
                    await self._send_head(following.peer, state)
            except DatabaseAway:
                log.warning("cannot read a ticket's head")
                for following in followers:
                    following.peer.cut("resume", resume_in_ms=1_000)

    async def _send_head(self, peer: Peer, state: TicketState) -> None:
        if not may_see(peer.principal, state):
            self.unfollow(peer, state.ticket)
            return
        heads = await self._db.read(lambda conn: load_heads(conn, peer.principal, [state]))
        peer.push_frame(Ticket(heads[0]))

    async def _find_state(self, ticket: TicketId) -> TicketState | None:
        return await self._db.read(lambda conn: find_ticket_state(conn, ticket))

    async def _read_after(self, following: Following) -> Conversation:
        who, ticket, after = following.peer.principal, following.ticket, following.cursor
        return await self._db.read(lambda conn: load_conversation(conn, who, ticket, load_files=self._load_files, after=after, oldest=PAGE))

    # What is no fact: presence.py listens and tells

    def pass_on(self, kind: bytes, payload: bytes) -> None:
        self._fanout.pass_on(kind + b" " + payload)

    def _hear_passing(self, _node: str, payload: bytes) -> None:
        kind, _, rest = payload.partition(b" ")
        for listen in self.passing_listeners:
            listen(kind, rest)

    def spawn(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _drop(index: defaultdict[K, set[V]], key: K, value: V) -> None:
    """Takes a value out of an index, and the key with the last one."""
    found = index.get(key)
    if found is not None:
        found.discard(value)
        if not found:
            del index[key]
