"""Mails as programs write them, made here: no word, name or address in them is real."""

from __future__ import annotations

import base64

from truepenny.channels.email.reading.read import read_mail
from truepenny.contracts.mail import InboundMail, MailFile, RawMail

HEAD = (
    b"From: Li Wei <li.wei@customer.example>\r\nTo: support@acme.example\r\nSubject: Withdrawal\r\n"
    b"Date: Mon, 30 Nov 2026 10:00:00 +0800\r\nMessage-ID: <one@customer.example>\r\n"
)


def read(content: bytes) -> InboundMail:
    return read_mail(RawMail(content))


def mail(body: bytes, *fields: str | bytes, head: bytes = HEAD) -> bytes:
    """A mail with these fields behind the usual ones; line ends in fields and body are made CRLF."""
    made = b"".join((field.encode() if isinstance(field, str) else field) + b"\r\n" for field in fields)
    return head + made + b"\r\n" + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def parts(*each: bytes, kind: str = "mixed", boundary: str = "=_cut", end: bool = True, params: str = "") -> bytes:
    """A mail of these parts, each with its own head, blank line and body."""
    body = b"".join(b"--" + boundary.encode() + b"\n" + part + b"\n" for part in each)
    if end:
        body += b"--" + boundary.encode() + b"--\n"
    return mail(body, "MIME-Version: 1.0", f'Content-Type: multipart/{kind}; boundary="{boundary}"{params}')


def nested(*each: bytes, kind: str, boundary: str, params: str = "") -> bytes:
    """A multipart as a part of another."""
    body = b"".join(b"--" + boundary.encode() + b"\n" + part + b"\n" for part in each)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"{params}\n\n'.encode() + body + b"--" + boundary.encode() + b"--\n"


def plain(text: str, charset: str = "utf-8", *, params: str = "") -> bytes:
    return f"Content-Type: text/plain; charset={charset}{params}\nContent-Transfer-Encoding: 8bit\n\n".encode() + text.encode(charset)


def html(text: str) -> bytes:
    return b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text.encode()


def attached(content: bytes, media: str = "application/pdf", disposition: str = 'attachment; filename="proof.pdf"') -> bytes:
    head = f"Content-Type: {media}\nContent-Disposition: {disposition}\nContent-Transfer-Encoding: base64\n\n"
    return head.encode() + base64.encodebytes(content)


def bytes_of(file: MailFile) -> bytes:
    return b"".join(file.pieces())
