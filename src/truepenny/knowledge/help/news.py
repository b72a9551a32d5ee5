"""Tells listeners, such as the search index, which articles readers see differently by now.

A change writes a row in its own transaction; a row goes when every listener has heard of it. So nothing is missed when the process
dies between, and an article whose time comes later is told of when it has come.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, select

from truepenny.knowledge.help.schema import help_news
from truepenny.knowledge.help.versions import Key
from truepenny.platform.clock import Clock
from truepenny.platform.ids import new_id

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

log = logging.getLogger(__name__)
Listener = Callable[[Sequence[Key]], Awaitable[None]]
"""Told of articles that are new, different or gone; HelpCentre.entries says what is published of them. May be told twice."""
AT_ONCE = 1000


def add_news(conn: Connection, keys: Iterable[Key], *, due_us: int) -> None:
    """Part of the change's transaction. due_us: from when readers see it."""
    for key in keys:
        conn.execute(help_news.insert().values(id=new_id(), article_id=key.article, language=key.language, due_at=due_us))


class News:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._telling = asyncio.Lock()
        self.listeners: list[Listener] = []

    async def tell(self) -> bool:
        """True when there was something to tell. A listener that fails is told again the next time; the others are not kept waiting."""
        async with self._telling:
            now = self._clock.now_us()
            due = await self._db.read(lambda conn: _load_due(conn, now))
            if not due:
                return False
            keys = list(dict.fromkeys(key for _, key in due))
            heard = True
            for listener in self.listeners:
                try:
                    await listener(keys)
                except Exception:
                    log.exception("a listener of the help centre failed")
                    heard = False
            if heard:
                await self._db.write(lambda conn: _drop(conn, [row for row, _ in due]))
            return True


def _load_due(conn: Connection, now_us: int) -> list[tuple[str, Key]]:
    c = help_news.c
    query = select(c.id, c.article_id, c.language).where(c.due_at <= now_us).order_by(c.due_at, c.id).limit(AT_ONCE)
    return [(row.id, Key(row.article_id, row.language)) for row in conn.execute(query)]


def _drop(conn: Connection, rows: Sequence[str]) -> None:
    for at in range(0, len(rows), 400):
        conn.execute(delete(help_news).where(help_news.c.id.in_(rows[at : at + 400])))
