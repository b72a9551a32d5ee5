"""Keeps the index over what is published: hears of each change of articles and announcements, and can make it all anew.

One entry for each article and announcement in each language. In: what readers may see by now. Out: the index that published.py asks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from truepenny.knowledge.announcements.announcements import Announcements
from truepenny.knowledge.announcements.kinds import Announcement
from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.versions import Key
from truepenny.knowledge.search.schema import PUBLISHED, search_marks
from truepenny.platform.db.dialect import upsert
from truepenny.platform.search.entries import Entry, facet
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.text import VERSION

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

log = logging.getLogger(__name__)
PAST = 200
"""So many announcements that are over can be found."""
_AT_ONCE = 100


class PublishedIndex:
    def __init__(self, db: Database, help_centre: HelpCentre, announcements: Announcements) -> None:
        self._db = db
        self._help = help_centre
        self._announcements = announcements
        self._stamps: dict[str, int] | None = None
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()
        self.index = SearchIndex(PUBLISHED)
        help_centre.news.listeners.append(self.hear_articles)
        announcements.listeners.append(self._wake.set)

    async def catch_up(self) -> None:
        """Makes the index anew when its rules have changed or it is not there yet, and puts what was announced meanwhile. Called at the
        start and again and again: what another node has done is heard of here."""
        async with self._writing:
            if await self._db.read(_load_version) != VERSION:
                await self._make_anew()
            self._wake.clear()
            await self._hear_announcements()

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
        fresh = [_entry(_article_key(one.key), one.key.language, one.title, one.summary, one.words, one.updated_at) for one in entries]
        gone = {_article_key(key) for key in keys} - {entry.key for entry in fresh}
        await self._put(fresh, gone)

    async def _make_anew(self) -> None:
        await self._db.write(self.index.clear)
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
        keys = {_announcement_key(one, language) for one in (*gone, *(one.id for one in changed)) for language in self._help.languages}
        await self._put(entries, keys - {entry.key for entry in entries})
        self._stamps = {one.id: one.changed_at for one in listed}

    async def _put(self, entries: Sequence[Entry], gone: Iterable[str]) -> None:
        dropped = sorted(gone)
        if dropped:
            await self._db.write(lambda conn: self.index.drop(conn, dropped))
        for start in range(0, len(entries), _AT_ONCE):
            await self._db.write(partial(_put, self.index, entries[start : start + _AT_ONCE]))


def _put(index: SearchIndex, entries: Sequence[Entry], conn: Connection) -> None:
    index.put(conn, entries)


def _announced(one: Announcement) -> list[Entry]:
    from truepenny.knowledge.help.markup import render

    return [
        _entry(_announcement_key(one.id, language), language, said.title, "", render(said.body, language=language).words, one.changed_at)
        for language, said in one.words.items()
    ]


def _entry(key: str, language: str, title: str, summary: str, body: str, at: int) -> Entry:
    return Entry(key, title, summary, body, (facet("language", language),), at)


def _article_key(article: Key) -> str:
    return f"a:{article.article}:{article.language}"


def _announcement_key(announcement: str, language: str) -> str:
    return f"n:{announcement}:{language}"


def parts_of(key: str) -> tuple[bool, str, str]:
    """Of the key of an entry: whether it is an article, its id, and the language."""
    kind, one, language = key.split(":", 2)
    return kind == "a", one, language


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
