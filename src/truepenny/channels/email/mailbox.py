"""One mailbox of the setting mail_imap: a URL in, what is needed to fetch from it out."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

_LONGEST_KEY = 200
_MAY_ASK = {"oauth", "move"}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """key: names it in the table of marks, in logs and to people; no password in it. tls: from the first byte on; else STARTTLS, which is
    spared only on loopback. oauth: name in the file mail_oauth, "" for a password. move_to: folder for what was taken, "" for none."""

    key: str
    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    oauth: str = ""
    move_to: str = ""

    @property
    def is_near(self) -> bool:
        """On this machine, where nobody else reads along."""
        return is_loopback(self.host)


def parse_mailbox(url: str) -> Mailbox:
    """imaps://user:password@host:993/Folder?oauth=NAME&move=Folder; user, password and folder percent-encoded. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname:
        raise ValueError("a mailbox is written imaps://user:password@host/INBOX")
    asked = parse_qs(parts.query, keep_blank_values=True)
    unknown = set(asked) - _MAY_ASK
    if unknown:
        raise ValueError(f"a mailbox knows oauth= and move= behind its ?, not {', '.join(sorted(unknown))}=")
    tls = parts.scheme == "imaps"
    port = parts.port or (993 if tls else 143)
    user, folder = unquote(parts.username or ""), unquote(parts.path.removeprefix("/")) or "INBOX"
    oauth, move_to = asked.get("oauth", [""])[0], asked.get("move", [""])[0]
    if not user or not (parts.password or oauth):
        raise ValueError(f"the mailbox at {parts.hostname} needs a user and a password, or oauth= with the name of its sign-in")
    if folder.casefold() == "inbox":
        folder = "INBOX"
    if move_to == folder:
        raise ValueError(f"the mailbox {folder} at {parts.hostname} cannot be moved into itself")
    password = unquote(parts.password or "")
    return Mailbox(_key(user, parts.hostname, port, folder), parts.hostname, port, tls, user, password, folder, oauth, move_to)


def parse_mailboxes(urls: Iterable[str]) -> list[Mailbox]:
    """Each mailbox once, in order. Raises ValueError."""
    found: dict[str, Mailbox] = {}
    for url in urls:
        one = parse_mailbox(url)
        found.setdefault(one.key, one)
    return list(found.values())


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _key(user: str, host: str, port: int, folder: str) -> str:
    place = host if port in (143, 993) else f"{host}:{port}"
    key = f"{user} at {place}, {folder}"
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[: _LONGEST_KEY - 17]}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
