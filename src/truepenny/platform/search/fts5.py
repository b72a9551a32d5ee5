"""The index on SQLite: an FTS5 table without content, fed with tokens that we cut, so that deleting says the same tokens again.

FTS5 keeps deleted tokens in its older segments until they are merged: wipe_step() merges them away (docs/adr on erasure in the index).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, literal_column, select, text

from truepenny.platform.search.asked import Asked
from truepenny.platform.search.entries import Normal
from truepenny.platform.search.query import Term, Word
from truepenny.platform.search.schema import IndexTables
from truepenny.platform.search.text import tokens

_COLUMNS = "title, summary, body, facets, characters"
_PAGES_A_STEP = 256


def cut(one: Normal) -> tuple[str, ...]:
    """The columns of an entry, as tokens."""
    return (*(" ".join(tokens(said)) for said in one.texts), one.facets, " ".join(one.all_characters()))


def add(conn: Connection, tables: IndexTables, rows: Sequence[tuple[tuple[Any, ...], tuple[str, ...]]]) -> None:
    """rows: id, key, at, facets, title, summary and text of an entry, and what was cut for it."""
    fts = tables.fts
    kept = f"INSERT INTO {tables.name}(id, key, at, facets, title, summary, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
    conn.exec_driver_sql(kept, [row for row, _ in rows])
    conn.exec_driver_sql(f"INSERT INTO {fts}(rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", [(row[0], *said) for row, said in rows])


def take_out(conn: Connection, tables: IndexTables, rows: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    """Says what was said when they were added: the normalised texts stand beside the index for that."""
    fts = tables.fts
    words = f"INSERT INTO {fts}({fts}, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?, ?)"
    conn.exec_driver_sql(words, [(id_, *said) for id_, said in rows])


def clear(conn: Connection, tables: IndexTables) -> None:
    conn.exec_driver_sql(f"INSERT INTO {tables.fts}({tables.fts}) VALUES ('delete-all')")


def wipe_step(conn: Connection, tables: IndexTables, *, first: bool) -> bool:
    """One short step of merging all segments into one, which leaves what was deleted behind. True when there is nothing more to do."""
    fts = tables.fts
    driver: Any = conn.connection.driver_connection
    before = driver.total_changes
    conn.exec_driver_sql(f"INSERT INTO {fts}({fts}, rank) VALUES ('merge', {-_PAGES_A_STEP if first else _PAGES_A_STEP})")
    return bool(driver.total_changes - before < 2)


def wipe(conn: Connection, tables: IndexTables) -> None:
    """All of it at once."""
    conn.exec_driver_sql(f"INSERT INTO {tables.fts}({tables.fts}) VALUES ('optimize')")


def select_many(conn: Connection, tables: IndexTables, wanted: Sequence[tuple[Asked, int]]) -> list[list[int]]:
    """For each search, up to so many ids of matches."""
    return [_select_ids(conn, tables, asked, limit) for asked, limit in wanted]


def _select_ids(conn: Connection, tables: IndexTables, asked: Asked, limit: int) -> list[int]:
    """Ids of matches: the newest first, those that bm25 likes best, or whichever come first."""
    fts = tables.fts
    rowid: ColumnElement[int] = literal_column(f"{fts}.rowid")
    statement = select(rowid).select_from(text(fts)).where(text(f"{fts} MATCH :match"))
    if asked.before is not None:
        statement = statement.where(rowid < asked.before)
    if asked.where is not None:
        statement = statement.where(asked.where(rowid))
    if not asked.unordered:
        statement = statement.order_by(rowid.desc() if asked.newest else literal_column(f"bm25({fts}, 8.0, 4.0, 1.0, 0.0, 0.0)"))
    return list(conn.execute(statement.limit(limit), {"match": match_of(asked)}).scalars())


def match_of(asked: Asked) -> str:
    """The FTS5 expression. Only tokens that we cut ourselves get into it, each in quotation marks."""
    texts = "{title summary}" if asked.heads else "{title summary body}"
    parts = ["(" + " OR ".join(" AND ".join(_word(word, texts, apart=asked.apart) for word in way) for way in asked.ways()) + ")"]
    if asked.any_of:
        parts.append("facets : (" + " OR ".join(f'"{one}"' for one in asked.any_of) + ")")
    parts += [f'facets : "{one}"' for one in asked.all_of]
    return " AND ".join(parts)


def _word(word: Word, texts: str, *, apart: bool) -> str:
    return "(" + " OR ".join(_term(term, texts, apart=apart) for term in word.terms) + ")"


def _term(term: Term, texts: str, *, apart: bool) -> str:
    if apart and not term.fixed:
        return "(" + " AND ".join(f'{texts} : "{token}"' for token in term.tokens) + ")"
    if term.single:
        column = texts if texts == "{title summary}" else "characters"
        return f'{column} : "{term.tokens[0]}"' + (" *" if column == texts else "")
    return f'{texts} : "{" ".join(term.tokens)}"' + (" *" if term.prefix else "")
