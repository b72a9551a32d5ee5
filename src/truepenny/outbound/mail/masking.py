"""What another mail server said, fit for the log: shortened, and without addresses."""

from __future__ import annotations

import re

MAX_REASON = 300
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:]+@[^\s<>()\[\]\",;:]+|[^\s<>()\"]+=40[^\s<>()\"]+", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def mask_addresses(words: str) -> str:
    """Addresses become •••@domain, links go, control characters become blanks."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in words[: 4 * MAX_REASON]).split())
    plain = _LINK.sub("(link)", plain)
    plain = _ADDRESS.sub(lambda found: f"•••@{found[0].rpartition('@')[2]}" if "@" in found[0] else "•••", plain)
    return plain if len(plain) <= MAX_REASON else plain[: MAX_REASON - 1] + "…"
