"""What a reader of a format found, before anything of it is kept: categories, articles, their pictures, and what it had to say about them.

Plain values, so that they can travel to the running desk; msgspec checks them there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec

MAX_SLUG = 60
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_LANGUAGES = {"en": "en", "zh": "zh", "cn": "zh", "english": "en", "chinese": "zh", "中文": "zh"}
_LOCALE = re.compile(r"(en|zh)(?:[-_][a-z]{2,4}){0,2}", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[^a-z0-9]+")


class Unreadable(Exception):
    """This cannot be read as the format that was named. The text says why, for the person at the terminal."""


class Skipped(Exception):
    """One article that is not taken, and why: its reader notes it and goes on."""


class Note(msgspec.Struct, frozen=True):
    """What was changed or left out, and why. where: a file or an article of the source, "" for the whole."""

    where: str
    why: str


class Picture(msgspec.Struct, frozen=True):
    """reference: the address by which the body names it. content: its bytes."""

    reference: str
    name: str
    content: bytes


class FoundCategory(msgspec.Struct, frozen=True):
    """names: by language. icon: "" for none."""

    slug: str
    names: Mapping[str, str]
    order: int = 0
    icon: str = ""


class FoundArticle(msgspec.Struct, frozen=True):
    """One article in one language. source: names it for ever where it comes from, the same in each language. body: Markdown.

    published: it could be read there. doubts: why a person has to look at it before it is published.
    """

    source: str
    slug: str
    language: str
    title: str
    body: str
    summary: str = ""
    category: str = ""
    topics: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    order: int = 0
    published: bool = True
    pictures: tuple[Picture, ...] = ()
    doubts: tuple[str, ...] = ()

    def digest(self) -> str:
        """Of all that would be kept of it; 64 hex digits."""
        return sha256(msgspec.json.encode(self)).hexdigest()


class Bundle(msgspec.Struct, frozen=True):
    """skipped: what was not taken; changed: what is not as it was there."""

    categories: tuple[FoundCategory, ...] = ()
    articles: tuple[FoundArticle, ...] = ()
    skipped: tuple[Note, ...] = ()
    changed: tuple[Note, ...] = ()


def language_of(code: str) -> str | None:
    """Ours for a locale such as en-us, zh_CN, zh-Hant or a folder's name; None for a language that we do not have."""
    plain = code.strip().lower()
    if plain in _LANGUAGES:
        return _LANGUAGES[plain]
    found = _LOCALE.fullmatch(plain)
    return found[1].lower() if found else None


def guess_language(text: str) -> str:
    """zh when at least one letter in ten is Han."""
    letters = sum(map(str.isalpha, text))
    return "zh" if letters and len(_HAN.findall(text)) * 10 >= letters else "en"


def make_slug(name: str, *, source: str, taken: Sequence[str] | set[str] = ()) -> str:
    """Words of the name in a-z, 0-9 and dashes; where it has none, six digits of the source. Never one of taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = _WORDS.sub("-", plain).strip("-")[: MAX_SLUG - 4].strip("-")
    slug = slug if SLUG.fullmatch(slug) and not slug.isdigit() else f"article-{sha256(source.encode()).hexdigest()[:6]}"
    made, n = slug, 2
    while made in taken:
        made, n = f"{slug}-{n}", n + 1
    return made


def one_line(text: str) -> str:
    """With single blanks, none at the ends."""
    return " ".join(text.split())
