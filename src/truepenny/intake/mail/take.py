"""The road in for mail, on one screen: known before? ▸ whose ticket ▸ screen ▸ whose contact ▸ files ▸ kept bytes ▸ open or receive.

In: a mail that was read, and what its sender's domain says of it. Out: what became of it, after the commit. Whoever hands a mail in keeps
it until then; the same mail again changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Assurance, ContactId, Customer, TicketId
from truepenny.contracts.mail import Bounced, Envelope, InboundMail, RawMail, Taken, Vouched
from truepenny.contracts.views import FalseName
from truepenny.intake.files.store import Files
from truepenny.intake.mail.files import Kept as KeptFiles
from truepenny.intake.mail.files import keep_files
from truepenny.intake.mail.keys import MailKeys, keys_of, sender_address
from truepenny.intake.mail.names import FalseNames
from truepenny.intake.mail.raw import RawMails
from truepenny.intake.mail.records import Kept, StoredMail, count_lately, find_known, find_storm, insert_mail, put_storm
from truepenny.intake.mail.thread import Place, Threading
from truepenny.intake.mail.words import MailText, head_of, screen_mail, with_notes
from truepenny.intake.pipeline import Intake
from truepenny.intake.screen.hex_keys import addresses_in, may_hold_hex_key
from truepenny.intake.screening import Screened
from truepenny.log.events import MailMark
from truepenny.log.read import load_words
from truepenny.people.mail_contacts import contact_of_sender, find_sender
from truepenny.platform.clock import DAY
from truepenny.platform.db.batch import Batch, Work
from truepenny.platform.db.database import DatabaseAway
from truepenny.tickets.actions.open import open_ticket
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.actions.words import MailWords

log = logging.getLogger(__name__)
STORM_FROM = 10
"""New mails of one sender within an hour from which on they are gathered in one ticket."""
TRIES = 4
"""How often a mail looks where it belongs, while agents merge tickets and its sender sends more."""
TELL_AT = frozenset(step * 10**power for power in range(8) for step in (1, 2, 5))
RECEIPT_US = 3 * DAY
"""Older mail has no receipt: who fetches a mailbox for the first time must not write to everybody of the last years."""
SMALL = 64 * 1024
MakeSafe = Callable[[str, Mapping[str, str]], str | None]
"""HTML and the addresses of its pictures by content id -> HTML that does nothing, None when it cannot be shown."""
OnBounce = Callable[[Sequence[Bounced], Sequence[str]], Awaitable[tuple[TicketId | None, int] | None]]
"""Reports, and the addresses that they came to -> the ticket and event of the mail of ours that did not arrive; None when none is ours."""


class _Moved(Exception):
    """What the database knew of a mail is not so any more."""


@dataclass(frozen=True, slots=True)
class _Storm:
    """began: the ticket that was to gather it. ticket, contact: where that goes on now, and whose it is."""

    began: TicketId
    ticket: TicketId
    contact: ContactId


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the database knows of a mail before it is taken. sender: whose a new ticket would be. ended: the ticket of a storm that gathers
    no more. false_name: why the name in its From misleads."""

    known: StoredMail | None
    place: Place
    storm: _Storm | None
    begins_storm: bool
    addresses: frozenset[str] = frozenset()
    sender: ContactId | None = None
    ended: TicketId | None = None
    false_name: FalseName | None = None


@dataclass(frozen=True, slots=True)
class _Mail:
    """One mail on its way, with all that is known of it before its files are kept."""

    mail: InboundMail
    vouched: Vouched
    keys: MailKeys
    proven: bool
    language: str
    looked: _Looked

    @property
    def ticket(self) -> TicketId | None:
        return self.looked.place.ticket or (self.looked.storm.ticket if self.looked.storm else None)

    @property
    def customer(self) -> Customer:
        contact = self.looked.place.contact or (self.looked.storm.contact if self.looked.storm else self.looked.sender)
        assert contact is not None
        return Customer(
            contact, "mail", Assurance.MAIL_PROVEN if self.proven else Assurance.UNPROVEN, self.language, only_ticket=self.ticket
        )

    @property
    def in_storm(self) -> bool:
        return self.looked.storm is not None or self.looked.begins_storm


@dataclass(frozen=True, slots=True)
class MailIntake:
    """languages: those that the desk speaks, the first one when in doubt."""

    intake: Intake
    files: Files
    raws: RawMails
    threading: Threading
    on_bounce: OnBounce
    make_safe: MakeSafe
    languages: tuple[str, ...]
    false_names: FalseNames

    async def take(self, mail: InboundMail, vouched: Vouched, envelope: Envelope, raw: RawMail) -> Taken:
        """Raises DatabaseAway; ScreenFailed when a detector fails; anything else is a bug of ours. After each, nothing was taken."""
        recipients = _recipients(mail, envelope)
        if mail.bounced and (hit := await self.on_bounce(self._screened(mail.bounced), recipients)) is not None:
            return Taken("bounce", *hit)
        proven = vouched.verdict == "vouched" and mail.sender is not None
        keys = await _aside(raw.size, partial(keys_of, self.intake.keyring, mail, proven=proven))
        language = (mail.language if mail.language in self.languages else self.languages[0]) or "en"
        for tries_left in reversed(range(TRIES)):
            looked = await self.intake.db.read(lambda conn: self._look(conn, mail, keys, recipients, proven))
            if looked.known is not None:
                await self._look_back(looked.known.ticket, mail.text, language)
                return Taken("known", looked.known.ticket, looked.known.seq)
            try:
                return await self._file(_Mail(mail, vouched, keys, proven, language, looked), raw)
            except (_Moved, Refused) as moved:
                is_elsewhere = isinstance(moved, _Moved | NotFound) or moved.code == "ticket_merged"
                if not (is_elsewhere and tries_left):
                    raise
        raise AssertionError

    def _screened(self, reports: Sequence[Bounced]) -> Sequence[Bounced]:
        """Anybody can write what another server is said to have said."""
        return [replace(one, words=self.intake.screening.strip(one.words, "en").text) for one in reports]

    def _look(self, conn: Connection, mail: InboundMail, keys: MailKeys, recipients: Sequence[str], proven: bool) -> _Looked:  # noqa: FBT001
        now = self.intake.clock.now_us()
        known = find_known(conn, keys, proven=proven, dated_at=mail.at, now_us=now)
        if known is not None:
            return _Looked(known, Place(), None, begins_storm=False)
        false_name = self.false_names.find(conn, mail.senders)
        place = self.threading.place(conn, mail, recipients=recipients, address=sender_address(mail), proven=proven)
        if place.ticket is None:
            found = find_storm(conn, _storm_key(keys, proven=proven), now_us=now)
            storm = None if found is None else self._follow(conn, found[0])
            begins = storm is None and count_lately(conn, keys.sender, proven=proven, now_us=now) >= STORM_FROM
            sender = None if storm is not None else find_sender(conn, self.intake.keyring, sender_address(mail), proven=proven)
            ended = None if found is None else found[0]
            return _Looked(None, place, storm, begins, sender=sender, ended=ended, false_name=false_name)
        named = addresses_in(load_words(conn, place.ticket)) if may_hold_hex_key(mail.text) else frozenset()
        return _Looked(None, place, None, begins_storm=False, addresses=frozenset(named), false_name=false_name)

    def _follow(self, conn: Connection, began: TicketId) -> _Storm | None:
        """None when an agent merged it into another's ticket: then the storm gathers in a new one."""
        first, now = self.threading.find_state(conn, began), self.threading.follow(conn, began)
        if first is None or now is None or now.contact != first.contact:
            return None
        return _Storm(began, now.ticket, now.contact)

    async def _file(self, one: _Mail, raw: RawMail) -> Taken:
        screening = self.intake.screening
        text = await _aside(raw.size, lambda: screen_mail(screening, one.mail, language=one.language, addresses=one.looked.addresses))
        false_name = one.looked.false_name
        head = head_of(screening, one.mail, one.vouched, subject=text.subject, language=one.language, false_name=false_name)
        customer = one.customer
        files = await keep_files(self.files, screening, customer, one.mail.files, rest=text.rest, ticket=one.ticket)
        kept = await self._keep(raw) if text.clean and head.clean and files.clean else Kept()
        html = None
        if one.mail.html and text.keeps_html:
            html = await _aside(8 * len(one.mail.html), partial(self.make_safe, one.mail.html, files.inline))
        mark = MailMark(
            one.keys.id, one.vouched.verdict, one.vouched.by, one.mail.automatic, one.mail.crypt, one.mail.faults[:10], raw=kept != Kept()
        )
        is_old = one.mail.at is not None and one.mail.at < self.intake.clock.now_us() - RECEIPT_US
        words = MailWords(mark, head.json, html, files.more, is_old)
        taken = await self.intake.db.submit(self._unit(one, customer, text, words, files, kept, head.name, raw.size))
        if taken.state == "filed":
            self.intake.count("email")
        await self._look_back(taken.ticket, text.text, one.language)
        return taken

    async def _keep(self, raw: RawMail) -> Kept:
        try:
            return await self.raws.keep(raw)
        except (OSError, Refused) as full:
            raise DatabaseAway("raw mail") from full

    async def _look_back(self, ticket: TicketId | None, text: str, language: str) -> None:
        """Also for a mail that was taken before: whoever took it may have failed here."""
        if ticket is None or not self.intake.screening.is_part(text):
            return
        state = await self.intake.db.read(lambda conn: self.threading.follow(conn, ticket))
        if state is not None:
            customer = Customer(ContactId(state.contact), "mail", Assurance.UNPROVEN, language)
            await self.intake.look_back(customer, state.ticket, Screened(text), "email")

    def _make_sender(self, conn: Connection, one: _Mail, name: str) -> None:
        """Raises _Moved when meanwhile they are somebody else, who has proven the address."""
        made = contact_of_sender(
            conn, self.intake.keyring, sender_address(one.mail), proven=one.proven, name=name, language=one.language,
            now_us=self.intake.clock.now_us(),
        )  # fmt: skip
        if made != one.looked.sender:
            raise _Moved

    def _unit(
        self, one: _Mail, customer: Customer, text: MailText, words: MailWords, files: KeptFiles, kept: Kept, name: str, size: int
    ) -> Work[Taken]:
        """All of it in one transaction, unless the same mail was taken meanwhile. name: the sender's. Raises _Moved."""
        calm = self._work(one, customer, text, words, files, storm=None)

        def run(tx: Batch) -> Taken:
            now = self.intake.clock.now_us()
            known = find_known(tx.conn, one.keys, proven=one.proven, dated_at=one.mail.at, now_us=now)
            if known is not None:
                return Taken("known", known.ticket, known.seq)
            if one.looked.sender is not None:
                self._make_sender(tx.conn, one, name)
            storm = self._number(tx.conn, one, now) if one.in_storm else None
            done = (calm if storm is None else self._work(one, customer, text, words, files, storm=storm)).run(tx)
            receipt = getattr(done, "receipt", done)
            ticket = TicketId(receipt.ticket)
            insert_mail(
                tx.conn, self.intake.keyring, one.keys, ticket=ticket, seq=receipt.seq, sender=sender_address(one.mail),
                message_id=one.mail.message_id, dated_at=one.mail.at, vouched=one.proven, automatic=one.mail.automatic is not None,
                kept=kept, size=size, now_us=now,
            )  # fmt: skip
            if storm is not None:
                put_storm(tx.conn, _storm_key(one.keys, proven=one.proven), ticket=ticket, count=storm, now_us=now)
            return Taken("filed", ticket, receipt.seq)

        return Work(run, tickets=calm.tickets, keys=calm.keys)

    def _number(self, conn: Connection, one: _Mail, now: int) -> int:
        """Of this mail in its storm, which another mail may have begun or carried on meanwhile."""
        found = find_storm(conn, _storm_key(one.keys, proven=one.proven), now_us=now)
        storm = one.looked.storm
        seen = (one.looked.ended,) if storm is None else (storm.began, storm.ticket)
        if found is not None and found[0] not in seen:
            raise _Moved
        return 1 if found is None or storm is None else found[1] + 1

    def _work(self, one: _Mail, customer: Customer, text: MailText, words: MailWords, files: KeptFiles, *, storm: int | None) -> Work[Any]:
        """storm: the number of this mail in a storm."""
        said = with_notes(text, files.notes, one.language)
        told = None if storm is None else storm if storm in TELL_AT else 0
        needs, ticket = self.intake.needs, one.ticket
        if ticket is not None:
            return receive(
                customer, ticket, client_id=one.keys.id, text=said, needs=needs, channel="email", files=files.first, leak=text.leak,
                mail=words, storm=told,
            )  # fmt: skip
        return open_ticket(
            customer, client_id=one.keys.id, text=said, needs=needs, channel="email", subject=text.subject, files=files.first,
            priority="P4" if one.mail.automatic else self.intake.priority_of(None), leak=text.leak, mail=words,
            links=one.looked.place.links, storm=told,
        )  # fmt: skip


async def _aside(size: int, job: Callable[[], Any]) -> Any:
    """Short work at once, long work away from the event loop."""
    return job() if size <= SMALL else await asyncio.to_thread(job)


def _recipients(mail: InboundMail, envelope: Envelope) -> tuple[str, ...]:
    named = [*envelope.recipients, *mail.delivered_to, *(one.address for one in (*mail.to, *mail.cc))]
    return tuple(dict.fromkeys(named))[:100]


def _storm_key(keys: MailKeys, *, proven: bool) -> bytes:
    """Who can prove who they are is never gathered with who only says so."""
    return keys.sender if proven else bytes(byte ^ 0xFF for byte in keys.sender)
