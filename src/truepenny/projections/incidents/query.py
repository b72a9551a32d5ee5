"""Which tickets are linked to an incident, and which of those that wait might be: by topic, words and the time when they were opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from truepenny.contracts.identity import TicketId
from truepenny.knowledge.announcements.kinds import Scope
from truepenny.knowledge.announcements.names import in_scope
from truepenny.log import read
from truepenny.log import schema as log_schema
from truepenny.log.events import MessageReceived, decode
from truepenny.people.schema import contacts
from truepenny.projections.inbox.schema import NEVER, inbox
from truepenny.projections.incidents.schema import incident_tickets
from truepenny.tickets.numbers import show_number

LOOKED_AT = 2_000
SHOWN = 160


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that waits and may be about the incident. said: the beginning of its customer's first words."""

    ticket: TicketId
    number: str
    subject: str
    said: str
    contact_name: str
    topic: str | None
    language: str
    opened_at: int


def list_linked(conn: Connection, announcement: str, *, after: str = "", limit: int = 500) -> list[TicketId]:
    """In the order of their numbers, beginning after one of them."""
    i = incident_tickets.c
    statement = select(i.ticket_id).where(i.announcement_id == announcement, i.ticket_id > after).order_by(i.ticket_id).limit(limit)
    return [TicketId(ticket) for ticket in conn.execute(statement).scalars()]


def count_linked(conn: Connection, announcements: Sequence[str]) -> dict[str, int]:
    """Of those with any."""
    i = incident_tickets.c
    statement = select(i.announcement_id, func.count()).where(i.announcement_id.in_(announcements)).group_by(i.announcement_id)
    return {row[0]: row[1] for row in conn.execute(statement)}


def list_waiting(conn: Connection, announcement: str, scope: Scope, *, since: int) -> list[Candidate]:
    """Tickets whose customers wait, opened since then, of the scope's topics or of none yet, whose words do not speak of something else;
    the oldest first. Those linked already are left out. At most LOOKED_AT are looked at."""
    linked = exists().where(incident_tickets.c.announcement_id == announcement, incident_tickets.c.ticket_id == inbox.c.ticket_id)
    subject = log_schema.content.alias("subject_content")
    statement = (
        select(inbox, contacts.c.name.label("contact_name"), subject.c.body.label("subject_text"))
        .outerjoin(contacts, contacts.c.id == inbox.c.contact)
        .outerjoin(subject, subject.c.id == inbox.c.subject)
        .where(inbox.c.live.is_(True), inbox.c.waiting_key < NEVER, inbox.c.opened_at >= since, ~linked, _of_topics(scope))
        .order_by(inbox.c.topic.is_(None), inbox.c.waiting_key, inbox.c.ticket_id)
        .limit(LOOKED_AT)
    )
    rows = sorted(conn.execute(statement), key=lambda row: (row.waiting_key, row.ticket_id))
    first = _first_words(conn, [row.ticket_id for row in rows])
    found = []
    for row in rows:
        said = first.get(row.ticket_id, "")
        if in_scope(row.topic, f"{row.subject_text or ''}\n{said}", scope):
            found.append(
                Candidate(
                    row.ticket_id, show_number(row.ticket_id), row.subject_text or "", " ".join(said.split())[:SHOWN],
                    row.contact_name or "", row.topic, row.language, row.opened_at,
                )
            )  # fmt: skip
    return found


def load_linked(conn: Connection, announcement: str, *, limit: int = 200) -> list[Candidate]:
    """The tickets that are linked, the last linked first."""
    subject = log_schema.content.alias("subject_content")
    statement = (
        select(inbox, contacts.c.name.label("contact_name"), subject.c.body.label("subject_text"))
        .join(incident_tickets, incident_tickets.c.ticket_id == inbox.c.ticket_id)
        .outerjoin(contacts, contacts.c.id == inbox.c.contact)
        .outerjoin(subject, subject.c.id == inbox.c.subject)
        .where(incident_tickets.c.announcement_id == announcement)
        .order_by(incident_tickets.c.linked_at.desc(), inbox.c.ticket_id)
        .limit(limit)
    )
    return [
        Candidate(
            row.ticket_id, show_number(row.ticket_id), row.subject_text or "", "", row.contact_name or "", row.topic, row.language,
            row.opened_at,
        )
        for row in conn.execute(statement)
    ]  # fmt: skip


def load_first_words(conn: Connection, ticket: TicketId, subject: str) -> str:
    """Subject (content id) and first message of one ticket."""
    words = read.load_contents(conn, [subject]).get(subject, "")
    return f"{words}\n{_first_words(conn, [ticket]).get(ticket, '')}"


def _first_words(conn: Connection, tickets: Sequence[str]) -> dict[str, str]:
    e = log_schema.event.c
    refs: dict[str, str] = {}
    for start in range(0, len(tickets), 500):
        some = tickets[start : start + 500]
        for row in conn.execute(select(e.ticket_id, e.version, e.body).where(e.ticket_id.in_(some), e.seq == 2)):
            body = decode(row.version, bytes(row.body))
            if isinstance(body, MessageReceived) and body.text is not None:
                refs[row.ticket_id] = body.text.id
    texts = read.load_contents(conn, list(refs.values()))
    return {ticket: texts.get(content, "") for ticket, content in refs.items()}


def _of_topics(scope: Scope) -> ColumnElement[bool]:
    if not scope.topics:
        return inbox.c.ticket_id.is_not(None)
    named = [inbox.c.topic.is_(None)] if scope.assets or scope.networks else []
    return or_(*named, *(or_(inbox.c.topic == one, inbox.c.topic.startswith(f"{one}.", autoescape=True)) for one in scope.topics))
