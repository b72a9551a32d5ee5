"""A mail as its owner sees it. In: its bytes. Out: words, formatted version with its pictures in place, files, headers."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import formataddr, getaddresses, parseaddr

from truepenny.main.demo.mailbox.store import Stored

_SPACE = re.compile(r"\s+")
_CID = re.compile(r"cid:([^\"'\s)>]+)", re.IGNORECASE)
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
_REPLIED = re.compile(r"^\s*(re|aw|回复|答复)\s*[:：]", re.IGNORECASE)
_NEW_TAB = '<base target="_blank">'


@dataclass(frozen=True, slots=True)
class Attached:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """head: its headers as they came. references: with <>, the oldest first. impostor: sent from here without proof."""

    stored: Stored
    sender: str
    to: str
    answer_to: str
    subject: str
    text: str
    html: str
    files: tuple[Attached, ...]
    head: str
    message_id: str
    references: tuple[str, ...]
    impostor: bool

    @property
    def snippet(self) -> str:
        return _SPACE.sub(" ", self.text)[:140]

    @property
    def sender_name(self) -> str:
        name, address = parseaddr(self.sender)
        return name or address

    @property
    def to_name(self) -> str:
        name, address = parseaddr(self.to)
        return name or address

    @property
    def answer_subject(self) -> str:
        return self.subject if _REPLIED.match(self.subject) else f"Re: {self.subject}"


def read_letter(stored: Stored) -> Letter:
    """Raises OSError."""
    content = stored.path.read_bytes()
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    head = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[0].decode("utf-8", "replace")
    return Letter(
        stored, _shown(mail, "From"), _shown(mail, "To"), _shown(mail, "Reply-To") or _shown(mail, "From"),
        str(mail.get("Subject", "")), "" if text is None else _words(text), "" if html is None else _formatted(mail, _words(html)),
        tuple(_attached(part) for part in mail.iter_attachments() if part.get_filename()), head,
        str(mail.get("Message-ID", "")).strip(), tuple(str(mail.get("References", "")).split()),
        "dmarc=fail" in str(mail.get("Authentication-Results", "")),
    )  # fmt: skip


def _shown(mail: EmailMessage, name: str) -> str:
    return ", ".join(formataddr(pair, charset="utf-8") if pair[0].isascii() else f"{pair[0]} <{pair[1]}>" for pair in _pairs(mail, name))


def _pairs(mail: EmailMessage, name: str) -> list[tuple[str, str]]:
    return [pair for pair in getaddresses([str(field) for field in mail.get_all(name, [])]) if pair[1]]


def _words(part: MIMEPart) -> str:
    content = part.get_content()
    return content.replace("\r\n", "\n") if isinstance(content, str) else ""


def _attached(part: EmailMessage) -> Attached:
    content = part.get_payload(decode=True)
    return Attached(part.get_filename("file"), part.get_content_type(), content if isinstance(content, bytes) else part.as_bytes())


def _formatted(mail: EmailMessage, html: str) -> str:
    """With pictures that came along put in, and every link opening elsewhere."""
    pictures = {str(part["Content-ID"]).strip(" <>"): part for part in mail.walk() if part["Content-ID"] is not None}

    def put_in(found: re.Match[str]) -> str:
        part = pictures.get(found[1])
        content = part.get_payload(decode=True) if part is not None and part.get_content_maintype() == "image" else None
        if part is None or not isinstance(content, bytes):
            return found[0]
        return f"data:{part.get_content_type()};base64,{base64.b64encode(content).decode()}"

    html = _CID.sub(put_in, html)
    return _HEAD.sub(lambda found: found[0] + _NEW_TAB, html, count=1) if _HEAD.search(html) else _NEW_TAB + html
