"""Access tokens that can be told by what is in them: JSON Web Tokens (RFC 7519) and Discord's bot tokens."""

from __future__ import annotations

import base64
import binascii

Span = tuple[int, int]


def json_web_token(text: str, start: int, end: int) -> Span | None:
    """The first part is a JSON object that names an algorithm."""
    header = _decoded(text[start : text.index(".", start)])
    return (start, end) if header is not None and header.lstrip()[:1] == b"{" and (b'"alg"' in header or b'"enc"' in header) else None


def discord_token(text: str, start: int, end: int) -> Span | None:
    """The first part is the bot's number."""
    number = _decoded(text[start : text.index(".", start)])
    return (start, end) if number is not None and number.isdigit() and 15 <= len(number) <= 20 else None


def _decoded(part: str) -> bytes | None:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error:
        return None
