"""Mail out, put together: what the sender needs from the rest of the house, and the server that takes our mail."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection

from truepenny.channels.email.oauth import AccessTokens, load_sign_ins
from truepenny.channels.email.send import MailPost, Smtp, server_of
from truepenny.channels.email.signing import KeyWrong, load_signer
from truepenny.contracts.identity import ContactId, TicketId
from truepenny.contracts.mail import Bounced, OutboundFile
from truepenny.intake.files import records
from truepenny.intake.files.store import Files
from truepenny.intake.mail.addresses import reply_address
from truepenny.intake.mail.keys import NOBODY
from truepenny.intake.mail.records import find_thread
from truepenny.intake.mail.take import OnBounce
from truepenny.intake.mail.thread import FindSent
from truepenny.knowledge.brand import Brand
from truepenny.outbound.announcing.mailing import write_news
from truepenny.outbound.mail.bounces import record_bounce
from truepenny.outbound.mail.letter import Sources
from truepenny.outbound.mail.registry import find_by_message_id, was_sent_to
from truepenny.outbound.mail.sender import FilesToSend, MailSender
from truepenny.people.guest_links import make_link
from truepenny.people.mail_contacts import find_mail_address, find_proven, is_proven_by
from truepenny.people.phrases import load_phrase
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.observe.metrics import Metrics
from truepenny.platform.settings import Settings, SettingsWrong
from truepenny.platform.web.i18n import Catalog
from truepenny.tickets.numbers import show_number

MAX_CARRIED = 10 * 1024 * 1024
"""Bytes of files that one mail takes along: as base64 they are a third more, and many servers refuse above 20 MB."""


@dataclass(frozen=True, slots=True)
class MailOut:
    """sender: works through what is queued. post: the server that takes it."""

    sender: MailSender
    post: MailPost

    async def start(self) -> None:
        await self.sender.start()

    async def stop(self) -> None:
        await self.sender.stop()
        await self.post.close()


def make_mail_out(
    settings: Settings, *, db: Database, clock: Clock, keyring: Keyring, brand: Brand, files: Files, catalog: Catalog, metrics: Metrics,
    tokens: AccessTokens | None = None,
) -> MailOut | None:  # fmt: skip
    """None when no server takes our mail: then everything stays queued. tokens: those of the house, for a mail_smtp with ?oauth=NAME.

    Raises SettingsWrong for a key or a sign-in that cannot be used.
    """
    if not (settings.mail_address and settings.mail_smtp):
        return None
    try:
        sign = load_signer(settings.mail_dkim, settings.mail_address.rpartition("@")[2]) if settings.mail_dkim else None
    except KeyWrong as wrong:
        raise SettingsWrong([f"mail_dkim: {wrong}"]) from wrong
    post = MailPost(make_smtp(settings, tokens), catalog, own=settings.mail_address, sign=sign)

    async def read_files(ids: tuple[str, ...]) -> FilesToSend:
        return await _read_files(db, files, ids)

    sources = make_sources(settings, keyring, clock)
    sender = MailSender(
        db, clock, keyring, sources, post=post, look=brand.look, read_files=read_files, repeated=metrics.count_mail_repeat
    )  # fmt: skip
    return MailOut(sender, post)


def make_smtp(settings: Settings, tokens: AccessTokens | None = None) -> Smtp:
    """Raises SettingsWrong."""
    try:
        server = server_of(settings.mail_smtp)
        known = load_sign_ins(settings.mail_oauth) if server.oauth and settings.mail_oauth is not None else {}
    except ValueError as wrong:
        raise SettingsWrong([f"mail_smtp: {wrong}"]) from wrong
    if not server.oauth:
        return Smtp(server)
    if settings.mail_oauth is None or server.oauth not in known:
        raise SettingsWrong([f"mail_smtp: oauth={server.oauth} names no table of the file mail_oauth"])
    shared = tokens or AccessTokens(settings.mail_oauth, settings.data_dir / "mail_tokens.json")

    async def token(anew: bool) -> str:  # noqa: FBT001 - by position, as its type has it
        return await asyncio.to_thread(shared.get, server.oauth, anew=anew)

    return Smtp(server, token=token)


def make_sources(settings: Settings, keyring: Keyring, clock: Clock) -> Sources:
    """What mails are made of. An answer goes to where the customer wrote from last, else to the address that they have proven."""

    def address_of(conn: Connection, ticket: TicketId, contact: ContactId) -> str | None:
        found = find_thread(conn, keyring, ticket)[0] or find_mail_address(conn, keyring, contact)
        return None if found == NOBODY else found

    def written_ids(conn: Connection, ticket: TicketId) -> Sequence[str]:
        return find_thread(conn, keyring, ticket)[1]

    def phrase_of(conn: Connection, contact: ContactId, address: str) -> str:
        return load_phrase(conn, keyring, contact) if is_proven_by(conn, keyring, contact, address) else ""

    def phrase_at(conn: Connection, address: str) -> str:
        contact = find_proven(conn, keyring, address)
        return "" if contact is None else load_phrase(conn, keyring, contact)

    def link_to(conn: Connection, ticket: TicketId, contact: ContactId) -> str:
        key = make_link(conn, keyring, ticket=ticket, contact=contact, now_us=clock.now_us())
        return f"{settings.public_url}/t/{show_number(ticket)}/{key}"

    def news(conn: Connection, what: str, payload: bytes, language: str) -> dict[str, Any] | None:
        return write_news(conn, keyring, settings.public_url, what, payload, language)

    own, reply_to = settings.mail_address, partial(reply_address, keyring, settings.mail_address)
    return Sources(own, settings.public_url, address_of, reply_to, phrase_of, phrase_at, written_ids, link_to, news)


def make_find_sent(keyring: Keyring) -> FindSent:
    """For threading: the ticket of a mail of ours by its Message-ID, and whether it went to this address."""

    def find_sent(conn: Connection, message_id: str, address: str) -> tuple[TicketId, bool] | None:
        mail = find_by_message_id(conn, keyring, message_id)
        if mail is None or mail.ticket is None:
            return None
        return mail.ticket, was_sent_to(conn, keyring, message_id, address)

    return find_sent


def make_on_bounce(settings: Settings, db: Database, clock: Clock, keyring: Keyring) -> OnBounce:
    """Reports on deliveries, put where they belong; None when none of them proves to be about a mail of ours."""

    async def on_bounce(reports: Sequence[Bounced], recipients: Sequence[str]) -> tuple[TicketId | None, int] | None:
        hit: tuple[TicketId | None, int] | None = None
        for report in reports:
            mail = await record_bounce(db, clock, keyring, settings.mail_address, report, recipients)
            hit = hit if mail is None else (mail.ticket, mail.about_seq or 0)
        return hit

    return on_bounce


async def _read_files(db: Database, files: Files, ids: tuple[str, ...]) -> FilesToSend:
    """In the order of the message. Files that were refused or erased are neither carried nor named."""
    found = await db.read(lambda conn: records.list_files(conn, ids))
    carried: list[OutboundFile] = []
    left_out: list[str] = []
    room = MAX_CARRIED
    for row in (found[one] for one in ids if one in found):
        if row.is_held or row.blob is None or row.state != "clean":
            if row.is_held:
                left_out.append(row.name)
        elif row.size > room:
            left_out.append(row.name)
        else:
            room -= row.size
            content = b"".join([piece async for piece in files.read(row.blob)])
            carried.append(OutboundFile(row.name, row.media_type, content))
    waiting = any(row.is_held for row in found.values())
    return FilesToSend(tuple(carried), tuple(left_out), waiting)
