"""The list of all articles for editors: which ones fit is asked of the database, and only a page of them is read whole.

In: what an editor looks for. Out: a page in the order of categories, places and addresses, with how many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, not_, or_, select, tuple_

from truepenny.knowledge.help.rows import Overview, overviews
from truepenny.knowledge.help.schema import help_articles, help_categories, help_versions
from truepenny.platform.clock import Clock

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

MOST_TITLES = 500
"""Titles that are offered while somebody links to another article."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """words: of the title or address. state: of the newest version. mark: out_of_date, untranslated, links (waits for a lead), not_helpful.
    language: of which state and mark speak, "" for any of languages. unhelpful: articles by id that readers did not find helpful.
    speaks: the language whose titles are looked through first."""

    languages: Sequence[str]
    speaks: str
    words: str = ""
    state: str = ""
    language: str = ""
    category: str = ""
    mark: str = ""
    unhelpful: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """at: the number of this page, from 1, which may be less than what was asked for. fitting: on all pages. every: articles in all."""

    articles: Sequence[Overview]
    at: int
    fitting: int
    every: int


class Listing:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def find(self, wanted: Wanted, *, at: int, per_page: int) -> Listed:
        now = self._clock.now_us()
        return await self._db.read(lambda conn: _find(conn, wanted, at=at, per_page=per_page, now_us=now))

    async def slugs(self) -> set[str]:
        """All that are taken."""
        return await self._db.read(lambda conn: set(conn.execute(select(help_articles.c.slug)).scalars()))

    async def count_by_category(self) -> Mapping[str, int]:
        """Articles by category, published or not."""
        c = help_articles.c.category
        rows = await self._db.read(lambda conn: conn.execute(select(c, func.count()).group_by(c)).all())
        return {row[0]: row[1] for row in rows}

    async def titles(self, language: str, *, category: str) -> list[tuple[str, str]]:
        """Slug and title of articles to link to, those of this category first; title in this language where it has words."""
        return await self._db.read(lambda conn: _titles_near(conn, language, category))


def _find(conn: Connection, wanted: Wanted, *, at: int, per_page: int, now_us: int) -> Listed:
    a = help_articles.c
    query = select(a.id, a.slug).join(help_categories, help_categories.c.slug == a.category).where(*_bounds(wanted, now_us))
    fitting = conn.execute(query.order_by(help_categories.c.place, a.place, a.slug)).all()
    if wanted.mark == "not_helpful":
        fitting = [row for row in fitting if row.id in wanted.unhelpful]
    if wanted.words:
        titles, words = _titles(conn, wanted.speaks), wanted.words.casefold()
        fitting = [row for row in fitting if words in f"{titles.get(row.id, row.slug)} {row.slug}".casefold()]
    at = max(1, min(at, -(-len(fitting) // per_page)))
    ids = [row.id for row in fitting[(at - 1) * per_page : at * per_page]]
    every = conn.execute(select(func.count()).select_from(help_articles)).scalar_one()
    return Listed(overviews(conn, now_us=now_us, only=ids), at, len(fitting), every)


def _bounds(wanted: Wanted, now_us: int) -> list[ColumnElement[bool]]:
    a, v = help_articles.c, help_versions.c
    languages = [wanted.language] if wanted.language else list(wanted.languages)

    def has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(v.article_id == a.id, v.language.in_(languages), *conditions)

    found = [a.category == wanted.category] if wanted.category else []
    if wanted.state:
        found.append(has(_is_newest(), _stands(wanted.state, now_us)))
    match wanted.mark:
        case "out_of_date":
            found.append(has(_stands("published", now_us), _others_say_more(now_us)))
        case "untranslated":
            found.append(or_(*(not_(exists().where(v.article_id == a.id, v.language == code)) for code in wanted.languages)))
        case "links":
            found.append(has(_is_newest(), v.state.in_(("review", "approved"))))
    return found


def _is_newest() -> ColumnElement[bool]:
    v, newer = help_versions.c, help_versions.alias("newer")
    return not_(exists().where(newer.c.article_id == v.article_id, newer.c.language == v.language, newer.c.number > v.number))


def _stands(state: str, now_us: int) -> ColumnElement[bool]:
    """As Version.state: of what is published, only what readers see by now counts as that."""
    v, other = help_versions.c, help_versions.alias("other")
    if state == "scheduled":
        return and_(_is(v.state, "published"), v.publish_at > now_us)
    if state != "published":
        return _is(v.state, state)
    later = tuple_(other.c.publish_at, other.c.number) > tuple_(v.publish_at, v.number)
    same: tuple[Any, ...] = (other.c.article_id == v.article_id, other.c.language == v.language, _is(other.c.state, "published"))
    return and_(_is(v.state, "published"), v.publish_at <= now_us, not_(exists().where(*same, other.c.publish_at <= now_us, later)))


def _is(state: ColumnElement[str], value: str) -> ColumnElement[bool]:
    """coalesce keeps the planner from going through all that is published for each article: its own few versions are found by its id."""
    return func.coalesce(state, "") == value


def _others_say_more(now_us: int) -> ColumnElement[bool]:
    """Another language was published with a new meaning after the version was in step."""
    v, twin = help_versions.c, help_versions.alias("twin")
    said = (_is(twin.c.state, "published"), twin.c.change == "meaning", twin.c.publish_at <= now_us)
    newer = twin.c.publish_at > func.coalesce(v.in_step_at, 0)
    return exists().where(twin.c.article_id == v.article_id, twin.c.language != v.language, *said, newer)


def _titles(conn: Connection, language: str, *conditions: ColumnElement[bool]) -> dict[str, str]:
    """Title by id of the article: of the newest version in this language, else in the first that has words."""
    v = help_versions.c
    query = select(v.article_id, v.language, v.title).where(_is_newest(), *conditions)
    found: dict[str, tuple[bool, str, str]] = {}
    for article, code, title in conn.execute(query):
        told = (code != language, code, title)
        found[article] = min(found.get(article, told), told)
    return {article: title for article, (_, _, title) in found.items()}


def _titles_near(conn: Connection, language: str, category: str) -> list[tuple[str, str]]:
    a = help_articles.c
    near = select(a.id, a.slug).order_by((a.category != category), a.place, a.slug).limit(MOST_TITLES)
    rows = conn.execute(near).all()
    titles = _titles(conn, language, help_versions.c.article_id.in_([row.id for row in rows]))
    return [(row.slug, titles.get(row.id, row.slug)) for row in rows]
