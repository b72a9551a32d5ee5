"""Assign: give a ticket to an agent, take it, or give it back to the unassigned."""

from __future__ import annotations

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, AgentId, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import TicketAssigned
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import change
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState


def assign(agent: Agent, ticket: TicketId, *, client_id: str, to: AgentId | None, needs: Needs) -> Work[Receipt]:
    """Raises Refused: agent_unknown, ticket_merged; NotFound."""

    def decide(tx: Tx, state: TicketState) -> TicketAssigned | None:
        if state.assignee == to:
            return None
        if to is None:
            return TicketAssigned(None)
        name = needs.agent_name(tx.conn, to)
        if name is None:
            raise Refused(422, "agent_unknown", "There is no agent {agent} at this desk.", "Choose an agent from the list.",
                          params={"agent": to}, field="agent")  # fmt: skip
        return TicketAssigned(to, name)

    return change("assign", agent, ticket, client_id=client_id, decide=decide)
