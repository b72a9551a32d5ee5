"""Names of our mails that nobody else can make: Message-ID, the address for reports on it (VERP), and the key of its verify link.

All of them follow from the mail's id, which follows from what is sent to whom: a mail that is sent again has the same names.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from truepenny.platform.crypto import Keyring

_MAC = 8
_MESSAGE_ID = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{16})@([^@\s<>]+)")
_RETURN_PATH = re.compile(r"([a-z2-7]{26})-([a-z2-7]{13})")
MAX_LOCAL = 64 - len("+b-") - 26 - 1 - 13
"""Longest local part of our address that leaves room for a return path (RFC 5321, section 4.5.3.1.1)."""


def mail_id(delivery: str, *, ordered_at: int, to: str) -> str:
    """32 hex digits. ordered_at: when somebody last said that it is to be sent; a new order is a new mail."""
    return hashlib.sha256(f"{delivery}\0{ordered_at}\0{to}".encode()).hexdigest()[:32]


def _mac(keyring: Keyring, purpose: str, *parts: str) -> bytes:
    return hmac.new(keyring.derive("mail ids"), "\0".join((purpose, *parts)).encode(), hashlib.sha256).digest()


def make_message_id(keyring: Keyring, mail: str, domain: str) -> str:
    """id.mac@domain, without <>."""
    return f"{mail}.{_mac(keyring, 'message', mail, domain)[:_MAC].hex()}@{domain}"


def mail_of_message_id(keyring: Keyring, message_id: str) -> str | None:
    """The mail that we gave this Message-ID (without <>) to; None for every other one."""
    found = _MESSAGE_ID.fullmatch(message_id.strip().lower())
    if found is None:
        return None
    mail, mac, domain = found.groups()
    return mail if hmac.compare_digest(bytes.fromhex(mac), _mac(keyring, "message", mail, domain)[:_MAC]) else None


def make_return_path(keyring: Keyring, mail: str, address: str) -> str:
    """local+b-id-mac@domain, in letters and digits that survive a change of case."""
    local, _, domain = address.rpartition("@")
    return f"{local}+b-{_base32(bytes.fromhex(mail))}-{_base32(_mac(keyring, 'return', mail)[:_MAC])}@{domain}"


def mail_of_return_path(keyring: Keyring, recipient: str, address: str) -> str | None:
    """The mail whose return path this is; None when it is not one of ours."""
    local, _, domain = address.lower().rpartition("@")
    given, _, at = recipient.strip().lower().rpartition("@")
    begin = f"{local}+b-"
    found = _RETURN_PATH.fullmatch(given.removeprefix(begin)) if at == domain and given.startswith(begin) else None
    if found is None:
        return None
    mail = base64.b32decode(found[1].upper() + "======").hex()
    return mail if hmac.compare_digest(found[2], _base32(_mac(keyring, "return", mail)[:_MAC])) else None


def make_verify_token(keyring: Keyring, mail: str) -> str:
    """22 URL-safe characters, 128 bits."""
    return base64.urlsafe_b64encode(_mac(keyring, "verify", mail)[:16]).decode().rstrip("=")


def make_off_token(keyring: Keyring, contact: str) -> str:
    """Switches the notices of one contact off (outbound/mail/notices.py). contact: 32 hex digits."""
    return _make_key(keyring, "off", contact)


def contact_of_off_token(keyring: Keyring, token: str) -> str | None:
    return _id_of_key(keyring, "off", token)


def make_leave_key(keyring: Keyring, subscriber: str) -> str:
    """Ends the mails about announcements to one subscriber. subscriber: 32 hex digits."""
    return _make_key(keyring, "leave", subscriber)


def subscriber_of_leave_key(keyring: Keyring, key: str) -> str | None:
    return _id_of_key(keyring, "leave", key)


def _make_key(keyring: Keyring, purpose: str, whose: str) -> str:
    return base64.urlsafe_b64encode(bytes.fromhex(whose) + _mac(keyring, purpose, whose)[:16]).decode().rstrip("=")


def _id_of_key(keyring: Keyring, purpose: str, key: str) -> str | None:
    try:
        found = base64.b64decode(key + "=", altchars=b"-_", validate=True)
    except ValueError:
        return None
    whose = found[:16].hex()
    return whose if len(found) == 32 and hmac.compare_digest(found[16:], _mac(keyring, purpose, whose)[:16]) else None


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
