"""Announcements with their words and updates, the services, and what is left to be done when something was announced."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from truepenny.platform.db.schema import metadata

announcements = Table(
    "announcements",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("state", String(16), nullable=False),
    Column("effect", String(12), nullable=False),
    Column("scope", Text, nullable=False),
    Column("planned_start", BigInteger),
    Column("planned_end", BigInteger),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("contact", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("created_by", String(40), nullable=False),
    Column("last_update", Integer, nullable=False),
)
"""One row an announcement, as it stands now. scope: JSON of kinds.Scope. ended_at NULL: not over. last_update: number of the newest."""
Index("ix_announcements_ended", announcements.c.ended_at)

announcement_words = Table(
    "announcement_words",
    metadata,
    Column("announcement_id", String(32), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""Title and text (Markdown) of an announcement in one language."""

announcement_updates = Table(
    "announcement_updates",
    metadata,
    Column("announcement_id", String(32), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("effect", String(12), nullable=False),
    Column("by", String(40), nullable=False),
    Column("words", Text, nullable=False),
    Column("tell", Boolean, nullable=False),
    Column("corrects", Integer),
    Column("before", Text),
)
"""The timeline, only ever added to. words: JSON, Markdown by language. corrects: number of the update that was wrong, which stays and is
shown as corrected. before: of a correction of title or text the words that stood there, JSON."""

announcement_jobs = Table(
    "announcement_jobs",
    metadata,
    Column("announcement_id", String(32), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("what", String(8), primary_key=True),
    Column("mark", String(40), nullable=False),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
)
"""What follows from an update: tell (the customers of linked tickets) and mail (those who asked). Made in the update's own transaction.
mark: up to which ticket or subscriber it is done. total: how many there are, 0 before it began."""
Index("ix_announcement_jobs_open", announcement_jobs.c.finished_at, announcement_jobs.c.created_at)

services = Table(
    "services",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("names", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("retired_at", BigInteger),
)
"""What customers use. names: JSON by language. place: the order in which they are shown."""
