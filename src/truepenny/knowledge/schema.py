"""The tables of canned replies and of the brand."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text, UniqueConstraint

from truepenny.platform.db.schema import metadata

canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("shortcut", String(40), nullable=False),
    Column("language", String(12), nullable=False),
    Column("title", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("education", Text, nullable=True),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", String(40), nullable=False),
    UniqueConstraint("shortcut", "language"),
)
"""The same shortcut may stand once in each language. education: JSON, sentences that read like asks and were published as warnings."""

brand = Table(
    "brand",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(60), nullable=False),
    Column("hue", Integer, nullable=False),
    Column("logo_url", String(200), nullable=True),
    Column("languages", String(200), nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
"""One row, id 1, as soon as somebody has changed something. languages: codes with spaces between."""
