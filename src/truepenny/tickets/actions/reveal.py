"""Reveal: an agent looks at a masked detail of the contact and says why. The fact and the detail come together or not at all."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from truepenny.contracts.identity import Agent, ContactId, TicketId
from truepenny.log.append import Tx
from truepenny.log.events import AnyEvent, DetailsRevealed
from truepenny.platform.db.batch import Work
from truepenny.tickets.access import check_sees
from truepenny.tickets.actions.change import change
from truepenny.tickets.actions.words import check_text
from truepenny.tickets.state import TicketState

Show = Callable[[Connection, ContactId], str]
"""The clear value of the detail. Raises Refused or NotFound where there is none to be seen: then nothing is written."""


def reveal(agent: Agent, ticket: TicketId, *, client_id: str, identity: str, reason: str, show: Show) -> Work[str]:
    """Gives the clear value. Raises Refused: empty, too_long, ticket_merged; NotFound; and what show raises."""
    reason = check_text(reason, field="reason", limit=500)

    def decide(tx: Tx, state: TicketState) -> AnyEvent | None:
        return DetailsRevealed(identity, tx.put_text(ticket, reason))

    # The id counts for this detail of this ticket alone: sent again for another one, it is another look and another fact.
    fact = change("reveal", agent, ticket, client_id=f"{client_id} {ticket} {identity}", decide=decide)

    def run(tx: Tx) -> str:
        fact.run(tx)
        state: TicketState = check_sees(agent, tx.find_state(ticket))
        return show(tx.conn, state.contact)

    return Work(run, tickets=fact.tickets, keys=fact.keys)
