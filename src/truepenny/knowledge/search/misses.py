"""What readers looked for in vain, for editors: counted by week and language, told only when two networks asked the same.

Nothing of a person is kept: words with a name's or a number's look are counted and never written down (is_tellable).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, select

from truepenny.knowledge.search.schema import search_misses
from truepenny.platform.clock import DAY, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.dialect import upsert
from truepenny.platform.search.text import normalise

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

MAX_WORDS = 60
KEEP_WEEKS = 13
MOST_A_WEEK = 20_000
"""Different searches of a week that are counted; so nobody fills the disk with them."""
_NUMBER = re.compile(r"\d{6,}|\d[\d\s().-]{7,}\d")
_LONG = re.compile(r"(?=\S*\d)\S{20,}|\S{32,}")
HasSecret = Callable[[str], bool]
"""Whether the screen finds a secret in these words."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A search of one week that found nothing. week: days since 1970 // 7. words: None when only one network asked."""

    week: int
    language: str
    words: str
    n: int
    asked_at: int


def week_of(at: int) -> int:
    """at: microseconds UTC."""
    return at // DAY // 7


def is_tellable(words: str) -> bool:
    """Whether these words may be written down for editors: short, and without what looks like an address, a number or an ID."""
    return len(words) <= MAX_WORDS and "@" not in words and "://" not in words and not _NUMBER.search(words) and not _LONG.search(words)


class Misses:
    def __init__(self, db: Database, clock: Clock, keyring: Keyring, *, has_secret: HasSecret) -> None:
        self._db = db
        self._clock = clock
        self._key = keyring.derive("search misses")
        self._has_secret = has_secret

    async def count(self, typed: str, *, language: str, place: str) -> None:
        """typed: what was looked for, counted normalised. place: the network of who asked; only a keyed sum of it is kept."""
        words = " ".join(normalise(typed).split())
        if not words or not (is_tellable(typed) and is_tellable(words)) or self._has_secret(typed):
            return
        now = self._clock.now_us()
        asked_key, from_key = self._sum(words), self._sum(f"place\0{place}")
        await self._db.write(lambda conn: _count(conn, words, language, asked_key, from_key, now))

    async def list_missed(self, *, weeks: int = 4, limit: int = 200) -> list[Missed]:
        """Those that may be told, of the last weeks, the most frequent of the newest week first."""
        since = week_of(self._clock.now_us()) - weeks + 1
        return await self._db.read(lambda conn: _list(conn, since, limit))

    def _sum(self, text: str) -> bytes:
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()[:16]


def prune_misses(conn: Connection, *, now_us: int) -> int:
    """Those older than KEEP_WEEKS go; gives how many."""
    return conn.execute(delete(search_misses).where(search_misses.c.week < week_of(now_us) - KEEP_WEEKS)).rowcount


def _count(conn: Connection, words: str, language: str, asked_key: bytes, from_key: bytes, now: int) -> None:
    c, week = search_misses.c, week_of(now)
    this = (c.week == week) & (c.language == language) & (c.asked_key == asked_key)
    row = conn.execute(select(c.n, c.first_place, c.words).where(this)).first()
    if row is None:
        if conn.execute(select(func.count()).select_from(search_misses).where(c.week == week)).scalar_one() >= MOST_A_WEEK:
            return
        first = upsert(search_misses, conn).values(
            week=week, language=language, asked_key=asked_key, n=1, first_place=from_key, words=None, asked_at=now
        )  # fmt: skip
        conn.execute(first.on_conflict_do_update(index_elements=["week", "language", "asked_key"], set_={"n": c.n + 1}))
        return
    told = row.words or (words if row.first_place != from_key else None)
    conn.execute(search_misses.update().where(this).values(n=c.n + 1, words=told, asked_at=now))


def _list(conn: Connection, since: int, limit: int) -> list[Missed]:
    c = search_misses.c
    query = select(c.week, c.language, c.words, c.n, c.asked_at).where(c.week >= since, c.words.is_not(None))
    rows = conn.execute(query.order_by(c.week.desc(), c.n.desc(), c.asked_at.desc()).limit(limit))
    return [Missed(row.week, row.language, row.words, row.n, row.asked_at) for row in rows]
