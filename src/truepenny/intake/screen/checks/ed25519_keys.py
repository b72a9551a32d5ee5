"""Secret keys that hold their public half: Solana's and NEAR's 64 bytes, in base58, as a list of numbers or in hex.

The public key of the first 32 bytes must equal the last 32 (RFC 8032). A Solana signature is 64 bytes of base58 too, and does not pass.
"""

from __future__ import annotations

import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truepenny.intake.screen.checks.encodings import decode_base58

Span = tuple[int, int]
_SPACE = re.compile(r"[\s>]+")


def is_pair(raw: bytes | None) -> bool:
    """64 bytes: a secret seed and the public key that belongs to it."""
    if raw is None or len(raw) != 64:
        return False
    return Ed25519PrivateKey.from_private_bytes(raw[:32]).public_key().public_bytes_raw() == raw[32:]


def base58_pair(text: str, start: int, end: int) -> Span | None:
    return (start, end) if is_pair(decode_base58(text[start:end])) else None


def number_pair(text: str, start: int, end: int) -> Span | None:
    """White space may stand anywhere, also where a line broke a number in two."""
    numbers = _SPACE.sub("", text[start + 1 : end - 1]).split(",")
    if len(numbers) != 64 or not all(number.isdigit() and len(number) <= 3 and int(number) < 256 for number in numbers):
        return None
    return (start, end) if is_pair(bytes(map(int, numbers))) else None


def hex_pair(text: str, start: int, end: int) -> Span | None:
    digits = text[start:end].removeprefix("0x")
    return (start, end) if is_pair(bytes.fromhex(digits)) else None
