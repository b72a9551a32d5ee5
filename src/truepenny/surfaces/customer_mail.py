"""What a customer does around mail, for the portal's pages and the HTTP API: sign in by a mailed code, choose a phrase, ask about a mail.

Every method raises contracts.errors.Refused for what a person can be told, and DatabaseAway when nothing could be accepted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Assurance, Customer
from truepenny.intake.screening import Screening
from truepenny.outbound.mail.verify import SentBefore
from truepenny.people.customer_sessions import CustomerSession
from truepenny.people.mail_codes import AskedCode, MailCodes
from truepenny.people.phrases import check_phrase, drop_phrase, load_phrase, put_phrase, secret_phrase, suggest_phrase, too_many_listed
from truepenny.people.tries import MAIL_VERIFY, same_place, take_try, try_key
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database


class SwitchNotices(Protocol):
    """Switches the notices of the contact off or on whom the key of an unsubscribe link names; False when the key is not one of ours."""

    def __call__(self, conn: Any, key: str, *, wanted: bool) -> bool: ...


FindSent = Callable[[Any, str], SentBefore | None]
"""The mail whose link holds this token, from connection and token."""
CheckAsks = Callable[[str], None]
"""Raises Refused for words that ask for what nobody here may ask for."""


@dataclass(frozen=True, slots=True)
class CustomerMail:
    """is_on: the desk has a mail address."""

    is_on: bool
    db: Database
    clock: Clock
    keyring: Keyring
    codes: MailCodes
    screening: Screening
    check_asks: CheckAsks
    find_by_token: FindSent
    switch: SwitchNotices

    async def ask_code(self, address: str, *, language: str, place: str, before: str = "") -> AskedCode:
        self._check_on()
        return await self.codes.ask(address, language=language, place=place, before=before)

    async def address_of(self, browser_id: str) -> str | None:
        return await self.codes.address_of(browser_id) if self.is_on else None

    async def sign_in(self, browser_id: str, code: str, *, place: str) -> CustomerSession:
        self._check_on()
        return await self.codes.sign_in(browser_id, code, place=place)

    def may_choose(self, customer: Customer) -> bool:
        """Whether there is mail in which this customer's phrase could stand, and we know that it is they."""
        return self.is_on and customer.assurance >= Assurance.MAIL_PROVEN and customer.only_ticket is None

    def suggest(self, language: str) -> str:
        return suggest_phrase(language)

    async def phrase_of(self, customer: Customer) -> str:
        """ "" when there is none. Raises Refused 403 for guests."""
        self._check_choice(customer)
        return await self.db.read(lambda conn: load_phrase(conn, self.keyring, customer.contact))

    async def set_phrase(self, customer: Customer, words: str, *, language: str) -> None:
        """Raises Refused 422 phrase_... with the reason why these words cannot be the phrase."""
        self._check_choice(customer)
        phrase = check_phrase(words)
        screened = self.screening.words_for_now(phrase, language, field="phrase")
        if screened.removed or screened.hashes or (too_many_listed(phrase) and self.screening.is_part(phrase)):
            raise secret_phrase()
        await asyncio.to_thread(self._check_asks, phrase)  # the first in a process reads the rules
        now = self.clock.now_us()
        await self.db.write(lambda conn: put_phrase(conn, self.keyring, customer.contact, phrase, now_us=now))

    async def remove_phrase(self, customer: Customer) -> None:
        self._check_choice(customer)
        now = self.clock.now_us()
        await self.db.write(lambda conn: drop_phrase(conn, customer.contact, now_us=now))

    async def find_sent(self, token: str, *, place: str) -> SentBefore | None:
        """Whether this token stands in a mail of ours. Raises Refused 429 for who asks very often."""
        now, key = self.clock.now_us(), try_key(self.keyring, same_place(place))

        def find(conn: Any) -> SentBefore | None:
            take_try(conn, MAIL_VERIFY, key, now_us=now)
            return self.find_by_token(conn, token)

        return await self.db.write(find)

    async def switch_notices(self, key: str, *, wanted: bool) -> bool:
        """Doing it twice changes nothing. False when the key is not one of ours."""
        return await self.db.write(lambda conn: self.switch(conn, key, wanted=wanted))

    def _check_on(self) -> None:
        if not self.is_on:
            raise NotFound("mail_off", "Nobody can sign in by mail here.", "Sign in through your exchange, or open your private link.")

    def _check_choice(self, customer: Customer) -> None:
        if not self.is_on:
            raise NotFound("mail_off", "This desk sends no mail.", "You find our answers in your tickets.")
        if not self.may_choose(customer):
            raise Refused(
                403, "phrase_needs_proof", "A phrase is for those whom we know.", "Sign in by mail or through your exchange first."
            )

    def _check_asks(self, phrase: str) -> None:
        """Our mail is signed: it must not carry an order to others who are shown it."""
        try:
            self.check_asks(phrase)
        except Refused:
            raise Refused(
                422, "phrase_asks", "This reads like an instruction to somebody.", "Use plain words that ask for nothing.", field="phrase"
            ) from None
