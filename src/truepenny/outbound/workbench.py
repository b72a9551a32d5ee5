"""The workbench: one ticket with all that an agent needs beside it, read in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Connection

from truepenny.contracts.identity import Agent, ContactId, TicketId
from truepenny.contracts.live import HeldReply, Marks
from truepenny.contracts.views import DraftView, EventView, Presence, TicketView
from truepenny.outbound.drafts import Mode, ShowOwn, load_drafts
from truepenny.outbound.held import Say, list_held
from truepenny.people.contacts import find_contact
from truepenny.people.guest_links import find_newest_link
from truepenny.platform.web.i18n import fill
from truepenny.projections.inbox.query import list_of_contact
from truepenny.projections.timeline.query import LoadFiles, list_tickets, load_conversation

NEWEST = 200


class IdentityView(msgspec.Struct, frozen=True):
    kind: str
    masked: str
    assurance: int


class ContactCard(msgspec.Struct, frozen=True):
    contact: str
    name: str | None
    language: str
    assurance: int
    created_at: int
    identities: Sequence[IdentityView]


class MergedTicket(msgspec.Struct, frozen=True):
    ticket: TicketView
    events: Sequence[EventView]


class LinkCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """The newest private link to the ticket. withdrawn_at: it opens nothing since then."""

    made_at: int
    withdrawn_at: int | None = None


class WholeTicket(msgspec.Struct, frozen=True):
    ticket: TicketView
    events: Sequence[EventView]
    more: bool
    marks: Marks
    drafts: Mapping[Mode, DraftView]
    held: Sequence[HeldReply]
    contact: ContactCard | None
    history: Sequence[TicketView]
    merged: Sequence[MergedTicket]
    presence: Sequence[Presence]
    link: LinkCard | None


def load_whole(
    conn: Connection,
    agent: Agent,
    ticket: TicketId,
    *,
    load_files: LoadFiles,
    show_own: ShowOwn,
    before: int | None = None,
    present: Sequence[Presence] = (),
    say: Say = fill,
) -> WholeTicket:
    """say: for the reasons of replies that could not be sent. Raises NotFound."""
    found = load_conversation(conn, agent, ticket, load_files=load_files, before=before, newest=NEWEST)
    others = [other for other in list_of_contact(conn, found.state.contact) if other != ticket]
    history = list_tickets(conn, agent, others)
    merged = [head for head in history if head.merged_into == ticket]
    return WholeTicket(
        ticket=found.ticket,
        events=found.events,
        more=found.more,
        marks=found.marks,
        drafts=load_drafts(conn, agent.id, ticket, show_own),
        held=list_held(conn, ticket, say),
        contact=_contact_card(conn, found.state.contact),
        history=history,
        merged=[
            MergedTicket(head, load_conversation(conn, agent, TicketId(head.ticket), load_files=load_files, newest=NEWEST).events)
            for head in merged
        ],
        presence=present,
        link=_link_card(conn, ticket),
    )


def _link_card(conn: Connection, ticket: TicketId) -> LinkCard | None:
    found = find_newest_link(conn, ticket)
    return None if found is None else LinkCard(found.made_at, found.withdrawn_at)


def _contact_card(conn: Connection, contact: ContactId) -> ContactCard | None:
    found = find_contact(conn, contact)
    if found is None:
        return None
    identities = [IdentityView(i.kind, i.masked, int(i.assurance)) for i in found.identities]
    return ContactCard(found.id, found.name, found.language, int(found.assurance), found.created_at, identities)
