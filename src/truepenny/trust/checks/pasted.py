"""What somebody pasted, taken apart: one address, a message with addresses in it, a whole mail. Text in, contact points out; nothing is
judged.

Written-around addresses are read too: hxxp, [.], invisible characters, percent signs, links that lead on to another address.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from truepenny.trust.checks.verdict import Role
from truepenny.trust.directory.hosts import has_hidden
from truepenny.trust.directory.kinds import FOREIGN, HANDLES
from truepenny.trust.directory.phones import VANITY
from truepenny.trust.directory.typed import find_contacts_in
from truepenny.trust.lookalikes.reading import visible_only

MAX_TEXT = 20_000
MAX_SEARCHED = 10_000
"""Characters in which contact points are looked for; no message that anybody reads is longer."""
MAX_POINTS = 40
_AGENT = re.compile(r"(?i)A-\d{3,8}")
_TICKET = re.compile(r"(?i)[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4}")
_NAME = re.compile(r"@?[\w.]{3,40}")
_PHONE = re.compile(r"[+(]?\d[\d\s().\-/]{5,30}")
_MISTYPED = re.compile(r"(?=(?:\D*\d){6})[+(]?\d[\d\s().\-/OoIl]{5,30}")
"""A number with letters for digits."""
_HEADERS = re.compile(r"(?im)^(?:from|to|subject|date|received|return-path|message-id|reply-to|mime-version|dkim-signature)[ \t]*:")
_MAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>/]{3,255}")
_SENDER = re.compile(r"[\s\"'“”]*([^<>@\"“”\n]{2,60}?)[\s\"'“”]*<([^\s@<>]{1,64}@[^\s@<>/]{3,255})>")
_PAGE = re.compile(r"(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}[/?]")
_DEFANGED = ((re.compile(r"(?i)\bh(?:xx|\*\*|tt\*)p(s?)"), r"http\1"), (re.compile(r"\[\.\]|\(\.\)|\{\.\}|\[dot\]", re.IGNORECASE), "."),
             (re.compile(r"\[(?:at|@)\]|\(at\)", re.IGNORECASE), "@"), (re.compile(r"(?i)\[:\]//|\[://\]"), "://"),
             (re.compile(r"(?i)\b(https?:[/\\]{2}[^\s/?#@:\\]{1,300}):[^\s/?#@\\]{0,300}@"), r"\1@"))  # fmt: skip
_ONWARD = re.compile(
    r"(?i)^(?:url|u|uri|to|go|goto|target|dest|destination|redir|redirect\w*|return\w*|next|link|continue|out|view|q|r|ref)$"
)


@dataclass(frozen=True, slots=True)
class Point:
    """kind: of the directory, handle, agent, ticket or "" for a guess. text: as it stood, without what hides it."""

    kind: str
    text: str
    role: Role = ""
    hidden: bool = False


def straightened(text: str) -> str:
    """Without invisible characters, and with what was written around put right: hxxps://acme[.]example. A password within an address,
    which hides where its host begins, is left out."""
    found = "\n".join(visible_only(line) for line in text.splitlines())
    for pattern, right in _DEFANGED:
        found = pattern.sub(right, found)
    return found.strip()


def looks_like_mail(text: str) -> bool:
    """Whether it begins as the source of a mail does: with fields of its head."""
    return len({found[0].lower() for found in _HEADERS.finditer(text[:20_000])}) >= 3


def points_in(text: str, regions: Collection[str]) -> list[Point]:
    """text: straightened. At most MAX_POINTS, each once."""
    found = _named(text, regions) or list(_single(text)) if is_single(text) else list(_many(text, regions))
    return [*dict.fromkeys(onward for point in found for onward in (point, *_leads_to(point.text)))][:MAX_POINTS]


def is_single(text: str) -> bool:
    """Whether it is one thing that is asked about, and not words around something."""
    return len(text) <= 2_000 and (not re.search(r"\s", text) or _is_number(text))


def _is_number(text: str) -> bool:
    return any(form.fullmatch(text) for form in (_PHONE, _MISTYPED, VANITY))


def _named(text: str, regions: Collection[str]) -> list[Point]:
    """A place on a network that is named before it: 微信：acme_help."""
    if "://" in text or not re.search(r"[:：]", text):
        return []
    return [Point(one.kind, one.text) for one in find_contacts_in(text, regions) if one.kind in FOREIGN or one.kind in HANDLES]


def sender_in(text: str) -> tuple[str, str] | None:
    """Name and address of: Acme Support <help@mail.example>."""
    found = _SENDER.fullmatch(text)
    return None if found is None else (found[1].strip(), found[2])


def _single(text: str) -> Iterator[Point]:
    if not text:
        return
    if _AGENT.fullmatch(text):
        yield Point("agent", text.upper())
    elif _is_number(text) or text[:4].lower() == "tel:":
        yield Point("phone", text)
    elif text[:5].lower() == "tg://":
        yield Point("telegram", text)
    elif "://" in text:
        yield Point("site", text, hidden=has_hidden(text))
    elif text.lower().startswith("mailto:") or (_MAIL.fullmatch(text) and not _PAGE.match(text)):
        yield Point("email", text)
    elif "." in text.strip(".") and "/" in text:
        yield Point("site", text)
    elif _TICKET.fullmatch(text) and any(char.isdigit() for char in text) and "." not in text:
        yield Point("ticket", text.upper())
    else:
        yield Point("handle" if text.startswith("@") or ("." not in text and _NAME.fullmatch(text)) else "", text)


def _many(text: str, regions: Collection[str]) -> Iterator[Point]:
    for typed in find_contacts_in(text[:MAX_SEARCHED], regions):
        yield Point(typed.kind, typed.text, "link")
    for agent in _AGENT.findall(text[:MAX_TEXT])[:3]:
        yield Point("agent", agent.upper())


def _leads_to(text: str, depth: int = 0) -> Iterator[Point]:
    """Addresses that stand in the query or path of an address: the way to hide where a link goes."""
    if not depth and "\\" in text and "@" in text and "://" in text:  # some programs take \ for a part of the name before the @
        yield Point("site", text.replace("\\", "%5C"), "goes_to")
    if depth > 2 or ("?" not in text and text.lower().find("http", 8) < 0):
        return
    if text[:7].lower() == "mailto:":
        yield from (Point("email", one, "goes_to") for one in _copied_to(text))
        return
    for inner in _inner(text):
        yield Point("site", inner, "goes_to")
        yield from _leads_to(inner, depth + 1)


def _copied_to(mailto: str) -> Iterator[str]:
    """Who else would get a mail that is written by this link (RFC 6068)."""
    pairs = parse_qsl(mailto.partition("?")[2][:4_000], max_num_fields=50) if mailto.count("&") < 50 else []
    for name, value in pairs:
        if name.lower() in ("to", "cc", "bcc"):
            yield from (one.strip() for one in value.split(",")[:10] if "@" in one)


def _inner(text: str) -> Iterator[str]:
    try:
        parts = urlsplit(text)
        pairs = parse_qsl(parts.query[:4_000], keep_blank_values=False, max_num_fields=50)
    except ValueError:
        return
    for name, value in pairs:
        if re.match(r"(?i)(?:https?:)?//", value) or (_ONWARD.match(name) and re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", value)):
            yield value[:2_000]
    deeper = re.search(r"(?i)https?:/+\S+", unquote(parts.path))
    if deeper is not None:
        yield deeper[0][:2_000]
