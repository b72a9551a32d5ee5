"""Mails as bytes, and the verdict on them."""

from __future__ import annotations

from truepenny.channels.email.reading.read import read_mail
from truepenny.channels.email.vouching import Voucher
from truepenny.contracts.mail import Envelope, RawMail, Vouched

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
    return await voucher.judge(RawMail(raw), read_mail(RawMail(raw)), envelope)
