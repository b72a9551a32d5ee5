"""Articles and versions as rows: read for editors, and added. Each function is part of somebody's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.exc import IntegrityError

from truepenny.contracts.errors import NotFound, Refused
from truepenny.knowledge.help.schema import help_articles, help_categories, help_versions
from truepenny.knowledge.help.versions import Frame, Version, Words, no_article, no_version
from truepenny.platform.ids import new_id

_LISTED = [column for column in help_versions.c if column.name != "body"]


@dataclass(frozen=True, slots=True)
class Standing:
    """An article in one language, for editors. latest: the newest version, without its body. published: what readers see now.

    scheduled: what they will see at its publish_at.
    """

    latest: Version
    published: Version | None
    scheduled: Version | None
    out_of_date: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """An article in all its languages, for editors."""

    id: str
    frame: Frame
    languages: Mapping[str, Standing]


def lock_article(conn: Connection, article: str) -> Row[*tuple[Any, ...]]:
    """Its row; nobody else changes it or its versions until this transaction ends. Raises NotFound."""
    row = conn.execute(select(help_articles).where(help_articles.c.id == article).with_for_update()).first()
    if row is None:
        raise no_article()
    return row


def load_frame(conn: Connection, article: str) -> Frame:
    """Raises NotFound."""
    row = conn.execute(select(help_articles).where(help_articles.c.id == article)).first()
    if row is None:
        raise no_article()
    return frame_of(row)


def find_article(conn: Connection, slug: str) -> str | None:
    """Its id."""
    return conn.execute(select(help_articles.c.id).where(help_articles.c.slug == slug)).scalar()


def frame_of(row: Row[*tuple[Any, ...]]) -> Frame:
    return Frame(row.slug, row.category, tuple(row.topics.split()), tuple(row.related.split()), row.place)


def add_article(conn: Connection, frame: Frame, *, by: str, now_us: int) -> str:
    """frame: checked. Gives its id. Raises Refused 409 slug_taken; 400 for a category that does not exist."""
    check_category_exists(conn, frame.category)
    if find_article(conn, frame.slug) is not None:
        raise slug_taken()
    made = new_id()
    try:
        conn.execute(help_articles.insert().values(id=made, created_at=now_us, created_by=by, **_columns(frame, by, now_us)))
    except IntegrityError as lost:
        raise slug_taken() from lost
    return made


def put_frame(conn: Connection, article: str, frame: Frame, *, by: str, now_us: int) -> Frame:
    """Everything but the slug. Gives what was there before."""
    before = frame_of(lock_article(conn, article))
    if frame.slug != before.slug:
        raise Refused(
            409,
            "slug_stays",
            "The address of an article stays as it is, because others link to it.",
            "Make a new article, and retire this one.",
            field="slug",
        )
    check_category_exists(conn, frame.category)
    conn.execute(update(help_articles).where(help_articles.c.id == article).values(**_columns(frame, by, now_us)))
    return before


def check_category_exists(conn: Connection, slug: str) -> None:
    if conn.execute(select(help_categories.c.slug).where(help_categories.c.slug == slug)).first() is None:
        raise Refused(400, "category_wrong", "There is no such category.", "Choose one of the list.", field="category")


def slug_taken() -> Refused:
    return Refused(409, "slug_taken", "Another article has this address.", "Choose another address.", field="slug")


def load_version(conn: Connection, article: str, language: str, number: int, *, now_us: int) -> Version:
    """With its body. Raises NotFound."""
    c = help_versions.c
    row = conn.execute(select(help_versions).where(c.article_id == article, c.language == language, c.number == number)).first()
    if row is None:
        raise no_version()
    current = _current_ids(conn, [article], now_us)
    return version_of(row, row.body, current, now_us)


def list_versions(conn: Connection, article: str, language: str, *, now_us: int) -> list[Version]:
    """Newest first, without bodies."""
    c = help_versions.c
    rows = conn.execute(select(*_LISTED).where(c.article_id == article, c.language == language).order_by(c.number.desc())).all()
    current = _current_ids(conn, [article], now_us)
    return [version_of(row, "", current, now_us) for row in rows]


def latest_number(conn: Connection, article: str, language: str) -> int:
    """0 when there is none."""
    c = help_versions.c
    return conn.execute(select(func.max(c.number)).where(c.article_id == article, c.language == language)).scalar() or 0


def overviews(conn: Connection, *, now_us: int, only: Sequence[str] | None = None) -> list[Overview]:
    """Every article, or only these, with where each language stands; in the order of categories, places and addresses."""
    a, v = help_articles, help_versions.c
    query = select(a).join(help_categories, help_categories.c.slug == a.c.category)
    query = query.order_by(help_categories.c.place, a.c.place, a.c.slug)
    newest = func.row_number().over(partition_by=(v.article_id, v.language), order_by=v.number.desc()).label("newest")
    listed = select(*_LISTED, newest)
    if only is not None:
        query, listed = query.where(a.c.id.in_(only)), listed.where(v.article_id.in_(only))
    told = listed.subquery()
    rows = conn.execute(select(told).where((told.c.newest == 1) | (told.c.state == "published"))).all()
    current = _latest_published(rows, now_us)
    by_article: dict[str, dict[str, list[Version]]] = {}
    in_step: dict[str, int] = {}
    for row in rows:
        by_article.setdefault(row.article_id, {}).setdefault(row.language, []).append(version_of(row, "", current, now_us))
        in_step[row.id] = row.in_step_at or 0
    found = []
    for row in conn.execute(query):
        languages = by_article.get(row.id, {})
        found.append(Overview(row.id, frame_of(row), {code: _standing(code, languages, in_step, now_us) for code in sorted(languages)}))
    return found


def _standing(language: str, languages: Mapping[str, Sequence[Version]], in_step: Mapping[str, int], now_us: int) -> Standing:
    versions = languages[language]
    published = next((one for one in versions if one.state == "published"), None)
    scheduled = [one for one in versions if one.state == "scheduled"]
    said = [
        one.publish_at or 0
        for code, others in languages.items()
        for one in others
        if code != language and one.change == "meaning" and one.state in ("published", "replaced") and (one.publish_at or 0) <= now_us
    ]
    behind = published is not None and any(at > in_step[published.id] for at in said)
    return Standing(
        max(versions, key=lambda one: one.number), published, min(scheduled, key=lambda one: one.publish_at or 0, default=None), behind
    )


def _current_ids(conn: Connection, articles: Sequence[str], now_us: int) -> set[str]:
    c = help_versions.c
    query = select(c.id, c.article_id, c.language, c.number, c.publish_at, c.state)
    return _latest_published(conn.execute(query.where(c.article_id.in_(articles), c.state == "published")).all(), now_us)


def _latest_published(rows: Sequence[Row[*tuple[Any, ...]]], now_us: int) -> set[str]:
    """Of each article and language, the version that readers see."""
    come = [row for row in rows if row.state == "published" and row.publish_at <= now_us]
    best: dict[tuple[str, str], Row[*tuple[Any, ...]]] = {}
    for row in come:
        other = best.get((row.article_id, row.language))
        if other is None or (row.publish_at, row.number) > (other.publish_at, other.number):
            best[row.article_id, row.language] = row
    return {row.id for row in best.values()}


def version_of(row: Row[*tuple[Any, ...]], body: str, current: set[str], now_us: int) -> Version:
    state = row.state
    if state == "published":
        state = "scheduled" if row.publish_at > now_us else "published" if row.id in current else "replaced"
    return Version(
        row.id, row.article_id, row.language, row.number, Words(row.title, row.summary, body), row.author, row.at, state, row.moved_at,
        row.moved_by, row.note, row.approved_by, row.publish_at, row.change, msgspec.json.decode(row.education, type=tuple[str, ...]),
    )  # fmt: skip


def _columns(frame: Frame, by: str, now_us: int) -> dict[str, Any]:
    return {
        "slug": frame.slug,
        "category": frame.category,
        "place": frame.place,
        "topics": " ".join(frame.topics),
        "related": " ".join(frame.related),
        "changed_at": now_us,
        "changed_by": by,
    }


def no_category() -> NotFound:
    return NotFound("category_unknown", "There is no such category.", "Load the list again.")
