"""What the portal's pages around mail need from the house; a part of needs.PortalNeeds, with the same errors."""

from __future__ import annotations

from typing import Protocol

from truepenny.contracts.identity import Customer
from truepenny.outbound.mail.verify import SentBefore


class AskedCode(Protocol):
    """id goes into a cookie of the browser that asked and nowhere else. minutes: how long the code works."""

    @property
    def id(self) -> str: ...
    @property
    def minutes(self) -> int: ...


class MailNeeds(Protocol):
    """place, in all methods: the client's IP address, to count tries."""

    @property
    def is_on(self) -> bool:
        """Whether the desk sends mail at all."""
        ...

    async def ask_code(self, address: str, *, language: str, place: str, before: str = "") -> AskedCode:
        """Has a code mailed; the same answer for every address. before: the id that this browser has, if any."""
        ...

    async def address_of(self, browser_id: str) -> str | None:
        """Where the code that this browser waits for was sent."""
        ...

    def may_choose(self, customer: Customer) -> bool:
        """Whether this customer can have a phrase in our mail."""
        ...

    def suggest(self, language: str) -> str: ...

    async def phrase_of(self, customer: Customer) -> str:
        """ "" when there is none."""
        ...

    async def set_phrase(self, customer: Customer, words: str, *, language: str) -> None: ...

    async def remove_phrase(self, customer: Customer) -> None: ...

    async def switch_notices(self, key: str, *, wanted: bool) -> bool:
        """Whether mail about new answers is wanted, by the key of the link in such a mail; False when the key is not one of ours."""
        ...

    async def find_sent(self, token: str, *, place: str) -> SentBefore | None:
        """The mail in which the link with this token stands; None: it is not ours."""
        ...
