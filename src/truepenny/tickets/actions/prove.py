"""Prove: a guest signed in with their account; the guest's ticket is the account's from now on."""

from __future__ import annotations

from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import ContactProven
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.words import actor_of
from truepenny.tickets.state import TicketState


def prove(guest: Customer, account: Customer, ticket: TicketId) -> Work[Receipt]:
    """Both sessions belong to the one who asks. Raises NotFound for a ticket that is not the guest's."""

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        return tx.append(ticket, ContactProven(account.contact, int(account.assurance)), actor=actor_of(account), key=key)

    return on_ticket("prove", guest, ticket=ticket, client_id=f"{account.contact} {ticket}", act=act, even_merged=True)
