"""The words of the help centre in code: categories, articles, versions and where they stand. Plain values, no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from truepenny.contracts.errors import NotFound, Refused
from truepenny.knowledge.help.markup import Heading
from truepenny.knowledge.topics import check_topic

State = Literal["draft", "review", "approved", "scheduled", "published", "replaced", "retired"]
"""Where a version stands. scheduled: published, and its time is still to come. replaced: published before a later one."""
Change = Literal["meaning", "small", "caught_up"]
"""meaning: the other languages have to follow. small: they need not. caught_up: this one now says what the others say."""
MAX_TITLE: Final = 160
MAX_SUMMARY: Final = 400
MAX_NAME: Final = 60
MAX_RELATED: Final = 8
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
_TAKEN = frozenset({"c", "feed", "search"})
_ICON = re.compile(r"[a-z-]{1,40}")
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_HIDDEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]")


class Key(NamedTuple):
    """One article in one language."""

    article: str
    language: str


@dataclass(frozen=True, slots=True)
class Category:
    """name: in the language that was asked for. names: by language. articles: how many are published in that language."""

    slug: str
    name: str
    icon: str
    place: int
    names: Mapping[str, str]
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """What the languages of an article share. topics: codes of knowledge/topics.py; related: slugs of other articles."""

    slug: str
    category: str
    topics: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    place: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """What an author writes in one language. body: Markdown (markup.py)."""

    title: str
    summary: str
    body: str


@dataclass(frozen=True, slots=True)
class Head:
    """A published article without its body. id: of the article; version: of the words shown. Times in microseconds, UTC.

    languages: those in which it is published. out_of_date: another language says something newer.
    """

    id: str
    slug: str
    category: str
    language: str
    title: str
    summary: str
    version: str
    first_at: int
    updated_at: int
    topics: tuple[str, ...]
    related: tuple[str, ...]
    place: int
    languages: tuple[str, ...]
    out_of_date: bool

    @property
    def key(self) -> Key:
        return Key(self.id, self.language)


@dataclass(frozen=True, slots=True)
class Article:
    """A published article as it is read. html: safe (markup.py); words: plain. related, twins: published ones only.

    twins: the same article in each language in which it is published, this one too.
    """

    head: Head
    html: str
    words: str
    headings: tuple[Heading, ...]
    related: tuple[Head, ...]
    twins: Mapping[str, Head]
    category: Category

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def slug(self) -> str:
        return self.head.slug

    @property
    def language(self) -> str:
        """Of the words; not the one that was asked for where that is missing."""
        return self.head.language

    @property
    def title(self) -> str:
        return self.head.title

    @property
    def summary(self) -> str:
        return self.head.summary

    @property
    def updated_at(self) -> int:
        return self.head.updated_at

    @property
    def topics(self) -> tuple[str, ...]:
        return self.head.topics

    @property
    def out_of_date(self) -> bool:
        return self.head.out_of_date


@dataclass(frozen=True, slots=True)
class Version:
    """One saved state of the words. body: "" in lists. education: sentences that read like asks, which a lead has to confirm as warnings.

    moved_at, moved_by: who last changed its state. alone: who approved it had written it. note: why it was sent back.
    """

    id: str
    article: str
    language: str
    number: int
    words: Words
    author: str
    at: int
    state: State
    moved_at: int
    moved_by: str
    note: str
    approved_by: str | None
    publish_at: int | None
    change: Change | None
    education: tuple[str, ...]

    @property
    def alone(self) -> bool:
        return self.approved_by is not None and self.approved_by == self.author


def check_frame(frame: Frame) -> Frame:
    """As it is kept. Raises Refused naming the field: slug, topics, related."""
    slug = frame.slug.strip().lower()
    if not _SLUG.fullmatch(slug) or slug in _TAKEN:
        raise wrong("slug", "This address cannot be used.", "Use 1 to 80 letters a-z, digits and dashes, such as withdrawal-fees.")
    topics = tuple(dict.fromkeys(frame.topics))
    for topic in topics:
        check_topic(topic)
    related = tuple(dict.fromkeys(other for other in frame.related if other != slug))
    if len(related) > MAX_RELATED:
        raise wrong("related", "These are too many.", "Choose at most {limit}.", limit=MAX_RELATED)
    for other in related:
        if not _SLUG.fullmatch(other):
            raise wrong("related", "This is not the address of an article.", "Write addresses such as withdrawal-fees.")
    return Frame(slug, frame.category.strip(), topics, related, max(0, min(frame.place, 100_000)))


def check_words(words: Words) -> Words:
    """As they are kept. Raises Refused naming the field: title, summary, body."""
    title, summary = _one_line(words.title), _one_line(words.summary)
    body = _HIDDEN.sub("", words.body.replace("\r\n", "\n").replace("\r", "\n")).rstrip()
    for name, text, limit in (("title", title, MAX_TITLE), ("summary", summary, MAX_SUMMARY)):
        if len(text) > limit:
            raise wrong(name, "This is too long.", "Use at most {limit} characters.", limit=limit)
        if _HIDDEN.search(text):
            raise wrong(name, "This text contains invisible characters.", "Type it anew instead of pasting it.")
    for name, text in (("title", title), ("body", body.strip())):
        if not text:
            raise wrong(name, "This field is empty.", "Write at least one letter.")
    return Words(title, summary, body)


def check_category(slug: str, names: Mapping[str, str], icon: str, languages: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """Slug and names as they are kept. Raises Refused naming the field: slug, icon, or names_ and the language."""
    slug = slug.strip().lower()
    if not _SLUG.fullmatch(slug) or len(slug) > 60:
        raise wrong("slug", "This address cannot be used.", "Use 1 to 60 letters a-z, digits and dashes, such as money.")
    if not _ICON.fullmatch(icon):
        raise wrong("icon", "There is no such picture.", "Choose one of the list.")
    kept = {code: _one_line(names.get(code, "")) for code in languages}
    for code, name in kept.items():
        if len(name) > MAX_NAME:
            raise wrong(f"names_{code}", "This is too long.", "Use at most {limit} characters.", limit=MAX_NAME)
    if not any(kept.values()):
        raise wrong(f"names_{languages[0]}", "This field is empty.", "Write at least one letter.")
    return slug, {code: name for code, name in kept.items() if name}


def _one_line(text: str) -> str:
    """Thin spaces between Chinese and Latin stay."""
    return _BLANKS.sub(" ", text).strip()


def wrong(field: str, title: str, cure: str, **params: object) -> Refused:
    return Refused(400, f"{field}_wrong", title, cure, params=params, field=field)


def no_article() -> NotFound:
    return NotFound("article_unknown", "There is no such article.", "It may have been taken back: search for it, or ask a person.")


def no_version() -> NotFound:
    return NotFound("version_unknown", "There is no such version.", "Load the article again.")
