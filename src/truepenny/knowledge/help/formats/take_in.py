"""Found articles taken into the help centre, one by one: new ones, changed ones, and none twice. What reads like an ask waits as a draft.

In: what a reader found. Out: what became of each, with reasons. Nothing that is here already is overwritten: it gets a newer version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

import msgspec
from sqlalchemy import Connection

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent
from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.formats.bundle import FoundArticle, FoundCategory, make_slug, one_line
from truepenny.knowledge.help.formats.sources import Source, find_source, put_source, slugs_of
from truepenny.knowledge.help.pictures import HelpPictures
from truepenny.knowledge.help.versions import MAX_NAME, MAX_RELATED, MAX_SUMMARY, MAX_TITLE, Category, Frame, Version, Words
from truepenny.platform.clock import Clock

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

What = Literal["added", "changed", "unchanged", "skipped"]
FALLBACK: Final = FoundCategory("imported", {"en": "Imported", "zh": "导入的文章"}, 1000)
FROM_IMPORT: Final = "From an import."
ICON: Final = "file"
ADOPTS: Final = "markdown:"
"""An article of a folder is the one that has its address here already; other desks' addresses mean nothing here."""


class Outcome(msgspec.Struct, frozen=True):
    """where: the article, as SLUG (LANGUAGE). state: where its version stands now. why: reasons and doubts, for a person."""

    what: What
    where: str
    state: str = ""
    why: tuple[str, ...] = ()


class TakeIn:
    """by: who imports, with a lead's rights."""

    def __init__(self, db: Database, clock: Clock, help_centre: HelpCentre, pictures: HelpPictures, *, by: Agent) -> None:
        self._db = db
        self._clock = clock
        self._help = help_centre
        self._pictures = pictures
        self._by = by

    async def addresses(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """From source to the slug that its article has or gets here. wanted: the slug that each source would like."""
        known, taken = await self._db.read(lambda conn: slugs_of(conn, wanted))
        given: dict[str, str] = {}
        for source, slug in wanted.items():
            adopts = source.startswith(ADOPTS)
            given[source] = known.get(source) or (slug if adopts else make_slug(slug, source=source, taken=taken))
            taken.add(given[source])
        return given

    async def category(self, found: FoundCategory, *, dry_run: bool) -> Outcome:
        """Added, or completed by the names that it has not yet; a name that stands here stays."""
        before = next((one for one in await self._help.list_categories(self._help.languages[0]) if one.slug == found.slug), None)
        names = {code: one_line(name)[:MAX_NAME] for code, name in found.names.items()} | dict(before.names if before else {})
        if before is not None and names == dict(before.names):
            return Outcome("unchanged", found.slug)
        if not dry_run:
            icon, place = (before.icon, before.place) if before else (found.icon or ICON, found.order)
            try:
                await self._help.editing.put_category(found.slug, names=names, icon=icon, place=place, by=self._by)
            except Refused as refused:
                return Outcome("skipped", found.slug, why=(_said(refused),))
        return Outcome("added" if before is None else "changed", found.slug)

    async def article(
        self, found: FoundArticle, addresses: Mapping[str, str], *, digest: str = "", publish: bool, dry_run: bool
    ) -> Outcome:
        """addresses: from the slugs that links within the import name to those that these articles have here."""
        slug = addresses.get(found.slug, found.slug)
        where, digest = f"{slug} ({found.language})", digest or found.digest()
        source = await self._source(found, slug)
        if source is not None and source.digest == digest:
            return Outcome("unchanged", where)
        why = [*found.doubts]
        words = _fitting(found, addresses, why)
        before = await self._latest(source, found.language)
        edited_here = before is not None and source is not None and source.version not in (0, before.number)
        if edited_here:
            why.append("It was edited here since the last import: compare both versions.")
        if dry_run:
            return Outcome("changed" if before is not None else "added", where, why=tuple(why))
        try:
            words = await self._with_pictures(found, words, why)
            same = before is not None and before.words == words
            version = before if same and before is not None else await self._save(found, slug, addresses, source, words, before)
        except Refused as refused:
            return Outcome("skipped", where, why=(*why, _said(refused)))
        await self._remember(found, version, digest)
        if same:
            return Outcome("unchanged", where, version.state)
        state = await self._bring_out(found, version, why, publish=publish and found.published and not edited_here and not found.doubts)
        return Outcome("changed" if before is not None else "added", where, state, tuple(why))

    async def _source(self, found: FoundArticle, slug: str) -> Source | None:
        known = await self._db.read(lambda conn: find_source(conn, found.source, found.language))
        if known is None and found.source.startswith(ADOPTS):
            article = await self._help.editing.find_id(slug)
            return None if article is None else Source(article)
        return known

    async def _latest(self, source: Source | None, language: str) -> Version | None:
        """The newest version of it here, with its body."""
        if source is None:
            return None
        versions = await self._help.editing.list_versions(source.article, language)
        return await self._help.editing.version(source.article, language, versions[0].number) if versions else None

    async def _save(
        self, found: FoundArticle, slug: str, addresses: Mapping[str, str], source: Source | None, words: Words, before: Version | None
    ) -> Version:
        """A new version, of a new article where there is none; an article of which nothing could be kept goes again."""
        editing = self._help.editing
        related = tuple(dict.fromkeys(addresses.get(other, other) for other in found.related))[:MAX_RELATED]
        frame = Frame(slug, await self._category(found.category), found.topics, related, found.order)
        article = source.article if source is not None else await editing.add_article(frame, by=self._by)
        try:
            version = await editing.put_draft(
                article, found.language, words, base=before.number if before is not None else 0, by=self._by, asks_stay=True
            )
        except Refused:
            if source is None:
                await editing.delete_article(article, by=self._by)
            raise
        if source is not None and found.source.startswith(ADOPTS):
            await editing.put_frame(article, frame, by=self._by)
        return version

    async def _category(self, slug: str) -> str:
        known = {category.slug for category in await self._help.list_categories(self._help.languages[0])}
        if slug in known:
            return slug
        if FALLBACK.slug not in known:
            await self.category(FALLBACK, dry_run=False)
        return FALLBACK.slug

    async def _remember(self, found: FoundArticle, version: Version, digest: str) -> None:
        now = self._clock.now_us()

        def put(conn: Connection) -> None:
            put_source(conn, found.source, found.language, version.article, digest=digest, version=version.number, now_us=now)

        await self._db.write(put)

    async def _bring_out(self, found: FoundArticle, version: Version, why: list[str], *, publish: bool) -> str:
        """Published where that was asked for; else a draft, with its doubts as a note to who edits it."""
        editing, place = self._help.editing, (version.article, version.language, version.number)
        if version.education:
            why.append("A sentence in it reads like an ask. Put it another way, or let a lead confirm that it only warns.")
        elif publish:
            try:
                await editing.approve(*place, by=self._by, alone=True)
                return (await editing.publish(*place, by=self._by)).state
            except Refused as refused:
                why.append(_said(refused))
        if why:
            await editing.submit(*place, by=self._by)
            try:
                await editing.send_back(*place, note="\n".join([FROM_IMPORT, *why])[:1000], by=self._by)
            except Refused:  # a file's name may read like an ask
                await editing.send_back(*place, note=FROM_IMPORT, by=self._by)
        return "draft"

    async def _with_pictures(self, found: FoundArticle, words: Words, why: list[str]) -> Words:
        """With each picture kept here, and named by its address; one that cannot be kept stays as its words."""
        body = words.body
        for picture in found.pictures:
            before = re.compile(rf"!\[((?:\\.|[^\]\\])*)\]\(<?{re.escape(picture.reference)}>?(?:[ \t]+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)")
            try:
                kept = await self._pictures.add(picture.content, picture.name, by=self._by.id)
            except Refused as refused:
                why.append(f"The picture {picture.name} was left out: {_said(refused)}")
                body = before.sub(lambda shown: shown[1], body)
            else:
                body = before.sub(rf"![\g<1>]({kept.reference})", body)
        return Words(words.title, words.summary, body)


def _fitting(found: FoundArticle, addresses: Mapping[str, str], why: list[str]) -> Words:
    """Within the limits of here; links to articles that have another address here are led there."""
    title, summary = one_line(found.title), one_line(found.summary)
    for name, text, limit in (("title", title, MAX_TITLE), ("summary", summary, MAX_SUMMARY)):
        if len(text) > limit:
            why.append(f"The {name} was cut at {limit} characters.")
    body = found.body.rstrip()
    for slug, here in addresses.items():
        if slug != here:
            body = re.sub(rf"\]\({re.escape(slug)}(?=[#)])", f"]({here}", body)
    return Words(title[:MAX_TITLE], summary[:MAX_SUMMARY], body)


def _said(refused: Refused) -> str:
    try:
        return f"{refused.title.format_map(refused.params)} {refused.cure.format_map(refused.params)}".strip()
    except (KeyError, ValueError):
        return refused.title


def in_order(articles: Sequence[FoundArticle], first: str) -> list[FoundArticle]:
    """The desk's first language before the others, so that a translation never stands alone for long."""
    return sorted(articles, key=lambda one: (one.language != first, one.order))


def category_of(category: Category) -> FoundCategory:
    return FoundCategory(category.slug, dict(category.names), category.place, category.icon)
