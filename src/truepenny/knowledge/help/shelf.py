"""What is published at a time, without the bodies: read in a few statements, and kept in memory by who reads it (articles.py)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, func, select

from truepenny.knowledge.help.schema import help_articles, help_categories, help_counts, help_marks, help_versions
from truepenny.knowledge.help.versions import Category, Head, Key
from truepenny.platform.db.dialect import upsert


@dataclass(frozen=True, slots=True)
class Shelf:
    """by_slug: the article in each language in which it is published. next_due: when the next scheduled one comes, None for never.

    stamp: of the last change; another one in the database means that this is not the present state any more.
    """

    stamp: int
    next_due: int | None
    categories: tuple[Category, ...]
    by_slug: Mapping[str, Mapping[str, Head]]
    by_id: Mapping[str, Mapping[str, Head]]
    lists: Mapping[str, Sequence[Head]]
    """By language, in the order of categories and places."""


def load_stamp(conn: Connection) -> int:
    return conn.execute(select(help_marks.c.value).where(help_marks.c.name == "changed")).scalar() or 0


def raise_stamp(conn: Connection) -> None:
    """Part of every change that readers may see."""
    row = upsert(help_marks, conn).values(name="changed", value=1)
    conn.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": help_marks.c.value + 1}))


def current_ids(now_us: int) -> Select[tuple[str]]:
    """Ids of help_versions: of each article and language, the words that readers see at this time. One pass, however many there are."""
    v = help_versions.c
    latest = func.row_number().over(partition_by=(v.article_id, v.language), order_by=(v.publish_at.desc(), v.number.desc()))
    ranked = select(v.id, latest.label("place")).where(v.state == "published", v.publish_at <= now_us).subquery()
    return select(ranked.c.id).where(ranked.c.place == 1)


def load_current(conn: Connection, key: Key, *, now_us: int) -> Row[*tuple[Any, ...]] | None:
    """The row of help_versions that readers see at this time of one article in one language."""
    v = help_versions.c
    come = select(help_versions).where(v.article_id == key.article, v.language == key.language, v.state == "published")
    return conn.execute(come.where(v.publish_at <= now_us).order_by(v.publish_at.desc(), v.number.desc()).limit(1)).first()


def load_seen(conn: Connection, keys: Collection[Key], *, now_us: int, known: Mapping[Key, int]) -> dict[Key, tuple[str, int]]:
    """Of these articles, the version that readers see and since when; those that are not published are missing.

    known: since when the words are out that the caller has, which may be a moment ahead of this node's clock.
    """
    v, found = help_versions.c, dict[Key, tuple[str, int]]()
    articles = sorted({key.article for key in keys})
    query = select(v.article_id, v.language, v.id, v.publish_at).where(v.article_id.in_(articles), v.state == "published")
    for article, language, version, at in conn.execute(query.order_by(v.publish_at, v.number)):
        key = Key(article, language)
        if key in keys and at <= max(now_us, known.get(key, 0)):
            found[key] = version, at
    return found


def load_categories(conn: Connection) -> list[Category]:
    """In their order; name is that of the first language that has one."""
    rows = conn.execute(select(help_categories).order_by(help_categories.c.place, help_categories.c.slug))
    found = []
    for row in rows:
        names = msgspec.json.decode(row.names, type=dict[str, str])
        found.append(Category(row.slug, next(iter(names.values()), row.slug), row.icon, row.place, names))
    return found


def load_shelf(conn: Connection, *, now_us: int) -> Shelf:
    v, a = help_versions.c, help_articles.c
    stamp = load_stamp(conn)
    categories = load_categories(conn)
    first = select(v.article_id, v.language, func.min(v.publish_at).label("first_at")).where(v.state == "published")
    firsts = {(row.article_id, row.language): row.first_at for row in conn.execute(first.group_by(v.article_id, v.language))}
    due = select(func.min(v.publish_at)).where(v.state == "published", v.publish_at > now_us)
    meanings = select(v.article_id, v.language, func.max(v.publish_at).label("at")).where(
        v.state == "published", v.change == "meaning", v.publish_at <= now_us
    )
    said: dict[str, dict[str, int]] = {}
    for article, language, at in conn.execute(meanings.group_by(v.article_id, v.language)):
        said.setdefault(article, {})[language] = at
    query = (
        select(
            a.id, a.slug, a.category, a.topics, a.related, a.place, v.id.label("version"), v.language, v.title, v.summary, v.publish_at,
            v.in_step_at,
        )
        .join(help_articles, a.id == v.article_id)
        .where(v.id.in_(current_ids(now_us)))
    )  # fmt: skip
    rows = conn.execute(query).all()
    languages: dict[str, list[str]] = {}
    for row in rows:
        languages.setdefault(row.id, []).append(row.language)
    by_slug: dict[str, dict[str, Head]] = {}
    by_id: dict[str, dict[str, Head]] = {}
    for row in rows:
        newer = any(at > row.in_step_at for other, at in said.get(row.id, {}).items() if other != row.language)
        head = Head(
            row.id, row.slug, row.category, row.language, row.title, row.summary, row.version, firsts[row.id, row.language], row.publish_at,
            tuple(row.topics.split()), tuple(row.related.split()), row.place, tuple(sorted(languages[row.id])), newer,
        )  # fmt: skip
        by_slug.setdefault(row.slug, {})[row.language] = head
        by_id.setdefault(row.id, {})[row.language] = head
    return Shelf(stamp, conn.execute(due).scalar(), tuple(categories), by_slug, by_id, _lists(categories, by_slug))


def _lists(categories: Sequence[Category], by_slug: Mapping[str, Mapping[str, Head]]) -> dict[str, list[Head]]:
    places = {category.slug: place for place, category in enumerate(categories)}
    lists: dict[str, list[Head]] = {}
    for heads in by_slug.values():
        for language, head in heads.items():
            lists.setdefault(language, []).append(head)
    for found in lists.values():
        found.sort(key=lambda head: (places.get(head.category, len(places)), head.place, head.title))
    return lists


def load_bodies(conn: Connection, versions: Sequence[str]) -> dict[str, str]:
    """Markdown by version."""
    c = help_versions.c
    found: dict[str, str] = {}
    for at in range(0, len(versions), 400):
        rows = conn.execute(select(c.id, c.body).where(c.id.in_(versions[at : at + 400])))
        found.update({row.id: row.body for row in rows})
    return found


def load_most_read(conn: Connection, language: str, *, since_day: int, limit: int) -> list[str]:
    """Ids of articles, the most read first."""
    c = help_counts.c
    reads = func.sum(c.reads)
    query = select(c.article_id).where(c.language == language, c.day >= since_day).group_by(c.article_id).having(reads > 0)
    return list(conn.execute(query.order_by(reads.desc(), c.article_id).limit(limit)).scalars())
