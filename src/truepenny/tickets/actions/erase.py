"""Erase: the words and files of one event are deleted for good. The event stays, the chain verifies, the words are gone."""

from __future__ import annotations

from sqlalchemy import delete, select

from truepenny.contracts.errors import NotFound
from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log import schema
from truepenny.log.append import Tx
from truepenny.log.events import ContentErased, contents_of, decode, files_of
from truepenny.platform.db.batch import Work
from truepenny.tickets.access import check_leads
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.words import actor_of, check_text
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState


def erase(agent: Agent, ticket: TicketId, *, client_id: str, seq: int, reason: str, needs: Needs) -> Work[Receipt]:
    """Leads only. Raises Refused: leads_only, empty, too_long; NotFound for the ticket or the event."""
    check_leads(agent)
    reason = check_text(reason, field="reason", limit=500)

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        table = schema.event
        row = tx.conn.execute(select(table.c.version, table.c.body).where(table.c.ticket_id == ticket, table.c.seq == seq)).first()
        if row is None:
            raise NotFound("event_not_found")
        body = decode(row.version, row.body)
        contents = tuple(ref.id for ref in contents_of(body))
        files = tuple(ref.id for ref in files_of(body))
        tx.conn.execute(delete(schema.content).where(schema.content.c.id.in_(contents)))
        if files:
            needs.erase_files(tx.conn, files)
        fact = ContentErased(seq, contents, files, tx.put_text(ticket, reason))
        return tx.append(ticket, fact, actor=actor_of(agent), key=key)

    return on_ticket("erase", agent, ticket=ticket, client_id=client_id, act=act, even_merged=True)
