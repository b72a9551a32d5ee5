"""Which addresses a link in an article may lead to. In: an address as somebody typed it. Out: what may stand in href, or None.

Let through: https, http, mailto and tel, our own pages, places on the same page, and other articles by their slug.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

MOST = 2000
ARTICLE = re.compile(r"([a-z0-9][a-z0-9-]{0,79})(?:\.md)?(#.*)?")
_MAIL = re.compile(r"mailto:[^\s@\\?&]{1,64}@[^\s@\\?&]{1,255}(?:\?[^\s\\]*)?", re.IGNORECASE)
_PHONE = re.compile(r"tel:\+?[0-9][0-9().-]{1,30}", re.IGNORECASE)
_OURS = re.compile(r"/(?![/\\])[^\s\\]*")
_IN_EACH_LANGUAGE = re.compile(r"/(?:help|search|notices|status|contact|check)(?:[/?#].*)?")
_BREAKS = re.compile(r"[\s\\\x00-\x20\x7f]")
_NOT_WORDS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Address:
    """outside: it leads to another site."""

    href: str
    outside: bool = False


def anchor(words: str) -> str:
    """The name of a place on the page, made of a heading's words: "How long?" is s-how-long. Never the id of anything else on a page."""
    return "s-" + (_NOT_WORDS.sub("-", words.lower()).strip("-_")[:60].strip("-_") or "part")


def check_address(typed: str, *, language: str, own_hosts: frozenset[str] = frozenset()) -> Address | None:
    """None: nobody may be led there, or it is no address. language: in which our own pages are linked to. Pure."""
    if not typed or len(typed) > MOST or _BREAKS.search(typed):
        return None
    if typed.startswith("#"):
        return Address(f"#{quote(anchor(unquote(typed[1:])))}")
    if _OURS.fullmatch(typed):
        return Address(f"/{language}{typed}" if language and _IN_EACH_LANGUAGE.fullmatch(typed) else typed)
    if _MAIL.fullmatch(typed) or _PHONE.fullmatch(typed):
        return Address(typed)
    if article := ARTICLE.fullmatch(typed):
        place = f"#{quote(anchor(unquote(article[2][1:])))}" if article[2] else ""
        return Address(f"/{language}/help/{article[1]}{place}" if language else f"/help/{article[1]}{place}")
    return _far_away(typed, own_hosts)


def _far_away(typed: str, own_hosts: frozenset[str]) -> Address | None:
    if not re.match(r"https?://", typed, re.IGNORECASE):
        return None
    try:
        parts = urlsplit(typed)
        named, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if not named or "@" in parts.netloc or "%" in named:
        return None
    return Address(typed, outside=named not in own_hosts)
