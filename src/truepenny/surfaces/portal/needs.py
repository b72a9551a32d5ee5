"""What the portal needs from the house: one object with these methods, made by main/wiring.py.

All methods raise contracts.errors.Refused for what a person can be told, DatabaseAway when nothing was accepted; else it is a bug.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from truepenny.contracts.identity import Assurance, Customer
from truepenny.contracts.live import Marks
from truepenny.contracts.views import EventView, FileView, Priority, Receipt, TicketView
from truepenny.platform.web.i18n import mark
from truepenny.surfaces.portal.mail_needs import MailNeeds


class SignedIn(Protocol):
    """A session. token goes into the cookie and nowhere else; expires_at in microseconds UTC; name: the contact's, if known."""

    @property
    def token(self) -> str: ...
    @property
    def customer(self) -> Customer: ...
    @property
    def expires_at(self) -> int: ...
    @property
    def name(self) -> str | None: ...


class Opened(Protocol):
    """guest_link: the whole private link, for guests only."""

    @property
    def receipt(self) -> Receipt: ...
    @property
    def guest_link(self) -> str | None: ...


class Loaded(Protocol):
    """A ticket with the newest events that its customer may see, oldest first. more: there are older ones."""

    @property
    def ticket(self) -> TicketView: ...
    @property
    def events(self) -> Sequence[EventView]: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def more(self) -> bool: ...


class Look(Protocol):
    """The brand: name, hue in degrees, logo on our own origin, languages offered (the first one when in doubt)."""

    @property
    def name(self) -> str: ...
    @property
    def hue(self) -> int: ...
    @property
    def logo_url(self) -> str | None: ...
    @property
    def languages(self) -> tuple[str, ...]: ...


class PortalNeeds(Protocol):
    @property
    def mail(self) -> MailNeeds: ...

    async def brand(self) -> Look: ...

    async def session_of(self, token: str) -> SignedIn | None:
        """Who the cookie stands for; None for a token that is wrong, ended or too old."""
        ...

    async def sign_in_with_token(self, token: str, *, language: str) -> SignedIn: ...

    async def sign_in_with_link(self, number: str, key: str, *, language: str, address: str) -> SignedIn:
        """address: the client's IP address, to count wrong tries."""
        ...

    async def sign_in_as_guest(self, name: str | None, *, language: str, address: str, form: str | None = None) -> SignedIn:
        """form: the secret id of the form that they sent; sent twice at once, at any node, it is one guest."""
        ...

    async def sign_in_with_mail_code(self, browser_id: str, code: str, *, address: str) -> SignedIn:
        """browser_id: what the browser that asked was given. address: the client's IP address. Raises Refused mail_code_..."""
        ...

    async def adopt(self, guest: Customer, account: Customer) -> None:
        """The guest's tickets belong to the account from now on."""
        ...

    async def sign_out(self, customer: Customer) -> None: ...

    async def set_language(self, customer: Customer, language: str) -> None: ...

    async def list_tickets(self, customer: Customer) -> Sequence[TicketView]:
        """All of the customer's, the one with the latest activity first."""
        ...

    async def load_ticket(self, customer: Customer, number: str, *, before: int | None = None) -> Loaded:
        """number with or without dash; before: only events with a smaller seq. Raises NotFound also for other people's tickets."""
        ...

    async def mark_read(self, customer: Customer, number: str, seq: int) -> None: ...

    async def open_ticket(
        self,
        customer: Customer,
        *,
        client_id: str,
        subject: str,
        text: str,
        topic: str | None,
        language: str,
        files: Sequence[str],
        priority: Priority | None = None,
    ) -> Opened:
        """The same client id again gives the same answer and opens nothing. priority: None: that of the topic."""
        ...

    async def write(self, customer: Customer, number: str, *, client_id: str, text: str, files: Sequence[str]) -> Receipt: ...

    async def confirm(self, customer: Customer, number: str, *, client_id: str) -> Receipt: ...

    async def dispute(self, customer: Customer, number: str, *, client_id: str, text: str) -> Receipt: ...

    async def rate(self, customer: Customer, number: str, *, client_id: str, stars: int, comment: str | None) -> Receipt: ...

    async def answer_hash(self, customer: Customer, number: str, *, client_id: str, question: str, is_hash: bool) -> Receipt:
        """Whether the 64 hex digits that question names are a transaction hash; a no deletes them. Raises Refused question_closed."""
        ...

    async def save_file(
        self, customer: Customer, *, name: str, media_type: str, body: AsyncIterator[bytes], number: str | None, hashes: bool
    ) -> FileView:
        """One upload, for the ticket of this number if there is one already. hashes: its sender says that text of 64 characters in it is
        transaction hashes. Raises Refused for what is too large, of a type that we do not take, or holds a secret; file_hashes asks."""
        ...


ASSURANCE_WORDS = {
    Assurance.UNPROVEN: mark("Guest. We do not know yet who you are."),
    Assurance.MAIL_PROVEN: mark("Your mail address is proven."),
    Assurance.ACCOUNT_PROVEN: mark("Your account is proven by your exchange."),
    Assurance.DOCUMENTS_PROVEN: mark("Your account and documents are proven by your exchange."),
}
