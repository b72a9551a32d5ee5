"""Contact points that stand in a text: web and mail addresses, phone numbers, handles, and messengers named with a number or name.

In: words as anyone typed them, up to MAX_TEXT. Out: where each stands and of what kind it is, not whose. Linear in the length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from truepenny.platform.domains import is_listed
from truepenny.trust.directory.hosts import read_host, read_mail
from truepenny.trust.directory.phones import read_anywhere

MAX_TEXT = 100_000
_END = r"""[^\s<>"'“”‘’「」『』（）()，。；：！？、|]"""
_URL = re.compile(rf"(?i)\b(?:https?|ftp|tg)://{_END}+|\bwww\.{_END}+")
_MAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[\w-]{1,63}[.。]){1,8}[\w-]{2,63}")
_BARE = re.compile(rf"(?<![\w@.\-/])(?:[\w-]{{1,63}}[.。．]){{1,8}}[^\W\d_][\w-]{{1,62}}(?:/{_END}*)?(?![\w@])")
_PAGE = re.compile(r"(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}[/?]")
_RUN = re.compile(rf"{_END}{{1,2048}}")
_HANDLE = re.compile(r"(?<![\w@./+-])@([A-Za-z0-9_.]{2,40})")
_ABROAD = re.compile(r"(?<![\w+])(?:\+|00)[ ]?\(?\d(?:[ \t().\u2010-\u2015/-]{0,3}\d){6,16}(?!\w)")
_AT_HOME = re.compile(r"(?<![\w+.,])\(?\d(?:[ \t().\u2010-\u2015/-]{0,3}\d){4,14}(?![\w])")
_CALLED = re.compile(
    r"(?i)\b(?:phone|tel|telephone|call|ring|dial|hotline|helpline|mobile|cell|sms|text)\b|电话|致电|拨打|热线|来电|打给|手机|座机|短信"
)
_CUE_REACH = 40
_GAP = re.compile(r"[ \t().\u2010-\u2015/-]+")
MOST_GAPS = 8
_MESSENGERS: Final = {
    "whatsapp": r"whats\s?app",
    "wechat": r"wechat|weixin|微信|威信",
    "qq": r"\bqq\b|扣扣",
    "line": r"\bline\s*(?:id|:)",
    "signal": r"\bsignal\b",
    "viber": r"\bviber\b",
    "telegram": r"telegram|电报|飞机|纸飞机",
    "discord": r"discord",
    "instagram": r"instagram",
    "tiktok": r"tiktok",
    "facebook": r"facebook|messenger|脸书",
}
_BETWEEN = r"(?:\s?(?:号|群|id|no\.?|number|账号|is|us|me|at|on|为|是|：|:|=|-))*\s*"
_NAME = r"(@?[A-Za-z0-9_+][A-Za-z0-9_. +-]{3,30}[A-Za-z0-9_])"
_NAMED = {kind: re.compile(rf"(?i)(?:{word}){_BETWEEN}{_NAME}") for kind, word in _MESSENGERS.items()}
_FILES: Final = frozenset(("zip", "mov", "md", "py", "sh", "pl", "ps", "rs"))
"""Ends of file names that are also ends of domains."""
_EXAMPLES: Final = frozenset(("example", "test"))
"""RFC 2606; the list of public suffixes does not name them."""
_TAIL = ".,;:!?…)]}'\"*_"


@dataclass(frozen=True, slots=True)
class Typed:
    """text[start:end] of the words as given. kind: one of kinds.KINDS or FOREIGN, or "handle" where the platform is not said."""

    start: int
    end: int
    kind: str
    text: str


def find_contacts_in(text: str, regions: Collection[str] = ()) -> list[Typed]:
    """In the order in which they stand, none inside another; what nobody sees in a text hides none.

    regions: in which a number without its country may be dialled.
    """
    seen = [n for n, char in enumerate(text[:MAX_TEXT]) if char.isascii() or unicodedata.category(char) != "Cf"]
    folded = "".join(text[n] if text[n].isascii() else _plain(text[n]) for n in seen)
    taken = bytearray(len(folded))
    found: list[Typed] = []
    for first, last, kind in _all(folded, regions):
        if any(taken[first:last]):
            continue
        taken[first:last] = b"\1" * (last - first)
        start, end = seen[first], seen[last - 1] + 1
        found.append(Typed(start, end, kind, text[start:end]))
    return sorted(found, key=lambda one: one.start)


def _plain(char: str) -> str:
    """Full-width letters and digits as plain ones, one for one."""
    wide = unicodedata.normalize("NFKC", char) if unicodedata.category(char) in ("Nd", "Lu", "Ll") or char in "＠．／：＋－（）" else char
    return wide if len(wide) == 1 else char


def _all(text: str, regions: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """The surest kinds first."""
    for match in _URL.finditer(text):
        end = _trim(text, match.start(), match.end())
        yield match.start(), end, "telegram" if match[0][:5].lower() == "tg://" else "site"
    for match in _MAIL.finditer(text):
        page = _PAGE.match(text, match.start(), match.end())
        if page is not None and _is_web(page[0][:-1]):  # acme.example/?u=you@mail.example leads to the site, not to a mailbox
            run = _RUN.match(text, match.start())
            yield match.start(), _trim(text, match.start(), run.end() if run else match.end()), "site"
        elif read_mail(match[0]) is not None:
            yield match.start(), match.end(), "email"
    yield from _named(text)
    for match in _BARE.finditer(text):
        end = _trim(text, match.start(), match.end())
        if _is_web(text[match.start() : end]):
            yield match.start(), end, "site"
    yield from _numbers(text, regions)
    for match in _HANDLE.finditer(text):
        end = _trim(text, match.start(), match.end())
        if end - match.start() > 2 and not text[match.start() + 1 : end].isdigit():
            yield match.start(), end, "handle"


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    """A messenger's name with what looks like a number or a name of it: a digit, an @ or an underscore must be in it."""
    for kind, pattern in _NAMED.items():
        for match in pattern.finditer(text):
            name = match[1]
            if not name.startswith(("@", "+")) and " " in name:
                name = name if name.replace(" ", "").replace("-", "").isdigit() else name.split(" ")[0]
            if re.search(r"[\d@_]", name) and len(name) > 4:
                yield match.start(1), match.start(1) + len(name), kind


def _numbers(text: str, regions: Collection[str]) -> Iterator[tuple[int, int, str]]:
    for match in _ABROAD.finditer(text):
        end = _number_end(match[0], ())
        if end:
            yield match.start(), match.start() + end, "phone"
    for match in _AT_HOME.finditer(text):
        cue = _CALLED.search(text, max(0, match.start() - _CUE_REACH), match.start())
        if cue is not None:
            end = _number_end(match[0], regions) or (0 if regions else len(match[0]))
            if end:
                yield match.start(), match.start() + end, "phone"


def _number_end(digits: str, regions: Collection[str]) -> int:
    """Where the number ends: what follows after a space may be something else. 0 when it is none."""
    ends = [len(digits), *(found.start() for found in reversed(list(_GAP.finditer(digits))))]
    return next((end for end in ends[:MOST_GAPS] if read_anywhere(digits[:end], regions)), 0)


def _is_web(typed: str) -> bool:
    host = read_host(typed.partition("/")[0])
    if host is None:
        return False
    end = host.rpartition(".")[2]
    if end in _EXAMPLES:
        return True
    return (end not in _FILES or "/" in typed) and is_listed(host)


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _TAIL:
        end -= 1
    return end
