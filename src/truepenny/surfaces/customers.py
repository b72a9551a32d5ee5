"""What a customer can do, for the portal's pages and for the HTTP API: sessions, tickets, words, answers, files.

Every method raises contracts.errors.Refused for what a person can be told, and DatabaseAway when nothing could be accepted.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

import msgspec

from truepenny.contracts.errors import NotFound
from truepenny.contracts.identity import Assurance, Customer, TicketId
from truepenny.contracts.live import Marks
from truepenny.contracts.views import EventView, FileView, Priority, Receipt, TicketView
from truepenny.intake.files.store import Files
from truepenny.intake.pipeline import Inbound, Intake, number_wrong
from truepenny.knowledge.brand import Brand, BrandLook
from truepenny.log.events import Channel
from truepenny.people.customer_sessions import CustomerSession, CustomerSignIn
from truepenny.people.imitation import check_guest_name
from truepenny.platform.db.database import Database
from truepenny.projections.inbox.query import list_of_contact
from truepenny.projections.timeline.marks import move_marks
from truepenny.projections.timeline.query import LoadFiles, list_tickets, load_conversation, load_ticket_state
from truepenny.surfaces.customer_mail import CustomerMail
from truepenny.tickets.actions.answer import confirm
from truepenny.tickets.actions.prove import prove
from truepenny.tickets.numbers import parse_number

EVENTS_AT_ONCE = 500
"""A customer can write so many that all of them would not fit into one answer."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session. token: only when it was just opened. expires_at in microseconds UTC."""

    token: str
    customer: Customer
    expires_at: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedTicket:
    """guest_link: the whole private link, for guests only."""

    receipt: Receipt
    guest_link: str | None = None


@dataclass(frozen=True, slots=True)
class LoadedTicket:
    """more: there are older events than the first of these."""

    ticket: TicketView
    events: Sequence[EventView]
    marks: Marks
    more: bool = False


@dataclass(frozen=True, slots=True)
class CustomerHouse:
    """channel: how words that come through this object came in. link_to: the private link, from ticket and key."""

    channel: Channel
    db: Database
    intake: Intake
    sign_ins: CustomerSignIn
    files: Files
    look: Brand
    load_files: LoadFiles
    link_to: Callable[[str, str], str]
    mail: CustomerMail

    async def brand(self) -> BrandLook:
        return await self.look.look()

    # Sessions

    async def session_of(self, token: str) -> SignedIn | None:
        found = await self.sign_ins.find_session(token)
        return None if found is None else _signed_in(found, token)

    async def sign_in_with_token(self, token: str, *, language: str) -> SignedIn:
        return _signed_in(await self.sign_ins.with_exchange_token(token, language=language))

    async def adopt(self, guest: Customer, account: Customer) -> None:
        """What this person wrote as a guest belongs to their account from now on. A private link may be another's: it proves nothing."""
        if guest.assurance is not Assurance.UNPROVEN or guest.only_ticket is not None or guest.contact == account.contact:
            return
        before: list[str] = []
        while (found := [view.ticket for view in await self.list_tickets(guest)]) and found != before:  # the list is the newest only
            for ticket in found:
                await self.db.submit(prove(guest, account, TicketId(ticket)))
            before = found

    async def sign_in_with_link(self, number: str, key: str, *, language: str, address: str) -> SignedIn:
        ticket = parse_number(number)
        if ticket is None:
            raise NotFound("link_wrong", "This link does not work.", "Check that you copied all of it.")
        return _signed_in(await self.sign_ins.with_link(ticket, key, language=language, address=address))

    async def sign_in_as_guest(self, name: str | None, *, language: str, address: str, form: str | None = None) -> SignedIn:
        """Raises Refused name_reserved for a name that could be taken for one of ours."""
        name = self.intake.clean_name(name, language)
        if name:
            brand = (await self.brand()).name
            await self.db.read(lambda conn: check_guest_name(conn, name, brand=brand))
        return _signed_in(await self.sign_ins.as_guest(name, language=language, address=address, form=form))

    async def sign_in_with_mail_code(self, browser_id: str, code: str, *, address: str) -> SignedIn:
        return _signed_in(await self.mail.sign_in(browser_id, code, place=address))

    async def sign_out(self, customer: Customer) -> None:
        await self.sign_ins.sign_out(customer)

    async def set_language(self, customer: Customer, language: str) -> None:
        await self.sign_ins.set_language(customer, language)

    # Tickets

    async def list_tickets(self, customer: Customer) -> Sequence[TicketView]:
        if customer.only_ticket is not None:
            wanted: Sequence[str] = [customer.only_ticket]
            return await self.db.read(lambda conn: list_tickets(conn, customer, wanted))
        found = await self.db.read(lambda conn: list_tickets(conn, customer, list_of_contact(conn, customer.contact)))
        return sorted(found, key=lambda ticket: ticket.activity_at, reverse=True)  # by what they see of it, not by our notes

    async def load_ticket(self, customer: Customer, number: str, *, after: int = 0, before: int | None = None) -> LoadedTicket:
        """The newest PAGE events, of those with after < seq < before."""
        ticket = _ticket(number)
        found = await self.db.read(
            lambda conn: load_conversation(
                conn, customer, ticket, load_files=self.load_files, after=after, before=before, newest=EVENTS_AT_ONCE
            )
        )
        return LoadedTicket(found.ticket, found.events, found.marks, found.more)

    async def mark_read(self, customer: Customer, number: str, seq: int) -> None:
        ticket = _ticket(number)
        await self.db.read(lambda conn: load_ticket_state(conn, customer, ticket))
        await self.db.write(lambda conn: move_marks(conn, ticket, customer_read=seq))

    async def open_ticket(
        self, customer: Customer, *, client_id: str, subject: str, text: str, topic: str | None, language: str, files: Sequence[str],
        priority: Priority | None = None,
    ) -> OpenedTicket:  # fmt: skip
        """The same client id again gives the same answer and opens nothing. priority: None: that of the topic."""
        speaker = msgspec.structs.replace(customer, language=self.sign_ins.speaks(language, customer.language))
        message = Inbound(self.channel, speaker, client_id, text, tuple(files), subject=subject, topic=topic, priority=priority)
        opened = await self.intake.take(message)
        link = None if opened.link_key is None else self.link_to(opened.receipt.ticket, opened.link_key)
        return OpenedTicket(opened.receipt, link)

    async def write(self, customer: Customer, number: str, *, client_id: str, text: str, files: Sequence[str]) -> Receipt:
        opened = await self.intake.take(Inbound(self.channel, customer, client_id, text, tuple(files), ticket=number))
        return opened.receipt

    async def confirm(self, customer: Customer, number: str, *, client_id: str) -> Receipt:
        return await self.db.submit(confirm(customer, _ticket(number), client_id=client_id))

    async def dispute(self, customer: Customer, number: str, *, client_id: str, text: str) -> Receipt:
        return await self.intake.dispute(customer, _ticket(number), client_id=client_id, text=text)

    async def rate(self, customer: Customer, number: str, *, client_id: str, stars: int, comment: str | None) -> Receipt:
        return await self.intake.rate(customer, _ticket(number), client_id=client_id, stars=stars, comment=comment or "")

    async def answer_hash(self, customer: Customer, number: str, *, client_id: str, question: str, is_hash: bool) -> Receipt:
        """Whether 64 hex digits that we hold are a transaction hash."""
        return await self.intake.answer_hash(customer, _ticket(number), client_id=client_id, question=question, is_hash=is_hash)

    async def save_file(
        self, customer: Customer, *, name: str, media_type: str, body: AsyncIterator[bytes], number: str | None, hashes: bool
    ) -> FileView:
        """One upload, for the ticket of this number if there is one already. What its sender says of its type does not count: the content
        does. hashes: see Files.keep."""
        return await self.files.save(customer, name, body, ticket=None if number is None else _ticket(number), hashes=hashes)


def _signed_in(session: CustomerSession, token: str = "") -> SignedIn:
    return SignedIn(session.token or token, session.customer, session.expires_at, session.name)


def _ticket(number: str) -> TicketId:
    ticket = parse_number(number)
    if ticket is None:
        raise number_wrong(number)
    return ticket
