"""The search over what is published: articles and announcements, in the reader's language first.

In: what somebody typed. Out: hits with marked extracts of the original words. The index follows what is published, and can be made anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, select

from truepenny.knowledge.announcements.announcements import Announcements
from truepenny.knowledge.announcements.kinds import Announcement
from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.versions import Head, Key
from truepenny.knowledge.search.schema import PUBLISHED, search_marks
from truepenny.knowledge.search.synonyms import SynonymBook
from truepenny.platform.clock import DAY, Clock
from truepenny.platform.db.dialect import upsert
from truepenny.platform.search.entries import Entry, Hit, facet
from truepenny.platform.search.extract import Part, extract
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.query import Query, parse
from truepenny.platform.search.spelling import Speller
from truepenny.platform.search.text import VERSION

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database
    from truepenny.platform.search.query import Synonyms

log = logging.getLogger(__name__)
MAX_PAGE = 50
MAX_HITS = 200
"""Hits beyond these are not shown: nobody turns so many pages."""
FEW = 1
"""With no more hits than this, another spelling is tried."""
WIDTH = 180
WIDTH_UNSPACED = 72
"""Characters of an extract: about three lines of a phone, also in scripts whose characters are twice as wide."""
PAST = 200
"""So many announcements that are over can be found."""
RECENT_US = 365 * DAY
_AT_ONCE = 100


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
        self._index = SearchIndex(PUBLISHED)
        self._speller = Speller()
        self._stamps: dict[str, int] | None = None
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()
        self.languages = help_centre.languages
        help_centre.news.listeners.append(self.hear_articles)
        announcements.listeners.append(self._wake.set)

    # Asking

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
        corrected = ""
        if len(hits) + len(others) <= FEW and not (typing or exact or query.quoted):
            better = await self._better(query)
            if better is not None:
                instead = parse(better, same)
                found, elsewhere = await self._hits(instead, language, limit=first + limit + 1)
                if len(found) + len(elsewhere) > len(hits) + len(others):
                    query, hits, others, corrected = instead, found, elsewhere, better
        shown = await self._show(hits[first : first + limit], query)
        twins = {one.id for one in shown}
        beside = await self._show(others[: limit // 2 + 1], query) if page == 1 else []
        weak = not await self._db.read(lambda conn: self._index.find(conn, query, limit=1))
        return Answer(text, corrected, shown, [one for one in beside if one.id not in twins], len(hits) > first + limit, weak)

    async def _hits(self, query: Query, language: str, *, limit: int) -> tuple[list[Hit], list[Hit]]:
        """In this language, and in the others."""
        now, among = self._clock.now_us(), [code for code in self.languages if code != language]

        def find(conn: Connection, languages: Sequence[str]) -> list[Hit]:
            facets = [facet("language", code) for code in languages]
            return self._index.find(
                conn, query, limit=min(limit, MAX_HITS), any_of=facets, recent_us=RECENT_US, now_us=now, loosely=True
            )  # fmt: skip

        own = await self._db.read(lambda conn: find(conn, [language]))
        return own, (await self._db.read(lambda conn: find(conn, among)) if among else [])

    async def _better(self, query: Query) -> str | None:
        """What was probably meant, by what is published and what the editors' words lead to."""
        same = await self._synonyms.same()

        def suggest(conn: Connection) -> str | None:
            if self._speller.stale:
                self._speller.learn(self._index.vocabulary(conn), also=same)
            return self._speller.suggest(query, lambda word: bool(self._index.find(conn, parse(word, same), limit=1)))

        return await self._db.read(suggest)

    async def _show(self, hits: Sequence[Hit], query: Query) -> list[Found]:
        found: list[Found] = []
        for hit in hits:
            kind, one, language = hit.key.split(":", 2)
            if kind == "a":
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

    # Following what is published

    async def catch_up(self) -> None:
        """Makes the index anew when its rules have changed or it is not there yet, and puts what was announced meanwhile. Called at the
        start and again and again: what another node has done is heard of here."""
        async with self._writing:
            if await self._db.read(_load_version) != VERSION:
                await self._make_anew()
            self._wake.clear()
            await self._hear_announcements()
        self._speller.forget_when_stale()

    async def follow(self) -> None:
        """Puts what is announced as soon as it is; runs until it is cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                async with self._writing:
                    await self._hear_announcements()
            except Exception:
                log.exception("announcements could not be put into the search")
                await asyncio.sleep(1)

    async def hear_articles(self, keys: Sequence[Key]) -> None:
        """For HelpCentre.news.listeners: these are new, different or gone."""
        async with self._writing:
            await self._hear_articles(keys)

    async def _hear_articles(self, keys: Sequence[Key]) -> None:
        entries = await self._help.entries(keys)
        fresh = [
            _entry(
                f"a:{one.key.article}:{one.key.language}", one.key.language, one.title, one.summary, one.words, one.updated_at, "article"
            )
            for one in entries
        ]
        gone = {f"a:{key.article}:{key.language}" for key in keys} - {entry.key for entry in fresh}
        await self._put(fresh, gone)

    async def _make_anew(self) -> None:
        await self._db.write(self._index.clear)
        self._stamps = {}
        entries = await self._help.entries()
        await self._hear_articles([one.key for one in entries])
        await self._db.write(_mark_version)

    async def _hear_announcements(self) -> None:
        listed = await self._announcements.list_all(past=PAST)  # no promotions: who looks for help is not to be sold anything
        known = self._stamps if self._stamps is not None else await self._db.read(_load_stamps)
        changed = [one for one in listed if known.get(one.id) != one.changed_at]
        gone = known.keys() - {one.id for one in listed}
        self._stamps = known
        if not changed and not gone:
            return
        entries = await asyncio.to_thread(lambda: [entry for one in changed for entry in _announced(one)])
        keys = {f"n:{one}:{language}" for one in (*gone, *(one.id for one in changed)) for language in self.languages}
        await self._put(entries, keys - {entry.key for entry in entries})
        self._stamps = {one.id: one.changed_at for one in listed}

    async def _put(self, entries: Sequence[Entry], gone: Iterable[str]) -> None:
        dropped = sorted(gone)
        if dropped:
            await self._db.write(lambda conn: self._index.drop(conn, dropped))
        for start in range(0, len(entries), _AT_ONCE):
            await self._db.write(partial(_put, self._index, entries[start : start + _AT_ONCE]))


def _put(index: SearchIndex, entries: Sequence[Entry], conn: Connection) -> None:
    index.put(conn, entries)


def _announced(one: Announcement) -> list[Entry]:
    from truepenny.knowledge.help.markup import render

    return [
        _entry(
            f"n:{one.id}:{language}", language, said.title, "", render(said.body, language=language).words, one.changed_at, "announcement"
        )
        for language, said in one.words.items()
    ]


def _key(article: Key) -> str:
    return f"a:{article.article}:{article.language}"


def _entry(key: str, language: str, title: str, summary: str, body: str, at: int, kind: str) -> Entry:
    return Entry(key, title, summary, body, (facet("language", language), facet("kind", kind)), at)


def _width(language: str) -> int:
    return WIDTH_UNSPACED if language in ("zh", "ja") else WIDTH


def _extract(summary: str, words: str, query: Query, width: int) -> list[Part]:
    """Of the summary when what was looked for stands in it, else of the body, else the summary as it is."""
    for text in (summary, words):
        parts = extract(text, query, width)
        if any(hit for _, hit in parts):
            return parts
    return extract(summary or words, query, width)


def _load_stamps(conn: Connection) -> dict[str, int]:
    """Which announcements are in the index, and from when: a start does not read them all again."""
    entry = PUBLISHED.entry.c
    rows = conn.execute(select(entry.key, entry.at).where(entry.key.startswith("n:", autoescape=True)))
    return {row.key.split(":")[1]: row.at for row in rows}


def _load_version(conn: Connection) -> int | None:
    return conn.execute(select(search_marks.c.value).where(search_marks.c.name == "published")).scalar()


def _mark_version(conn: Connection) -> None:
    row = upsert(search_marks, conn).values(name="published", value=VERSION)
    conn.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": VERSION}))
