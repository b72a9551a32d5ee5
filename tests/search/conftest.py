"""An index of each sort on a real database, in a desk's own tables."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from truepenny.knowledge.search.schema import PUBLISHED
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.database import Database
from truepenny.platform.search.entries import Entry
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.query import Query, Synonyms, both_ways, parse
from truepenny.platform.settings import Settings
from truepenny.projections.search.schema import SAID

SAME = both_ways([["提币", "提现", "withdraw", "withdrawal"], ["充币", "充值", "deposit"]])


@dataclass
class Shelf:
    """An index with the database that it lies in."""

    db: Database
    index: SearchIndex
    same: Synonyms = field(default_factory=lambda: SAME)

    async def put(self, *entries: Entry) -> None:
        await self.db.write(lambda conn: self.index.put(conn, entries))

    async def drop(self, *keys: str) -> int:
        return await self.db.write(lambda conn: self.index.drop(conn, keys))

    async def find(self, asked: str | Query, *, limit: int = 20, typing: bool = False, **bounds: Any) -> list[str]:
        query = parse(asked, self.same, typing=typing) if isinstance(asked, str) else asked
        hits = await self.db.read(lambda conn: self.index.find(conn, query, limit=limit, **bounds))
        return [hit.key for hit in hits]

    async def words(self) -> dict[str, int]:
        return await self.db.read(lambda conn: dict(self.index.vocabulary(conn)))


@pytest.fixture
async def db(settings: Settings) -> AsyncIterator[Database]:
    found = make_database(settings)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
def published(db: Database) -> Shelf:
    return Shelf(db, SearchIndex(PUBLISHED))


@pytest.fixture
def said(db: Database) -> Shelf:
    return Shelf(db, SearchIndex(SAID, numbered=True))
