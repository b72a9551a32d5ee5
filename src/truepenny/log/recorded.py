"""An event on its way into the log and to those who listen: what projections write from and what goes out live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection

from truepenny.contracts.identity import TicketId
from truepenny.log.events import Actor, AnyEvent, kind_of


class Told(Protocol):
    """What the fold and the rendering need of an event, whether it was just recorded or read back."""

    @property
    def ticket_id(self) -> TicketId: ...
    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def body(self) -> AnyEvent: ...


class Recorded:
    """An event of this batch. raw: actor and body as they are written. position is 0 until the batch is flushed.

    before and after are the ticket's folded states.
    """

    __slots__ = ("actor", "after", "at", "before", "body", "dedupe_key", "digest", "kind", "position", "raw", "seq", "texts", "ticket_id")

    def __init__(
        self, ticket_id: TicketId, seq: int, *, at: int, actor: Actor, body: AnyEvent, dedupe_key: bytes, texts: Mapping[str, str]
    ) -> None:
        self.ticket_id = ticket_id
        self.seq = seq
        self.kind = kind_of(body)
        self.at = at
        self.actor = actor
        self.body = body
        self.dedupe_key = dedupe_key
        self.texts = texts
        self.position = 0
        self.digest = b""
        self.raw = (b"", b"")
        self.before: Any = None
        self.after: Any = None


class Projection(Protocol):
    """A read model that is written in the transaction of the events that it reads."""

    def apply(self, conn: Connection, events: Sequence[Recorded]) -> None:
        """Brings the tables up to these events, in the order given."""
        ...

    def clear(self, conn: Connection) -> None:
        """Empties the tables before a rebuild."""
        ...
