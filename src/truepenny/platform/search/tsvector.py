"""The index on PostgreSQL: vectors made of the same tokens, with places and weights, under GIN.

GIN gives all matches at once, not the newest first. So entries of a numbered index also carry which 4,096 and which 65,536 they belong to:
a common word is looked for in the newest of them first, and only what is not common is looked for everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Integer, Select, bindparam, cast, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import TSQUERY

from truepenny.platform.search.asked import Asked, Where
from truepenny.platform.search.entries import FACET, Normal
from truepenny.platform.search.query import Term, Word
from truepenny.platform.search.schema import IndexTables
from truepenny.platform.search.text import characters, tokens

ERAS = (12, 16)
"""Bits of the two sizes of stretches of ids."""
STEPS = ((12, 2), (16, 1), (16, 1))
"""Sizes of the stretches that are looked through first, the newest before all others, and how many of a size at a time."""
LAST_PLACE = 16_383
"""PostgreSQL counts no places beyond it: phrases in longer texts are found up to there."""
PLACES_A_TOKEN = 255
AT_ONCE = 16
"""Searches of one statement."""
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


def select_many(conn: Connection, tables: IndexTables, wanted: Sequence[tuple[Asked, int]]) -> list[list[int]]:
    """For each search, up to so many ids of matches, the newest first when asked so. In one statement."""
    found: list[list[int]] = [[] for _ in wanted]
    for start in range(0, len(wanted), AT_ONCE):
        some = list(enumerate(wanted[start : start + AT_ONCE], start))
        tops = [asked.before for _, (asked, _) in some if asked.newest]
        top = 0 if None not in tops else (conn.execute(select(func.max(tables.entry.c.id))).scalar() or 0) + 1
        given: dict[str, str | int] = {}
        each = [_select(tables, asked, limit, place, top, given) for place, (asked, limit) in some]
        for row in conn.execute(each[0] if len(each) == 1 else union_all(*each), given):
            found[row.place].append(row.id)
    return found


def _select(tables: IndexTables, asked: Asked, limit: int, place: int, top: int, given: dict[str, str | int]) -> Select[tuple[int, int]]:
    """One search. Its stretches of ids are taken one after the other, and none beyond the limit is looked into."""
    stretches = _stretches(asked.before or top) if asked.newest else [((), asked.before)]
    given[f"limit{place}"] = limit
    for number, (eras, before) in enumerate(stretches):
        given[f"asked{place}_{number}"] = tsquery_of(asked, eras)
        if before is not None:
            given[f"before{place}_{number}"] = before
    bounded = stretches[0][1] is not None
    return _make_select(tables, place, len(stretches), newest=asked.newest, heads=asked.heads, bounded=bounded, where=asked.where)


@lru_cache(maxsize=256)
def _make_select(
    tables: IndexTables, place: int, count: int, *, newest: bool, heads: bool, bounded: bool, where: Where | None
) -> Select[tuple[int, int]]:
    """The statement, which is built but once: that takes as long as most searches."""
    limit = bindparam(f"limit{place}", type_=Integer)
    parts = []
    for number in range(count):
        part = _part(tables, f"asked{place}_{number}", heads=heads, where=where)
        id_ = (
            tables.entry.c.id + 0
        )  # for which there is no index: the words are to be looked up, and not each row from the end or each older one
        part = part.where(id_ < bindparam(f"before{place}_{number}", type_=BigInteger)) if bounded else part
        parts.append((part.order_by(id_.desc()) if newest else part).limit(limit))
    ids = (parts[0] if count == 1 else union_all(*(select(part.subquery().c.id) for part in parts)).limit(limit)).subquery()
    return select(literal(place, Integer).label("place"), ids.c.id)


def _stretches(top: int) -> list[tuple[tuple[str, ...], int]]:
    """Marks of the newest ids below top and up to where they go, step by step; then all that is left."""
    found, before = list[tuple[tuple[str, ...], int]](), top
    for bits, count in STEPS:
        newest = (before - 1) >> bits
        found.append((tuple(era(number, bits) for number in range(newest, newest - count, -1) if number >= 0), before))
        before = (newest - count + 1) << bits
        if before <= 0:
            return found
    return [*found, ((), before)]


def _part(tables: IndexTables, name: str, *, heads: bool, where: Where | None) -> Select[tuple[int]]:
    entry = tables.entry
    vector: ColumnElement[Any] = entry.c.heads if heads else entry.c.words
    statement = select(entry.c.id).where(vector.op("@@")(cast(bindparam(name), TSQUERY)))
    return statement if where is None else statement.where(where(entry.c.id))


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
