"""The search over what is published: articles and announcements, in the reader's language first.

In: what somebody typed. Out: hits with marked extracts of the original words. upkeep.py keeps the index.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection

from truepenny.knowledge.announcements.announcements import Announcements
from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.versions import Head
from truepenny.knowledge.search.synonyms import SynonymBook
from truepenny.knowledge.search.upkeep import PublishedIndex, parts_of
from truepenny.platform.clock import DAY, Clock
from truepenny.platform.search.entries import Hit, facet
from truepenny.platform.search.extract import Part, extract
from truepenny.platform.search.query import Query, parse
from truepenny.platform.search.spelling import MIN_LETTERS, Speller

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database
    from truepenny.platform.search.query import Synonyms

MAX_PAGE = 50
MAX_HITS = 200
"""Hits beyond these are not shown: nobody turns so many pages."""
FEW = 1
"""With no more hits than this, another spelling is tried."""
WIDTH = 180
WIDTH_UNSPACED = 72
"""Characters of an extract: about three lines of a phone, also in scripts whose characters are twice as wide."""
RECENT_US = 365 * DAY


@dataclass(frozen=True, slots=True)
class Found:
    """One hit. path: without the language, such as /help/fees. language: that of its words. title, extract: parts of the original text,
    True for what was looked for. category: its name, "" for announcements. running: an announcement that holds now."""

    kind: Literal["article", "announcement"]
    id: str
    path: str
    language: str
    title: Sequence[Part]
    extract: Sequence[Part]
    category: str
    running: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """hits: of this page, in the reader's language. others: in other languages, only on the first page. more: there is another page.

    corrected: what was looked for instead of what was typed, "" when nothing was. weak: nothing has all the words, in no language.
    """

    typed: str
    corrected: str
    hits: Sequence[Found]
    others: Sequence[Found]
    more: bool
    weak: bool

    @property
    def is_empty(self) -> bool:
        return not self.hits and not self.others


class PublishedSearch:
    def __init__(self, db: Database, clock: Clock, help_centre: HelpCentre, announcements: Announcements, synonyms: SynonymBook) -> None:
        self._db = db
        self._clock = clock
        self._help = help_centre
        self._announcements = announcements
        self._synonyms = synonyms
        self._speller = Speller()
        self.upkeep = PublishedIndex(db, clock, help_centre, announcements)
        self.languages = help_centre.languages

    async def tend(self) -> None:
        """What other nodes have published is found too, and the words for suggestions go when nobody asks. Called again and again."""
        await self.upkeep.catch_up()
        self._speller.forget_when_stale()

    async def find(
        self, text: str, language: str, *, limit: int = 10, page: int = 1, typing: bool = False, exact: bool = False,
        same: Synonyms | None = None,
    ) -> Answer:  # fmt: skip
        """typing: the last word may be unfinished, and nothing is corrected. exact: nothing is corrected either. same: words that mean the
        same, in place of those that are kept."""
        limit = max(1, min(limit, MAX_PAGE))
        same = await self._synonyms.same() if same is None else same
        query = parse(text, same, typing=typing)
        if query.is_empty:
            return Answer(query.typed, "", (), (), more=False, weak=False)
        first = (page - 1) * limit
        hits, others = await self._hits(query, language, limit=first + limit + 1)
        corrected, weak, few = "", await self._is_weak(query), len(hits) + len(others) <= FEW
        if (few or (weak and _may_be_slips(query))) and not (typing or exact or query.quoted):
            better = await self._better(query)
            if better is not None:
                instead = parse(better, same)
                found, elsewhere = await self._hits(instead, language, limit=first + limit + 1)
                still_weak = await self._is_weak(instead)
                if len(found) + len(elsewhere) > len(hits) + len(others) or (weak and not still_weak):
                    query, hits, others, corrected, weak = instead, found, elsewhere, better, still_weak
        shown = await self._show(hits[first : first + limit], query)
        twins = {one.id for one in shown}
        beside = await self._show(others[: limit // 2 + 1], query) if page == 1 else []
        return Answer(text, corrected, shown, [one for one in beside if one.id not in twins], len(hits) > first + limit, weak)

    async def _is_weak(self, query: Query) -> bool:
        return not await self._db.read(lambda conn: self.upkeep.index.find(conn, query, limit=1))

    async def _hits(self, query: Query, language: str, *, limit: int) -> tuple[list[Hit], list[Hit]]:
        """In this language, and in the others."""
        now, among = self._clock.now_us(), [code for code in self.languages if code != language]

        def find(conn: Connection, languages: Sequence[str]) -> list[Hit]:
            facets = [facet("language", code) for code in languages]
            return self.upkeep.index.find(
                conn, query, limit=min(limit, MAX_HITS), any_of=facets, recent_us=RECENT_US, now_us=now, loosely=True
            )  # fmt: skip

        own = await self._db.read(lambda conn: find(conn, [language]))
        return own, (await self._db.read(lambda conn: find(conn, among)) if among else [])

    async def _better(self, query: Query) -> str | None:
        """What was probably meant, by what is published and what the editors' words lead to."""
        same = await self._synonyms.same()

        def suggest(conn: Connection) -> str | None:
            if self._speller.stale:
                self._speller.learn(self.upkeep.index.vocabulary(conn), also=same)
            return self._speller.suggest(query, lambda words: self.upkeep.index.find_any(conn, [parse(word, same) for word in words]))

        return await self._db.read(suggest)

    async def _show(self, hits: Sequence[Hit], query: Query) -> list[Found]:
        found: list[Found] = []
        for hit in hits:
            is_article, one, language = parts_of(hit.key)
            if is_article:
                head = (await self._help.find_by_id(one)).get(language)
                if head is not None:
                    found.append(await self._show_article(head, query))
            else:
                shown = await self._show_announcement(one, language, query)
                found += [shown] if shown is not None else []
        return found

    async def _show_article(self, head: Head, query: Query) -> Found:
        article = await self._help.article(head.language, head.slug)
        title = extract(head.title, query, len(head.title) or 1)
        return Found(
            "article", head.id, f"/help/{head.slug}", head.language, title,
            _extract(head.summary, article.words, query, _width(head.language)), article.category.name,
        )  # fmt: skip

    async def _show_announcement(self, announcement: str, language: str, query: Query) -> Found | None:
        from truepenny.contracts.errors import NotFound
        from truepenny.knowledge.help.markup import render

        try:
            one = await self._announcements.load(announcement)
        except NotFound:
            return None
        written = one.words.get(language)
        if written is None:
            return None
        words = await asyncio.to_thread(lambda: render(written.body, language=language).words)
        title = extract(written.title, query, len(written.title) or 1)
        running = one.phase(self._clock.now_us()) == "running"
        return Found(
            "announcement", one.id, f"/notices/{one.id}", language, title, extract(words, query, _width(language)), "", running=running
        )  # fmt: skip


def _may_be_slips(query: Query) -> bool:
    """Whether a word has letters enough to be mistyped; Chinese words are looked at only where next to nothing was found."""
    return any(word.terms[0].text.isascii() and len(word.terms[0].text) >= MIN_LETTERS for word in query.words)


def _width(language: str) -> int:
    return WIDTH_UNSPACED if language in ("zh", "ja") else WIDTH


def _extract(summary: str, words: str, query: Query, width: int) -> list[Part]:
    """Of the summary when what was looked for stands in it, else of the body, else the summary as it is."""
    for text in (summary, words):
        parts = extract(text, query, width)
        if any(hit for _, hit in parts):
            return parts
    return extract(summary or words, query, width)
