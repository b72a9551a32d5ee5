"""Ticket numbers: eight characters from an alphabet of 29, shown as K7M2-4QDX; the last is a check character.

Why this alphabet and check: docs/adr/0004-ticket-numbers.md. A number is a name, not a key: knowing it opens nothing.
"""

from __future__ import annotations

import secrets
from functools import lru_cache

from truepenny.contracts.identity import TicketId

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
"""29 characters (a prime): no 0 O, 1 I L, 5 S pairs, no U."""
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"S": "5", "U": "V", "-": None, " ": None, "\u2011": None, "\u2013": None})
LENGTH = 8


def make_number() -> TicketId:
    """Seven random characters (34 bits) and their check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return TicketId(body + check_character(body))


def check_character(body: str) -> str:
    """Weighted sum modulo 29 with weights 1 to 7: finds every single wrong character and every swap of two neighbours."""
    total = sum(weight * _VALUE[character] for weight, character in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]


@lru_cache(maxsize=8_192)
def parse_number(text: str) -> TicketId | None:
    """A number as people write it (any case, with or without dash or blanks), or None when it cannot be one."""
    compact = text.strip().upper()
    if len(compact) > 2 * LENGTH:
        return None
    compact = compact.translate(_READ_AS)
    if len(compact) != LENGTH or any(character not in _VALUE for character in compact):
        return None
    return TicketId(compact) if check_character(compact[:-1]) == compact[-1] else None


def show_number(ticket: str) -> str:
    return f"{ticket[:4]}-{ticket[4:]}"
