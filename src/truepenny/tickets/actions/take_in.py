"""Take in: a customer's words and files become events of their ticket, with what follows from secrets that were in them.

Shared by opening and receiving. Of a mail, also its formatted version, its head, and the files that one message cannot hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from truepenny.contracts.identity import Customer, FileId, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import Channel, MessageReceived
from truepenny.tickets.actions.deliver import queue_mail
from truepenny.tickets.actions.leak import NO_LEAK, Leak, record_leak
from truepenny.tickets.actions.words import MailWords, actor_of, attach
from truepenny.tickets.needs import Needs


@dataclass(frozen=True, slots=True)
class Said:
    """Cleaned, screened words of a customer. leak: what was taken out of them before."""

    client_id: str
    text: str
    channel: Channel
    files: Sequence[FileId] = ()
    leak: Leak = NO_LEAK
    mail: MailWords | None = None


def put_words(tx: Tx, ticket: TicketId, customer: Customer, said: Said, *, needs: Needs, key: bytes) -> Receipt:
    """Appends the message, then the files that it could not carry; gives the receipt of the message."""
    words = tx.put_text(ticket, said.text) if said.text else None
    carried = attach(tx, needs, said.files, ticket=ticket, owner=customer)
    message = MessageReceived(said.channel, words, carried.refs, said.client_id)
    if said.mail is not None:
        html = None if said.mail.html is None else tx.put_text(ticket, said.mail.html)
        head = tx.put_text(ticket, said.mail.head)
        message = MessageReceived(said.channel, words, carried.refs, said.client_id, said.mail.mark, html, head)
    actor = actor_of(customer)
    receipt = tx.append(ticket, message, actor=actor, key=key)
    record_leak(tx, ticket, leak=said.leak, carried=carried, needs=needs, channel=said.channel, about_seq=receipt.seq)
    for number, files in enumerate(said.mail.more_files if said.mail else (), start=2):
        more = attach(tx, needs, files, ticket=ticket, owner=customer)
        mark = None if said.mail is None else said.mail.mark
        rest = tx.append(ticket, MessageReceived(said.channel, None, more.refs, f"{said.client_id}-{number}", mark), actor=actor)
        record_leak(tx, ticket, leak=NO_LEAK, carried=more, needs=needs, channel=said.channel, about_seq=rest.seq)
    return receipt


def tell_of_secret(tx: Tx, ticket: TicketId, said: Said, needs: Needs, *, about_seq: int) -> None:
    """Who wrote by mail sees no page that would tell them: another mail does."""
    if said.mail is not None and said.mail.of_a_person and said.leak != NO_LEAK:
        queue_mail(tx, tx.find_state(ticket), needs, about_seq=about_seq, words="secret")
