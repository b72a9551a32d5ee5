"""Merge: a ticket goes on in another one of the same contact. Tickets of different contacts are never joined."""

from __future__ import annotations

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import TicketAbsorbed, TicketMerged
from truepenny.platform.db.batch import Work
from truepenny.tickets.access import check_live, check_sees
from truepenny.tickets.actions.words import actor_of, key_of


def merge(agent: Agent, ticket: TicketId, *, client_id: str, into: TicketId) -> Work[Receipt]:
    """Raises Refused: merge_self, merge_contacts, ticket_merged; NotFound for either ticket."""
    if ticket == into:
        raise Refused(422, "merge_self", "A ticket cannot be merged into itself.", "Enter the number of the other ticket.", field="into")
    key = key_of("merge", agent, client_id)

    def run(tx: Tx) -> Receipt:
        prior = tx.find(key)
        if prior is not None:
            return prior
        source = check_sees(agent, tx.find_state(ticket))
        target = check_sees(agent, tx.find_state(into))
        check_live(source)
        check_live(target)
        if source.contact != target.contact:
            raise Refused(
                409,
                "merge_contacts",
                "These two tickets belong to different customers.",
                "Only tickets of one customer can be merged: otherwise one would read what the other wrote.",
                field="into",
            )
        receipt = tx.append(ticket, TicketMerged(into), actor=actor_of(agent), key=key)
        tx.append(into, TicketAbsorbed(ticket), actor=actor_of(agent))
        return receipt

    return Work(run, tickets=(ticket, into), keys=(key,))
