"""Search.

Forward only; imports nothing of the application. oldest_code: the oldest version that can work with the tables after this.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
oldest_code = "0.1.0"

INDEXES = ("search_published", "search_ticket")
VECTOR = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "search_state",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("wipes", sa.Integer(), nullable=False),
        sa.Column("wiped", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_state")),
    )
    for name in INDEXES:
        _make_index(name)
    _make_tables_of_editors()


def _make_tables_of_editors() -> None:
    op.create_table(
        "search_synonyms",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_synonyms")),
    )
    op.create_table(
        "search_marks",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_marks")),
    )
    op.create_table(
        "search_misses",
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("asked_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("first_place", sa.LargeBinary(length=16), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("week", "language", "asked_key", name=op.f("pk_search_misses")),
    )


def _make_index(name: str) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("heads", VECTOR, nullable=True),
        sa.Column("words", VECTOR, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    only = sa.text("key IS NOT NULL")
    op.create_index(op.f(f"ix_{name}_key"), name, ["key"], unique=True, sqlite_where=only, postgresql_where=only)
    op.create_table(
        f"{name}_word",
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f(f"pk_{name}_word")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE VIRTUAL TABLE {name}_fts USING fts5(title, summary, body, facets, characters, content='', tokenize='ascii')")
        op.execute(f"INSERT INTO {name}_fts({name}_fts, rank) VALUES ('usermerge', 2)")
    else:
        op.execute(f"CREATE INDEX ix_{name}_heads ON {name} USING gin (heads) WITH (fastupdate = off)")
        op.execute(f"CREATE INDEX ix_{name}_words ON {name} USING gin (words) WITH (fastupdate = off)")
