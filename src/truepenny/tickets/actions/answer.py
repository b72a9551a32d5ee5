"""Answer a solution: the customer confirms it, says what is still wrong, and rates the service."""

from __future__ import annotations

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import SolutionConfirmed, SolutionDisputed, TicketRated
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.leak import NO_LEAK, Leak, record_leak
from truepenny.tickets.actions.reopen import reopen_after
from truepenny.tickets.actions.words import MAX_TEXT, actor_of, check_length, check_text, clean_text
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState

MAX_COMMENT = 2_000


def confirm(customer: Customer, ticket: TicketId, *, client_id: str) -> Work[Receipt]:
    """Raises Refused: not_solved, ticket_merged; NotFound."""

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        _check_solved(state)
        if state.confirmed:
            return Receipt(ticket, state.seq, tx.now, "")
        return tx.append(ticket, SolutionConfirmed(), actor=actor_of(customer), key=key)

    return on_ticket("confirm", customer, ticket=ticket, client_id=client_id, act=act)


def dispute(customer: Customer, ticket: TicketId, *, client_id: str, text: str, needs: Needs, leak: Leak = NO_LEAK) -> Work[Receipt]:
    """Says what is still wrong: the ticket is open again. leak: what was taken out of text before.

    Raises Refused: empty, too_long, not_solved, ticket_merged; NotFound.
    """
    text = check_text(text, limit=MAX_TEXT + leak.grown)

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        _check_solved(state)
        receipt = tx.append(ticket, SolutionDisputed(tx.put_text(ticket, text)), actor=actor_of(customer), key=key)
        reopen_after(tx, state, needs)
        record_leak(tx, ticket, leak=leak, needs=needs, channel=state.channel, about_seq=receipt.seq)
        return receipt

    return on_ticket("dispute", customer, ticket=ticket, client_id=client_id, act=act)


def rate(
    customer: Customer, ticket: TicketId, *, client_id: str, stars: int, needs: Needs, comment: str = "", leak: Leak = NO_LEAK
) -> Work[Receipt]:
    """1 to 5 stars; a later rating replaces the earlier one. leak: what was taken out of comment before.

    Raises Refused: stars_invalid, too_long, not_solved; NotFound.
    """
    if not 1 <= stars <= 5:
        raise Refused(422, "stars_invalid", "A rating has one to five stars.", "Choose a number from 1 to 5.", field="stars")
    comment = check_length(clean_text(comment), field="comment", limit=MAX_COMMENT + leak.grown)

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        _check_solved(state)
        words = tx.put_text(ticket, comment) if comment else None
        receipt = tx.append(ticket, TicketRated(stars, words), actor=actor_of(customer), key=key)
        record_leak(tx, ticket, leak=leak, needs=needs, channel=state.channel, about_seq=receipt.seq)
        return receipt

    return on_ticket("rate", customer, ticket=ticket, client_id=client_id, act=act)


def _check_solved(state: TicketState) -> None:
    if state.status != "solved":
        raise Refused(409, "not_solved", "This ticket is not solved yet.", "Write a message if you want to add something.")
