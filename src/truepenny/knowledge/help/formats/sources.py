"""Where imported articles come from, as rows: what came last, and which version was made of it. Each function is part of a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from truepenny.knowledge.help.picture_schema import help_sources
from truepenny.knowledge.help.schema import help_articles
from truepenny.platform.db.dialect import upsert


@dataclass(frozen=True, slots=True)
class Source:
    """article: its id. digest: of what came last in this language, "" for none. version: the number of what was made of it."""

    article: str
    digest: str = ""
    version: int = 0


def find_source(conn: Connection, source: str, language: str) -> Source | None:
    """In this language; else the article that another language of it made; None when it never came."""
    c = help_sources.c
    rows = conn.execute(select(help_sources).where(c.source == source)).all()
    same = next((row for row in rows if row.language == language), None)
    if same is not None:
        return Source(same.article_id, same.digest, same.version)
    return Source(rows[0].article_id) if rows else None


def put_source(conn: Connection, source: str, language: str, article: str, *, digest: str, version: int, now_us: int) -> None:
    values = {"article_id": article, "digest": digest, "version": version, "at": now_us}
    row = upsert(help_sources, conn).values(source=source, language=language, **values)
    conn.execute(row.on_conflict_do_update(index_elements=["source", "language"], set_=values))


def slugs_of(conn: Connection, sources: Iterable[str]) -> tuple[dict[str, str], set[str]]:
    """The address of each source that came before; and all addresses that there are."""
    wanted = set(sources)
    query = select(help_sources.c.source, help_articles.c.slug).join(help_articles, help_articles.c.id == help_sources.c.article_id)
    known = {row.source: row.slug for row in conn.execute(query) if row.source in wanted}
    return known, set(conn.execute(select(help_articles.c.slug)).scalars())
