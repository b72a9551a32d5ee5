"""Tables of an index: what each entry says, normalised, and how often each Latin word occurs. Each index's own schema.py declares them.

On SQLite an FTS5 table NAME_fts without content of its own stands beside them, made with them; on PostgreSQL the columns heads and words
hold the vectors. GIN has no pending list there, which each query would read through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text
from sqlalchemy import event as sa_event
from sqlalchemy.dialects.postgresql import TSVECTOR

from truepenny.platform.db.schema import metadata

Vector = Text().with_variant(TSVECTOR(), "postgresql")


@dataclass(frozen=True, slots=True)
class IndexTables:
    """The tables of one index. fts: the name of its FTS5 table."""

    name: str
    entry: Table
    word: Table
    fts: str


search_state = Table(
    "search_state",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("target", BigInteger, nullable=False),
    Column("wipes", Integer, nullable=False),
    Column("wiped", Integer, nullable=False),
    Column("holder", String(40), nullable=False),
    Column("held_until", BigInteger, nullable=False),
)
"""Of each index: the version of its normaliser, how far it follows the log (position), how far it must come before it is whole again after
it was emptied (target), how often words were taken out of it and up to which time they have left the files too (wipes, wiped), and which
node works on it until when (microseconds)."""


def index_tables(name: str) -> IndexTables:
    """Declares the tables of an index. An entry is found again by its key, or by its id alone where keys are empty."""
    entry = Table(
        name,
        metadata,
        Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
        Column("key", String(80)),
        Column("at", BigInteger, nullable=False),
        Column("facets", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("summary", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("heads", Vector),
        Column("words", Vector),
    )
    word = Table(
        f"{name}_word",
        metadata,
        Column("word", String(40), primary_key=True),
        Column("n", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    Index(f"ix_{name}_key", entry.c.key, unique=True, sqlite_where=entry.c.key.is_not(None), postgresql_where=entry.c.key.is_not(None))
    for column in (entry.c.heads, entry.c.words):
        vectors = Index(f"ix_{name}_{column.name}", column, postgresql_using="gin", postgresql_with={"fastupdate": "off"})
        vectors.ddl_if(dialect="postgresql")
    tables = IndexTables(name, entry, word, f"{name}_fts")

    @sa_event.listens_for(entry, "after_create")
    def _make_fts(_table: Table, conn: Any, **_more: object) -> None:
        for statement in fts_statements(name) if conn.dialect.name == "sqlite" else ():
            conn.exec_driver_sql(statement)

    return tables


def fts_statements(name: str) -> tuple[str, str]:
    """What makes the FTS5 table; migrations say the same. It gets tokens that we cut: all that is not ASCII belongs to a token."""
    return (
        f"CREATE VIRTUAL TABLE {name}_fts USING fts5(title, summary, body, facets, characters, content='', tokenize='ascii')",
        f"INSERT INTO {name}_fts({name}_fts, rank) VALUES ('usermerge', 2)",
    )
