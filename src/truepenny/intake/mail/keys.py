"""By which a mail is known again: keyed digests of its sender, of its Message-ID, and of what it says, answers and carries.

Two copies of one mail (two mailboxes, fetched twice, sent again by a server) have the same ones whatever the servers between wrote into
their heads. Two different mails with one Message-ID have not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from truepenny.contracts.mail import InboundMail
from truepenny.log.chain import Mac
from truepenny.platform.crypto import Keyring

NOBODY = "nobody@mail.invalid"
"""Stands for the sender of a mail whose From names nobody, or several."""


@dataclass(frozen=True, slots=True)
class MailKeys:
    """Each 16 bytes. id: 32 hex digits, the same for every copy; the mail's name in the log and in the table of mails."""

    id: str
    sender: bytes
    message: bytes
    content: bytes


def sender_address(mail: InboundMail) -> str:
    """Whom the mail is from, as far as it says; nobody's address where it does not."""
    return mail.sender.address if mail.sender is not None and mail.sender.address else NOBODY


def address_key(keyring: Keyring, address: str) -> bytes:
    return _digest(keyring, "sender", address.strip().lower().encode())


def keys_of(keyring: Keyring, mail: InboundMail, *, proven: bool) -> MailKeys:
    """proven: a copy that is vouched for is never taken for one that anybody could have written. Reads all files of the mail; for large
    ones, away from the event loop. A mail without Message-ID is named by its Date instead."""
    sender = address_key(keyring, sender_address(mail))
    name = mail.message_id or f"date {mail.at}"
    message = _digest(keyring, "message", name.encode("utf-8", "surrogatepass"))
    said = hashlib.sha256()
    for words in (mail.references[0] if mail.references else "", mail.subject, mail.text, mail.html or ""):
        part = " ".join(words.split()).encode("utf-8", "surrogatepass")
        said.update(len(part).to_bytes(8, "big") + part)
    for file in mail.files:
        held = hashlib.sha256()
        for piece in file.pieces():
            held.update(piece)
        said.update(held.digest())
    content = _digest(keyring, "content", sender + said.digest())
    return MailKeys(_digest(keyring, "proven" if proven else "mail", sender + message + content).hex(), sender, message, content)


def _digest(keyring: Keyring, what: str, words: bytes) -> bytes:
    return _mac(keyring.derive("mail keys")).digest(what.encode() + b"\0" + words)[:16]


@lru_cache(maxsize=4)
def _mac(key: bytes) -> Mac:
    """Not hmac.digest, which lets go of the interpreter for each of these few bytes and has to wait for it again."""
    return Mac(key)
