"""Reveal: an agent looks at a masked detail of the contact and says why. The reason is a fact before the detail is shown."""

from __future__ import annotations

from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import AnyEvent, DetailsRevealed
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import change
from truepenny.tickets.actions.words import check_text
from truepenny.tickets.state import TicketState


def reveal(agent: Agent, ticket: TicketId, *, client_id: str, identity: str, reason: str) -> Work[Receipt]:
    """Raises Refused: empty, too_long, ticket_merged; NotFound."""
    reason = check_text(reason, field="reason", limit=500)

    def decide(tx: Tx, state: TicketState) -> AnyEvent | None:
        return DetailsRevealed(identity, tx.put_text(ticket, reason))

    return change("reveal", agent, ticket, client_id=client_id, decide=decide)
