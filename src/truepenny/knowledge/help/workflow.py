"""What editors do with articles, each as one transaction: agents draft and hand in; leads approve, publish, schedule and retire.

In: the acting agent and words. Out: versions. Words are screened before anything is stored. Publishing is told to listeners.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import Connection, delete, select

from truepenny.contracts.changes import CheckWords, RecordChange
from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent
from truepenny.knowledge.help import moves, rows
from truepenny.knowledge.help.bounds import check_bounds
from truepenny.knowledge.help.markup import Rendered
from truepenny.knowledge.help.news import add_news
from truepenny.knowledge.help.picture_schema import help_sources
from truepenny.knowledge.help.rows import Overview
from truepenny.knowledge.help.schema import help_articles, help_categories, help_counts, help_versions, help_words
from truepenny.knowledge.help.shelf import raise_stamp
from truepenny.knowledge.help.versions import (
    Change,
    Frame,
    Key,
    Version,
    Words,
    check_category,
    check_frame,
    check_words,
    no_article,
    wrong,
)
from truepenny.platform.clock import DAY, Clock
from truepenny.platform.db.dialect import upsert

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

MAX_NOTE: Final = 1000
FARTHEST_US: Final = 400 * DAY
HasReviewer = Callable[[Connection, str], bool]
"""Whether somebody but this agent could approve: a lead or admin who is not disabled."""


class Editing:
    """Methods take by: the acting agent. All raise Refused 403 leads_only where only leads may, NotFound for what does not exist, and
    Refused naming the field (slug, category, topics, related, title, summary, body, note, publish_at) for what cannot be kept."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        languages: tuple[str, ...],
        record: RecordChange,
        check: CheckWords,
        has_reviewer: HasReviewer,
        render: Callable[[str, str], Awaitable[Rendered]],
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self._db = db
        self._clock = clock
        self._languages = languages
        self._record = record
        self._check = check
        self._has_reviewer = has_reviewer
        self._render = render
        self._changed = changed

    async def list_all(self) -> list[Overview]:
        """Every article with where each language stands."""
        now = self._clock.now_us()
        return await self._db.read(lambda conn: rows.overviews(conn, now_us=now))

    async def overview(self, article: str) -> Overview:
        """Raises NotFound."""
        now = self._clock.now_us()
        found = await self._db.read(lambda conn: rows.overviews(conn, now_us=now, only=[article]))
        if not found:
            raise no_article()
        return found[0]

    async def find_id(self, slug: str) -> str | None:
        """Of the article at this address, published or not."""
        return await self._db.read(lambda conn: rows.find_article(conn, slug))

    async def list_versions(self, article: str, language: str) -> list[Version]:
        """Newest first, without bodies."""
        now = self._clock.now_us()
        return await self._db.read(lambda conn: rows.list_versions(conn, article, language, now_us=now))

    async def version(self, article: str, language: str, number: int) -> Version:
        """With its body. Raises NotFound."""
        now = self._clock.now_us()
        return await self._db.read(lambda conn: rows.load_version(conn, article, language, number, now_us=now))

    async def add_article(self, frame: Frame, *, by: Agent) -> str:
        """Its id; it has no words yet. Raises Refused 409 slug_taken."""
        checked, now = check_frame(frame), self._clock.now_us()

        def add(conn: Connection) -> str:
            made = rows.add_article(conn, checked, by=by.id, now_us=now)
            self._record(conn, now, who=by.id, what="article_added", subject=made, detail={"slug": checked.slug})
            return made

        return await self._db.write(add)

    async def put_frame(self, article: str, frame: Frame, *, by: Agent) -> None:
        """Category, topics, related articles and place; the slug must be the same. Agents: only before anything is published."""
        checked, now = check_frame(frame), self._clock.now_us()

        def put(conn: Connection) -> None:
            c = help_versions.c
            out = set(conn.execute(select(c.language).where(c.article_id == article, c.state == "published")).scalars())
            if out:
                check_leads(by)
            before = rows.put_frame(conn, article, checked, by=by.id, now_us=now)
            add_news(conn, [Key(article, language) for language in sorted(out)], due_us=now)
            raise_stamp(conn)
            if before != checked:
                detail = {
                    "slug": checked.slug,
                    "category": checked.category,
                    "topics": list(checked.topics),
                    "related": list(checked.related),
                }
                self._record(conn, now, who=by.id, what="article_placed", subject=article, detail=detail)

        await self._db.write(put)
        await self._changed()

    async def delete_article(self, article: str, *, by: Agent) -> None:
        """For good, with all its versions: leads, and only while it is not published. Raises Refused 409 still_published.

        Its pictures are closed by who hears that it was retired, maybe later than this (pictures.py)."""
        check_leads(by)
        now = self._clock.now_us()

        def drop(conn: Connection) -> None:
            row, c = rows.lock_article(conn, article), help_versions.c
            if conn.execute(select(c.id).where(c.article_id == article, c.state == "published")).first() is not None:
                raise Refused(409, "still_published", "This article is published.", "Retire it first.")
            for table in (help_versions, help_counts, help_words, help_sources):
                conn.execute(delete(table).where(table.c.article_id == article))
            conn.execute(delete(help_articles).where(help_articles.c.id == article))
            self._record(conn, now, who=by.id, what="article_deleted", subject=article, detail={"slug": row.slug})

        await self._db.write(drop)

    async def put_draft(self, article: str, language: str, words: Words, *, base: int, by: Agent, asks_stay: bool = False) -> Version:
        """Saves words as a new version. base: the number of the version that the author began with, 0 where there was none. asks_stay:
        a draft that came from elsewhere may hold plain asks, so that somebody can reword them; nobody can approve them.

        Sentences that read like asks, but may be warnings, are kept in Version.education for who approves. Raises Refused: 409
        version_old when somebody saved in between (what was typed stays with the caller); 422 never_ask or secret_in_words.
        """
        if language not in self._languages:
            raise wrong("language", "We do not speak this language here.", "Choose one of the list.")
        checked, now = await self._checked(words), self._clock.now_us()
        try:
            asks = await self._look(checked, language, education=True)
        except Refused as refused:
            if not asks_stay or refused.code != "never_ask":
                raise
            text = {"title": checked.title, "summary": checked.summary}.get(refused.field or "", checked.body)
            asks = [text[mark.start : mark.end] for mark in refused.marks] or [checked.title]
        return await self._db.write(
            lambda conn: moves.save(conn, Key(article, language), checked, base=base, education=asks, by=by.id, now_us=now)
        )

    async def submit(self, article: str, language: str, number: int, *, by: Agent) -> Version:
        """Hands a draft in for review."""
        return await self._move(article, language, number, come_from=("draft",), to="review", by=by)

    async def take_back(self, article: str, language: str, number: int, *, by: Agent) -> Version:
        """From review to a draft again, by anybody who may draft."""
        return await self._move(article, language, number, come_from=("review",), to="draft", by=by)

    async def send_back(self, article: str, language: str, number: int, *, note: str, by: Agent) -> Version:
        """Leads: not yet, and why. note: at most 1,000 characters."""
        check_leads(by)
        said = note.strip()
        if len(said) > MAX_NOTE:
            raise wrong("note", "This is too long.", "Use at most {limit} characters.", limit=MAX_NOTE)
        self._check(said, field="note", education=True)
        return await self._move(article, language, number, come_from=("review", "approved"), to="draft", by=by, note=said)

    async def approve(
        self, article: str, language: str, number: int, *, by: Agent, education: bool = False, alone: bool = False
    ) -> Version:
        """Leads. education: what reads like an ask in it only warns. alone: yes, these are my own words and nobody else has read them.

        Raises Refused: 409 own_words when by wrote it, another lead could approve it, and alone is not said; 422 never_ask.
        """
        check_leads(by)
        version = await self.version(article, language, number)
        asks = await self._look(version.words, language, education=education)
        now = self._clock.now_us()

        def put(conn: Connection) -> Version:
            if version.author == by.id and not alone and self._has_reviewer(conn, by.id):
                raise Refused(
                    409,
                    "own_words",
                    "You wrote this yourself.",
                    "Ask another lead to read it, or say that you approve it alone.",
                    field="alone",
                )
            return moves.approve(conn, Key(article, language), number, by=by.id, now_us=now, education=asks, record=self._record)

        return await self._db.write(put)

    async def publish(
        self, article: str, language: str, number: int, *, by: Agent, change: Change | None = None, at: int | None = None
    ) -> Version:
        """Leads: an approved version, now or at a time to come (microseconds, UTC; at most 400 days ahead).

        change: what it means for the other languages; None: caught_up when this one was behind, otherwise meaning.
        """
        check_leads(by)
        now = self._clock.now_us()
        when = now if at is None else at
        if not now - DAY <= when <= now + FARTHEST_US:
            raise wrong(
                "publish_at", "This is not a time to publish at.", "Choose a time within the next {days} days.", days=FARTHEST_US // DAY
            )
        key, due = Key(article, language), max(when, now)
        version = await self._db.write(
            lambda conn: moves.publish(conn, key, number, at=due, change=change, by=by.id, now_us=now, record=self._record)
        )
        await self._changed()
        return version

    async def schedule(self, article: str, language: str, number: int, *, at: int, by: Agent, change: Change | None = None) -> Version:
        """publish at a time to come."""
        return await self.publish(article, language, number, by=by, change=change, at=at)

    async def unschedule(self, article: str, language: str, number: int, *, by: Agent) -> Version:
        """Leads: it will not be published; it stays approved."""
        check_leads(by)
        key, now = Key(article, language), self._clock.now_us()
        version = await self._db.write(lambda conn: moves.unschedule(conn, key, number, by=by.id, now_us=now, record=self._record))
        await self._changed()
        return version

    async def retire(self, article: str, *, by: Agent, languages: Sequence[str] | None = None) -> None:
        """Leads: readers see it no longer, in these languages or in any. Raises Refused 409 not_published."""
        check_leads(by)
        codes, now = tuple(languages or self._languages), self._clock.now_us()
        await self._db.write(lambda conn: moves.retire(conn, article, codes, by=by.id, now_us=now, record=self._record))
        await self._changed()

    async def put_category(self, slug: str, *, names: Mapping[str, str], icon: str, place: int, by: Agent) -> None:
        """Leads: adds a category or changes it. names: by language; a missing one shows the first."""
        check_leads(by)
        slug, kept = check_category(slug, names, icon, self._languages)
        for code, name in kept.items():
            self._check(name, field=f"names_{code}", education=False)
        now = self._clock.now_us()
        values = {
            "place": max(0, min(place, 100_000)), "icon": icon, "names": msgspec.json.encode(kept).decode(), "changed_at": now,
            "changed_by": by.id,
        }  # fmt: skip

        def put(conn: Connection) -> None:
            row = upsert(help_categories, conn).values(slug=slug, **values)
            conn.execute(row.on_conflict_do_update(index_elements=["slug"], set_=values))
            raise_stamp(conn)
            self._record(conn, now, who=by.id, what="category_put", subject=slug, detail={"name": next(iter(kept.values()))})

        await self._db.write(put)
        await self._changed()

    async def delete_category(self, slug: str, *, by: Agent) -> None:
        """Leads. Raises Refused 409 category_full while an article is in it."""
        check_leads(by)
        now = self._clock.now_us()

        def drop(conn: Connection) -> None:
            if conn.execute(select(help_articles.c.id).where(help_articles.c.category == slug)).first() is not None:
                raise Refused(409, "category_full", "There are articles in this category.", "Move them to another one first.")
            if not conn.execute(delete(help_categories).where(help_categories.c.slug == slug)).rowcount:
                raise rows.no_category()
            raise_stamp(conn)
            self._record(conn, now, who=by.id, what="category_deleted", subject=slug)

        await self._db.write(drop)
        await self._changed()

    async def _move(
        self, article: str, language: str, number: int, *, come_from: Sequence[str], to: str, by: Agent, note: str = ""
    ) -> Version:
        key, now = Key(article, language), self._clock.now_us()
        return await self._db.write(lambda conn: moves.move(conn, key, number, come_from=come_from, to=to, by=by.id, now_us=now, note=note))

    async def _checked(self, words: Words) -> Words:
        check_bounds(words.body)
        return check_words(words)

    async def _look(self, words: Words, language: str, *, education: bool) -> list[str]:
        """The sentences that were let through as warnings. Reads the source and what readers see of it: marks may cut an ask in two."""
        rendered = await self._render(words.body, language)

        def look() -> list[str]:
            found = [*self._check(words.title, field="title", education=education)]
            found += self._check(words.summary, field="summary", education=education)
            found += self._check(words.body, field="body", education=education)
            try:
                found += self._check(rendered.words, field="body", education=education)
            except Refused as refused:
                refused.marks = ()  # they count characters of what readers see, not of the field
                raise
            return list(dict.fromkeys(found))

        return await asyncio.to_thread(look)


def check_leads(by: Agent) -> None:
    if not by.leads:
        raise Refused(403, "leads_only", "Only team leads can do this.", "Ask a lead of your team.")


def own_words() -> Refused:
    return Refused(
        409, "own_words", "You wrote this yourself.", "Ask another lead to read it, or say that you approve it alone.", field="alone"
    )
