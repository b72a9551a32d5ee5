"""The reply address of a ticket: the desk's own, with the ticket's number and a key behind a +. Only we can make one.

support+k7m24qdx-4f7b2c9d1a0e@acme.example. Holding it is half of what joins a mail to the ticket: the sender must be proven too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from truepenny.contracts.identity import TicketId
from truepenny.platform.crypto import Keyring
from truepenny.tickets.numbers import parse_number

_KEYED = re.compile(r"([0-9a-z]{8})-([a-z2-7]{12})", re.IGNORECASE)


def reply_address(keyring: Keyring, desk: str, ticket: TicketId) -> str:
    """desk: the address that customers write to, without a +."""
    local, _, domain = desk.rpartition("@")
    return f"{local}+{ticket.lower()}-{_key(keyring, ticket)}@{domain}"


def find_ticket(keyring: Keyring, desk: str, address: str) -> TicketId | None:
    """The ticket whose reply address this is; None for any other, also for one with a wrong key. Case does not count: servers change it."""
    local, _, domain = address.rpartition("@")
    ours, _, our_domain = desk.rpartition("@")
    base, _, tag = local.rpartition("+")
    keyed = _KEYED.fullmatch(tag)
    if keyed is None or base.lower() != ours.lower() or domain.lower() != our_domain.lower():
        return None
    ticket = parse_number(keyed[1])
    if ticket is None or not hmac.compare_digest(_key(keyring, ticket), keyed[2].lower()):
        return None
    return ticket


def _key(keyring: Keyring, ticket: TicketId) -> str:
    """60 bits, in the alphabet of RFC 4648 base32."""
    digest = hmac.new(keyring.derive("reply address"), ticket.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:12].lower()
