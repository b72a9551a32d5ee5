"""Mails as bytes, and the verdict on them."""

from __future__ import annotations

import email
import email.policy
from email.utils import getaddresses

from truepenny.channels.email.vouching import Voucher
from truepenny.contracts.mail import Envelope, InboundMail, MailAddress, RawMail, Vouched

FETCHED = Envelope("imap:support")


def mail(
    sender: str = "Alice <alice@acme.example>", *, body: str = "Where is my deposit?\r\n", more: str = "", subject: str = "Deposit"
) -> bytes:
    """more: further header lines, each with its CRLF, on top."""
    header = (
        f"{more}From: {sender}\r\nTo: support@desk.example\r\nSubject: {subject}\r\n"
        "Date: Mon, 30 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@acme.example>\r\n"
    )
    return f"{header}\r\n{body}".encode()


def handed_in(client: str, sender: str, helo: str = "mail.example") -> Envelope:
    """By a machine that spoke SMTP with us."""
    return Envelope("smtp", ("support@desk.example",), sender, client, helo)


async def judge(raw: bytes, voucher: Voucher, envelope: Envelope = FETCHED) -> Vouched:
    return await voucher.judge(RawMail(raw), read_senders(raw), envelope)


def read_senders(raw: bytes) -> InboundMail:
    """Whom From names, as loosely as any reader may see it."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    found = [pair for pair in getaddresses([str(field) for field in message.get_all("From", [])]) if "@" in pair[1]]
    senders = []
    for name, address in found:
        local, _, domain = address.rpartition("@")
        senders.append(MailAddress(f"{local}@{domain.lower()}", name))
    return InboundMail("1@acme.example", tuple(senders), "", "")
