"""One mail, read: raw bytes in, InboundMail out. Pure; nothing is looked up, and nothing of it is proven.

Whatever is broken is read as well as it can be and named in `faults`; only what is no mail at all is Malformed. Time and memory grow with
the size of the mail only, and files stay where they are until somebody asks for their bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from truepenny.channels.email.reading.addresses import read_addresses
from truepenny.channels.email.reading.aside import words_aside
from truepenny.channels.email.reading.automatic import automatic_of, empty_return_path, is_daemon
from truepenny.channels.email.reading.bodies import Contents, sort_parts
from truepenny.channels.email.reading.bounces import original_id, read_report
from truepenny.channels.email.reading.decoding import head_of, pieces_of
from truepenny.channels.email.reading.heads import Head, sent_by
from truepenny.channels.email.reading.ids import date_of, message_id_of, references_of
from truepenny.channels.email.reading.inner import opened
from truepenny.channels.email.reading.invitations import invitation_line
from truepenny.channels.email.reading.language import language_of
from truepenny.channels.email.reading.old_bounces import read_old
from truepenny.channels.email.reading.part_text import MOST_TEXT
from truepenny.channels.email.reading.pictures import taken_out
from truepenny.channels.email.reading.structure import Part, split
from truepenny.channels.email.reading.texts import put_together
from truepenny.channels.email.reading.words import words
from truepenny.contracts.errors import Malformed
from truepenny.contracts.mail import Bounced, Crypt, InboundMail, RawMail

_START = re.compile(rb"(?:\xef\xbb\xbf|[\x00\r\n]|[ \t]+(?=[\r\n]))*+")
_ANYTHING = re.compile(rb"[^\s\x00]")
_MOST_CONVERTED = 4 * 1024 * 1024
_LONGEST_SUBJECT = 1000
_DEEPEST_FORWARD = 3
_ONCE = ("from", "subject", "date", "reply-to", "to", "cc")
_FORWARDED = {
    None: ("---------- Forwarded message ----------", "From: ", "Date: ", "Subject: "),
    "zh": ("---------- 转发的邮件 ----------", "发件人：", "日期：", "主题："),
}


def read_mail(raw: RawMail, sender: str | None = None) -> InboundMail:
    """sender: MAIL FROM, "" for what wants no answer; None: the head says it. Raises Malformed for what is no mail at all: no bytes, or
    only blanks. The files of the result read from raw: close it after them."""
    if _ANYTHING.search(raw.view) is None:
        raise Malformed("there is nothing in it")
    return _read(raw, 0, sender)


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    html: str | None
    language: str | None


def _read(raw: RawMail, depth: int, sender: str | None = None) -> InboundMail:
    faults: set[str] = set()
    raw = _with_line_ends(raw, faults)
    begin = _START.match(raw.view)
    start = begin.end() if begin else 0
    del begin  # it would keep the file open
    root = split(raw, start, faults)
    head = root.head if sender is None else sent_by(root.head, sender)
    contents = sort_parts(raw, root, faults)
    carried, inner = opened(contents.files, _read, depth)
    subject = words(head.first("subject"), faults, root.params.get("charset", ""))
    if len(subject) > _LONGEST_SUBJECT:
        faults.add("subject_cut")
        subject = subject[:_LONGEST_SUBJECT]
    said = _words(raw, contents, subject, faults, depth)
    html, pictures = (None, []) if said.html is None else taken_out(said.html)
    senders = read_addresses(head.all("from"), faults)
    faults.update(f"doubled_{name}" for name in _ONCE if len(head.all(name)) > 1)
    if not senders:
        faults.add("no_from")
    report = root.params.get("report-type", "").lower() if root.media == "multipart/report" else ""
    first = senders[0].address if senders else ""
    is_report = root.media == "multipart/report" or empty_return_path(head) or is_daemon(first)
    bounced = _bounced(raw, contents, head, first, subject, said.text) if is_report or head.first("x-failed-recipients") else ()
    aside = words_aside(raw, root, [*contents.views, *inner], faults)
    return InboundMail(
        message_id=message_id_of(head, faults),
        senders=senders,
        subject=subject,
        text=said.text,
        html=html,
        to=read_addresses(head.all("to"), faults),
        cc=read_addresses(head.all("cc"), faults),
        reply_to=read_addresses(head.all("reply-to"), faults),
        references=references_of(head),
        at=date_of(head, faults),
        files=(*carried, *pictures),
        automatic=automatic_of(head, subject, first, report, bounced=bool(bounced)),
        bounced=bounced,
        language=said.language,
        crypt=contents.crypt or _crypt_of(said.text),
        faults=tuple(sorted(faults)),
        delivered_to=_delivered_to(head),
        aside=aside,
    )


def _with_line_ends(raw: RawMail, faults: set[str]) -> RawMail:
    """A mail whose lines end with CR only (old programs) is read as if they ended as they should."""
    first = raw.slice(0, 64 * 1024)
    if b"\n" in first or b"\r" not in first.strip() or raw.size > _MOST_CONVERTED:
        return raw
    faults.add("bare_cr")
    return RawMail(raw.slice(0, raw.size).replace(b"\r", b"\n"))


def _words(raw: RawMail, contents: Contents, subject: str, faults: set[str], depth: int) -> _Words:
    text, html = put_together(contents.blocks, faults)
    language = language_of(text, subject)
    lines = [line for calendar in contents.calendars[:10] if (line := invitation_line(calendar, language))]
    text = "\n\n".join(part for part in (text, *dict.fromkeys(lines)) if part.strip())
    if not text.strip() and contents.messages and depth < _DEEPEST_FORWARD:
        text = _forwarded(raw, contents.messages[0], language, depth)
        language = language or language_of(text, subject)
    return _Words(text, html, language)


def _forwarded(raw: RawMail, part: Part, language: str | None, depth: int) -> str:
    """The words of a mail within the mail, as mail programs show what is forwarded."""
    content, _ = head_of(lambda: pieces_of(raw, part.start, part.end, part.encoding), MOST_TEXT)
    if not content.strip():
        return ""
    inner = _read(RawMail(content), depth + 1)
    title, by, at, about = _FORWARDED["zh" if (language or inner.language) == "zh" else None]
    sender = ", ".join(f"{one.name} <{one.address}>".strip() for one in inner.senders[:3])
    date = words(_date_line(content), set())
    lines = [title, *(label + value for label, value in ((by, sender), (at, date), (about, inner.subject)) if value)]
    return "\n".join(lines) + (f"\n\n{inner.text}" if inner.text else "")


def _date_line(content: bytes) -> bytes:
    match = re.search(rb"^date:([^\r\n]{1,100})", content[: 64 * 1024], re.IGNORECASE | re.MULTILINE)
    return match[1] if match else b""


def _bounced(raw: RawMail, contents: Contents, head: Head, sender: str, subject: str, text: str) -> tuple[Bounced, ...]:
    found = read_report(raw, contents.reports, contents.messages)
    if found or any(part.media == "message/delivery-status" for part in contents.reports):
        return found
    return read_old(head, sender, subject, text, original_id(raw, contents.reports, contents.messages))


def _crypt_of(text: str) -> Crypt | None:
    if "-----BEGIN PGP MESSAGE-----" in text:
        return "pgp"
    return "pgp_signed" if "-----BEGIN PGP SIGNED MESSAGE-----" in text else None


def _delivered_to(head: Head) -> tuple[str, ...]:
    """Where the mail was really brought to, as the servers on its way noted; behind a forwarding the reply address stands only here."""
    values = [
        value for name in ("delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "x-delivered-to") for value in head.all(name)
    ]
    return tuple(address.address for address in read_addresses(values[:50], set()))
