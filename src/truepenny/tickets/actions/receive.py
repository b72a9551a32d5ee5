"""Receive: words of the customer on an open or solved ticket. A solved ticket is reopened, and goes back to the same agent if present."""

from __future__ import annotations

from collections.abc import Sequence

from truepenny.contracts.identity import Customer, FileId, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import Channel, MessageReceived
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.leak import NO_LEAK, Leak, record_leak
from truepenny.tickets.actions.reopen import reopen_after
from truepenny.tickets.actions.words import MAX_TEXT, actor_of, attach, check_message
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState


def receive(
    customer: Customer,
    ticket: TicketId,
    *,
    client_id: str,
    text: str,
    needs: Needs,
    channel: Channel,
    files: Sequence[FileId] = (),
    leak: Leak = NO_LEAK,
) -> Work[Receipt]:
    """leak: what was taken out of text before. Raises Refused: empty, too_long, too_many_files, ticket_merged; NotFound."""
    text = check_message(text, files, limit=MAX_TEXT + leak.grown)

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        words = tx.put_text(ticket, text) if text else None
        carried = attach(tx, needs, files, ticket=ticket, owner=customer)
        receipt = tx.append(ticket, MessageReceived(channel, words, carried.refs, client_id), actor=actor_of(customer), key=key)
        if state.status == "solved":
            reopen_after(tx, state, needs)
        record_leak(tx, ticket, leak=leak, carried=carried, needs=needs, channel=channel, about_seq=receipt.seq)
        return receipt

    return on_ticket("receive", customer, ticket=ticket, client_id=client_id, act=act)
