"""The tables of the directory: every version of every entry, and the number of the last change."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text, UniqueConstraint

from truepenny.platform.db.schema import metadata

directory_version = Table(
    "directory_version",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("item", String(32), nullable=False),
    Column("what", String(8), nullable=False),
    Column("number", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", String(40), nullable=False),
    Column("settled_at", BigInteger, nullable=True),
    Column("settled_by", String(40), nullable=True),
    Column("sequence", Integer, nullable=True, unique=True),
    UniqueConstraint("item", "number"),
)
"""One version of an entry (what: entry) or of what is never used (never); number counts the item's versions from 1. body: JSON.

state: proposed, published, dropped. sequence: the place of a published version among all changes. Nothing is ever deleted.
"""

directory_head = Table(
    "directory_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("days_told", BigInteger, nullable=False),
)
"""One row, id 1, as soon as something was published: the sequence of the last change, by which other processes notice it. days_told: up to
this moment it was told which entries had begun or ended by their own dates."""
