"""Keeps the index over what is published: hears of each change of articles and announcements, and can make it all anew.

One entry for each article and announcement in each language. In: what readers may see by now. Out: the index that published.py asks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from truepenny.knowledge.announcements.announcements import Announcements
from truepenny.knowledge.announcements.kinds import Announcement
from truepenny.knowledge.help.articles import Entry as Published
from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.shelf import load_seen
from truepenny.knowledge.help.versions import Key
from truepenny.knowledge.search.schema import PUBLISHED, search_marks
from truepenny.platform.clock import Clock
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
_TRIES = 5
"""So often, articles that another node publishes at this very moment are read again."""


class PublishedIndex:
    def __init__(self, db: Database, clock: Clock, help_centre: HelpCentre, announcements: Announcements) -> None:
        self._db = db
        self._clock = clock
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

    async def _hear_articles(self, keys: Collection[Key]) -> None:
        """Reads again what another node has published meanwhile; it is put by that node too."""
        for _ in range(_TRIES):
            found = {one.key: one for one in await self._help.entries(keys)}
            every, other = sorted(keys), list[Key]()
            for start in range(0, len(every), _AT_ONCE):
                other += await self._db.write(partial(self._put_articles, every[start : start + _AT_ONCE], found))
            if not other:
                return
            keys = other

    def _put_articles(self, keys: Sequence[Key], found: Mapping[Key, Published], conn: Connection) -> list[Key]:
        """Puts those whose words readers see at this moment, and drops what they see no longer. Gives those of which they see words that
        were neither found nor are in the index."""
        _wait_for_others(conn)
        times = _load_times(conn, [_article_key(key) for key in keys])
        known = {key: times[_article_key(key)] for key in keys if _article_key(key) in times}
        seen = load_seen(conn, keys, now_us=self._clock.now_us(), known=known)
        fresh = [key for key, (version, _) in seen.items() if key in found and found[key].version == version]
        self.index.drop(conn, [_article_key(key) for key in keys if key not in seen])
        self.index.put(conn, [_published(found[key]) for key in fresh])
        return [key for key, (_, at) in seen.items() if key not in fresh and known.get(key) != at]

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
        gone_keys = sorted(keys - {entry.key for entry in entries})
        await self._db.write(lambda conn: self.index.drop(conn, gone_keys))
        for start in range(0, len(entries), _AT_ONCE):
            await self._db.write(partial(_put_newer, self.index, entries[start : start + _AT_ONCE]))
        self._stamps = {one.id: one.changed_at for one in listed}


def _wait_for_others(conn: Connection) -> None:
    """Until this transaction ends, no other node writes into the index: what is looked at before a put still holds when it is put."""
    row = upsert(search_marks, conn).values(name="published_puts", value=1)
    conn.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": search_marks.c.value + 1}))


def _put_newer(index: SearchIndex, entries: Sequence[Entry], conn: Connection) -> None:
    """Without those of which the index has newer words, by another node."""
    _wait_for_others(conn)
    times = _load_times(conn, [entry.key for entry in entries])
    index.put(conn, [entry for entry in entries if times.get(entry.key, 0) <= entry.at])


def _published(one: Published) -> Entry:
    return _entry(_article_key(one.key), one.key.language, one.title, one.summary, one.words, one.updated_at)


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


def _load_times(conn: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Of what is in the index, since when it says what it says."""
    entry = PUBLISHED.entry.c
    return {row.key: row.at for row in conn.execute(select(entry.key, entry.at).where(entry.key.in_(keys)))}


def _load_version(conn: Connection) -> int | None:
    return conn.execute(select(search_marks.c.value).where(search_marks.c.name == "published")).scalar()


def _mark_version(conn: Connection) -> None:
    row = upsert(search_marks, conn).values(name="published", value=VERSION)
    conn.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": VERSION}))
