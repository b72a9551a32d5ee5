"""The road in, on one screen: verify ▸ screen ▸ dedupe ▸ identify ▸ thread ▸ open or receive.

In: an inbound message of a proven session, from any channel. Out: a receipt after the commit.
A message that our own code fails on is parked, sealed and replayable; it is never dropped and never stops the next one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import msgspec
from sqlalchemy import Connection

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer, FileId, TicketId
from truepenny.contracts.views import Priority, Receipt
from truepenny.intake import park
from truepenny.intake.held_hashes import list_expired
from truepenny.intake.screen.hex_keys import addresses_in, may_hold_hex_key
from truepenny.intake.screening import Screened, ScreenFailed, Screening, place_of
from truepenny.log.chain import dedupe_key
from truepenny.log.events import Channel
from truepenny.log.read import load_words
from truepenny.platform.buckets import Bucket, Buckets
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database, DatabaseAway, Unstorable
from truepenny.tickets.actions.answer import MAX_COMMENT, dispute, rate
from truepenny.tickets.actions.hashes import answer_hash, expire_hash
from truepenny.tickets.actions.leak import Leak
from truepenny.tickets.actions.look_back import look_back as look_back_over
from truepenny.tickets.actions.open import MAX_SUBJECT, Opened, open_ticket
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.actions.words import check_length, check_message, check_text, clean_text
from truepenny.tickets.needs import Needs
from truepenny.tickets.numbers import parse_number

log = logging.getLogger(__name__)
MESSAGES_PER_S = 20.0
MESSAGES_AT_ONCE = 60.0
TICKETS_PER_HOUR = 60.0
MOST_QUESTIONS = 10
Screen = Callable[..., Screened]


class Inbound(msgspec.Struct, frozen=True):
    """A customer's words on their way in. ticket None: a new one. client_id: the name that the client gave the message. priority: with
    which a new one begins; None: that of its topic."""

    channel: Channel
    customer: Customer
    client_id: str
    text: str = ""
    files: tuple[str, ...] = ()
    ticket: str | None = None
    subject: str = ""
    topic: str | None = None
    priority: Priority | None = None


class Parked(Refused):
    """We have it, but could not file it."""

    def __init__(self) -> None:
        super().__init__(
            500,
            "parked",
            "Your message arrived and is being checked before anyone sees it.",
            "It is safe with us and will be looked at. You need not send it again.",
        )


@dataclass(frozen=True, slots=True)
class Intake:
    """priority_of: the priority that a topic begins with; raises Refused for a topic that does not exist.

    count: told the channel of each message that was accepted.
    """

    db: Database
    clock: Clock
    keyring: Keyring
    needs: Needs
    screening: Screening
    priority_of: Callable[[str | None], Priority]
    park_days: int
    count: Callable[[Channel], None]
    pace: Buckets = field(default_factory=lambda: Buckets(lambda: Bucket(per_s=MESSAGES_PER_S, most=MESSAGES_AT_ONCE)))
    pace_of_tickets: Buckets = field(default_factory=lambda: Buckets(lambda: Bucket(per_s=TICKETS_PER_HOUR / 3600, most=TICKETS_PER_HOUR)))

    async def take(self, inbound: Inbound) -> Opened:
        """Raises Refused with words for the customer, Parked, or DatabaseAway: then the sender keeps it and sends it again."""
        try:
            opened = await self._file(inbound)
        except (Refused, DatabaseAway, Unstorable):
            raise
        except Exception as fault:
            await self._park(inbound, fault)
            raise Parked from fault
        self.count(inbound.channel)
        return opened

    async def _file(self, inbound: Inbound) -> Opened:
        # verify: the edge proved the session; here its pace. dedupe: by the action's key, in its transaction. identify: the session names
        # the contact. What is left to do here is to screen, and to decide the thread.
        self._check_pace(inbound)
        ticket = self._thread(inbound)
        files = tuple(FileId(file) for file in inbound.files)
        words = check_message(inbound.text, files)
        screen = partial(self.screening.words, words, inbound.customer.language)
        screened = screen()
        if ticket is None:
            check_questions(screened, field="text")
            opened = await self._open(inbound, screened, files)
            ticket = TicketId(opened.receipt.ticket)
        else:
            screened = check_questions(await self._with_addresses(ticket, words, screened, screen), field="text")
            receipt = await self.db.submit(
                receive(
                    inbound.customer,
                    ticket,
                    client_id=inbound.client_id,
                    text=screened.text,
                    needs=self.needs,
                    channel=inbound.channel,
                    files=files,
                    leak=Leak(screened.removed, hashes=screened.hashes),
                )
            )
            opened = Opened(receipt)
        await self.look_back(inbound.customer, ticket, screened, inbound.channel)
        return opened

    async def _with_addresses(self, ticket: TicketId, words: str, screened: Screened, screen: Screen) -> Screened:
        """The same, where 64 hex digits are among the words, with the addresses that the ticket names: what is the key of one is a private
        key whatever the words call it."""
        if not (screened.hashes or may_hold_hex_key(words)):
            return screened
        known = addresses_in(await self.db.read(partial(load_words, ticket=ticket)))
        return screen(addresses=known) if known else screened

    async def look_back(self, customer: Customer, ticket: TicketId, screened: Screened, channel: Channel | None = None) -> None:
        """Takes out what only shows when these words are read together with those before them."""
        if self.screening.is_part(screened.text):
            take = partial(self.screening.take_spread, language=customer.language)
            await self.db.submit(look_back_over(ticket, customer.contact, find_spread=take, needs=self.needs, channel=channel))

    async def _open(self, inbound: Inbound, screened: Screened, files: tuple[FileId, ...]) -> Opened:
        subject = check_length(clean_text(inbound.subject), field="subject", limit=MAX_SUBJECT)
        title = self.screening.strip(subject, inbound.customer.language)
        return await self.db.submit(
            open_ticket(
                inbound.customer,
                client_id=inbound.client_id,
                text=screened.text,
                needs=self.needs,
                channel=inbound.channel,
                subject=title.text,
                files=files,
                topic=inbound.topic or None,
                priority=inbound.priority or self.priority_of(inbound.topic),
                leak=Leak(screened.removed, title.removed, screened.hashes),
            )
        )

    # The customer's other words

    async def dispute(self, customer: Customer, ticket: TicketId, *, client_id: str, text: str) -> Receipt:
        """Says what is still wrong. Raises what the action raises, and Refused screen_failed."""
        words = check_text(text)
        screen = partial(self.screening.words_for_now, words, customer.language, field="text")
        screened = check_questions(await self._with_addresses(ticket, words, screen(), screen), field="text")
        leak = Leak(screened.removed, hashes=screened.hashes)
        work = dispute(customer, ticket, client_id=client_id, text=screened.text, needs=self.needs, leak=leak)
        receipt = await self.db.submit(work)
        await self.look_back(customer, ticket, screened)
        return receipt

    async def rate(self, customer: Customer, ticket: TicketId, *, client_id: str, stars: int, comment: str) -> Receipt:
        words = check_length(clean_text(comment), field="comment", limit=MAX_COMMENT)
        screened = check_questions(self.screening.words_for_now(words, customer.language, field="comment"), field="comment")
        leak = Leak(screened.removed, hashes=screened.hashes)
        return await self.db.submit(
            rate(customer, ticket, client_id=client_id, stars=stars, comment=screened.text, needs=self.needs, leak=leak)
        )

    def clean_name(self, name: str | None, language: str) -> str | None:
        """A name that a guest gives; one that holds a secret is not taken."""
        if not name:
            return name
        try:
            return None if self.screening.strip(name, language).removed else name
        except ScreenFailed:
            return None

    async def answer_hash(self, customer: Customer, ticket: TicketId, *, client_id: str, question: str, is_hash: bool) -> Receipt:
        """The customer's word on 64 hex digits that we hold."""

        def is_key(conn: Connection, digits: str) -> bool:
            known = addresses_in(load_words(conn, ticket=ticket))
            return any(found.certainty == "certain" for found in self.screening.find(digits, addresses=known))

        work = answer_hash(customer, ticket, client_id=client_id, question=question, is_hash=is_hash, is_key=is_key, needs=self.needs)
        return await self.db.submit(work)

    async def expire_hashes(self) -> int:
        """Deletes unseen what was held for so long without an answer; gives how many."""
        now = self.clock.now_us()
        due = await self.db.read(lambda conn: list_expired(conn, now_us=now))
        for ticket, question in due:
            await self.db.submit(expire_hash(ticket, question=question, needs=self.needs))
        return len(due)

    def _check_pace(self, inbound: Inbound) -> None:
        contact = inbound.customer.contact
        slow = self.pace.take(contact) and (inbound.ticket is not None or self.pace_of_tickets.take(contact))
        if not slow:
            raise Refused(
                429, "too_fast", "That was too many messages in a short time.", "Wait a few seconds, then try again.", retry_after_s=3
            )

    def _thread(self, inbound: Inbound) -> TicketId | None:
        if inbound.ticket is None:
            if inbound.customer.only_ticket is not None:
                raise Refused(
                    403,
                    "link_is_for_one_ticket",
                    "Your private link belongs to one ticket.",
                    "Write in that ticket, or start anew from the home page.",
                )
            return None
        ticket = parse_number(inbound.ticket)
        if ticket is None:
            raise number_wrong(inbound.ticket)
        return ticket

    async def _park(self, inbound: Inbound, fault: Exception) -> None:
        payload = msgspec.msgpack.encode(inbound)
        now = self.clock.now_us()
        unscreened = isinstance(fault, ScreenFailed)  # the words of its traceback may be the customer's
        place = str(fault) if unscreened else f"{type(fault).__name__} in {place_of(fault)}"
        same = dedupe_key("parked", inbound.customer.contact, inbound.client_id)
        park_id = await self.db.write(
            lambda conn: park.park(
                conn, self.keyring, channel=inbound.channel, reason=place, payload=payload, now_us=now, keep_days=self.park_days, same=same
            )
        )
        log.error("a message was parked", extra={"parked": park_id, "reason": place}, exc_info=None if unscreened else fault)

    async def replay(self, park_id: str) -> Opened | None:
        """Takes a parked message again; None when there is none of this id that waits. Raises what take raises."""
        payload = await self.db.read(lambda conn: park.open_payload(conn, self.keyring, park_id))
        if payload is None:
            return None
        opened = await self._file(msgspec.msgpack.decode(payload, type=Inbound))
        now = self.clock.now_us()
        await self.db.write(lambda conn: park.mark_replayed(conn, park_id, now_us=now))
        return opened


def check_questions(screened: Screened, *, field: str) -> Screened:
    """The same. Nobody answers hundreds of questions about the lines of a log: its sender can say once what they are. Raises Refused."""
    if len(screened.hashes) > MOST_QUESTIONS:
        raise Refused(
            422,
            "too_many_hashes",
            "This holds {n} strings of 64 characters, and each may be a transaction hash or a private key.",
            "If they are transaction hashes, write “transaction hashes:” in front of them. Never send a private key to anybody.",
            params={"n": len(screened.hashes)},
            field=field,
        )
    return screened


def number_wrong(number: str) -> Refused:
    return Refused(
        404,
        "number_wrong",
        "{number} is not a ticket number.",
        "Compare it with your receipt: it has eight characters, such as K7M2-4QDX.",
        params={"number": number[:20]},
        field="ticket",
    )
