"""Erase: the words and files of one event are deleted for good. The event stays, the chain verifies, the words are gone.

A subject that was made from the erased words goes with them, as an erasure of its own.
"""

from __future__ import annotations

from truepenny.contracts.errors import NotFound
from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import (
    SYSTEM,
    AnyEvent,
    ContentErased,
    HashAnswered,
    MessageReceived,
    TicketOpened,
    contents_of,
    files_of,
    is_internal,
    kind_of,
)
from truepenny.platform.db.batch import Work
from truepenny.tickets.access import check_leads
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.open import subject_from
from truepenny.tickets.actions.words import actor_of, check_text
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState


def erase(agent: Agent, ticket: TicketId, *, client_id: str, seq: int, reason: str, needs: Needs) -> Work[Receipt]:
    """Leads only. Raises Refused: leads_only, empty, too_long; NotFound for the ticket or the event."""
    check_leads(agent)
    reason = check_text(reason, field="reason", limit=500)

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        body = load_event(tx, ticket, seq)
        opening = load_event(tx, ticket, 1) if is_subject_made_from(tx, state, body) else None
        receipt = _forget(tx, agent, ticket, seq=seq, body=body, reason=reason, needs=needs, key=key)
        if opening is not None:
            _forget(tx, agent, ticket, seq=1, body=opening, reason=reason, needs=needs)
        return receipt

    return on_ticket("erase", agent, ticket=ticket, client_id=client_id, act=act, even_merged=True)


def load_event(tx: Tx, ticket: TicketId, seq: int) -> AnyEvent:
    """Raises NotFound."""
    body = tx.find_event(ticket, seq)
    if body is None:
        raise NotFound("event_not_found", "There is no such event in this ticket.", "Load the ticket again.")
    return body


def is_subject_made_from(tx: Tx, state: TicketState, body: AnyEvent) -> bool:
    """Whether the ticket's subject repeats these words, as it does where the customer gave none."""
    if not isinstance(body, MessageReceived) or body.text is None:
        return False
    return tx.find_text(state.subject) == subject_from(tx.find_text(body.text.id) or "")


def mail_of_opening(tx: Tx, ticket: TicketId) -> MessageReceived | None:
    """The mail that opened the ticket; None where none did."""
    first = tx.find_event(ticket, 2)
    return first if isinstance(first, MessageReceived) and first.mail is not None else None


def _forget(
    tx: Tx, agent: Agent, ticket: TicketId, *, seq: int, body: AnyEvent, reason: str, needs: Needs, key: bytes | None = None
) -> Receipt:
    contents = tuple(ref.id for ref in contents_of(body))
    mail = mail_of_opening(tx, ticket) if isinstance(body, TicketOpened) else body if isinstance(body, MessageReceived) else None
    if mail is not None and mail is not body and mail.head is not None:  # it says the subject again
        contents += (mail.head.id,)
    files = tuple(ref.id for ref in files_of(body))
    tx.erase_texts(contents)
    if files:
        needs.erase_files(tx.conn, files)
    if mail is not None and mail.mail is not None:
        needs.forget_mail(tx.conn, mail.mail.id)
    closed = needs.forget_hashes(tx.conn, ticket, seq)
    internal = is_internal(kind_of(body), body)
    fact = ContentErased(seq, contents, files, tx.put_text(ticket, reason), internal)
    receipt = tx.append(ticket, fact, actor=actor_of(agent), key=key)
    for question in closed:
        tx.append(ticket, HashAnswered(question, is_hash=False), actor=SYSTEM)
    return receipt
