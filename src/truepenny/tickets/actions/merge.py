"""Merge: a ticket goes on in another one of the same contact, or of one who goes by the same mail address: somebody whose domain did not
vouch for them wrote in their name, and an agent found that it was them. Other tickets of different contacts are never joined."""

from __future__ import annotations

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import IncidentLinked, TicketAbsorbed, TicketMerged
from truepenny.platform.db.batch import Work
from truepenny.tickets.access import check_live, check_sees
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.words import actor_of
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState


def merge(agent: Agent, ticket: TicketId, *, client_id: str, into: TicketId, needs: Needs) -> Work[Receipt]:
    """Raises Refused: merge_self, merge_contacts, ticket_merged; NotFound for either ticket."""
    if ticket == into:
        raise Refused(422, "merge_self", "A ticket cannot be merged into itself.", "Enter the number of the other ticket.", field="into")

    def act(tx: Tx, source: TicketState, key: bytes) -> Receipt:
        target = check_sees(agent, tx.find_state(into))
        check_live(target)
        if source.contact != target.contact and not needs.same_person(tx.conn, source.contact, target.contact):
            raise Refused(
                409,
                "merge_contacts",
                "These two tickets belong to different customers.",
                "Only tickets of one customer can be merged: otherwise one would read what the other wrote.",
                field="into",
            )
        receipt = tx.append(ticket, TicketMerged(into), actor=actor_of(agent), key=key)
        tx.append(into, TicketAbsorbed(ticket), actor=actor_of(agent))
        for announcement in source.incidents:
            if announcement not in target.incidents:
                tx.append(into, IncidentLinked(announcement), actor=actor_of(agent))
        return receipt

    return on_ticket("merge", agent, ticket=ticket, client_id=client_id, act=act, also=(into,))
