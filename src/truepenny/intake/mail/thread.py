"""Whose ticket is it: a mail joins one only by the ticket's own reply address, or by answering a mail that we sent to that same sender; and
only when the sender's domain vouches for them and they are the ticket's customer. A number in the subject opens nothing; CC grants nothing.

What a mail claims and cannot prove becomes links for the agent, never a door.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from truepenny.contracts.identity import ContactId, TicketId
from truepenny.contracts.mail import InboundMail, Linked
from truepenny.tickets.numbers import parse_number
from truepenny.tickets.state import TicketState

FindTicket = Callable[[str], TicketId | None]
"""The ticket whose reply address this is."""
FindSent = Callable[[Connection, str, str], tuple[TicketId, bool] | None]
"""Message-ID and the sender's address -> the ticket of the mail of ours that has this id, and whether it was sent to this address."""
FindState = Callable[[Connection, TicketId], TicketState | None]
GoesBy = Callable[[Connection, ContactId, str], bool]
"""Whether a contact goes by this mail address."""
_NUMBER = re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z]{4})[-\u2010\u2011\u2013 ]?([0-9A-Za-z]{4})(?![0-9A-Za-z])")
MOST_LINKS = 3
_MOST_HOPS = 20


@dataclass(frozen=True, slots=True)
class Place:
    """ticket, contact: where the mail goes and whose ticket that is; None for a new one. links: to show the agent."""

    ticket: TicketId | None = None
    contact: ContactId | None = None
    links: tuple[tuple[TicketId, Linked], ...] = ()


@dataclass(frozen=True, slots=True)
class Threading:
    find_ticket: FindTicket
    find_sent: FindSent
    find_state: FindState
    goes_by: GoesBy

    def place(self, conn: Connection, mail: InboundMail, *, recipients: Sequence[str], address: str, proven: bool) -> Place:
        """recipients: every address that this mail was sent or delivered to. address: the sender's. proven: its domain vouches for it."""
        claims = list(self._claims(conn, mail, recipients, address))
        for ticket, _, holds in claims:
            state = self.follow(conn, ticket)
            if proven and holds and state is not None and self.goes_by(conn, state.contact, address):
                return Place(state.ticket, state.contact)
        links: dict[TicketId, Linked] = {}
        for ticket, why, _ in claims:
            if self.find_state(conn, ticket) is not None:
                links.setdefault(ticket, why)
        return Place(links=tuple(links.items())[:MOST_LINKS])

    def _claims(
        self, conn: Connection, mail: InboundMail, recipients: Sequence[str], address: str
    ) -> Iterable[tuple[TicketId, Linked, bool]]:
        """Ticket, by what, and whether that would do if the sender were proven."""
        for recipient in recipients:
            if (ticket := self.find_ticket(recipient)) is not None:
                yield ticket, "reply_address", True
        for message_id in mail.references:
            sent = self.find_sent(conn, message_id, address)
            if sent is not None:
                yield sent[0], "reference", sent[1]
        for found in _NUMBER.finditer(mail.subject[:500]):
            number = parse_number(found[1] + found[2])
            if number is not None:
                yield number, "number", False

    def follow(self, conn: Connection, ticket: TicketId) -> TicketState | None:
        """The ticket in which this one goes on."""
        state = self.find_state(conn, ticket)
        for _ in range(_MOST_HOPS):
            if state is None or state.merged_into is None:
                return state
            state = self.find_state(conn, state.merged_into)
        return None
