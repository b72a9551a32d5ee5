"""The tables of the pictures in articles, and of where imported articles come from."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from truepenny.platform.db.schema import metadata

help_pictures = Table(
    "help_pictures",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(240), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("kept", String(64), nullable=False, index=True),
    Column("added_at", BigInteger, nullable=False),
    Column("added_by", String(40), nullable=False),
)
"""id: of the file (intake/files). digest, kept: SHA-256 of the bytes as they came and as they are kept,
so that the same picture is kept once, also when it comes back from an export."""

help_picture_uses = Table(
    "help_picture_uses",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("picture", String(32), primary_key=True, index=True),
)
"""Which pictures readers see in which published article."""

help_sources = Table(
    "help_sources",
    metadata,
    Column("source", String(200), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("article_id", String(32), ForeignKey("help_articles.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""source: names an article for ever where it was imported from. digest: of what came. version: the one that was made of it."""
