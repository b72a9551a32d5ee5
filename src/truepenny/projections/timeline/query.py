"""Reads of tickets: heads and conversations as their reader may see them. Permissions come first in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, func, select

from truepenny.contracts.errors import NotFound
from truepenny.contracts.identity import Agent, Customer, Principal, TicketId
from truepenny.contracts.live import Marks
from truepenny.contracts.views import ActorView, ClosingView, EventView, FileView, Imitates, Rating, TicketView
from truepenny.knowledge.brand import load_brand_name
from truepenny.log import read, schema
from truepenny.log.events import MailMark, MessageReceived, SecretsRemoved, files_of, html_of
from truepenny.people.imitation import find_imitations
from truepenny.people.schema import agents, contacts
from truepenny.projections.timeline.marks import load_marks, load_read_by_customer
from truepenny.projections.timeline.render import Audience, is_visible, render_event
from truepenny.tickets.access import check_sees, may_see
from truepenny.tickets.numbers import show_number
from truepenny.tickets.state import Codec, TicketState

LoadFiles = Callable[[Connection, Sequence[str]], Mapping[str, FileView]]
_codec = Codec()
_ANSWERS = ("message_sent", "solved", "incident_told")
"""What a customer has not read yet."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """state: for those who go on with access checks. events: in order; more: there are older ones than the first; last: up to which seq
    all were read."""

    state: TicketState
    ticket: TicketView
    events: list[EventView]
    marks: Marks
    more: bool = False
    last: int = 0


def audience_of(principal: Principal) -> Audience:
    return "customer" if isinstance(principal, Customer) else "agent"


def find_ticket_state(conn: Connection, ticket: TicketId) -> TicketState | None:
    stored = read.load_state(conn, ticket)
    return None if stored is None else _codec.decode(stored)


def load_ticket_state(conn: Connection, principal: Principal, ticket: TicketId) -> TicketState:
    """Raises NotFound."""
    return check_sees(principal, find_ticket_state(conn, ticket))


def load_conversation(
    conn: Connection,
    principal: Principal,
    ticket: TicketId,
    *,
    load_files: LoadFiles,
    after: int = 0,
    before: int | None = None,
    newest: int | None = None,
    oldest: int | None = None,
) -> Conversation:
    """The ticket and its events with after < seq < before; newest, oldest: only that many from either end. Raises NotFound.

    Before them stand those up to `after` from which secrets were taken since: whoever has them has to read them anew.
    """
    state = load_ticket_state(conn, principal, ticket)
    stored = read.list_events(conn, ticket, after=after, before=before, newest=newest, oldest=oldest)
    last = stored[-1].seq if oldest is not None and len(stored) == oldest else state.seq
    audience = audience_of(principal)
    anew = _list_redacted(conn, stored, ticket, upto=after)
    visible = [event for event in (*anew, *stored) if is_visible(event, audience)]
    events = render_events(conn, visible, audience=audience, load_files=load_files)
    head = load_heads(conn, principal, [state])[0]
    return Conversation(
        state, head, events, load_marks(conn, ticket), more=bool(newest and stored and stored[0].seq > after + 1), last=last
    )


def _list_redacted(conn: Connection, stored: Sequence[read.Stored], ticket: TicketId, *, upto: int) -> list[read.Stored]:
    """Events up to then of which these tell a redaction; the first one too, which shows the subject."""
    told = [event.body for event in stored if isinstance(event.body, SecretsRemoved) and event.body.afterwards]
    seqs = {seq for body in told for seq in (1, body.about_seq) if seq <= upto}
    return [event for seq in sorted(seqs) for event in read.list_events(conn, ticket, after=seq - 1, before=seq + 1)]


def render_events(conn: Connection, stored: Sequence[read.Stored], *, audience: Audience, load_files: LoadFiles) -> list[EventView]:
    texts = read.load_texts(conn, stored)
    file_ids = [ref.id for event in stored for ref in files_of(event.body)]
    files = load_files(conn, file_ids) if file_ids else {}
    return [render_event(event, audience=audience, texts=texts, files=files) for event in stored]


def load_formatted(conn: Connection, principal: Principal, ticket: TicketId, seq: int) -> str:
    """The formatted version of a mail, made safe. Raises NotFound: there is none, it was erased, or the ticket is none of theirs."""
    load_ticket_state(conn, principal, ticket)
    refs = [html_of(event.body) for event in read.list_events(conn, ticket, after=seq - 1, before=seq + 1)]
    words = "".join(read.load_contents(conn, [ref.id for ref in refs if ref is not None]).values())
    if not words:
        raise NotFound
    return words


def load_mail_mark(conn: Connection, principal: Principal, ticket: TicketId, seq: int) -> MailMark:
    """What is known of the mail that became this event. Raises NotFound: it is no mail, or the ticket is none of theirs."""
    load_ticket_state(conn, principal, ticket)
    bodies = (event.body for event in read.list_events(conn, ticket, after=seq - 1, before=seq + 1))
    mark = next((body.mail for body in bodies if isinstance(body, MessageReceived)), None)
    if mark is None:
        raise NotFound
    return mark


def list_tickets(conn: Connection, principal: Principal, tickets: Sequence[str]) -> list[TicketView]:
    """The heads of those tickets that the principal may see, in the order given."""
    stored = read.load_states(conn, tickets)
    states = [_codec.decode(stored[ticket]) for ticket in tickets if ticket in stored]
    return load_heads(conn, principal, [state for state in states if may_see(principal, state)])


def load_heads(conn: Connection, principal: Principal, states: Sequence[TicketState]) -> list[TicketView]:
    """Heads of tickets whose access was checked."""
    if not states:
        return []
    words = read.load_contents(conn, [i for s in states for i in (s.subject, s.closing, s.comment) if i is not None])
    names = _agent_names(conn, states)
    if isinstance(principal, Agent):
        contact_ids = {state.contact for state in states}
        rows = conn.execute(select(contacts.c.id, contacts.c.name).where(contacts.c.id.in_(contact_ids)))
        people = {row.id: row.name for row in rows}
        false = find_imitations(conn, people.values(), brand=load_brand_name(conn))
        return [
            render_head(
                state, words, names, contact_name=(name := people.get(state.contact) or ""), internal=True, imitates=false.get(name)
            )
            for state in states
        ]
    seen = load_read_by_customer(conn, [state.ticket for state in states])
    unread = {
        state.ticket: _count_unread(conn, state.ticket, seen.get(state.ticket, 0))
        for state in states
        if state.last_public > seen.get(state.ticket, 0)
    }
    return [render_head(state, words, names, unread=unread.get(state.ticket, 0)) for state in states]


def render_head(
    state: TicketState,
    words: Mapping[str, str],
    names: Mapping[str, str],
    *,
    unread: int = 0,
    internal: bool = False,
    contact_name: str | None = None,
    imitates: Imitates | None = None,
) -> TicketView:
    """words and agent names by id. internal: with what only agents see."""
    agent = state.assignee or state.last_agent
    view = TicketView(
        ticket=state.ticket,
        number=show_number(state.ticket),
        subject=words.get(state.subject, ""),
        status=state.status,
        seq=state.seq,
        opened_at=state.opened_at,
        activity_at=state.activity_at if internal else state.public_at or state.activity_at,
        channel=state.channel,
        language=state.language,
        topic=state.topic,
        agent=ActorView("agent", agent, names.get(agent)) if agent else None,
        closing=_closing(state, words),
        solved_at=state.solved_at,
        confirmed=state.confirmed,
        rating=None if state.stars is None else Rating(state.stars, words.get(state.comment or "")),
        merged_into=state.merged_into,
        unread=unread,
    )
    if not internal:
        return view
    return msgspec.structs.replace(
        view,
        assignee=state.assignee,
        assignee_name=names.get(state.assignee or ""),
        team=state.team,
        priority=state.priority,
        tags=state.tags,
        contact=state.contact,
        contact_name=contact_name,
        imitates=imitates,
        assurance=state.assurance,
        waiting_since=state.waiting_since,
        incidents=state.incidents,
    )


def _closing(state: TicketState, words: Mapping[str, str]) -> ClosingView | None:
    record = words.get(state.closing or "")
    return None if record is None else msgspec.json.decode(record, type=ClosingView)


def _agent_names(conn: Connection, states: Sequence[TicketState]) -> dict[str, str]:
    ids = {agent for state in states for agent in (state.assignee, state.last_agent) if agent is not None}
    if not ids:
        return {}
    return {row.id: row.name for row in conn.execute(select(agents.c.id, agents.c.name).where(agents.c.id.in_(ids)))}


def _count_unread(conn: Connection, ticket: str, after: int) -> int:
    table = schema.event
    statement = select(func.count()).where(table.c.ticket_id == ticket, table.c.seq > after, table.c.kind.in_(_ANSWERS))
    return conn.execute(statement).scalar() or 0
