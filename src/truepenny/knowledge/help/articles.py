"""The help centre as readers see it: categories, lists, articles, and what a search index keeps of them.

In: a language and a slug. Out: what is published at this moment, from memory wherever possible. Editors write through .editing
(workflow.py) and find through .listing (listing.py), readers judge through .feedback (feedback.py).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from truepenny.contracts.changes import CheckWords, RecordChange
from truepenny.knowledge.help.feedback import Feedback, Limit, Screened
from truepenny.knowledge.help.listing import Listing
from truepenny.knowledge.help.markup import FileUrl, Rendered, no_pictures, render
from truepenny.knowledge.help.news import News
from truepenny.knowledge.help.shelf import Shelf, load_bodies, load_most_read, load_shelf, load_stamp
from truepenny.knowledge.help.versions import Article, Category, Head, Key, no_article
from truepenny.knowledge.help.workflow import Editing, HasReviewer
from truepenny.platform.clock import DAY, MINUTE, SECOND, Clock

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

REMEMBER_US = 5 * SECOND
"""A change on another node shows after at most so long."""
POPULAR_US = 10 * MINUTE
POPULAR_DAYS = 30
MOST_KEPT = 4_000_000
"""Characters of rendered articles that stay in memory."""
NEIGHBOURS = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """What a search index keeps of one article in one language. version: whose words these are; words: the body as plain text."""

    key: Key
    version: str
    slug: str
    category: str
    title: str
    summary: str
    words: str
    topics: tuple[str, ...]
    updated_at: int


class HelpCentre:
    """languages: all that the desk speaks, the first by default. check: of words that many will read; screen: of a reader's words.

    limit: raises Refused when an address says too much. has_reviewer: whether somebody else could approve. file_url: pictures.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        languages: tuple[str, ...],
        record: RecordChange,
        check: CheckWords,
        screen: Screened,
        limit: Limit,
        has_reviewer: HasReviewer,
        file_url: FileUrl = no_pictures,
        own_hosts: Collection[str] = (),
    ) -> None:
        self._db = db
        self._clock = clock
        self._file_url = file_url
        self._own_hosts = frozenset(own_hosts)
        self._shelf_kept: Shelf | None = None
        self._asked_at = self._changes = 0
        self._reading = asyncio.Lock()
        self._popular: dict[str, tuple[int, list[str]]] = {}
        self._rendered: OrderedDict[str, Rendered] = OrderedDict()
        self._size = 0
        self.languages = languages
        self.news = News(db, clock)
        self.editing = Editing(
            db, clock, languages=languages, record=record, check=check, has_reviewer=has_reviewer, render=self.render, changed=self._changed
        )
        self.listing = Listing(db, clock)
        self.feedback = Feedback(db, clock, screen=screen, limit=limit)

    async def list_categories(self, language: str) -> list[Category]:
        """In their order, with how many articles each has in this language; those without any are there too."""
        shelf = await self._shelf()
        counts: dict[str, int] = {}
        for head in shelf.lists.get(language, ()):
            counts[head.category] = counts.get(head.category, 0) + 1
        return [_named(category, language, counts.get(category.slug, 0)) for category in shelf.categories]

    async def category(self, language: str, slug: str) -> Category:
        """Raises NotFound."""
        for category in await self.list_categories(language):
            if category.slug == slug:
                return category
        raise no_article()

    async def list_articles(self, language: str, category: str | None = None) -> list[Head]:
        """Those published in this language, in the order of their categories and places."""
        heads = (await self._shelf()).lists.get(language, ())
        return [head for head in heads if category is None or head.category == category]

    async def list_for_topic(self, topic: str, language: str) -> list[Head]:
        """Articles that belong to this topic, in the order of the help centre."""
        return [head for head in await self.list_articles(language) if topic in head.topics]

    async def most_read(self, language: str, *, limit: int = 6) -> list[Head]:
        """Of the last 30 days; a new help centre begins with the first articles of its categories."""
        now, shelf = self._clock.now_us(), await self._shelf()
        asked_at, ids = self._popular.get(language, (-POPULAR_US, []))
        if not 0 <= now - asked_at < POPULAR_US:
            since = now // DAY - POPULAR_DAYS
            ids = await self._db.read(lambda conn: load_most_read(conn, language, since_day=since, limit=20))
            self._popular[language] = (now, ids)
        read = [shelf.by_id[one][language] for one in ids if language in shelf.by_id.get(one, {})]
        firsts: dict[str, Head] = {}
        for head in shelf.lists.get(language, ()):
            firsts.setdefault(head.category, head)
        return list(dict.fromkeys([*read, *firsts.values()]))[:limit]

    async def find(self, slug: str) -> Mapping[str, Head]:
        """The published article in each of its languages; empty when there is none."""
        return (await self._shelf()).by_slug.get(slug, {})

    async def find_by_id(self, article: str) -> Mapping[str, Head]:
        """The same for an id."""
        return (await self._shelf()).by_id.get(article, {})

    async def article(self, language: str, slug: str) -> Article:
        """In another language where it is missing in this one: see Article.language. Raises NotFound."""
        shelf = await self._shelf()
        twins = shelf.by_slug.get(slug, {})
        head = next((twins[code] for code in (language, *self.languages) if code in twins), None)
        if head is None:
            raise no_article()
        rendered = await self._render_version(head)
        category = next(one for one in shelf.categories if one.slug == head.category)
        return Article(
            head, rendered.html, rendered.words, rendered.headings, _related(shelf, head), twins, _named(category, head.language, 0)
        )

    async def entries(self, keys: Collection[Key] | None = None) -> list[Entry]:
        """What is published of these articles now, all of them for None; those not published (any more) are left out."""
        shelf = await self._shelf(fresh=True)  # who asks was just told of a change, maybe of another node
        heads = [head for heads in shelf.by_id.values() for head in heads.values() if keys is None or head.key in keys]
        bodies = await self._db.read(lambda conn: load_bodies(conn, [head.version for head in heads]))
        return await asyncio.to_thread(self._entries, [head for head in heads if head.version in bodies], bodies)

    async def render(self, body: str, language: str) -> Rendered:
        """Markdown as it will look, for a preview. Raises Refused naming the field body."""
        return await asyncio.to_thread(self._render, body, language, accepted=False)

    async def tell_news(self) -> None:
        """Tells listeners (news.listeners) what is different by now, also of articles whose time has come. Called again and again."""
        if await self.news.tell():
            self._forget()

    async def plant_starter(self) -> int:
        """Publishes the starter articles, once in the life of an installation (starter.py). Gives how many were added."""
        from truepenny.knowledge.help.starter import plant_starter

        added = await plant_starter(self._db, self._clock, languages=self.languages)
        if added:
            await self._changed()
        return added

    def _entries(self, heads: Sequence[Head], bodies: Mapping[str, str]) -> list[Entry]:
        return [
            Entry(
                head.key, head.version, head.slug, head.category, head.title, head.summary,
                self._render(bodies[head.version], head.language, accepted=True).words, head.topics, head.updated_at,
            )
            for head in heads
        ]  # fmt: skip

    def _render(self, body: str, language: str, *, accepted: bool) -> Rendered:
        return render(body, language=language, file_url=self._file_url, own_hosts=self._own_hosts, accepted=accepted)

    async def _render_version(self, head: Head) -> Rendered:
        kept = self._rendered.get(head.version)
        if kept is not None:
            self._rendered.move_to_end(head.version)
            return kept
        body = (await self._db.read(lambda conn: load_bodies(conn, [head.version]))).get(head.version)
        if body is None:
            raise no_article()
        made = await asyncio.to_thread(self._render, body, head.language, accepted=True)
        if head.version not in self._rendered:
            self._rendered[head.version] = made
            self._size += len(made.html) + len(made.words)
        while self._size > MOST_KEPT and len(self._rendered) > 1:
            _, gone = self._rendered.popitem(last=False)
            self._size -= len(gone.html) + len(gone.words)
        return made

    async def _shelf(self, *, fresh: bool = False) -> Shelf:
        """fresh: as it is in the database now. One at a time reads it; others keep what they know, unless this node has changed it."""
        kept = self._shelf_kept
        if kept is not None and not fresh and (self._is_remembered(kept) or (self._asked_at and self._reading.locked())):
            return kept
        async with self._reading:
            now, kept, changes = self._clock.now_us(), self._shelf_kept, self._changes
            if kept is not None and not fresh and self._is_remembered(kept):
                return kept
            if kept is None or _has_come(kept, now) or await self._db.read(load_stamp) != kept.stamp:
                self._shelf_kept = kept = await self._db.read(lambda conn: load_shelf(conn, now_us=now))
            self._asked_at = now if changes == self._changes else 0
            return kept

    def _is_remembered(self, kept: Shelf) -> bool:
        now = self._clock.now_us()
        return bool(self._asked_at) and 0 <= now - self._asked_at <= REMEMBER_US and not _has_come(kept, now)

    async def _changed(self) -> None:
        """After a change of what readers may see, on this node."""
        self._forget()
        await self.news.tell()

    def _forget(self) -> None:
        self._asked_at, self._changes = 0, self._changes + 1


def _has_come(shelf: Shelf, now_us: int) -> bool:
    """Whether the time of the next scheduled article has come."""
    return shelf.next_due is not None and now_us >= shelf.next_due


def _named(category: Category, language: str, articles: int) -> Category:
    return replace(category, name=category.names.get(language, category.name), articles=articles)


def _related(shelf: Shelf, head: Head) -> tuple[Head, ...]:
    """Those that the editors chose, then neighbours of the same category."""
    chosen = [shelf.by_slug[slug][head.language] for slug in head.related if head.language in shelf.by_slug.get(slug, {})]
    near = [other for other in shelf.lists.get(head.language, ()) if other.category == head.category and other.slug != head.slug]
    return tuple(dict.fromkeys([*chosen, *near]))[: max(NEIGHBOURS, len(chosen))]
