"""All words of people that the database holds, a slice at a time, and how each kind of them is overwritten.

In: a connection. Out: Words, and whether they were changed. Sealed things (parked messages, identities, held hashes) are not read, and
neither is the record of changes, which nobody can alter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Table, and_, select, tuple_, update

from truepenny.contracts.identity import TicketId
from truepenny.contracts.secrets import Place
from truepenny.intake.files.schema import file
from truepenny.log import schema
from truepenny.log.events import AnyEvent, ContentRef, HashAnswered, MessageReceived, SubjectChanged, TicketOpened, decode, words_of
from truepenny.log.read import list_events, load_contents, load_states, load_texts
from truepenny.main.rescan.told import FIRST, Keys
from truepenny.outbound.schema import drafts, held_replies
from truepenny.people.schema import contacts
from truepenny.tickets.actions.look_back import WINDOW_US
from truepenny.tickets.numbers import show_number
from truepenny.tickets.state import Codec

ENGLISH = "en"
RECENT = 80
_codec = Codec()


@dataclass(frozen=True, slots=True)
class Part:
    """A column of words outside the log. ticket: the column that names the ticket whose language the placeholder speaks."""

    name: str
    table: Table
    keys: tuple[str, ...]
    column: str
    ticket: str | None = None


PARTS: Sequence[Part] = (
    Part(FIRST, drafts, ("agent_id", "ticket_id", "mode"), "text", "ticket_id"),
    Part("held reply", held_replies, ("agent_id", "id"), "text", "ticket_id"),
    Part("contact name", contacts, ("id",), "name"),
    Part("file name", file, ("id",), "name", "ticket"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """keys: those of the row, or the position of the event. ticket, seq, body: of an event. html, head: of a mail, what it says besides:
    its formatted version, and its head as JSON."""

    where: str
    text: str
    language: str
    keys: Keys
    place: Place = "message"
    ticket: TicketId | None = None
    seq: int = 0
    body: AnyEvent | None = None
    html: str = ""
    head: str = ""


def load_rows(conn: Connection, part: Part, after: Keys, *, limit: int) -> list[Words]:
    """The next rows by their keys; those without words are among them, as "" (the last one says where to go on)."""
    keys = [part.table.c[key] for key in part.keys]
    query = select(part.table).order_by(*keys).limit(limit)
    if after:
        query = query.where(tuple_(*keys) > tuple_(*after))
    rows = list(conn.execute(query).mappings())
    tickets = {row[part.ticket] for row in rows if row[part.ticket]} if part.ticket else set()
    languages = _languages(conn, tickets)
    place: Place = "file_name" if part.table is file else "message"
    return [
        Words(
            f"{part.name} {row[part.keys[-1]]}" if part.ticket != "ticket_id" else f"{part.name} in {show_number(row['ticket_id'])}",
            row[part.column] or "",
            languages.get(row[part.ticket], ENGLISH) if part.ticket else row["language"],
            tuple(row[key] for key in part.keys),
            place,
        )
        for row in rows
    ]


def put_row(conn: Connection, part: Part, words: Words, text: str) -> bool:
    """False when the row holds other words by now."""
    column = part.table.c[part.column]
    this = and_(column == words.text, *(part.table.c[key] == value for key, value in zip(part.keys, words.keys, strict=True)))
    longest: int | None = getattr(column.type, "length", None)
    return conn.execute(update(part.table).where(this).values({column: text[:longest]})).rowcount == 1


def load_events(conn: Connection, before: int, *, first: int, limit: int) -> list[Words]:
    """Words of the events at positions from first to before, the newest first; one for each event, also without words. A transaction hash
    that the customer said is one is no question again.

    Newest first, because a subject that was cut from a message can only be told from it while it holds what the message held.
    """
    table = schema.event
    query = select(table.c.position, table.c.ticket_id, table.c.seq, table.c.version, table.c.body)
    rows = conn.execute(
        query.where(table.c.position < before, table.c.position >= first).order_by(table.c.position.desc()).limit(limit)
    ).all()
    bodies = [decode(row.version, row.body) for row in rows]
    texts = load_contents(conn, [ref.id for body in bodies for ref in words_of(body)])
    languages = _languages(conn, {row.ticket_id for row in rows})
    return [
        Words(
            _where(row.ticket_id, row.seq),
            "" if isinstance(body, HashAnswered) else next((texts[ref.id] for ref in words_of(body) if ref.id in texts), ""),
            languages.get(row.ticket_id, ENGLISH),
            (row.position,),
            "subject" if isinstance(body, TicketOpened | SubjectChanged) else "message",
            TicketId(row.ticket_id),
            row.seq,
            body,
        )
        for row, body in zip(rows, bodies, strict=True)
    ]


def with_mails(conn: Connection, words: Sequence[Words]) -> list[Words]:
    """The same, of mails also what they say besides."""
    mails = {one.keys: one.body for one in words if isinstance(one.body, MessageReceived) and one.body.mail is not None}
    refs = [ref.id for body in mails.values() for ref in (body.html, body.head) if ref is not None]
    texts = load_contents(conn, refs) if refs else {}

    def said(ref: ContentRef | None) -> str:
        return "" if ref is None else texts.get(ref.id, "")

    return [one if (body := mails.get(one.keys)) is None else replace(one, html=said(body.html), head=said(body.head)) for one in words]


def is_from_customer(words: Words) -> bool:
    return isinstance(words.body, MessageReceived)


def load_recent(conn: Connection, last: Words) -> list[Words]:
    """Messages of the same customer in the half hour before this one, with it, in order, as they are now."""
    assert last.ticket is not None
    events = list_events(conn, last.ticket, before=last.seq + 1, newest=RECENT)
    newest = events[-1]
    theirs = [
        event for event in events
        if isinstance(event.body, MessageReceived) and event.actor.id == newest.actor.id and event.at >= newest.at - WINDOW_US
    ]  # fmt: skip
    texts = load_texts(conn, theirs)
    return [
        replace(
            last, where=_where(event.ticket_id, event.seq), keys=(event.position,), place="earlier", seq=event.seq, body=event.body,
            text=next((texts[ref.id] for ref in words_of(event.body) if ref.id in texts), ""),
        )
        for event in theirs
    ]  # fmt: skip


def find_ends(conn: Connection, since: int) -> tuple[int, int]:
    """The first position whose event is not older than since (microseconds), and the last one. Positions follow time but for jumps of
    the clock."""
    table = schema.event
    last: int = conn.execute(select(schema.log_head.c.position).where(schema.log_head.c.id == 1)).scalar_one()
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        at: int | None = conn.execute(select(table.c.at).where(table.c.position == middle)).scalar()
        low, high = (middle + 1, high) if at is not None and at < since else (low, middle)
    return low, last


def _where(ticket: str, seq: int) -> str:
    return f"{show_number(TicketId(ticket))} event {seq}"


def _languages(conn: Connection, tickets: set[Any]) -> dict[str, str]:
    return {ticket: _codec.decode(state).language for ticket, state in load_states(conn, sorted(tickets)).items()}
