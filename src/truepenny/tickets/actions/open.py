"""Open a ticket: the first words of a customer about one problem, or an agent's first words on a customer's behalf."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import String, bindparam, select

from truepenny.contracts.identity import Assurance, Customer, FileId, TeamId, TicketId
from truepenny.contracts.mail import Linked
from truepenny.contracts.views import Priority, Receipt
from truepenny.log import schema
from truepenny.log.append import Tx
from truepenny.log.events import SYSTEM, Channel, StormGrew, TicketLinked, TicketOpened
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.deliver import queue_mail
from truepenny.tickets.actions.leak import NO_LEAK, Leak, record_refused_files
from truepenny.tickets.actions.take_in import Said, put_words, tell_of_secret
from truepenny.tickets.actions.words import MailWords, actor_of, check_length, check_message, clean_text, key_of, longest
from truepenny.tickets.needs import Needs
from truepenny.tickets.numbers import make_number

MAX_SUBJECT = 200
SUBJECT_FROM_TEXT = 80


class Opened(msgspec.Struct, frozen=True):
    """The receipt is that of the first message. link_key opens the ticket to whoever holds it; guests only."""

    receipt: Receipt
    link_key: str | None = None


def open_ticket(
    customer: Customer,
    *,
    client_id: str,
    text: str,
    needs: Needs,
    channel: Channel,
    subject: str = "",
    files: Sequence[FileId] = (),
    topic: str | None = None,
    priority: Priority = "P3",
    team: TeamId | None = None,
    leak: Leak = NO_LEAK,
    mail: MailWords | None = None,
    links: Sequence[tuple[TicketId, Linked]] = (),
    storm: int | None = None,
) -> Work[Opened]:
    """leak: what was taken out of text and subject before. links: tickets that a mail claims to belong to. storm: this ticket gathers the
    mails of a storm, this one being its number so. Raises Refused: empty, too_long, too_many_files."""
    text = check_message(text, files, limit=longest(mail) + leak.grown)
    said = Said(client_id, text, channel, files, leak, mail)
    subject = check_length(clean_text(subject) or subject_from(text), field="subject", limit=MAX_SUBJECT + leak.grown)
    key = key_of("open", customer, client_id)

    def run(tx: Tx) -> Opened:
        receipt = tx.find(key)
        if receipt is None:
            ticket = _fresh_number(tx)
            actor = actor_of(customer)
            tx.append(
                ticket,
                TicketOpened(
                    contact=customer.contact,
                    channel=channel,
                    language=customer.language,
                    subject=tx.put_text(ticket, subject),
                    assurance=int(customer.assurance),
                    topic=topic,
                    team=team,
                    priority=priority,
                ),
                actor=actor,
            )
            receipt = put_words(tx, ticket, customer, said, needs=needs, key=key)
            record_refused_files(tx, ticket, needs.take_refused(tx.conn, customer.contact), about_seq=receipt.seq)
            for other, why in links:
                tx.append(ticket, TicketLinked(other, why), actor=SYSTEM)
            if storm:
                tx.append(ticket, StormGrew(storm), actor=SYSTEM)
            elif mail is not None and mail.of_a_person:
                if not mail.is_old:
                    queue_mail(tx, tx.find_state(ticket), needs, about_seq=receipt.seq, words="receipt")
                tell_of_secret(tx, ticket, said, needs, about_seq=receipt.seq)
        return Opened(receipt, None if mail is not None else _link(tx, customer, TicketId(receipt.ticket), needs))

    return Work(run, keys=(key,))


def _fresh_number(tx: Tx) -> TicketId:
    while True:
        ticket = make_number()
        if tx.find_state(ticket) is None and tx.conn.execute(_NUMBER_TAKEN, {"ticket": ticket}).first() is None:
            return ticket


_NUMBER_TAKEN = select(schema.ticket_head.c.seq).where(schema.ticket_head.c.ticket_id == bindparam("ticket", type_=String()))
"""Made once: making a statement costs as much as running it."""


def _link(tx: Tx, customer: Customer, ticket: TicketId, needs: Needs) -> str | None:
    if customer.assurance is not Assurance.UNPROVEN:
        return None
    return needs.make_link(tx.conn, ticket, customer.contact)


def subject_from(text: str) -> str:
    """The subject of a ticket whose opener gave none: the first line of their words, shortened."""
    first = text.split("\n", 1)[0]
    return first if len(first) <= SUBJECT_FROM_TEXT else first[: SUBJECT_FROM_TEXT - 1].rstrip() + "…"
