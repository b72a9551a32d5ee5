"""The check put together: reading of mail and pictures, the registry of what we sent, brand and limits from elsewhere in the house."""

from __future__ import annotations

import html
import io
import re
import time

from sqlalchemy import Connection

from truepenny.channels.email.reading.html_words import html_to_text
from truepenny.channels.email.reading.read import read_mail
from truepenny.channels.email.vouching.fields import Head, read_head
from truepenny.channels.email.vouching.server_results import read_server_results
from truepenny.contracts.errors import Malformed
from truepenny.contracts.identity import Customer
from truepenny.contracts.mail import InboundMail, RawMail
from truepenny.intake.files.reading.look import TooMuch
from truepenny.intake.files.reading.ocr import OcrGone, OcrSlow, find_ocr
from truepenny.intake.files.reading.pictures import words_of
from truepenny.intake.screening import Screening
from truepenny.knowledge.brand import DEFAULT_NAME, Brand
from truepenny.outbound.mail.registry import find_by_message_id, was_sent_to
from truepenny.outbound.mail.verify import find_by_verify_token
from truepenny.people import audit
from truepenny.people.mail_contacts import list_proven
from truepenny.people.tries import same_place
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings
from truepenny.trust.checks.checks import Checks, Reading
from truepenny.trust.checks.known import KnownFalse
from truepenny.trust.checks.mails import PastedMail, Proven
from truepenny.trust.checks.pasted import MAX_TEXT
from truepenny.trust.directory.directory import Directory

_HREF = re.compile(r"""(?i)\b(?:href|action)\s{0,9}=\s{0,9}["']?\s{0,9}([^"'\s>]{4,2000})""")
_OF_ITS_WAY = ("received", "from", "reply-to", "return-path", "message-id", "date", "subject", "authentication-results", "dkim-signature")
_ADDRESS = re.compile(r"<?[^\s<>@;,()]{1,128}@[^\s<>;,()]{1,255}>?")
_NOBODY = "nobody@invalid.invalid"
_PICTURE_S = 20.0


def make_checks(
    settings: Settings, *, db: Database, clock: Clock, keyring: Keyring, screening: Screening, brand: Brand, directory: Directory
) -> Checks:
    async def sent_to(message_id: str, customer: Customer | None) -> int | None:
        def find(conn: Connection) -> int | None:
            mine = list_proven(conn, keyring, customer.contact) if customer is not None and customer.only_ticket is None else []
            hit = [was_sent_to(conn, keyring, message_id, address) for address in (mine or [_NOBODY])]
            sent = find_by_message_id(conn, keyring, message_id)
            return sent.at if sent is not None and any(hit) else None

        return await db.read(find)

    async def by_link(token: str) -> int | None:
        sent = await db.read(lambda conn: find_by_verify_token(conn, token))
        return None if sent is None else sent.at

    async def name() -> str:
        look = await brand.look()
        return "" if look.name == DEFAULT_NAME else look.name

    def picture(content: bytes) -> tuple[str, str]:
        return read_picture(content, languages=settings.languages)

    async def own(customer: Customer | None) -> list[str]:
        return [] if customer is None else await db.read(lambda conn: list_proven(conn, keyring, customer.contact))

    def read(source: bytes) -> PastedMail | None:
        return read_pasted(source, authserv=settings.mail_authserv)

    reading = Reading(screening.strip, read, picture, sent_to, by_link, own, name)
    known = KnownFalse(db, clock, record=audit.record)
    return Checks(clock, directory=directory, known=known, reading=reading, extra=settings.own_names, network=same_place)


def read_picture(content: bytes, *, languages: tuple[str, ...]) -> tuple[str, str]:
    """The words and codes in a picture, and why not all could be read: "" or ocr, broken, too_much, slow."""
    try:
        return words_of(io.BytesIO(content), find_ocr(languages), until=time.monotonic() + _PICTURE_S), "" if find_ocr(languages) else "ocr"
    except TooMuch:
        return "", "too_much"
    except OcrSlow:
        return "", "slow"
    except OcrGone:
        return "", "ocr"
    except ValueError:
        return "", "broken"


def read_pasted(source: bytes, *, authserv: str) -> PastedMail | None:
    """authserv: the name that our own mail server writes in its Authentication-Results; "" when nothing of it is read."""
    raw = RawMail(source)
    try:
        mail = read_mail(raw)
    except Malformed:
        return None
    head = read_head(raw)
    sender = mail.sender
    written = (html.unescape(found).strip() for found in _HREF.findall(mail.html or ""))
    way = [_evidence(field.name, _decoded(field.name, field.line, mail)) for field in head.fields if field.name in _OF_ITS_WAY]
    links = [link for link in dict.fromkeys(written) if not link.lower().startswith(("#", "cid:"))][:60]
    named = {one.address for one in (*mail.senders, *mail.reply_to)}  # impostors also write to themselves, and to others in secret
    open_ones = [one.address for one in (*mail.to, *mail.cc) if one.address not in named]
    recipients = tuple(dict.fromkeys([*mail.delivered_to, *open_ones]))[:20]
    return PastedMail(
        mail.subject, "" if sender is None else sender.name, "" if sender is None else sender.address,
        tuple(one.address for one in mail.reply_to), _return_path(head), mail.message_id, _proven(head, mail, authserv),
        "\n".join(way)[:20_000], _all_words(mail), tuple(links), recipients,
    )  # fmt: skip


def _all_words(mail: InboundMail) -> str:
    """Those of both forms of the mail: programs show the HTML, and the plain words beside it may say something harmless."""
    shown = html_to_text(mail.html, set())[:MAX_TEXT] if mail.html else ""
    plain = "".join(mail.text[:MAX_TEXT].split())
    return "\n".join([mail.text, *(line for line in shown.splitlines() if "".join(line.split()) not in plain)])


def _decoded(name: str, line: str, mail: InboundMail) -> str:
    """Words as they are read: encoded ones would keep what is not to be kept."""
    if name == "subject":
        return mail.subject
    if "=?" not in line or name not in ("from", "reply-to"):
        return line
    return ", ".join(f'"{one.name}" <{one.address}>' for one in (mail.senders if name == "from" else mail.reply_to))


def _evidence(name: str, line: str) -> str:
    """A field of its way. Those of servers name the mailbox to which it went: that is the reporter's own, and left out."""
    kept = line if name in ("from", "reply-to", "return-path", "message-id", "date", "subject") else _ADDRESS.sub("<…>", line)
    if name == "return-path":
        kept = re.sub(r"[^\s<>@]+@", "…@", kept)  # bounce addresses often hold the recipient's
    return f"{name}: {kept}"[:1_000]


def _return_path(head: Head) -> str:
    found = next((field.line for field in head.fields if field.name == "return-path"), "")
    match = re.search(r"[^\s<>]+@[^\s<>]+", found)
    return "" if match is None else match[0].lower()


def _proven(head: Head, mail: InboundMail, authserv: str) -> Proven:
    """Only the topmost field, and only when it is our own server's (RFC 8601, 5)."""
    results = read_server_results(head, authserv) if authserv else None
    found = None if results is None else next((one for one in results if one.method == "dmarc"), None)
    if found is None or mail.sender is None:
        return ""
    return "pass" if found.result == "pass" else "fail" if found.result == "fail" else "none"
