"""The outbound registry: every mail that we ever asked a server to take. Who, when, to whom, digest of its bytes.

In: a mail before it is handed over, and again when it was taken. Out: what a Message-ID or a verify link names. Addresses and Message-IDs
rest as keyed digests.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select, update

from truepenny.contracts.identity import TicketId
from truepenny.contracts.mail import MailKind
from truepenny.outbound.mail.ids import mail_of_message_id, make_verify_token
from truepenny.outbound.mail.schema import sent_mails
from truepenny.people.contacts import mask
from truepenny.people.tokens import token_hash
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.dialect import upsert


@dataclass(frozen=True, slots=True)
class Registered:
    """One mail of ours. id: of the mail. at: its date, microseconds UTC. ticket, about_seq: None for a sign-in code. agent: whose words it
    carries, "" when nobody's. digest: SHA-256 in hex, "" while the server has not said that it took it. recipient: masked."""

    id: str
    delivery: str
    what: MailKind
    ticket: TicketId | None
    about_seq: int | None
    agent: str
    at: int
    digest: str
    recipient: str


@dataclass(frozen=True, slots=True)
class ToSend:
    """What is written down of a mail before a server is asked to take it."""

    id: str
    delivery: str
    what: MailKind
    message_id: str
    to: str
    ticket: str | None = None
    about_seq: int | None = None
    agent: str = ""


def recipient_key(keyring: Keyring, address: str) -> bytes:
    """16 bytes; the same for every way to write an address in capitals."""
    return _key(keyring, "recipient", address.strip().lower())


def _key(keyring: Keyring, purpose: str, value: str) -> bytes:
    words = f"{purpose}\0{value}".encode("utf-8", "surrogatepass")
    return hmac.new(keyring.derive("mail registry"), words, hashlib.sha256).digest()[:16]


def register(conn: Connection, keyring: Keyring, mail: ToSend, *, at: int) -> bool:
    """Before the server is asked. at: the date that stands in the mail. False when it stood there already: this is not the first try."""
    row = upsert(sent_mails, conn).values(
        id=mail.id, delivery_id=mail.delivery, message_key=_key(keyring, "message", mail.message_id),
        recipient_key=recipient_key(keyring, mail.to), recipient_masked=mask("email", mail.to), what=mail.what, ticket_id=mail.ticket,
        about_seq=mail.about_seq, agent_id=mail.agent or None, at=at, digest="",
        verify_hash=token_hash(make_verify_token(keyring, mail.id)),
    )  # fmt: skip
    return conn.execute(row.on_conflict_do_nothing()).rowcount == 1


def complete(conn: Connection, mail: str, *, digest: str) -> None:
    """The server took it."""
    conn.execute(update(sent_mails).where(sent_mails.c.id == mail).values(digest=digest))


def find_by_message_id(conn: Connection, keyring: Keyring, message_id: str) -> Registered | None:
    """message_id: without <>. Those with a wrong key are not even looked up."""
    mail = mail_of_message_id(keyring, message_id)
    return None if mail is None else find_mail(conn, mail)


def was_sent_to(conn: Connection, keyring: Keyring, message_id: str, address: str) -> bool:
    """Whether we sent the mail with this Message-ID to this very address."""
    mail = mail_of_message_id(keyring, message_id)
    if mail is None:
        return False
    this = (sent_mails.c.id == mail) & (sent_mails.c.recipient_key == recipient_key(keyring, address))
    return conn.execute(select(sent_mails.c.id).where(this)).first() is not None


def find_mail(conn: Connection, mail: str) -> Registered | None:
    row = conn.execute(select(sent_mails).where(sent_mails.c.id == mail)).first()
    return None if row is None else _registered(row)


def list_of_ticket(conn: Connection, ticket: str) -> list[Registered]:
    """The mails of a ticket, the oldest first."""
    rows = conn.execute(select(sent_mails).where(sent_mails.c.ticket_id == ticket).order_by(sent_mails.c.about_seq, sent_mails.c.at))
    return [_registered(row) for row in rows]


def _registered(row: Row[Any]) -> Registered:
    ticket = None if row.ticket_id is None else TicketId(row.ticket_id)
    return Registered(
        row.id, row.delivery_id, row.what, ticket, row.about_seq, row.agent_id or "", row.at, row.digest, row.recipient_masked
    )  # fmt: skip
