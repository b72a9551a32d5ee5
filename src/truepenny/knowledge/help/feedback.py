"""What readers say of articles: was this helpful, in numbers by day, and short words if they like. Never who they are.

In: a key, yes or no, and the address that asks, which only limits how often. Out: counts and words for editors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, delete, func, select

from truepenny.contracts.errors import Refused
from truepenny.knowledge.help.schema import help_articles, help_counts, help_words
from truepenny.knowledge.help.versions import Key
from truepenny.platform.clock import DAY, Clock
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

MAX_WORDS: Final = 1000
KEEP_DAYS: Final = 180
Screened = Callable[[str, str], str]
"""A reader's words and their language to the words without secrets. May raise Refused."""
Limit = Callable[[Connection, str, str], None]
"""Counts one try of what ("vote", "words") by this address, in the transaction; raises Refused 429 when there were too many."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one article in one language, over some days."""

    reads: int = 0
    yes: int = 0
    no: int = 0


@dataclass(frozen=True, slots=True)
class ReaderWords:
    id: str
    key: Key
    at: int
    helped: bool
    words: str


class Feedback:
    def __init__(self, db: Database, clock: Clock, *, screen: Screened, limit: Limit) -> None:
        self._db = db
        self._clock = clock
        self._screen = screen
        self._limit = limit
        self._reads: Counter[tuple[Key, int]] = Counter()

    def count_read(self, key: Key) -> None:
        """In memory; save_reads writes it down."""
        self._reads[key, self._clock.now_us() // DAY] += 1

    async def save_reads(self) -> None:
        """Called now and then, and when the desk stops."""
        if not self._reads:
            return
        taken, self._reads = self._reads, Counter()
        try:
            await self._db.write(lambda conn: _save_reads(conn, taken))
        except BaseException:
            self._reads.update(taken)
            raise

    async def vote(self, key: Key, *, helped: bool, address: str) -> None:
        """Raises Refused 429."""
        day = self._clock.now_us() // DAY

        def put(conn: Connection) -> None:
            self._limit(conn, "vote", address)
            if _exists(conn, key):
                _add(conn, key, day, yes=int(helped), no=int(not helped))

        await self._db.write(put)

    async def say(self, key: Key, words: str, *, helped: bool, address: str) -> None:
        """Keeps a reader's words, if there are any. Raises Refused: 400 naming the field words, 429."""
        said = " ".join(words.split())
        if len(said) > MAX_WORDS:
            raise Refused(
                400, "words_wrong", "This is too long.", "Use at most {limit} characters.", params={"limit": MAX_WORDS}, field="words"
            )
        if not said:
            return
        kept, now = self._screen(said, key.language), self._clock.now_us()

        def put(conn: Connection) -> None:
            self._limit(conn, "words", address)
            if _exists(conn, key):
                row = {"id": new_id(), "article_id": key.article, "language": key.language, "at": now, "helped": helped, "words": kept}
                conn.execute(help_words.insert().values(row))

        await self._db.write(put)

    async def counts(self, *, days: int = 30) -> Mapping[Key, Counts]:
        """Of all articles, for editors."""
        since = self._clock.now_us() // DAY - days
        return await self._db.read(lambda conn: _load_counts(conn, since))

    async def list_words(self, article: str, *, limit: int = 100) -> list[ReaderWords]:
        """Newest first, in all languages."""
        return await self._db.read(lambda conn: _load_words(conn, article, limit))


def prune_reader_words(conn: Connection, *, now_us: int) -> None:
    """Words go after half a year; numbers stay."""
    conn.execute(delete(help_words).where(help_words.c.at < now_us - KEEP_DAYS * DAY))


def _exists(conn: Connection, key: Key) -> bool:
    return conn.execute(select(help_articles.c.id).where(help_articles.c.id == key.article)).first() is not None


def _save_reads(conn: Connection, reads: Mapping[tuple[Key, int], int]) -> None:
    for (key, day), n in sorted(reads.items()):
        if _exists(conn, key):
            _add(conn, key, day, reads=n)


def _add(conn: Connection, key: Key, day: int, *, reads: int = 0, yes: int = 0, no: int = 0) -> None:
    c = help_counts.c
    row = upsert(help_counts, conn).values(article_id=key.article, language=key.language, day=day, reads=reads, yes=yes, no=no)
    more = {"reads": c.reads + row.excluded.reads, "yes": c.yes + row.excluded.yes, "no": c.no + row.excluded.no}
    conn.execute(row.on_conflict_do_update(index_elements=["article_id", "language", "day"], set_=more))


def _load_counts(conn: Connection, since_day: int) -> dict[Key, Counts]:
    c = help_counts.c
    query = select(c.article_id, c.language, func.sum(c.reads), func.sum(c.yes), func.sum(c.no)).where(c.day >= since_day)
    rows = conn.execute(query.group_by(c.article_id, c.language))
    return {Key(article, language): Counts(int(reads), int(yes), int(no)) for article, language, reads, yes, no in rows}


def _load_words(conn: Connection, article: str, limit: int) -> list[ReaderWords]:
    c = help_words.c
    rows = conn.execute(select(help_words).where(c.article_id == article).order_by(c.at.desc(), c.id.desc()).limit(limit))
    return [ReaderWords(row.id, Key(row.article_id, row.language), row.at, row.helped, row.words) for row in rows]
