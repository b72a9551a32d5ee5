"""Hashes: the customer says whether 64 hex digits that we hold sealed are a transaction hash. Only a yes shows them to anybody."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import SYSTEM, HashAnswered
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.leak import record_removed
from truepenny.tickets.actions.words import actor_of
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState

HEX_DIGITS = 64
IsKey = Callable[[Connection, str], bool]
"""Whether digits are the key of an address that the ticket names."""


def answer_hash(
    customer: Customer, ticket: TicketId, *, client_id: str, question: str, is_hash: bool, is_key: IsKey, needs: Needs
) -> Work[Receipt]:
    """A no deletes the digits unseen and counts as a private key that was sent; so does a yes about the key of an address that the ticket
    names by now. Raises Refused: question_closed; NotFound."""

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        held = needs.take_hash(tx.conn, ticket, question)
        if held is None:
            raise Refused(
                409, "question_closed", "This question has been answered already.", "Load the page again to see what became of it."
            )
        shown = is_hash and held.value is not None and not is_key(tx.conn, held.value)
        text = tx.put_text(ticket, held.value) if shown and held.value is not None else None
        receipt = tx.append(ticket, HashAnswered(question, shown, text), actor=actor_of(customer), key=key)
        if not shown:
            tx.wipe()
            removed = (Removed("private_key", HEX_DIGITS),)
            record_removed(tx, ticket, removed=removed, place="message", about_seq=held.about_seq, needs=needs, channel=state.channel)
        return receipt

    return on_ticket("hash", customer, ticket=ticket, client_id=client_id, act=act, even_merged=True)


def expire_hash(ticket: TicketId, *, question: str, needs: Needs) -> Work[bool]:
    """No answer came in time: the digits are deleted unseen. False when the answer was faster."""

    def run(tx: Tx) -> bool:
        if needs.take_hash(tx.conn, ticket, question) is None:
            return False
        tx.wipe()
        tx.append(ticket, HashAnswered(question, is_hash=False), actor=SYSTEM)
        return True

    return Work(run, tickets=(ticket,))
