"""Addresses of the one who asks, taken out of what they pasted: an impostor's mail and links often hold them, and they are no evidence.

Text in, text out.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection
from urllib.parse import quote

HIDDEN = "…"
_IN_LINK = re.compile(r"(?i)(?<=[/?&=#:;,])[^/?&=#:;,\s]{1,64}(?:@|%40)[^/?&=#:;,\s]{1,255}")


def without(text: str, addresses: Collection[str]) -> str:
    """The text with … for each of the addresses: as it stands, as links write it, and in base64."""
    written = {form for address in addresses if len(address) > 5 and "@" in address for form in _forms(address)}
    if not written:
        return text
    ways = "|".join(re.escape(form) for form in sorted(written, key=len, reverse=True))
    return re.sub(rf"(?i)(?<![\w.+-])(?:{ways})(?![\w-])", HIDDEN, text)


def without_persons(link: str) -> str:
    """A web address with … for mail addresses in its path and query: those of the one to whom it was sent."""
    scheme, mark, rest = link.rpartition("://")
    host = re.match(r"[^/?#]*", rest)
    start = len(scheme) + len(mark) + (host.end() if host else 0)
    return link[:start] + _IN_LINK.sub(HIDDEN, link[start:])


def _forms(address: str) -> set[str]:
    plain = {address, address.lower()}
    coded = {base64.b64encode(one.encode("utf-8", "surrogatepass")).decode().rstrip("=") for one in plain}
    return {*plain, quote(address, safe=""), *coded, *(one.replace("+", "-").replace("/", "_") for one in coded)}
