"""Reopen: a solved ticket is open again, with all its history; it goes back to the agent who had it, if present."""

from __future__ import annotations

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import SYSTEM, TicketReopened
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.words import actor_of
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState


def reopen_after(tx: Tx, state: TicketState, needs: Needs) -> Receipt:
    """The consequence of a customer's words on a solved ticket."""
    agent = state.assignee or state.last_agent
    name = None if agent is None else needs.present_name(tx.conn, agent)
    return tx.append(state.ticket, TicketReopened(agent if name else None, name or ""), actor=SYSTEM)


def reopen(agent: Agent, ticket: TicketId, *, client_id: str) -> Work[Receipt]:
    """An agent takes a solved ticket up again. Raises Refused: not_solved, ticket_merged; NotFound."""

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        if state.status != "solved":
            raise Refused(409, "not_solved", "This ticket is not solved.", "There is nothing to reopen: go on working on it.")
        return tx.append(ticket, TicketReopened(agent.id, agent.name), actor=actor_of(agent), key=key)

    return on_ticket("reopen", agent, ticket=ticket, client_id=client_id, act=act)
