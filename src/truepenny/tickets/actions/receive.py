"""Receive: words of the customer on an open or solved ticket. A solved ticket is reopened, and goes back to the same agent if present."""

from __future__ import annotations

from collections.abc import Sequence

from truepenny.contracts.identity import Customer, FileId, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import SYSTEM, Channel, StormGrew
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.leak import NO_LEAK, Leak
from truepenny.tickets.actions.reopen import reopen_after
from truepenny.tickets.actions.take_in import Said, put_words, tell_of_secret
from truepenny.tickets.actions.words import MailWords, check_message, longest
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState


def receive(
    customer: Customer,
    ticket: TicketId,
    *,
    client_id: str,
    text: str,
    needs: Needs,
    channel: Channel,
    files: Sequence[FileId] = (),
    leak: Leak = NO_LEAK,
    mail: MailWords | None = None,
    storm: int | None = None,
) -> Work[Receipt]:
    """leak: what was taken out of text before. storm: how many mails of a storm this ticket gathers with this one, 0 when that need not be
    told, None: there is none. An automatic mail reopens nothing.

    Raises Refused: empty, too_long, too_many_files, ticket_merged; NotFound.
    """
    text = check_message(text, files, limit=longest(mail) + leak.grown)
    said = Said(client_id, text, channel, files, leak, mail)

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        receipt = put_words(tx, ticket, customer, said, needs=needs, key=key)
        if state.status == "solved" and (mail is None or mail.of_a_person):
            reopen_after(tx, state, needs)
        if storm is None:
            tell_of_secret(tx, ticket, said, needs, about_seq=receipt.seq)
        elif storm:
            tx.append(ticket, StormGrew(storm), actor=SYSTEM)
        return receipt

    return on_ticket("receive", customer, ticket=ticket, client_id=client_id, act=act)
