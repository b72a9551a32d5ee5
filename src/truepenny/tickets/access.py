"""Who may see and do what. Every action and every read passes here; the answer to those who may not see is "does not exist"."""

from __future__ import annotations

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, Customer, Principal
from truepenny.tickets.state import TicketState


def may_see(principal: Principal, state: TicketState) -> bool:
    """Customers: their own tickets, by private link only that one. Agents: their teams', nobody's and their own; leads all."""
    if isinstance(principal, Customer):
        if principal.only_ticket is not None:
            return state.ticket == principal.only_ticket
        return state.contact == principal.contact
    return principal.leads or state.team is None or state.team in principal.teams or state.assignee == principal.id


def check_sees(principal: Principal, state: TicketState | None) -> TicketState:
    """The state, for those who may see it. Raises NotFound."""
    if state is None or not may_see(principal, state):
        if isinstance(principal, Agent):
            raise NotFound(
                "ticket_not_found",
                "There is no such ticket, or it belongs to another team.",
                "Check the number, or ask a lead of that team.",
            )
        raise NotFound("ticket_not_found")
    return state


def check_live(state: TicketState) -> None:
    """Raises Refused for a ticket that went on in another one."""
    if state.merged_into is not None:
        raise Refused(
            409,
            "ticket_merged",
            "This ticket was merged into another one.",
            "Go on in ticket {number}.",
            params={"number": f"{state.merged_into[:4]}-{state.merged_into[4:]}"},
        )


def check_leads(agent: Agent) -> None:
    if not agent.leads:
        raise Refused(403, "leads_only", "Only team leads can do this.", "Ask a lead of your team.")
