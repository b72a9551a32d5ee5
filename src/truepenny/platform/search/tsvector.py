"""The index on PostgreSQL: vectors made of the same tokens, with places and weights, under GIN.

GIN gives all matches at once, not the newest first. So entries of a numbered index also carry which 4,096 and which 65,536 they belong to:
a common word is looked for in the newest of them first, and only what is not common is looked for everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import TSQUERY

from truepenny.platform.search.asked import Asked
from truepenny.platform.search.entries import FACET, Normal
from truepenny.platform.search.query import Term, Word
from truepenny.platform.search.schema import IndexTables
from truepenny.platform.search.text import characters, tokens

ERAS = (12, 16)
"""Bits of the two sizes of stretches of ids."""
LAST_PLACE = 16_383
"""PostgreSQL counts no places beyond it: phrases in longer texts are found up to there."""
PLACES_A_TOKEN = 255
_GAP = 2


def eras_of(id_: int) -> tuple[str, ...]:
    """The marks of an entry's stretches of ids."""
    return tuple(era(id_ >> bits, bits) for bits in ERAS)


def era(number: int, bits: int) -> str:
    return f"{FACET}era{bits}{FACET}{number}"


def cut(one: Normal) -> tuple[str, ...]:
    """The vectors of an entry, as text: title and summary, and everything."""
    return (_vector(one.texts[:2], one) if one.title or one.summary else "", _vector(one.texts, one))


def add(conn: Connection, tables: IndexTables, rows: Sequence[tuple[tuple[Any, ...], tuple[str, ...]]]) -> None:
    """rows: id, key, at, facets, title, summary and text of an entry, and what was cut for it."""
    columns = tuple(list(column) for column in zip(*((*row, *said) for row, said in rows), strict=True))
    conn.exec_driver_sql(
        f"INSERT INTO {tables.name}(id, key, at, facets, title, summary, body, heads, words) "
        "SELECT id, key, at, facets, title, summary, body, heads::tsvector, words::tsvector "
        "FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]) "
        "AS given(id, key, at, facets, title, summary, body, heads, words)",
        columns,
    )


def take_out(_conn: Connection, _tables: IndexTables, _rows: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    """Nothing: the vectors go with their rows."""


def clear(_conn: Connection, _tables: IndexTables) -> None:
    """Nothing: the vectors go with their rows."""


def select_ids(conn: Connection, tables: IndexTables, asked: Asked, *, limit: int) -> list[int]:
    """Ids of matches, the newest first when asked so."""
    if not asked.newest:
        return _select(conn, tables, asked, (), limit=limit)
    top = asked.before or (conn.execute(select(func.max(tables.entry.c.id))).scalar() or 0) + 1
    for bits in ERAS:
        newest = (top - 1) >> bits
        found = _select(conn, tables, asked, [era(number, bits) for number in (newest, newest - 1) if number >= 0], limit=limit)
        if len(found) >= limit:
            return found
    return _select(conn, tables, asked, (), limit=limit)


def _select(conn: Connection, tables: IndexTables, asked: Asked, eras: Iterable[str], *, limit: int) -> list[int]:
    entry = tables.entry
    vector: ColumnElement[Any] = entry.c.heads if asked.heads else entry.c.words
    statement = select(entry.c.id).where(vector.op("@@")(cast(bindparam("asked"), TSQUERY)))
    if asked.before is not None:
        statement = statement.where(entry.c.id < asked.before)
    if asked.where is not None:
        statement = statement.where(asked.where(entry.c.id))
    if asked.newest:  # an order that no index gives, so that the words are looked up and not each row from the end
        statement = statement.order_by((entry.c.id + 0).desc())
    return list(conn.execute(statement.limit(limit), {"asked": tsquery_of(asked, tuple(eras))}).scalars())


def tsquery_of(asked: Asked, eras: Sequence[str] = ()) -> str:
    """The tsquery. Only tokens that we cut ourselves get into it, each in quotation marks."""
    parts = ["(" + " | ".join("(" + " & ".join(_word(word, apart=asked.apart) for word in way) + ")" for way in asked.ways()) + ")"]
    parts += ["(" + " | ".join(_quoted(one) for one in some) + ")" for some in (asked.any_of, eras) if some]
    return " & ".join([*parts, *(_quoted(one) for one in asked.all_of)])


def _word(word: Word, *, apart: bool) -> str:
    return "(" + " | ".join(_term(term, apart=apart) for term in word.terms) + ")"


def _term(term: Term, *, apart: bool) -> str:
    if apart and not term.fixed:
        return "(" + " & ".join(map(_quoted, term.tokens)) + ")"
    last = _quoted(term.tokens[-1]) + (":*" if term.prefix else "")
    return "(" + " <-> ".join([*map(_quoted, term.tokens[:-1]), last]) + ")" if len(term.tokens) > 1 else last


def _vector(texts: Sequence[str], one: Normal) -> str:
    places: dict[str, list[str]] = {}
    at = 1
    for weight, said in zip("ABD", texts, strict=False):
        for token in tokens(said):
            found = places.setdefault(token, [])
            if at <= LAST_PLACE and len(found) < PLACES_A_TOKEN:
                found.append(f"{at}{weight}" if weight != "D" else str(at))
            at += 1
        at += _GAP
    for token in (*one.facets.split(), *characters("\n".join(texts))):
        places.setdefault(token, [])
    return " ".join(f"{_quoted(token)}:{','.join(found)}" if found else _quoted(token) for token, found in places.items())


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
