"""One index: entries put, dropped and found, on SQLite (FTS5) and on PostgreSQL (tsvector, GIN) alike.

Callers bring the connection: what they do here is part of their transaction. It never decides who may see what it finds: `where` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import ModuleType
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, select

from truepenny.platform.db.bulk import BulkInsert
from truepenny.platform.db.dialect import among
from truepenny.platform.search import fts5, tsvector
from truepenny.platform.search.asked import Asked, Where
from truepenny.platform.search.entries import Entry, Hit, Normal, Prepared, words_in
from truepenny.platform.search.query import Query, Word
from truepenny.platform.search.rank import Candidate, rarity_of, score_all
from truepenny.platform.search.schema import IndexTables

Order = Literal["best", "newest"]
CANDIDATES = 200
"""So many matches are ranked in full."""
NEWEST_RANKED = 500
"""Of a numbered index, so many of the newest matches are ranked: a common word has hundreds of thousands."""
COUNTED = 1_000
"""Up to so many matches of a word are counted, to learn how rare it is."""
_AT_ONCE = 500


class SearchIndex:
    """numbered: entries are known by number alone, and a higher number is newer (the log's positions)."""

    def __init__(self, tables: IndexTables, *, numbered: bool = False) -> None:
        self.tables = tables
        self.numbered = numbered
        self._count = BulkInsert(tables.word, ["word", "n"], on_conflict=lambda statement: _add_up(tables, statement))

    # Writing

    def put(self, conn: Connection, rows: Sequence[Entry]) -> None:
        """Adds entries; one of the same key is replaced. The last of two with the same key in one call counts."""
        self.put_prepared(conn, self.prepare(conn.dialect.name, rows))

    def prepare(self, dialect: str, rows: Sequence[Entry]) -> list[Prepared]:
        """What takes time and no database: in a numbered index, cutting everything into tokens."""
        fresh = {row.key: row for row in rows}.values()
        normals = [Normal.of(row, tsvector.eras_of(int(row.key)) if self.numbered else ()) for row in fresh]
        cut = (fts5 if dialect == "sqlite" else tsvector).cut
        return [Prepared(row, one, cut(one), words_in(one)) for row, one in zip(fresh, normals, strict=True)]

    def put_prepared(self, conn: Connection, rows: Sequence[Prepared]) -> None:
        """Adds what was prepared for this database."""
        if not rows:
            return
        self.drop(conn, [row.entry.key for row in rows])
        ids = self._give_ids(conn, [row.entry for row in rows])
        told = [(id_, None if self.numbered else row.entry.key, row.entry.at, row.normal) for id_, row in zip(ids, rows, strict=True)]
        kept = [(id_, key, at, one.facets, *one.texts) for id_, key, at, one in told]
        _engine(conn).add(conn, self.tables, [(row, done.cut) for row, done in zip(kept, rows, strict=True)])
        self._count_words(conn, [row.words for row in rows], 1)

    def drop(self, conn: Connection, keys: Collection[str]) -> int:
        """Takes entries out; gives how many there were. On SQLite their words leave the file with wipe_step()."""
        dropped, every = 0, list(keys)
        entry = self.tables.entry
        for start in range(0, len(every), _AT_ONCE):
            rows = self._load_normals(conn, every[start : start + _AT_ONCE])
            if rows:
                _engine(conn).take_out(conn, self.tables, [(id_, _engine(conn).cut(one)) for id_, one in rows])
                self._count_words(conn, [words_in(one) for _, one in rows], -1)
                conn.execute(delete(entry).where(entry.c.id.in_([id_ for id_, _ in rows])))
            dropped += len(rows)
        return dropped

    def clear(self, conn: Connection) -> None:
        """Empties the index."""
        _engine(conn).clear(conn, self.tables)
        conn.execute(delete(self.tables.entry))
        conn.execute(delete(self.tables.word))

    def wipe_step(self, conn: Connection, *, first: bool) -> bool:
        """A short step towards a file without the words of what was dropped; True when nothing is left to do. first: a new round begins."""
        return fts5.wipe_step(conn, self.tables, first=first) if conn.dialect.name == "sqlite" else True

    def wipe(self, conn: Connection) -> None:
        """The same in one go, for a small index."""
        if conn.dialect.name == "sqlite":
            fts5.wipe(conn, self.tables)

    # Reading

    def find(
        self, conn: Connection, query: Query, *, limit: int, where: Where | None = None, order: Order = "best",
        any_of: Sequence[str] = (), all_of: Sequence[str] = (), before: int | None = None, recent_us: int = 0, now_us: int = 0,
        loosely: bool = False,
    ) -> list[Hit]:  # fmt: skip
        """Entries with all words of the query, the best or the newest first. before: only ids below it (a page further down).

        any_of, all_of: facets. loosely: where too few have all the words, those with some of them follow. recent_us: after so long, half of
        the credit for being recent is gone; 0 gives none.
        """
        if query.is_empty:
            return []
        asked = Asked(query, where=where, any_of=any_of, all_of=all_of, before=before)
        if self.numbered and order == "newest":
            return [Hit(str(id_), 0.0, id_) for id_ in self._ids(conn, replace(asked, newest=True), limit)]
        if self.numbered:
            found = self._ids(conn, replace(asked, newest=True), max(limit, NEWEST_RANKED))
        else:
            found = self._ids(conn, replace(asked, heads=True), CANDIDATES)
            found += self._ids(conn, asked, CANDIDATES) if len(found) < limit else []
        rarity: dict[Word, float] = {}
        if loosely and len(set(found)) < limit and len(query.words) > 1:
            apart = replace(asked, apart=True)
            each = self._each_word(conn, apart)
            entries = max(COUNTED, self._top(conn)) if not self.numbered else 100 * COUNTED
            rarity = {word: rarity_of(len(ids), entries) for word, ids in each.items()}
            found += self._loose_ids(conn, apart, each, limit)
        scored = self._score(conn, query, found, rarity, recent_us=recent_us, now_us=now_us)
        if order == "newest":
            scored.sort(key=lambda one: (-one[0].at, -one[0].id))
        return [Hit(one.key, score, one.id) for one, score in scored[:limit]]

    def list_newest(
        self, conn: Connection, query: Query, *, limit: int, any_of: Sequence[str] = (), before: int | None = None
    ) -> list[int]:
        """Ids of entries with all words, the newest first; of a numbered index. For callers who sift before they rank()."""
        return [] if query.is_empty else self._ids(conn, Asked(query, any_of=any_of, before=before, newest=True), limit)

    def list_newest_of_each(self, conn: Connection, queries: Sequence[Query], *, limit: int, before: int | None = None) -> list[list[int]]:
        """The same for several queries, none of them empty, which costs a server little more than one."""
        return self._ids_of_each(conn, [(Asked(query, before=before, newest=True), limit) for query in queries])

    def find_any(self, conn: Connection, queries: Sequence[Query]) -> list[bool]:
        """Of each query whether anything has all its words."""
        asked = [query for query in queries if not query.is_empty]
        found = dict(zip(asked, self._ids_of_each(conn, [(Asked(query, unordered=True), 1) for query in asked]), strict=True))
        return [bool(found.get(query)) for query in queries]

    def rank(self, conn: Connection, query: Query, ids: Sequence[int], *, recent_us: int = 0, now_us: int = 0) -> list[Hit]:
        """These entries, the best first."""
        scored = self._score(conn, query, ids, {}, recent_us=recent_us, now_us=now_us)
        return [Hit(one.key, score, one.id) for one, score in scored]

    def count(self, conn: Connection, query: Query, *, where: Where | None = None, all_of: Sequence[str] = (), upto: int = COUNTED) -> int:
        """How many entries have all words, counted up to a number."""
        return 0 if query.is_empty else len(self._ids(conn, Asked(query, where=where, all_of=all_of, newest=self.numbered), upto))

    def vocabulary(self, conn: Connection, *, least: int = 1) -> Iterator[tuple[str, int]]:
        """The Latin words that stand in at least so many entries, with that number."""
        word = self.tables.word
        for row in conn.execute(select(word.c.word, word.c.n).where(word.c.n >= least)):
            yield row.word, row.n

    def size(self, conn: Connection) -> int:
        """How many entries there are."""
        return conn.execute(select(func.count()).select_from(self.tables.entry)).scalar_one()

    # Parts

    def _ids(self, conn: Connection, asked: Asked, limit: int) -> list[int]:
        return self._ids_of_each(conn, [(asked, limit)])[0]

    def _ids_of_each(self, conn: Connection, wanted: Sequence[tuple[Asked, int]]) -> list[list[int]]:
        found: list[list[int]] = _engine(conn).select_many(conn, self.tables, wanted)
        return found

    def _loose_ids(self, conn: Connection, asked: Asked, each: Mapping[Word, Sequence[int]], limit: int) -> list[int]:
        """Entries with most of the words, then with half of them, then with one, rare words first. each: what has the word."""
        words = tuple(sorted(asked.query.words, key=lambda word: len(each[word])))
        some = replace(asked, query=replace(asked.query, words=words), newest=self.numbered)
        found: list[int] = []
        for least in dict.fromkeys((len(words) - 1, (len(words) + 1) // 2)):
            if least > 1 and len(found) < limit:
                found += self._ids(conn, replace(some, least=least), CANDIDATES)
        for word in words:
            if len(set(found)) >= CANDIDATES:
                break
            if len(each[word]) <= CANDIDATES:
                found += each[word]
                continue
            alone = replace(some, query=replace(asked.query, words=(word,)))
            heads = self._ids(conn, replace(alone, heads=True), CANDIDATES) if not self.numbered else []
            found += heads if len(heads) >= CANDIDATES // 2 else [*heads, *self._ids(conn, alone, CANDIDATES)]
        return found

    def _each_word(self, conn: Connection, asked: Asked) -> dict[Word, list[int]]:
        """Up to COUNTED entries with each word; of a numbered index the newest, else whichever come first."""
        alone = replace(asked, newest=self.numbered, unordered=not self.numbered)
        words = asked.query.words
        wanted = [(replace(alone, query=replace(asked.query, words=(word,))), COUNTED) for word in words]
        return dict(zip(words, self._ids_of_each(conn, wanted), strict=True))

    def _give_ids(self, conn: Connection, fresh: Sequence[Entry]) -> list[int]:
        if self.numbered:
            return [int(row.key) for row in fresh]
        top = self._top(conn)
        return list(range(top + 1, top + 1 + len(fresh)))

    def _top(self, conn: Connection) -> int:
        """The highest number that was given: about how many entries there are, and found without counting them."""
        return conn.execute(select(func.max(self.tables.entry.c.id))).scalar() or 0

    def _load_normals(self, conn: Connection, keys: Sequence[str]) -> list[tuple[int, Normal]]:
        entry = self.tables.entry
        among = entry.c.id.in_([int(key) for key in keys]) if self.numbered else entry.c.key.in_(keys)
        rows = conn.execute(select(entry.c.id, entry.c.title, entry.c.summary, entry.c.body, entry.c.facets).where(among))
        return [(row.id, Normal(row.title, row.summary, row.body, row.facets)) for row in rows]

    def _score(
        self, conn: Connection, query: Query, ids: Sequence[int], rarity: dict[Word, float], *, recent_us: int, now_us: int
    ) -> list[tuple[Candidate, float]]:
        candidates = self._load_candidates(conn, list(dict.fromkeys(ids)))
        return score_all(query, candidates, rarity=rarity, recent_us=recent_us, now_us=now_us)

    def _load_candidates(self, conn: Connection, ids: Sequence[int]) -> list[Candidate]:
        entry = self.tables.entry
        columns = (entry.c.id, entry.c.key, entry.c.at, entry.c.title, entry.c.summary, entry.c.body)
        rows = conn.execute(select(*columns).where(among(entry.c.id, ids, conn))) if ids else ()
        return [Candidate(id_, key or str(id_), *rest) for id_, key, *rest in rows]

    def _count_words(self, conn: Connection, entries: Sequence[frozenset[str]], step: int) -> None:
        word = self.tables.word
        counts = Counter(chain.from_iterable(entries))
        self._count.run(conn, [(said, step * n) for said, n in sorted(counts.items())])
        if step < 0 and counts:
            conn.execute(delete(word).where(word.c.n <= 0))


def _engine(conn: Connection) -> ModuleType:
    return fts5 if conn.dialect.name == "sqlite" else tsvector


def _add_up(tables: IndexTables, statement: Any) -> Any:
    return statement.on_conflict_do_update(index_elements=["word"], set_={"n": tables.word.c.n + statement.excluded.n})
