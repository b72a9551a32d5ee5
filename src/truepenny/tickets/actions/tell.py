"""Incidents: a ticket is linked to an announcement, and its customer is told what is announced, in the ticket and by its channel.

Being told is no answer: whoever waits goes on waiting, for the same agent. Each update is told once in each ticket, however often it is
tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.chain import dedupe_key
from truepenny.log.events import SYSTEM, AnyEvent, IncidentLinked, IncidentTold, IncidentUnlinked
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import change
from truepenny.tickets.actions.deliver import queue_mail
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState


def link_incident(agent: Agent, ticket: TicketId, *, client_id: str, announcement: str) -> Work[Receipt]:
    """announcement: the caller has looked it up. Raises Refused: ticket_merged; NotFound."""

    def decide(_tx: Tx, state: TicketState) -> AnyEvent | None:
        return None if announcement in state.incidents else IncidentLinked(announcement)

    return change("incident", agent, ticket, client_id=client_id, decide=decide)


def unlink_incident(agent: Agent, ticket: TicketId, *, client_id: str, announcement: str) -> Work[Receipt]:
    """Raises Refused: ticket_merged; NotFound."""

    def decide(_tx: Tx, state: TicketState) -> AnyEvent | None:
        return IncidentUnlinked(announcement) if announcement in state.incidents else None

    return change("incident_off", agent, ticket, client_id=client_id, decide=decide)


def tell_incident(
    ticket: TicketId, *, announcement: str, n: int, words: Mapping[str, str], needs: Needs, later: Sequence[int] = ()
) -> Work[Receipt | None]:  # fmt: skip
    """Tells the customer update n. words: by language, at least one; they have been checked when they were published. later: updates after
    it; who was told one of them is not told what was before.

    None when nobody is to be told: it was told before, or the ticket is not linked any more.
    """
    key, *after = (dedupe_key("incident_told", announcement, str(one), ticket) for one in (n, *later))

    def run(tx: Tx) -> Receipt | None:
        state: TicketState | None = tx.find_state(ticket)
        if state is None or state.merged_into is not None or announcement not in state.incidents:
            return None
        if any(tx.find(one) is not None for one in (key, *after)):
            return None
        text = words.get(state.language) or next(iter(words.values()))
        receipt = tx.append(ticket, IncidentTold(announcement, n, tx.put_text(ticket, text)), actor=SYSTEM, key=key)
        queue_mail(tx, state, needs, about_seq=receipt.seq, words="told")
        return receipt

    return Work(run, tickets=(ticket,), keys=(key, *after))
