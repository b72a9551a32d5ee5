"""Identifiers and secrets: time-ordered ids for rows, unguessable tokens for people."""

from __future__ import annotations

import os
import secrets
import time


def new_id(random: bytes | None = None) -> str:
    """A UUIDv7 (RFC 9562, section 5.7) as 32 hex digits: ordered by creation time to the millisecond, 74 random bits.

    random: 10 bytes of os.urandom that nothing else uses, from who has fetched many at once.
    """
    ms = time.time_ns() // 1_000_000
    rand = int.from_bytes(random or os.urandom(10), "big") & (1 << 74) - 1
    value = (ms & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (rand >> 62) << 64 | 0b10 << 62 | rand & 0x3FFF_FFFF_FFFF_FFFF
    return f"{value:032x}"


def new_token() -> str:
    """256 random bits, 43 URL-safe characters."""
    return secrets.token_urlsafe(32)
