"""The one door into the log: a batch of units of work that append events, give them their numbers and digests, and write them at once.

In: units of work from tickets/actions, which alone may import this module. Out: committed events, handed to the listeners.
Never: an event without its projections in the same transaction, or a number that is not on disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, delete, select, text

from truepenny.contracts.identity import ContentId, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log import chain, schema
from truepenny.log.events import VERSION, Actor, AnyEvent, ContentAnew, ContentRef, encode
from truepenny.log.read import list_events, load_contents
from truepenny.log.recorded import Projection, Recorded
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.batch import Batch, Work, tell
from truepenny.platform.db.bulk import BulkInsert, BulkSelect, BulkUpdate
from truepenny.platform.db.database import Database
from truepenny.platform.ids import new_id

S = TypeVar("S")
NOTIFY_CHANNEL = "truepenny_log"
RANDOM_BYTES = 520
_Content = tuple[str, str, bytes, str]
"""Id, ticket, salt, words."""


class Fold(Protocol):
    """How a ticket's state follows from its events: tickets/state.py, handed in by main/wiring.py."""

    def __call__(self, state: Any, event: Recorded) -> Any: ...


class StateCodec(Protocol):
    def encode(self, state: Any) -> bytes: ...
    def decode(self, state: bytes) -> Any: ...


class _Head:
    __slots__ = ("digest", "seq", "state")

    def __init__(self, seq: int, digest: bytes, state: Any) -> None:
        self.seq = seq
        self.digest = digest
        self.state = state


class Tx(Batch):
    """What an action sees: the ticket's state, the events appended before with the same key, and append."""

    def __init__(self, conn: Connection, works: Sequence[Work[Any]], ledger: Ledger) -> None:
        super().__init__(conn, works)
        self._ledger = ledger
        self._heads: dict[str, _Head] = {}
        self._prior: dict[bytes, Receipt] = {}
        self._events: list[Recorded] = []
        self._contents: list[_Content | None] = []
        self._texts: dict[str, str] = {}
        self._taken_out: list[tuple[int, _Content]] = []
        self._undo: list[tuple[str, _Head | None]] = []
        self._mark = (0, 0)
        self._fetched = b""
        tickets = sorted({ticket for work in works for ticket in work.tickets})
        keys = {key for work in works for key in work.keys}
        if tickets:
            self._load_heads(tickets)
        if keys:
            self._load_prior(list(keys))

    # What an action asks

    @property
    def now(self) -> int:
        return self._ledger.clock.now_us()

    def find(self, key: bytes) -> Receipt | None:
        """The receipt of an event that was appended with this key before, here or on another node."""
        return self._prior.get(key)

    def find_state(self, ticket: TicketId) -> Any:
        """The ticket's folded state, or None. The ticket must be among the work's tickets."""
        head = self._heads.get(ticket)
        return None if head is None else head.state

    def put_text(self, ticket: TicketId, words: str) -> ContentRef:
        """Lays words beside the log with a salt of their own."""
        content_id = ContentId(new_id(self._random(10)))
        salt = self._random(16)
        self._contents.append((content_id, ticket, salt, words))
        self._texts[content_id] = words
        return ContentRef(content_id, chain.content_digest(salt, words.encode()))

    def find_event(self, ticket: TicketId, seq: int) -> AnyEvent | None:
        """What an event says, also one that this batch has yet to write."""
        waiting = (event.body for event in self._events if event.ticket_id == ticket and event.seq == seq)
        stored = (event.body for event in list_events(self.conn, ticket, after=seq - 1, before=seq + 1))
        return next(waiting, None) or next(stored, None)

    def find_text(self, content_id: ContentId) -> str | None:
        """The words as they are now, also those that this batch has yet to write; None when they were erased."""
        if content_id in self._texts:
            return self._texts[content_id]
        return load_contents(self.conn, [content_id]).get(content_id)

    def replace_text(self, ticket: TicketId, content_id: ContentId, words: str) -> ContentAnew:
        """Puts other words in the place of these, which are erased with their salt. The caller's event must carry the answer."""
        self.erase_texts([content_id])
        salt = self._random(16)
        self._contents.append((content_id, ticket, salt, words))
        self._texts[content_id] = words
        return ContentAnew(content_id, chain.content_digest(salt, words.encode()))

    def erase_texts(self, ids: Sequence[ContentId]) -> None:
        """Deletes words and salts for good."""
        self.conn.execute(delete(schema.content).where(schema.content.c.id.in_(ids)))
        self.wipe()
        for place, row in enumerate(self._contents):
            if row is not None and row[0] in ids:
                self._taken_out.append((place, row))
                self._contents[place] = None
                del self._texts[row[0]]

    def append(self, ticket: TicketId, body: AnyEvent, *, actor: Actor, key: bytes | None = None) -> Receipt:
        """Appends one event to the ticket's log. Without a key of its own, the event is a consequence of the one before it."""
        head = self._heads.get(ticket)
        seq = 1 if head is None else head.seq + 1
        event = Recorded(
            ticket,
            seq,
            at=self.now,
            actor=actor,
            body=body,
            dedupe_key=key or chain.dedupe_key("follows", ticket, str(seq)),
            texts=self._texts,
        )
        event.raw = encode(actor), encode(body)
        event.digest = chain.event_digest(
            self._ledger.chain_mac,
            chain.START_DIGEST if head is None else head.digest,
            ticket_id=ticket,
            seq=seq,
            kind=event.kind,
            version=VERSION,
            at=event.at,
            actor=event.raw[0],
            body=event.raw[1],
            dedupe_key=event.dedupe_key,
        )
        event.before = None if head is None else head.state
        event.after = self._ledger.fold(event.before, event)
        self._undo.append((ticket, head))
        self._heads[ticket] = _Head(seq, event.digest, event.after)
        self._events.append(event)
        receipt = Receipt(ticket, seq, event.at, event.digest.hex())
        self._prior[event.dedupe_key] = receipt
        return receipt

    def _random(self, size: int) -> bytes:
        """Fetched for many at once: the system call costs as much as the rest of a salt."""
        if len(self._fetched) < size:
            self._fetched = os.urandom(RANDOM_BYTES)
        taken, self._fetched = self._fetched[:size], self._fetched[size:]
        return taken

    # The life of a batch

    def mark(self) -> None:
        self._mark = (len(self._events), len(self._contents))
        self._undo.clear()
        self._taken_out.clear()

    def undo(self) -> None:
        events, contents = self._mark
        for event in self._events[events:]:
            self._prior.pop(event.dedupe_key, None)
        for made in self._contents[contents:]:
            if made is not None:
                self._texts.pop(made[0], None)
        for place, row in self._taken_out:
            if place < contents:
                self._contents[place] = row
                self._texts[row[0]] = row[3]
        for ticket, head in reversed(self._undo):
            if head is None:
                self._heads.pop(ticket, None)
            else:
                self._heads[ticket] = head
        del self._events[events:], self._contents[contents:]

    def flush(self) -> None:
        if not self._events:
            return
        conn = self._conn
        position, seal = conn.execute(_LOCK_HEAD).one()
        first = position + 1
        rows = []
        for event in self._events:
            position += 1
            event.position = position
            seal = chain.event_seal(self._ledger.seal_mac, seal, position, event.digest)
            rows.append(
                (
                    position, event.ticket_id, event.seq, event.kind, VERSION, event.at,
                    *event.raw, event.dedupe_key, event.digest, seal,
                )
            )  # fmt: skip
        _INSERT_EVENTS.run(conn, rows)
        _INSERT_CONTENTS.run(conn, [row for row in self._contents if row is not None])
        touched = {event.ticket_id: self._heads[event.ticket_id] for event in self._events}
        encode_state = self._ledger.codec.encode
        _UPSERT_HEADS.run(conn, [(ticket, head.seq, head.digest, encode_state(head.state)) for ticket, head in touched.items()])
        _UPDATE_LOG_HEAD.run(conn, [(position, seal, 1)])
        for projection in self._ledger.projections:
            projection.apply(conn, self._events)
        if conn.dialect.name == "postgresql":
            conn.execute(_NOTIFY, {"channel": NOTIFY_CHANNEL, "payload": f"{self._ledger.node} {first} {position}"})

    def committed(self) -> None:
        super().committed()
        if self._events:
            for listen in self._ledger.listeners:
                tell(listen, self._events)

    def _load_heads(self, tickets: list[str]) -> None:
        decode_state = self._ledger.codec.decode
        for ticket, seq, digest, state in _HEADS.run(self._conn, tickets):
            self._heads[ticket] = _Head(seq, digest, decode_state(state))

    def _load_prior(self, keys: list[bytes]) -> None:
        for key, ticket, seq, at, digest in _PRIOR.run(self._conn, keys):
            self._prior[key] = Receipt(ticket, seq, at, digest.hex())


class Ledger:
    """The writer's side of the log: begins batches and tells listeners what was committed."""

    def __init__(
        self,
        db: Database,
        keyring: Keyring,
        *,
        clock: Clock,
        fold: Fold,
        codec: StateCodec,
        projections: Sequence[Projection] = (),
        node: str = "",
    ) -> None:
        self.db = db
        self.clock = clock
        self.fold = fold
        self.codec = codec
        self.projections = tuple(projections)
        self.node = node or new_id()
        self.chain_mac = chain.Mac(keyring.derive("event chain"))
        self.seal_mac = chain.Mac(keyring.derive("event seal"))
        self.listeners: list[Callable[[Sequence[Recorded]], None]] = []

    def begin(self, conn: Connection, works: Sequence[Work[Any]]) -> Tx:
        return Tx(conn, works, self)


_LOCK_HEAD = select(schema.log_head.c.position, schema.log_head.c.seal).where(schema.log_head.c.id == 1).with_for_update()
_HEAD_COLUMNS = ["ticket_id", "seq", "digest", "state"]
_RECEIPT_COLUMNS = ["dedupe_key", "ticket_id", "seq", "at", "digest"]
_HEADS = BulkSelect(schema.ticket_head, _HEAD_COLUMNS, key="ticket_id", lock=True)
_PRIOR = BulkSelect(schema.event, _RECEIPT_COLUMNS, key="dedupe_key")
_NOTIFY = text("SELECT pg_notify(:channel, :payload)")
_INSERT_EVENTS = BulkInsert(schema.event, [c.name for c in schema.event.c])
_INSERT_CONTENTS = BulkInsert(schema.content, [c.name for c in schema.content.c])
_UPDATE_LOG_HEAD = BulkUpdate(schema.log_head, ["position", "seal", "id"])


def _newer_head(statement: Any) -> Any:
    fresh = {name: statement.excluded[name] for name in ("seq", "digest", "state")}
    return statement.on_conflict_do_update(index_elements=["ticket_id"], set_=fresh)


_UPSERT_HEADS = BulkInsert(schema.ticket_head, _HEAD_COLUMNS, on_conflict=_newer_head)
