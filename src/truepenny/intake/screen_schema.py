"""The tables of the screen: the operator's own rules, and how many secrets were removed. Neither holds a word of a customer."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Text

from truepenny.platform.db.schema import metadata

screen_rule = Table(
    "screen_rule",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("pattern", Text, nullable=False),
    Column("checked_by", String(20), nullable=False),
    Column("context", Text, nullable=False),
    Column("label_en", String(60), nullable=False),
    Column("label_zh", String(60), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", String(40), nullable=False),
)
"""context: words of which one must stand near, one a line; "" for none. label_*: what customers are told was removed."""

screen_count = Table(
    "screen_count",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), primary_key=True),
    Column("channel", String(12), primary_key=True),
    Column("place", String(12), primary_key=True),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""day: days since 1970, UTC."""
