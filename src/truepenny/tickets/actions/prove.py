"""Prove: a guest signed in with their account; the guest's ticket is the account's from now on."""

from __future__ import annotations

from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import ContactProven
from truepenny.platform.db.batch import Work
from truepenny.tickets.access import check_sees
from truepenny.tickets.actions.words import actor_of, key_of


def prove(guest: Customer, account: Customer, ticket: TicketId) -> Work[Receipt]:
    """Both sessions belong to the one who asks. Raises NotFound for a ticket that is not the guest's."""
    key = key_of("prove", account, ticket)

    def run(tx: Tx) -> Receipt:
        prior = tx.find(key)
        if prior is not None:
            return prior
        check_sees(guest, tx.find_state(ticket))
        return tx.append(ticket, ContactProven(account.contact, int(account.assurance)), actor=actor_of(account), key=key)

    return Work(run, tickets=(ticket,), keys=(key,))
