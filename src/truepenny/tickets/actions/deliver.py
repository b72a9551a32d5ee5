"""Deliver: how far a mail to the customer got becomes a fact of the ticket: queued with the words that it carries, then what came of it.

The rows that the sender works from follow from the fact "queued" (outbound/mail/queue.py), so that no mail can be forgotten.
"""

from __future__ import annotations

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, ContactId, TicketId
from truepenny.contracts.mail import Delivery, MailKind
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import SYSTEM, DeliveryChanged
from truepenny.log.read import list_events
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.words import actor_of
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState

_OVER = ("failed", "bounced", "given_up", "dropped")


def queue_mail(tx: Tx, state: TicketState, needs: Needs, *, about_seq: int, words: MailKind) -> None:
    """After the words themselves: the customer hears of them by mail, where they have an address for it."""
    what = needs.mail_for(tx.conn, contact=ContactId(state.contact), channel=state.channel, assurance=state.assurance, words=words)
    if what is not None:
        tx.append(state.ticket, DeliveryChanged(about_seq, what, "queued"), actor=SYSTEM)


def record_delivery(
    ticket: TicketId, *, about_seq: int, what: MailKind, state: Delivery, attempt: int, code: str = "", reason: str = ""
) -> Work[Receipt | None]:
    """What the sender found out. The same state of the same attempt again appends nothing, and gives None; so does an unknown ticket."""

    def run(tx: Tx) -> Receipt | None:
        if tx.find_state(ticket) is None:
            return None
        last = find_delivery(tx, ticket, about_seq=about_seq, what=what)
        if last is not None and (last.state, last.attempt) == (state, attempt):
            return None
        words = tx.put_text(ticket, reason) if reason else None
        return tx.append(ticket, DeliveryChanged(about_seq, what, state, attempt, code, words), actor=SYSTEM)

    return Work(run, tickets=(ticket,))


def send_again(agent: Agent, ticket: TicketId, *, client_id: str, about_seq: int) -> Work[Receipt]:
    """An agent's click on a mail that did not arrive. Raises Refused delivery_not_failed; NotFound."""

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        last = find_delivery(tx, ticket, about_seq=about_seq)
        if last is None or last.state not in _OVER:
            raise Refused(409, "delivery_not_failed", "This mail has not failed.", "Nothing needs to be sent again.")
        again = DeliveryChanged(about_seq, last.what, "queued", last.attempt)
        return tx.append(ticket, again, actor=actor_of(agent), key=key)

    return on_ticket("send_again", agent, ticket=ticket, client_id=client_id, act=act)


def find_delivery(tx: Tx, ticket: TicketId, *, about_seq: int, what: MailKind | None = None) -> DeliveryChanged | None:
    """The newest fact on the mail about this event."""
    told = (event.body for event in reversed(list(list_events(tx.conn, ticket, after=about_seq))))
    mine = (body for body in told if isinstance(body, DeliveryChanged) and body.about_seq == about_seq)
    return next((body for body in mine if what is None or body.what == what), None)
