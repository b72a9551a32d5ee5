"""The table of what became of offered articles."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from truepenny.platform.db.schema import metadata

help_offers = Table(
    "help_offers",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("surface", String(12), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("slug", String(80), primary_key=True),
    Column("offered", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
)
"""Counts by day (days since 1970, UTC), where the article was offered and in which language. Never who, and no words.

offered: shown beside what somebody wrote; opened; answered: "this answered it" was pressed; sent: a ticket was sent after opening it.
"""
