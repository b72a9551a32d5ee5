"""Reply: an agent's words to the customer. Whoever answers an unassigned ticket takes it. Nothing that is never asked for goes out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from truepenny.contracts.identity import Agent, FileId, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import MessageSent, TicketAssigned
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.deliver import queue_mail
from truepenny.tickets.actions.words import actor_of, attach, check_message
from truepenny.tickets.needs import ContactsSaid, Needs
from truepenny.tickets.state import TicketState
from truepenny.trust.never_ask.refusal import check_asks


def reply(
    agent: Agent, ticket: TicketId, *, client_id: str, text: str, needs: Needs, files: Sequence[FileId] = (), contacts: ContactsSaid = "ask"
) -> Work[Receipt]:
    """contacts: what is known of those that the agent typed.

    Raises Refused: empty, too_long, too_many_files, never_ask, contact_typed, contact_never, ticket_merged; NotFound.
    """
    doubt = check_asks(text)
    text = check_message(text, files)

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        if doubt is not None:
            doubt.settle(partial(needs.is_education, tx.conn))
        needs.check_contacts(tx.conn, (text,), ticket=ticket, by=agent.id, said=contacts)
        words = tx.put_text(ticket, text) if text else None
        carried = attach(tx, needs, files, ticket=ticket, owner=agent)
        receipt = tx.append(ticket, MessageSent(words, carried.refs, client_id), actor=actor_of(agent), key=key)
        if state.assignee is None:
            tx.append(ticket, TicketAssigned(agent.id, agent.name), actor=actor_of(agent))
        queue_mail(tx, state, needs, about_seq=receipt.seq, words="reply")
        return receipt

    return on_ticket("reply", agent, ticket=ticket, client_id=client_id, act=act)
