"""The articles that a new help centre begins with: Markdown files with a head, in starter/LANGUAGE/SLUG.md, and starter/categories.toml.

Offered once in the life of an installation, when it has no article; what was deleted or retired never comes back by itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import Connection, select

from truepenny.knowledge.help.news import add_news
from truepenny.knowledge.help.rows import add_article
from truepenny.knowledge.help.schema import help_articles, help_categories, help_marks, help_versions
from truepenny.knowledge.help.shelf import raise_stamp
from truepenny.knowledge.help.versions import Frame, Key, Words, check_frame, check_words
from truepenny.platform.clock import Clock
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

FOLDER: Final = Path(__file__).parent / "starter"
BY: Final = "system"


class HeadWrong(Exception):
    """The file does not begin with a head, or it lacks a line that it needs; the text names it."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """An article in one language as a file holds it."""

    frame: Frame
    language: str
    words: Words


@dataclass(frozen=True, slots=True)
class Starter:
    """categories: slug, place, icon and names by language, as rows want them."""

    categories: Sequence[Mapping[str, Any]]
    files: Sequence[WrittenFile]


def read_file(text: str, *, slug: str, language: str) -> WrittenFile:
    """Lines "key: value" between two lines of ---, then Markdown. Keys: title, summary, category; topics, related (with spaces between),
    order. Raises HeadWrong."""
    opening, *rest = text.replace("\r\n", "\n").split("---\n", 2)
    if opening.strip() or len(rest) != 2:
        raise HeadWrong("it does not begin with a head between two lines of ---")
    head = {}
    for line in rest[0].splitlines():
        key, colon, value = line.partition(":")
        if line.strip() and not colon:
            raise HeadWrong(f"this line of the head has no colon: {line[:60]}")
        head[key.strip()] = value.strip()
    for needed in ("title", "category"):
        if not head.get(needed):
            raise HeadWrong(f"the head has no {needed}")
    place = head.get("order", "0")
    if not place.isdecimal():
        raise HeadWrong("order is not a number")
    frame = Frame(slug, head["category"], tuple(head.get("topics", "").split()), tuple(head.get("related", "").split()), int(place))
    return WrittenFile(frame, language, Words(head["title"], head.get("summary", ""), rest[1].strip("\n")))


def load_starter(folder: Path = FOLDER) -> Starter:
    """About 10 ms. Raises HeadWrong naming the file."""
    found = tomllib.loads((folder / "categories.toml").read_text(encoding="utf-8"))["category"]
    categories = [
        {"slug": one["slug"], "place": one["order"], "icon": one["icon"], "names": {k: v for k, v in one.items() if len(k) == 2}}
        for one in found
    ]
    files = []
    for path in sorted(folder.glob("*/*.md")):
        try:
            files.append(read_file(path.read_text(encoding="utf-8"), slug=path.stem, language=path.parent.name))
        except HeadWrong as wrong:
            raise HeadWrong(f"{path.parent.name}/{path.name}: {wrong}") from wrong
    return Starter(categories, files)


async def plant_starter(db: Database, clock: Clock, *, languages: tuple[str, ...]) -> int:
    """Publishes the starter articles in the languages of the desk, once. Gives how many articles were added."""
    if await db.read(_was_offered):
        return 0
    starter, now = load_starter(), clock.now_us()
    return await db.write(lambda conn: _plant(conn, starter, languages, now))


def _was_offered(conn: Connection) -> bool:
    return conn.execute(select(help_marks.c.value).where(help_marks.c.name == "starter")).first() is not None


def _plant(conn: Connection, starter: Starter, languages: tuple[str, ...], now_us: int) -> int:
    offered = upsert(help_marks, conn).values(name="starter", value=now_us).on_conflict_do_nothing(index_elements=["name"])
    if not conn.execute(offered).rowcount or conn.execute(select(help_articles.c.id).limit(1)).first() is not None:
        return 0
    for category in starter.categories:
        names = msgspec.json.encode(category["names"]).decode()
        row = upsert(help_categories, conn).values({**category, "names": names, "changed_at": now_us, "changed_by": BY})
        conn.execute(row.on_conflict_do_nothing(index_elements=["slug"]))
    ids: dict[str, str] = {}
    for file in starter.files:
        if file.language not in languages:
            continue
        if file.frame.slug not in ids:
            ids[file.frame.slug] = add_article(conn, check_frame(file.frame), by=BY, now_us=now_us)
        _add_published(conn, Key(ids[file.frame.slug], file.language), check_words(file.words), now_us)
    raise_stamp(conn)
    return len(ids)


def _add_published(conn: Connection, key: Key, words: Words, now_us: int) -> None:
    row = {
        "id": new_id(), "article_id": key.article, "language": key.language, "number": 1, "title": words.title, "summary": words.summary,
        "body": words.body, "education": "[]", "author": BY, "at": now_us, "state": "published", "moved_at": now_us, "moved_by": BY,
        "note": "", "publish_at": now_us, "change": "meaning", "in_step_at": now_us,
    }  # fmt: skip
    conn.execute(help_versions.insert().values(row))
    add_news(conn, [key], due_us=now_us)
