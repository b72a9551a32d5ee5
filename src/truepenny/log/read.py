"""Reads of the log: events of a ticket in order, events after a position, and the words that lie beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from truepenny.contracts.identity import TicketId
from truepenny.log import schema
from truepenny.log.events import Actor, AnyEvent, contents_of, decode, decode_actor, html_of, words_of


@dataclass(frozen=True, slots=True)
class Stored:
    """An event read back."""

    position: int
    ticket_id: TicketId
    seq: int
    kind: str
    at: int
    actor: Actor
    body: AnyEvent
    digest: bytes
    dedupe_key: bytes


def list_events(
    conn: Connection, ticket: TicketId, *, after: int = 0, before: int | None = None, newest: int | None = None, oldest: int | None = None
) -> list[Stored]:
    """Events with after < seq < before, in order; with newest, only that many from the end, with oldest from the beginning."""
    table = schema.event
    statement = _EVENTS.where(table.c.ticket_id == ticket, table.c.seq > after)
    if before is not None:
        statement = statement.where(table.c.seq < before)
    if newest is None:
        return [_stored(row) for row in conn.execute(statement.order_by(table.c.seq).limit(oldest)).mappings()]
    rows = conn.execute(statement.order_by(table.c.seq.desc()).limit(newest)).mappings().all()
    return [_stored(row) for row in reversed(rows)]


def iter_events(conn: Connection, *, after: int = 0, upto: int | None = None, chunk: int = 2_000) -> Iterator[list[Stored]]:
    """All events in the order of their positions, in chunks."""
    table = schema.event
    while True:
        statement = _EVENTS.where(table.c.position > after)
        if upto is not None:
            statement = statement.where(table.c.position <= upto)
        rows = conn.execute(statement.order_by(table.c.position).limit(chunk)).mappings().all()
        if not rows:
            return
        yield [_stored(row) for row in rows]
        after = rows[-1]["position"]


def load_kinds(conn: Connection, kinds: Sequence[str], *, after: int, limit: int) -> list[Stored]:
    """The next events of these kinds after a position, in order."""
    table = schema.event
    statement = _EVENTS.where(table.c.position > after, table.c.kind.in_(kinds)).order_by(table.c.position).limit(limit)
    return [_stored(row) for row in conn.execute(statement).mappings()]


def list_range(conn: Connection, first: int, last: int) -> list[tuple[TicketId, str]]:
    """Ticket and kind of the events with these positions."""
    table = schema.event
    rows = conn.execute(select(table.c.ticket_id, table.c.kind).where(table.c.position.between(first, last)))
    return [(TicketId(row.ticket_id), row.kind) for row in rows]


def load_texts(conn: Connection, events: Sequence[Stored]) -> Mapping[str, str]:
    """The words of these events by content id, without the formatted versions of mails. What was erased is missing."""
    ids = [ref.id for event in events for ref in contents_of(event.body) if ref != html_of(event.body)]
    return load_contents(conn, ids)


def load_contents(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        table = schema.content
        rows = conn.execute(select(table.c.id, table.c.body).where(table.c.id.in_(ids[start : start + 500])))
        found.update((row.id, row.body) for row in rows)
    return found


def load_words(conn: Connection, ticket: TicketId, *, newest: int = 100) -> str:
    """All that was said in the newest events of a ticket, a line each."""
    events = list_events(conn, ticket, newest=newest)
    return "\n".join(load_contents(conn, [ref.id for event in events for ref in words_of(event.body)]).values())


def load_state(conn: Connection, ticket: TicketId) -> bytes | None:
    """The folded state of a ticket as its codec wrote it."""
    table = schema.ticket_head
    return conn.execute(select(table.c.state).where(table.c.ticket_id == ticket)).scalar()


def load_states(conn: Connection, tickets: Sequence[str]) -> dict[str, bytes]:
    table = schema.ticket_head
    return {
        row.ticket_id: row.state for row in conn.execute(select(table.c.ticket_id, table.c.state).where(table.c.ticket_id.in_(tickets)))
    }


def _stored(row: RowMapping) -> Stored:
    return Stored(
        position=row["position"],
        ticket_id=TicketId(row["ticket_id"]),
        seq=row["seq"],
        kind=row["kind"],
        at=row["at"],
        actor=decode_actor(row["actor"]),
        body=decode(row["version"], row["body"]),
        digest=row["digest"],
        dedupe_key=row["dedupe_key"],
    )


_EVENTS: Select[Any] = select(
    schema.event.c.position, schema.event.c.ticket_id, schema.event.c.seq, schema.event.c.kind, schema.event.c.version,
    schema.event.c.at, schema.event.c.actor, schema.event.c.body, schema.event.c.digest, schema.event.c.dedupe_key,
)  # fmt: skip
