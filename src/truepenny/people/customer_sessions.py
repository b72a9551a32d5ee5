"""Customers' sessions: opened by an exchange token, as a guest, or by a private link; found by a token that rests as a hash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, select, update

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Assurance, ContactId, Customer, TicketId
from truepenny.people.contacts import add_guest, contact_for_account, guest_of_form
from truepenny.people.exchange_tokens import ExchangeTokens, use_once
from truepenny.people.guest_links import find_link, withdraw_links
from truepenny.people.schema import contacts, customer_sessions
from truepenny.people.tokens import MAX_TOKEN_CHARS, TokenCache, token_hash
from truepenny.people.tries import GUEST, LINK, give_back, same_place, take_try, try_key
from truepenny.platform.clock import DAY, HOUR, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.ids import new_id, new_token

if TYPE_CHECKING:
    from truepenny.platform.db.batch import Batch
    from truepenny.platform.db.database import Database

ACCOUNT_US = 24 * HOUR
GUEST_US = 30 * DAY
LINK_US = 24 * HOUR
_FAR_AWAY_US = 90 * DAY


@dataclass(frozen=True, slots=True)
class CustomerSession:
    """token: set only when the session was just opened, never to be seen again. name: the contact's, None when nobody said."""

    customer: Customer
    expires_at: int
    name: str | None
    token: str = ""


def open_customer_session(
    conn: Connection,
    contact: ContactId,
    *,
    assurance: Assurance,
    language: str,
    life_us: int,
    now_us: int,
    only_ticket: TicketId | None = None,
) -> CustomerSession:
    token, session = new_token(), new_id()
    conn.execute(
        customer_sessions.insert().values(
            id=session,
            token_hash=token_hash(token),
            contact_id=contact,
            assurance=int(assurance),
            only_ticket=only_ticket,
            language=language,
            created_at=now_us,
            expires_at=now_us + life_us,
            ended_at=None,
        )
    )
    name = conn.execute(select(contacts.c.name).where(contacts.c.id == contact)).scalar()
    customer = Customer(contact=contact, session=session, assurance=assurance, language=language, only_ticket=only_ticket)
    return CustomerSession(customer, now_us + life_us, name, token)


def _end_link_sessions(conn: Connection, *, ticket: TicketId, now_us: int) -> list[str]:
    """Their ids."""
    live = (customer_sessions.c.only_ticket == ticket) & customer_sessions.c.ended_at.is_(None)
    return list(conn.execute(update(customer_sessions).where(live).values(ended_at=now_us).returning(customer_sessions.c.id)).scalars())


def prune_customer_sessions(conn: Connection, *, now_us: int) -> int:
    """Drops the rows of sessions that ended long ago."""
    return conn.execute(delete(customer_sessions).where(customer_sessions.c.expires_at < now_us - _FAR_AWAY_US)).rowcount


def _find(conn: Connection, key: str, now_us: int) -> CustomerSession | None:
    s = customer_sessions.c
    row = conn.execute(
        select(customer_sessions, contacts.c.name)
        .join_from(customer_sessions, contacts)
        .where(s.token_hash == key, s.ended_at.is_(None), s.expires_at > now_us)
    ).first()
    if row is None:
        return None
    customer = Customer(
        contact=ContactId(row.contact_id),
        session=row.id,
        assurance=Assurance(row.assurance),
        language=row.language,
        only_ticket=None if row.only_ticket is None else TicketId(row.only_ticket),
    )
    return CustomerSession(customer, row.expires_at, row.name)


class CustomerSignIn:
    """languages: those that the desk speaks, the first one when in doubt. on_end: told the ids of sessions that ended with their link."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring, *, tokens: ExchangeTokens, languages: tuple[str, ...]) -> None:
        self._db = db
        self._clock = clock
        self._keyring = keyring
        self._tokens = tokens
        self._languages = languages
        self._cache: TokenCache[CustomerSession] = TokenCache()
        self.on_end: list[Callable[[list[str]], None]] = []

    async def with_exchange_token(self, token: str, *, language: str) -> CustomerSession:
        """language: of the page, where the token names none that we speak. Raises Refused 401 token_..."""
        now = self._clock.now_us()
        claims = self._tokens.check(token, now_us=now)
        speaks = self.speaks(claims.language, language)
        assurance = Assurance.DOCUMENTS_PROVEN if claims.documents_verified else Assurance.ACCOUNT_PROVEN

        def sign_in(conn: Connection) -> CustomerSession:
            use_once(conn, claims, now_us=now)
            contact = contact_for_account(conn, self._keyring, claims, language=speaks, now_us=now)
            return open_customer_session(conn, contact, assurance=assurance, language=speaks, life_us=ACCOUNT_US, now_us=now)

        return await self._db.write(sign_in)

    async def as_guest(self, name: str | None, *, language: str, address: str, form: str | None = None) -> CustomerSession:
        """A new contact of whom nothing is proven. Raises Refused 429 when one address makes very many.

        form: the secret id of the form that they sent; sent twice at once, it is one guest with a session for each sending.
        """
        now, key, speaks = self._clock.now_us(), try_key(self._keyring, same_place(address)), self.speaks(language)

        def sign_in(conn: Connection) -> CustomerSession:
            take_try(conn, GUEST, key, now_us=now)
            if form is None:
                contact = add_guest(conn, self._keyring, name=name, language=speaks, now_us=now)
            else:
                contact = guest_of_form(conn, self._keyring, form, name=name, language=speaks, now_us=now)
            return open_customer_session(conn, contact, assurance=Assurance.UNPROVEN, language=speaks, life_us=GUEST_US, now_us=now)

        return await self._db.write(sign_in)

    async def with_link(self, ticket: str, key: str, *, language: str, address: str) -> CustomerSession:
        """A session for this one ticket (its eight characters). Raises NotFound, LinkWithdrawn, and Refused 429 after ten wrong ones from
        one address."""
        now, place, speaks = self._clock.now_us(), try_key(self._keyring, same_place(address)), self.speaks(language)

        def sign_in(conn: Connection) -> CustomerSession | None:
            take_try(conn, LINK, place, now_us=now)
            contact = find_link(conn, ticket=ticket, key=key)
            if contact is None:
                return None
            give_back(conn, LINK, place)
            return open_customer_session(
                conn, contact, assurance=Assurance.UNPROVEN, language=speaks, life_us=LINK_US, now_us=now, only_ticket=TicketId(ticket)
            )

        opened = await self._db.write(sign_in)
        if opened is None:
            raise NotFound("link_wrong", "This link does not work.", "Check that you copied all of it.")
        return opened

    async def find_customer(self, token: str | None) -> Customer | None:
        """Whom the token stands for; from memory for five seconds."""
        found = await self.find_session(token)
        return None if found is None else found.customer

    async def find_session(self, token: str | None) -> CustomerSession | None:
        if not token or len(token) > MAX_TOKEN_CHARS:
            return None
        now, key = self._clock.now_us(), token_hash(token)
        found = self._cache.find(key, now)
        if found is None:
            edition = self._cache.edition
            found = await self._db.read(lambda conn: _find(conn, key, now))
            if found is None:
                return None
            self._cache.keep(key, found, now_us=now, edition=edition)
        return found if now < found.expires_at else None

    async def sign_out(self, customer: Customer) -> None:
        await self._change(customer, ended_at=self._clock.now_us())

    async def set_language(self, customer: Customer, language: str) -> None:
        """Raises Refused 400 for a language that the desk does not speak."""
        if language not in self._languages:
            raise Refused(400, "language_unknown", "We do not speak this language here.", "Choose one of the list.", field="language")
        await self._change(customer, language=language)

    async def _change(self, customer: Customer, **values: object) -> None:
        this = customer_sessions.c.id == customer.session
        await self._db.write(lambda conn: conn.execute(update(customer_sessions).where(this).values(**values)).rowcount)
        self._cache.forget()

    def withdraw_links(self, tx: Batch, ticket: TicketId) -> bool:
        """The ticket's private links open it no more, and the sessions that they opened end, with the commit. False: there was none."""
        now = self._clock.now_us()
        if not withdraw_links(tx.conn, ticket=ticket, now_us=now):
            return False
        tx.after_commit(partial(self._ended, _end_link_sessions(tx.conn, ticket=ticket, now_us=now)))
        return True

    def _ended(self, sessions: list[str]) -> None:
        self._cache.forget()
        for tell in self.on_end:
            tell(sessions)

    def speaks(self, *wanted: str | None) -> str:
        """The first wanted language that we speak: zh-Hans-CN is zh."""
        for language in wanted:
            main = (language or "").replace("_", "-").split("-")[0].lower()
            if main in self._languages:
                return main
        return self._languages[0]
