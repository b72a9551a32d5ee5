"""What a mail carries, as files that read themselves from the raw mail when they are asked. Parts in, MailFile out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from truepenny.channels.email.reading.decoding import pieces_of, size_of
from truepenny.channels.email.reading.heads import read_head
from truepenny.channels.email.reading.structure import Part
from truepenny.channels.email.reading.words import words
from truepenny.contracts.mail import MailFile, RawMail

_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+')
_BLANKS = re.compile(r"\s+")
_BARE_LINE_END = re.compile(rb"(?<!\r)\n")
_LONGEST = 120
_NAMES = {
    "message/rfc822": "message.eml", "message/delivery-status": "delivery-status.txt", "text/rfc822-headers": "headers.txt",
    "message/disposition-notification": "receipt.txt", "text/calendar": "appointment.ics", "application/pdf": "document.pdf",
    "image/jpeg": "picture.jpg", "image/png": "picture.png", "image/gif": "picture.gif", "text/plain": "text.txt", "text/html": "page.html",
    "text/csv": "table.csv", "application/ms-tnef": "winmail.dat", "application/pkcs7-mime": "smime.p7m",
    "application/pkcs7-signature": "smime.p7s", "application/x-pkcs7-signature": "smime.p7s", "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "version.txt", "application/pgp-keys": "key.asc", "application/zip": "archive.zip",
}  # fmt: skip


def file_of(raw: RawMail, part: Part, kind: str = "attachment") -> MailFile:
    name = file_name(part.file_name)
    if not name and part.media == "message/rfc822":
        head, _ = read_head(raw, part.start, part.end, set(), 16 * 1024)
        name = file_name(words(head.first("subject"), set()))
        name = f"{name[: _LONGEST - 4]}.eml" if name else ""
    name = name or _NAMES.get(part.media, "file.bin")
    content_id = part.head.first("content-id").decode("ascii", "ignore").strip("<> \t")[:250]
    return ranged(raw, part.start, part.end, part.encoding, name, part.media, kind, content_id)


def ranged(
    raw: RawMail, start: int, end: int, encoding: str, name: str, media_type: str, kind: str = "attachment", content_id: str = ""
) -> MailFile:
    """A file that is a range of the raw mail in some transfer encoding."""

    def pieces() -> Iterator[bytes]:
        return pieces_of(raw, start, end, encoding)

    return MailFile(name, media_type, size_of(raw, start, end, encoding), pieces, content_id, kind)


def held(content: bytes | memoryview, name: str, media_type: str, kind: str, content_id: str = "") -> MailFile:
    """A file whose bytes are in memory already."""

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(content), 256 * 1024):
            yield bytes(content[start : start + 256 * 1024])

    return MailFile(name, media_type, len(content), pieces, content_id, kind)


def signed_entity(raw: RawMail, part: Part) -> MailFile:
    """The exact part that a signature speaks for, with its head, its lines ended by CRLF (RFC 1847, 2.1)."""

    def pieces() -> Iterator[bytes]:
        before = b""
        for piece in pieces_of(raw, part.whole, part.end, ""):
            yield _BARE_LINE_END.sub(b"\r\n", before + piece)[len(before) :]
            before = b"\r" if piece.endswith(b"\r") else b""

    return MailFile("signed.eml", "message/rfc822", sum(map(len, pieces())), pieces, "", "signature")


def file_name(name: str) -> str:
    """A name without folders, signs that no file name may have, and marks that turn the direction of writing; at most 120 characters."""
    name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = _BLANKS.sub(" ", _UNFIT.sub("", name)).strip(" .")
    if len(name) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: _LONGEST - 1 - len(ending)]}.{ending}" if dot and len(ending) <= 12 else name[:_LONGEST]
