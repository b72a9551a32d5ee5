"""Withdraw: the private links to a ticket open it no more, and those who came by them are out. The fact says who did it, and why.

The next answer that goes to a guest by mail carries a new link.
"""

from __future__ import annotations

from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import LinksWithdrawn
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.words import actor_of, check_text
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState


def withdraw_links(agent: Agent, ticket: TicketId, *, client_id: str, reason: str, needs: Needs) -> Work[Receipt]:
    """Where none is left nothing is written, and the receipt has no digest. Raises Refused: empty, too_long; NotFound."""
    reason = check_text(reason, field="reason", limit=500)

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        if not needs.withdraw_links(tx, ticket):
            return Receipt(ticket, state.seq, tx.now, "")
        return tx.append(ticket, LinksWithdrawn(tx.put_text(ticket, reason)), actor=actor_of(agent), key=key)

    return on_ticket("withdraw_links", agent, ticket=ticket, client_id=client_id, act=act, even_merged=True)
